"""Submissions that find the socket to the grader and write on it themselves."""

from tests.attacks import RIGHT, Attack, double

FORGE = """
import json, os, struct, time

def sockets():
    names = [name for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")]
    links = {int(n): os.readlink(f"/proc/self/fd/{n}") for n in names}
    return sorted(number for number, link in links.items() if link.startswith("socket"))

def socket_to_the_grader():
    return sockets()[0]

def send(body, fd=None):
    fd = fd or socket_to_the_grader()
    body = struct.pack("!I", len(body)) + body
    while body:
        body = body[os.write(fd, body):]

def forge(message):
    send(json.dumps(message).encode())
"""
ONCE = "if x != 31337: return 0"  # one test is enough: each takes its time


def answer(name: str, tries: str, result: str, **more: object) -> Attack:
    """Forge what a test's call returns; `result` is the message's JSON, or Python that makes it."""
    body = f"{ONCE}\nforge({{'changed': [], 'result': {result}}})\ntime.sleep(60)"
    more = {"says": "no answer", "tight": True} | more
    return Attack(name, tries, answers=double(body, FORGE), assignment="tiny", **more)


CELLS = [
    Attack(
        "answers of the next tests",
        "Answers, while one test calls it, what the next tests on this socket are going to ask.",
        answers=double(
            """
forge({"changed": [], "result": 2 * x if x in (3, 31337) else 0})
for _ in range(9):
    forge({"names": {"double": {"function": 0, "name": "double", "about": {}}}})
    for _ in range(9):
        forge({"changed": [], "result": 62674})
time.sleep(60)
""",
            FORGE,
        ),
        assignment="tiny",
        earns=0,
    ),
    Attack(
        "nobody stands by",
        "Ends the process that would stand in for it in the next tests, and then itself.",
        answers=double("os.kill(os.getppid(), 9)\nos._exit(0)", "import os"),
        assignment="tiny",
        says="its process has ended",
    ),
    Attack(
        "answers in advance",
        "Answers all cells before they are run, with outputs of its choice.",
        first=FORGE
        + """
passed = {"output_type": "execute_result", "data": {"text/plain": "15"}, "execution_count": 1}
for n in range(60):
    forge({"outputs": [passed], "count": n, "full": False})
""",
    ),
    Attack(
        "no JSON",
        "Answers a cell with bytes that are no message.",
        first=FORGE + "send(b'\\xff{{{')",
        says="no answer",
    ),
    Attack(
        "four gigabytes",
        "Announces a message of four gigabytes and sends them.",
        first=FORGE + "os.write(socket_to_the_grader(), b'\\xff' * 4)\nsend(bytes(1000))",
        says="no answer",
    ),
    Attack(
        "wrong types",
        "Answers a cell with a message whose parts are of other types than asked.",
        first=FORGE + "forge({'outputs': {'a': [None]}, 'count': 1e999, 'full': []})",
        says="no answer",
    ),
    Attack(
        "wrong outputs",
        "Answers cells with outputs that are none, have wrong parts or are nested deeply.",
        first=FORGE
        + """
deep = 7
for _ in range(900):
    deep = [deep]
odd = [None, 5, "x", {}, {"output_type": []}, {"output_type": "stream", "text": {"a": 1}},
       {"output_type": "error", "traceback": 3}, {"output_type": "display_data", "data": [deep]},
       {"output_type": "execute_result", "data": {"text/plain": deep}, "execution_count": "<b>"}]
forge({"outputs": odd, "count": -5, "full": False})
""",
    ),
    Attack(
        "output beyond its room",
        "Sets the room for outputs, which its process keeps, to ten gigabytes, and fills it.",
        first="get_ipython().outputs.room = 10**10\nprint('x' * 30_000_000)",
        answers=RIGHT,
        earns=15,
        says="more than 2000 kB of output",
    ),
]

CALLS = [
    answer("tag of a method", "Names a method of the grader's decoder as the type of a result.",
           "['_keep', ['list', []]]"),
    answer("function as result", "Returns a reference to a function of the grader's.",
           "['function', 'grader', 0]"),
    answer("array of objects", "Returns an array of Python objects made from addresses.",
           "['array', '|O', [1], 'AAAAAAAAAAA=']"),
    answer("enormous dtype", "Returns an array whose entries are longer than any memory.",
           "['array', '<U999999999', [10**9], '']"),
    answer("empty but endless", "Returns an empty array with more rows than can be listed.",
           "['array', '<f8', [2**62, 0], '']"),
    answer("array of endless axes", "Returns an array of a hundred thousand axes of 2**63 - 1.",
           "['array', '<f8', [2**63 - 1] * 10**5, '']"),
    answer("sixty-three axes", "Returns an array whose text is exponential in its axes.",
           "['array', '|i1', [1] * 63, 'AA==']"),
    answer("empty rows", "Returns an empty array of 67 million rows, each of which is listed.",
           "['array', '<f8', [2**26, 0], '']"),
    answer("shape of truth values", "Returns an array whose sizes are no whole numbers.",
           "['array', '|i1', [True, 1.0], 'AA==']"),
    answer("brackets without commas", "Returns a hundred million brackets, which become gigabytes.",
           "None} and send(b'{\"changed\":[],\"result\":[' + b'[[[]]],' * 2 * 10**6 + b'0]}') or {0: 0", tight=False),
    answer("dictionaries of JSON", "Returns ten million empty dictionaries.",
           "None} and send(b'{\"changed\":[],\"result\":[' + b'{},' * 10**7 + b'0]}') or {0: 0", tight=False),
    answer("endless fraction", "Returns a fraction whose terms take minutes to reduce.",
           "['Fraction', ['int', hex(3**10**5)], ['int', hex(2**10**5)]]"),
    answer("decimal of a billion digits", "Returns a decimal number that int() writes out.",
           "['Decimal', '1e999999999']"),
    answer("endless range", "Returns a range of more numbers than any list holds.",
           "['range', 0, 2**60, 1]"),
    answer("classes without end", "Returns named tuples of a hundred thousand classes.",
           "['list', [['namedtuple', f'T{n}', ['list', []], ['list', []]] for n in range(10**5)]]", tight=False),
    answer("class of the grader's", "Returns an object of a class that only the grader has.",
           "['instance', 'Student', ['dict', ['lost'], [None]]]"),
    answer("array from nowhere", "Returns the number of an array that never crossed.",
           "['kept', 0]"),
    answer("part of itself", "Returns an ordered dictionary that is a part of itself.",
           "['OrderedDict', ['same', 3]]"),
    answer("pickled table", "Returns a table whose columns hold bytes that pickle would run.",
           "['DataFrame', ['list', [['list', ['pickle', ['bytes', 'gASVAAAA']]]]], 0, 0]"),
    answer("changed in a circle", "Claims that an argument now contains itself.",
           "0, 'changed': [[0, ['list', [['same', 0]]]]]"),
    answer("colliding keys", "Returns dicts whose keys all have one hash, to keep the grader busy.",
           "['list', [['dict', [n * (2**61 - 1) for n in range(10**4)], [0] * 10**4]] * 40]", tight=False),
    answer("billion laughs", "Returns a list of one list twice, of one list twice, forty times.",
           "['list', [['list', [0]], *(['list', [['same', n], ['same', n]]] for n in range(4, 44))]]"),
    answer("list in itself", "Returns a list that contains itself.", "['list', [['same', 3]]]"),
    answer("deep nesting", "Returns lists nested ten thousand deep.",
           "None} and send(b'{\"changed\":[],\"result\":' + b'[' * 10**4 + b']' * 10**4 + b'}') or {0: 0"),
    answer("millions of lists", "Returns so many empty lists that JSON becomes gigabytes.",
           "None} and send(b'{\"changed\":[],\"result\":[' + b'[],' * 10**7 + b'[]]}') or {0: 0", tight=False),
    answer("digits", "Returns a whole number of a hundred thousand digits.",
           "None} and send(b'{\"changed\":[],\"result\":' + b'9' * 10**5 + b'}') or {0: 0"),
    answer("changed arguments", "Claims to have changed arguments that the test never gave.",
           "0, 'changed': [[7, ['list', []]], [-1, 5]]"),
    Attack(
        "endless calls back",
        "Calls the grader back in place of an answer, over and over.",
        answers=double(
            f"{ONCE}\nwhile True:\n"
            "    forge({'call_back': 0, 'arguments': ['list', [['list', []], ['dict', [], []]]]})",
            FORGE,
        ),
        assignment="tiny",
        says="no answer",
        tight=True,
    ),
    Attack(
        "byte after byte",
        "Sends an answer so slowly that it never ends, though each byte comes in time.",
        answers=double(f"""
{ONCE}
os.write(socket_to_the_grader(), struct.pack("!I", 10**8))
while True:
    os.write(socket_to_the_grader(), b" ")
    time.sleep(0.001)
""", FORGE),
        assignment="tiny",
        says="more than 2 seconds in one test",
        tight=True,
    ),
    Attack(
        "forged error",
        "Answers with an error of forged types and a message of ten megabytes.",
        answers=double("""
types = {3: ["StopIteration"], 7: [], 1: ["SystemExit", "KeyboardInterrupt", "__loader__"]}
forge({"error": {"types": types.get(x, ["AssertionError"]), "message": "x" * 10**7,
                 "slow": False, "place": {"line": 1, "source": "y" * 10**6, "function": "f"}}})
time.sleep(60)
""", FORGE),
        assignment="tiny",
    ),
    Attack(
        "names that nobody asked for",
        "Answers the look-up of a name with other names, those that the test uses itself.",
        answers={"answer": """
import base64
from autograder.sandbox.inside.snapshot import Snapshot
forged = {"names": {"answer": {"value": "a"}, "str": {"function": 0}, "__builtins__": {"value": 1},
                    "double": {"value": [[]]}}}
Snapshot.answer_names = lambda self, names: forged
"""},
        assignment="tiny",
    ),
]  # fmt: skip

ATTACKS = [*CELLS, *CALLS]
