.DEFAULT_GOAL := help
SHELL := bash
PYTHON ?= python3
PORT ?= 8000
SERVE ?= 1
VAR ?= var
LANGUAGE ?= fr ar
WIDTH ?= 360 1440
V := .venv/bin
MANAGE := $(V)/python manage.py
export JISR_VAR := $(abspath $(VAR))

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

# --- set-up: each stamp is made anew when what it stands on changes ----------------------------------
.venv/bin/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Jisr needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(V)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@
.venv/.base: .venv/bin/uv requirements/base.txt
	$(V)/uv pip sync -q --require-hashes requirements/base.txt --python $(V)/python && touch $@
.venv/.dev: .venv/bin/uv requirements/dev.txt
	$(V)/uv pip sync -q --require-hashes requirements/dev.txt --python $(V)/python && touch $@ .venv/.base
node_modules/.package-lock.json: package-lock.json .npmrc
	@node -e 'if (+process.versions.node.split(".")[0] < 20) { console.error("Jisr needs Node 20 or newer"); process.exit(1) }'
	npm ci --no-audit --no-fund --loglevel=error && touch $@
static/build/jisr.css: node_modules/.package-lock.json static/build.mjs $(shell find static/theme static/src templates -type f)
	node static/build.mjs && touch $@
locale/.compiled: .venv/.base $(wildcard locale/*/LC_MESSAGES/django.po)
	@for po in $(wildcard locale/*/LC_MESSAGES/django.po); do $(V)/pybabel -q compile -D django -i $$po -o $${po%.po}.mo || exit 1; done
	@touch $@
setup: .venv/.base static/build/jisr.css locale/.compiled
	@mkdir -p $(VAR)
setup-dev: .venv/.dev static/build/jisr.css locale/.compiled
	@mkdir -p $(VAR)

# --- the two commands --------------------------------------------------------------------------------
demo: export JISR_SITE_URL := http://localhost:$(PORT) # where links of mails and QR codes lead
demo: export JISR_REDIS_URL := # no worker runs beside the demo: its threads do the work
demo: setup ## set everything up and serve Jisr with sample content [PORT=8000] [SERVE=0] [VAR=var]
	$(MANAGE) migrate -v0
	$(MANAGE) load_demo --accounts $(VAR)/demo-accounts.json
	@echo "READY http://localhost:$(PORT)/"
	@if [ "$(SERVE)" != 0 ]; then exec $(MANAGE) runserver --noreload 127.0.0.1:$(PORT); fi
test: setup-dev ## the suite on the embedded default
	JISR_VAR=$(abspath $(VAR)/test) $(V)/python -m pytest -q --ignore tests/browser -n 2

# --- the real servers ---------------------------------------------------------------------------------
services: ## PostgreSQL, Redis and Elasticsearch for this checkout, natively, on ports of their own
	scripts/services start
services-stop: ## end those servers; the data stays
	scripts/services stop
test-services: setup-dev ## what of the suite touches a database or an engine, on the servers of `make services`
	@test -s var/services.env || { echo "no servers run for this checkout: make services" >&2; exit 1; }
	set -a; . var/services.env; JISR_VAR=$(abspath $(VAR)/test-services) $(V)/python -m pytest -q --ignore tests/browser -n 2 --allow-hosts=127.0.0.1,localhost
chaos: setup-dev ## writes while servers of `make services` and workers fail [RUNS=1] [SEED=7] [WRITES=2000]
	@test -s var/services.env || { echo "no servers run for this checkout: make services" >&2; exit 1; }
	@set -a; . var/services.env; JISR_VAR=$(abspath $(VAR)/chaos) $(V)/python -m tests.chaos --runs $(or $(RUNS),1) $(if $(SEED),--seed $(SEED)) --writes $(or $(WRITES),2000)

check: setup-dev ## lint, types, import contracts, migrations, deploy check, translations, locks, compose file
	$(V)/ruff check . && $(V)/ruff format --check -q .
	$(V)/djlint templates --lint --quiet
	$(V)/mypy .
	$(V)/lint-imports
	$(MANAGE) makemigrations --check --dry-run -v1
	scripts/check-deploy
	$(V)/python scripts/translations.py check
	$(V)/python scripts/lexicon.py
	$(V)/python scripts/check_locks.py
	scripts/check-compose

# --- browsers ----------------------------------------------------------------------------------------
journeys: setup-dev ## browser journeys [LANGUAGE=ar] [WIDTH=360]
	scripts/chromium
	JISR_VAR=$(abspath $(VAR)/journeys) JISR_LANGUAGES="$(LANGUAGE)" JISR_WIDTHS="$(WIDTH)" $(V)/python -m pytest -q tests/browser -n 2 -o addopts="--disable-socket --allow-unix-socket --allow-hosts=127.0.0.1,localhost,::1"
screenshots: setup-dev ## pictures of the main pages into docs/images/
	scripts/chromium
	$(V)/python scripts/screenshots.py

# --- measuring and looking ---------------------------------------------------------------------------
bench: setup-dev ## benchmarks [NAME=search]
	@for file in benchmarks/$(or $(NAME),*).py; do $(V)/python $$file || exit 1; done
routes: setup-dev ## every route × person → status, as JSON lines
	@JISR_VAR=$(abspath $(VAR)/test) $(V)/python -m pytest -q tests/sweeps/test_routes.py --routes 2>/dev/null | grep '^{'
translations: setup-dev ## collect the strings of code and templates into locale/
	$(V)/python scripts/translations.py collect
lock: .venv/bin/uv ## renew the locks from pyproject.toml and package.json
	scripts/lock
clean: ## remove what was built (not the database)
	rm -rf .venv node_modules static/build locale/.compiled
.PHONY: help setup setup-dev demo test services services-stop test-services chaos check journeys screenshots bench routes translations lock clean
