# The two commands of the README: `make demo` runs the main job, `make test` passes the tests.
# Both need Go and make, nothing else; modules come from the Go module proxy.

GO ?= go

# As releases are built: what the tests, the tools and the packages compile is compiled once.
export GOFLAGS = -trimpath
export CGO_ENABLED = 0

# What is released; SYSTEMS=linux/amd64 makes dist and cross build for some.
SYSTEMS ?= linux/amd64,linux/arm64,darwin/amd64,darwin/arm64,windows/amd64,windows/arm64
comma = ,

# Tools of make lint: each at a version of its own, apart from the modules of tvslab.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
DEADCODE = golang.org/x/tools/cmd/deadcode@v0.52.0
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0
ACTIONLINT = github.com/rhysd/actionlint/cmd/actionlint@v1.7.7

.PHONY: demo help test build lint format vet systems cross staticcheck deadcode govulncheck pipelines generated man docs api scenarios-doc statements orders site shots bench fuzz hostile clean

demo: build ## watch a cluster and its phones go through "both TFTP servers changed"
	./bin/tvslab demo

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## bin/tvslab
	$(GO) build -o bin/tvslab ./cmd/tvslab

# The race detector needs a C compiler; a machine without one still passes the tests.
RACE = $(shell command -v $$($(GO) env CC) >/dev/null 2>&1 && echo -race)
CGO = $(if $(RACE),1,0)

# What the race detector looks at: tests of what has goroutines or locks, and of what servers reach. All code is watched that they reach. The
# others play what these play too: see decision 0013. docs has a test that nothing is missing here.
RACED = ./accept ./bench/... ./capf ./capture ./classroom/... ./cmd/cli ./cmd/hostile/... ./explore ./httpd ./keep ./lru ./metrics ./parallel \
	./phone/... ./phonetls ./registration ./scenarios ./scenarios/play ./sim/keypool ./sim/lab/... ./snmp ./tftpd/... ./trustlist ./tvs ./web ./web/door ./web/frame

# The race detector looks at a part of these, as it makes them many times slower: the rest is played without. .ci/run plays what is longer.
AGAIN = ./classroom/... ./cmd/cli ./phone/fleet ./sim/lab/folder ./web/...

# Packages wait for peers, clocks and browsers more than for a processor: four at a time.
test: ## everything, with the race detector where there is a C compiler
	CGO_ENABLED=$(CGO) $(GO) test $(RACE) -p 4 -vet=off -timeout 15m $(RACED)
	$(GO) test -p 4 -vet=off -timeout 15m $$($(GO) list ./... | grep -vxF "$$($(GO) list $(RACED))") $(AGAIN)
	cd packaging && $(GO) test ./...

lint: format vet systems staticcheck deadcode govulncheck pipelines generated ## format, vet, other systems, staticcheck, dead code, known vulnerabilities, stale generated pages

format: ## what gofmt would change
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }

vet: ## go vet
	$(GO) vet ./...
	cd packaging && $(GO) vet ./...

# Everything is read and its types are checked for the other systems, which compiles nothing; these packages, which hardly have more than what
# differs by system, are compiled and vetted.
DIFFER = ./accept ./errno ./private ./swap ./sim/lab/trouble/relay ./tftpd/internal/udp
systems: ## types of everything, tests too, on macOS and Windows; vet of what differs there
	@GOBIN=$(CURDIR)/bin $(GO) install $(DEADCODE)
	@for os in darwin windows; do echo "types and vet for $$os"; GOOS=$$os bin/deadcode -test ./... >/dev/null && GOOS=$$os $(GO) vet $(DIFFER) || exit 1; done

# Before a release: minutes for each system.
cross: ## a build for each system and processor of a release
	@for at in $(subst $(comma), ,$(SYSTEMS)); do echo "go build for $$at"; \
		GOOS=$${at%/*} GOARCH=$${at#*/} $(GO) build ./... || exit 1; done

staticcheck: ## bugs, style, unused code
	$(GO) run $(STATICCHECK) -checks all ./...
	cd packaging && $(GO) run $(STATICCHECK) -checks all ./...

deadcode: ## functions that no command reaches, tests apart
	@echo $(GO) run $(DEADCODE) ./cmd/...; dead=$$($(GO) run $(DEADCODE) ./cmd/...) && test -z "$$dead" || { echo "$$dead"; exit 1; }

govulncheck: ## vulnerabilities of modules; skipped where their list cannot be fetched
	@! command -v curl >/dev/null || curl -sf -o /dev/null --max-time 20 https://vuln.go.dev/index/db.json || { \
		echo "govulncheck: skipped, the list of vulnerabilities cannot be fetched from vuln.go.dev"; exit 0; }; \
		echo $(GO) run $(GOVULNCHECK) ./...; found=$$($(GO) run $(GOVULNCHECK) ./... 2>&1) || case "$$found" in \
		*"fetching vulnerabilities"*) echo "govulncheck: skipped, the list of vulnerabilities cannot be fetched from vuln.go.dev";; \
		*) echo "$$found"; exit 1;; esac

pipelines: ## the workflow for GitHub in examples/ci
	$(GO) run $(ACTIONLINT) examples/ci/github/plan.yml

generated: ## stale man pages, stale tables, stale pages of the library and the statements
	@$(GO) run ./cmd/mkdocs -check docs/*.md
	@rm -rf bin/man && $(GO) run ./cmd/mkman bin/man && diff -r bin/man docs/man || { echo "man pages are stale: make man"; exit 1; }
	@$(GO) run ./cmd/mkapi bin/api.md && diff bin/openapi.json docs/openapi.json && diff bin/api.md docs/api.md || { echo "docs/api.md is stale: make api"; exit 1; }
	@$(GO) run ./cmd/mkscenarios bin/scenarios.md && diff bin/scenarios.md docs/scenarios.md && diff bin/scenarios.json docs/scenarios.json || { echo "docs/scenarios.md is stale: make scenarios-doc"; exit 1; }
	@$(GO) run ./cmd/mkstatements bin/statements.md && diff bin/statements.md docs/statements.md || { echo "docs/statements.md is stale: make statements"; exit 1; }

man: ## docs/man from the command's own help
	rm -rf docs/man && $(GO) run ./cmd/mkman docs/man

api: ## docs/api.md and docs/openapi.json from the types of the control API
	$(GO) run ./cmd/mkapi docs/api.md

docs: ## the tables of the documentation that follow from rows of the program
	$(GO) run ./cmd/mkdocs docs/*.md

scenarios-doc: ## docs/scenarios.md and docs/scenarios.json by playing the library
	$(GO) run ./cmd/mkscenarios docs/scenarios.md

statements: ## docs/statements.md by playing scenarios/statements
	$(GO) run ./cmd/mkstatements docs/statements.md

orders: ## docs/orders.md by playing scenarios/orders as plan and explore do
	$(GO) run ./cmd/mkorders docs/orders.md

site: ## bin/site: the documentation as pages, to search and to filter (docs/site.md)
	$(GO) run ./cmd/mksite bin/site

shots: ## docs/screens: pictures of all pages in Chromium, of a lab in the middle of its trouble
	TVSLAB_BROWSER=1 $(GO) test ./web -count 1 -run TestTour -shots $(CURDIR)/docs/screens

bench: ## Go benchmarks of every package: phones, fleets, codecs, servers
	$(GO) test -run '^$$' -bench . -benchtime 2s ./...

# Inputs count here, not how small one that is new can be made: minimization gets one execution.
FUZZTIME ?= 1m
fuzz: ## every fuzz target for a minute, or for FUZZTIME
	@for p in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
		$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$p || exit 1; done; done

# The long form, LONG=1, is half an hour with ten minutes of regenerations. ONLY=NAME,NAME plays some.
LONG ?= 0
hostile: build ## attacks the real program, with honest clients beside; LONG=1 for half an hour, ONLY=NAME for one
	$(GO) run ./cmd/hostile --binary bin/tvslab --long $(LONG) --only "$(ONLY)"

# packaging is a module of its own: what it needs stays out of tvslab.
.PHONY: dist package-test
dist: ## everything of a release into dist: programs, archives, packages, an image (docs/packages.md)
	cd packaging && $(GO) run . -only $(SYSTEMS)

package-test: ## installs, upgrades and removes the packages on a Debian of their own, runs the image; as root
	cd packaging && ./try/all.sh

clean: ## removes what was built
	rm -rf bin dist
