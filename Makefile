# The commands that everyone relies on. README.md names demo and test first.

GO        ?= go
BIN       := bin/shiji
STATIC    := honnef.co/go/tools/cmd/staticcheck@v0.8.2
TEMPL     := github.com/a-h/templ/cmd/templ@v0.3.977
SQLC      := github.com/sqlc-dev/sqlc/cmd/sqlc@v1.31.1
FUZZ      ?= 1
# What the program is built from, where git can say it. Named by its folder, the repository may belong to anybody; Go
# asks git in a way that fails in somebody else's clone, which is why it is told not to.
REVISION   = $(shell git --git-dir=.git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null)

.PHONY: demo build charts test test-hard check bench generate clean

## demo: build the program and open the demo district in the browser; Ctrl-C ends it
demo: build
	@$(BIN) demo

build: parts
	@mkdir -p $(dir $(BIN))
	@CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '-s -w -X main.revision=$(REVISION)' -o $(BIN) ./cmd/shiji

# The script of parts of pages is packed where npm is; without it every answer is a whole page.
PARTS := internal/web/assets/dist/parts.js
parts: $(if $(shell command -v npm),$(PARTS))
$(PARTS): internal/web/frontend/parts.js internal/web/frontend/package-lock.json internal/web/bundle/main.go
	@cd internal/web/frontend && npm ci --ignore-scripts --silent
	@$(GO) run -buildvcs=false ./internal/web/bundle

# Where several are at work at once in one process: these packages are tested with the race detector, and of the store
# the tests in which they are. The hard suite tests the whole store and what serves with it.
RACED   := apart district file grid house intake job ledger run study web
AT_ONCE := Beside|Together|CantGoOn|ManyWrite|OfMany|DeadProcess|AtItsOwn|TakenAgain|FollowEachOther|Queue
AT_ONCE := $(AT_ONCE)|ALineIs|HangsUp|NeverEnds|FailedUnit|OfTheirOwn|CouldntBeRead|NobodyClashes|AnswerOfACommit

## test: the fast suite: Go packages (PostgreSQL included), those in which many work at once with the race detector; then a real browser. What is missing is installed where that is permitted
test:
	scripts/needs.sh cc postgres chromium fonts node
	$(MAKE) --no-print-directory build
	$(GO) test -short -timeout 20m $$($(GO) list ./... | grep -vE '/internal/($(subst $(eval) ,|,$(RACED)))$$')
	$(GO) test -race -short -timeout 20m $(RACED:%=./internal/%)
	$(GO) test -race -short -timeout 20m -run '$(AT_ONCE)' ./internal/store
	cd browser && npm ci --ignore-scripts --silent && npm test --silent

## test-hard: longer fuzzing, many more generated cases, and the same bytes on another architecture
test-hard: build
	scripts/hard.sh $(FUZZ)

# Tests that hold pages, generated files and imports to what the code says.
CURRENT := TestImportsPointInward|TestFormatPageIsCurrent|TestSchemeSchema|TestPagesAreCurrent|TestManualPagesAreCurrent
CURRENT := $(CURRENT)|TestCommittedWorkbooks|TestCatalogueReadsWell|TestGoDoesNotAskGit
CURRENT := $(CURRENT)|TestReadmePrintsWhatTheProgramPrints|TestPagesNameFilesThatExist

## check: formatting, vet, static analysis, generated files and pages current, imports inward only
check:
	@test -z "$$(gofmt -l cmd internal)" || { gofmt -l cmd internal; echo "run gofmt -w on these files"; exit 1; }
	@scripts/lines.sh
	$(GO) vet ./...
	@scripts/current.sh "$(GO) run $(TEMPL)" "$(GO) run $(SQLC)"
	$(GO) run $(STATIC) ./...
	$(GO) test -count=1 -run '$(CURRENT)' ./internal/... ./cmd/...

## generate: write what is generated anew: the examples' workbooks and the generated pages of docs
generate:
	cd internal/web && $(GO) run $(TEMPL) generate
	cd internal/store && $(GO) run $(SQLC) generate
	$(GO) generate ./...

## bench: the figures of docs/benchmarks.md
bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

clean:
	rm -rf bin out
