"""Structured references, alone and in our calls. The table is ``SURVEY``: 5→4, 6→6, 7→5, mean gap −1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gate.workbook import Book, Shared, Table
from tests.refresh.books import SURVEY, refresh

TABLE = Table("Survey", "Sheet1", "A1:B4", ["Expected", "Perceived"])


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=KPI_GAP(Survey[Expected],Survey[Perceived])", -1.0),
        ("=KPI_GAP(survey[expected],SURVEY[PERCEIVED])", -1.0),
        ("=KPI_GAP(Survey[[#Data],[Expected]],Survey[[Perceived]])", -1.0),
        ('=KPI_GAP(IF(Survey[Expected]>5,Survey[Expected],""),Survey[Perceived])', -1.0),
        ('=KPI_GAP(IF(Survey[Perceived]>5,Survey[Expected],""),Survey[Perceived])', 0.0),
        ("=KPI_GAP(Survey[Expected]*1,Survey[Perceived])", -1.0),
        ("=KPI_GAP(Survey[[Expected]:[Perceived]],Survey[[Expected]:[Perceived]]*2)", 5.5),  # means of 4.5, 6 and 6
        ("=INDEX(KPI_AUDIT(Survey),2,1)", 6.0),
        ("=INDEX(KPI_AUDIT(Survey[#All]),2,1)", 6.0),  # headings are no answers
        ("=SUM(Survey[[Expected]:[Perceived]])", 33.0),
        ("=ROWS(Survey[#All])", 4.0),
        ("=ROWS(Survey[])", 3.0),
        ("=Survey[[#Headers],[Perceived]]", "Perceived"),
        ("=COUNTA(Survey[#Headers])", 2.0),
        ("=COUNTIF(Survey[Perceived],6)", 1.0),
    ],
)
def test_forms(tmp_path: Path, formula: str, expected: Any) -> None:
    book = Book({"Sheet1": SURVEY, "Two": {"D7": formula}}, tables=[TABLE])
    assert refresh(tmp_path, book)["Two!D7"] == expected


@pytest.mark.parametrize(
    "formula",
    [
        "=KPI_GAP(Survey[@Expected],Survey[@Perceived])",
        "=KPI_GAP(Survey[[#This Row],[Expected]],Survey[[#This Row],[Perceived]])",
    ],
)
def test_this_row(tmp_path: Path, formula: str) -> None:
    book = Book({"Sheet1": SURVEY | {f"D{row}": formula for row in (2, 3, 4)}}, tables=[TABLE])
    file = refresh(tmp_path, book)
    assert [file["D2"], file["D3"], file["D4"]] == [-1.0, 0.0, -2.0]


def test_this_row_in_a_shared_formula(tmp_path: Path) -> None:
    formula = "=KPI_GAP(Survey[[#This Row],[Expected]],Survey[[#This Row],[Perceived]])"
    cells = {"D2": Shared(0, formula, "D2:D4"), "D3": Shared(0), "D4": Shared(0)}
    file = refresh(tmp_path, Book({"Sheet1": SURVEY | cells}, tables=[TABLE]))
    assert [file["D2"], file["D3"], file["D4"]] == [-1.0, 0.0, -2.0]


def test_totals_row(tmp_path: Path) -> None:
    cells = SURVEY | {"B5": "=KPI_GAP(Survey[Expected],Survey[Perceived])", "D1": "=Survey[[#Totals],[Perceived]]*2"}
    table = Table("Survey", "Sheet1", "A1:B5", ["Expected", "Perceived"], totals=True)
    file = refresh(tmp_path, Book({"Sheet1": cells}, tables=[table]))
    assert (file["B5"], file["D1"]) == (-1.0, -2.0)


def test_a_calculated_column_feeds_a_kpi(tmp_path: Path) -> None:
    cells = SURVEY | {"C1": "Twice"} | {f"C{row}": "=[@Perceived]*2" for row in (2, 3, 4)}
    cells |= {f"C{row}": "=Survey[[#This Row],[Perceived]]*2" for row in (2, 3, 4)}
    table = Table("Survey", "Sheet1", "A1:C4", ["Expected", "Perceived", "Twice"])
    file = refresh(
        tmp_path, Book({"Sheet1": cells | {"E1": "=KPI_GAP(Survey[Expected],Survey[Twice])"}}, tables=[table])
    )
    assert file["E1"] == 4.0  # 8−5, 12−6 and 10−7 are 3, 6 and 3


def test_an_unknown_table_and_a_column_that_is_gone_keep_their_values(tmp_path: Path) -> None:
    cells = SURVEY | {"D1": "=KPI_ASA(Nope[x])", "D2": "=SUM(Survey[Gone])"}
    file = refresh(tmp_path, Book({"Sheet1": cells}, tables=[TABLE]))
    assert (file["D1"], file["D2"]) == (-99.0, -99.0)
    assert file.codes == [("UNKNOWN_TABLE", "Sheet1!D1"), ("UNKNOWN_COLUMN", "Sheet1!D2")]
