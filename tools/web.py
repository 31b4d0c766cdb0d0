"""Builds dist/web, the edition that needs no installation: `make web`.

Static pages: a start page, each explorer over states that were computed beforehand, each lesson to
read, each explorer again as one file. States that are already there are not computed again.
"""

import argparse
import hashlib
import multiprocessing
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import joblib
import nbformat

from playground.export import Plan
from playground.page import CSS, WEB
from playground.plans import PLANS
from playground.trainer.training import get_ready
from tools import students
from tools.course import ASSIGNMENTS, ROOT
from tools.web_explorers import MODULE, alone, in_lesson, in_notebook, mounted
from tools.web_lessons import with_outputs
from tools.web_pages import CODE, lesson, page

TARGET = ROOT / "dist" / "web"
NOTEBOOKS = {
    "weight_scale": "The weight scale",
    "start_map": "The map of starts",
    "variance_rule": "The variance rule",
    "symmetry": "Symmetry",
    "signal_flow": "Signal flow",
    "gradient_check_lab": "The gradient-check lab",
}
LINKS = {"Start": "index.html"} | {name: f"{name}.html" for name in ASSIGNMENTS}
LINKS |= {title: f"{name}.html" for name, title in NOTEBOOKS.items()}


def digest() -> str:
    """A hash of the code that computes the states."""
    files = sorted([*(ROOT / "playground").rglob("*.py"), ROOT / "init_utils.py"])
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def compute(plan: Plan, chosen: dict, target: Path) -> None:
    """Write one file of states."""
    part = target.with_suffix(".part")
    part.write_bytes(plan.chunk(chosen))
    part.rename(target)  # whole or not at all


def compute_states(folder: Path, plans: list[Plan]) -> None:
    """Write the states that are not there yet, on all cores."""
    mark = folder / "code.sha256"
    if not mark.is_file() or mark.read_text() != digest():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        mark.write_text(digest())
    get_ready()
    wanted = [
        (plan, chosen, folder / plan.file(chosen)) for plan in plans for chosen in plan.chunks()
    ]
    missing = [job for job in wanted if not job[2].is_file()]
    # One thread for each process: two trainings side by side are faster than one on two cores.
    cores = joblib.cpu_count()
    os.environ["LOKY_MAX_CPU_COUNT"] = "1"
    fresh = multiprocessing.get_context("spawn")  # reads that variable
    with ProcessPoolExecutor(cores, mp_context=fresh) as pool:
        jobs = [pool.submit(compute, *job) for job in missing]
        for count, job in enumerate(as_completed(jobs), start=1):
            job.result()
            print(f"\rstates: {count} of {len(missing)}", end="", flush=True)
    if missing:
        print()


def write_explorers(target: Path, plans: list[Plan]) -> None:
    """A page for each explorer's notebook, and each explorer as one file."""
    (target / MODULE).write_text(WEB, "utf-8")
    for name, title in NOTEBOOKS.items():
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        body = lesson(notebook, in_notebook(plans))
        (target / f"{name}.html").write_text(page(title, body, LINKS, CSS + CODE), "utf-8")
    for plan in plans:
        body = f"<h1>{plan.explorer.title}</h1>{alone(plan, target / 'states')}"
        whole = page(plan.explorer.title, body, {}, CSS)
        (target / f"{plan.name}_alone.html").write_text(whole, "utf-8")


def write_lessons(target: Path, plans: list[Plan]) -> None:
    """Each graded lesson as its students get it, executed, with the notebook beside it."""
    for name in ASSIGNMENTS:
        notebook = with_outputs(name)
        shutil.copy(ROOT / "release" / name / f"{name}.ipynb", target)
        note = (
            f'<p>This is the lesson to read. To solve it, take <a href="{name}.ipynb" download>the '
            f'notebook</a> or <a href="{students.ZIP.name}" download>everything in one zip</a>. '
            "Below each unsolved exercise stands what its tests will say to you, too. All figures "
            "come from a lesson that was solved.</p>"
        )
        body = note + lesson(notebook, in_lesson(notebook, plans))
        (target / f"{name}.html").write_text(page(name, body, LINKS, CSS + CODE), "utf-8")
        print(f"lesson {name}")


def write_start(target: Path, plans: list[Plan]) -> None:
    """The start page."""
    explorers = "".join(
        f'<li><a href="{name}.html">{title}</a></li>' for name, title in NOTEBOOKS.items()
    )
    files = "".join(
        f'<li><a href="{plan.name}_alone.html" download>{plan.explorer.title}</a></li>'
        for plan in plans
    )
    lessons = "".join(f'<li><a href="{name}.html">{name}</a></li>' for name in ASSIGNMENTS)
    body = f"""<h1>Where should a neural network start?</h1>
<p>Turn one dial, the scale of the first weights. Every position shows a network that was trained to
its end.</p>
<div class="wide">{mounted(plans[0])}</div>
<h2>Explorers</h2><ul>{explorers}</ul>
<h2>Lessons to read</h2><p>Predict, run, see, explain: in this order.</p><ol>{lessons}</ol>
<h2>To solve them</h2>
<p><a href="{students.ZIP.name}" download>All notebooks in one zip</a>; START_HERE.md in it says how
to begin. There every setting of the explorers can be moved.</p>
<h2>For your own course page</h2>
<p>Each explorer is also a single file that opens from a disk and can be embedded:</p>
<ul>{files}</ul>"""
    whole = page("Weight initialization", body, LINKS, CSS)
    (target / "index.html").write_text(whole, "utf-8")


def build(target: Path = TARGET, plans: list[Plan] = PLANS) -> Path:
    """Build the whole edition; what of it is up to date stays."""
    compute_states(target / "states", plans)
    shutil.copy(students.build(ROOT), target)
    write_explorers(target, plans)
    write_lessons(target, plans)
    write_start(target, plans)
    return target


def main() -> int:
    """Build it in dist/web and say how large it is."""
    argparse.ArgumentParser(description="builds dist/web").parse_args()
    target = build()
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{target.relative_to(ROOT)}: {size / 2**20:.1f} MB; open it with a web server")
    return 0


if __name__ == "__main__":
    sys.exit(main())
