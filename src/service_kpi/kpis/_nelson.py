"""Nelson's eight tests for special causes: what a stable process hardly ever does."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.kpis._numerics import Flags, Floats

TESTS: Final = 8
#: The tests that Nelson recommends for routine use on every chart.
ROUTINE: Final = 4

#: What rounding leaves between two numbers that are one on paper, as a part of the larger.
_ROUNDING: Final = 8 * np.finfo(np.float64).eps


def nelson_tests(values: Floats, centre: Floats | float, sigma: Floats | float, tests: int = TESTS) -> Flags:
    """Return points × ``tests``: which of the first tests each point completes.

    ``values`` are the points in their order, none missing; ``centre`` and ``sigma`` are of all points or of each. A
    point is where it is in the strict sense: one on the centre line is on neither side, one on a zone's border is in
    neither zone, and two equal points neither rise nor fall. Equal means equal but for rounding.

    Source: Nelson (1984), Journal of Quality Technology 16, 237–239.
    """
    deviation = values - centre
    rounding = _ROUNDING * np.maximum(np.abs(values), np.abs(centre))

    def above(zones: int) -> Flags:
        return np.asarray(deviation - zones * sigma > rounding)

    def below(zones: int) -> Flags:
        return np.asarray(-deviation - zones * sigma > rounding)

    rises, falls = _steps(values)
    found = [
        above(3) | below(3),
        (run_lengths(above(0)) >= 9) | (run_lengths(below(0)) >= 9),
        (run_lengths(rises) >= 5) | (run_lengths(falls) >= 5),
        run_lengths(_turns(rises, falls)) >= 12,
    ]
    if tests > ROUTINE:
        inside = np.asarray(sigma - np.abs(deviation) > rounding)
        found += [
            _most_of(above(2), 2, 3) | _most_of(below(2), 2, 3),
            _most_of(above(1), 4, 5) | _most_of(below(1), 4, 5),
            run_lengths(inside) >= 15,
            run_lengths(above(1) | below(1)) >= 8,
        ]
    return np.column_stack(found)


def named(tests: Flags) -> NDArray[Any]:
    """Return the numbers of the tests of each point as text: ``"1, 5"``, empty where there is none."""
    width = tests.shape[1]
    texts = [
        ", ".join(str(test + 1) for test in range(width) if combination >> test & 1)
        for combination in range(1 << width)
    ]
    combinations = tests @ (1 << np.arange(width))
    return np.array(texts, dtype=object)[combinations]


def run_lengths(flags: Flags) -> NDArray[np.int32]:
    """Return how many points in a row up to each one are flagged."""
    places = np.arange(1, flags.size + 1, dtype=np.int32)
    return places - np.maximum.accumulate(np.where(flags, np.int32(0), places))


def _most_of(flags: Flags, fewest: int, window: int) -> Flags:
    """Return the flagged points that are, with those just before them, ``fewest`` of the last ``window`` points."""
    total = np.zeros(flags.size, dtype=np.int8)
    for back in range(min(window, flags.size)):
        total[back:] += flags[: flags.size - back]
    return flags & (total >= fewest)


def _steps(values: Floats) -> tuple[Flags, Flags]:
    """Return which points lie above and which below the one before."""
    rises, falls = np.zeros((2, values.size), dtype=bool)
    step = np.diff(values)
    rounding = _ROUNDING * np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
    rises[1:], falls[1:] = step > rounding, -step > rounding
    return rises, falls


def _turns(rises: Flags, falls: Flags) -> Flags:
    """Return the points that go up after a fall, or down after a rise."""
    turns = np.zeros(rises.size, dtype=bool)
    turns[1:] = (rises[1:] & falls[:-1]) | (falls[1:] & rises[:-1])
    return turns
