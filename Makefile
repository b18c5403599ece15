# `make demo` runs the main job on real data; `make test` runs every test and check.
# Both set up what they need first: Python 3.11 or newer with pip is enough.
# They leave behind .venv/ (packages), .labeltrail/ (the embedded database) and caches, all inside
# this folder; `make clean` removes them.
PYTHON ?= python3
# Options for the command, e.g. `make demo ARGS=--no-serve` or `make test ARGS="-k ledger"`
ARGS ?=

VENV := .venv
PIP := $(PYTHON) -m pip --disable-pip-version-check --python $(VENV)/bin/python install --quiet

.PHONY: demo test clean pins

demo: $(VENV)/ready-to-run
	@$(VENV)/bin/labeltrail demo $(ARGS)

test: $(VENV)/ready-to-test
	@$(VENV)/bin/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

$(VENV)/ready-to-%: .pins/%.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.version_info >= (3, 11) or sys.exit(\
	"Labeltrail needs Python 3.11 or newer and $(PYTHON) is " + v + ": make PYTHON=python3.12 …")'
	@echo "Setting up $(VENV)/ (once, about 20 seconds) …" >&2
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv --without-pip $(VENV)
	@$(PIP) --no-deps --require-hashes --no-compile -r $<
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) .labeltrail dist .coverage .import_linter_cache
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .tools
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# For maintainers: new versions within the bounds of pyproject.toml. The lock holds addresses, so
# it is not kept; versions and hashes are.
pins:
	$(PYTHON) -m pip install --quiet --upgrade --target .tools uv
	mkdir -p .pins
	.tools/bin/uv lock --quiet --upgrade
	$(UV_EXPORT) --no-dev --no-group reference --group build --output-file .pins/run.txt
	$(UV_EXPORT) --all-groups --output-file .pins/test.txt
	rm uv.lock

UV_EXPORT := .tools/bin/uv export --quiet --locked --no-emit-project --no-header
