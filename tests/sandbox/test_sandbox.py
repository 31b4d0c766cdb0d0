"""What a student's code can reach: nothing; for root as for an ordinary user."""

import json
import os
import random
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from traitlets import TraitError
from traitlets.config import Config

from autograder.sandbox import system
from autograder.sandbox.bubblewrap import SandboxError
from autograder.sandbox.channel import KernelLost, Silent
from autograder.sandbox.inside import usage
from autograder.sandbox.inside.monitor import Monitor
from autograder.sandbox.inside.wire import pack
from autograder.sandbox.shown import python_folders
from autograder.sandbox.supervisor import Sandbox, ZygoteLost
from tests.support.users import ROOT, as_ordinary_user, run_python

USERS = {"this user": [], "an ordinary user": as_ordinary_user()}

# Runs as the grader: one student leaves all it can, the next one looks. Prints a JSON document.
GRADER = """
import json, os
from autograder.sandbox.supervisor import Sandbox
os.environ["A_SECRET"] = "of the grader"
sandbox = Sandbox()
found = []
for source in {sources!r}:
    with sandbox.kernel({{"helper.txt": b"seven"}}) as kernel:
        answer = kernel.run(source)
        found.append([output.get("text") or output["evalue"] for output in answer["outputs"]])
sandbox.stop()
print(json.dumps(found))
"""
[THEIRS] = Path(sys.prefix).glob("lib/python*/site-packages")
LEAVE = """
import ctypes, os, subprocess, sys
from multiprocessing import shared_memory
for folder in ". /tmp /dev/shm /student /home /dev / /var /run /grader".split() + [sys.prefix]:
    try:
        open(folder + "/left", "w").write("x")
        print("wrote", folder)
    except OSError:
        pass
subprocess.Popen(["sleep", "1000"], start_new_session=True)
libc = ctypes.CDLL(None)
_ = libc.semget(4711, 1, 0o1600), libc.shmget(4711, 100, 0o1600), libc.msgget(4711, 0o1600)
"""
LOOK = """
import ctypes, json, os, signal, socket
def attempt(what, *more):
    try:
        return repr(what(*more))
    except BaseException as error:
        return type(error).__name__ + ": " + str(error)
def connect(family, address):
    with socket.socket(family) as sock:
        sock.settimeout(2)
        return sock.connect(address)
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *more):
    result = getattr(libc, name)(*more)
    return "failed" if result == -1 else "done"
print(json.dumps(dict(
    user=os.getuid(), cwd=os.getcwd(), files=sorted(os.listdir(".")), tmp=os.listdir("/tmp"),
    shm=os.listdir("/dev/shm"), home=sorted(os.listdir("/student")),
    processes=sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
    environment=sorted(os.environ), seen=[path for path in {paths!r} if os.path.exists(path)],
    tcp=attempt(connect, socket.AF_INET, ("127.0.0.1", {port})),
    abstract=attempt(connect, socket.AF_UNIX, "\\0" + {name!r}),
    far=attempt(connect, socket.AF_INET, ("192.0.2.1", 80)),
    devices=sorted(os.listdir("/sys/class/net")) if os.path.exists("/sys") else [],
    kill=[attempt(os.kill, pid, signal.SIGKILL) for pid in (1,)],
    setuid=attempt(os.setuid, 0), mount=call("mount", b"none", b"/student", b"tmpfs", 0, None),
    unshare=call("unshare", 0x10000000), namespaces=call("unshare", 0x20000),
    trace=call("ptrace", 16, 1, None, None), chroot=attempt(os.chroot, "/tmp"),
    sem=call("semget", 4711, 1, 0), shmem=call("shmget", 4711, 100, 0), msg=call("msgget", 4711, 0),
    memory_of_1=attempt(open, "/proc/1/mem", "rb"), environ_of_1=attempt(open, "/proc/1/environ"),
    reboot=call("sethostname", b"mine", 4),
)))
"""


@pytest.fixture(scope="module")
def listeners():
    """A TCP port and an abstract socket of this machine that must never hear anything."""
    heard = []
    tcp, abstract = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)
    name = f"autograder-test-{os.getpid()}"
    abstract.bind("\0" + name)
    abstract.listen()

    def listen(sock):
        while True:
            try:
                heard.append(sock.accept()[1])
            except OSError:
                return

    for sock in (tcp, abstract):
        threading.Thread(target=listen, args=[sock], daemon=True).start()
    with tcp, abstract:
        yield tcp.getsockname()[1], name, heard


@pytest.fixture(scope="module", params=list(USERS))
def seen(request, listeners, tmp_path_factory):
    """What the second of two students sees, as JSON; the first has left all it can."""
    port, name, heard = listeners
    secret = tmp_path_factory.mktemp("course") / "gradebook.db"
    secret.write_text("grades")
    paths = [str(secret), str(Path(__file__)), "/etc/passwd", "/etc/shadow", "/var", "/sys", "/run"]
    paths += [str(Path.home() / ".bashrc"), "/root/.ssh", "/boot", "/opt", "/srv"]
    look = LOOK.format(paths=paths, port=port, name=name)
    left, (shown,) = json.loads(
        run_python(GRADER.format(sources=[LEAVE, look]), USERS[request.param])
    )
    [written] = left  # what can be written at all is the student's own: see the next test
    private = {".", "/tmp", "/dev/shm", "/student"}
    if sys.prefix.startswith("/tmp/"):  # a folder of that name in the student's own /tmp
        private.add(sys.prefix)
        assert not Path(sys.prefix, "left").exists()
    assert set(written.split()) <= {"wrote", *private}
    assert heard == []
    return json.loads(shown)


def test_a_student_is_an_ordinary_user_in_a_folder_of_its_own(seen):
    assert (seen["user"], seen["cwd"], seen["files"]) == (1000, "/student/home", ["helper.txt"])


def test_nothing_of_another_student_is_left(seen):
    kept = {Path(place).parts[2] for place in python_folders() if place.startswith("/tmp/")}
    assert set(seen["tmp"]) <= kept  # where our own Python lies, if it lies there
    assert (seen["shm"], seen["home"]) == ([], ["copies", "home", "shm", "tmp"])
    assert (seen["sem"], seen["shmem"], seen["msg"]) == ("failed", "failed", "failed")


def test_only_the_students_own_processes_are_there(seen):
    assert seen["processes"] == [1, 2]


def test_the_graders_files_and_environment_cannot_be_seen(seen):
    assert seen["seen"] == []
    assert "A_SECRET" not in seen["environment"]
    assert set(seen["environment"]) & {"USER", "LOGNAME", "SSH_AUTH_SOCK", "VIRTUAL_ENV"} == set()


def test_no_network_can_be_reached_not_even_this_machines(seen):
    for way in ("tcp", "abstract", "far"):
        assert seen[way].startswith(("OSError", "ConnectionRefusedError")), seen[way]
    assert seen["devices"] == []


def test_no_right_can_be_gained(seen):
    assert seen["setuid"].startswith(("PermissionError", "OSError"))
    assert seen["chroot"].startswith("PermissionError")
    for way in ("mount", "unshare", "namespaces", "trace", "reboot"):
        assert seen[way] == "failed", way
    assert seen["memory_of_1"].startswith("PermissionError")
    assert seen["environ_of_1"].startswith("PermissionError")


@pytest.fixture
def sandbox():
    """A sandbox with small limits, stopped at the end."""
    box = Sandbox(
        cpu_seconds=3, cell_seconds=100, test_seconds=1, memory_mb=300, processes=8, disk_mb=20
    )
    yield box
    box.stop()


AS_AN_ORDINARY_USER = """
import json
from autograder.sandbox.supervisor import Sandbox
sandbox = Sandbox(cpu_seconds=3, test_seconds=1, memory_mb=300)
found = []
for source in {sources!r}:
    with sandbox.kernel({{}}) as kernel:
        try: kernel.run(source)
        except RuntimeError: pass
    found.append(sorted(set(kernel.limits)))
sandbox.stop()
print(json.dumps(found))
"""
SOCKETS = """
import os, socket, time
os.fork()
pairs = [socket.socketpair() for _ in range(100)]
time.sleep(20)
"""
HOG = """
import os, time
for _ in range(6):
    if os.fork() == 0:
        x = bytearray(150 * 2**20)
        for i in range(0, len(x), 4096): x[i] = 1
        time.sleep(60)
time.sleep(60)
"""
BURN = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("while True: pass", "more than 3 seconds of CPU time"),
        (BURN, "more than 3 seconds of CPU time"),
        (HOG, "more than 300 MB of memory"),
    ],
    ids=["one process", "many processes burn", "many processes hog"],
)
def test_a_limit_on_the_whole_sandbox_is_named_and_the_next_student_has_a_kernel(
    sandbox, source, limit
):
    with sandbox.kernel({}) as kernel:
        with pytest.raises(KernelLost):
            kernel.run(source)
        assert kernel.limits == [limit]
    with sandbox.kernel({}) as kernel:
        assert kernel.run("1 + 1")["outputs"][0]["data"] == {"text/plain": "2"}


def test_whatever_proc_says_the_monitor_does_not_fail(monkeypatch):
    limits = {"memory_mb": 1, "cpu_seconds": 1, "processes": 1}
    words = [
        b"1 (x) R 1 1 1",
        b"RssAnon:",
        b"\r",
        b"\n",
        b" ",
        b")",
        b"-9",
        b"\xff",
        b"VmPTE: 9 kB",
    ]
    chance = random.Random(0)
    monkeypatch.setattr(usage, "content", lambda path: b"".join(chance.choices(words, k=9)))
    for protected in (True, False) * 100:
        monitor = Monitor(1, limits, protected)
        for _ in range(5):
            monitor.over(), monitor.reason(False), monitor.expendable()


def test_limits_hold_for_an_ordinary_user_too():
    script = AS_AN_ORDINARY_USER.format(sources=[BURN, HOG, SOCKETS])
    assert json.loads(run_python(script, USERS["an ordinary user"])) == [
        ["more than 3 seconds of CPU time"],
        ["more than 300 MB of memory"],
        ["more than 300 MB of memory"],
    ]


def in_snapshot(channel, source):
    """What a cell prints in a snapshot."""
    channel.send({"ask": "run", "with": {"source": source, "seconds": 5, "room": 10_000}})
    return "".join(out.get("text") or out["evalue"] for out in channel.receive(10)["outputs"])


READ = (
    "import glob\nprint({n: open(n).read() for n in sorted(glob.glob('**/*.*', recursive=True))})"
)


def test_a_snapshot_keeps_the_files_as_they_were(sandbox):
    steps = [
        "pass",
        "open('b.txt', 'w').write('one')",
        "open('b.txt', 'w').write('two')\n!mkdir d; echo -n 3 > d/c.csv",
        "!rm a.txt; mv d/c.csv d/e.csv; ln b.txt d/f.csv",
        "import shutil; shutil.rmtree('d')",
    ]
    with sandbox.kernel({"a.txt": b"given"}, len(steps)) as kernel:
        snapshots = [kernel.run(step) and kernel.snapshot()[0] for step in steps]
        kernel.run("!rm b.txt")
        assert [eval(in_snapshot(one, READ)) for one in snapshots] == [
            {"a.txt": "given"},
            {"a.txt": "given", "b.txt": "one"},
            {"a.txt": "given", "b.txt": "two", "d/c.csv": "3"},
            {"b.txt": "two", "d/e.csv": "3", "d/f.csv": "two"},
            {"b.txt": "two"},
        ]


def test_a_snapshot_works_where_the_process_did_and_reads_on_from_there(sandbox):
    with sandbox.kernel({"a.txt": b"1234"}, 2) as kernel:
        # With so many open files the snapshot is not soon apart: the next cell must wait for it.
        kernel.run("more = [open('a.txt', 'rb', 0) for _ in range(500)]")
        kernel.run("import os; f = open('a.txt', 'rb', 0); f.read(1); os.mkdir('d'); os.chdir('d')")
        [one], [two] = kernel.snapshot(), kernel.snapshot()
        kernel.run("f.read(); os.chdir('..'); os.rmdir('d')")
        for snapshot in (one, two):
            told = in_snapshot(snapshot, "print(os.path.basename(os.getcwd()), f.read())")
            assert told == "d b'234'\n"


@pytest.mark.parametrize("channels", [1, 3])
def test_a_snapshot_goes_on_from_test_to_test_and_a_fork_of_it_answers_none(sandbox, channels):
    with sandbox.kernel({}, 3) as kernel:
        kernel.run("import os, time; n = 0")
        first = kernel.snapshot(channels)[0]
        assert in_snapshot(first, "n += 1; print(n)") == "1\n"
        fork = "n += 1\nif os.fork() == 0:\n    raise SystemExit\ntime.sleep(0.2)\nprint(n)"
        assert in_snapshot(first, fork) == "2\n"
        assert in_snapshot(first, "n += 1; print(n)") == "3\n"


@pytest.mark.parametrize(
    "ends", ["os._exit(0)", "os.kill(os.getpid(), 9)", "while True: pass",
             "os.fork() and os._exit(0); time.sleep(60)"]
)  # fmt: skip
def test_where_a_snapshot_is_lost_another_answers_as_it_was(sandbox, monkeypatch, ends):
    monkeypatch.setattr(sandbox, "cpu_seconds", 60)  # enough for three tests
    with sandbox.kernel({}, 3) as kernel:
        kernel.run("import os, signal, time; n = 0; signal.signal(signal.SIGCHLD, signal.SIG_IGN)")
        one, two, three = kernel.snapshot(3)
        for channel in (one, two):
            assert in_snapshot(channel, "n += 1; print(n)") == "1\n"
            ask = {"source": ends, "seconds": 60, "room": 1000}
            channel.send({"ask": "run", "with": ask})
            with pytest.raises(Silent):
                channel.receive(1)
        assert in_snapshot(three, "n += 1; print(n)") == "1\n"


def test_a_snapshot_serves_as_many_tests_as_it_has_cpu_time_for(sandbox, monkeypatch):
    monkeypatch.setattr(sandbox, "cpu_seconds", sandbox.test_seconds * 3 + 2)
    with sandbox.kernel({}, 5) as kernel:
        assert len(kernel.snapshot(5)) == 3


def test_files_for_whose_copies_there_is_no_room_are_shared(sandbox):
    write = "open('big', 'wb').write(bytes(15_000_000)); open('x', 'w').write('1')"
    with sandbox.kernel({}, 2) as kernel:
        kernel.run(f"open('/student/copies/full', 'wb').write(bytes(15_000_000)); {write}")
        assert in_snapshot(kernel.snapshot()[0], "print(open('x').read())") == "1\n"
        kernel.run("import os; os.remove('/student/copies/full')")
        assert in_snapshot(kernel.snapshot()[0], "print(os.getcwd())").startswith("/student/copies")
        assert kernel.run("1")["count"] == 3 and not kernel.limits


def test_files_beside_the_notebook_that_do_not_fit_are_a_message(sandbox):
    with sandbox.kernel({"big.bin": bytes(30_000_000)}) as kernel:
        with pytest.raises(KernelLost, match=r"could not be stored: .*File too large"):
            kernel.run("1")


def test_nothing_is_left_when_the_sandbox_stops(sandbox):
    with sandbox.kernel({}) as kernel:
        kernel.run("import subprocess\nsubprocess.Popen(['sleep', '4321'])")
        end = time.monotonic() + 60  # its command line is empty until the kernel has started it
        while "sleep\0004321" not in command_lines():
            assert time.monotonic() < end
    zygote = sandbox.zygote.pid
    sandbox.stop()
    assert "sleep\0004321" not in command_lines()
    assert not Path(f"/proc/{zygote}").exists()


def command_lines():
    """The command lines of all processes."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found.append((folder / "cmdline").read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue
    return "\n".join(found)


def make_environment(folder, packages_of_ours):
    """An environment of Python with the packages of this one, and perhaps our own among them."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    for place in [folder, *folder.parents]:
        if place.is_relative_to("/tmp") and place != Path("/tmp"):
            place.chmod(0o755)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "theirs.pth").write_text(f"{THEIRS}\n")
    if packages_of_ours:
        for name in ("autograder", "diagnosis"):
            shutil.copytree(ROOT / name, packages / name)
        (packages / "judge_of_ours.py").write_text("ANSWER = 42")
        (packages / "course_of_ours-1.0.dist-info").mkdir()
        record = "../../../bin/x,,\nautograder/__init__.py,sha256=x,1\ndiagnosis/__init__.py,,\n"
        record += "judge_of_ours.py,,\ncourse_of_ours-1.0.dist-info/RECORD,,\n"
        (packages / "course_of_ours-1.0.dist-info/RECORD").write_text(record)
    return folder, str(folder / "bin/python")


def grade_with(words, python, source, path=str(ROOT)):
    """What the grader prints that runs in such an environment."""
    kept = "import autograder.sandbox.bubblewrap as s, autograder.sandbox.supervisor as t\n"
    kept += "s.python_folders = t.python_folders = lambda f=s.python_folders: "
    kept += f"[*f(), {str(THEIRS)!r}]\n"
    done = subprocess.run(
        [*words, python, "-c", kept + GRADER.format(sources=[source])],
        capture_output=True, text=True, cwd="/", env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("words", USERS.values(), ids=USERS)
def test_an_environment_below_tmp_will_do(words, tmp_path):
    folder, python = make_environment(tmp_path / "env", packages_of_ours=False)
    shown = grade_with(words, python, "import xml.dom, sys; print(sys.prefix)")
    assert json.loads(shown) == [[f"{folder}\n"]]


@pytest.fixture(scope="module")
def canaries(tmp_path_factory):
    """Files where courses, exchanges and other people's work may lie, as far as we may write."""
    made, folder = [], f"autograder-canary-{os.getpid()}"
    for place in ["/usr/local/share", "/srv", "/usr/share", "/usr/local", "/opt", sys.prefix]:
        path = Path(place, folder)
        if os.access(place, os.W_OK):
            path.mkdir()
            (path / "grades.csv").write_text("CANARY")
            made.append(path)
    yield [str(path / "grades.csv") for path in made]
    for path in made:
        shutil.rmtree(path)


@pytest.mark.parametrize("words", USERS.values(), ids=USERS)
def test_only_python_and_its_packages_are_shown_of_the_system(words, canaries):
    look = f"import os\nprint([path for path in {canaries} if os.path.exists(path)])"
    uses = (
        "import matplotlib.pyplot as plt, numpy, scipy.stats, sklearn.svm, zoneinfo, ssl, sqlite3\n"
    )
    uses += "print(zoneinfo.ZoneInfo('Europe/Berlin'))\n!ls -d .\n"
    assert json.loads(run_python(GRADER.format(sources=[look, uses]), words)) == [
        ["[]\n"], ["Europe/Berlin\n.\r\n"]
    ]  # fmt: skip


@pytest.mark.parametrize("words", USERS.values(), ids=USERS)
def test_a_course_folder_that_is_the_environment_is_not_shown(words, tmp_path):
    course, python = make_environment(tmp_path / "course", packages_of_ours=False)
    for name in ("gradebook.db", "source/he/he.ipynb", "lib/notes.txt", "submitted/a/he.ipynb"):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text("CANARY")
    look = "import os, sys\nprint(sorted(os.listdir(sys.prefix)), os.listdir(sys.prefix + '/lib'))"
    [shown] = json.loads(grade_with(words, python, look))
    folders, python_name = "['bin', 'lib', 'pyvenv.cfg']", Path(python).resolve().name
    assert shown[0].replace("'lib64', ", "") == f"{folders} ['{python_name}']\n"


@pytest.mark.parametrize("words", USERS.values(), ids=USERS)
def test_judges_that_are_installed_like_any_package_are_not_shown(words, tmp_path):
    _, python = make_environment(tmp_path / "env", packages_of_ours=True)
    look = """
import importlib.util, os, sys
def found(name):
    try: return bool(importlib.util.find_spec(name))
    except ImportError: return False
names = "autograder.pipeline", "autograder.sandbox.kernel", "diagnosis.constant", "judge_of_ours"
print([name for name in names if found(name)])
for name in ("diagnosis", "judge_of_ours.py", "course_of_ours-1.0.dist-info"):
    for path in [os.path.join(folder, name) for folder in sys.path]:
        try: print(os.listdir(path) if os.path.isdir(path) else open(path).read())
        except OSError: pass
"""
    assert json.loads(grade_with(words, python, look, path="")) == [["[]\n[]\n[]\n"]]


def test_a_killed_parent_is_started_anew(sandbox):
    sandbox.start()
    sandbox.zygote.kill()
    sandbox.zygote.wait()
    with sandbox.kernel({}) as kernel:
        assert kernel.run("1")["count"] == 1


def judge(session, work):
    """Run `work` in a forked process, as a judge runs; this one closes its copy of the session."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    session.close()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_session_is_used_by_a_process_forked_after_it_was_opened(sandbox):
    told, tell = os.pipe()

    def work():
        with session.kernel({}) as kernel:
            os.write(tell, kernel.run("6 * 7")["outputs"][0]["data"]["text/plain"].encode())

    session = sandbox.session()
    judge(session, work)
    assert os.read(told, 10) == b"42"
    with sandbox.kernel({}) as kernel:
        assert kernel.run("1")["count"] == 1


@pytest.mark.parametrize(
    "rubbish",
    [
        b"", b"\0", b"\0\0\0\xff{", b"\xff\xff\xff\xff", b"\0\0\0\2[]", pack({}),
        pack({"ask": []}), pack({"ask": "start"}), pack({"ask": "serve", "with": {}}),
        pack({"ask": "why", "with": []}), pack({"ask": "start", "with": {"limits": {}}}),
        b"x" * 100_000,
    ],
)  # fmt: skip
def test_a_judge_that_dies_or_sends_rubbish_ends_its_own_session_only(sandbox, rubbish):
    session = sandbox.session()
    zygote = sandbox.zygote.pid

    def work():
        with session.kernel({}) as kernel:
            kernel.run("import subprocess; subprocess.Popen(['sleep', '4322'])")
            session.channel.sock.sendall(rubbish)
            os.kill(os.getpid(), signal.SIGKILL)

    assert judge(session, work) == -signal.SIGKILL
    with sandbox.kernel({}) as kernel:
        assert kernel.run("1")["count"] == 1
    assert "sleep\0004322" not in command_lines()
    assert sandbox.zygote.pid == zygote


def test_rubbish_on_the_control_socket_is_no_session(sandbox):
    sandbox.start()
    for rubbish in (b"\0", b"\0\0\0\xff{", b"\xff" * 5, pack({"ask": "stop"}), b"x" * 300_000):
        sandbox.control.sock.sendall(rubbish)
        with sandbox.kernel({}) as kernel:
            assert kernel.run("1")["count"] == 1


def test_rubbish_with_a_channel_ends_the_session_only(sandbox):
    for limits in ({}, [], {"cpu_seconds": "x"}, sandbox.limits() | {"keep": [1]}):
        session = sandbox.session()
        ours, theirs = socket.socketpair()
        with ours, theirs, pytest.raises(ZygoteLost):
            session.ask("start", {"limits": limits}, [theirs])
        session.close()
    with sandbox.kernel({}) as kernel:
        assert kernel.run("1")["count"] == 1


def test_a_second_session_ends_the_first(sandbox):
    first = sandbox.session()
    with pytest.raises(ZygoteLost), first.kernel({}) as kernel:
        with sandbox.session() as second:
            with pytest.raises(ZygoteLost):
                kernel.run("1")
            with second.kernel({}) as other:
                assert other.run("1")["count"] == 1


def test_a_zygote_serves_other_limits_but_no_other_imports(sandbox):
    sandbox.start()
    other = Sandbox(memory_mb=300, imports=sandbox.imports)
    assert other.is_like(sandbox)
    assert not Sandbox(imports=["json"]).is_like(sandbox)
    assert not Sandbox(imports=sandbox.imports).is_like(other)  # it has no zygote


def test_too_little_cpu_time_for_a_test_is_refused_at_once():
    for settings in ({"cpu_seconds": 11}, {"test_seconds": 119}):
        with pytest.raises(TraitError, match=r"c\.Sandbox\.cpu_seconds .* at least"):
            Sandbox(config=Config(Sandbox=settings))
    assert Sandbox(config=Config(Sandbox={"cpu_seconds": 5, "test_seconds": 3})).cpu_seconds == 5
    with pytest.raises(TraitError):
        Sandbox(memory_mb=0)


def test_a_machine_without_a_system_call_filter_is_named(sandbox, monkeypatch, caplog):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    sandbox.start()
    assert "no filter of system calls for riscv64" in caplog.text


def test_without_bubblewrap_grading_stops_and_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(system, "os_release", lambda root: {"ID": "arch"})
    with pytest.raises(SandboxError, match=r"\n    (sudo )?pacman .* bubblewrap\n"):
        Sandbox().start()


def test_without_namespaces_grading_stops_and_says_what_to_switch(monkeypatch, tmp_path):
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system, "setting", lambda root, name: "0")
    with pytest.raises(SandboxError, match=r"kernel\.unprivileged_userns_clone=1"):
        Sandbox().start()


def test_without_protection_it_works_and_says_so_at_each_run():
    source = (
        "import logging\n"
        "from autograder.sandbox.supervisor import Sandbox\n"
        "logging.basicConfig()\n"
        "box = Sandbox(protected=False)\n"
        "with box.kernel({'a.txt': b'x'}) as kernel:\n"
        "    print(kernel.run('open(\"a.txt\").read()')['outputs'][0]['data']['text/plain'])\n"
        "box.stop()"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.stdout == "'x'\n"
    assert "UNPROTECTED" in done.stderr


def test_without_protection_too_a_snapshot_that_hangs_ends_with_the_session():
    sandbox = Sandbox(protected=False)
    with sandbox.kernel({}) as kernel:
        [channel] = kernel.snapshot()
        number = int(in_snapshot(channel, "import os, signal, time; print(os.getpid())"))
        hangs = "signal.setitimer(signal.ITIMER_REAL, 0, 0); time.sleep(300)"
        channel.send({"ask": "run", "with": {"source": hangs, "seconds": 1, "room": 1000}})
        time.sleep(0.5)
    sandbox.stop()
    end = time.monotonic() + 60  # the kernel ends it when it gets to it
    while Path(f"/proc/{number}").exists():
        assert time.monotonic() < end


def test_what_students_are_told_they_may_import_is_there():
    told = (ROOT / "tools/START_HERE.md").read_text().partition("## What your code may use")[2]
    names = [
        word for line in re.findall(r"^- (.*):", told, re.M) for word in re.findall("`(.*?)`", line)
    ]
    assert {"numpy", "scipy", "pandas", "tqdm"} <= set(names)
    sandbox = Sandbox(imports=[])
    try:
        with sandbox.kernel({}) as kernel:
            said = kernel.run("\n".join(f"import {name}" for name in names))["outputs"]
    finally:
        sandbox.stop()
    assert not [output.get("evalue") for output in said]


NAMES = "import sys\nprint(*sorted(sys.modules))"
USUAL = ["%matplotlib inline", "import numpy as np", "np.random.seed(3)", "1 / 0", "2 +", "x"]


def test_what_most_notebooks_need_is_imported_once_for_all_students():
    sandbox = Sandbox()
    sandbox.import_more(["numpy", "numpy.random"])
    with sandbox.kernel({}) as kernel:
        [error] = kernel.run("import sys\nsys.last_value")["outputs"]
        assert error["ename"] == "AttributeError", "of the error that warmed IPython up"
        before, *_, after = [kernel.run(cell)["outputs"] for cell in [NAMES, *USUAL, NAMES]]
    sandbox.stop()
    assert set(after[0]["text"].split()) - set(before[0]["text"].split()) == set()
