# make demo   the example plant, from its files to its documents, with no hardware
# make test   style, types and all tests
# make check  style and types only
# make bench  how fast the check is beside other programs (some minutes; ROUNDS=3 for less scatter)
# make bench-line  how near a read of a bus comes to what its line allows, beside other Modbus masters (some minutes)
# make bench-pdf  how long documents take, and how that stands beside Chromium and Typst (some minutes)
# make mutate  which small changes of calculations, rules and guards no test notices (hours; EACH=1 a file, PART=rules/bus for less)
# make soak   10,000 reads over a link that loses, delays and garbles (two minutes; SOAK=100000 for more)
# make schemas  write the parts of the site schema that come from device types
# make messages  find the texts of the documents and bring the catalogues of their translations up to date
# make lock   resolve the dependencies again (UPGRADE=--upgrade: to their newest versions)
# make clean  back to a bare clone
#
# Needed: Python 3.11 or newer with venv, make and git. All else is installed into .venv.

PYTHON ?= python3
JOBS ?= 3
UPGRADE ?=
BIN := .venv/bin
READY := .venv/.ready

export PYTHON

.PHONY: demo test check bench bench-line bench-pdf mutate soak schemas messages lock clean
.DELETE_ON_ERROR:

demo: $(READY)
	@sh tool/system-packages.sh demo
	@sh tool/demo.sh

test: check
	@sh tool/system-packages.sh test
	$(BIN)/pytest -n $(JOBS)

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(READY) out/bench/.ready
	@$(BIN)/python -m tests.bench.check

out/bench/.ready:
	$(PYTHON) -m venv out/bench
	out/bench/bin/python -m pip install --quiet --disable-pip-version-check check-jsonschema==0.39.0 yamllint==1.38.0
	@touch $@

bench-pdf: $(READY) out/bench-pdf/.ready
	@$(BIN)/python -m tests.bench.documents

out/bench-pdf/.ready:
	$(PYTHON) -m venv out/bench-pdf
	out/bench-pdf/bin/python -m pip install --quiet --disable-pip-version-check typst==0.15.0
	@touch $@

bench-line: $(READY) out/bench-line/.ready
	@$(BIN)/python -m tests.bench.line

out/bench-line/.ready:
	$(PYTHON) -m venv out/bench-line
	out/bench-line/bin/python -m pip install --quiet --disable-pip-version-check minimalmodbus==2.1.1
	@touch $@

mutate: $(READY) out/mutate/.ready
	@$(BIN)/python -m tests.mutation.check

out/mutate/.ready: requirements.lock
	$(PYTHON) -m venv out/mutate
	out/mutate/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	out/mutate/bin/python -m pip install --quiet --disable-pip-version-check cosmic-ray==8.7.0
	@touch $@

soak: $(READY)
	SOAK=$${SOAK:-10000} $(BIN)/pytest -n 0 tests/test_soak.py

schemas: $(READY)
	$(BIN)/python -m plantwright.site.generate

messages: $(READY)
	$(BIN)/python -m plantwright.report.extraction

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("plantwright needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv: $(READY)

lock:
	$(PYTHON) -m venv out/lock
	out/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
	out/lock/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(UPGRADE) \
	    --quiet --output-file requirements.lock

clean:
	rm -rf .venv out dist build .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find schemas sites templates tests tool -name __pycache__ -type d -prune -exec rm -rf {} +
