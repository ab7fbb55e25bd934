# Everything one does here. The virtual environment makes itself, and again when what it needs changes.
.PHONY: demo run test check bench assets screenshots clean

PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml constraints.txt $(wildcard bidapp/assets/* bidapp/assets/editor/*)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

demo: .venv/ready            ## the whole application with an example, on this machine
	$(BIN)/bidapp demo

run: .venv/ready             ## migrate and serve what BIDAPP_… settings say
	$(BIN)/bidapp upgrade && $(BIN)/bidapp serve

test: .venv/ready-to-develop ## every test; installs missing programs where it may
	$(BIN)/python tests/programs.py
	$(BIN)/pytest -q --numprocesses 2 --dist loadfile $(PYTEST_ARGUMENTS)

check: .venv/ready-to-develop ## lint, format, types, the dependency rule, the migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir .import_linter_cache
	$(BIN)/python tests/migrations_match.py

bench: .venv/ready-to-develop ## speed as ratios against the plain way, in one run
	$(BIN)/python -m tests.benchmarks

assets: .venv/ready-to-develop ## build CSS and JavaScript after changing bidapp/assets
	$(BIN)/python bidapp/assets/build.py

screenshots: .venv/ready-to-develop ## the pictures in docs/, from the running example
	$(BIN)/python -m tests.screenshots

clean:
	rm -rf .venv bidapp/static/build bidapp/assets/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "bidapp needs Python 3.11 or newer: set PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; \
	  else echo "Python cannot make virtual environments here: install python3-venv first."; exit 1; fi; }

.venv/ready: .venv/bin/python $(SOURCES)
	@echo "Installing bidapp into .venv; the first time takes about a minute…"
	@$(PIP) --editable .
	@touch $@

.venv/ready-to-develop: .venv/ready
	@echo "Installing what the tests need into .venv…"
	@$(PIP) --editable '.[dev]'
	@touch $@
