"""Submissions that try to outlive their grading: the next student must meet nothing of them."""

from tests.attacks import MARK, RIGHT, Attack


def leaves(name: str, tries: str, code: str, says: str = "") -> Attack:
    """Solve everything, and leave something behind."""
    return Attack(name, tries, answers=RIGHT, last=code, says=says, earns=15)


ATTACKS = [
    leaves("daemon", "Leaves a process that has cut all ties by forking twice.", f"""
import os, subprocess, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        subprocess.Popen(["sh", "-c", "trap '' HUP TERM INT; while true; do sleep 5; done",
                          "{MARK}"], start_new_session=True)
    os._exit(0)
time.sleep(0.2)
"""),
    leaves("threads", "Leaves threads that go on writing files.", f"""
import threading, time
def write():
    while True:
        open("/tmp/{MARK}", "a").write("x")
        time.sleep(0.01)
for _ in range(5): threading.Thread(target=write).start()
"""),
    leaves("at exit", "Registers what is to be done when its process ends.", f"""
import atexit, os, signal, weakref
def write(*_):
    open("/tmp/{MARK}", "w").write("x")
    os.fork()
atexit.register(write)
keep = lambda: None
weakref.finalize(keep, write)
for number in (1, 2, 15): signal.signal(number, write)
os.register_at_fork(before=lambda: None, after_in_child=write)
"""),
    leaves("files", "Leaves files wherever it may write.", f"""
import os
for place in (".", "..", "/tmp", "/dev/shm", "/var/tmp", "/run", os.path.expanduser("~")):
    try:
        open(f"{{place}}/{MARK}", "w").write("x")
    except OSError as error:
        print(error)
os.mkfifo("/tmp/{MARK}-pipe")
"""),
    leaves("start files", "Leaves files that Python, IPython and the shell read when they start.",
           f"""
import os, site
code = "open('/tmp/{MARK}', 'w').write('x')"
for path in ("~/.ipython/profile_default/startup/a.py", "~/.bashrc", "~/.pythonrc",
             "$IPYTHONDIR/profile_default/startup/a.py", "$MPLCONFIGDIR/matplotlibrc",
             site.getusersitepackages() + "/usercustomize.py", "/tmp/init_utils.py", "~/numpy.py"):
    path = os.path.expanduser(os.path.expandvars(path))
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write(code)
    except OSError as error:
        print(error)
"""),
    leaves("shared memory", "Leaves shared memory of both kinds, and semaphores and queues.", f"""
import ctypes, multiprocessing
from multiprocessing import resource_tracker, shared_memory
resource_tracker.register = lambda *args: None
shared_memory.SharedMemory("{MARK}", create=True, size=4096)
libc = ctypes.CDLL(None)
print(libc.semget(4711, 1, 0o1666), libc.shmget(4711, 4096, 0o1666), libc.msgget(4711, 0o1666))
print(libc.mq_open(b"/{MARK}", 0o102, 0o666, None), bool(libc.sem_open(b"/{MARK}", 0o102, 0o666, 1)))
"""),
    leaves("keys", "Leaves a message in every keyring of the kernel.", """
import ctypes
libc = ctypes.CDLL(None)
print([libc.syscall(248, b"user", b"attacker", b"hello", 5, ring) for ring in range(-8, 0)])
""", says="[-1, -1, -1, -1, -1, -1, -1, -1]"),
    leaves("a server", "Leaves a server that listens for the next student.", f"""
import os, socket, time
if os.fork() == 0:
    os.setsid()
    abstract, tcp = socket.socket(socket.AF_UNIX), socket.create_server(("", 47110))
    abstract.bind("\\0{MARK}")
    abstract.listen()
    time.sleep(1000)
"""),
    leaves("changed modules", "Changes NumPy, Python's builtins and the grader's own modules.", """
import builtins, json, random, struct, sys
import numpy as np
import autograder.sandbox.inside.snapshot, autograder.sandbox.inside.wire
np.sqrt = np.zeros = np.random.randn = lambda *args: None
builtins.len = lambda *args: 0
json.dumps = lambda *args, **kwargs: "{}"
autograder.sandbox.inside.wire.pack = lambda message: b"\\0\\0\\0\\2{}"
""", says=""),
    leaves("limits and priority", "Lowers its limits and its priority, which children inherit.", """
import os, resource
for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_STACK):
    resource.setrlimit(limit, (100, 100))
os.nice(19)
os.umask(0o777)
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
open("/proc/self/oom_score_adj", "w").write("1000")
"""),
    leaves("busy disk", "Leaves a full disk and a locked folder.", """
import os
try:
    for number in range(100):
        open(f"/tmp/{number}", "wb").write(bytes(10**6))
except OSError as error:
    print(error)
os.makedirs("locked/locked"); os.chmod("locked", 0)
os.chmod("/tmp", 0); os.chmod(".", 0)
"""),
]  # fmt: skip
