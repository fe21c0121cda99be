"""What a function returns, in the shape of the sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from service_kpi.cells import CellValue
from service_kpi.errors import NA, NUM, CellError, KpiError
from service_kpi.spec import Table
from service_kpi.text import Language, Text

#: One cell, or the rows of a spill.
SheetValue = CellValue | list[list[CellValue]]


def to_sheet(result: Any, language: Language) -> SheetValue:
    """Return a result as one cell or as rows.

    A table spills its headings and rows. A tuple is one row: the parts of one answer, such as low and high. A
    one-dimensional array is one column: a value for each row of the data. Whatever has no number shows ``#N/A``,
    infinity ``#NUM!``.
    """
    if isinstance(result, Table):
        header: list[CellValue] = [heading.in_language(language) for heading in result.header]
        return [header, *(_row(row, language) for row in result.rows)]
    if isinstance(result, np.ndarray) and result.ndim:
        values = result.tolist()
        return [_row(row if result.ndim > 1 else [row], language) for row in values]
    if isinstance(result, tuple):
        return [_row(result, language)]
    return _cell(result, language)


def _row(row: Sequence[Any], language: Language) -> list[CellValue]:
    return [_cell(value, language) for value in row]


def _cell(value: Any, language: Language) -> CellValue:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None:
        return NA
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, KpiError):
        return value.cell_error
    if isinstance(value, (bool, str, CellError)):
        return value
    number = float(value)
    if math.isnan(number):
        return NA
    return number + 0.0 if math.isfinite(number) else NUM  # + 0.0: Excel knows no negative zero
