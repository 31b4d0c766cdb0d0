"""NumPy's kinds of arrays: masked arrays, matrices and records."""

import re

import numpy as np

from autograder.sandbox.inside.wire.kinds import BY_TAG, Kind, checked, register
from autograder.sandbox.inside.wire.limits import Broken

ARRAY_KINDS = "biufcUSmM"  # bools, numbers, text and times; no objects
DTYPE = re.compile(rf"[<>|=][{ARRAY_KINDS}]\d{{1,9}}(\[\w{{1,20}}\])?")


def dtype_of(name: str) -> np.dtype:
    """The dtype of that name; raises Broken for one that no array crosses with."""
    if not DTYPE.fullmatch(name):
        raise Broken(f"no dtype of plain data: {name[:50]}")
    return np.dtype(name)


def masked(data: np.ndarray, mask: np.ndarray) -> np.ma.MaskedArray:
    """A masked array of data and mask of one shape."""
    if checked(data, np.ndarray).shape != checked(mask, np.ndarray).shape:
        raise Broken("a mask of another shape than its data")
    return np.ma.MaskedArray(data, mask=mask)


def matrix(data: np.ndarray) -> np.matrix:
    """A matrix, which has two axes."""
    if checked(data, np.ndarray).ndim != 2:
        raise Broken("a matrix that has not two axes")
    return data.view(np.matrix)


def records(names: list, columns: list, shape: list, record: bool) -> np.ndarray:
    """A structured array of its columns, or a record array."""
    dtype = []
    for name, column in zip(names, columns, strict=True):
        if not isinstance(column, np.ndarray) or list(column.shape[: len(shape)]) != shape:
            raise Broken("a column of another shape than its records")
        dtype.append((checked(name, str), column.dtype, column.shape[len(shape) :]))
    made = np.empty(tuple(shape), dtype)
    for name, column in zip(names, columns, strict=True):
        made[name] = column
    return made.view(np.recarray) if record else made


def refill_array(old: np.ndarray, new: np.ndarray) -> None:
    """For an array of one shape and dtype."""
    if old.shape != new.shape or old.dtype != new.dtype:
        raise Broken("an array argument changed its shape")
    old[...] = new


register(
    np.ma.MaskedArray,
    "masked",
    lambda value: [
        np.ma.getdata(value).view(np.ndarray),
        np.ma.getmaskarray(value),
    ],
    masked,
    refill_array,
)
register(
    np.matrix,
    "matrix",
    lambda value: [np.ndarray.view(value, np.ndarray)],
    matrix,
    refill_array,
)
register(np.void, "record", lambda value: [np.asarray(value)], lambda data: data[()])
BY_TAG["records"] = Kind("records", list, records, refill_array)
