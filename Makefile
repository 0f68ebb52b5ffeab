# The one entry for people and CI. `make help` explains every target.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
WEB_SOURCES := docs/openapi.json $(shell find web/src web/index.html web/public web/*.json web/*.ts -type f 2>/dev/null)

# Node of the machine where it is new enough, else the one that setup puts into the virtual environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help setup run test check audit sbom format lock api clean bench

help: ## Explain every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(STAMPS)/runtime $(STAMPS)/web ## Virtual environment, locked dependencies, Node where none fits, web build

run: setup ## Set up, make the demo hospital on the first start, serve on http://127.0.0.1:8000
	@$(BIN)/asan up

test: setup $(STAMPS)/dev $(STAMPS)/openid $(STAMPS)/postgres13 ## All tests; what this machine cannot run is named as skipped
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder
	@cd web && npm run --silent test

check: setup $(STAMPS)/dev ## Format, lint, types, import contracts, translations, docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/bandit -q -c pyproject.toml -r src
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@cd web && npm run --silent check
	@$(BIN)/python -m pytest -q tests/docs
	@$(MAKE) --no-print-directory audit

audit: $(STAMPS)/dev $(STAMPS)/node-modules ## Look the locked dependencies up in the lists of known vulnerabilities
	@$(BIN)/python .ci/audit.py

sbom: $(STAMPS)/dev $(STAMPS)/node-modules ## Write the bill of materials (CycloneDX) of what is installed to run into sbom/
	@mkdir -p sbom
	@$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml requirements/runtime.txt -o sbom/python.cdx.json
	@cd web && npm sbom --omit dev --sbom-format cyclonedx > ../sbom/web.cdx.json
	@echo "sbom/python.cdx.json sbom/web.cdx.json"

format: $(STAMPS)/dev $(STAMPS)/node-modules ## Format Python and TypeScript in place
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .
	@cd web && npm run --silent format

api: $(STAMPS)/dev $(STAMPS)/node-modules ## Write the OpenAPI snapshot, the web's types from it, and what its forms know of Circe
	@$(BIN)/python -m asan.omop.circe.description
	@$(BIN)/python -m asan.server > docs/openapi.json
	@cd web && npm run --silent api

lock: $(STAMPS)/dev ## Resolve requirements/*.in anew, with hashes
	@for set in runtime spark dev fuzz node build; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    requirements/$$set.in -o requirements/$$set.txt; done

bench: $(STAMPS)/dev ## Print the benchmarks' ratios and peak memory
	@for file in bench/bench_*.py; do $(BIN)/python $$file; done

SECONDS ?= 60
fuzz: $(STAMPS)/dev ## Coverage-guided fuzzing of the wire parser, then of the SQL front: make fuzz SECONDS=3600
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@$(BIN)/python fuzz/wire.py .fuzz/wire -max_total_time=$(SECONDS)
	@$(BIN)/python fuzz/sql.py .fuzz/sql -max_total_time=$(SECONDS)

clean: ## Remove what setup and builds made (never the data in ASAN_HOME)
	rm -rf $(VENV) web/node_modules web/dist tests/support/oidc/node_modules tests/support/postgres13/node_modules

$(BIN)/python:
	@echo "· virtual environment"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS)

$(STAMPS)/runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "· Python dependencies (locked, hashed)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/runtime
	@echo "· development dependencies (locked, hashed)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-build-isolation -r requirements/dev.txt
	@touch $@

$(STAMPS)/node: requirements/node.txt | $(BIN)/python
	@node -e 'const [a,b]=process.versions.node.split(".").map(Number); process.exit(a>20||(a==20&&b>=19)?0:1)' 2>/dev/null && npm --version >/dev/null 2>&1 || { \
	  echo "· Node (into the virtual environment)"; \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/node.txt; }
	@touch $@

$(STAMPS)/node-modules: web/package-lock.json $(STAMPS)/node
	@echo "· web dependencies (locked)"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/openid: tests/support/oidc/package-lock.json $(STAMPS)/node
	@echo "· OpenID provider for tests (locked)"
	@cd tests/support/oidc && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Programs for Linux on x64 alone; elsewhere its tests are named as skipped.
$(STAMPS)/postgres13: tests/support/postgres13/package-lock.json $(STAMPS)/node
	@if [ "$$(uname -sm)" = "Linux x86_64" ]; then \
	  echo "· PostgreSQL 13 for tests (locked)"; \
	  cd tests/support/postgres13 && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; fi
	@touch $@

$(STAMPS)/web: $(STAMPS)/node-modules $(WEB_SOURCES)
	@echo "· web build"
	@cd web && npm run --silent build
	@touch $@
