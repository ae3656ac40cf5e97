# make demo    the whole of it on a miniature region   (make demo ARGS=--once ends after the table)
# make test    every check, on real parts
# Everything these make stays in this folder: .venv, .cache and var.

.PHONY: demo test check lock widget rules screenshots clean

demo:
	@scripts/prepare requirements.lock
	@.venv/bin/python -m regiozoek demo $(ARGS)

test:
	@scripts/prepare requirements-dev.lock
	@.venv/bin/python -m pytest $(ARGS)

check:
	@scripts/prepare requirements-dev.lock
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

lock:
	@scripts/prepare requirements-dev.lock
	scripts/lock

# the search box from its sources: types from the API's own description, then one committed file (needs Node)
widget:
	@scripts/prepare requirements-dev.lock
	.venv/bin/python -m scripts.widget_contract
	cd search_api/widget && npm ci --silent --ignore-scripts && npm run --silent types && npm run --silent check && npm run --silent build

# docs/rules/ from the catalogue, the English texts and the examples of the audit
rules:
	@scripts/prepare requirements-dev.lock
	.venv/bin/python -m scripts.rule_pages

screenshots:
	@scripts/prepare requirements-dev.lock
	.venv/bin/python -m scripts.screenshots

clean:
	rm -rf .venv .cache var build dist
