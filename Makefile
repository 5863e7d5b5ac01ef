# Causeway on Debian 12: `make run` builds and starts the gateway on a demo, `make test` runs every test.
# Both install what is missing from Debian first, for which they need root or sudo; nothing else does.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
MAKEFLAGS += --no-print-directory

JOBS ?= $(shell nproc)
FUZZ_SECONDS ?= 15
CONFIG ?= config/demo.json
CMAKE_QUIET := --log-level=WARNING
export FUZZ_SECONDS JOBS
unexport MAKEFLAGS

.PHONY: run build test test-asan test-tsan test-qemu test-qemu-ptp fuzz bench lint format package clean help deps-build deps-test player-packages

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

deps-build:
	@deploy/install-deps.sh build

deps-test:
	@deploy/install-deps.sh test

run: deps-build ## install, build, and start the gateway on config/demo.json (CONFIG=...)
	@cmake --preset release $(CMAKE_QUIET) >/dev/null
	@cmake --build --preset release --parallel $(JOBS) --target causeway
	@exec build/release/bin/causeway run --config $(CONFIG)

build: deps-build ## install and build; the result is build/release/bin/causeway
	@cmake --preset release $(CMAKE_QUIET) >/dev/null
	@cmake --build --preset release --parallel $(JOBS) --target causeway

test: deps-test player-packages ## install, build, and run every test; fuzz targets for FUZZ_SECONDS each
	@cmake --preset release $(CMAKE_QUIET) >/dev/null
	@cmake --build --preset release --parallel $(JOBS)
	@cmake --preset fuzz $(CMAKE_QUIET) >/dev/null
	@cmake --build --preset fuzz --parallel $(JOBS)
	@tests/run_tests.sh build/release

test-asan test-tsan: deps-test ## unit and component tests under the sanitizers
	@cmake --preset $(if $(findstring asan,$@),asan-ubsan,tsan) $(CMAKE_QUIET) >/dev/null
	@cmake --build --preset $(if $(findstring asan,$@),asan-ubsan,tsan) --parallel $(JOBS)
	@tests/run_tests.sh build/$(if $(findstring asan,$@),asan-ubsan,tsan) -L 'unit|component'

test-qemu: build ## the daemon on an emulated PCI NIC in a QEMU guest (NIC=e1000e|virtio-net-pci|vmxnet3); not part of `make test`
	@cmake --build --preset release --parallel $(JOBS) --target frame_probe
	@python3 tests/system/qemu/pci_nic_test.py $(or $(NIC),e1000e)

test-qemu-ptp: build ## the daemon's PTP client on an emulated NIC with a hardware clock (igb), following ptp4l; not part of `make test`
	@python3 tests/system/qemu/ptp_igb_test.py || [ $$? -eq 77 ]

fuzz: deps-test ## every fuzz target for FUZZ_SECONDS each
	@cmake --preset release $(CMAKE_QUIET) >/dev/null
	@cmake --preset fuzz $(CMAKE_QUIET) >/dev/null
	@cmake --build --preset fuzz --parallel $(JOBS)
	@tests/run_tests.sh build/release -L fuzz

bench: deps-test ## every benchmark, each beside a memcpy of the same run
	@cmake --preset release $(CMAKE_QUIET) >/dev/null
	@cmake --build --preset release --parallel $(JOBS) --target benchmarks
	@for bench in build/release/benchmarks/bench_*; do echo "== $${bench##*/}"; "$$bench" $(BENCH_ARGS); done

lint: deps-test ## style, dependency direction, formatting, clang-tidy (unchanged files cost nothing)
	@cmake --preset release $(CMAKE_QUIET) >/dev/null
	@status=0; \
	ctest --test-dir build/release -L lint --output-on-failure --no-tests=error -j $(JOBS) || status=1; \
	python3 tests/lint/run_clang_format.py || status=1; \
	python3 tests/lint/run_clang_tidy.py --jobs $(JOBS) || status=1; \
	exit $$status

format: deps-test ## let clang-format rewrite the sources
	@python3 tests/lint/run_clang_format.py --fix

package: ## Debian packages: not there yet
	@echo "make package: Debian packages are not there yet (a later issue); use make build and build/release/bin/causeway" >&2
	@exit 1

clean: ## remove everything that was built
	rm -rf build

# Independent players and readers from npm, for tests; installed once per state of the lock file. Without npm's registry those tests skip.
PLAYERS := tests/system/players
player-packages:
	@if ! cmp -s $(PLAYERS)/package-lock.json $(PLAYERS)/node_modules/.installed-lock.json; then \
	  (cd $(PLAYERS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null) && \
	    cp $(PLAYERS)/package-lock.json $(PLAYERS)/node_modules/.installed-lock.json || true; \
	fi
