# Everything that is done to this project by hand or by a machine begins here. `make` alone lists it.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: install-axe install-lighthouse pictures help demo build wasm check test units node fuzz-smoke e2e chaos chaos-smoke cluster cluster-smoke fuzz bench \
        bench-browser nightly gallery app-json install-chromium install-csp security security-smoke gosec vuln \
        release release-check notices deploy-check install-promtool

# What runs in a browser is vetted a second time as the browser's Go sees it.
BROWSER  := ./app/... ./wasm/... ./protocol
AS_WASM  := GOOS=js GOARCH=wasm

# The units run in parallel with a cap that leaves two cores breathing; what starts processes and a
# browser runs after them, alone.
PARALLEL ?= 4
UNITS     = $$(go list ./... | grep -vxE 'agentadapter/e2e(/chaos|/cluster|/security|/world|/speed)?')
TIMED    := bin/timed --times bin/times.jsonl

FUZZTIME ?= 60s
# On a busy machine go test takes the end of its own time for a failure; a real one names its input.
FUZZ_LATE = { grep -q 'context deadline exceeded' bin/fuzz.log && ! grep -q 'Failing input' bin/fuzz.log; }
SESSIONS ?= 1000
PAGES    ?= 10000
ROUNDS   ?= 1000
HOST     ?= adapter.example.com
TENANT   ?= default

help: ## print what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-17s %s\n", $$1, $$2}'

demo: ## build, start the sandbox and the server, and print one address to open
	@mkdir -p bin && go build -o bin/demo ./e2e/demo
	@exec bin/demo

wasm: ## build what the browser runs and write its size down
	@go run ./web/bundle

build: wasm ## build the bundle and the binaries into bin/
	@mkdir -p bin
	@go build -o bin/agentadapter ./server
	@go build -o bin/sandbox ./sandbox

check: ## gofmt, vet and staticcheck (natively and for the browser), tidy modules, house rules
	@unformatted=$$(gofmt -l .)
	@if [ -n "$$unformatted" ]; then echo "not gofmt'd, run gofmt -w on: $$unformatted"; exit 1; fi
	@go vet ./...
	@$(AS_WASM) go vet $(BROWSER)
	@mkdir -p bin && go build -o bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	@bin/staticcheck ./...
	@$(AS_WASM) bin/staticcheck $(BROWSER)
	@go mod tidy -diff
	@(cd deploy/check && go vet ./... && go mod tidy -diff && go run ./notices -root ../.. -check)
	@go test -count=1 .

test: ## everything, as a change must pass it: vet, units with -race, browser, chaos for half a minute
	@mkdir -p bin && rm -f bin/times.jsonl
	@$(MAKE) --no-print-directory install-chromium build
	@go vet ./...
	@$(MAKE) --no-print-directory deploy-check units node fuzz-smoke e2e security-smoke chaos-smoke cluster-smoke
	@$(TIMED) --slowest 10

units: bin/timed ## the rooms' own tests, with -race
	@HOUSE_BUNDLE=required $(TIMED) -- -race -parallel $(PARALLEL) $(UNITS)

node: bin/timed ## the browser's pure packages once more, as WebAssembly under Node
	@command -v node >/dev/null || { echo "node is missing: apt-get install nodejs"; exit 1; }
	@$(AS_WASM) $(TIMED) -- -exec "$$(go env GOROOT)/lib/wasm/go_js_wasm_exec" ./protocol ./app/state ./app/settings/state

fuzz-smoke: ## each fuzz target for two seconds
	@FUZZTIME=2s $(MAKE) --no-print-directory fuzz

e2e: bin/timed bin/bare.wasm.br install-axe ## the shipped binary and bundle in a real browser (needs make build)
	@$(TIMED) --verbose -- -race -count=1 -timeout 20m -p 1 -parallel 3 ./e2e/world ./e2e ./e2e/speed

chaos-smoke: bin/timed ## forty sessions of the golden stories in bad weather, with kill -9 (needs make build)
	@$(TIMED) --verbose -- -count=1 -timeout 10m ./e2e/chaos -sessions 40 -groups 2

cluster-smoke: bin/timed ## replicas on one NATS server: take-over, hand-over, fifty rounds of claims (needs make wasm)
	@$(TIMED) --verbose -- -count=1 -short -timeout 10m ./e2e/cluster -rounds 50

cluster: wasm ## replicas on NATS clusters of three: kills, cuts, a move; ROUNDS rounds of fifty claims
	@go test -count=1 -timeout 60m -v ./e2e/cluster -rounds $(ROUNDS) -engines 3

chaos: build ## SESSIONS sessions of all golden stories in bad weather, with kill -9 (SEED= repeats the draws); then cluster and a crowd of pages
	@go test -count=1 -timeout 20m -v ./e2e/chaos -sessions $(SESSIONS) -groups 0 -seed "$(SEED)"
	@$(MAKE) --no-print-directory cluster
	@go test -count=1 -timeout 20m -v ./e2e/crowd -pages $(PAGES)

fuzz: ## each fuzz target for FUZZTIME
	@mkdir -p bin
	@grep -rlE '^func Fuzz' --include='*_test.go' . | sort | while read -r file; do
		for target in $$(grep -oE '^func Fuzz[A-Za-z0-9_]+' "$$file" | cut -d' ' -f2); do
			echo "fuzz $$(dirname "$$file") $$target $(FUZZTIME)"
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" >bin/fuzz.log 2>&1 ||
				{ $(FUZZ_LATE) && echo "ok  	stopped at its time limit" >bin/fuzz.log; } ||
				{ cat bin/fuzz.log; exit 1; }
			tail -n 1 bin/fuzz.log
		done
	done

bench: ## benchmarks, and the size of bare go-app measured afresh
	@go run ./web/bundle --bare
	@go test -run '^$$' -bench . -benchmem $$(echo "$(UNITS)" | grep -v e2e/crowd)
	@go test -run '^$$' -bench . -timeout 20m ./e2e/crowd -pages $(PAGES)

bench-browser: install-chromium build bin/bare.wasm.br ## how long an agent waits, beside bare go-app
	@go test -count=1 -run '^$$' -bench . -timeout 15m -v ./e2e/speed
	@go test -count=1 -run '^$$' -bench . -benchtime 7x -timeout 15m ./e2e

# The scanners are programs of their own: a version here pins one with all that it is made of.
GOSEC       := github.com/securego/gosec/v2/cmd/gosec@v2.30.0
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
# What never ships is not scanned: the tests' stage, the stand-ins, and the programs that build or draw.
UNSHIPPED   := e2e deploy sandbox web/bundle app/gallery server/hub/bare

security: build install-csp ## who could do what, at full size: ten thousand silent sockets, slow lines, another site; scanners
	@go test -count=1 -timeout 20m -v ./e2e/security -full
	@$(MAKE) --no-print-directory gosec vuln

security-smoke: bin/timed install-csp ## the same against one server, in less than half a minute (needs make build)
	@$(TIMED) --verbose -- -count=1 -timeout 5m ./e2e/security

gosec: ## gosec over what ships, as the server's Go and as the browser's Go see it
	@mkdir -p bin && GOBIN="$(CURDIR)/bin" go install $(GOSEC)
	@bin/gosec -quiet $(addprefix -exclude-dir=,$(UNSHIPPED)) ./...
	@$(AS_WASM) bin/gosec -quiet -exclude-dir=app/gallery ./app/... ./wasm/...

vuln: ## govulncheck; where its database does not answer nobody has looked, and that is no success
	@mkdir -p bin && GOBIN="$(CURDIR)/bin" go install $(GOVULNCHECK)
	@bin/govulncheck ./... 2>&1 | tee bin/vuln.log && exit 0
	@if grep -q 'fetching vulnerabilities' bin/vuln.log; then
		printf '%s\n' '!!! NOT CHECKED: the database of govulncheck cannot be reached from here. All else of this run stands;' \
			'!!! nothing is known about known weaknesses of our modules. Run make vuln where vuln.go.dev answers.'
	fi
	@exit 1

nightly: check test chaos fuzz bench bench-browser release-check install-lighthouse ## all of it, at full size
	@go test -count=1 -timeout 15m -v ./e2e -run 'WhatPeers|Lighthouse' -nightly
	@$(MAKE) --no-print-directory security

gallery: ## the widget in each of its states as static pages in bin/gallery
	@go run ./app/gallery --out bin/gallery

pictures: install-chromium ## take the pictures of the widget that the guides show, light and dark
	@go test -count=1 ./e2e -run TestPictures -pictures ../docs/look

app-json: ## kustomer-app.json for HOST= and TENANT=, on standard output
	@go run ./server app-json --host "$(HOST)" --tenant "$(TENANT)"

# Same sources, same Go: the same bytes, wherever and whenever they are built.
PLATFORMS ?= linux/amd64 linux/arm64 darwin/arm64 windows/amd64
VERSION   ?= $$(git describe --tags --always --dirty)
release: wasm ## one static binary a platform, bundles inside, into bin/release with checksums
	@rm -rf bin/release && mkdir -p bin/release
	@for platform in $(PLATFORMS); do
		os="$${platform%/*}" arch="$${platform#*/}" suffix=""
		[ "$$os" = windows ] && suffix=.exe
		echo "building $$os/$$arch"
		CGO_ENABLED=0 GOOS="$$os" GOARCH="$$arch" go build -trimpath -buildvcs=false \
			-ldflags "-s -w -buildid= -X main.stamp=$(VERSION)" -o "bin/release/agentadapter-$$os-$$arch$$suffix" ./server
	done
	@cp THIRD_PARTY_NOTICES LICENSE bin/release/
	@cd bin/release && sha256sum agentadapter-* | tee SHA256SUMS

release-check: ## build the release twice, elsewhere and later, with an empty cache: the same checksums
	@work=$$(mktemp -d); trap 'chmod -R u+w "$$work"; rm -rf "$$work"' EXIT
	@version="$(VERSION)"
	@for place in first a/second/folder; do
		mkdir -p "$$work/$$place"
		git archive HEAD | tar -xm -C "$$work/$$place"
		GOFLAGS=-buildvcs=false GOCACHE="$$work/$$place.cache" $(MAKE) -C "$$work/$$place" --no-print-directory release VERSION="$$version"
	done
	@diff "$$work/first/bin/release/SHA256SUMS" "$$work/a/second/folder/bin/release/SHA256SUMS"
	@echo "two builds, the same bytes"

notices: ## write THIRD_PARTY_NOTICES from the modules that are shipped
	@cd deploy/check && go run ./notices -root ../..

deploy-check: bin/timed install-promtool ## what operators deploy, read by those who will run it
	@(cd deploy/check && "$(CURDIR)/bin/timed" --times "$(CURDIR)/bin/times.jsonl" -- ./...)
	@if command -v promtool >/dev/null; then (cd deploy/prometheus && promtool check rules alerts.yml && promtool test rules alerts_test.yml); fi

install-promtool: ## install promtool where this is root on Debian; else say that the rules were not read
	@if command -v promtool >/dev/null; then exit 0; fi
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		echo "installing promtool"
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends prometheus >/dev/null
	else
		echo "promtool is missing: the alert rules are NOT checked here. On Debian: sudo apt-get install prometheus"
	fi
bin/bare.wasm.br: $(wildcard e2e/bare/*.go) go.mod
	@mkdir -p bin
	@go build -o bin/bare ./e2e/bare
	@$(AS_WASM) go build -trimpath -ldflags='-s -w' -o bin/bare.wasm ./e2e/bare
	@go run ./web/bundle --compress bin/bare.wasm

bin/timed: $(wildcard e2e/timed/*.go)
	@go build -o $@ ./e2e/timed

install-csp: ## what judges the pages' policies, pinned likewise
	@cmp -s e2e/security/csp/package-lock.json e2e/security/csp/node_modules/pinned && exit 0
	@command -v npm >/dev/null || { echo "npm is missing: apt-get install npm"; exit 1; }
	@cd e2e/security/csp && npm ci --no-audit --no-fund --silent && cp package-lock.json node_modules/pinned

install-axe: ## what the accessibility walk looks with, as e2e/axe/package-lock.json pins it
	@cmp -s e2e/axe/package-lock.json e2e/axe/node_modules/pinned && exit 0
	@command -v npm >/dev/null || { echo "npm is missing: apt-get install npm"; exit 1; }
	@cd e2e/axe && npm ci --no-audit --no-fund --silent && cp package-lock.json node_modules/pinned

install-lighthouse: ## what the nightly look at the loading page looks with, pinned likewise
	@cmp -s e2e/lighthouse/package-lock.json e2e/lighthouse/node_modules/pinned && exit 0
	@command -v npm >/dev/null || { echo "npm is missing: apt-get install npm"; exit 1; }
	@cd e2e/lighthouse && npm ci --no-audit --no-fund --silent && cp package-lock.json node_modules/pinned

install-chromium: ## install Chromium where this is root on Debian; else say what to install
	@if command -v chromium chromium-browser google-chrome >/dev/null; then exit 0; fi
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		echo "installing Chromium"
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null
	else
		echo "Chromium is missing. On Debian: sudo apt-get install chromium; elsewhere install Chromium or Chrome and put it on the PATH."
		exit 1
	fi
