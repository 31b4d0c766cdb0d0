"""What lies outside the sandbox: files, sockets and secrets that no attack may read or change."""

import ctypes
import os
import platform
import shutil
import socket
import threading
from pathlib import Path

from tests.attacks import CANARY, MARK
from tools.course import ROOT

ADD_KEY, KEYCTL, JOIN, SESSION = 248, 250, 1, -3  # on x86_64
PLACES = ["/tmp", "/dev/shm", "/var/tmp", "/", str(Path.home())]


class Outside:
    """A course, a home, an environment and servers of the grader's, all with canaries in them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.heard = folder, []
        course, home, name = folder / "course", folder / "home", f"{MARK}-{os.getpid()}-{id(self)}"
        for place in ("source/he", "submitted/honest/he"):
            shutil.copytree(ROOT / "source/he", course / place)
            self.write(course / place / "notes.txt")
        self.write(course / "gradebook.db", "SQLite format 3\0")
        self.write(home / ".netrc", "password ")
        self.environment = {"AUTOGRADER_TEST_SECRET": f"{CANARY} in the environment"}
        self.environment |= {"HOME": str(home)}
        self.known = {
            "course": str(course), "home": str(home), "pid": str(os.getpid()),
            "port": self.listen(socket.create_server(("127.0.0.1", 0))),
            "udp": self.listen(datagrams()),
            "abstract": self.listen(unix(f"\0{name}")) and name,
            "socket": self.listen(unix(str(folder / "agent"))) and str(folder / "agent"),
            "vsock": self.listen(vsock()),
        }  # fmt: skip
        add_key()

    @staticmethod
    def write(path: Path, before: str = "") -> None:
        """A file with a canary in it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{before}{CANARY} in {path.name}\n", encoding="utf-8")

    def listen(self, sock: socket.socket | None) -> str:
        """Note whoever connects or sends; the socket's port."""
        if sock is None:
            return "1"

        def wait() -> None:
            while True:
                try:
                    is_stream = sock.type == socket.SOCK_STREAM
                    self.heard.append(sock.accept() if is_stream else sock.recvfrom(1000))
                except OSError:
                    return

        threading.Thread(target=wait, daemon=True).start()
        return str(sock.getsockname()[1])

    def state(self) -> dict[str, object]:
        """All that must be the same afterwards."""
        files = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        return {
            "files": files,
            "environment": dict(os.environ) | {"PYTEST_CURRENT_TEST": ""},
            "folder": os.getcwd(),
            "left": [f"{place}/{n}" for place in PLACES for n in os.listdir(place) if MARK in n],
            "processes": [line for line in command_lines() if MARK in line],
        }


def command_lines() -> list[str]:
    """How every process on this machine was called."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_text(errors="replace"))
        except OSError:
            continue
    return found


def datagrams() -> socket.socket:
    sock = socket.socket(type=socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


def unix(address: str) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(address)
    sock.listen()
    return sock


def vsock() -> socket.socket | None:
    """A socket between a virtual machine and its host, where there is such a thing."""
    try:
        sock = socket.socket(socket.AF_VSOCK)
        sock.bind((socket.VMADDR_CID_ANY, socket.VMADDR_PORT_ANY))
        sock.listen()
    except OSError:
        return None
    return sock


def add_key() -> None:
    """A secret in the kernel's keyring of this session, as a login or a file system keeps it."""
    if platform.machine() == "x86_64":
        libc = ctypes.CDLL(None)
        libc.syscall(KEYCTL, JOIN, None)
        secret = f"{CANARY} in a keyring".encode()
        libc.syscall(ADD_KEY, b"user", b"autograder-test", secret, len(secret), SESSION)
