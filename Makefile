# make demo    the whole of it on a miniature region   (make demo ARGS=--once ends after the table)
# make test    every check, on real parts
# Everything these make stays in this folder: .venv, .cache and var.

.PHONY: demo test check lock screenshots clean

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

screenshots:
	@scripts/prepare requirements-dev.lock
	.venv/bin/python -m scripts.screenshots

clean:
	rm -rf .venv .cache var build dist
