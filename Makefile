# Ansvarsgraf. Two commands matter: `make app` and `make test`. Both start from nothing.
#
#   make app      install, build the graph, open the chat on http://127.0.0.1:8501
#   make test     install everything, then lint, types and all tests
#   make lint     ruff and mypy            make format   put the code in shape
#   make bench    the benchmarks           make clean    remove what these commands made
#   make bench-size   the same at 1 to TIMES=1,10,100,1000,10000 × the guideline: hours, and 50 GB in build/bench
#   make docs     the page of the vocabulary anew, from ontology/ansvar.ttl
#   make audit    the pinned versions against the list of known weaknesses (needs PyPI itself, not a mirror)
#
# PYTHON=...   another interpreter (3.11 or newer)      PORT=...      another port for the chat
# BROWSER=no   leave the browser tests out              PYTEST=...    further arguments for pytest
# JOBS=3       how many tests run at a time (they wait for browsers and servers: one more than two cores)

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
PORT ?= 8501
BROWSER ?= yes
PYTEST ?=
JOBS ?= 3
TIMES ?= 1,10,100,1000,10000
# Installed before the rest, so that nothing draws in another build.
TORCH := $(shell grep '^torch==' constraints.txt)

.PHONY: help app test lint format bench bench-size docs audit clean browser

help:
	@sed -n '/^#/!q;s/^# \{0,1\}//p' Makefile

# The user's own machine: the page may take documents in and out (ANSVAR_UPLOADS=off: it may not).
app: export ANSVAR_UPLOADS ?= on
app: $(VENV)/.app
	$(BIN)/ansvar build
	$(BIN)/streamlit run app.py --server.port $(PORT)

test:
	$(MAKE) --no-print-directory --jobs=2 $(VENV)/.dev browser
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(if $(filter no,$(BROWSER)),-m "not browser") $(PYTEST)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m bench

bench-size: $(VENV)/.dev
	$(BIN)/python -m bench building scale queries overlaps --times $(TIMES) --folder build/bench

docs: $(VENV)/.dev
	$(BIN)/python -m ontology.vocabulary

# Strict: a version that the list does not know of, as where there is no network, is no clean one.
audit: $(VENV)/.python
	$(PIP) -c constraints.txt pip-audit
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip --strict

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: the first interpreter that is new enough and can make one. PYTHON overrides the choice.
$(VENV)/.python:
	@for python in $(or $(PYTHON),python3.11 python3.12 python3.13 python3.14 python3); do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$($$python --version)"; \
	    rm -rf $(VENV); $$python -m venv $(VENV); touch $@; exit 0; \
	  fi; \
	done; \
	echo "No Python 3.11 or newer with venv was found. Install one (Debian: apt-get install python3 python3-venv)," \
	     "or name it: make PYTHON=/path/to/python3.11 ..." >&2; exit 1

$(VENV)/.app: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing the program (a minute or two the first time)"
	$(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing the program, its extras and the test tools (some minutes the first time)"
	$(PIP) $(TORCH)
	$(PIP) -c constraints.txt -e '.[dev,sentence-transformers]'
	@touch $@ $(VENV)/.app

# Chromium and its driver for the browser tests: installed where that is allowed and simple, asked for elsewhere.
browser:
ifneq ($(BROWSER),no)
	@if command -v chromedriver >/dev/null && { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then \
	  exit 0; \
	elif [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; then \
	  echo "Installing chromium and chromium-driver"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium chromium-driver >/dev/null; \
	else \
	  echo "The browser tests need Chromium and ChromeDriver. Install both (Debian: sudo apt-get install chromium" \
	       "chromium-driver), or leave these tests out: make test BROWSER=no" >&2; \
	  exit 1; \
	fi
endif
