"""pandas objects as arrays, labels and dtypes, made anew by pandas itself; never pickled.

Imported only where a value is a pandas object or a message announces one: pandas is optional.
"""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from autograder.sandbox.inside.wire.kinds import register
from autograder.sandbox.inside.wire.limits import Broken

MOST_COLUMNS = 5_000
EXTENSIONS = ("Int", "UInt", "Float", "boolean", "string", "category", "str")


def column(values: Any) -> list:
    """The dtype's name and the values: an array, or a list where they are objects."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = column(dtype.categories)
        return ["category", np.asarray(values.array.codes), categories, bool(dtype.ordered)]
    if isinstance(dtype, np.dtype) and dtype.kind in "biufcmM":
        return ["plain", np.asarray(values)]
    if isinstance(dtype, pd.DatetimeTZDtype):
        return ["zone", np.asarray(values.array.astype("int64")), dtype.unit, str(dtype.tz)]
    members = [plain(value) for value in values]
    if str(dtype) != "object":
        missing = pd.isna(values)
        members = [None if gone else v for v, gone in zip(members, missing, strict=True)]
    return ["objects", members, str(dtype)]


def plain(value: Any) -> Any:
    """A timestamp as NumPy's; anything else as it is."""
    return value.to_numpy() if isinstance(value, pd.Timestamp | pd.Timedelta) else value


def values_of(kind: str, data: Any, *more: Any) -> Any:
    """The values of a column as pandas keeps them."""
    if kind == "plain" and isinstance(data, np.ndarray) and data.ndim == 1:
        return data
    if kind == "category":
        categories, ordered = more
        return pd.Categorical.from_codes(
            data, pd.Index(values_of(*categories)), ordered=bool(ordered)
        )
    if kind == "zone":
        unit, zone = more
        times = pd.DatetimeIndex(data.astype(f"M8[{unit}]"))
        return times.tz_localize("UTC").tz_convert(zone)
    if kind == "objects" and isinstance(data, list):
        [dtype] = more
        made = np.empty(len(data), object)
        made[:] = data
        if dtype == "object":
            return made
        if not dtype.startswith(EXTENSIONS):
            raise Broken(f"a column of dtype {dtype[:50]}")
        return pd.array(data, dtype=dtype)
    raise Broken("a column of no known kind")


def index_parts(index: pd.Index) -> list:
    """The parts of an index: a range, levels, or one column of labels."""
    if isinstance(index, pd.RangeIndex):
        return ["range", [index.start, index.stop, index.step], [index.name]]
    if isinstance(index, pd.MultiIndex):
        levels = [column(index.get_level_values(n)) for n in range(index.nlevels)]
        return ["levels", levels, list(index.names)]
    if isinstance(index, pd.DatetimeIndex):
        return ["times", [column(index), index.freqstr], [index.name]]
    return ["labels", column(index), [index.name]]


def make_index(kind: str, content: list, names: list) -> pd.Index:
    """The index of its parts."""
    if kind == "range":
        return pd.RangeIndex(*content, name=names[0])
    if kind == "levels":
        return pd.MultiIndex.from_arrays([values_of(*level) for level in content], names=names)
    if kind == "times":
        times, frequency = content
        return pd.DatetimeIndex(values_of(*times), freq=frequency, name=names[0])
    if kind != "labels":
        raise Broken("an index of no known kind")
    values = values_of(*content)
    return pd.Index(values, name=names[0], dtype=dtype_of(content))


def frame_parts(frame: pd.DataFrame) -> list:
    """Columns, column labels, index."""
    columns = [column(frame.iloc[:, n]) for n in range(frame.shape[1])]
    return [columns, index_parts(frame.columns), index_parts(frame.index)]


def make_frame(columns: list, labels: list, rows: list) -> pd.DataFrame:
    """The table of its columns."""
    if len(columns) > MOST_COLUMNS:
        raise Broken(f"a table of more than {MOST_COLUMNS:,} columns")
    index = make_index(*rows)
    series = {
        number: pd.Series(values_of(*one), index=index, dtype=dtype_of(one))
        for number, one in enumerate(columns)
    }
    made = pd.DataFrame(series, index=index)
    made.columns = make_index(*labels)
    return made


def dtype_of(column: list) -> Any:
    """pandas guesses the dtype of objects unless it is told."""
    return object if column[0] == "objects" and column[2] == "object" else None


def series_parts(series: pd.Series) -> list:
    """Values, name, index."""
    return [column(series), series.name, index_parts(series.index)]


def make_series(values: list, name: Any, rows: list) -> pd.Series:
    """The series of its values."""
    return pd.Series(values_of(*values), index=make_index(*rows), name=name, dtype=dtype_of(values))


def refill(old: Any, new: Any) -> None:
    """Give a table or a series that was changed in place its new content."""
    type(old).__init__(old, new)


@cache
def register_all() -> None:
    """Let pandas objects cross."""
    register(pd.DataFrame, "DataFrame", frame_parts, make_frame, refill)
    register(pd.Series, "Series", series_parts, make_series, refill)
    register(pd.Index, "Index", index_parts, make_index)
    register(pd.Timestamp, "Timestamp", lambda v: [v.isoformat()], pd.Timestamp)
    register(pd.Timedelta, "Timedelta", lambda v: [v.isoformat()], pd.Timedelta)
    register(type(pd.NA), "NA", lambda v: [], lambda: pd.NA)
    register(type(pd.NaT), "NaT", lambda v: [], lambda: pd.NaT)
