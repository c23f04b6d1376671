#!/usr/bin/env bash
# The hard suite: many generated cases, fuzzing, crashes and failing disks, and equal bytes on arm64 under qemu-user.
# Fuzzing is bounded by the number of tries and not by time, so that a slow machine does the same work; the first argument multiplies it.
set -euo pipefail
cd "$(dirname "$0")/.."
times="${1:-1}"
scripts/needs.sh qemu strace fuse postgres

echo "== generated cases: 2,000 a property"
go test -count=1 -run 'Arithmetic|NeverWorse|TwoHalves|NeverRaises|AgainstSeries|TracedIsUntraced|NothingIsLost|AtAGlance|SurvivesSearch|WhatMustAlwaysHold' ./internal/decimal ./internal/score ./internal/formula ./internal/table ./internal/survey -rapid.checks=2000

echo "== the race detector, where the fast suite does without"
go test -race -short -count=1 -timeout 40m ./internal/store
go test -race -short -count=1 -timeout 40m -run 'Serve|Demo|Folder|Page' ./cmd/shiji

echo "== fuzzing"
fuzz() { # package, target, tries
	go test -run '^$' -fuzz "^$2\$" -fuzztime "$(($3 * times))x" "./internal/$1"
}
fuzz decimal FuzzParse 500000
fuzz rule FuzzParseParams 150000
fuzz grid FuzzParseNumber 300000
fuzz formula FuzzFormula 200000
fuzz sheet FuzzRead 8000
fuzz sheet FuzzSchemeFile 20000
fuzz sheet FuzzBrokenParts 3000
fuzz table FuzzCSV 30000
fuzz score FuzzReadRun 8000
fuzz study FuzzSurvey 8000

echo "== kills, power cuts, failing calls, full disks, flipped bytes"
go test -tags hard -count=1 -v -timeout 60m ./internal/crash

echo "== hostile files: what each costs whoever reads it"
go test -count=1 -v -timeout 20m -run 'Hostile|BrokenParts' ./cmd/shiji

echo "== equal bytes on amd64 and arm64"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
go build -trimpath -buildvcs=false -o "$work/amd64" ./cmd/shiji
CGO_ENABLED=0 GOARCH=arm64 go build -trimpath -buildvcs=false -o "$work/arm64" ./cmd/shiji
for example in haidian-2014 haidian-2013 beijing-municipal; do # places gained, improvement and standard scores among them
	"$work/amd64" score "examples/$example" -o "$work/a" >/dev/null 2>&1
	TZ=America/New_York LC_ALL=C qemu-aarch64-static "$work/arm64" score "examples/$example" -o "$work/b" >/dev/null 2>&1
	cmp "$work/a/run.json" "$work/b/run.json"
done
"$work/amd64" analyse examples/beijing-municipal --json >"$work/a.json"
qemu-aarch64-static "$work/arm64" analyse examples/beijing-municipal --json >"$work/b.json"
cmp "$work/a.json" "$work/b.json"
formula='gmean(2, 3, 5) + ln(7) / exp(0.3) + sqrt(11) ^ 1.7 + sd(1, 2, 4) + 1/3'
cmp <("$work/amd64" calc "$formula" --json) <(qemu-aarch64-static "$work/arm64" calc "$formula" --json)
for format in --json --explain; do
	cmp <("$work/amd64" survey analyse examples/survey/答卷.csv --design examples/survey/设计.yaml $format) \
		<(qemu-aarch64-static "$work/arm64" survey analyse examples/survey/答卷.csv --design examples/survey/设计.yaml $format)
done
qemu-aarch64-static "$work/arm64" verify "$work/a/run.json"
echo "hard: 3 passed, 0 failed"
