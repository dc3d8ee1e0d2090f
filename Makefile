# Terrace: everything here is one line over `python -m deploy`; `make` alone lists it.
PYTHON ?= python3
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help install demo test lint format bench lock upgrade clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

demo: ## run everything on this machine, with matches being played (RESET=1 starts over, PORT=n)
	@$(PYTHON) -m deploy demo

install: ## make .venv with the locked dependencies and tools
	@$(PYTHON) -m deploy install dev

test: install ## run every test, a real browser included (ARGS=... goes to pytest)
	@$(PY) -m deploy.testing $(ARGS)

lint: install ## check style, types, contracts, migrations and settings
	@$(PY) -m deploy.lint

format: install ## put the code in shape
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .
	@$(PY) -m djlint templates --reformat --quiet || true

bench: install ## measure (NAME=..., see docs/benchmarks.md; all without)
	@$(PY) -m tests.bench $(NAME) $(ARGS)

lock: install ## write the lock files for what pyproject.toml asks
	@$(PY) -m deploy.lock

upgrade: install ## write the lock files with the newest versions allowed
	@$(PY) -m deploy.lock --upgrade

clean: ## remove caches and the tests' data; the demo's stay
	@$(PYTHON) -m deploy.clean
