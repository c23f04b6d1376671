# The commands that everyone relies on. README.md names demo and test first.

GO        ?= go
BIN       := bin/shiji
STATIC    := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZ      ?= 1
EXAMPLE   := examples/haidian-2014

.PHONY: demo build test test-hard check bench generate clean

## demo: build and score the example, explain one scorecard, verify the sealed run
demo: build
	@mkdir -p out
	@$(BIN) score $(EXAMPLE) -o out
	@echo
	@$(BIN) explain out/run.json 区财政局
	@echo
	@$(BIN) verify out/run.json
	@echo
	@echo "成绩单 scorecards: out/results.xlsx    封存的结果 sealed run: out/run.json"
	@echo "再试 try: $(BIN) explain out/run.json 区财政局 B0121    $(BIN) explain out/run.json 木槿街道 等次    $(BIN) --help"

build:
	@mkdir -p bin
	@$(GO) build -trimpath -o $(BIN) ./cmd/shiji

## test: the fast suite; it needs nothing but Go
test:
	$(GO) test -race ./...

## test-hard: longer fuzzing, many more generated cases, and the same bytes on another architecture
test-hard: build
	scripts/hard.sh $(FUZZ)

## check: formatting, vet, static analysis, generated files current, imports inward only
check:
	@test -z "$$(gofmt -l cmd internal)" || { gofmt -l cmd internal; echo "run gofmt -w on these files"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATIC) ./...
	$(GO) test -count=1 -run 'TestImportsPointInward|TestFormatPageIsCurrent|TestSchemeSchema|TestPagesAreCurrent|TestManualPagesAreCurrent|TestCommittedWorkbooks|TestCatalogueReadsWell' ./internal/... ./cmd/...

## generate: write what is generated anew: the examples' workbooks and the generated pages of docs
generate:
	$(GO) generate ./...

## bench: the figures of docs/benchmarks.md
bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

clean:
	rm -rf bin out
