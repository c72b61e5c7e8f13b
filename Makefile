# Rules: make run | test | score | tune | verify | fuzz | install PREFIX=… | format | help
# `make run` and `make test` do all of their own set-up on Debian with Swift 6.3.

SHELL := /bin/bash
SWIFT ?= swift
PREFIX ?= /usr/local
CASE ?= Models/cases/gemellus-51f-inferior.yaml --setting posterior-hip-clinic
FUZZ_SECONDS ?= 60
FORMATTED = Package.swift Sources Tests Fuzz

.PHONY: run test lint score tune verify fuzz install setup format clean help

run: setup  ## Build, and answer a published case
	$(SWIFT) build -c release --product sciatic
	.build/release/sciatic locate $(CASE)

test: setup lint  ## Lint, build and run every test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

lint:
	$(SWIFT) format lint --strict --recursive --parallel $(FORMATTED)

score: setup  ## Score the model and its baselines on the published cases
	$(SWIFT) build -c release --product sciatic
	.build/release/sciatic score Models/cases --simulated 200
	.build/release/sciatic score Models/cases --ablate all

tune: setup  ## Fit what the literature leaves open, with cross-validation (changes no file)
	$(SWIFT) build -c release --product sciatic
	.build/release/sciatic tune Models/cases

verify: test  ## Everything slow: the atlas, the sanitizers, a release build, an installed copy
	$(SWIFT) build -c release --product sciatic
	.build/release/sciatic atlas check
	$(SWIFT) test --scratch-path .build-tsan --sanitize=thread --filter Posterior
	Scripts/check-install.sh

fuzz: setup  ## Fuzz what reads users' text for FUZZ_SECONDS, guided by coverage
	SWIFT="$(SWIFT)" Scripts/fuzz.sh $(FUZZ_SECONDS)

install: setup  ## Install one self-contained program under PREFIX
	$(SWIFT) build -c release --product sciatic --static-swift-stdlib --scratch-path .build-static
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 .build-static/release/sciatic $(DESTDIR)$(PREFIX)/bin/sciatic
	strip $(DESTDIR)$(PREFIX)/bin/sciatic

format:  ## Format the sources
	$(SWIFT) format --in-place --recursive --parallel $(FORMATTED)

setup:
	@Scripts/setup.sh

clean:  ## Remove what was built
	rm -rf .build .build-*

help:  ## List the rules
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12
