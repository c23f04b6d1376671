#!/usr/bin/env bash
# Fails if the code that templ and sqlc write isn't what is committed. The arguments are the two commands.
set -euo pipefail
cd "$(dirname "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/internal"
cp go.mod go.sum "$work/"
cp -r internal/web internal/store "$work/internal/"
(cd internal/web && $1 generate -path "$work/internal/web" >/dev/null 2>&1) || { echo "templ fails; run make generate" >&2; exit 1; }
(cd internal/store && $2 generate -f "$work/internal/store/sqlc.yaml" >/dev/null) || { echo "sqlc fails; run make generate" >&2; exit 1; }
for dir in internal/web internal/store; do
	diff -rq "$dir" "$work/$dir" >&2 || { echo "$dir isn't what its sources say: run make generate" >&2; exit 1; }
done
