"""What became of each cell of the ranges of a call: how many were used, and what was left out and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.addresses import cell_address
from service_kpi.binding.call import given_cells
from service_kpi.binding.headers import header_arguments
from service_kpi.binding.memory import object_at
from service_kpi.binding.missing import MissingCodes
from service_kpi.binding.ranges import FILLED, RangeArgument, grid_of
from service_kpi.cells import BLANK, ERROR, NUMBER, TEXT, Cells
from service_kpi.spec import FunctionSpec, Kind
from service_kpi.text import Text

Mask = NDArray[np.bool_]

#: Kinds for which a text that is used is a number or a date that somebody typed as text.
_NUMERIC: Final = frozenset({Kind.MATRIX, Kind.COLUMN, Kind.DATES, Kind.MARKS, Kind.CELLS})


@dataclass(frozen=True)
class Account:
    """The cells of one range: ``used`` + ``headings`` + ``missing`` + ``invalid`` + ``errors`` = ``cells``.

    ``text_numbers`` are used cells that hold a number or a date as text; ``missing`` are blank or say "no answer".
    ``first_left_out`` is where the first invalid or error cell lies, ``None`` where there is none.
    """

    cells: int
    used: int
    text_numbers: int
    headings: int
    missing: int
    invalid: int
    errors: int
    first_left_out: Text | None


@dataclass(frozen=True)
class Accounts:
    """The ranges of a call by argument name; ``unpaired`` answers stand opposite a cell without one."""

    ranges: Mapping[str, Account]
    unpaired: int


def accounts(spec: FunctionSpec, arguments: Sequence[Any], missing_codes: Collection[float | str] = ()) -> Accounts:
    """Return what became of the cells of each range. Arguments and errors as in ``bind``."""
    codes = MissingCodes.of(missing_codes)
    given = given_cells(spec, arguments)
    ranges = [RangeArgument(a, given[a.name]) for a in spec.arguments if a.kind.is_range and a.name in given]
    grids = {argument.name: grid_of(argument, cells, codes) for argument, cells in ranges}
    with_header = header_arguments(ranges, grids, codes) if spec.is_table else frozenset()
    used = {name: grid != "" if grid.dtype.kind == "U" else ~np.isnan(grid) for name, grid in grids.items()}
    return Accounts(
        {one.argument.name: _account(one, used[one.argument.name], with_header, codes) for one in ranges},
        _unpaired([used[one.argument.name] for one in ranges if one.argument.pairs == "answers"]),
    )


def _account(one: RangeArgument, used: Mask, with_header: frozenset[str], codes: MissingCodes) -> Account:
    argument, cells = one
    heading = np.zeros(used.shape, dtype=bool)
    heading[: int(argument.name in with_header)] = True
    used = used & ~heading
    missing = _missing(cells, codes) & ~used & ~heading
    error = (cells.kinds == ERROR) & ~used & ~heading
    invalid = ~(used | heading | missing | error)
    asked = cells.rows * cells.columns
    size = asked if asked <= FILLED else used.size  # a longer range ends where its data end
    return Account(
        cells=size,
        used=_count(used),
        text_numbers=_count(used & (cells.kinds == TEXT)) if argument.kind in _NUMERIC else 0,
        headings=_count(heading),
        missing=_count(missing) + size - used.size,
        invalid=_count(invalid),
        errors=_count(error),
        first_left_out=_first_place(cells, invalid | error),
    )


def _missing(cells: Cells, codes: MissingCodes) -> Mask:
    missing: Mask = cells.kinds == BLANK
    if codes.numbers:
        missing |= (cells.kinds == NUMBER) & np.isin(cells.numbers, list(codes.numbers))
    is_text = cells.kinds == TEXT
    missing[is_text] = [codes.covers(text) for text in object_at(cells, is_text)]
    return missing


def _first_place(cells: Cells, mask: Mask) -> Text | None:
    found = np.argwhere(mask)
    if not len(found):
        return None
    row, column = (int(index) for index in found[0])
    if cells.top_left is not None:
        address = cell_address(cells.top_left[0] + row, cells.top_left[1] + column)
        return Text(address, address)
    return Text(f"row {row + 1}, column {column + 1}", f"fila {row + 1}, columna {column + 1}")


def _unpaired(used: Sequence[Mask]) -> int:
    """Count the places where some of the ranges have an answer and others have none."""
    if len(used) < 2:
        return 0
    rows, columns = max(mask.shape[0] for mask in used), max(mask.shape[1] for mask in used)
    answered = np.zeros((rows, columns), dtype=np.intp)
    for mask in used:
        answered[: mask.shape[0], : mask.shape[1]] += mask
    return _count((answered > 0) & (answered < len(used)))


def _count(mask: Mask) -> int:
    return int(np.count_nonzero(mask))
