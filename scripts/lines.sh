#!/usr/bin/env bash
# Lists the lines of Go and templ files that are longer than 120 characters, and fails if there are any. Characters are
# counted and not bytes; a tab is one. What templ and sqlc write is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
git --git-dir=.git ls-files -z -- '*.go' '*.templ' ':!*_templ.go' ':!internal/store/queries/*.go' | xargs -0r perl -CSD -ne '
	chomp;
	if (length > 120) { print "$ARGV:$.: ", length, " characters\n"; $found = 1 }
	close ARGV if eof; # lines are counted file by file
	END { exit 1 if $found }
' || exit 1
