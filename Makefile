# What teachers and engineers of this course run. `make` alone lists it.
PYTHON ?= python3
PY := .venv/bin/python
READY := .venv/.installed

# nbgrader starts helpers such as alembic by name: they lie beside our python.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Where this is set, as in many containers, each command compiles all our modules again.
unexport PYTHONDONTWRITEBYTECODE

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

demo: sandbox $(READY) ## grade a class of ten in a temporary course and show the scores
	@$(PY) -m tools.demo

test: sandbox $(READY) ## ruff, then all tests
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m pytest

check: $(READY) ## lint, types and the fast tests, within a minute
	$(PY) -m ruff check . && $(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest $(FAST)

FAST = tests/diagnosis tests/sandbox/test_wire.py tests/lessons/test_release.py \
	tests/grader/test_blame.py tests/grader/test_restore.py tests/grader/test_score.py

both-roads: $(READY) ## grade all answers and attacks by both commands, and compare (an hour)
	$(PY) -m tests.support.roads

lab: $(READY) ## open JupyterLab in this folder
	@$(PY) -m jupyterlab $(if $(filter 0,$(shell id -u)),--allow-root)

release: sandbox $(READY) ## regenerate release/ from source/, and check that it is graded rightly
	@$(PY) -m tools.release

students: $(READY) ## build dist/weight-init-students.zip, all that students get
	@$(PY) -m tools.students

web: $(READY) ## build dist/web, the lessons and explorers as pages that need no installation
	@$(PY) -m tools.web

bench: $(READY) ## measure the helpers against bare NumPy, the lessons' trainer against both
	@$(PY) -m tools.bench && $(PY) -m tools.bench_training

bench-grading: $(READY) ## measure grading against stock nbgrader (an hour)
	@$(PY) -m tools.bench_grading --students 12; $(PY) -m tools.bench_grading --students 60 --rounds 3
	@$(PY) -m tools.bench_load

bench-widget: $(READY) ## measure how soon the weight-scale explorer answers, in chromium
	@$(PY) -m tools.bench_widget

bench-web: $(READY) ## measure how soon the pages of dist/web show something and answer, in chromium
	@$(PY) -m tools.bench_web

mutants: $(READY) ## change each solution a little in every way: does it lose points, and is it told why?
	@$(PY) -m tools.mutants

setup-system: python ## install bubblewrap, and let it open namespaces (as root, or with sudo)
	@$(SYSTEM) --setup

doctor: $(READY) ## check what is installed and works here
	@$(PY) -m autograder doctor --extras students teachers dev

# The least number of versions: the same NumPy on each Python and system that has wheels for it.
LOCK = $(PY) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --custom-compile-command "make lock" $(UPGRADE)

lock: $(READY) ## recompile both requirements files (UPGRADE=--upgrade for newer versions)
	$(LOCK) --all-extras --output-file requirements.txt
	$(LOCK) --extra students --no-annotate --constraint requirements.txt \
	  --output-file requirements-students.txt

clean: ## remove what make can build again (.venv, dist, caches), never grades
	rm -rf .venv dist build *.egg-info .pytest_cache .ruff_cache .hypothesis .release-new
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the environment, made again only when what it is made from has changed -------------------

define VERSION_CHECK
import sys
if sys.version_info[:2] < (3, 11):
    sys.exit("This course needs Python 3.11 or newer; '$(PYTHON)' is %d.%d.%d.\n"
             "Install one and name it, for example: make demo PYTHON=python3.12"
             % sys.version_info[:3])
endef
export VERSION_CHECK

python:
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no '$(PYTHON)' here. Install Python" \
	  "3.11 or newer, or name yours: make demo PYTHON=/path/to/python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c "$$VERSION_CHECK"

# Before anything is installed: can this system make the sandbox of students' code?
SYSTEM = "$(PYTHON)" -I autograder/sandbox/system.py

sandbox: python
	@$(SYSTEM)

$(READY): requirements.txt pyproject.toml | python
	@$(PY) -m pip --version >/dev/null 2>&1 || { echo "Making .venv with $(PYTHON)" && \
	  { "$(PYTHON)" -m venv --clear .venv >/dev/null 2>&1 || { \
	    "$(PYTHON)" -m venv --clear --without-pip .venv && \
	    "$(PYTHON)" -m pip --python $(PY) install --quiet pip; }; } || { \
	    echo "Could not make .venv. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }; }
	@echo "Installing 190 packages into .venv (1.5 GB, one to three minutes)"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@PYTHONWARNINGS=ignore $(PY) -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation -e .
	@touch $@
	@echo "Installed."

.NOTPARALLEL:
.PHONY: help demo test check both-roads lab release students web bench bench-grading \
	bench-widget bench-web mutants setup-system doctor lock clean python sandbox
