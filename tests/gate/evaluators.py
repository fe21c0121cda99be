"""The two ways in which a gate workbook is computed: the careful engine alone, and the whole program."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import formulon

from service_kpi import recalculate
from service_kpi.addresses import Range
from service_kpi.cells import CellValue
from service_kpi.errors import CELL_ERRORS, CellError

_SPELLING = {"DIV0": "#DIV/0!", "NAME": "#NAME?", "NA": "#N/A", "GETTING_DATA": "#GETTING_DATA"}

#: A sheet's name and an address on it.
Place = tuple[str, str]


def careful_engine_alone(workbook: bytes, places: Collection[Place]) -> dict[Place, CellValue]:
    """Compute with the engine as it stands: no rewriting, no freezing."""
    book: Any = formulon.Workbook.load(workbook)
    with book:
        book.recalc()
        sheets = {book.sheet_name(i): i for i in range(book.sheet_count())}
        found: dict[Place, CellValue] = {}
        for sheet, address in places:
            place = Range.parse(address)
            found[sheet, address] = _value(book.get_value(sheets[sheet], place.first_row, place.first_column))
        return found


def whole_program(workbook: Path, places: Collection[Place], kept: float) -> dict[Place, CellValue]:
    """Refresh as a manager does; a cell that is left to Excel has the value ``kept`` that was saved in it."""
    values = recalculate(workbook, dry_run=True).values
    return {(sheet, address): values.get(sheet, {}).get(address, kept) for sheet, address in places}


def _value(value: Any) -> CellValue:
    match value.kind:
        case formulon.ValueKind.NUMBER:
            return float(value.number)
        case formulon.ValueKind.BOOL:
            return bool(value.boolean)
        case formulon.ValueKind.TEXT:
            return str(value.text)
        case formulon.ValueKind.ERROR:
            name = formulon.ErrorCode(value.error_code).name
            code = _SPELLING.get(name, f"#{name}!")
            return CELL_ERRORS.get(code, CellError(code))
    return None
