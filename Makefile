# Everything here works from a clone on Linux and macOS with make and Python 3.11 or newer.
# Variables: PYTHON (which Python makes .venv), JOBS (how many chapters run at once), PORT (for serve),
# CHROME (which browser tests drive).

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
# another environment that happens to be active has no say in what .venv does
unexport VIRTUAL_ENV
ifdef JOBS
export SNNLIB_JOBS := $(JOBS)
endif
.PHONY: help book pdf chapter new-chapter test bench results referees findings lab serve format lint clean distclean environment

help: ## Say what there is to make
	@echo "Spikes from Scratch. What you can make:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo "Variables: PYTHON=python3.12 (which Python), JOBS=2 (chapters at once), PORT=8000 (serve), CHROME=... (test)"

book: environment ## Set up what is missing and build the book into _build/html
	@.venv/bin/python tools/book.py

pdf: book ## Build the book and print it as one PDF, _build/spikes-from-scratch.pdf
	@.venv/bin/python tools/pdf.py

chapter: environment ## Build one page into _build/chapter: make chapter NAME=neurons/lif
	@.venv/bin/python tools/book.py "$(NAME)"

new-chapter: environment ## Begin a chapter that builds at once: make new-chapter NAME=neurons/izhikevich
	@.venv/bin/python tools/new_chapter.py "$(NAME)"

test: environment ## Lint, build the book and run every test, in a headless browser too
	@.venv/bin/python tools/check.py

bench: environment ## Measure against Brian2, NEST, snnTorch and BindsNET (ONLY=B5-single: one row; KEEP=1: for the book)
	@.venv/bin/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(KEEP),--keep)

referees: environment ## Compare with Brian2 and NEST, with readers of NIR graphs and with packages of spike files
	@.venv/bin/python -m pytest tests/cross_simulator

results: environment ## Run the long experiments whose numbers the book keeps (ONLY=digits-400; CHANGED=1; CONFIRM=1)
	@.venv/bin/python -m benchmarks.experiments $(if $(ONLY),--only $(ONLY)) $(if $(CHANGED),--changed) $(if $(CONFIRM),--confirm)

findings: environment ## Try how packages and file formats behave where one guesses wrong (network)
	@.venv/bin/python tools/findings.py $(ONLY)

lab: environment ## Open JupyterLab; a double-click opens a chapter as a notebook
	@echo "==> Starting JupyterLab (Ctrl-C twice ends it); the chapters are in book/"
	@JUPYTER_CONFIG_PATH="$(CURDIR)/tools/jupyter$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" \
		JUPYTERLAB_WORKSPACES_DIR="$(CURDIR)/.venv/share/jupyter/lab/workspaces" \
		.venv/bin/jupyter-lab $(LAB)

serve: ## Serve the built book at http://127.0.0.1:8000 (PORT=8001 for another port)
	@python=$$(sh tools/find_python.sh) && exec "$$python" tools/serve.py

lint: environment ## Check the style of the code and of the chapters' cells
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/python tools/cells.py

format: environment ## Put the code and the chapters' cells into that style
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format . && .venv/bin/python tools/cells.py --fix

clean: ## Remove the built book and every cached result (_build)
	@rm -rf _build && echo "Removed _build: the site and the chapters' cached results."

distclean: clean ## Remove the environment in .venv as well
	@rm -rf .venv && echo "Removed .venv: the next make sets it up again."

environment: ## Set up .venv only (the others do it when needed)
	@python=$$(sh tools/find_python.sh) && "$$python" tools/environment.py
