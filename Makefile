# The two commands of the README: `make demo` runs the main job, `make test` passes the tests.
# Both need Go and make, nothing else; modules come from the Go module proxy.

GO ?= go
LDFLAGS = -X tvslab/cmd/cli.Version=$(VERSION)
VERSION ?= 0.1.0-dev

.PHONY: demo test build lint man scenarios-doc bench fuzz clean

demo: build ## watch a cluster and its phones go through "both TFTP servers changed"
	./bin/tvslab run --release 11.5 --timeline tftp-both-changed-tvs-changed
	./bin/tvslab run tftp-both-changed...

build: ## bin/tvslab
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/tvslab ./cmd/tvslab

# The race detector needs a C compiler; a machine without one still passes the tests.
RACE = $(shell command -v $$($(GO) env CC) >/dev/null 2>&1 && echo -race)

test: ## everything, with the race detector where there is a C compiler
	$(GO) test $(RACE) -timeout 12m ./...

lint: ## formatting, vet, stale man pages, stale page of the library
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	@rm -rf bin/man && $(GO) run ./cmd/mkman bin/man && diff -r bin/man docs/man || { echo "man pages are stale: make man"; exit 1; }
	@$(GO) run ./cmd/mkscenarios bin/scenarios.md && diff bin/scenarios.md docs/scenarios.md || { echo "docs/scenarios.md is stale: make scenarios-doc"; exit 1; }

man: ## docs/man from the command's own help
	rm -rf docs/man && $(GO) run ./cmd/mkman docs/man

scenarios-doc: ## docs/scenarios.md by playing the library
	$(GO) run ./cmd/mkscenarios docs/scenarios.md

bench: ## Go benchmarks of every package: phones, fleets, codecs, servers
	$(GO) test -run '^$$' -bench . -benchtime 2s ./...

fuzz: ## every fuzz target for a minute
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
		$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime 1m -fuzzminimizetime 1x $$p || exit 1; done; done

clean:
	rm -rf bin
