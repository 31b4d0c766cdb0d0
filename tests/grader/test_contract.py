"""What autograder/ relies on beyond what nbgrader, nbconvert and IPython document.

A test here fails when a new version has changed one of these points; its message says which.
"""

import ast
import inspect
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader import utils
from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import instantiatetests
from nbgrader.server_extensions.formgrader.base import BaseHandler
from sqlalchemy.exc import IntegrityError
from traitlets.config import Config

import autograder
from autograder import cells
from autograder.sandbox.inside import shell
from autograder.upstream import apps, ipython
from autograder.upstream import nbconvert as renderers
from autograder.upstream import nbgrader as ours

ROOM = Path(autograder.__file__).parent
MAY_LEAN = {"upstream/nbgrader.py", "upstream/nbconvert.py", "upstream/ipython.py"}
MAY_LEAN |= {"upstream/apps.py", "sandbox/inside/shell.py"}
# Described in nbgrader's and nbconvert's manuals: API, plugins, and classes that are configured.
DOCUMENTED = {
    "nbgrader.api": None,  # all of it
    "nbgrader.plugins": {"ExportPlugin"},
    "nbgrader.preprocessors": {"ClearHiddenTests", "ClearSolutions", "NbGraderPreprocessor"},
    "nbgrader.converters": {"Autograde", "GenerateFeedback"},
    "nbgrader.coursedir": {"CourseDirectory"},
    "nbgrader.exchange.default": {"ExchangeCollect", "ExchangeReleaseFeedback"},
    "nbconvert.exporters": {"Exporter", "NotebookExporter"},
}


@contextmanager
def relied_on(sentence: str) -> Iterator[None]:
    """Say what upstream has changed, whatever goes wrong in the block."""
    try:
        yield
    except Exception as error:
        pytest.fail(f"UPSTREAM HAS CHANGED: {sentence} ({error!r})", pytrace=True)


def test_nothing_else_leans_on_what_is_not_documented():
    for path in sorted(ROOM.rglob("*.py")):
        if str(path.relative_to(ROOM)) in MAY_LEAN:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", [])]
            if isinstance(node, ast.Import):
                assert not {"nbgrader", "nbconvert", "nbclient", "IPython"} & {
                    name.partition(".")[0] for name in names
                }, f"{path} imports {names}: move it into autograder/upstream/"
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                if module.partition(".")[0] in ("nbgrader", "nbconvert", "nbclient", "IPython"):
                    assert module in DOCUMENTED, f"{path} imports {module}: see upstream/"
                    known = DOCUMENTED[module]
                    assert known is None or set(names) <= known, f"{path} imports {names}"


# -- cells --------------------------------------------------------------------------------------


def graded_cells() -> list[nbformat.NotebookNode]:
    """Cells in every role, with all kinds of outputs."""
    found = []
    result = "execute_result"
    outputs: list[list] = [[], [new_output("stream", name="stderr", text="x")]]
    outputs += [[new_output("error", ename="E", evalue="", traceback=[])]]
    outputs += [[new_output(result, {"text/plain": text})] for text in ("0.5", "2.0", "shown")]
    for number in range(32):
        flags = {name: bool(number >> bit & 1) for bit, name in enumerate(["grade", "solution"])}
        flags |= {"locked": bool(number & 4), "task": bool(number & 8)}
        meta = {"grade_id": f"c{number}", "points": 2, "schema_version": 3, **flags}
        for one in outputs if number & 16 else [[]]:
            make = new_code_cell if number & 16 else new_markdown_cell
            cell = make("x = 1", metadata={"nbgrader": meta})
            if number & 16:
                cell.outputs = one
            found.append(cell)
            known = nbformat.from_dict(cell)
            known.metadata.nbgrader.checksum = utils.compute_checksum(known)
            found.append(known)
    return [*found, new_code_cell("x")]


@pytest.mark.parametrize("name", ["is_task", "is_grade", "is_solution", "is_locked"])
def test_a_cell_plays_the_part_that_nbgrader_says(name):
    with relied_on(f"nbgrader.utils.{name} differs from autograder.cells.{name}"):
        for cell in graded_cells():
            assert bool(getattr(utils, name)(cell)) == getattr(cells, name)(cell), cell


def test_checksums_and_scores_are_nbgraders():
    for cell in graded_cells():
        if cell.metadata.get("nbgrader"):
            with relied_on("nbgrader.utils.compute_checksum: untouched answers would be unknown"):
                assert utils.compute_checksum(cell) == cells.compute_checksum(cell), cell
        if cells.is_grade(cell):
            with relied_on("nbgrader.utils.determine_grade: scores would not be nbgrader's"):
                assert utils.determine_grade(cell) == cells.determine_grade(cell), cell


# -- nbgrader's commands --------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path) -> CourseDirectory:
    """A course with one notebook, handed in and graded."""
    for step in ("submitted", "autograded"):
        folder = tmp_path / step / "ada" / "hw"
        folder.mkdir(parents=True)
        nbformat.write(new_notebook(), folder / "hw.ipynb")
        (folder / "notes.txt").write_text("mine")
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'contract'\n"
    )
    directory, _ = ours.loaded_course(tmp_path)
    directory.assignment_id = "hw"
    return directory


def start(kind: type, course: CourseDirectory, enter) -> None:
    """Run one of nbgrader's converters, with an exporter that lets `enter` take it over."""

    class Entering(NotebookExporter):
        def __init__(self, **more) -> None:
            super().__init__(**more)
            enter(self.parent)

    converter = kind(coursedir=course)
    converter.exporter_class = Entering
    converter.start()


def test_the_configuration_is_read_as_nbgrader_reads_it(tmp_path, course):
    with relied_on("NbGrader.initialize(root=...) no longer reads nbgrader_config.py there"):
        assert course.course_id == "contract" and course.root == str(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("1 / 0")
    with relied_on("NbGrader.raise_config_file_errors no longer lets mistakes through"):
        with pytest.raises(ZeroDivisionError):
            ours.loaded_course(tmp_path)


def test_folders_are_named_by_step_student_and_assignment(tmp_path, course):
    with relied_on("CourseDirectory.format_path(step, student, assignment, escape)"):
        found = ours.folder_of(course, "submitted", "ada", "hw")
        assert found == str(tmp_path / "submitted/ada/hw")
        pattern = ours.folder_of(course, "submitted", "(?P<student>.*)", "hw", escape=True)
        assert pattern.endswith("(?P<student>.*)/hw")


def test_autograde_hands_each_submission_over_before_it_does_anything(tmp_path, course):
    called: list = []

    def enter(converter):
        converter.force = True
        ours.replace_autograde(converter, lambda *ids: called.append(ids), lambda folder: None)

    with relied_on("Autograde no longer makes its exporter first, as its child, nor calls"
                   " init_assignment(assignment, student) once a submission"):  # fmt: skip
        start(Autograde, course, enter)
        assert called == [("hw", "ada")]
    with relied_on("Autograde converts or copies although init_assignment left no notebooks"):
        assert not [path for path in (tmp_path / "autograded").rglob("*") if path.is_file()]
        assert not (tmp_path / "gradebook.db").exists()


def test_what_refuses_a_submission_makes_autograde_fail(course):
    def refuse(*ids):
        raise ValueError("refused")

    def enter(converter):
        converter.force = True
        ours.replace_autograde(converter, refuse, lambda folder: None)

    with relied_on("Autograde no longer counts an exception of init_assignment as a failure"):
        with pytest.raises(NbGraderException):
            start(Autograde, course, enter)


def test_autograde_reads_timestamps_through_its_course(course):
    read: list = []

    def enter(converter):
        ours.replace_autograde(converter, lambda *ids: None, lambda folder: read.append(folder))

    with relied_on("Autograde reads timestamp.txt past coursedir.get_existing_timestamp"):
        start(Autograde, course, enter)
        assert len(read) == 2


@pytest.mark.parametrize("current", [True, False])
def test_feedback_asks_which_pages_are_to_be_made(tmp_path, course, current):
    (tmp_path / "feedback/ada/hw").mkdir(parents=True)
    old = tmp_path / "feedback/ada/hw/old.html"
    old.write_text("old")
    asked: list = []
    copied: list = []

    def enter(converter):
        def is_current(*of):
            asked.append(of)
            return current

        ours.replace_feedback(converter, lambda *ids: copied.append(ids), is_current)
        converter.convert_single_notebook = lambda name: None

    with relied_on("GenerateFeedback no longer asks init_destination(assignment, student), or does"
                   " not copy by init_assignment, or keeps old pages under force"):  # fmt: skip
        start(GenerateFeedback, course, enter)
        place = tmp_path / "autograded/ada/hw/hw.ipynb"
        assert [(a, s, [Path(p) for p in paths]) for a, s, paths in asked] == [
            ("hw", "ada", [place])
        ]
        assert copied == ([] if current else [("hw", "ada")])
        assert old.exists() == current


def test_a_page_tells_apart_what_nobody_has_graded(tmp_path):
    class Entry:
        score = max_score = 1
        auto_score = manual_score = manual_comment = None
        auto_comment = "No response."

    class Book:
        def find_grade(self, *place):
            return Entry

        def find_comment(self, *place):
            return Entry

    with relied_on("GetGrades no longer fills cells by _get_score and _get_comment"):
        step = ours.PageGrades()
        step.gradebook, step.notebook_id = Book(), "hw"
        step.assignment_id, step.student_id = "hw", "ada"
        meta = {"grade_id": "a", "grade": True, "solution": True, "points": 1}
        cell = new_markdown_cell("", metadata={"nbgrader": meta})
        cell, _ = step.preprocess_cell(cell, {}, 0)
        assert cell.metadata.nbgrader.graded is False
        assert cell.metadata.nbgrader.comment == "No response."
        assert {"score", "points"} <= set(cell.metadata.nbgrader)


def test_permissions_are_set_in_a_folder_that_is_not_yet_in_place(tmp_path, course):
    beside = tmp_path / "autograded/ada/.hw.new"
    beside.mkdir()
    (beside / "hw.ipynb").write_text("{}")
    converter = ours.AutogradeBeside(lambda folder: beside, coursedir=course)
    converter.permissions = 440
    with relied_on("Autograde.set_permissions no longer takes its folder from _format_dest"):
        converter.set_permissions("hw", "ada")
        assert (beside / "hw.ipynb").stat().st_mode & 0o777 == 0o440


LATE = """
from nbgrader.plugins import BasePlugin
class Rule(BasePlugin):
    def late_submission_penalty(self, student, score, late):
        return late
"""


def test_the_courses_late_policy_is_asked_and_bounded(tmp_path, monkeypatch):
    (tmp_path / "late_rule.py").write_text(LATE)
    monkeypatch.syspath_prepend(tmp_path)
    with relied_on("AssignLatePenalties: plugin_class, init_plugin, plugin_inst or"
                   " _check_late_penalty(notebook, penalty)"):  # fmt: skip
        plugin = ours.LatePlugin(config=Config(
            {"AssignLatePenalties": {"plugin_class": "late_rule.Rule"}}))  # fmt: skip
        assert plugin.penalty("ada", 5.0, 2.0) == 2.0
        assert plugin.penalty("ada", 5.0, 9.0) == 5.0


def test_autotests_are_generated_in_the_masters_folder(tmp_path, monkeypatch):
    started: dict = {}

    def kernel(**more):
        started.update(more)
        raise InterruptedError

    monkeypatch.setattr(instantiatetests, "start_new_kernel", kernel)
    monkeypatch.chdir(tmp_path)
    parts = "templates: {}, dispatch: x, check: x, normalize: x"
    (tmp_path / "autotests.yml").write_text(f"python3: {{{parts}}}")
    meta = {"nbgrader": {"grade": True, "grade_id": "t", "points": 1}}
    master = new_notebook(
        cells=[new_code_cell("### AUTOTEST x", metadata=meta)],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )
    with relied_on("InstantiateTests.preprocess(nb, {'metadata': {'path': folder}})"):
        with pytest.raises(InterruptedError):
            ours.generated_tests(master, tmp_path, Config())
        assert started["cwd"] == str(tmp_path)
    with relied_on("InstantiateTests changes a notebook without AUTOTEST, or starts a kernel"):
        plain = new_notebook(cells=[new_code_cell("x")])
        assert ours.generated_tests(plain, tmp_path, Config()) == plain


# -- the gradebook --------------------------------------------------------------------------------


def known_to_others(place: Path) -> list[str]:
    """Which students another connection finds in the gradebook."""
    with closing(sqlite3.connect(place)) as connection:
        return [student for (student,) in connection.execute("SELECT id FROM student")]


def test_nothing_that_nbgrader_commits_counts_before_the_transaction_ends(tmp_path):
    place = tmp_path / "gradebook.db"
    url = f"sqlite:///{place}"
    book = ours.OneTransaction(url, "contract")
    with relied_on("Gradebook writes past self.db, the session that a transaction rebinds"):
        with pytest.raises(InterruptedError), book.transaction():
            book.update_or_create_student("ada")
            raise InterruptedError
        assert [student.id for student in book.students] == []
        with book.transaction():
            book.update_or_create_student("bob")
            assert known_to_others(place) == []
        assert known_to_others(place) == ["bob"]
    with relied_on("InvalidEntry no longer hides the database's error in its __context__"):
        with Gradebook(url) as other, pytest.raises(InvalidEntry) as refused:
            other.add_student("bob")
        assert isinstance(ours.cause_of(refused.value), IntegrityError)
    book.close()


def test_formgraders_pages_ask_their_handler_for_exporter_and_gradebook():
    with relied_on("formgrader's BaseHandler.exporter and .gradebook, read from its settings"):
        for name, setting in [
            ("exporter", "nbgrader_exporter"),
            ("gradebook", "nbgrader_gradebook"),
        ]:
            read = getattr(BaseHandler, name).fget
            if read not in (apps.exporter, apps.gradebook):  # another test has put ours there
                assert setting in inspect.getsource(read)


@pytest.mark.parametrize("command", [apps.DbStudentAddApp, apps.DbStudentImportApp])
def test_a_command_has_its_argument_when_it_starts_and_can_fail_with_a_message(command, capfd):
    class Ours(command):
        pass

    asked: list[str] = []
    apps.ask_before(Ours, lambda argument: asked.append(argument) or "told why")
    with relied_on(
        "nbgrader db student: extra_args before start(), fail() ends it with exit code 1"
    ):
        with pytest.raises(SystemExit, match="1"):
            Ours(extra_args=["<b>"]).start()
        assert asked == ["<b>"] and "told why" in capfd.readouterr().err


def test_files_and_times_are_read_as_nbgrader_reads_them(tmp_path):
    for name in ("a.txt", "b.ipynb", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    with relied_on("nbgrader.utils.find_all_files(folder, ignored patterns)"):
        found = ours.find_all_files(str(tmp_path), ["*.ipynb"])
        assert sorted(Path(name).name for name in found) == ["a.txt", "c.txt"]
    with relied_on("nbgrader.utils.parse_utc gives a time in UTC without a zone"):
        at = ours.parse_utc("2026-01-31 12:00:00.5 Europe/Berlin")
        assert at == datetime(2026, 1, 31, 11, 0, 0, 500_000)


# -- nbconvert and IPython ----------------------------------------------------------------------

ALL_KINDS = "# head\n\n<p>block</p>\n\n~~~py\ncode\n~~~\n\nx <b>in</b> [a](b) ![c](d)\n"


@pytest.mark.parametrize(
    "method", ["heading", "block_html", "block_code", "inline_html", "link", "image"]
)
def test_markdown_is_rendered_through_the_methods_that_we_override(method):
    called: list = []
    spy = {method: lambda self, *_, **__: called.append(method) or ""}
    kind = type("Spy", (renderers.IPythonRenderer,), spy)
    with relied_on(f"nbconvert's IPythonRenderer no longer renders by {method}"):
        renderer = kind(escape=False, attachments={}, exclude_anchor_links=True)
        renderers.MarkdownWithMath(renderer=renderer).render(ALL_KINDS)
        assert called


def test_ipythons_own_syntax_becomes_python():
    with relied_on("IPython's TransformerManager.transform_cell"):
        source = ipython.plain_python("%matplotlib inline\n!ls\nlen?\nx = 1\n")
        ast.parse(source)
        assert source.count("get_ipython()") == 3 and source.endswith("x = 1\n")


OVERRIDDEN = [
    (shell.Hook, DisplayHook, "write_output_prompt"),
    (shell.Hook, DisplayHook, "write_format_data"),
    (shell.Hook, DisplayHook, "finish_displayhook"),
    (shell.Publisher, DisplayPublisher, "publish"),
    (shell.Publisher, DisplayPublisher, "clear_output"),
    (shell.StudentShell, InteractiveShell, "enable_gui"),
    (shell.StudentShell, InteractiveShell, "showtraceback"),
    (shell.StudentShell, InteractiveShell, "showsyntaxerror"),
]


@pytest.mark.parametrize(("mine", "theirs", "name"), OVERRIDDEN)
def test_ipython_has_the_methods_that_we_override(mine, theirs, name):
    with relied_on(f"IPython's {theirs.__name__}.{name} is gone, or takes other arguments"):
        wanted = inspect.signature(getattr(theirs, name)).parameters
        own = inspect.signature(getattr(mine, name)).parameters
        free = {one.kind for one in own.values()} & {
            inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL,
        }  # fmt: skip
        assert free or set(wanted) <= set(own)


CELLS = ["1 + 1", "from IPython.display import display; display(2)", "print(3)", "1 / 0", "x = ="]
IN_A_SHELL = """
import json, sys
from autograder.sandbox.inside.shell import make_shell
shell = make_shell()
told = [shell.run(source, 60, 10_000) for source in json.loads(sys.argv[1])]
sys.stdout = sys.__stdout__
print(json.dumps([told, shell.history_manager.enabled]))
"""


def test_a_shell_without_a_terminal_keeps_outputs_and_errors():
    with relied_on("IPython's InteractiveShell: run_cell, its display hook and publisher,"
                   " _get_exc_info, execution_count or the names of cells' files"):  # fmt: skip
        command = [sys.executable, "-c", IN_A_SHELL, json.dumps(CELLS)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        told, history = json.loads(run.stdout)
        value, shown, printed, failed, spoiled = [one["outputs"][0] for one in told]
        assert value["data"]["text/plain"] == "2" and value["execution_count"] == 1
        assert shown["output_type"] == "display_data" and shown["data"]["text/plain"] == "2"
        assert printed == {"output_type": "stream", "name": "stdout", "text": "3\n"}
        assert failed["ename"] == "ZeroDivisionError"
        assert failed["traceback"][1] == "  line 1: 1 / 0"
        assert spoiled["ename"] == "SyntaxError" and "line 1" in spoiled["traceback"][1]
        assert [one["count"] for one in told] == [1, 2, 3, 4, 5]
    with relied_on("IPython's HistoryManager.enabled no longer keeps it from writing files"):
        assert history is False


def test_notebooks_are_checked_without_a_grammar_of_web_addresses():
    code = "import autograder, nbformat, sys; nbformat.validate(nbformat.v4.new_notebook())"
    with relied_on("nbformat or jsonschema needs rfc3987_syntax, which autograder/ leaves out"):
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)


def test_a_judge_starts_without_nbgrader():
    code = "import autograder.pipeline.grade, sys; sys.exit('nbgrader' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
