"""Watching a formula for forms that are not proven must never be what breaks a refresh."""

from __future__ import annotations

import openpyxl
import pytest

from service_kpi import recalculate
from service_kpi.engine.unproven import Surroundings, unproven
from service_kpi.formulas.usage import usage

WATCHED = [
    "ADDRESS",
    "COUNTIF",
    "DATE",
    "LOOKUP",
    "MMULT",
    "OFFSET",
    "RANK",
    "SEQUENCE",
    "SUBTOTAL",
    "SUMPRODUCT",
    "TEXT",
    "TEXTSPLIT",
    "VLOOKUP",
    "WEEKNUM",
]


@pytest.mark.parametrize("function", WATCHED)
def test_a_call_without_arguments_costs_its_own_cell_only(function: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"] = f"={function}()", "=1+1"
    assert recalculate(book).values[sheet.title]["A2"] == 2.0


def test_dates_of_1900_are_left_to_excel_and_later_ones_are_not() -> None:
    assert unproven("DATE(1900,1,1)", usage("DATE(1900,1,1)"), Surroundings()) == "DATE"
    assert unproven("DATE(2026,1,1)", usage("DATE(2026,1,1)"), Surroundings()) is None
