# Rules: make run | test | lint | score | tune | bench | oracles | gallery | notebooks | fuzz | verify | install PREFIX=… | format | clean | help
# `make run` and `make test` do all of their own set-up on Debian with Swift 6.3.

SHELL := /bin/bash
SWIFT ?= swift
PREFIX ?= /usr/local
CASE ?= Models/cases/gemellus-51f-inferior.yaml --setting posterior-hip-clinic
FUZZ_SECONDS ?= 60
FORMATTED = Package.swift Sources Plugins Tests Fuzz Benchmarks/Package.swift Benchmarks/Sources

# What `make bench` and `make oracles` run, and where it leaves its results.
BENCHMARK = Benchmarks/.build/release/sciatic-benchmark
RESULTS = Benchmarks/results

# The program, with the Swift runtime inside where that can be: it starts in half the time and runs anywhere.
PROGRAM = -c release --product sciatic $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)

.PHONY: run test lint score tune bench oracles verify gallery notebooks fuzz install setup format clean help

run: setup  ## Build, and answer a published case
	$(SWIFT) build $(PROGRAM)
	.build/release/sciatic locate $(CASE)

test: setup lint  ## Lint, build, run every test and execute the notebooks
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build
	SCIATIC_QUICK=1 Scripts/notebooks.sh .build/debug/sciatic

lint:
	$(SWIFT) format lint --strict --recursive --parallel $(FORMATTED)

score: setup  ## Score the model and its baselines on the published cases
	$(SWIFT) build $(PROGRAM)
	.build/release/sciatic score Models/cases --simulated 2000
	.build/release/sciatic score Models/unseen
	.build/release/sciatic score Models/unseen-second
	.build/release/sciatic score Models/unseen-third
	.build/release/sciatic score Models/cases Models/unseen Models/unseen-second Models/unseen-third
	.build/release/sciatic score Models/cases Models/unseen Models/unseen-second Models/unseen-third --setting case-reports
	.build/release/sciatic score Models/cases --ablate all

tune: setup  ## Fit what the literature leaves open, with cross-validation (changes no file)
	$(SWIFT) build $(PROGRAM)
	.build/release/sciatic tune --provocation
	.build/release/sciatic tune --course
	.build/release/sciatic tune Models/cases Models/unseen Models/unseen-second Models/unseen-third

bench: setup  ## Time the engines side by side with their peers (needs Python and 2 GB)
	Benchmarks/setup.sh
	$(SWIFT) build $(PROGRAM)
	$(SWIFT) build -c release --package-path Benchmarks
	$(BENCHMARK) networks $(RESULTS)/networks
	Benchmarks/.venv/bin/python Benchmarks/peers/run_peers.py --output $(RESULTS) --networks $(RESULTS)/networks/*.json \
		--cables $(RESULTS)/networks/cables.leg --batch $(RESULTS)/networks/batch
	Benchmarks/.venv/bin/python Benchmarks/peers/studies.py --output $(RESULTS)
	$(BENCHMARK) run $(RESULTS)
	$(BENCHMARK) batch $(RESULTS)
	$(BENCHMARK) studies $(RESULTS)

oracles: setup  ## Make the answers of pyAgrum, SciPy and SALib that the tests compare with
	Benchmarks/setup.sh
	$(SWIFT) build -c release --package-path Benchmarks
	$(BENCHMARK) networks $(RESULTS)/networks
	for name in foot-drop buttock front-of-thigh; do cp $(RESULTS)/networks/$$name.json Tests/Fixtures/pyagrum/; done
	Benchmarks/.venv/bin/python Benchmarks/peers/pyagrum_network.py Tests/Fixtures/pyagrum/[!a]*.json --output Tests/Fixtures/pyagrum/answers.json
	Benchmarks/.venv/bin/python Benchmarks/oracles/nnls_reference.py
	Benchmarks/.venv/bin/python Benchmarks/oracles/studies_reference.py

verify: test  ## Everything slow: the atlas, pages, NetCDF in xarray, kills, a cluster, the sanitizers, an installed copy
	$(SWIFT) build $(PROGRAM)
	.build/release/sciatic atlas check
	command -v chromium >/dev/null || Scripts/setup.sh chromium
	Scripts/check-page.sh .build/release/sciatic
	Scripts/check-netcdf.sh .build/release/sciatic
	Scripts/check-kills.sh .build/release/sciatic
	Scripts/check-slurm.sh .build/release/sciatic
	TSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/tsan-suppressions.txt $(SWIFT) test --scratch-path .build-tsan --sanitize=thread --filter Posterior
	$(SWIFT) build -c release --package-path Benchmarks
	Scripts/check-install.sh

gallery: setup  ## Draw docs/gallery anew
	$(SWIFT) build $(PROGRAM)
	Scripts/gallery.sh .build/release/sciatic

notebooks: setup  ## Execute the notebooks in a clean environment (needs Python and 0.6 GB)
	$(SWIFT) build $(PROGRAM)
	Scripts/notebooks.sh .build/release/sciatic

fuzz: setup  ## Fuzz what reads users' text for FUZZ_SECONDS, guided by coverage
	SWIFT="$(SWIFT)" Scripts/fuzz.sh $(FUZZ_SECONDS)

install: setup  ## Install one self-contained program under PREFIX
	$(SWIFT) build $(PROGRAM)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 .build/release/sciatic $(DESTDIR)$(PREFIX)/bin/sciatic
	strip $(DESTDIR)$(PREFIX)/bin/sciatic

format:  ## Format the sources
	$(SWIFT) format --in-place --recursive --parallel $(FORMATTED)

setup:
	@Scripts/setup.sh

clean:  ## Remove what was built
	rm -rf .build .build-* Benchmarks/.build Benchmarks/.venv Benchmarks/results Fuzz/.build

help:  ## List the rules
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12
