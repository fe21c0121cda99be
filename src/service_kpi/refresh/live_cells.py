"""The formulas that a refresh computes, arranged so that a range knows quickly which of them lie in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from service_kpi.addresses import Range
from service_kpi.cells import BLANK, BOOLEAN, ERROR, NUMBER, TEXT, Cells, CellValue
from service_kpi.refresh.slots import Position
from service_kpi.xlsx.slim import Formula


class LiveCells:
    """Live formulas by sheet. ``arrays`` are those that may fill more than their own cell."""

    def __init__(self, live: Mapping[Position, Formula]) -> None:
        cells: dict[int, list[tuple[int, int]]] = {}
        self._arrays: dict[int, list[tuple[int, int, Formula]]] = {}
        for (sheet, row, column), formula in live.items():
            cells.setdefault(sheet, []).append((row, column))
            if formula.array_ref is not None:
                self._arrays.setdefault(sheet, []).append((row, column, formula))
        self._cells: dict[int, NDArray[np.int64]] = {
            sheet: np.array(positions, dtype=np.int64) for sheet, positions in cells.items()
        }

    def arrays(self, sheet: int) -> list[tuple[int, int, Formula]]:
        """Return the array formulas of a sheet with their anchors."""
        return self._arrays.get(sheet, [])

    def inside(self, sheet: int, area: Range) -> list[tuple[int, int]]:
        """Return the live formulas that lie in a range."""
        cells = self._cells.get(sheet)
        if cells is None:
            return []
        mask = (
            (cells[:, 0] >= area.first_row)
            & (cells[:, 0] <= area.last_row)
            & (cells[:, 1] >= area.first_column)
            & (cells[:, 1] <= area.last_column)
        )
        return [(int(row), int(column)) for row, column in cells[mask]]

    def touch(self, sheet: int, area: Range) -> bool:
        """True when a recalculation may change a value in the range."""
        # A dynamic array may grow into the range from above or from the left.
        return bool(self.inside(sheet, area)) or any(
            (formula.array_ref is not None and formula.array_ref.overlaps(area))
            or (formula.dynamic and row <= area.last_row and column <= area.last_column)
            for row, column, formula in self.arrays(sheet)
        )


def cells_of(area: Range, within: Range | None = None) -> Iterator[tuple[int, int]]:
    """Yield the cells of a range, or those of them that lie within another."""
    within = within or area
    for row in range(max(area.first_row, within.first_row), min(area.last_row, within.last_row) + 1):
        for column in range(max(area.first_column, within.first_column), min(area.last_column, within.last_column) + 1):
            yield row, column


def overlaid(block: Cells, area: Range, updates: Mapping[tuple[int, int], CellValue]) -> Cells:
    """Return a copy of a block with some cells replaced; it grows where an update lies past the stored part."""
    rows = max([block.kinds.shape[0], *(row - area.first_row + 1 for row, _ in updates)])
    columns = max([block.kinds.shape[1], *(column - area.first_column + 1 for _, column in updates)])
    numbers = np.full((rows, columns), np.nan)
    kinds = np.zeros((rows, columns), dtype=np.uint8)
    objects = np.full((rows, columns), None, dtype=object)
    stored = (slice(block.kinds.shape[0]), slice(block.kinds.shape[1]))
    numbers[stored], kinds[stored] = block.numbers, block.kinds
    if block.objects is not None:
        objects[stored] = block.objects
    for (row, column), value in updates.items():
        at = row - area.first_row, column - area.first_column
        numbers[at], objects[at] = np.nan, None
        if value is None:
            kinds[at] = BLANK
        elif isinstance(value, bool):
            kinds[at], numbers[at] = BOOLEAN, float(value)
        elif isinstance(value, (int, float)):
            kinds[at], numbers[at] = NUMBER, value
        else:
            kinds[at], objects[at] = (TEXT if isinstance(value, str) else ERROR), value
    has_objects = bool(np.any(kinds >= TEXT))
    return replace(block, numbers=numbers, kinds=kinds, objects=objects if has_objects else None)
