# The two commands a newcomer needs: `make demo` and `make test`. Needs Python 3.11, git and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-test
# http-ece comes as source only (pure Python); what builds it is pinned with hashes too.
LOCKED := --require-hashes --only-binary :all: --no-binary http-ece --build-constraints requirements/build.txt
.DEFAULT_GOAL := help
.PHONY: help setup demo stop test check format lock messages pictures clean fuzz

help:  ## what there is to do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/uv: requirements/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/uv.txt
	@touch $@

$(STAMP): $(BIN)/uv requirements/run.txt requirements/build.txt pyproject.toml requirements/run.in
	$(BIN)/uv pip install --quiet --python $(BIN)/python $(LOCKED) -r requirements/run.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(TEST_STAMP): $(STAMP) requirements/test.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python $(LOCKED) -r requirements/test.txt
	@touch $@

setup: $(STAMP)  ## make .venv with .venv/bin/freshup

demo: $(STAMP)  ## a dealership receiving leads, on an embedded database
	$(BIN)/freshup demo

stop: $(STAMP)  ## stop the embedded database of the demo
	$(BIN)/freshup database stop

test: $(TEST_STAMP)  ## every test
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: $(TEST_STAMP)  ## style, types, floors, missing migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -W ignore::RuntimeWarning -m freshup.interfaces.console.main makemigrations --check --dry-run

format: $(TEST_STAMP)  ## put the code in the house style
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lock: $(BIN)/uv  ## pin the dependencies anew, with hashes and no index address
	for list in uv build test run fuzz; do $(BIN)/uv pip compile requirements/$$list.in -o requirements/$$list.txt \
		--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet; done

messages: $(TEST_STAMP)  ## collect the strings of the pages and compile the translations
	$(BIN)/freshup messages

pictures: $(TEST_STAMP)  ## every screen as a picture: phone and desktop, light and dark, data, empty and error
	$(BIN)/python -m tests.pictures

# Beside the virtual environment and not in it: no test needs the fuzzer, and it has no wheel for every machine.
$(VENV)/fuzz: $(TEST_STAMP) requirements/fuzz.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: --target $@ -r requirements/fuzz.txt
	@touch $@

fuzz: $(VENV)/fuzz  ## look for bytes that break a reader: make fuzz SECONDS=300 TARGETS="mail letter"
	PYTHONPATH=$(VENV)/fuzz $(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60) $(TARGETS)

clean:  ## remove what was built, keep the data
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis build
