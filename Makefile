# One command a task; each sets up what it needs by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := .venv-peers
# Tests that run side by side: two a core, since most of them wait for a bot. `make test JOBS=1` runs them in a row.
JOBS ?= $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN))

# How many examples and rounds generated tests have: quick or full. Both assert the same; `.ci/run` takes full.
PROFILE ?= quick

# How often a test that failed is run again; each such test is named at the end. None for who waits for it.
RERUNS ?= 0

.PHONY: setup peers demo run test retest lint format bench audit lock messages pictures clean

setup: $(READY)

$(READY): requirements-dev.lock pyproject.toml sandbox/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Siyaq needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable . --editable sandbox
	@touch $@

# Libraries whose own pins would hold ours back: tests talk to them in a process of their own.
peers: $(PEERS)/.ready

$(PEERS)/.ready: requirements-peers.lock
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-peers.lock
	@touch $@

demo: setup
	$(BIN)/siyaq sandbox

run: setup
	$(BIN)/siyaq run

test: setup peers
	SIYAQ_TEST_PROFILE=$(PROFILE) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal --reruns $(RERUNS)

# What failed in the last run of the tests, one after another on a machine that does nothing else meanwhile.
retest: setup peers
	SIYAQ_TEST_PROFILE=$(PROFILE) $(BIN)/python -m pytest --last-failed --last-failed-no-failures none --maxfail 1

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m tests.bench $(if $(LONG),--long)

# After a change of the catalogues: sorts them and makes their template.
messages: setup
	$(BIN)/python -m bot.i18n.pot_template

# After a change of how pages look: takes the README's pictures anew.
pictures: setup
	$(BIN)/python -m tests.browser.pictures

# Fails where a locked version is known to be vulnerable, or could not be asked about; needs the network.
audit:
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --disable-pip-version-check --quiet pip-audit
	$(VENV)-audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

# The locks (to run, to develop, to build the wheel) hold names, versions and hashes and no address; the environment
# that makes them is apart.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --disable-pip-version-check --quiet uv
	$(VENV)-lock/bin/uv pip compile pyproject.toml sandbox/pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --upgrade -o requirements-dev.lock
	$(VENV)-lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --constraint requirements-dev.lock -o requirements.lock
	echo 'aiogram>=3.31,<4' | $(VENV)-lock/bin/uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --upgrade -o requirements-peers.lock
	$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' | \
	  $(VENV)-lock/bin/uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet --constraint requirements-dev.lock -o requirements-build.lock

clean:
	rm -rf $(VENV) $(VENV)-lock $(VENV)-audit $(VENV)-bench $(PEERS) tests/output .mypy_cache .ruff_cache .pytest_cache .hypothesis
