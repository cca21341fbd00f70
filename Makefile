# Tanggap 112. `make run` serves the demo city, `make test` proves the whole thing; both work on a bare machine with
# Python 3.11+, make and git.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# A process that starts again finds its program compiled: that is a second less of silence.
unexport PYTHONDONTWRITEBYTECODE

# The first interpreter that is new enough; `make PYTHON=...` overrides.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-header --quiet $(LOCK_FLAGS)

.PHONY: help
help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The lock is compared byte by byte with the one that was installed last: a second run installs nothing.
define install-lock
@if ! cmp --silent $(1) $(VENV)/installed-$(1); then \
  echo "installing $(1)"; $(PIP) -r $(1); cp $(1) $(VENV)/installed-$(1); fi
endef

.PHONY: venv
venv: $(BIN)/python ## make .venv with the locked dependencies
	$(call install-lock,requirements.txt)

.PHONY: dev
dev: venv ## the same with the developers' tools
	$(call install-lock,requirements-dev.txt)

.PHONY: console
console: venv ## build the console when its sources are newer than the build
	@.ci/console build

.PHONY: run
run: venv console ## serve the demo city on http://localhost:8112
	@exec $(BIN)/python cli.py demo

.PHONY: night
night: venv ## a made-up bad night on the demo city that `make run` serves
	@exec $(BIN)/python cli.py night

.PHONY: test
test: dev ## lint, types, import contracts, budgets, every test ring and the browser
	@.ci/verify $(STAGES)

.PHONY: lint
lint: dev ## ruff, mypy and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: fmt
fmt: dev ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: search
search: dev ## look for new examples that break a property (HYPOTHESIS_PROFILE=search; the suite repeats its own)
	@HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -q -n 2 --dist loadfile tests/unit tests/contract tests/integration/test_bad_input.py

.PHONY: bench
bench: dev ## measure a bad night, medians of 5
	@$(BIN)/python -m tests.load.bench

.PHONY: chaos
chaos: dev ## faults x invariants under load, one line a fault (ONLY=name runs one; a tmpfs wants root)
	@$(BIN)/python -m tests.chaos.run

.PHONY: train
train: dev ## learn the triage model anew from intake/triage/training (some minutes)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m intake.triage.training.make

.PHONY: quality
quality: dev ## how well intake hears (FILES="a.jsonl b.jsonl" measures other labelled files)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.quality.measure $(FILES)

.PHONY: words
words: dev console ## nothing typed is lost, over N random nights of the real browser and server
	@.ci/console words $(or $(N),1000)
	@WORDS=$(or $(N),1000) $(BIN)/python -m pytest -q -n 0 -k typed_word tests/browser/test_words.py

.PHONY: fast-path
fast-path: dev console ## keys and seconds from the ring to the first order, in a real browser
	@$(BIN)/python -m tests.browser.fast_path

.PHONY: screenshots
screenshots: dev console ## pictures of the console in screenshots/
	@$(BIN)/python -m tests.browser.screenshots

.PHONY: lock
lock: dev ## solve the dependencies anew (LOCK_FLAGS=--upgrade takes the newest)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt
