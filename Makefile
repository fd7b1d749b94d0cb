PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# What Python compiled is kept, whatever the environment says: each command then starts in a third of the time.
unexport PYTHONDONTWRITEBYTECODE

# The slow tests, most of which have PyTorch execute answers, take longer than all others together. They run again when
# anything that they could depend on has changed, was added or went away, and after `make clean`.
PASSED := $(VENV)/.slow-tests-passed
SOURCES := $(shell find benchmarks content docs exporters srs tests README.md -not -path '*__pycache__*')

.PHONY: build test picture clean

build: $(READY)
	$(BIN)/srs build

test: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -m 'not slow'
	@$(MAKE) --no-print-directory $(PASSED)

$(PASSED): $(READY) Makefile $(SOURCES)
	$(BIN)/pytest -m slow
	@touch $@

# docs/review.svg, drawn from a real review, and docs/stats.svg.
picture: $(READY)
	$(BIN)/python docs/picture.py
	$(BIN)/python -m docs.stats_picture

# Installed again whenever what is to be installed changes.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	touch $@

clean:
	rm -rf $(VENV) dist
