# Two commands do all the set-up: `make site` builds the sample shop, `make test` checks everything.
# What is installed stands in the lock files; a stamp in .venv tells whether it is current.

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python
PIP := $(PYTHON_IN_VENV) -m pip --disable-pip-version-check --no-input -q
STAMPS := $(VENV)/.stamps
SITEGEN := $(VENV)/bin/sitegen

# An environment whose Python is gone, or that was moved with its folder, is made again.
SOUND := $(shell grep -qsF '$(CURDIR)/$(VENV)' $(VENV)/bin/activate && $(PYTHON_IN_VENV) -c 'print(1)' 2>/dev/null)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: audit help site serve test unit lint format lock setup programs clean bench bench-curve bench-pictures bench-deploy FORCE

help:  ## Show what there is to do
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## (.*)/  make \1\t\2/' | expand -t 16

site: $(STAMPS)/project  ## Set up what is needed and build the sample shop into build/
	@$(SITEGEN) build
	@echo 'The shop is in build/. Look at it with: make serve'

serve: $(STAMPS)/project  ## Preview the sample shop in a browser
	@$(SITEGEN) serve

test: setup  ## Set up what the tests need, then run every check
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy
	$(PYTHON_IN_VENV) -m tools.run_tests

unit: $(STAMPS)/test $(STAMPS)/project .venv-servers/.stamp node_modules/.stamp  ## Run the fast tests only: no browser, no Java, no sample shop
	$(PYTHON_IN_VENV) -m pytest -m 'not browser and not java and not sample'

lint: $(STAMPS)/test $(STAMPS)/project  ## Check style and types
	$(PYTHON_IN_VENV) -m ruff check .
	$(PYTHON_IN_VENV) -m ruff format --check .
	$(PYTHON_IN_VENV) -m mypy

format: $(STAMPS)/test  ## Put the code into the house format
	$(PYTHON_IN_VENV) -m ruff check --fix-only .
	$(PYTHON_IN_VENV) -m ruff format .

lock: $(STAMPS)/python  ## Write the lock files anew (UPGRADE=1 takes the newest releases)
	@tools/setup/lock.sh $(if $(UPGRADE),--upgrade)

setup: $(STAMPS)/test $(STAMPS)/project .venv-servers/.stamp programs node_modules/.stamp  ## Install all that the tests need

bench: .venv-bench/.stamp $(STAMPS)/project  ## Measure sitegen and Hugo side by side (SIZE=10000 for the large one)
	@$(PYTHON_IN_VENV) -m bench.run --size $(or $(SIZE),1000) --pairs $(or $(PAIRS),5)

bench-curve: $(STAMPS)/project  ## How a first build grows with the catalogue (SIZES="1000 10000", SCRATCH=folder on a disk)
	@$(PYTHON_IN_VENV) -m bench.run --curve $(SIZES) $(if $(SCRATCH),--scratch $(SCRATCH))

bench-pictures: .venv-bench/.stamp $(STAMPS)/project  ## The same with photographs
	@$(PYTHON_IN_VENV) -m bench.run --pictures --pairs $(or $(PAIRS),3)

bench-deploy: .venv-bench/.stamp $(STAMPS)/test $(STAMPS)/project  ## Measure deploys beside aws, rclone and hugo
	@$(PYTHON_IN_VENV) -m bench.deploy --size $(or $(SIZE),5000) $(if $(LARGE),--large)

# Programs whose dependencies would not agree with ours, each group in an environment of its own.
.venv-bench/.stamp .venv-servers/.stamp: .venv-%/.stamp: requirements/%.txt $(STAMPS)/python
	@rm -rf .venv-$* && $(PYTHON_IN_VENV) -m venv .venv-$*
	@.venv-$*/bin/python -m pip --disable-pip-version-check --no-input -q install --require-hashes -r requirements/$*.txt
	@touch $@

audit: setup  ## Lighthouse and the weight of every kind of page, beside the budgets
	@$(SITEGEN) build
	$(PYTHON_IN_VENV) -m tools.screenshots build build-audit
	$(PYTHON_IN_VENV) -m tools.audit build

clean:  ## Remove what was built and installed; pictures already made stay in .sitegen/
	rm -rf build build-audit dist node_modules $(VENV) .venv-bench .venv-servers .mypy_cache .pytest_cache .ruff_cache .hypothesis

programs: $(STAMPS)/python
	@$(PYTHON_IN_VENV) -m tools.setup.programs

node_modules/.stamp: package.json package-lock.json .npmrc
	@npm ci --silent
	@touch $@

$(STAMPS)/python: tools/setup/python.sh $(if $(SOUND),,FORCE)
	@PYTHON='$(PYTHON)' tools/setup/python.sh $(VENV)
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/site: requirements/site.txt $(STAMPS)/python
	@$(PIP) install --require-hashes -r requirements/site.txt
	@touch $@

$(STAMPS)/test: requirements/test.txt $(STAMPS)/site
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/site
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
