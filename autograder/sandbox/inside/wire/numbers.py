"""Numbers and times of the standard library, slices and ranges."""

import datetime
from decimal import Decimal
from fractions import Fraction

from autograder.sandbox.inside.wire.kinds import register
from autograder.sandbox.inside.wire.limits import MAX_ITEMS, PLAIN_BITS, Broken

DECIMAL_DIGITS = 5_000  # and the largest exponent: int() writes all of its zeros


def fraction(numerator: int, denominator: int) -> Fraction:
    """A fraction; the greatest common divisor of longer numbers takes too long."""
    if max(numerator.bit_length(), denominator.bit_length()) > PLAIN_BITS:
        raise Broken("a fraction of too many digits")
    return Fraction(numerator, denominator)


def decimal(text: str) -> Decimal:
    """A decimal number of a bounded length, written out."""
    if len(text) > DECIMAL_DIGITS:
        raise Broken("a decimal number of too many digits")
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and abs(exponent) > DECIMAL_DIGITS:
        raise Broken("a decimal number of too large an exponent")
    return number


register(
    Fraction,
    "Fraction",
    lambda value: [Fraction.numerator.__get__(value), Fraction.denominator.__get__(value)],
    fraction,
)
register(Decimal, "Decimal", lambda value: [Decimal.__str__(value)], decimal)
register(
    datetime.timedelta,
    "timedelta",
    lambda value: [value.days, value.seconds, value.microseconds],
    datetime.timedelta,
)
for _time in (datetime.datetime, datetime.date, datetime.time):
    register(
        _time,
        _time.__name__,
        lambda value, kind=_time: [kind.isoformat(value)],
        _time.fromisoformat,
    )
register(slice, "slice", lambda value: [value.start, value.stop, value.step], slice)
register(type(...), "Ellipsis", lambda value: [], lambda: ...)


def bounded_range(*parts: int) -> range:
    """A range that can be written out as a list."""
    made = range(*parts)
    if made and abs(made[-1] - made[0]) // abs(made.step) > MAX_ITEMS:
        raise Broken(f"a range of more than {MAX_ITEMS:,} numbers")
    return made


register(range, "range", lambda value: [value.start, value.stop, value.step], bounded_range)
