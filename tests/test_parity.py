"""One answer everywhere: every example through Python and through a refreshed workbook, by both names."""

from __future__ import annotations

from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from service_kpi import functions, recalculate
from service_kpi.addresses import Range
from service_kpi.catalogue import catalogue
from service_kpi.errors import CellError
from service_kpi.formulas.literals import render
from service_kpi.spec import Example, FunctionSpec

#: Accepted differences: Python knows a place within a range, a sheet knows its address.
PLACES = {"row 2, column 2": "B2", "fila 2, columna 2": "B2"}

CALLS = [
    (spec, number, example, name)
    for spec in catalogue().specs
    for number, example in enumerate(spec.examples)
    for name in dict.fromkeys((spec.name, spec.alias))
]


def _rows(value: Any) -> list[list[Any]]:
    return value if isinstance(value, list) else [[value]]


class _Book:
    """One sheet a call: its arguments in ranges side by side, its formula far to the right."""

    def __init__(self) -> None:
        self.workbook = openpyxl.Workbook()
        self.workbook.remove(self.workbook.active)

    def add(self, title: str, name: str, example: Example, rows: int, columns: int) -> None:
        sheet = self.workbook.create_sheet(title)
        arguments, column = [], 0
        for argument in example.arguments:
            if not isinstance(argument, list):
                arguments.append("" if argument is None else render(argument))
                continue
            for r, row in enumerate(argument):
                for c, value in enumerate(row):
                    sheet.cell(r + 1, column + c + 1).value = value
            arguments.append(str(Range(0, column, len(argument) - 1, column + len(argument[0]) - 1)))
            column += len(argument[0]) + 1
        formula = f"={name}({','.join(arguments)})"
        place = Range(0, 200, rows - 1, 200 + columns - 1)
        first = str(place).partition(":")[0]
        sheet[first] = formula if rows * columns == 1 else ArrayFormula(str(place), formula)


@pytest.fixture(scope="module")
def refreshed() -> dict[str, list[list[Any]]]:
    """Every call's cells after one refresh of one workbook."""
    book = _Book()
    shapes: dict[str, Range] = {}
    for number, (_, _, example, name) in enumerate(CALLS):
        expected = _rows(functions[name](*example.arguments))
        shapes[str(number)] = Range(0, 200, len(expected) - 1, 200 + len(expected[0]) - 1)
        book.add(str(number), name, example, len(expected), len(expected[0]))
    result = recalculate(book.workbook)
    cells: dict[str, list[list[Any]]] = {}
    for title, area in shapes.items():
        values = result.values[title]
        cells[title] = [
            [values[str(Range.cell(row, column))] for column in range(area.first_column, area.last_column + 1)]
            for row in range(area.last_row + 1)
        ]
    return cells


@pytest.mark.parametrize("number", range(len(CALLS)), ids=[f"{name}-{at + 1}" for _, at, _, name in CALLS])
def test_a_refreshed_cell_shows_what_python_gives(number: int, refreshed: dict[str, list[list[Any]]]) -> None:
    spec, _, example, name = CALLS[number]
    expected = _rows(functions[name](*example.arguments))
    found = refreshed[str(number)]
    assert [len(row) for row in found] == [len(row) for row in expected]
    for found_row, expected_row in zip(found, expected, strict=True):
        for shown, wanted in zip(found_row, expected_row, strict=True):
            assert _same(shown, wanted), (spec.name, shown, wanted)


def _same(shown: Any, wanted: Any) -> bool:
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return isinstance(shown, (int, float)) and shown == pytest.approx(wanted, rel=1e-12, abs=1e-15)
    if isinstance(wanted, CellError):
        return bool(shown == wanted)
    return type(shown) is type(wanted) and bool(shown == PLACES.get(str(wanted), wanted))


def test_every_function_takes_part() -> None:
    specs: set[str] = {spec.name for spec, *_ in CALLS}
    assert specs == {spec.name for spec in catalogue().specs if isinstance(spec, FunctionSpec)}
