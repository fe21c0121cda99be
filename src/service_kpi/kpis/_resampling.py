"""The bootstrap, with the same answer every time: what might have come out had other respondents been asked.

Respondents are drawn with replacement, as many as there were, 1,000 times. The draws come from the Mersenne Twister
with a fixed seed, whose stream numpy keeps the same for ever. They do not depend on the order of the rows, on blank
rows or on the unit of the answers. Above 2,000 respondents these are first dealt out at random into 2,000 units, and
the units are drawn: the spread of a mean is the same, at a cost that no longer grows with the product of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.kpis._groups import Index
from service_kpi.kpis._numerics import Floats, row_blocks

REPLICATES: Final = 1000
SEED: Final = 1977
MOST_UNITS: Final = 2000

_AT_ONCE: Final = 100
#: Answers are compared to this part of the largest one: far below any scale's steps, far above rounding.
_STEPS: Final = 2.0**40
_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)


class Units(NamedTuple):
    """What is drawn: ``of_row`` is the unit of each respondent, −1 for one who answered nothing."""

    number: int
    of_row: Index


def units_of(answers: Sequence[Floats], classes: Index | None = None) -> Units:
    """Return the units of respondents, whose answers are the rows of all matrices side by side.

    ``classes``, a column, tells apart rows whose answers are about different things.
    """
    answered = np.zeros(len(answers[0]), dtype=bool)
    for matrix in answers:
        answered |= ~np.isnan(matrix).all(axis=1)
    order = np.flatnonzero(answered)
    order = order[np.argsort(_fingerprints(answers, classes)[order], kind="stable")]
    of_row = np.full(answered.size, -1, dtype=np.intp)
    if order.size <= MOST_UNITS:
        of_row[order] = np.arange(order.size)
        return Units(order.size, of_row)
    of_row[order] = (np.random.RandomState(SEED).random_sample(order.size) * MOST_UNITS).astype(np.intp)
    return Units(MOST_UNITS, of_row)


def draws(units: Units) -> Iterator[Floats]:
    """Yield blocks of replicates × units: how often each unit was drawn in each replicate."""
    stream = np.random.RandomState(SEED)
    offsets = units.number * np.arange(_AT_ONCE).reshape(-1, 1)
    for _ in range(REPLICATES // _AT_ONCE):
        drawn = (stream.random_sample((_AT_ONCE, units.number)) * units.number).astype(np.intp)
        counts = np.bincount((drawn + offsets).reshape(-1), minlength=offsets.size * units.number)
        yield counts.reshape(_AT_ONCE, units.number).astype(np.float64)


def _fingerprints(answers: Sequence[Floats], classes: Index | None) -> NDArray[np.uint64]:
    """Return a number for each row that is the same for the same answers, whatever their unit."""
    keys = np.zeros(len(answers[0]), dtype=np.uint64)
    if classes is not None:
        keys += classes.reshape(-1).astype(np.uint64)
    for matrix in answers:
        largest = max((float(np.nanmax(np.abs(matrix[rows]), initial=0.0)) for rows in row_blocks(matrix)), default=0.0)
        scale = _STEPS / largest if largest > 0 else 0.0
        for rows in row_blocks(matrix):
            block = np.where(np.isnan(matrix[rows]), -2.0 * _STEPS, np.rint(matrix[rows] * scale))
            key = keys[rows]
            for column in block.astype(np.int64).view(np.uint64).T:
                key = (key ^ column) * _MIXER
                key ^= key >> _SHIFT
            keys[rows] = key
    return keys
