# Two commands do all the set-up: `make run` and `make test`. The others are for daily work.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
STATIC_SOURCES := $(shell find static */static -type f 2>/dev/null)

.PHONY: run test bench quality stress lock licences audit lint messages help

help:
	@echo "make run    set everything up and serve on http://$(HOST):$(PORT)/ (PORT=8000)"
	@echo "make test   style, layers, migrations, and the tests on SQLite and PostgreSQL"
	@echo "make bench  the benchmarks, as ratios measured in one run"
	@echo "make quality  public pages judged by axe, vnu, Lighthouse and schema.org (wants npm, Java, Chromium)"
	@echo "make stress  kills, faults of the machine, fuzzers and load with faults (an hour and a half; PARTS=\"kills fuzz\")"
	@echo "make lock   after a change of a requirements file; make licences with it; make audit asks for known holes"
	@echo "make lint   style alone; make messages brings the Traditional interface up to the sources"

run: $(VENV)/run.stamp .env var/static.stamp
	@echo "== Database: bringing its tables up to date"
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo --if-empty
	@$(MANAGE) create_accounts
	@echo "== Serving http://$(HOST):$(PORT)/ and http://$(HOST):$(PORT)/admin/ — Ctrl-C stops"
	@$(MANAGE) publish_due --loop --with-parent & exec $(BIN)/gunicorn -c deploy/gunicorn.conf.py mscsite.wsgi --bind $(HOST):$(PORT) --workers 2 --threads 4

test: $(VENV)/test.stamp
	@$(BIN)/python -m tests.all

bench: $(VENV)/test.stamp .env var/static.stamp
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo --if-empty
	@$(BIN)/python -m benchmarks

quality: $(VENV)/test.stamp .env
	@$(BIN)/python -m quality

stress: $(VENV)/test.stamp .env
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-stress.txt || \
		echo "== No atheris for this Python: the fuzzers do without the guide"
	@$(BIN)/python -m stress $(PARTS)
	@$(BIN)/python -m pytest --quiet -m slow

lock:  # wants a resolver and the index, not the environment of the tests: they may be out of step
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(BIN)/python -m supply.lock

licences: $(VENV)/test.stamp
	@$(BIN)/python -m supply.licences

audit: $(VENV)/test.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	@$(BIN)/python -m supply.audit

lint: $(VENV)/test.stamp
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

messages: $(VENV)/run.stamp
	@$(MANAGE) update_messages

$(VENV)/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "== Creating the virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt requirements.lock | $(VENV)/bin/python
	@echo "== Installing the packages of requirements.lock (a minute or two the first time)"
	@if $(BIN)/python -m supply.lock --check; then \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; \
	else \
		echo "== The lock is not that of its list: installing requirements.txt WITHOUT hashes"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt; \
	fi
	@touch $@

$(VENV)/test.stamp: requirements.txt requirements-dev.txt requirements-dev.lock | $(VENV)/bin/python
	@echo "== Installing the packages of requirements-dev.lock"
	@if $(BIN)/python -m supply.lock --check; then \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock; \
	else \
		echo "== The lock is not that of its list: installing requirements-dev.txt WITHOUT hashes"; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt; \
	fi
	@touch $@

.env: | $(VENV)/bin/python
	@$(BIN)/python -m mscsite.dotenv

var/static.stamp: $(VENV)/run.stamp $(STATIC_SOURCES) | .env
	@echo "== Static files: hashing and compressing"
	@mkdir -p var
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@
