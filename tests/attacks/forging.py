"""Submissions that try to score without solving: by changing what judges, or by lying to it."""

from tests.attacks import MARK, OTHER_SEED, Attack, double, he

# Hooks of IPython's own: each sees every later cell before or after it runs.
SHELL = [
    Attack(
        "input transformer",
        "Replaces the source of every later cell, tests included, by nothing.",
        first="get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
        stock=15,
    ),
    Attack(
        "last input transformer",
        "Cuts every assertion out of later cells.",
        first="get_ipython().input_transformers_post.append("
        "lambda lines: [l for l in lines if '_test()' != l.strip()])",
        stock=15,
    ),
    Attack(
        "AST transformer",
        "Takes the assertions and calls out of every later cell's syntax tree.",
        first="""
import ast
class Mild(ast.NodeTransformer):
    def visit_Module(self, node):
        return ast.Module(body=[], type_ignores=[])
get_ipython().ast_transformers.append(Mild())
""",
        stock=15,
    ),
    Attack(
        "shell that runs nothing",
        "Replaces the method that runs cells by one that reports success.",
        first="""
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
shell = get_ipython()
async def nothing(*args, **kwargs):
    return ExecutionResult(None)
type(shell).run_cell_async = InteractiveShell.run_cell_async = nothing
type(shell).run_cell = InteractiveShell.run_cell = lambda *a, **k: ExecutionResult(None)
""",
    ),
    Attack(
        "no traceback",
        "Keeps errors of later cells from being shown, so that tests look passed.",
        first="""
shell = get_ipython()
shell.set_custom_exc((BaseException,), lambda *args, **kwargs: [])
shell.showtraceback = shell._showtraceback = lambda *args, **kwargs: None
""",
    ),
    Attack(
        "hook before each cell",
        "Shows full marks as a result of each cell before it runs.",
        first="get_ipython().events.register("
        "'pre_run_cell', lambda info: get_ipython().displayhook(1.0))",
        answers=double("return 0"),
        assignment="tiny",
        stock=4,
    ),
    Attack(
        "display formatter",
        "Shows every number as 1, so that a test's partial credit becomes full marks.",
        first="get_ipython().display_formatter.formatters['text/plain'].for_type("
        "float, lambda value, printer, cycle: printer.text('1.0'))",
        answers=double("return 0"),
        assignment="tiny",
        stock=1,
    ),
]

# What tests call.
PATCHED = [
    Attack(
        "builtins",
        "Shadows isinstance, set and str, so that each test sees what it expects.",
        first="""
class Fine(str):
    __hash__ = lambda self: 7
    strip = lower = lambda self: self
    __eq__ = lambda self, other: True
isinstance = lambda *args: True
set = lambda *args: 0
str = lambda *args: Fine("?")
""",
        answers={f"answer_he_{n}": f"answer_he_{n} = None" for n in (1, 2, 3)},
        stock=3,
    ),
    Attack(
        "NumPy's comparisons",
        "Replaces np.allclose and its like by True; all but the numbers is right.",
        first="""
import numpy as np, numpy.testing
np.allclose = np.isclose = np.array_equal = np.all = lambda *args, **kwargs: np.True_
np.std = lambda *args, **kwargs: 0.2
for name in np.testing.__all__:
    if name.startswith("assert"):
        setattr(np.testing, name, lambda *args, **kwargs: None)
""",
        answers=OTHER_SEED,
        earns=2,
        stock=4,
    ),
    Attack(
        "false diagnosis",
        "Puts a module of its own where hidden tests import their judges from.",
        first="""
import sys, types
fake = types.ModuleType("autograder")
fake.__path__ = []
fake.diagnosis = fake.__getattr__ = lambda *args, **kwargs: None
fake.diagnosis = types.ModuleType("diagnosis")
fake.diagnosis.__getattr__ = lambda name: lambda *args, **kwargs: None
sys.modules |= {"autograder": fake, "diagnosis": fake.diagnosis}
""",
        answers=OTHER_SEED,
        earns=2,
        stock=4,
    ),
    Attack(
        "false import",
        "Replaces __import__, so that whatever a test imports agrees with everything.",
        first="""
import builtins
class Agreeable:
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __eq__(self, other): return True
    def __iter__(self): return iter(())
    def __bool__(self): return True
true_import = builtins.__import__
def agree(name, *args):
    return Agreeable() if name.startswith(("autograder", "colorsys")) else true_import(name, *args)
builtins.__import__ = agree
""",
        answers=double("return 0"),
        assignment="tiny",
    ),
    Attack(
        "module beside the notebook",
        "Hands in a file that has the name of a module which a hidden test imports.",
        answers=double("return 0"),
        files={
            "colorsys.py": f"open('/tmp/{MARK}', 'w')\nrgb_to_yiq = lambda *values: [1.0]".encode(),
            "sitecustomize.py": f"open('/tmp/{MARK}', 'w')".encode(),
        },
        assignment="tiny",
    ),
]

# Values that are not what they seem.
LYING_TEXT = """
class Letter(str):
    __hash__ = str.__hash__
    def __eq__(self, other): return True
    def __str__(self): return self
    strip = lower = lambda self: self
answer_he_{n} = Letter("?")
"""
EQUAL = """
class Equal:
    __eq__ = __contains__ = __bool__ = lambda *args: True
    __ne__ = __lt__ = __gt__ = lambda *args: False
    __array__ = lambda self, *args, **kwargs: np.zeros(1)
    __array_ufunc__ = __array_function__ = lambda *args, **kwargs: np.True_
    __float__ = __abs__ = lambda self: 0.0
    __sub__ = __rsub__ = __mul__ = __getitem__ = __getattr__ = __call__ = lambda self, *args: self
    __class__ = property(lambda self: dict)
    __iter__ = lambda self: iter(())
    __len__ = lambda self: 0
    __hash__ = lambda self: 0
"""
LYING = [
    Attack(
        "lying text",
        "Answers a question with a string that equals every other.",
        answers={f"answer_he_{n}": LYING_TEXT.format(n=n) for n in (1, 2, 3)},
        stock=3,
    ),
    Attack(
        "lying object",
        "Returns an object that is equal to all, contains all and says it is a dict.",
        answers=he("return Equal()", EQUAL),
    ),
    Attack(
        "lying number",
        "Returns a float whose class overrides every comparison.",
        answers=double("return Number(0)", """
class Number(float):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = float.__hash__
"""),
        assignment="tiny",
        stock=4,
    ),
    Attack(
        "lying answer",
        "Assigns an object whose text is the right letter only when a test asks for it.",
        answers={"answer": "class Chameleon:\n    __str__ = __repr__ = lambda self: 'b'\n"
                           "answer = Chameleon()"},
        assignment="tiny",
        stock=2,
    ),
    Attack(
        "lying array",
        "Returns arrays of a subclass that answers every NumPy function with True.",
        answers=he("""
class Array(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs): return np.True_
    def __array_function__(self, *args, **kwargs): return np.True_
    std = lambda self: 0.2
return {f"{k}{l}": np.zeros((x[l], x[l - 1] if k == "W" else 1)).view(Array)
        for l in range(1, len(x)) for k in "Wb"}
"""),
        earns=1,  # it is taken as the zeros that it holds, as NaN below
    ),
    Attack(
        "lying dict",
        "Returns a dict subclass that claims all keys and gives each test what it expects.",
        stock=1,
        answers=he("""
class Claims(dict):
    __iter__ = keys = lambda self: iter([f"{k}{l}" for l in range(1, len(x)) for k in "Wb"])
    __len__ = lambda self: 2 * len(x) - 2
    __contains__ = lambda self, key: True
    __getitem__ = get = lambda self, key, *rest: np.zeros(
        (x[int(key[1])], x[int(key[1]) - 1] if key[0] == "W" else 1))
    __eq__ = lambda self, other: True
return Claims()
"""),
    ),
    Attack(
        "NaN everywhere",
        "Returns NaN in the right shapes, hoping that some comparison takes it.",
        answers=he("return {f'{k}{l}': np.full((x[l], x[l - 1] if k == 'W' else 1), np.nan)\n"
                   "        for l in range(1, len(x)) for k in 'Wb'}"),
        earns=1,
    ),
    Attack(
        "odd dtypes",
        "Returns objects, text and dates in arrays of the right shapes.",
        answers=he("kinds = iter([object, 'U1', 'M8[s]', complex, bool] * 9)\n"
                   "return {f'{k}{l}': np.zeros((x[l], x[l - 1] if k == 'W' else 1), next(kinds))\n"
                   "        for l in range(1, len(x)) for k in 'Wb'}"),
    ),
    Attack(
        "end of iteration",
        "Raises StopIteration, which ends a test's loop over map before it checks anything.",
        answers=double("raise StopIteration"),
        assignment="tiny",
        stock=1,
    ),
    Attack(
        "death in place of an exception",
        "Ends its process in the midst of a call, hoping that a test expects an exception.",
        answers=double("import os\nos._exit(0)"),
        assignment="tiny",
        says="no answer",
    ),
    Attack(
        "object of no kind",
        "Returns an object that may not cross, whose every comparison is true.",
        answers=double("return type('Yes', (), {'__eq__': lambda *_: True})()"),
        assignment="tiny",
        says="NotJudged",
    ),
    Attack(
        "numbers of a derived class",
        "Returns texts and numbers whose classes agree with everything, as keys and in tuples.",
        answers=double("return (Text('6'), {Text('6'): Number(6)})", """
class Text(str):
    __hash__ = lambda self: 0
    __eq__ = lambda self, other: True
class Number(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__
"""),
        assignment="tiny",
    ),
    Attack(
        "iterator that never ends",
        "Returns a generator that never gives a value.",
        answers=double("def forever():\n    while True: pass\n    yield 1\nreturn forever()"),
        assignment="tiny",
        says="more than 2 seconds in one test",
        tight=True,
    ),
    Attack(
        "exit in place of an answer",
        "Leaves a test by SystemExit, KeyboardInterrupt or GeneratorExit.",
        answers=double("raise {31337: SystemExit, 1: KeyboardInterrupt}.get(x, GeneratorExit)(0)"),
        assignment="tiny",
    ),
    Attack(
        "callable in place of an answer",
        "Assigns functions and classes where a test reads a value.",
        answers={"answer": "class b(type): pass\nanswer = b('b', (), {})"}
        | double("return double"),
        assignment="tiny",
    ),
]  # fmt: skip

ATTACKS = [*SHELL, *PATCHED, *LYING]
