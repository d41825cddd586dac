# Everything one does with a checkout. Each target makes ready what it needs; a second time that takes no time.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
DATA ?= data
N ?= 3
BENCH ?=
PY := .venv/bin/python

# Compiled modules are kept, whatever the caller's shell says: without them a start takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

# What a test writes need not survive a power cut: where memory has room for it, it lies there, and no disk is waited for.
TESTS_TMP = $(shell room=$$(df --output=avail -k /dev/shm 2> /dev/null | tail -n 1); if [ -w /dev/shm ] && [ "$${room:-0}" -gt 4000000 ]; then echo /dev/shm; else echo "$${TMPDIR:-/tmp}"; fi)

.PHONY: help setup setup-dev setup-browser setup-oscar run demo test test-core check proof mutants audit bench messages clean

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv with what the bazaar needs to run
	@bash tools/setup.sh run

setup-dev: ## The same with the tools for tests and checks
	@bash tools/setup.sh dev

setup-browser: ## Chromium and fonts, for the tests that look at pages
	@bash tools/setup.sh browser

setup-oscar:
	@bash tools/setup.sh oscar

run: setup ## Run the bazaar with sample data on PORT (8000), its files in DATA (data)
	@.venv/bin/bazaar serve --sample --port "$(PORT)" --data "$(DATA)"

demo: setup ## The same with a stand-in for Stripe: try card payments without money, in DATA (data-demo)
	@$(PY) -m tools.demo --port "$(PORT)" --data "$(if $(filter file,$(origin DATA)),data-demo,$(DATA))"

test: setup-dev setup-browser ## Run all tests but the long proofs, N (3) at a time
	@TMPDIR="$(TESTS_TMP)" $(PY) -m pytest -q -n "$(N)" --dist worksteal --ignore=tests/proofs

test-core: setup-dev ## Run the tests that need no browser
	@TMPDIR="$(TESTS_TMP)" $(PY) -m pytest -q -n "$(N)" --dist worksteal --ignore=tests/proofs -m "not browser"
	@echo "Left out: the tests marked 'browser' (make test runs them) and tests/proofs (make proof)."

check: setup-dev ## Format, lint, types, arrows, licences, templates, messages
	@.venv/bin/ruff format --check --quiet || { echo "not formatted; .venv/bin/ruff format puts it right"; exit 1; }
	@.venv/bin/ruff check --quiet
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo > .venv/arrows.log 2>&1 || { cat .venv/arrows.log; exit 1; }
	@$(PY) -m tools.licences
	@$(PY) -m tools.templates_check
	@$(PY) -m tools.messages check
	@echo "check: all well"

proof: setup-dev setup-browser ## Run the long proofs: crashes, load, sizes
	@$(PY) -m pytest -q tests/proofs

mutants: setup-dev ## Put small faults into the money and stock code and see whether tests notice, into docs/mutants.md
	@N="$(N)" $(PY) -m tools.mutants

audit: setup-dev setup-browser ## Measure pages against their budgets, accessibility, HTML
	@$(PY) -m tools.audit

bench: setup-dev setup-browser setup-oscar ## Measure side by side, into docs/performance.md; BENCH=--quick only tries
	@$(PY) -m bench $(BENCH)

messages: setup-dev ## Gather the words to translate, compile what is translated
	@$(PY) -m tools.messages update
	@$(PY) -m tools.messages compile

clean: ## Remove what can be made again; DATA stays
	@rm -rf .venv .venv-s3 .venv-oscar .audit .bench build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	@find app tests tools bench migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2> /dev/null || true
	@find app -name '*.mo' -delete
