"""The shipped sample workbooks, read without any part of the product: openpyxl for cells, zipfile for parts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

from service_kpi.demo import demo_workbook
from service_kpi.text import Language

CALL = re.compile(r"(KPI_[A-Z_]+)\((.*)\)")


class KpiCell(NamedTuple):
    """A cell with one of our functions: its formula, and the values stored in it and in what it spills over."""

    sheet: str
    cell: str
    formula: str
    stored: Any


@cache
def path(language: Language) -> Path:
    """Return the path of the shipped book."""
    with as_file(demo_workbook(language)) as file:
        return file


@cache
def formulas(language: Language) -> Any:
    """Return the book with its formulas."""
    return openpyxl.load_workbook(path(language))


@cache
def stored(language: Language) -> Any:
    """Return the book with the values that its formulas had when it was saved."""
    return openpyxl.load_workbook(path(language), data_only=True)


def parts(language: Language, pattern: str) -> dict[str, str]:
    """Return the parts of the package whose names match."""
    with zipfile.ZipFile(path(language)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if re.search(pattern, name)}


def formula_cells(language: Language) -> Iterator[tuple[str, str, str, str]]:
    """Return sheet, cell, formula and spilled range of every formula."""
    for sheet in formulas(language):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    is_array = not isinstance(cell.value, str)
                    text = cell.value.text if is_array else cell.value
                    yield sheet.title, cell.coordinate, text, cell.value.ref if is_array else cell.coordinate


def kpi_cells(language: Language) -> list[KpiCell]:
    """Return every cell that calls one of our functions."""
    found = []
    for sheet, cell, formula, ref in formula_cells(language):
        if "KPI_" in formula:
            values = stored(language)[sheet][ref]
            is_range = isinstance(values, tuple)
            content = [[c.value for c in row] for row in values] if is_range else values.value
            found.append(KpiCell(sheet, cell, formula, content))
    return found
