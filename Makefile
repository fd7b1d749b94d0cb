PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# What Python compiled is kept, whatever the environment says: each command then starts in a third of the time.
unexport PYTHONDONTWRITEBYTECODE

# The tests that have PyTorch execute hostile and honest answers take longer than all others together. They run again when
# anything that they could depend on has changed, was added or went away, and after `make clean`.
VERIFIED := $(VENV)/.verified
SOURCES := $(shell find content exporters srs tests -not -path '*__pycache__*')

.PHONY: build test picture clean

build: $(READY)
	$(BIN)/srs build

test: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest --ignore=tests/content/verify
	@$(MAKE) --no-print-directory $(VERIFIED)

$(VERIFIED): $(READY) Makefile $(SOURCES)
	$(BIN)/pytest tests/content/verify
	@touch $@

# docs/review.svg, drawn from a real review.
picture: $(READY)
	$(BIN)/python docs/picture.py

# Installed again whenever what is to be installed changes.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	touch $@

clean:
	rm -rf $(VENV) dist
