"""Submissions that use up time, memory, processes, disk or patience.

Most do so in their last cell and have solved the rest: what they have earned must stay.
"""

import json

from tests.attacks import RIGHT, Attack, double

CELL, TEST = "more than 3 seconds in one cell", "more than 2 seconds in one test"
MEMORY, OUTPUT = "more than 300 MB of memory", "more than 100 kB of output in one cell"


def last(name: str, tries: str, code: str, says: str = "", **more: object) -> Attack:
    """Solve everything, then run `code`."""
    more = {"answers": RIGHT, "earns": 15, "tight": True} | more
    return Attack(name, tries, last=code, says=says, **more)


def asked(name: str, tries: str, body: str, says: str = "", before: str = "") -> Attack:
    """Do it in the graded function, when the first test asks."""
    once = f"if x != 31337:\n    return 0\n{body}"
    return Attack(
        name, tries, answers=double(once, before), assignment="tiny", says=says, tight=True
    )


ORPHANS = """
end = time.monotonic() + 1.5
while time.monotonic() < end:
    try:
        child = os.fork()
    except OSError:  # as many as there may be
        child = time.sleep(0.02) or 1
    if child == 0:
        t = time.process_time()
        while time.process_time() - t < 0.04: pass
        os._exit(0)
    time.sleep(0.02)
"""

TIME = [
    last("endless loop", "Loops for ever in a cell.", "while True: pass", CELL),
    last("endless sleep", "Sleeps for a day in a cell.", "import time\ntime.sleep(86400)", CELL),
    last("endless loop that swallows", "Catches whatever would end its loop.",
         "while True:\n    try:\n        while True: pass\n    except BaseException: pass", CELL),
    last("clock switched off", "Switches the clock off and blocks its signal, then loops.",
         "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\n"
         "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\nwhile True: pass", CELL),
    last("regular expression", "Asks for a match that takes longer than the universe, in C.",
         "import re\nre.match('(a+)+b', 'a' * 40)", CELL),
    last("stopped", "Stops itself by a signal and waits to be continued.",
         "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", CELL),
    last("processors burnt", "Burns all processors in many processes at once.",
         "import os\nfor _ in range(2): os.fork()\nwhile True: pass", "more than"),
    last("CPU time by instalments", "Burns its CPU time in cell after cell, each within its limit.",
         "import time", "more than 9 seconds of CPU time",
         change=lambda notebook: notebook["cells"].extend(
             cell("t = time.process_time()\nwhile time.process_time() - t < 0.3: pass", n)
             for n in range(40)
         ) or None),
    last("CPU time of nobody's children", "Burns in children that nobody waits for, by SIGCHLD ignored.",
         "import os, signal, time\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)",
         "more than 9 seconds of CPU time",
         change=lambda notebook: notebook["cells"].extend(cell(ORPHANS, n) for n in range(60)) or None),
    asked("endless function", "Loops for ever when a hidden test asks.", "while True: pass", TEST),
    asked("endless function that swallows", "Catches whatever would end it, in a test.",
          "while True:\n    try:\n        while True: pass\n    except BaseException: pass", TEST),
    asked("endless destructor", "Loops for ever when its result is thrown away.",
          "return Heavy()", TEST, """
class Heavy:
    def __del__(self):
        while True:
            try:
                while True: pass
            except BaseException: pass
"""),
    asked("endless message", "Raises an error that never finishes to write its message.",
          "raise Endless()", TEST, """
class Endless(Exception):
    def __str__(self):
        while True: pass
"""),
    last("endless at exit", "Registers functions that loop for ever when its process ends.",
         "import atexit, signal, threading\ndef loop(*_):\n    while True: pass\n"
         "atexit.register(loop)\nthreading._register_atexit(loop)\n"
         "for number in (1, 2, 3, 15): signal.signal(number, loop)"),
]  # fmt: skip

MEMORIES = [
    last("memory by NumPy", "Fills memory with arrays.",
         "import numpy as np\nx = [np.ones(10**7) for _ in range(1000)]", "MemoryError"),
    last("memory by lists", "Fills memory with a list that doubles.",
         "x = [0]\nwhile True: x += x", "emory"),
    last("memory by processes", "Fills memory in many processes, each within the limit.", """
import os, time
for _ in range(6):
    if os.fork() == 0:
        x = b"x" * 120_000_000
        time.sleep(60)
time.sleep(60)
""", MEMORY),
    last("memory that hides", "Fills memory in processes that forbid to be looked at.", """
import ctypes, os, time
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
ctypes.CDLL(None).prctl(15, b"\\xff\\xfe)\\n x", 0, 0, 0)
for _ in range(6):
    if os.fork() == 0:
        x = b"x" * 120_000_000
        time.sleep(60)
time.sleep(60)
""", MEMORY),
    last("memory without an owner", "Fills files in memory, which belong to no process.", """
import os
files = [os.memfd_create("x") for _ in range(40)]
for file in files: os.write(file, bytes(10**7))
""", "Function not implemented"),
    last("memory that is shared", "Fills shared memory segments and lets them go, one by one.", """
import ctypes
libc = ctypes.CDLL(None)
segments = [libc.shmget(0, 10**8, 0o1600) for _ in range(40)]
print("shared memory:", set(segments))
""", "shared memory: {-1}"),
    last("memory in semaphores", "Makes sets of semaphores, which the kernel keeps for nobody.", """
import ctypes
libc = ctypes.CDLL(None)
print("semaphores:", {libc.semget(0, 32000, 0o1600) for _ in range(300)})
""", "semaphores: {-1}"),
    last("memory in message queues", "Fills message queues of the POSIX kind.", """
import ctypes, os
libc = ctypes.CDLL(None)
print("queues:", {libc.mq_open(b"/%d" % n, os.O_CREAT | os.O_RDWR, 0o600, None) for n in range(100)})
""", "queues: {-1}"),
    last("memory shared and let go", "Fills shared memory and lets it go, though it stays there.", """
import mmap
kept = []
try:
    for _ in range(100):
        kept.append(mmap.mmap(-1, 10**7))
        kept[-1].write(b"x" * 10**7)
        kept[-1].madvise(mmap.MADV_DONTNEED)
except OSError as error:
    print("shared memory:", error)
""", "shared memory: [Errno 1]"),
    last("memory of the zero device", "Maps the device of zeros as shared memory, and lets it go.", """
import mmap
kept = []
try:
    with open("/dev/zero", "r+b") as zero:
        for _ in range(100):
            kept.append(mmap.mmap(zero.fileno(), 10**7))
            kept[-1].write(b"x" * 10**7)
            kept[-1].madvise(mmap.MADV_DONTNEED)
except OSError as error:
    print("zero device:", error)
""", "zero device: [Errno 19]"),
    last("memory in sockets", "Fills the buffers of many socket pairs, in many processes.", """
import os, socket, time
for _ in range(6):
    if os.fork() == 0:
        pairs = [socket.socketpair() for _ in range(110)]
        for pair in pairs:
            for one in pair:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 10**6)
                one.setblocking(False)
                try:
                    while True: one.send(bytes(30_000))
                except OSError: pass
        time.sleep(60)
time.sleep(60)
""", MEMORY),
    last("memory in waiting connections", "Fills connections that nobody accepts, and lets them go.", """
import os, socket, time
for n in range(6):
    if os.fork() == 0:
        server = socket.socket(socket.AF_UNIX)
        server.bind(f"/tmp/server{n}")
        server.listen(4000)
        for _ in range(400):
            client = socket.socket(socket.AF_UNIX)
            client.connect(f"/tmp/server{n}")
            client.setblocking(False)
            try:
                while True: client.send(bytes(30_000))
            except OSError: pass
        time.sleep(60)
time.sleep(60)
""", MEMORY),
    last("memory in messages on their way", "Puts sockets into sockets, and closes them.", """
import os, socket, time
def stuff(depth):
    one, other = socket.socketpair()
    one.setblocking(False)
    try:
        if depth: socket.send_fds(one, [b"x"], [stuff(depth - 1).fileno()])
        while True: one.send(bytes(30_000))
    except OSError: pass
    keep.append(one)
    return other
keep = []
for _ in range(5):
    if os.fork() == 0:
        for _ in range(20): stuff(4)
        time.sleep(60)
time.sleep(60)
""", MEMORY),
    last("memory in pages of single bytes", "Sends one byte of each page, which holds the page.", """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print("splice:", libc.splice(0, None, 1, None, 1, 0), libc.tee(0, 1, 1, 0), ctypes.get_errno())
""", "splice: -1 -1 38"),
    last("memory in rules", "Makes sets of rules for Landlock, each as large as it likes.", """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print("rules:", libc.syscall(444, (ctypes.c_uint64 * 1)(1), 8, 0), ctypes.get_errno())
""", "rules: -1 38"),
    last("memory in pipes", "Makes pipes as large as the kernel lets it, and fills them.", """
import fcntl, os
refused = set()
for _ in range(100):
    try: fcntl.fcntl(os.pipe()[1], 1031, 2**20)
    except OSError as error: refused.add(error.errno)
print("larger pipes:", refused)
""", "larger pipes: {1}"),
    last("memory in huge pages of pipes", "Puts one small piece of each huge page into a pipe.", """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print("vmsplice:", libc.vmsplice(1, None, 0, 0), ctypes.get_errno())
""", "vmsplice: -1 38"),
    last("memory in locks of files", "Locks every second byte of a file, millions of them.", """
import fcntl, os, time
files = [open(f"f{n}", "wb") for n in range(200)]
for n in range(10**6):
    for file in files: fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 2 * (10**6 - n))
""", "more than 10000 locks of files"),
    last("memory in signals", "Makes timers and queues signals without end.", """
import ctypes
libc, room = ctypes.CDLL(None), ctypes.c_void_p()
made = 0
while libc.timer_create(0, None, ctypes.byref(room)) == 0 and made < 20_000: made += 1
print("timers:", made)
""", "timers: 256"),
    last("memory with a false name", "Writes less memory into the name of its process.", """
import ctypes, os, time
for name in (b"\\rRssAnon:-99999", b"x\\nRssAnon: -9", b") R 1 1 1"):
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
        x = b"x" * 120_000_000
        time.sleep(60)
time.sleep(60)
""", MEMORY),
    last("memory in page tables", "Reads one page in many, which fills page tables and no page.", """
import mmap, os, time
for _ in range(6):
    if os.fork() == 0:
        m = mmap.mmap(-1, 280 * 2**20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        for at in range(0, len(m), 4096): m[at]
        time.sleep(1)
        os._exit(0)
"""),
    asked("memory in a function", "Fills memory when a hidden test asks.",
          "return len([0] * 10**9)", "MemoryError"),
    asked("ten gigabytes of zeros", "Returns an array that takes no memory until it is sent.",
          "return np.zeros((10**4, 10**4))", "Unable to allocate"),
    asked("huge result", "Returns a hundred megabytes of text.",
          "return 'x' * 100_000_000", "more than 64 MB"),
    asked("huge dictionary", "Returns a dictionary of a million keys.",
          "return dict.fromkeys(range(10**6))", "more than 10,000 keys"),
    asked("deep result", "Returns lists nested a thousand deep.",
          "r = []\nfor _ in range(1000): r = [r]\nreturn r", "nested deeper"),
    asked("cyclic result", "Returns a dictionary that contains itself.",
          "r = {}\nr['r'] = [r]\nreturn r", "contains itself"),
    asked("laughing result", "Returns a list of one list twice, of one list twice, and so on.",
          "r = [0]\nfor _ in range(45): r = [r, r]\nreturn r", "values are refused"),
    asked("laughing text", "Returns keys so long that a test's message becomes gigabytes.",
          "return [('x' * 7000,) * 9000] * 2", "more than 64 MB"),
    Attack("laughing answer", "Answers a question with what grows when a test prints it.",
           answers={"answer": "answer = [0]\nfor _ in range(45): answer = [answer, answer]"},
           assignment="tiny", says="values are refused", tight=True),
    Attack("long answer", "Answers a question with megabytes, which a test's message repeats.",
           answers={"answer": "answer = 'x' * 30_000_000"}, assignment="tiny",
           says="characters more", tight=True),
    asked("endless number", "Returns a number with more digits than Python will write.",
          "return 10 ** 10**6", "so many digits"),
]  # fmt: skip

FALSE_NAMES = [
    last(f"a process called {name!r}", "Calls its process by a line that the monitor looks for.",
         f"import ctypes, time\nctypes.CDLL(None).prctl(15, {name!r}, 0, 0, 0)\ntime.sleep(0.7)")
    for name in (b"\rRssAnon", b"\nRssAnon", b"a) (b\n) 1", b"\xff\x85RssShmem:", b"", b")")
]  # fmt: skip

COUNTS = [
    last("fork bomb", "Forks without end.",
         "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", "more than"),
    last("thread bomb", "Starts threads without end.",
         "import threading, time\n"
         "while True: threading.Thread(target=time.sleep, args=[60]).start()",
         "can't start new thread"),
    last("full disk", "Writes files until the disk is full.",
         "n = 0\nwhile True:\n    n += 1\n    open(f'f{n}', 'wb').write(bytes(4_000_000))",
         "No space left"),
    last("full copies", "Fills the folder in which snapshots keep copies of its files.",
         "import os\nn = 0\nwhile True:\n    n += 1\n"
         "    open(f'/student/copies/f{n}', 'wb').write(bytes(4_000_000))", "No space left"),
    last("slow copies", "Leaves pipes, links to itself and unreadable files for the snapshots' copies.",
         "", first="import os\nos.mkfifo('pipe'); os.symlink('.', 'loop'); os.symlink('pipe', 'p')\n"
         "os.mkdir('d'); os.link('init_utils.py', 'd/x'); os.chmod('d', 0)\n"
         "open('hole', 'wb').truncate(10**9)", says="File too large"),
    last("full shared memory", "Fills the folder for shared memory.",
         "n = 0\nwhile True:\n    n += 1\n    open(f'/dev/shm/{n}', 'wb').write(bytes(4_000_000))",
         "No space left"),
    last("one large file", "Writes one file larger than the disk.",
         "open('f', 'wb').truncate(10**12)", "File too large"),
    last("endless files", "Makes empty files until none can be made.",
         "n = 0\nwhile True:\n    n += 1\n    open(f'/tmp/{n}', 'w').close()"),
    last("inotify", "Watches files, which keeps them in the kernel's memory.",
         "import ctypes\nprint('inotify:', ctypes.CDLL(None).inotify_init1(0))", "inotify: -1"),
    last("asynchronous reads", "Takes all places for asynchronous reads, of which a machine has few.",
         "import ctypes\nroom = ctypes.c_ulong()\n"
         "print('aio:', ctypes.CDLL(None).syscall(206, 60000, ctypes.byref(room)))", "aio: -1"),
    last("terminals", "Opens terminals until none is left.",
         "import os\nmade = 0\ntry:\n    while True:\n        os.openpty()\n        made += 1\n"
         "except OSError as error: print('terminals:', made)", "terminals: 8"),
    last("endless print", "Prints without end.", "while True: print('x' * 1000)", OUTPUT),
    last("endless display", "Shows pictures and values without end.",
         "from IPython.display import display\nwhile True: display('x' * 1000)", OUTPUT),
    last("endless errors", "Raises errors with messages of a megabyte, in cell after cell.",
         "raise ValueError('x' * 10**6)", "more than 2000 kB of output",
         change=lambda notebook: notebook["cells"].extend(
             cell("raise ValueError('x' * 10**6)", n) for n in range(40)
         ) or None),
    last("recursion", "Calls itself without end, with the limit on that taken away.",
         "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()"),
]  # fmt: skip


def cell(source: str, number: int) -> dict:
    """A cell as JSON."""
    code = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
    return code | {"execution_count": None, "id": f"more-{number}"}


def huge(notebook: dict) -> None:
    notebook["cells"] += [cell("1", number) for number in range(20_000)]


NOTEBOOKS = [
    Attack("many cells", "Hands in more cells than anyone writes.", answers=RIGHT, change=huge,
           says="at most 20,000 are read"),
    Attack("long source", "Hands in a cell of ten megabytes of code.",
           first="x = 1\n" * 1_700_000, answers=RIGHT, earns=15, says=CELL, tight=True),
    Attack("a million notes", "Hands in a million entries of metadata.", answers=RIGHT, earns=15,
           change=lambda notebook: notebook["metadata"].update(
               dict.fromkeys(map(str, range(10**6)), 0))),
    Attack("many notes on a cell", "Hands in a hundred thousand tags and notes on each cell.",
           answers=RIGHT, earns=15,
           change=lambda notebook: [c["metadata"].update(notes=[[{}]] * 10**4) or
                                    c["metadata"].setdefault("tags", []).extend(["x"] * 10**4)
                                    for c in notebook["cells"]] and None),
    Attack("nested notes", "Hands in metadata nested nine hundred deep.", answers=RIGHT, earns=15,
           change=lambda notebook: notebook["metadata"].update(
               x=json.loads("[" * 900 + "]" * 900))),
    Attack("empty cells of text", "Hands in text that takes a slow reader for ever.",
           answers=RIGHT, earns=15,
           change=lambda notebook: notebook["cells"].extend(
               {"cell_type": "markdown", "source": "[" * 50_000 + "*_" * 9000, "metadata": {},
                "id": f"text-{n}"} for n in range(20)) or None),
]  # fmt: skip

ATTACKS = [*TIME, *MEMORIES, *FALSE_NAMES, *COUNTS, *NOTEBOOKS]
