"""The grader's side of the sandbox: starts the warm parent, and hands out a kernel per student."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from traitlets import Bool, Int, List, Unicode
from traitlets.config import Config, SingletonConfigurable

from autograder.sandbox.inside.wire import Broken, NotPlain, pack, read

GONE = "its process has ended; did it exit, crash or kill itself?"
UNPROTECTED = (
    "UNPROTECTED: students' code runs with your rights, because of c.Sandbox.protected = False"
)
GRACE = 3  # seconds beyond a time limit until a process that does not obey is given up
CELLS = 20  # the output of so many cells, each as long as one may be, is kept of a notebook
VALUES = 1_000_000  # bytes of a test's values that are kept; larger ones wait where they are
SYSTEM = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]  # links into /usr, or folders
ETC = ["/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/fonts", "/etc/mime.types"]
# What the parent needs of root's rights when root grades: to make namespaces, and to become nobody.
CAPABILITIES = ["SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL", "CHOWN", "SYS_PTRACE"]


class SandboxError(RuntimeError):
    """The sandbox cannot be had on this machine; the message says what to do."""


class KernelLost(RuntimeError):
    """A student's process has ended or no longer answers; the message says why."""


class ParentLost(SandboxError):
    """The warm parent has gone; grading again starts a new one."""


class Channel:
    """One end of a conversation with a process that may lie, hang or die."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.received = 0  # bytes of the latest message

    def send(
        self, message: dict, passed: socket.socket | None = None, seconds: float = GRACE + 60
    ) -> None:
        """Send a message, and perhaps a socket for the process to talk on; raises KernelLost."""
        try:
            self.sock.settimeout(max(seconds, 0.001))
            if passed is not None:
                socket.send_fds(self.sock, [pack(message)], [passed.fileno()])
            else:
                self.sock.sendall(pack(message))
        except OSError as error:
            raise KernelLost(GONE) from error
        except NotPlain as error:
            raise KernelLost(f"it was to be sent {error}") from None

    def receive(self, seconds: float) -> dict:
        """The next message, waited for until `seconds` have passed; raises KernelLost."""
        end = time.monotonic() + seconds
        self.received = 0

        def receive(size: int) -> bytes:
            left = end - time.monotonic()
            if left <= 0:  # whoever sends one byte after another does not answer either
                raise TimeoutError
            self.sock.settimeout(left)
            part = self.sock.recv(size)
            self.received += len(part)
            return part

        try:
            return read(receive)
        except TimeoutError:
            raise KernelLost(f"its process did not answer within {seconds:.0f} seconds") from None
        except (EOFError, OSError):
            raise KernelLost(GONE) from None
        except Broken as error:
            raise KernelLost(f"its process sent what is no answer: {error}") from None

    def close(self) -> None:
        """Hang up."""
        self.sock.close()


class Sandbox(SingletonConfigurable):
    """Where students' code runs, and what it may use."""

    protected = Bool(
        True, help="False runs students' code with your rights: only for code that you trust."
    ).tag(config=True)
    cpu_seconds = Int(120, help="CPU time of one notebook's own cells").tag(config=True)
    cell_seconds = Int(60, help="time of one of the student's cells").tag(config=True)
    test_seconds = Int(10, help="time of one test cell's calls, together").tag(config=True)
    wall_seconds = Int(600, help="time of a whole notebook").tag(config=True)
    memory_mb = Int(2048, help="memory of all of a student's processes").tag(config=True)
    processes = Int(32, help="processes and threads beside those of the tests").tag(config=True)
    disk_mb = Int(256, help="files that a student's code may write").tag(config=True)
    output_kb = Int(1000, help="output of one cell that is kept").tag(config=True)
    imports = List(
        Unicode(),
        ["matplotlib.pyplot", "matplotlib_inline.backend_inline", "sklearn.datasets"],
        help="modules that are imported once for all students",
    ).tag(config=True)

    @classmethod
    def of(cls, config: Config, **more: Any) -> "Sandbox":
        """The sandbox of this process; another one where its settings have changed since."""
        if cls.initialized() and cls.instance().config.Sandbox != config.Sandbox:
            cls.instance().stop()
            cls.clear_instance()
        return cls.instance(config=config, **more)

    def start(self) -> None:
        """Start the warm parent unless it runs; raises SandboxError with what to do."""
        if getattr(self, "parent_process", None) and self.parent_process.poll() is None:
            return
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "autograder.sandbox.inside.zygote"]
        if self.protected:
            command = [*bubblewrap(), *command]
        else:
            command.append("--unprotected")
            self.log.warning(UNPROTECTED)
        with tempfile.TemporaryFile() as said, theirs:
            self.parent_process = subprocess.Popen(
                [*command, *self.imports],
                stdin=theirs.fileno(),
                stdout=said,
                stderr=said,
                env=environment(self.protected),
                cwd="/",
            )
            atexit.register(self.stop)
            self.control = Channel(ours)
            try:
                ready = self.control.receive(120)
            except KernelLost:
                self.stop()
                said.seek(0)
                words = said.read().decode(errors="replace").strip()[-2000:]
                raise SandboxError(explain(words, self.protected)) from None
        for name in ready.get("absent", []):
            self.log.warning("Sandbox.imports names %s, which is not installed here", name)

    def stop(self) -> None:
        """End the parent, and with it whatever runs inside."""
        process = getattr(self, "parent_process", None)
        if process is None:
            return
        self.control.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        atexit.unregister(self.stop)
        self.parent_process = None

    @contextmanager
    def kernel(self, files: dict[str, bytes], tests: int = 0) -> Iterator["Kernel"]:
        """A fresh kernel in a fresh folder with `files`, gone at the end of the block.

        `tests` snapshots will be taken. Raises SandboxError where no sandbox can be had.
        """
        self.start()
        limits = {name: getattr(self, name) for name in self.trait_names(config=True)}
        limits["processes"] += tests
        limits["keep"] = [place for place in python_folders() if place.startswith("/tmp/")]
        ours, theirs = socket.socketpair()
        with ours, theirs:
            answer = self._ask("start", {"limits": limits}, theirs)
            theirs.close()
            if "failed" in answer:
                raise SandboxError(explain(answer["failed"], self.protected))
            kernel = Kernel(self, Channel(ours), files)
            try:
                yield kernel
            finally:
                kernel.hang_up()
                if limit := self._ask("stop")["limit"]:
                    kernel.limits.append(limit)

    def why(self) -> str | None:
        """The limit that the student's processes have hit, in words."""
        return self._ask("why")["limit"]

    def _ask(
        self, what: str, more: dict | None = None, passed: socket.socket | None = None
    ) -> dict:
        try:
            self.control.send({"ask": what, "with": more or {}}, passed)
            return self.control.receive(60)
        except KernelLost as error:
            self.parent_process.kill()
            raise ParentLost(
                f"The parent of all students' processes has gone ({error}). Grade again: it is"
                " started anew. If this comes again, run python -m autograder.cli.doctor."
            ) from error


class Kernel:
    """One student's process: runs cells in order, and makes snapshots for the tests."""

    def __init__(self, sandbox: Sandbox, channel: Channel, files: dict[str, bytes]) -> None:
        self.sandbox, self.channel = sandbox, channel
        self.end = time.monotonic() + sandbox.wall_seconds
        self.lost: str | None = None  # why it no longer answers
        self.limits: list[str] = []  # those that were hit
        self.room = CELLS * sandbox.output_kb * 1000  # bytes of output that may still come
        self.snapshots: list[Channel] = []
        try:
            contents = {name: b64encode(content).decode() for name, content in files.items()}
            answer = self._ask({"files": contents}, GRACE + 30)
            if "failed" in answer:
                self._lose(f"the files beside the notebook could not be stored: {answer['failed']}")
        except KernelLost:
            pass  # each cell's output will say so

    def run(self, source: str) -> dict:
        """Run a cell; raises KernelLost, now and for ever, if the process ends over it."""
        if self.lost:
            raise KernelLost(self.lost)
        start = time.monotonic()
        seconds, limit = self.end - start, self.sandbox.wall_seconds
        what = f"more than {limit} seconds for the notebook"
        if seconds <= 0:
            self._lose_to(what)
        if seconds > self.sandbox.cell_seconds:
            seconds = self.sandbox.cell_seconds
            what = f"more than {seconds} seconds in one cell"
        room = min(self.sandbox.output_kb * 1000, self.room)
        try:
            message = {"run": {"source": source, "seconds": seconds, "room": room}}
            return self._keep(self._ask(message, seconds + GRACE))
        finally:
            if time.monotonic() - start >= seconds:  # by our own clock
                self.limits.append(what)

    def _keep(self, answer: dict) -> dict:
        """The answer of a cell, without outputs for which there is no room."""
        if not is_cell(answer):
            self._lose("its process sent what is no answer")
        self.room -= self.channel.received
        if self.room < 0:
            self.room = 0
            answer |= {"outputs": [], "full": True}
            self.limits.append(f"more than {CELLS * self.sandbox.output_kb} kB of output")
        elif answer["full"]:
            self.limits.append(f"more than {self.sandbox.output_kb} kB of output in one cell")
        return answer

    def values(self, names: list[str]) -> dict | None:
        """What the names stand for now, if all are values; None if one is a function to call."""
        if self.lost:
            return None
        try:
            found = self._ask({"names": names}, GRACE + 10).get("names")
        except KernelLost:
            return None
        if type(found) is not dict:
            return None
        plain = all(type(one) is dict and "function" not in one for one in found.values())
        small = self.channel.received <= VALUES  # they stay in our memory until the tests
        return found if plain and small else None

    def snapshot(self) -> Channel | None:
        """A copy of the process as it is now, waiting for a test's calls; None if it is lost."""
        if self.lost:
            return None
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._ask({}, GRACE + 10, theirs)
            except KernelLost:
                ours.close()
                return None
        self.snapshots.append(Channel(ours))
        return self.snapshots[-1]

    def hang_up(self) -> None:
        """Close every channel."""
        for channel in [*self.snapshots, self.channel]:
            channel.close()

    def _ask(self, message: dict, seconds: float, passed: socket.socket | None = None) -> dict:
        """Send a message and wait for its answer; raises KernelLost, now and for ever."""
        try:
            self.channel.send(message, passed)
            return self.channel.receive(seconds)
        except KernelLost as error:
            limit = self.sandbox.why()
            if limit:
                self._lose_to(limit)
            self._lose(str(error))

    def _lose_to(self, limit: str) -> NoReturn:
        self.limits.append(limit)
        self._lose(f"its process was stopped because it used {limit}")

    def _lose(self, why: str) -> NoReturn:
        self.lost = why
        raise KernelLost(why)


def is_cell(answer: dict) -> bool:
    """Is this what a process says that has run a cell?"""
    kinds = {"outputs": list, "count": int, "full": bool}
    return all(type(answer.get(name)) is kind for name, kind in kinds.items())


def bubblewrap() -> list[str]:
    """The command that starts the parent in namespaces of its own; raises SandboxError."""
    found = shutil.which("bwrap")
    if not found:
        raise SandboxError(explain("bwrap: not found", True))
    here = Path(__file__).parent / "inside"
    command = [found, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    command += ["--as-pid-1", "--new-session", "--hostname", "student"]
    if os.getuid() == 0:
        command += ["--cap-drop", "ALL"]
        command += [part for name in CAPABILITIES for part in ("--cap-add", f"CAP_{name}")]
    else:
        command += ["--unshare-user"]
    command += ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
    command += ["--dir", "/student", "--tmpfs", "/tmp", "--tmpfs", "/dev/shm"]
    for place in SYSTEM:
        if os.path.islink(place):
            command += ["--symlink", os.readlink(place), place]
        else:
            command += ["--ro-bind-try", place, place]
    for place in [*ETC, *python_folders()]:
        command += [*folders_above(place), "--ro-bind-try", place, place]
    inside = "/grader/autograder/sandbox/inside"
    command += [*folders_above(inside), "--ro-bind", str(here), inside]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]


def python_folders() -> list[str]:
    """Where our Python and its packages lie, as far as that is not in /usr."""
    python = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    return sorted(place for place in python if not place.startswith("/usr"))


def folders_above(place: str) -> list[str]:
    """bubblewrap makes them for root alone; a student's code must get through."""
    above = [str(folder) for folder in reversed(Path(place).parents)][1:]
    return [part for folder in above for part in ("--perms", "0755", "--dir", folder)]


def environment(protected: bool) -> dict[str, str]:
    """All that a student's process may know of ours."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": "/grader" if protected else str(Path(__file__).resolve().parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "NBGRADER_EXECUTION": "autograde",  # as nbgrader sets it
        "HOME": "/student/home",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "IPYTHONDIR": "/tmp/ipython",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # One thread: two cores are shared by all students, and threads do not survive a fork.
        **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")},
    }


def explain(words: str, protected: bool) -> str:
    """What to install or switch, for what bubblewrap or the parent said."""
    if not protected:
        return f"Could not start the parent of all kernels. It said:\n{words}"
    if "bwrap: not found" in words:
        advice = "Install bubblewrap: apt install bubblewrap (dnf, pacman: the same name)."
    elif "setting up uid map" in words or "namespace" in words or "not permitted" in words:
        advice = (
            "This system does not let you make namespaces. As root: sysctl -w"
            " kernel.unprivileged_userns_clone=1 (Debian) or sysctl -w"
            " kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu); in a container, start it"
            " with --privileged."
        )
    else:
        advice = "Run python -m autograder.cli.doctor for more."
    return (
        f"Students' code can be run only in a sandbox, and none can be made here. {advice}\n"
        "To grade WITHOUT protection code that you trust, set c.Sandbox.protected = False in"
        f" nbgrader_config.py.\nThe sandbox said: {words or 'nothing'}"
    )
