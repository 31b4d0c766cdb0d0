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
             cell("t = time.process_time()\nwhile time.process_time() - t < 1: pass", n)
             for n in range(12)
         ) or None),
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
    last("full shared memory", "Fills the folder for shared memory.",
         "n = 0\nwhile True:\n    n += 1\n    open(f'/dev/shm/{n}', 'wb').write(bytes(4_000_000))",
         "No space left"),
    last("one large file", "Writes one file larger than the disk.",
         "open('f', 'wb').truncate(10**12)", "File too large"),
    last("endless files", "Makes empty files until none can be made.",
         "n = 0\nwhile True:\n    n += 1\n    open(f'/tmp/{n}', 'w').close()"),
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

ATTACKS = [*TIME, *MEMORIES, *COUNTS, *NOTEBOOKS]
