"""Honest students with habits that must cost nothing. One is graded after every few attackers."""

from tests.attacks import RIGHT, Attack

LOOK = """
import os
print(sorted(os.listdir(".")), os.listdir("/tmp"), os.listdir("/dev/shm"), os.listdir("/student"))
print([open(f"/proc/{name}/comm").read() for name in os.listdir("/proc") if name.isdigit()])
print([line for line in open("/proc/keys") if "empty" not in line], open("/proc/net/unix").read().count("@"))
print([len(open(f"/proc/sysvipc/{kind}").readlines()) for kind in ("msg", "sem", "shm")])
print(os.nice(0), os.umask(0o22), os.getcwd(), len(os.listdir("/proc/self/fd")))
"""  # what is there for everybody, and what another student has left


def honest(
    name: str, habit: str, code: str = "", inside: str = "", result: str = "parameters"
) -> Attack:
    """All solved. `code` stands in a cell of its own, `inside` in each graded function."""
    answers = dict(RIGHT)
    for function in [key for key in RIGHT if key.startswith("initialize")]:
        steps = "".join(f"    {line}\n" for line in inside.splitlines())
        source = RIGHT[function].replace("    parameters = {}\n", f"    parameters = {{}}\n{steps}")
        answers[function] = source.replace("return parameters", f"return {result}")
    return Attack(name, habit, first=LOOK, last=code, answers=answers, earns=15)


HONEST = [
    honest("plain", "Solves everything and looks around."),
    honest("noisy", "Prints, warns, logs and shows progress, on stderr too.", inside="""
import logging, sys, warnings
print("layers", layers_dims)
print("50%|#####     |", end="\\r", file=sys.stderr)
warnings.warn("careful")
logging.warning("careful")
logging.getLogger("x").error("no error")
"""),
    honest("plotter", "Leaves twenty figures open, and plots in the function.", """
import matplotlib.pyplot as plt
for _ in range(20): plt.figure()
plt.plot([1, 2]); plt.show()
""", "plt.plot([0, 1])"),
    honest("asker", "Asks for input, leaves by sys.exit and awaits in cells of its own.", """
import asyncio, sys
await asyncio.sleep(0.01)
asyncio.get_event_loop()
try: input("Your name? ")
except Exception as error: print(error)
sys.exit("done")
"""),
    honest("parallel", "Computes in threads, in two processes and in a shell.", """
import subprocess, threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool
def square(x): return x * x
with ThreadPoolExecutor(4) as pool: assert list(pool.map(square, [1, 2])) == [1, 4]
with Pool(2) as pool: assert pool.map(square, [1, 2]) == [1, 4]
assert subprocess.run(["echo", "hi"], capture_output=True).stdout == b"hi\\n"
threading.Thread(target=threading.Event().wait, daemon=True).start()
!ls
"""),
    honest("networker", "Lets coroutines talk, shares arrays between processes and uses a database.", """
import asyncio, multiprocessing, sqlite3
from multiprocessing import shared_memory
def talk():
    async def main():
        async def echo(reader, writer): writer.write(await reader.read(2)); writer.close()
        await asyncio.start_unix_server(echo, "server")
        reader, writer = await asyncio.open_unix_connection("server")
        writer.write(b"hi")
        return await reader.read()
    return asyncio.run(main())
import threading
talker = threading.Thread(target=lambda: print(talk())); talker.start(); talker.join()
with multiprocessing.Manager() as manager: manager.dict()["x"] = 1
shared = multiprocessing.Array("d", 10)
child = multiprocessing.Process(target=lambda: shared.__setitem__(0, 1.0)); child.start(); child.join()
assert shared[0] == 1
block = shared_memory.SharedMemory(create=True, size=10**6); block.close(); block.unlink()
sqlite3.connect("data.db").execute("create table t (x)").close()
from joblib import Parallel, delayed
assert Parallel(2, backend="loky")(delayed(abs)(x) for x in (-1, 2)) == [1, 2]
"""),
    honest("threaded function", "Starts a thread in the graded function.",
           inside="import threading\nt = threading.Thread(target=print)\nt.start(); t.join()"),
    honest("large", "Keeps five hundred megabytes in memory, and large files beside the notebook.",
           "import numpy as np\nbig = np.ones(62_500_000)\nopen('big', 'wb').write(bytes(10**7))"),
    honest("mover", "Changes its working folder, its environment and the recursion limit.", """
import os, sys
os.mkdir("work"); os.chdir("work")
os.environ["HOME"] = "/nowhere"
sys.setrecursionlimit(5000)
"""),
    honest("global seeds", "Sets seeds everywhere and draws from every generator.",
           "import random\nrandom.seed(1); np.random.seed(1); np.random.rand(5)",
           "import random\nrandom.seed(5)\nnp.random.default_rng(5).random()"),
    honest("other order", "Returns arrays in Fortran's order, and strided ones.",
           result="{k: np.asfortranarray(v) if k[0] == 'W' else np.repeat(v, 2, 0)[::2]"
                  " for k, v in parameters.items()}"),
    honest("other dicts", "Returns an OrderedDict of arrays.",
           result="__import__('collections').OrderedDict(parameters)"),
    honest("default dict", "Returns a defaultdict, whose default is a function.",
           result="__import__('collections').defaultdict(lambda: None, parameters)"),
    honest("derived dict", "Returns a dictionary of a class derived from dict.",
           result="type('Parameters', (dict,), {})(parameters)"),
    honest("derived text", "Returns a dictionary whose keys are of a class derived from str.",
           result="{type('Key', (str,), {})(key): value for key, value in parameters.items()}"),
    honest("magics", "Uses the magics and the shell of IPython.", """
%matplotlib inline
%time x = 1
%timeit -n 1 -r 1 pass
%config InlineBackend.figure_format = "retina"
?print
files = !ls
"""),
    honest("collector", "Takes care of memory, warnings and numbers by itself.", """
import faulthandler, gc, warnings
gc.disable(); gc.collect(); gc.freeze()
warnings.simplefilter("error")
np.seterr(all="raise")
"""),
    honest("shower", "Shows tables, formulas and HTML of its own.", """
from IPython.display import HTML, Markdown, clear_output, display
display(HTML("<b>fine</b>"), Markdown("**fine**"))
clear_output()
np.arange(3)
"""),
]  # fmt: skip
