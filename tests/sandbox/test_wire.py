"""Plain data crosses unchanged; nothing else crosses, and no message can hurt who reads it."""

import io
import json
import math
import sys
import tracemalloc
from collections import (
    Counter,
    OrderedDict,
    UserDict,
    UserList,
    UserString,
    defaultdict,
    deque,
    namedtuple,
)
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from http import HTTPStatus
from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.inside.wire import (
    HEADER,
    Broken,
    Context,
    Decoder,
    Encoder,
    Kept,
    NotPlain,
    pack,
    read,
)
from autograder.sandbox.inside.wire.kinds import BY_TAG

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


class Text(str):
    __hash__ = str.__hash__

    def __eq__(self, other):
        return True


class Number(float):
    pass


class Many(dict):
    pass


class Array(np.ndarray):
    pass


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    "value",
    [
        OrderedDict(a=1), Counter("abca"), deque([1, 2], 5), UserDict(a=[1]), UserList([1]),
        UserString("a"), SimpleNamespace(a=1), Fraction(1, 3), Decimal("0.10"), range(2, 9, 3),
        slice(1, None), datetime(2026, 1, 31, 12), date(2026, 1, 31), timedelta(1.5),
        bytearray(b"a"), np.float32(0.1), np.longdouble("0.1"), np.str_("a"), np.matrix([[1, 2]]),
        np.datetime64("2026-01-31"), frozenset({(1, 2)}), ...,
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_data_of_the_standard_library_and_numpy_arrives_as_it_was(value):
    arrived = cross([value, {"a": value}])[0]
    assert type(arrived) is type(value) and np.all(arrived == value)


def test_a_defaultdict_keeps_a_plain_factory_and_a_deque_its_length():
    assert cross(defaultdict(list, a=[1]))["new"] == []
    assert cross(defaultdict(lambda: 7, a=1)).default_factory is None
    assert cross(deque([1], 1)).maxlen == 1


def test_masked_arrays_and_records_keep_masks_fields_and_attributes():
    masked = cross(np.ma.array([1.0, 2.0], mask=[True, False]))
    assert masked.sum() == 2 and masked.mask.tolist() == [True, False]
    table = np.array([(1, "a"), (2, "b")], [("number", "i4"), ("name", "U1")])
    assert cross(table)["name"].tolist() == ["a", "b"] and cross(table).dtype == table.dtype
    assert cross(table.view(np.recarray)).number.tolist() == [1, 2]
    assert cross(table[1])["number"] == 2


def test_a_named_tuple_keeps_its_names():
    point = cross(Point(1, [2]))
    assert (point.x, point.y, type(point).__name__) == (1, [2], "Point") and point == (1, [2])


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Text("7"), "7"), (Number(0.5), 0.5), (HTTPStatus.OK, 200), (Many(a=1), {"a": 1}),
        ({Text("k"): 1}, {"k": 1}),
    ],
)  # fmt: skip
def test_a_value_of_a_derived_class_arrives_as_what_it_is_by_value(value, plain):
    arrived = cross(value)
    assert arrived == plain and type(arrived) is type(plain)


def test_an_array_of_a_derived_class_arrives_as_a_plain_array():
    assert type(cross(np.zeros(2).view(Array))) is np.ndarray


@pytest.mark.parametrize(
    "lazy", [iter([1, 2]), (n for n in (1, 2)), map(int, "12"), filter(None, (1, 2)),
             {1: 0, 2: 0}.keys(), {0: 1, 1: 2}.values(), reversed([2, 1]), range(1, 3)],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_iterators_and_views_arrive_with_their_values(lazy):
    assert list(cross(lazy)) == [1, 2]


def test_an_iterator_without_an_end_gives_its_first_values_and_then_says_so():
    endless = cross(count(5))
    assert [next(endless) for _ in range(1000)][-1] == 1004
    with pytest.raises(NotPlain, match="only the first 10,000 values"):
        list(endless)


def test_text_in_memory_arrives_with_its_position():
    text = io.StringIO("one\ntwo")
    text.readline()
    assert cross(text).read() == "two" and cross(io.BytesIO(b"ab")).read() == b"ab"


def test_sixty_four_megabytes_of_array_cross():
    value = np.ones((209, 64, 64, 3))  # 20 MB
    frame = pack({"value": Encoder().encode([value, value * 2, value * 3])})
    arrived = Decoder().decode(read(frames(frame))["value"])
    assert np.array_equal(arrived[2], value * 3)


def test_an_array_that_crossed_goes_back_by_its_number():
    here, there = Context(kept=Kept(strong=False)), Context(kept=Kept(strong=True))
    value = np.ones(10_000)
    sent = Encoder(context=there)
    arrived = Decoder(context=here).decode(sent.encode([value]))[0]
    sent.sent()
    back = Encoder(context=here).encode(arrived)
    assert back == ["kept", 0] and Decoder(context=there).decode(back) is value
    arrived[0] = 7  # the test has changed it: now it is another array
    assert Encoder(context=here).encode(arrived)[0] == "array"


class Node:  # as a locked cell would define it on both sides
    def __init__(self, value):
        self.value, self.next = value, None


def test_an_object_of_a_class_that_both_sides_define_crosses_as_its_attributes():
    context = Context(classes={"Node": Node})
    first = Node([1])
    first.next = Node(first.value)
    arrived = Decoder(context=context).decode(Encoder(context=context).encode(first))
    assert isinstance(arrived, Node) and arrived.next.value is arrived.value == [1]
    with pytest.raises(NotPlain, match="a Node is no plain data"):
        Encoder().encode(first)


class TestTables:
    @pytest.fixture(autouse=True)
    def pandas(self):
        self.pd = pytest.importorskip("pandas")

    def test_a_table_keeps_labels_dtypes_and_missing_values(self):
        pd = self.pd
        table = pd.DataFrame(
            {"n": [1, 2, 3], "x": [0.5, None, 1], "word": ["a", "b", None],
             "yes": [True, False, True], "kind": pd.Categorical(["u", "v", "u"]), 
             "day": pd.date_range("2026-01-01", periods=3),
             "int": pd.array([1, None, 3], dtype="Int64"),
             "any": pd.Series([1, "a", None], dtype=object)},
            index=pd.Index(["p", "q", "r"], name="row"),
        )  # fmt: skip
        self.pd.testing.assert_frame_equal(cross(table), table)
        for name in table:
            self.pd.testing.assert_series_equal(cross(table[name]), table[name])

    @pytest.mark.parametrize("make", [
        lambda pd: pd.DataFrame({"a": [1, 2, 3], "b": [1, 1, 2]}).groupby("b").agg(["sum", "mean"]),
        lambda pd: pd.DataFrame({"a": [1.0]}, index=pd.DatetimeIndex(["2026-01-01"], tz="UTC")),
        lambda pd: pd.DataFrame([[1, 2]], columns=["same", "same"]),
        lambda pd: pd.DataFrame(), lambda pd: pd.DataFrame({"a": []}),
    ])  # fmt: skip
    def test_tables_of_any_shape_arrive(self, make):
        table = make(self.pd)
        self.pd.testing.assert_frame_equal(cross(table), table)

    def test_a_table_that_was_changed_in_place_is_changed_on_the_other_side(self):
        mine, theirs = self.pd.DataFrame({"a": [1]}), Decoder()
        encoder = Encoder()
        arrived = theirs.decode(encoder.encode([mine]))[0]
        arrived["b"] = 7
        content = Encoder(theirs.objects).content(arrived)
        Decoder(encoder.objects).fill([[1, content]])
        assert list(mine.columns) == ["a", "b"]


class Lying:
    __class__ = list

    def __eq__(self, other):
        return True


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
        (np.array([object()]), "dtype object"),
        (cyclic(), "contains itself"),
        (deep(), "nested deeper than 50"),
        (np.zeros(2**24), "more than 64 MB"),
        (dict.fromkeys(range(10_001)), "more than 10,000 keys"),
        (len, "is no plain data"),
        (np.zeros([1] * 17), "an array of shape"),
        (np.zeros((2**22, 0)), "an array of shape"),
        (np.zeros(1, [("a", object)]), "dtype object"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_is_not_plain_is_refused_with_the_reason(value, why):
    with pytest.raises(NotPlain, match=why):
        Encoder().encode(value)


def test_the_refusal_says_where():
    with pytest.raises(NotPlain, match=r"at \['W1'\]\[2\]"):
        Encoder().encode({"W1": [1, 2, object()]})


TAGS = ["list", "dict", "set", "tuple", "frozenset", "array", "scalar", "int", "complex", "bytes",
        "same", "kept", "records", "instance", "function", "_keep", *BY_TAG]  # fmt: skip
dtypes = st.sampled_from(
    ["<f8", "|i1", "<U3", "<M8[s]", "<f16", "<U99999999", "|b1", "|V8", "<m8[9999Y]"]
)
tables = st.sampled_from(["plain", "category", "zone", "objects", "range", "levels", "labels"])
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | dtypes | tables
    | st.sampled_from(["", "AAAA", "AAAAAAAAAAA=", "0x" + "f" * 30_000, "9e9999999"]),
    lambda inner: (
        st.lists(inner)
        | st.tuples(st.sampled_from(TAGS), inner).map(list)
        | st.tuples(st.sampled_from(TAGS), inner, inner).map(list)
        | st.tuples(st.sampled_from(TAGS), inner, inner, inner).map(list)
        | st.tuples(st.just("array"), dtypes, st.lists(st.integers()), inner).map(list)
        | st.tuples(st.just("list"), st.lists(inner)).map(list)
        | st.tuples(st.just("dict"), st.lists(inner), st.lists(inner)).map(list)
    ),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(junk)
def test_any_junk_is_data_or_a_clear_refusal_within_bounded_memory(data):
    frame = HEADER.pack(len(body := json.dumps({"value": data}).encode())) + body
    tracemalloc.start()
    try:
        value = Decoder(context=Context(classes={"Node": Node})).decode(
            read(frames(frame))["value"]
        )
        sys.set_int_max_str_digits(0)  # a whole number may have many digits
        assert len(repr(value)) < 100_000 + 100 * len(frame)
    except Broken:
        pass
    finally:
        sys.set_int_max_str_digits(sys.int_info.default_max_str_digits)
        assert tracemalloc.get_traced_memory()[1] < 10**7 + 200 * len(frame)
        tracemalloc.stop()


@given(st.binary() | st.text(alphabet='[]{}",:\\0 a').map(str.encode))
def test_any_bytes_are_a_message_or_a_clear_refusal(body):
    try:
        assert type(read(frames(HEADER.pack(len(body)) + body))) is dict
    except Broken:
        pass


@pytest.mark.parametrize(
    "data",
    [
        ["array", "<f8", [2**63 - 1] * 100_000, ""],
        ["array", "<f8", [0] + [2**63 - 1] * 15, ""],
        ["array", "|i1", [1] * 63, "AA=="],
        ["array", "|i1", [0, 2**26], ""],
        ["array", "|i1", [-1], "AA=="],
        ["array", "|i1", [True, 1.0], "AA=="],
        ["records", ["list", ["a"]], ["list", []], ["list", [2**62]], False],
        ["Fraction", ["int", "0x" + "f" * 90_000], 3],
        ["Decimal", "1e999999999"],
        ["range", 0, 2**70, 1],
        ["list", [["namedtuple", f"T{n}", ["list", []], ["list", []]] for n in range(1000)]],
        ["OrderedDict", ["same", 0]],
        ["matrix", ["list", [1]]],
        ["iterator", 5, 5],
        ["StringIO", 5, 5],
        ["instance", "Node", ["dict", [1], [2]]],
        ["kept", 0],
    ],
    ids=lambda data: f"{data[0]} {str(data[1:])[:40]}",
)
def test_forged_data_that_would_take_time_or_memory_is_refused(data):
    with pytest.raises(Broken):
        list(Decoder(context=Context(classes={"Node": Node})).decode(data))


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' + b"[" * 400 + b"]" * 400 + b"}",
        b'{"a":[' + b"[[[]]]," * 2_000_000 + b"0]}",
        b'{"a":[' + b"{}," * 4_000_000 + b"0]}",
        b'{"a":[' + b'"",' * 8_000_000 + b"0]}",
    ],
    ids=["depth", "lists", "dicts", "texts"],
)
def test_a_message_that_would_fill_the_memory_is_refused_before_it_is_parsed(body):
    with pytest.raises(Broken, match=r"memory|nested deeper"):
        read(frames(HEADER.pack(len(body)) + body))


def test_a_long_list_of_numbers_is_no_such_message():
    numbers = [0.1] * 1_000_000
    assert Decoder().decode(read(frames(pack({"a": Encoder().encode(numbers)})))["a"]) == numbers


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
