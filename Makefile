# One verb a chore. `make run` and `make test` need only Python 3.11+, git and make.

# The first interpreter that really runs and is new enough (a name alone may be a shim).
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
export HOST ?= 127.0.0.1
export PORT ?= 8000

.PHONY: help run setup test lint format bench bench-quality bench-speed bench-scorers \
	bench-training bench-site fuzz-api generated-client audit lock clean

help:  ## List the chores
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 15

.venv/base: requirements.txt
	@test -n "$(PYTHON)" || { echo "mvsite needs Python 3.11 or newer. Say make PYTHON=…"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: .venv/base requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/bench: .venv/base requirements-bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

setup: .venv/base  ## Make the database, the first model and the administrator
	@$(BIN)/python manage.py setup

run: setup  ## Serve the site and its worker on http://127.0.0.1:8000
	@echo "mvsite is on http://$(HOST):$(PORT) (stop it with Ctrl-C)"
	@DATA_DIR=$$($(BIN)/python -c "from mvsite.settings import DATA_DIR; print(DATA_DIR)") || exit 1; \
		export DATA_DIR; BIN=$(BIN) exec $(BIN)/supervisord -c supervisord.conf

test: .venv/dev  ## Run the whole suite (gets Chromium if there is none)
	@sh tests/browser/get_chromium.sh
	$(BIN)/pytest

lint: .venv/dev  ## Check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/dev  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

FOLDS ?= 20
FUZZ ?= 120

EXAMPLES ?= 1000000
BENCH_DIR := $(CURDIR)/data/bench
# A database of its own: it is filled with sentences that mean nothing.
BENCH_DATABASE_URL ?= sqlite:///$(BENCH_DIR)/db.sqlite3

bench: bench-quality bench-speed  ## Measure quality, then speed (some forty minutes)

bench-quality: .venv/bench  ## Compare the model with its rivals (FOLDS=5 is quicker)
	$(BIN)/python -m benchmarks.quality --folds $(FOLDS)

# One thread for each process: ratios between processes then mean something.
bench-scorers bench-training bench-site: export OMP_NUM_THREADS = 1

bench-speed: bench-scorers bench-training bench-site  ## Measure all speeds, one after another

bench-scorers: .venv/bench  ## Compare the scorer with scikit-learn, fastText and embeddings
	$(BIN)/python -m benchmarks.scorer_speed --plot docs/images/scorer_speed.svg

bench-training: .venv/bench  ## Time trainings of up to 100,000 examples
	$(BIN)/python -m benchmarks.training_growth --plot docs/images/training_growth.svg

bench-site: export DATA_DIR = $(BENCH_DIR)
bench-site: export DATABASE_URL = $(BENCH_DATABASE_URL)
bench-site: .venv/base  ## Time files, pages, lists of a million EXAMPLES, and answers
	$(BIN)/python manage.py setup
	$(BIN)/python -m benchmarks.file_speed --plot docs/images/file_speed.svg
	$(BIN)/python -m benchmarks.page_speed
	$(BIN)/python manage.py seed_load --examples $(EXAMPLES) --yes
	$(BIN)/python -m benchmarks.admin_speed
	$(BIN)/python -m benchmarks.answer_speed

fuzz-api: .venv/dev  ## Send the API thousands of made-up requests (FUZZ: of each endpoint)
	$(BIN)/python -m drills.fuzz_api --examples $(FUZZ)

generated-client: .venv/dev  ## Generate a client of the API, classify and run a batch with it
	$(BIN)/python -m drills.generated_client

audit: .venv/dev  ## Look the pinned dependencies up in the advisories (needs pypi.org or osv.dev)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.txt -r requirements-scale.txt

lock:  ## Pin the dependencies anew (needs uv)
	for name in requirements requirements-scale requirements-dev; do \
		uv pip compile --universal --generate-hashes --python-version 3.11 $$name.in -o $$name.txt; done

clean:  ## Remove the environment and caches, not the data
	rm -rf .venv staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
