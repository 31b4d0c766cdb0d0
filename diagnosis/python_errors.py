"""What the errors of Python and NumPy look like, and what each means to a student."""

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
