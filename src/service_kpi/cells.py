"""A rectangle of cell values as numpy arrays: what every layer above passes around instead of lists of lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import CellError

#: What one cell can hold. ``None`` is a blank.
CellValue = float | bool | str | CellError | None

BLANK: Final = 0
NUMBER: Final = 1
BOOLEAN: Final = 2
TEXT: Final = 3
ERROR: Final = 4

_EPOCH_1900: Final = datetime(1899, 12, 30)


@dataclass(frozen=True, eq=False)
class Cells:
    """A rectangle of cells.

    ``rows`` × ``columns`` is the rectangle that was asked for; the arrays hold its stored part, which is
    shorter where a range such as ``A:A`` runs past the data. What is not stored is blank.

    ``numbers`` has the value of a number and 1 or 0 for a boolean, NaN elsewhere. ``kinds`` says which of
    ``BLANK``, ``NUMBER``, ``BOOLEAN``, ``TEXT``, ``ERROR`` each cell is. ``objects`` holds the ``str`` of a text
    and the :class:`~service_kpi.errors.CellError` of an error, and is ``None`` where the block has neither.
    """

    rows: int
    columns: int
    numbers: NDArray[np.float64]
    kinds: NDArray[np.uint8]
    objects: NDArray[np.object_] | None = None
    #: Serial numbers in this block count from 1904 and not from 1900.
    date1904: bool = False
    #: Zero-based row and column of the first cell in its sheet, where the host can tell.
    top_left: tuple[int, int] | None = None

    @classmethod
    def from_values(cls, values: Any, *, date1904: bool = False) -> Cells:
        """Make a block from sheet-shaped Python values: one value, a list of rows, or an array."""
        if isinstance(values, np.ndarray) and values.dtype.kind in "fiu" and values.size:
            return cls._from_numbers(np.atleast_2d(values).astype(np.float64), date1904)
        grid = _as_grid(values)
        rows, columns = len(grid), len(grid[0])
        numbers = np.full((rows, columns), np.nan)
        kinds = np.zeros((rows, columns), dtype=np.uint8)
        objects = np.full((rows, columns), None, dtype=object)
        for r, row in enumerate(grid):
            for c, value in enumerate(row):
                kind, number, item = _classify(value)
                kinds[r, c], numbers[r, c], objects[r, c] = kind, number, item
        has_objects = bool(np.any(kinds >= TEXT))
        return cls(rows, columns, numbers, kinds, objects if has_objects else None, date1904)

    @classmethod
    def _from_numbers(cls, numbers: NDArray[np.float64], date1904: bool) -> Cells:
        if numbers.ndim != 2:
            raise ValueError("an array of more than two dimensions is no block of cells")
        finite = np.isfinite(numbers)
        kinds = np.where(finite, NUMBER, BLANK).astype(np.uint8)
        rows, columns = numbers.shape
        return cls(rows, columns, np.where(finite, numbers, np.nan), kinds, None, date1904)

    def value(self, row: int, column: int) -> CellValue:
        """Return the value at a zero-based position; blank past the stored part."""
        if row >= self.kinds.shape[0] or column >= self.kinds.shape[1]:
            return None
        kind = self.kinds[row, column]
        if kind == NUMBER:
            return float(self.numbers[row, column])
        if kind == BOOLEAN:
            return bool(self.numbers[row, column])
        if kind == BLANK or self.objects is None:
            return None
        item: CellValue = self.objects[row, column]
        return item

    def to_rows(self) -> list[list[CellValue]]:
        """Return the stored part as a list of rows."""
        return [[self.value(r, c) for c in range(self.kinds.shape[1])] for r in range(self.kinds.shape[0])]

    def first_error(self) -> CellError | None:
        """Return the first error in reading order, if any."""
        if self.objects is None:
            return None
        found = np.argwhere(self.kinds == ERROR)
        if not len(found):
            return None
        error: CellError = self.objects[found[0][0], found[0][1]]
        return error


def excel_serial(moment: date) -> float:
    """Return the serial number of a date or datetime in the 1900 system (1 March 1900 is 61)."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    delta = moment.replace(tzinfo=None) - _EPOCH_1900
    return delta.days + delta.seconds / 86400 + delta.microseconds / 86400e6


def _as_grid(values: Any) -> Sequence[Sequence[Any]]:
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if not isinstance(values, (list, tuple)):
        return [[values]]
    if not values:
        return [[None]]
    if not isinstance(values[0], (list, tuple)):
        return [values]
    width = len(values[0])
    if any(len(row) != width for row in values):
        raise ValueError("rows of different lengths do not make a rectangle")
    return values if width else [[None]]


def _classify(value: Any) -> tuple[int, float, str | CellError | None]:
    if value is None:
        return BLANK, np.nan, None
    if isinstance(value, (bool, np.bool_)):
        return BOOLEAN, float(value), None
    if isinstance(value, (int, float, np.number)):
        number = float(value)
        return (NUMBER, number, None) if np.isfinite(number) else (BLANK, np.nan, None)
    if isinstance(value, date):
        return NUMBER, excel_serial(value), None
    if isinstance(value, CellError):
        return ERROR, np.nan, value
    return TEXT, np.nan, str(value)
