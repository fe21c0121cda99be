"""Whether the ranges of a table function were selected with their header row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.memory import remembered
from service_kpi.binding.missing import MissingCodes
from service_kpi.cells import TEXT, Cells
from service_kpi.spec import Argument, Kind

if TYPE_CHECKING:
    from service_kpi.binding.ranges import RangeArgument


def header_arguments(
    ranges: Sequence[RangeArgument], grids: Mapping[str, NDArray[Any]], codes: MissingCodes
) -> frozenset[str]:
    """Return the names of the arguments whose first row is a header row.

    A first row that is all text with values below it is a header row. Ranges that pair drop it together: labels,
    which cannot tell by themselves, follow the numbers beside them. Where one of them has a value in that row it is
    a row of data, and a word in it (a delivery that is "pending") is an answer like any other word.
    """
    with_header: set[str] = set()
    for group in _groups(ranges):
        said = {
            first_row_is_header(cells, argument, grids[argument.name], codes)
            for argument, cells in group
            if argument.kind not in (Kind.LABELS, Kind.RATINGS)
        }
        if True in said and False not in said:
            with_header.update(argument.name for argument, _ in group)
    return frozenset(with_header)


def first_row_is_header(
    cells: Cells, argument: Argument, grid: NDArray[np.float64], codes: MissingCodes
) -> bool | None:
    """Return True for a header row, False for a row of data, ``None`` where the row says neither."""
    key = ("header", argument.kind, *argument.choices.items(), codes)
    return remembered(cells, key, lambda: _first_row_is_header(cells, grid, codes))


def _first_row_is_header(cells: Cells, grid: NDArray[np.float64], codes: MissingCodes) -> bool | None:
    if cells.rows < 2 or not grid.size:
        return None
    if not np.isnan(grid[0]).all():
        return False
    if not (cells.kinds[0] == TEXT).all() or cells.objects is None or cells.kinds.shape[1] < cells.columns:
        return None
    if any(codes.covers(text) for text in cells.objects[0]) or np.isnan(grid[1:]).all():
        return None
    return True


def _groups(ranges: Sequence[RangeArgument]) -> list[list[RangeArgument]]:
    """Return the ranges that share a first row. A range that pairs with none by rule stands alone, but labels of
    rows (labels of items are ``labels_of`` something) go with the first range that has as many rows."""
    groups: dict[str, list[RangeArgument]] = {}
    loose: list[RangeArgument] = []
    for one in ranges:
        if one.argument.kind is Kind.LABELS and not one.argument.pairs and not one.argument.labels_of:
            loose.append(one)
        else:
            groups.setdefault(one.argument.pairs or f"\0{one.argument.name}", []).append(one)
    for one in loose:
        beside = [group for group in groups.values() if group[0].cells.rows == one.cells.rows > 1]
        if beside:
            beside[0].append(one)
    return list(groups.values())
