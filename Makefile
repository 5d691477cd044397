# Two commands are enough on a fresh machine: `make conformance` and `make test`.
# Python 3.11+ and make are assumed; Node only for `make check` (pyright and the tools of `make compat`).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PRISM_VERSION := 5.14.2
PRISM := .node/prism/node_modules/.bin/prism
NODE_READY := .node/.ready
NODE_BIN := .node/node_modules/.bin

.DEFAULT_GOAL := help
.PHONY: help setup conformance test check lint types validate generate check-generated changelog check-changes compat compat-table pyright mock faults docs bench clients-table lock dist clean

help: ## Show this help
	@echo "make TARGET [API=streamdetails] [URL=http://127.0.0.1:8080] [SEED=1] [PROFILE=standard]"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  %-18s %s\n", $$1, $$2}'

setup: $(READY) ## Make the virtual environment (all other targets do it themselves)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("error: Python 3.11 or newer is needed (hint: make PYTHON=python3.12)" if sys.version_info < (3, 11) else 0)'
	@echo "setting up $(VENV) (about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

conformance: $(READY) validate generate ## Validate, generate, then check every API against its mock, or API=... URL=... a server; reports in reports/
	@$(BIN)/stream-contracts run $(if $(API),--api $(API)) $(if $(URL),--url $(URL)) --profile $(or $(PROFILE),standard) --seed $(or $(SEED),1)

# Compiled modules are kept, also where the environment forbids it: the tests start some hundred processes.
test: export PYTHONDONTWRITEBYTECODE =
test: $(READY) ## Run all tests
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: test lint types pyright check-generated check-changes compat ## Everything that CI runs: tests, lint, types, stale files, changes, other tools

lint: $(READY) ## Lint and format check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(READY) ## mypy --strict on both packages and on all generated ones
	@$(BIN)/mypy
	@MYPYPATH=$$(echo generated/*/*/ | tr ' ' ':') $(BIN)/mypy --strict --config-file= --cache-dir .mypy_cache/generated generated/clients/*/*_client generated/sdks/*/*_sdk

pyright: $(READY) $(NODE_READY) ## pyright in strict mode on all generated packages (needs Node)
	@$(NODE_BIN)/pyright --pythonpath $(BIN)/python

validate: $(READY) ## Validate the documents in specs/
	@$(BIN)/stream-specs validate $(if $(API),--api $(API))

generate: $(READY) ## Write generated/ anew: bundles, clients, SDKs, requirements
	@$(BIN)/stream-specs generate $(if $(API),--api $(API))
	@$(BIN)/stream-contracts requirements $(if $(API),--api $(API)) --write generated/requirements

check-generated: $(READY) ## Say which generated files are stale
	@$(BIN)/stream-specs generate --check
	@$(BIN)/stream-contracts requirements --write generated/requirements --check

changelog: $(READY) ## Write what changed in the documents since the last tag into specs/CHANGELOG.md
	@$(BIN)/stream-specs changelog

check-changes: $(READY) ## Say which breaking changes since the last tag have no entry, and which versions must be raised
	@$(BIN)/stream-specs changelog --check

compat: $(READY) $(NODE_READY) ## Let nine tools read each document: redocly, spectral, tsc, Prism, ... (needs Node)
	@$(BIN)/python tests/compat/compatibility.py --check

compat-table: $(READY) $(NODE_READY) ## Write docs/reference/compatibility.md, the table of what the tools say
	@$(BIN)/python tests/compat/compatibility.py --write

$(NODE_READY): tests/compat/package.json tests/compat/package-lock.json
	@command -v npm >/dev/null || { echo "error: npm is needed for the Node tools (hint: install Node 20 or newer)" >&2; exit 2; }
	@mkdir -p .node && cp $^ .node/
	@npm ci --silent --ignore-scripts --no-audit --no-fund --no-update-notifier --prefix .node
	@touch $@

mock: $(READY) ## Serve a mock: make mock API=streamdetails
	@$(BIN)/stream-contracts mock --api $(or $(API),streamdetails) --port $(or $(PORT),8080)

faults: $(READY) ## Run the suite against every fault of the mocks: kill tables, reports/faults/; API=... one API
	@$(BIN)/stream-contracts faults $(if $(API),--api $(API)) --profile $(or $(PROFILE),standard) --seed $(or $(SEED),1)

docs: $(READY) ## Write reports/docs/index.html: all APIs on one offline page, and the bundles with code samples
	@$(BIN)/stream-specs docs $(if $(API),--api $(API))

bench: $(READY) ## Measure, about 20 minutes: all, or PART=alternatives, speed, mocks, growth, servers, clients; writes bench/RESULTS.md
	@$(MAKE) --no-print-directory $(PRISM) || echo "warning: what needs Prism is left out" >&2
	@$(BIN)/python bench/all.py $(PART)

$(PRISM):
	@command -v npm >/dev/null || { echo "error: npm is needed for Prism (hint: install Node 20 or newer)" >&2; exit 2; }
	@npm install --silent --no-save --no-audit --no-fund --prefix .node/prism @stoplight/prism-cli@$(PRISM_VERSION)

clients-table: $(READY) ## Write the table of README.md that says what the generated packages do right
	@$(BIN)/python tests/e2e/clients_table.py --write

lock: ## Pin the dependencies again (needs uv)
	@uv pip compile pyproject.toml --extra generate --group dev --universal --python-version 3.11 --generate-hashes --no-header --quiet --output-file requirements.lock

dist: $(READY) ## Build the sdist and the wheel into dist/, the same bytes each time
	@rm -rf dist
	@$(BIN)/python -m hatchling build -d dist

clean: ## Remove what the targets made, but not generated/
	@rm -rf $(VENV) .node dist reports .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
	@find bench conformance generated tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
