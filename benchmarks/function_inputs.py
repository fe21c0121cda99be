"""Ranges to measure worksheet functions on: what a survey, a ledger and a telephone log hold, drawn from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.cells import TEXT, Cells

Draw = np.random.Generator
Floats = NDArray[np.float64]

#: Questions of a survey, as in SERVQUAL.
ITEMS: Final = 22
#: Share of the cells that are blank.
MISSING: Final = 0.03
#: The first day and the day of the report, as serial days: 1 January and 31 December 2025.
FIRST_DAY: Final = 45658
AS_OF: Final = 46022.0


def block(values: Floats) -> Cells:
    """Return numbers as cells, blank where NaN; one field stands in a column."""
    return Cells.from_values(values.reshape(len(values), -1))


def with_gaps(draw: Draw, values: Floats) -> Floats:
    """Leave some values out."""
    return np.where(draw.random(values.shape) < MISSING, np.nan, values)


def answers(draw: Draw, respondents: int, items: int = ITEMS, *, mean: float = 4.5) -> Cells:
    """Return answers from 1 to 7; a respondent who likes one thing likes the others too."""
    mood = draw.normal(mean, 1.0, (respondents, 1))
    raw = np.rint(mood + draw.normal(0.0, 1.0, (respondents, items)))
    return block(with_gaps(draw, np.clip(raw, 1.0, 7.0)))


def whole(draw: Draw, rows: int, low: int, high: int, columns: int = 1) -> Cells:
    """Return whole numbers from ``low`` to ``high``, some blank."""
    return block(with_gaps(draw, draw.integers(low, high + 1, (rows, columns)).astype(np.float64)))


def counts(draw: Draw, rows: int, low: int, high: int) -> Cells:
    """Return whole numbers from ``low`` to ``high``, none blank."""
    return block(draw.integers(low, high + 1, rows).astype(np.float64))


def flags(draw: Draw, rows: int, share: float, columns: int = 1) -> Cells:
    """Return 1 and 0, some blank."""
    return block(with_gaps(draw, (draw.random((rows, columns)) < share).astype(np.float64)))


def seconds(draw: Draw, rows: int) -> Cells:
    """Return waits in seconds, none blank."""
    return block(np.rint(draw.exponential(25.0, rows)))


def promises(draw: Draw, rows: int) -> tuple[Cells, Cells]:
    """Return days promised and days delivered: some delivered late, some not yet, some not yet due."""
    promised = draw.integers(FIRST_DAY, int(AS_OF) + 30, rows).astype(np.float64)
    delivered = with_gaps(draw, promised + draw.integers(-4, 3, rows))
    delivered[delivered > AS_OF] = np.nan
    return block(promised), block(delivered)


def cases(draw: Draw, rows: int) -> tuple[Cells, Cells]:
    """Return days on which cases were opened and closed, some of them still open."""
    opened = draw.integers(FIRST_DAY, int(AS_OF), rows).astype(np.float64)
    closed = with_gaps(draw, opened + draw.integers(0, 10, rows))
    closed[closed > AS_OF] = np.nan
    return block(opened), block(closed)


def names(word: str, number: int) -> list[str]:
    """Return ``number`` labels."""
    return [f"{word} {place}" for place in range(1, number + 1)]


def words(grid: NDArray[np.object_]) -> Cells:
    """Return texts as cells. Equal texts are one object, as they are when a workbook was read."""
    rows, columns = grid.shape
    return Cells(rows, columns, np.full(grid.shape, np.nan), np.full(grid.shape, TEXT, dtype=np.uint8), grid)


def labels(draw: Draw, rows: int, choices: Sequence[str]) -> Cells:
    """Return a column of labels."""
    return words(np.array(choices, dtype=object)[draw.integers(len(choices), size=(rows, 1))])


def headings(choices: Sequence[str]) -> Cells:
    """Return labels in a row."""
    return words(np.array([choices], dtype=object))


def own_names(rows: int) -> Cells:
    """Return a column in which every row has a name of its own."""
    return words(np.array(names("Branch", rows), dtype=object).reshape(-1, 1))
