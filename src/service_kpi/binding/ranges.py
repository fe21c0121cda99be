"""The ranges of one call, read together: shapes that pair, one header row, one length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.codes import read_codes
from service_kpi.binding.dates import read_dates
from service_kpi.binding.flags import read_flags
from service_kpi.binding.headers import header_arguments
from service_kpi.binding.labels import read_labels
from service_kpi.binding.memory import sealed
from service_kpi.binding.missing import MissingCodes
from service_kpi.binding.numbers import read_numbers
from service_kpi.binding.ratings import read_marks, read_ratings
from service_kpi.cells import Cells
from service_kpi.errors import BadArgument
from service_kpi.readings import Reading
from service_kpi.spec import Argument, Kind

#: Ranges of one field: one column or one row.
VECTORS: Final = frozenset({Kind.COLUMN, Kind.DATES, Kind.LABELS, Kind.FLAGS})
_READERS: Final[Mapping[Kind, Callable[[Cells, MissingCodes], NDArray[Any]]]] = {
    Kind.DATES: read_dates,
    Kind.FLAGS: read_flags,
    Kind.FLAG_MATRIX: read_flags,
    Kind.LABELS: read_labels,
    Kind.MARKS: read_marks,
    Kind.RATINGS: read_ratings,
}
#: Up to this many cells a range is as long as it was asked for; a longer one (``A:A``) ends where its data end.
FILLED: Final = 100_000


class RangeArgument(NamedTuple):
    """A range with the argument that it was given for."""

    argument: Argument
    cells: Cells

    @property
    def shape(self) -> tuple[int, int]:
        """The rows and columns that were asked for."""
        return self.cells.rows, self.cells.columns


def read_ranges(
    ranges: Sequence[RangeArgument], *, headers: bool, codes: MissingCodes
) -> tuple[dict[str, Any], dict[str, NDArray[np.str_]]]:
    """Return the array of each range by argument name, and the header labels of each range that has a header row."""
    check_shapes(ranges)
    grids = {argument.name: grid_of(argument, cells, codes) for argument, cells in ranges}
    with_header = header_arguments(ranges, grids, codes) if headers else frozenset()
    values: dict[str, Any] = {}
    labels: dict[str, NDArray[np.str_]] = {}
    for argument, cells in ranges:
        skipped = int(argument.name in with_header)
        if skipped:
            labels[argument.name] = _header_labels(cells, codes)
        if argument.kind is Kind.CELLS:
            values[argument.name] = _without_first_rows(read_numbers(cells, codes), skipped)
            continue
        rows, columns = _filled_shape(cells, ranges)
        grid = _padded(grids[argument.name][skipped:], rows - skipped, columns)
        values[argument.name] = grid.reshape(-1) if argument.kind in VECTORS else grid
    return values, labels


def check_shapes(ranges: Sequence[RangeArgument]) -> None:
    """Raise :class:`BadArgument` for a field of several columns and for ranges that do not pair."""
    for argument, cells in ranges:
        if argument.kind in VECTORS and min(cells.rows, cells.columns) > 1:
            raise BadArgument(
                f"{argument.name} takes one column or one row, but got {_size(cells)}",
                f"{argument.name} toma una columna o una fila, pero recibió {_size(cells)}",
            )
    first_of_group: dict[str, RangeArgument] = {}
    for one in ranges:
        if one.argument.pairs:
            first = first_of_group.setdefault(one.argument.pairs, one)
            if not _pair(first, one):
                raise BadArgument(
                    f"{first.argument.name} is {_size(first.cells)} and {one.argument.name} is {_size(one.cells)}; "
                    "they belong together row by row and must have the same size",
                    f"{first.argument.name} es {_size(first.cells)} y {one.argument.name} es {_size(one.cells)}; "
                    "van juntos fila por fila y deben tener el mismo tamaño",
                )


def _pair(first: RangeArgument, other: RangeArgument) -> bool:
    if first.argument.pairs == "answers" or {first.argument.kind, other.argument.kind} <= VECTORS:
        return first.shape == other.shape
    return first.cells.rows == other.cells.rows


def grid_of(argument: Argument, cells: Cells, codes: MissingCodes) -> NDArray[Any]:
    """Return the stored cells of a range as values; NaN, or ``""`` for a label, where a cell has none."""
    if argument.kind is Kind.CODE_MATRIX:
        return read_codes(cells, argument.choices, codes)
    if argument.kind in _READERS:
        return _READERS[argument.kind](cells, codes)
    return read_numbers(cells, codes).values


def _header_labels(cells: Cells, codes: MissingCodes) -> NDArray[np.str_]:
    first_row = Cells(
        1, cells.columns, cells.numbers[:1], cells.kinds[:1], cells.objects[:1] if cells.objects is not None else None
    )
    return _padded(read_labels(first_row, codes), 1, cells.columns).reshape(-1)


def _without_first_rows(reading: Reading, skipped: int) -> Reading:
    if not skipped:
        return reading
    return Reading(
        reading.rows - skipped,
        reading.columns,
        reading.values[skipped:],
        reading.outcomes[skipped:],
        reading.skipped_rows + skipped,
        reading.top_left,
    )


def _filled_shape(cells: Cells, ranges: Sequence[RangeArgument]) -> tuple[int, int]:
    """Return how many rows and columns the function is to see.

    Ranges that were asked for with as many rows get as many rows, and so for columns, whatever is stored of each.
    """
    if cells.rows * cells.columns <= FILLED:
        return cells.rows, cells.columns
    rows = max(other.kinds.shape[0] for _, other in ranges if other.rows == cells.rows)
    columns = max(other.kinds.shape[1] for _, other in ranges if other.columns == cells.columns)
    return rows, columns


def _padded(grid: NDArray[Any], rows: int, columns: int) -> NDArray[Any]:
    if grid.shape == (rows, columns):
        return grid
    is_text = grid.dtype.kind == "U"
    padded = np.full((rows, columns), "" if is_text else np.nan, dtype=grid.dtype)
    padded[: grid.shape[0], : grid.shape[1]] = grid
    return sealed(padded)


def _size(cells: Cells) -> str:
    return f"{cells.rows} × {cells.columns}"
