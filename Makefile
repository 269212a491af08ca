# One command a task; each sets up what it needs by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Where the tests run side by side; one a core. `make test JOBS=1` runs them in a row.
JOBS ?= auto

.PHONY: setup demo run test lint format bench lock messages pictures clean

setup: $(READY)

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Siyaq needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/siyaq sandbox

run: setup
	$(BIN)/siyaq run

test: setup
	$(BIN)/python -m pytest -n $(JOBS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m tests.bench

# After a change of the catalogues: sorts them and makes their template.
messages: setup
	$(BIN)/python -m bot.i18n.template

# After a change of how pages look: takes the README's pictures anew.
pictures: setup
	$(BIN)/python -m tests.browser.pictures

# The locks (to run, to develop, to build the wheel) hold names, versions and hashes and no address; the environment
# that makes them is apart.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --disable-pip-version-check --quiet uv
	$(VENV)-lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --upgrade -o requirements-dev.lock
	$(VENV)-lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --constraint requirements-dev.lock -o requirements.lock
	$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' | \
	  $(VENV)-lock/bin/uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --constraint requirements-dev.lock -o requirements-build.lock

clean:
	rm -rf $(VENV) $(VENV)-lock $(VENV)-bench tests/output .mypy_cache .ruff_cache .pytest_cache .hypothesis
