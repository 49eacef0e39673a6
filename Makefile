# make run    a whole site on http://127.0.0.1:8000, with a demo province while the database is empty
# make test   everything that this machine can test; make check is its first part
# make proof  the long counts and measurements; figures go to build/proof.json
# make coverage  the table of what the question banks cover, into their README
# make build  the front end alone;  make wheel  a wheel in dist/;  make pins  newer versions into .pins/

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/.installed
DEVELOPED := .venv/.developed
COMPILED := .venv/.compiled
BUNDLES := quiz_app/static/dist/manifest.json
FRONTEND := $(shell find quiz_app/frontend -name node_modules -prune -o -type f -print)
MODULES := $(shell find quiz_app -name node_modules -prune -o -name '*.py' -print)

.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run test check proof coverage build wheel pins ready

run: ready $(COMPILED)
	@exec $(BIN)/quiz-app serve --prepare --port $(PORT)

test: check $(COMPILED)
	@$(SCRATCH) $(BIN)/python -m pytest -n 3 -m "not slow"

# Much of a test is waiting, for a disk above all: three at once keep two cores busy, and files in memory wait for none.
SCRATCH := $(shell test -w /dev/shm && echo TMPDIR=/dev/shm)

check: ready $(DEVELOPED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --lint --quiet quiz_app/templates

proof: ready $(DEVELOPED)
	@$(BIN)/python -m pytest -m slow
	@$(BIN)/python -m tests.proof build/proof.json

coverage: ready
	@{ sed '/^## 覆盖情况/q' question_banks/README.md; printf '\n由 `make coverage` 写出，格子里是易/中/难。\n\n'; \
	$(BIN)/quiz-app banks coverage; } > question_banks/README.new
	@mv question_banks/README.new question_banks/README.md

build: $(BUNDLES)

wheel: ready $(DEVELOPED)
	@$(call step,打包,$(BIN)/python -m build --wheel --no-isolation .)

ready: $(INSTALLED) $(BUNDLES)

# The machine's own pip fetches uv into .venv, and uv, ten times as fast, the rest; where it cannot reach the packages
# in the way that pip was told to, pip does it.
PIP = $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check
UV = VIRTUAL_ENV=.venv $(BIN)/uv pip
install = { $(UV) install -q --compile-bytecode --require-hashes -r $(1) || $(PIP) install -q --require-hashes -r $(1); }

$(INSTALLED): .pins/uv.txt .pins/run.txt pyproject.toml
	@test -x $(BIN)/python || $(call step,建立 .venv,$(PYTHON) -m venv --without-pip .venv)
	@$(call step,安装依赖,$(PIP) install -q --require-hashes -r .pins/uv.txt && $(call install,.pins/run.txt))
	@$(call step,安装 quiz-app,$(UV) install -q --no-deps --no-build-isolation --offline -e .)
	@touch $@

$(DEVELOPED): $(INSTALLED) .pins/dev.txt
	@$(call step,安装开发依赖,$(call install,.pins/dev.txt))
	@touch $@

# A start takes half the time where Python finds its modules compiled, also where it was told not to write them.
$(COMPILED): $(INSTALLED) $(MODULES)
	@$(BIN)/python -m compileall -q $(MODULES)
	@touch $@

$(BUNDLES): $(INSTALLED) $(FRONTEND)
	@$(call step,构建前端,$(BIN)/python quiz_app/frontend/build.py)
	@touch $@

pins: $(DEVELOPED)
	$(call compile,.pins/run.txt,pyproject.toml --group checkout --extra postgresql --extra redis)
	$(call compile,.pins/dev.txt,pyproject.toml --group checkout --group dev --extra postgresql --extra redis -c .pins/run.txt)
	echo uv | $(call compile,.pins/uv.txt,-)

compile = $(UV) compile -q --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header -o $(1) $(2) >/dev/null

# One line before a step and the seconds behind it; what the step prints is shown when it fails.
define step
{ printf '%s …' '$(1)'; begun=$$(date +%s); log=$$(mktemp); \
if { $(2); } >"$$log" 2>&1 </dev/null; \
then echo " $$(( $$(date +%s) - begun )) 秒"; rm -f "$$log"; \
else code=$$?; echo ' 没有完成：'; cat "$$log" >&2; rm -f "$$log"; exit $$code; fi; }
endef
