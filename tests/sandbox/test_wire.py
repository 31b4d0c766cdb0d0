"""Plain data crosses unchanged; nothing else crosses, and no message can hurt who reads it."""

import json
import math
from collections import Counter, OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.inside.wire import HEADER, Broken, Decoder, Encoder, NotPlain, pack, read

numbers = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text()
)
arrays = hnp.arrays(
    st.one_of(
        hnp.boolean_dtypes(),
        hnp.integer_dtypes(endianness="?"),
        hnp.floating_dtypes(endianness="?"),
        hnp.complex_number_dtypes(),
        hnp.unicode_string_dtypes(),
    ),
    hnp.array_shapes(min_dims=0, min_side=0),
)
plain = st.recursive(
    numbers | arrays | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers() | st.tuples(st.integers()), inner)
        | st.sets(st.integers() | st.text())
        | st.frozensets(st.integers())
    ),
)


def cross(value):
    """What arrives on the other side, after JSON."""
    return Decoder().decode(json.loads(json.dumps(Encoder().encode(value))))


def alike(one, other):
    """Equal in type, shape, dtype and value, where NaN equals NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray | np.generic):
        return (one.shape, one.dtype, one.tobytes()) == (other.shape, other.dtype, other.tobytes())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
    return one == other or str(one) == str(other)


@given(plain)
def test_plain_data_arrives_as_it_was(value):
    assert alike(cross(value), value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, np.float64(np.nan)])
def test_nan_infinities_and_signs_survive(value):
    assert str(cross(value)) == str(value) and type(cross(value)) is type(value)


def test_one_object_in_two_places_is_still_one_object():
    shared = [1]
    one, other = cross({"a": shared, "b": (shared,)}).values()
    assert one is other[0]


def test_strided_and_fortran_arrays_arrive_with_their_values():
    value = np.asfortranarray(np.arange(12.0).reshape(3, 4))[::2, ::-1]
    np.testing.assert_array_equal(cross(value), value)


def test_the_standard_librarys_own_dicts_and_tuples_arrive_as_plain_ones():
    point = namedtuple("Point", "x y")(1, 2)
    assert cross([OrderedDict(a=1), defaultdict(int, b=2), Counter("c"), point]) == [
        {"a": 1}, {"b": 2}, {"c": 1}, (1, 2),
    ]  # fmt: skip


class Lying:
    __class__ = list

    def __eq__(self, other):
        return True


class Array(np.ndarray):
    pass


class Text(str):
    pass


def cyclic():
    value = []
    value.append([value])
    return value


def deep():
    value = []
    for _ in range(60):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (Lying(), "Lying is no plain data"),
        (object(), "object is no plain data"),
        (Text("7"), "Text is no plain data"),
        (np.zeros(2).view(Array), "Array, a kind of array of its own"),
        (np.matrix([1]), "matrix, a kind of array of its own"),
        (np.ma.array([1]), "MaskedArray"),
        (np.array([object()]), "dtype object"),
        (np.zeros(2, [("a", float)]), "holds no plain numbers"),
        (cyclic(), "contains itself"),
        (deep(), "nested deeper than 50"),
        (np.zeros(2**24), "more than 64 MB"),
        (dict.fromkeys(range(10_001)), "more than 10,000 keys"),
        (len, "is no plain data"),
        (iter([]), "is no plain data"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_not_plain_is_refused_with_the_reason(value, why):
    with pytest.raises(NotPlain, match=why):
        Encoder().encode(value)


def test_the_refusal_says_where():
    with pytest.raises(NotPlain, match=r"at \['W1'\]\[2\]"):
        Encoder().encode({"W1": [1, 2, object()]})


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.tuples(
            st.sampled_from(
                ["list", "dict", "array", "same", "scalar", "set", "tuple", "bytes", "_keep"]
            ),
            inner, inner,
        ).map(list)
    ),
)  # fmt: skip


@given(junk)
def test_any_junk_is_data_or_a_clear_refusal(data):
    try:
        Decoder().decode(data)
    except Broken:
        pass


@pytest.mark.parametrize(
    "data",
    [
        ["array", "<f8", [2**40], ""], ["array", "|O", [1], "AAAAAAAAAAA="], ["scalar", "<f8", ""],
        ["array", "<f8,<f8", [1], "AAAA"], ["_keep", 1],
        ["same", -1], ["same", 0], ["objects"], ["function", "student", 0], [], {}, ["set", [[]]],
        ["dict", [["list", []]], [1]], ["dict", [1], []], ["bytes", "?"], ["complex", "a", 1],
    ],
    ids=str,
)  # fmt: skip
def test_forged_data_is_refused(data):
    with pytest.raises(Broken):
        Decoder().decode(data)


def frames(data):
    """A receive function over some bytes."""
    rest = [data]

    def receive(size):
        part, rest[0] = rest[0][:size], rest[0][size:]
        return part

    return receive


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_a_message_arrives_as_it_was_sent(message):
    assert read(frames(pack(message))) == message


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"7", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 50_000, b"9" * 5000]
)
def test_what_is_no_message_is_refused(body):
    with pytest.raises(Broken):
        read(frames(HEADER.pack(len(body)) + body))


def test_a_message_that_breaks_off_is_an_end():
    with pytest.raises(EOFError):
        read(frames(pack({"a": 1})[:-1]))


def test_a_length_beyond_all_bounds_is_refused_before_it_is_read():
    with pytest.raises(Broken, match="4294967295"):
        read(frames(b"\xff" * 4))
