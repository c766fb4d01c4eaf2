# Each command installs what it needs into .venv, once; a second call is quick.
# PYTHON=... says which Python to use, WORKERS=... how many tests run at once.

VENV := .venv
BIN := $(VENV)/bin
# One more than two cores: many a test waits for a browser, a server or a file.
WORKERS ?= 3
SCENARIO ?= data/scenarios/policy-desk.yaml
# durable-rules runs on CPython below 3.13 only, so one of those is preferred.
PYTHONS := $(or $(PYTHON),python3.12 python3.11 python3)

# The files that hold tests of a mark: to read all the others takes longer than to run these.
marked = $$(grep -rl --include='test_*.py' 'mark\.$(1)' tests)

ON_DEBIAN := On Debian: apt-get install gcc python3 python3-dev python3-venv.

# Exact versions, for what is installed and for what builds it.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run ui serve test lint golden docs bench soak constraints clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | \
	  while IFS='|' read -r name what; do printf '%-18s%s\n' "$$name" "$$what"; done

run: $(VENV)/.has-base ## print the advice for a worked scenario (SCENARIO=FILE for another)
	@$(BIN)/advisor advise $(SCENARIO)

ui: $(VENV)/.has-ui ## open the front end in the browser
	@$(BIN)/advisor ui

serve: $(VENV)/.has-api ## serve the JSON API on this machine
	@$(BIN)/advisor serve

test: lint ## run every check and test
	$(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

lint: $(VENV)/.has-dev ## check style, types, imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

golden: $(VENV)/.has-dev ## record the advice for the worked scenarios anew; read the diff
	$(BIN)/pytest -m golden --record $(call marked,golden)

docs: $(VENV)/.has-dev ## write the generated pages anew
	$(BIN)/advisor docs
	$(BIN)/pytest -m docs --record $(call marked,docs)

bench: $(VENV)/.has-dev ## measure
	$(BIN)/advisor bench

soak: $(VENV)/.has-dev ## run what takes minutes: many threads, browsers and clients at once
	$(BIN)/pytest -m soak

constraints: $(VENV)/.created ## renew constraints.txt; needs Python 3.11, 3.12 and 3.13
	env -u PIP_CONSTRAINT -u PIP_BUILD_CONSTRAINT .ci/pin python3.11 python3.12 python3.13

clean: ## remove .venv and everything made
	rm -rf $(VENV) build dist test-results .hypothesis .*_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A name on the path proves little: it may belong to a version manager that has no such Python.
$(VENV)/.created:
	@for python in $(PYTHONS); do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	      >/dev/null 2>&1; then \
	    echo "Creating $(VENV) with $$("$$python" --version)"; \
	    "$$python" -m venv --clear $(VENV) && touch $@; exit; \
	  fi; \
	done; \
	echo "None of these is a Python 3.11 or later with its venv module: $(PYTHONS)" >&2; \
	echo "$(ON_DEBIAN) Or name a Python: make run PYTHON=..." >&2; \
	exit 1

$(VENV)/.has-base $(VENV)/.has-ui $(VENV)/.has-api $(VENV)/.has-dev: \
    $(VENV)/.has-%: pyproject.toml constraints.txt | $(VENV)/.created
	@echo "Installing the advisor into $(VENV)$(if $(filter dev,$*),; this takes some minutes)"
	@$(BIN)/pip install --quiet --editable '.$(if $(filter-out base,$*),[$*])' || { \
	  echo "The installation failed; the reason stands above. durable-rules is compiled:" >&2; \
	  echo "it needs a C compiler and Python's headers. $(ON_DEBIAN)" >&2; \
	  exit 1; }
	@touch $@
