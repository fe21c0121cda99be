"""The careful engine: formulon, right on what people write (see the gate in tests/gate)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import formulon
from formulon import ValueKind

from service_kpi.cells import CellValue
from service_kpi.engine import wasm
from service_kpi.engine.interface import EngineBook, EngineError
from service_kpi.engine.slim_package import slim_package
from service_kpi.errors import CELL_ERRORS, NUM, CellError

_ERRORS: Final[dict[int, CellError]] = {
    code: CELL_ERRORS[text]
    for code, text in {
        0: "#NULL!",
        1: "#DIV/0!",
        2: "#VALUE!",
        3: "#REF!",
        4: "#NAME?",
        5: "#NUM!",
        6: "#N/A",
        7: "#GETTING_DATA",
        8: "#SPILL!",
        9: "#CALC!",
        10: "#FIELD!",
        11: "#BLOCKED!",
        12: "#CONNECT!",
        13: "#EXTERNAL!",
        14: "#BUSY!",
        15: "#PYTHON!",
        16: "#UNKNOWN!",
    }.items()
}
_ERROR_CODES: Final = {error: code for code, error in _ERRORS.items()}


class CarefulEngine:
    """One workbook loaded in formulon."""

    def __init__(self, book: EngineBook) -> None:
        wasm.prepare()
        now = book.now
        self._known: dict[int, dict[tuple[int, int], CellValue]] = {}
        with wasm.deadline():
            self._workbook: Any = _load(slim_package(book))
            self._workbook.set_excel_profile_id(f"win-365-{book.region}")
            self._workbook.set_pinned_now(now.year, now.month, now.day, now.hour, now.minute, now.second)
            self._reader = wasm.ValueReader(self._workbook._handle)

    def recalculate(self) -> None:
        """Bring every formula up to date."""
        self._known.clear()
        with wasm.deadline():
            self._workbook.recalc()

    def values(self, sheet: int, cells: Iterable[tuple[int, int]]) -> list[CellValue]:
        """Return the values of cells, read once between two calculations."""
        wanted, known, read = list(cells), self._known.setdefault(sheet, {}), self._reader.read
        for cell in wanted:
            if cell not in known:
                known[cell] = self._value(*read(sheet, *cell))
        return [known[cell] for cell in wanted]

    def _value(self, kind: int, payload: Any) -> CellValue:
        if kind == ValueKind.NUMBER:
            number: float = payload
            return number if math.isfinite(number) else NUM
        if kind == ValueKind.TEXT:
            return self._reader.text(payload)
        if kind == ValueKind.BOOL:
            return bool(payload)
        if kind == ValueKind.ERROR:
            return _ERRORS[payload]
        if kind == ValueKind.BLANK:
            return None
        raise EngineError(f"the engine gave a value of an unknown kind ({kind})")

    def spill(self, sheet: int, row: int, column: int) -> tuple[int, int]:
        """Return the rows and columns that the array formula at a cell fills now."""
        with wasm.fenced():
            info = self._workbook.spill_info(sheet, row, column)
        if not info.engaged or (info.anchor_row, info.anchor_col) != (row, column):
            return 0, 0
        return info.rows, info.cols

    def evaluate(self, place: tuple[int, int, int], formula: str) -> list[list[CellValue]]:
        """Evaluate a formula as if it stood at a place (sheet, row, column)."""
        with wasm.deadline():
            grid = self._workbook.evaluate_formula_array(*place, f"={formula}")
        return [[_public_value(value) for value in row] for row in grid]

    def set_value(self, sheet: int, row: int, column: int, value: CellValue) -> None:
        """Put a constant into a cell."""
        self._known.clear()
        workbook = self._workbook
        with wasm.fenced():
            if value is None:
                workbook.set_blank(sheet, row, column)
            elif isinstance(value, bool):
                workbook.set_bool(sheet, row, column, value)
            elif isinstance(value, str):
                workbook.set_text(sheet, row, column, value)
            elif isinstance(value, CellError):
                workbook.set_error(sheet, row, column, _ERROR_CODES[value])
            else:
                workbook.set_number(sheet, row, column, float(value))

    def set_name(self, name: str, text: str) -> None:
        """Point a defined name of the workbook elsewhere."""
        with wasm.fenced():
            self._workbook.set_defined_name(name, text)

    def close(self) -> None:
        """Release the workbook; after a trap its instance is thrown away whole by the next ``prepare``."""
        try:
            self._workbook.close()
        except formulon.FormulonError:
            self._workbook._handle = 0


def _load(package: bytes) -> Any:
    return formulon.Workbook.load(package)


def _public_value(value: Any) -> CellValue:
    if value.kind == ValueKind.ERROR:
        return _ERRORS[value.error_code]
    plain: CellValue = value.to_python()
    return plain


@cache
def supported_functions() -> frozenset[str]:
    """Return the names of every worksheet function that the engine knows."""
    wasm.prepare()
    with wasm.fenced():
        count = formulon.Workbook.function_count()
        return frozenset(formulon.Workbook.function_name_at(index) for index in range(count))
