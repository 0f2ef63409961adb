# Each target sets up what it needs in .venv, once; a second run starts at once.
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# What a container may forbid: tests start hundreds of programs, and without compiled modules each compiles its own.
unexport PYTHONDONTWRITEBYTECODE
# A worker a core; tests that share a training stay in one, which trains once.
IN_PARALLEL := --numprocesses auto --maxprocesses 8 --dist loadgroup

.PHONY: play train test test-fast check bench soak model pictures clean

play: $(VENV)/.ready-play
	$(BIN)/digitgame play $(ARGS)

train: $(VENV)/.ready
	$(BIN)/digitgame train $(ARGS)

test: $(VENV)/.ready-dev
	@echo "All tests, in parallel: about 4 minutes on two cores."
	@$(BIN)/python -m pytest $(IN_PARALLEL) $(ARGS)

test-fast: $(VENV)/.ready-dev
	@echo "The fast tests, in parallel: about 40 seconds on two cores."
	@$(BIN)/python -m pytest $(IN_PARALLEL) -m "not slow and not window" $(ARGS)

check: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.ready-dev
	$(BIN)/python benchmarks/run.py $(ARGS)

# What must not be lost or break, for a night; ARGS="--cases 1000 files bombs" runs less.
soak: $(VENV)/.ready-dev
	$(BIN)/python benchmarks/soak.py $(ARGS)

# The bundled model, trained again: DATA is where MNIST is, DRAWINGS an ink file to score it on as well.
DATA ?= mnist
model: $(VENV)/.ready
	$(BIN)/digitgame train --preset best --data $(DATA) --data hand --hand 60000 --epochs 40 --seed 1 --name digitgame \
		$(if $(DRAWINGS),--drawings $(DRAWINGS))
	cd "$$($(BIN)/python -c 'from digitgame import paths; print(paths.models() / "digitgame")')" && \
		sed 's/^  "name": "digitgame"/  "name": "shipped"/' card.json > $(CURDIR)/assets/model/card.json && \
		cp history.csv network.keras network.tflite $(CURDIR)/assets/model && \
		mkdir -p $(CURDIR)/assets/model/checkpoints && \
		cp checkpoints/epoch-001.tflite checkpoints/epoch-003.tflite checkpoints/epoch-010.tflite \
			$(CURDIR)/assets/model/checkpoints

# The pictures of the docs; `make pictures ARGS="menu.png sprint.gif"` remakes some.
pictures: $(VENV)/.ready-dev
	$(BIN)/python tools/make_pictures.py $(ARGS)

clean:
	rm -rf $(VENV) build dist

# the first Python on this machine that all has wheels for; 3.14, which TensorFlow has none for yet, if there is no other;
# `make PYTHON=...` names one
find_python = for last in 13 14; do \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.10 python python3.14; do \
	$$python -c "import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, $$last))" 2>/dev/null && break 2; \
	python=; done; done; \
	test -n "$$python" || { echo "digitgame needs Python 3.10 to 3.14: none of them was found." >&2; exit 1; }

PIP := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt
SET_UP_TRAINING := @echo "Setting up $(VENV) for training, once: TensorFlow and more, 650 MB to fetch, 2.5 GB of disk, some minutes."

$(BIN)/python:
	@$(find_python); $$python -m venv $(VENV) || { rm -rf $(VENV); \
	echo "The environment could not be made (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }

$(VENV)/.ready-play: requirements-play.txt pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up $(VENV) for playing, once: 65 MB to fetch, about half a minute."
	@$(PIP) --requirement requirements-play.txt
	@$(PIP) --quiet --no-deps --editable .
	@touch $@

$(VENV)/.ready: pyproject.toml constraints.txt | $(BIN)/python
	$(SET_UP_TRAINING)
	@$(PIP) --editable .
	@touch $(VENV)/.ready-play $@

$(VENV)/.ready-dev: pyproject.toml constraints.txt | $(BIN)/python
	$(SET_UP_TRAINING)
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/.ready-play $(VENV)/.ready $@
