"""One call of a worksheet function, answered twice: by Python, and by a formula in a refreshed workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils import range_boundaries

from service_kpi import functions, recalculate

Cell = float | str | bool | datetime | None
Rows = Sequence[Sequence[Cell]]
#: What a cell of the answer holds, as both ways give it.
Answer = list[list[Any]]

_ERRORS = ("#N/A", "#VALUE!", "#NUM!", "#DIV/0!", "#REF!", "#NAME?", "#NULL!")


@dataclass(frozen=True)
class Ref:
    """A range of the sheet ``Data``."""

    range: str


@dataclass(frozen=True)
class Call:
    """A function by one of its names, with ranges and literals as arguments."""

    function: str
    arguments: tuple[Ref | float | str | bool | None, ...]

    @property
    def formula(self) -> str:
        """The formula as a manager types it."""
        return f"={self.function}({','.join(_spelled(argument) for argument in self.arguments)})"


def both_ways(folder: Path, data: Rows, *calls: Call) -> list[tuple[Answer, Answer]]:
    """Return what Python answers to each call, and what the refreshed workbook shows, as rows of cells."""
    path = folder / "case.xlsx"
    write_workbook(path, data, calls)
    recalculate(path)
    book = openpyxl.load_workbook(path, data_only=True)
    return [
        (_in_python(call, data), [list(row) for row in book[f"Result {i}"].iter_rows(values_only=True)])
        for i, call in enumerate(calls)
    ]


def write_workbook(path: Path, data: Rows, calls: Sequence[Call]) -> None:
    """Write the data, and each call as a dynamic array formula in A1 of a sheet of its own."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet("Data")
        for r, row in enumerate(data):
            sheet.write_row(r, 0, row)
        for i, call in enumerate(calls):
            book.add_worksheet(f"Result {i}").write_dynamic_array_formula("A1", call.formula)


def _in_python(call: Call, data: Rows) -> Answer:
    arguments = [_block(data, item.range) if isinstance(item, Ref) else item for item in call.arguments]
    value = functions[call.function](*arguments)
    rows = value if isinstance(value, list) else [[value]]
    return [[str(cell) if str(cell) in _ERRORS else cell for cell in row] for row in rows]


def _block(data: Rows, address: str) -> list[list[Cell]]:
    left, top, right, bottom = range_boundaries(address)
    return [list(row[left - 1 : right]) for row in data[top - 1 : bottom]]


def _spelled(argument: Ref | float | str | bool | date | None) -> str:
    if isinstance(argument, Ref):
        return f"Data!{argument.range}"
    if argument is None:
        return ""
    if isinstance(argument, bool):
        return str(argument).upper()
    return f'"{argument}"' if isinstance(argument, str) else repr(argument)
