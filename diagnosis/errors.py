"""What an error of Python or NumPy in a student's code means, in words, and what to do about it."""

import linecache
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from diagnosis.verdict import accuse, declare

MODULES = ("math", "random", "copy", "itertools", "functools", "scipy", "numpy", "statistics")
OWN_LINE = re.compile(r"in .*, line \d+ of your cell(?:: (?P<source>.*))?", re.S)
SIGNATURES = {  # how the tests call each function
    "initialize_parameters_constant": "(layers_dims, value)",
    "linear_gradients": "(X, W1, W2, dZ2)",
    "constant_prediction_accuracy": "(Y)",
    "clip_gradients": "(gradients, max_norm)",
    "forward_propagation": "(x, theta)",
    "backward_propagation": "(x, theta)",
    "gradient_check": "(x, theta, epsilon=1e-7)",
    "gradient_check_n": "(parameters, gradients, X, Y, epsilon=1e-7)",
    "backward_propagation_n": "(X, Y, cache)",
} | {
    f"initialize_parameters_{rule}": "(layers_dims)"
    for rule in ("zeros", "random", "he", "xavier", "glorot")
}
HELPERS = {  # how a student calls what the notebook gives or has asked for before
    "vector_to_dictionary": "vector_to_dictionary(theta, parameters)",
    "dictionary_to_vector": "dictionary_to_vector(parameters)",
    "gradients_to_vector": "gradients_to_vector(gradients)",
    "forward_propagation_n": "forward_propagation_n(X, Y, parameters)",
    "full": "np.full((rows, columns), number)",
    "zeros": "np.zeros((rows, columns))",
    "ones": "np.ones((rows, columns))",
    "StandIn.__call__": "forward_propagation(x, theta) or backward_propagation(x, theta)",
} | {name: f"{name}{arguments}" for name, arguments in SIGNATURES.items()}
METHODS = [  # (what Python says of a missing attribute, what to do)
    (r"'dict' object has no attribute 'append'",
     "a dictionary has no append: an entry is put in with parameters[key] = value."),
    (r"'numpy\.ndarray' object has no attribute 'count'",
     "an array has no count, a list has. Compare the array with == and sum up what is True."),
    (r"'numpy\.ndarray' object has no attribute 'append'",
     "an array has no append: make it whole with np.zeros, then fill it entry by entry."),
    (r"'(list|tuple)' object has no attribute '(shape|size|T|dot|mean|sum)'",
     "a list has no shape and no arithmetic: np.array(...) makes an array of it."),
    (r"module 'numpy' has no attribute", "NumPy has nothing of this name: look at its spelling."),
    (r"module 'numpy\.random' has no attribute",
     "np.random has nothing of this name: look at its spelling."),
    (r"'str' object has no attribute",
     "this is text: a loop over a dictionary gives its keys. Its arrays are in .values()."),
    (r"'(int|float)' object has no attribute 'copy'",
     "a number has no copy and needs none: theta + epsilon makes a new number."),
]  # fmt: skip
# (id, what Python's "Type: message" looks like, what it means); the first that fits counts.
ERRORS = [
    ("inner_brackets", r"Cannot interpret '.*' as a data type",
     "np.zeros, np.ones and np.full take the whole shape as ONE argument, in brackets of its own: "
     "np.zeros((rows, columns)), not np.zeros(rows, columns)."),
    ("randn_tuple", r"'tuple' object cannot be interpreted as an integer",
     "a pair of sizes stands where single whole numbers belong. np.random.randn and "
     "np.random.rand take them one by one, without inner brackets: randn(rows, columns)."),
    ("list_for_number", r"'list' object cannot be interpreted as an integer",
     "a whole list stands where one whole number belongs. Did you forget len( ) in range(len(...)),"
     " or an index [l]?"),
    ("float_for_size", r"'(float|numpy\.float64)' object cannot be interpreted as an integer|"
     r"slice indices must be integers",
     "a number with a point stands where a whole number (a size or an index) belongs. `/` makes "
     "such a number, even of 4 / 2, and so does a root. Does a bracket close too late, so that a "
     "factor stands among the sizes? Close it before the `*`."),
    ("array_index", r"only integers, slices",
     'an array takes whole numbers as indices. A key such as "W1" belongs to a dictionary (here '
     "vector_to_dictionary makes one), and `/` makes a number with a point."),
    ("helper_keys", r"has no key '",
     "the dictionary does not have the keys that the helper wants: gradients_to_vector takes the "
     'gradients ("dW1", ...), dictionary_to_vector the parameters ("W1", ...).'),
    ("array_for_size", r"only integer scalar arrays",
     "a whole array stands where one whole number belongs: range(len(theta)), not range(theta)."),
    ("not_aligned", r"not aligned|matmul: (Input|.*mismatch)",
     "in a product of two matrices the columns of the first must be as many as the rows of the "
     "second. Print both shapes: the two stand in the wrong order, one must be transposed, or one "
     "does not belong there."),
    ("broadcast", r"could not be broadcast|could not broadcast|non-broadcastable",
     "two arrays of shapes that do not fit were combined entry by entry (with +, -, *, / or =). "
     "Print both shapes: is one transposed, or was a matrix product meant?"),
    ("inhomogeneous", r"inhomogeneous shape",
     "arrays of different shapes cannot be put into one array. Go through them one by one, or "
     "flatten each with .ravel() and join them with np.concatenate."),
    ("array_element", r"setting an array element with a sequence",
     "several values were put into the place of one number. forward_propagation_n, for one, "
     "returns two things: cost, cache = forward_propagation_n(...)."),
    ("unhashable", r"unhashable type",
     "an array, list or dictionary cannot be a key, nor a member of a set: { } around values makes "
     'a set. A key is a string such as "W1"; return several values as a, b.'),
    ("ambiguous", r"truth value of an array",
     "a whole array stands where one yes or no is needed (if, and, or, max, min). In a loop: `for "
     "y in Y` gives the rows of Y, `for y in Y.ravel()` its single numbers. Without a loop: "
     "compare the whole array and sum up, or take np.maximum, np.minimum or np.where."),
    ("caret", r"for \^|bitwise_xor", "`^` is no power in Python. Write ** for it: theta**3."),
    ("norm_dimensions", r"Improper number of dimensions to norm|Invalid norm order",
     "np.linalg.norm does not take an array of this form with the second argument that you gave. "
     "Leave the second argument away; it then squares all entries, adds up and takes the root. "
     "(The distance of two arrays is np.linalg.norm(a - b).)"),
    ("matrix_product_of_numbers", r"for @: '(int|float|numpy\.float64)'",
     "`@` is the product of two matrices. Numbers are multiplied with `*`."),
    ("none", r"Use \(\) not None|NoneType",
     "a value is None. A function without `return` gives None, and so does list.append or "
     "array.sort when its result is assigned."),
    ("tuple_operand", r"unsupported operand type.*'tuple'|TypeError.*concatenate tuple",
     "a pair stands where one number belongs. A function that returns two things is taken apart: "
     "cost, cache = forward_propagation_n(...)."),
    ("dict_operand", r"(unsupported operand|bad operand|must be real number|not supported).*dict|"
     r"loop of ufunc does not support .*dict",
     "a whole dictionary stands where numbers belong. Go through its arrays: "
     "for key, array in dictionary.items()."),
    ("list_operand", r"unsupported operand.*'list'|can't multiply sequence|can only concatenate "
     r"list|bad operand type.*'list'|unsupported operand.*'(range|zip|map|dict_values)'",
     "a list does not calculate. Make an array of it with np.array(...), or take single entries "
     "with an index."),
    ("key_for_array", r"unsupported operand type\(s\) for (?!\+).*'str'|ufunc '\w+' did not "
     r"contain a loop.*Str|could not convert string to float",
     "text stands where numbers belong. A loop over a dictionary gives its keys, which are text: "
     "take the array of a key with dictionary[key], or go through dictionary.values()."),
    ("text_and_number", r"can only concatenate str|must be str, not|unsupported operand.*'str'|"
     r"ufunc '\w+' did not contain a loop",
     'text and a number were put together. For a key write "W" + str(l), or f"W{l}".'),
    ("function_operand", r"unsupported operand.*'(function|builtin_function_or_method|method)'|"
     r"'(function|builtin_function_or_method|method)' object is not subscriptable|"
     r"'_ArrayFunctionDispatcher' object is not subscriptable",
     "a function was not called: its name stands there without round brackets ( ) after it."),
    ("unsupported_operand", r"unsupported operand|bad operand type",
     "two values of kinds that do not calculate with each other. Print both with type(...)."),
    ("unpack", r"values to unpack|cannot unpack|object is not iterable",
     "the number of names on the left of = (or after for) is not that of the values on the right."),
    ("keyword", r"unexpected keyword argument",
     "inside the brackets of a call `=` names an argument, and there is none of this name. To "
     "compare two values write `==`."),
    ("signature", r"(takes|missing) .*argument|unexpected keyword argument|multiple values for",
     "a function was called with the wrong number or names of arguments."),
    ("not_callable", r"object is not callable",
     "round brackets stand after something that is no function. An entry of a list or dictionary "
     "is taken with [ ]; two factors need a * between them."),
    ("not_subscriptable", r"object is not subscriptable|invalid index to scalar",
     "an index [ ] stands after a single number. Lists, dictionaries and arrays have entries."),
    ("unbound", r"UnboundLocalError|cannot access local variable",
     "a name was read before it got a value. Give it one before the loop or the `if`, for example "
     "total = 0."),
    ("undefined", r"NameError",
     "a name is used that has no value here."),
    ("axis", r"AxisError",
     "an axis is named that the array does not have. axis=0 runs down the rows and axis=1 along a "
     "row; an array of shape (n, m) has these two, one number has none."),
    ("helper_argument", r"must be (a dictionary of arrays|an array of numbers); got",
     "a helper got something else than it wants. It is vector_to_dictionary(theta, parameters), "
     "dictionary_to_vector(parameters) and gradients_to_vector(gradients): look at the order."),
    ("too_many_indices", r"too many indices",
     "more indices than the array has axes. An array of shape (n,) has one, of (n, 1) two."),
    ("index", r"IndexError|index .*out of (range|bounds)",
     "an index runs past the end. Counting starts at 0, so the last index of a list is "
     "len(list) - 1: look at the index in this line, and at the range of the loop."),
    ("key", r"KeyError",
     "there is no such key in the dictionary. Either it is read before it is put in, or its "
     'spelling or number is another: the gradients have keys like "dW1", the parameters "W1".'),
    ("module", r"ModuleNotFoundError|ImportError|cannot import name",
     "an import failed: the name is spelled wrongly, or no such package is installed here."),
    ("attribute", r"AttributeError|has no attribute",
     "there is nothing of this name after the point: a spelling mistake, or the value before it is "
     "of another kind than you think."),
    ("zero_division", r"ZeroDivisionError|division by zero",
     "something is divided by zero. Ask first whether what stands below the line can be 0."),
    ("one_number", r"only (length-1|0-dimensional|size-1) arrays|must be real number",
     "float( ), int( ) and the functions of math take one number, and this is a whole array. Use "
     "np.sqrt and its like, or sum up first."),
    ("reshape", r"cannot reshape", "reshape must keep the number of entries."),
    ("concatenate", r"input array dimensions|zero-dimensional arrays cannot be concatenated|"
     r"all the input arrays must have same|must have the same shape|array at index \d+ has",
     "these arrays do not fit side by side. Flatten each with .ravel() before np.concatenate."),
    ("whole_number_array", r"Cannot cast ufunc",
     "the array holds whole numbers, and `*=` or `/=` cannot put others into it. Write "
     "array = array * factor, which makes a new one."),
    ("bad_size", r"negative dimensions|expected a sequence of integers|sequence of integers",
     "a size is no whole number from 0 up. Print what you give as the shape. (np.full wants the "
     "shape first, then the number.)"),
    ("item_assignment", r"does not support item assignment",
     "a tuple or a number cannot be changed at an index. Make a new one, or a list or an array."),
    ("dictionary_size", r"dictionary (changed size|keys changed)",
     "a dictionary grows or shrinks while you loop over it. Put results into a new one, {}."),
    ("recursion", r"RecursionError|maximum recursion",
     "the function calls itself without end. Is there another name that it should call?"),
]  # fmt: skip
for _id, _, _says in ERRORS:
    declare(f"error.{_id}", _says)
OTHER = declare("error.other", "it stops with an error.")
declare("error.own_raise", "the error was raised by a line of your own (`raise` or `assert`).")
declare("error.arguments", "the function must take the arguments that the exercise gives it.")


def call(function: Callable, *args: Any, visible: bool = False) -> Any:
    """function(*args); AssertionError, in plain words, where a student's code stops with an error.

    Python's own words are added only if `visible`: they may hold a hidden test's numbers.
    """
    try:
        return function(*args)
    except TimeoutError:
        raise  # its words are the grader's
    except Exception as error:
        if type(error).__module__ != "builtins" and not type(error).__module__.startswith("numpy"):
            raise  # the grader's own, such as: your code gave no answer
        name = getattr(function, "__name__", "your function")
        says, mistake_id = explain(error, name)
        # What the grader has hidden leaves holes, "…", that no one can read.
        hidden = any(gap in str(error) for gap in ("StandIn", "is not shown", "…"))
        if visible and not hidden and mistake_id not in (OTHER, "error.own_raise"):
            says += f" (Python says: {type(error).__name__}: {error})"
        place = place_of(error)
        raised = error
    notes = [] if place is None else [place]
    accuse(name, says, mistake_id, [n for n in getattr(raised, "__notes__", notes)])


def explain(error: BaseException, name: str) -> tuple[str, str | None]:
    """What an error in the student's function `name` means, and its id if it is a known one."""
    kind = type(error).__name__
    text, place = f"{kind}: {error}", place_of(error)
    # The grader hides a message that may hold a hidden test's numbers; `said` is all of it, by
    # which mistakes are told apart. It is never shown.
    whole = f"{kind}: {getattr(error, 'said', error)}"
    own = place and OWN_LINE.fullmatch(place)
    if own and (not own["source"] or own["source"].startswith(("raise", "assert"))):
        return f"your own code raised {text}", "error.own_raise"
    if isinstance(error, TypeError) and re.search(rf"\b{name}\(\) (takes|missing|got)", str(error)):
        wanted = f"{name}{SIGNATURES.get(name, '(...)')}"
        return f"it must take these arguments: {wanted}.", "error.arguments"
    for mistake_id, looks, says in ERRORS:
        if re.search(looks, whole, re.S):
            says = advice(mistake_id, whole, name, own) or f"{says}{detail(mistake_id, error)}"
            if mistake_id == "index" and name.startswith("initialize_parameters"):
                says += (
                    " Layer l has layers_dims[l-1] inputs and layers_dims[l] units, for l in "
                    "range(1, len(layers_dims))."
                )
            return f"it stops with an error: {says}", f"error.{mistake_id}"
    return f"it stops with an error, {text}", OTHER


def advice(mistake_id: str, whole: str, name: str, own: re.Match | None) -> str | None:
    """What to do about a frequent case of an error, said in place of what it means in general."""
    if mistake_id == "attribute":
        return next((says for looks, says in METHODS if re.search(looks, whole)), None)
    found = re.search(r"name '(\w+)' is not defined", whole)
    if mistake_id == "undefined" and found:
        return undefined(found[1], name, own["source"] if own and own["source"] else "")
    return None


def undefined(missing: str, name: str, line: str) -> str:
    """What to do about a name without a value, in a line of the function `name`."""
    if missing in MODULES:
        return f"{missing} is not imported. Write `import {missing}` at the top of your cell."
    says = f"a name is used that has no value here, `{missing}`. "
    if line.startswith(f"{missing}["):
        made = f"{missing} = {{}}"
        return f"{says}Make it before the loop that fills it, for example empty: {made}."
    if hasattr(np, missing):
        return f"{says}It belongs to NumPy: np.{missing}."
    takes = SIGNATURES.get(name, "its arguments")
    return (
        f"{says}Is it spelled otherwise elsewhere, or used above the line that makes it? If it "
        f"comes from another cell, the function must do without: it gets {takes}."
    )


def detail(mistake_id: str, error: BaseException) -> str:
    """What the error names that is the student's own: a variable, a key, an attribute."""
    found = re.search(r"'(\w+)'", str(error))
    whole = str(getattr(error, "said", error))
    if mistake_id in ("unbound", "key") and found:
        return f" It is `{found[1]}`."
    if mistake_id == "signature":
        called = re.search(r"([\w.]+)\(\) (takes|missing|got)", whole)
        helper = HELPERS.get(called[1].removeprefix("init_utils.")) if called else None
        return f" Call it as {helper}." if helper else ""
    if mistake_id == "attribute":
        return f" ({error})"
    return ""


def place_of(error: BaseException) -> str | None:
    """The student's line that stopped, "in f, line 3 of your cell: W = ...", if it is known."""
    notes = [n for n in getattr(error, "__notes__", []) if OWN_LINE.fullmatch(n)]
    if notes:
        return notes[0]
    frames = [  # a cell is no file, unlike what the grader, Python and NumPy consist of
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not Path(frame.filename).exists() and line_of(frame)
    ]
    if not frames:
        return None
    line = line_of(frames[-1])
    shown = "" if line.startswith(("raise", "assert")) else f": {line}"
    return f"in {frames[-1].name}, line {frames[-1].lineno} of your cell{shown}"


def line_of(frame: traceback.FrameSummary) -> str:
    """The line of code that a frame of a traceback stands at; "" if it cannot be read."""
    return linecache.getline(frame.filename, frame.lineno or 0).strip()
