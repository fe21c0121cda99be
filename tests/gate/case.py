"""What one case of the gate is: a workbook, the cells to look at, and what Excel shows there."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from service_kpi.cells import CellValue

from .workbook import Book, Input, Name, Spill, Table


@dataclass(frozen=True, slots=True)
class Near:
    """A number that its source prints rounded; ``tolerance`` is half a unit of the last printed digit."""

    number: float
    tolerance: float


Expected = CellValue | Near


@dataclass(frozen=True, slots=True)
class GateCase:
    """One feature. ``expected`` is keyed by sheet and address; ``source`` says where its values come from."""

    id: str
    book: Book
    expected: Mapping[tuple[str, str], Expected]
    source: str


def case(
    id: str,
    source: str,
    formulas: Mapping[str, Expected],
    *,
    cells: Mapping[str, Input] | None = None,
    at: Mapping[str, Expected] | None = None,
    spill: bool = False,
    sheets: Mapping[str, Mapping[str, Input]] | None = None,
    names: Sequence[Name] = (),
    tables: Sequence[Table] = (),
    hidden_rows: Collection[int] = (),
    date1904: bool = False,
    iterate: bool = False,
) -> GateCase:
    """Make a case on one sheet, ``Sheet1``.

    ``formulas`` are put below each other in column AA, as dynamic array formulas when ``spill`` is set; ``at`` names
    further cells of ``Sheet1`` to look at; ``sheets`` are further sheets.
    """
    content: dict[str, Input] = dict(cells or {})
    expected: dict[tuple[str, str], Expected] = {}
    for row, (formula, value) in enumerate(formulas.items(), start=1):
        address = f"AA{row}"
        content[address] = Spill(formula, address) if spill else formula
        expected["Sheet1", address] = value
    expected |= {("Sheet1", address): value for address, value in (at or {}).items()}
    book = Book({"Sheet1": content, **(sheets or {})}, names, tables, {"Sheet1": hidden_rows}, date1904, iterate)
    return GateCase(id, book, expected, source)


def columns(**values: Sequence[Input | None]) -> dict[str, Input]:
    """Make cells from columns of values, each from its first row down; ``None`` leaves a cell blank."""
    return {
        f"{column}{row}": value
        for column, items in values.items()
        for row, value in enumerate(items, start=1)
        if value is not None
    }


def agrees(found: CellValue, expected: Expected) -> bool:
    """True when the value is the expected one: twelve digits for a number, exact for everything else."""
    if isinstance(expected, Near):
        return is_number(found) and abs(float(found) - expected.number) <= expected.tolerance  # type: ignore[arg-type]
    if is_number(expected) and is_number(found):
        return math.isclose(float(found), float(expected), rel_tol=1e-12, abs_tol=1e-300)  # type: ignore[arg-type]
    return type(found) is type(expected) and found == expected


def is_number(value: object) -> bool:
    """True for a number that is no boolean."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
