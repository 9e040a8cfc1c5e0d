# The two commands: `make demo` shows the product, `make test` tests it. Both make their own environment in .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv)
ifdef UV
  MAKE_ENVIRONMENT = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
  INSTALL          = $(UV) pip install --quiet --python $(BIN)/python
else
  MAKE_ENVIRONMENT = $(PYTHON) -m venv $(VENV)
  INSTALL          = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: help demo test check checkers benchmarks mutants clean

help:
	@echo "make demo      make the environment and the example packages"
	@echo "make test      run every test; says which programs were missing"
	@echo "make check     ruff, mypy and import-linter"
	@echo "make checkers  install the checkers of accessible PDF that some tests use"
	@echo "make benchmarks   measure mas-docs against its peers, and write docs/speed.md; takes a quarter of an hour"
	@echo "make mutants   change mas_docs/transfer/ in thousands of ways, and see which a test notices; takes an hour"
	@echo "make clean     remove the environment and the demo"

$(VENV)/.installed: pyproject.toml
	@echo "Making the environment in $(VENV) ..."
	@$(MAKE_ENVIRONMENT)
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(INSTALL) --editable '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/mas-docs demo

test: $(VENV)/.developing
	@$(BIN)/python -m pytest -n auto

check: $(VENV)/.developing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

checkers: $(VENV)/.developing
	@$(INSTALL) --editable '.[checkers]'

benchmarks: $(VENV)/.developing
	@$(INSTALL) --editable '.[benchmarks]'
	@$(BIN)/python -m benchmarks --write

mutants: $(VENV)/.developing
	@$(INSTALL) --editable '.[mutants]'
	@$(BIN)/mutmut run

clean:
	rm -rf $(VENV) mas-docs-demo mutants
