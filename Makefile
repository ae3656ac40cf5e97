# Everything these targets create stays in this folder: .venv, .cache, var and site.

.DEFAULT_GOAL := help
.PHONY: help demo test check docs lock widget rules screenshots figures clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: ## crawl, index, audit and serve a miniature region (ARGS=--once: exit after the summary)
	@scripts/prepare requirements-demo.lock
	@.venv/bin/python -m regiozoek demo $(ARGS)

test: ## run all tests (ARGS="-k robots" for some)
	@scripts/prepare requirements-dev.lock
	@.venv/bin/python -m pytest $(ARGS)

check: ## format, lint, types, imports, dependencies, spelling and documentation
	@scripts/prepare requirements-dev.lock
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/deptry .
	.venv/bin/codespell
	.venv/bin/mkdocs build --strict --quiet

docs: ## build the documentation site into site/
	@scripts/prepare requirements-dev.lock
	.venv/bin/mkdocs build --strict

lock: ## update the lock files after a change of the dependencies
	@scripts/prepare requirements-dev.lock
	scripts/lock

widget: ## build the search box from its TypeScript sources (needs Node)
	@scripts/prepare requirements-dev.lock
	.venv/bin/python -m scripts.widget_contract
	cd search_api/widget && npm ci --silent --ignore-scripts && npm run --silent types && npm run --silent check && npm run --silent build

rules: ## regenerate docs/rules from the audit's rules, texts and examples
	@scripts/prepare requirements-dev.lock
	.venv/bin/python -m scripts.rule_pages

screenshots: ## retake the screenshots in docs/images
	@scripts/prepare requirements-dev.lock
	.venv/bin/python -m scripts.screenshots

figures: ## copy the figures of benchmarks/results.json into the documentation
	@scripts/prepare requirements-dev.lock
	.venv/bin/python -m scripts.figures

clean: ## remove everything that these targets created
	rm -rf .venv .cache var build dist site
