"""Submissions whose process ends, or goes mad, at a moment of its choice.

Those that die in their last cell have solved the rest: what they have earned must stay.
"""

import sys

from tests.attacks import RIGHT, Attack, double

ENDED = "its process has ended"
# From Python 3.12 on the interpreter watches its own stack in C, too.
OVERFLOW = ENDED if sys.version_info < (3, 12) else "RecursionError"


def last(name: str, tries: str, code: str, says: str = ENDED, earns: float = 15) -> Attack:
    """Solve everything, then die."""
    return Attack(name, tries, answers=RIGHT, last=code, says=says, earns=earns)


def asked(name: str, tries: str, body: str, before: str = "", earns: float = 4) -> Attack:
    """Die in the graded function, when a hidden test asks."""
    body = f"if x == 31337:\n    {body}\nreturn 2 * x"
    answers = double(body, before) | {"answer": 'answer = "b"'}
    return Attack(name, tries, answers=answers, assignment="tiny", says=ENDED, earns=earns)


CELL = [
    last("exit", "Ends its process in a cell.", "import os\nos._exit(0)"),
    last("killed by itself", "Kills itself with a signal that cannot be caught.",
         "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
    last("abort", "Aborts, as a C library would.", "import os\nos.abort()"),
    last("segmentation fault", "Reads memory that is not there.",
         "import ctypes\nctypes.string_at(1)"),
    last("stack overflow", "Overflows the stack in C, by a structure nested without end.", """
import sys
sys.setrecursionlimit(10**9)
x = None
for _ in range(10**6): x = (x,)
repr(x)
""", says=OVERFLOW),
    last("damaged interpreter", "Overwrites objects that Python itself needs.", """
import ctypes
for number in range(50): ctypes.memset(id(number) + 8, 0xFF, 16)
ctypes.memset(id(None), 0, 16); ctypes.memset(id(type), 0, 200)
x = None
"""),
    last("another program", "Becomes another program by exec.",
         "import os\nos.execv('/bin/sleep', ['sleep', '0.1'])"),
    last("all files closed", "Closes every file and socket it has.",
         "import os\nos.closerange(0, 256)"),
    last("another file in its place", "Puts a file where its socket was.",
         "import os\nfor fd in range(3, 20): os.dup2(0, fd)"),
    last("kill everybody", "Kills all processes that it sees, the copies for the tests too.",
         "import os\nos.kill(-1, 9)\nos.kill(os.getpid(), 9)", earns=3),
    last("polite exit", "Calls exit, quit and sys.exit, as a script would.",
         "import sys\nfor leave in (sys.exit, exit, quit):\n    try: leave(1)\n"
         "    except BaseException as error: print(error)\nsys.exit(3)", says="SystemExit"),
    last("two of it", "Forks, and both processes go on as the student's.",
         "import os\nos.fork()\nprint('I am one of two.')", says="I am one of two."),
    last("child in its place", "Forks and ends, so that its child answers.",
         "import os\nif os.fork(): os._exit(0)"),
]  # fmt: skip

TEST = [
    asked("exit in a test", "Ends its process when a hidden test asks.", "os._exit(0)",
          "import os"),
    asked("killed in a test", "Kills itself when a hidden test asks.", "os.kill(os.getpid(), 9)",
          "import os"),
    asked("kill all in a test", "Kills all other copies when a hidden test asks.",
          "os.kill(-1, 9), os._exit(0)", "import os", earns=2),
    asked("fault in a test", "Reads memory that is not there when a hidden test asks.",
          "ctypes.string_at(1)", "import ctypes"),
    asked("fork in a test", "Forks when a hidden test asks; the first of both ends.",
          "os.fork() and os._exit(0)", "import os"),
    Attack("dead before it begins", "Ends its process in the first cell of all.",
           first="import os\nos._exit(0)", answers=RIGHT, says=ENDED),
    Attack("dead while it is looked at", "Ends its process when a value of its is read.",
           answers={"answer": """
import os
class Trap(type):
    def __getattribute__(self, name): os._exit(0)
class answer(metaclass=Trap): pass
import autograder.sandbox.inside.snapshot
autograder.sandbox.inside.snapshot.callable = lambda value: os._exit(0)
"""} | double("return 2 * x"), assignment="tiny", says=ENDED, earns=4),
]  # fmt: skip

ATTACKS = [*CELL, *TEST]
