"""Decimal numbers in a block of bytes, read many at a time and to the last bit."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Up to here digits fit an unsigned 64-bit integer.
_LONGEST: Final = 19
#: Integers up to here, and powers of ten up to 22, are doubles exactly; one division of two exact doubles is correctly
#: rounded, so that the quotient is the double nearest to the decimal number (Clinger 1990, "How to read floating
#: point numbers accurately", the fast path).
_EXACT: Final = np.uint64(1 << 53)
_POWERS: Final = 10.0 ** np.arange(_LONGEST + 1)

READ: Final = 0  #: the value is there
LONG: Final = 1  #: digits and at most one point, but too many of them: ``float`` must read it
OTHER: Final = 2  #: anything else


def read_numbers(
    block: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Return the numbers in the spans, and for each ``READ``, ``LONG`` or ``OTHER``."""
    values = np.full(len(starts), np.nan)
    states = np.full(len(starts), OTHER, dtype=np.uint8)
    negative = block[starts] == ord("-")
    starts = starts + negative
    lengths = ends - starts
    for length in np.unique(lengths[(lengths > 0) & (lengths <= _LONGEST)]).tolist():
        group = np.flatnonzero(lengths == length)
        values[group], states[group] = _read_group(block, starts[group], length)
    states[lengths > _LONGEST] = OTHER
    return np.where(negative, -values, values), states


def _read_group(
    block: NDArray[np.uint8], starts: NDArray[np.int64], length: int
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Read numbers without sign that are all of one length."""
    mantissa = np.zeros(len(starts), dtype=np.uint64)
    places = np.full(len(starts), -1, dtype=np.int64)
    clean = np.ones(len(starts), dtype=bool)
    ten = np.uint64(10)
    for offset in range(length):
        digit = block[starts + offset] - np.uint8(ord("0"))
        is_digit = digit < 10
        if is_digit.all():
            mantissa = mantissa * ten + digit
            places += places >= 0
            continue
        is_point = digit == np.uint8(ord(".") - ord("0") + 256)
        clean &= is_digit | (is_point & (places < 0))
        mantissa = np.where(is_digit, mantissa * ten + digit, mantissa)
        places += is_digit & (places >= 0)
        places[is_point & (places < 0)] = 0
    clean &= (places < 0) | (length > 1)
    values = mantissa.astype(np.float64) / _POWERS[np.maximum(places, 0)]
    return values, np.where(clean, np.where(mantissa <= _EXACT, READ, LONG), OTHER).astype(np.uint8)
