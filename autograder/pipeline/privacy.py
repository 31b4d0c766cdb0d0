"""What a student must not read: the arguments of hidden tests, facts of the grading machine."""

import builtins
import re
import sys
import tempfile
from functools import cache
from pathlib import Path

NOT_SHOWN = "(Its message is not shown, because a hidden test was running.)"
LITERAL = re.compile(r"""(['"])((?:(?!\1)[^\\\n]){1,300})\1""")
# What Python and NumPy themselves say: '*' stands for a name or a number.
KNOWN = """
division by zero|float division by zero|integer division or modulo by zero|float modulo
list index out of range|tuple index out of range|string index out of range|pop from empty list
list assignment index out of range|pop from an empty set|math domain error|math range error
name * is not defined|cannot access local variable * where it is not associated with a value
cannot access free variable * where it is not associated with a value in enclosing scope
* object is not subscriptable|* object is not callable|* object is not iterable
* object does not support item assignment|* object does not support item deletion
* object has no attribute *|module * has no attribute *|No module named *
* object cannot be interpreted as an integer|object of type * has no len()
unsupported operand type(s) for *: * and *|bad operand type for unary *: *
* not supported between instances of * and *|unhashable type: *
can only concatenate * (not *) to *|can only concatenate str (not *) to str
list indices must be integers or slices, not *|tuple indices must be integers or slices, not *
string indices must be integers, not *|can't multiply sequence by non-int of type *
*() missing * required positional argument: *|*() missing * required positional arguments: * and *
*() missing * required positional arguments: *, *, and *|*() got an unexpected keyword argument *
*() takes * positional arguments but * were given|*() takes * positional argument but * were given
*() takes * positional arguments but * was given|*() got multiple values for argument *
not enough values to unpack (expected *, got *)|too many values to unpack (expected *)
cannot unpack non-iterable * object|maximum recursion depth exceeded
maximum recursion depth exceeded in comparison|argument of type * is not iterable
operands could not be broadcast together with shapes * *
shapes * and * not aligned: * (dim *) != * (dim *)
operands could not be broadcast together with shapes * * *
cannot reshape array of size * into shape *
index * is out of bounds for axis * with size *
only integer scalar arrays can be converted to a scalar index
The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
only length-1 arrays can be converted to Python scalars|setting an array element with a sequence.
invalid literal for int() with base *: *|could not convert string to float: *
all the input array dimensions except for the concatenation axis must match exactly, *
matmul: Input operand * has a mismatch in its core dimension *, with gufunc signature *
must be real number, not *|Singular matrix|* is not in list|* is not in tuple
Unable to allocate * for an array with shape * and data type *
a * is no plain data|a * that contains itself|an array of dtype object holds no plain numbers
data nested deeper than 50 levels is refused|more than 2,000,000 values are refused
more than 64 MB are refused|more than 128 MB, which are refused
a dict of more than 10,000 keys is refused|a whole number of so many digits is refused
I/O operation on closed file.
""".strip()


class Lines:
    """A student's own code, which says what of an error can be shown to the student."""

    def __init__(self, sources: list[str]) -> None:
        self.words = words_of(sources)
        self.texts = {text for source in sources for _, text in LITERAL.findall(source)}
        self.lines = {
            (number, line.strip()[:200])
            for source in sources
            for number, line in enumerate(source.splitlines(), 1)
        }


def masked(message: str, own: Lines) -> str:
    """The message of an exception in a hidden test's call, without the call's arguments.

    Kept are texts that stand in the student's own code, and the known messages of Python, NumPy
    and the wire, with names from that code. Any other text could hold an argument.
    """
    if message in own.texts:
        return message
    found = next((m for p in patterns() if (m := p.fullmatch(message))), None)
    if found is None:
        return NOT_SHOWN
    text = message
    for number in range(len(found.groups()), 0, -1):
        start, end = found.span(number)
        word = found[number].strip("'\"")
        if word not in own.words and not hasattr(builtins, word) and word not in TYPES:
            text = text[:start] + "…" + text[end:]
    return text


TYPES = set(
    "ndarray numpy.ndarray numpy.float64 numpy.int64 NoneType function method module generator"
    " builtin_function_or_method numpy np math"
    " + - * / @ ** // % < > <= >= += -= *= /=".split()
)


@cache
def patterns() -> list[re.Pattern]:
    """KNOWN as regular expressions, a group for each '*'."""
    sentences = [part for line in KNOWN.splitlines() for part in line.split("|")]
    return [re.compile(re.escape(part).replace(r"\*", "(.{1,200}?)")) for part in sentences]


def words_of(sources: list[str]) -> frozenset[str]:
    """The names that stand in a student's own code."""
    return frozenset(word for source in sources for word in re.findall(r"[^\W\d]\w*", source))


@cache
def folders() -> re.Pattern:
    """Paths below the folders of this machine that may stand in a message."""
    places = {sys.prefix, sys.base_prefix, tempfile.gettempdir(), str(Path.home())}
    places |= {str(Path(__file__).resolve().parents[2]), "/student", "/grader"}
    longest_first = sorted((one for one in places if len(one) > 1), key=len, reverse=True)
    return re.compile("|".join(rf"{re.escape(one)}(?:/[\w.@+-]+)*/" for one in longest_first))


def without_facts(text: str) -> str:
    """The text with only the file's name left of each path on this machine."""
    return folders().sub("…/", text)
