"""Calls of our functions, wherever in a formula they stand and whatever they are given.

The gaps of ``SURVEY`` are 4−5, 6−6 and 5−7, so its mean gap is −1. Every other expectation is worked out beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gate.workbook import Book, Input, Name, Shared
from tests.refresh.books import SURVEY, refresh

GAP = "KPI_GAP(A2:A4,B2:B4)"


def with_formulas(*formulas: str) -> dict[str, Input]:
    return SURVEY | {f"D{row}": formula for row, formula in enumerate(formulas, 1)}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (f"={GAP}", -1.0),
        (f'=IF({GAP}<0,"short","ok")', "short"),
        (f"=IFERROR(1/({GAP}+1),7)", 7.0),
        (f"={GAP}*2+1", -1.0),
        (f"=-{GAP}", 1.0),
        (f"=ROUND({GAP}/3,2)", -0.33),
        (f'={GAP}&" points"', "-1 points"),
        (f"={GAP}<0", True),
        (f"=({GAP})", -1.0),
        (f"= {GAP} ", -1.0),
        (f"=IF(TRUE,{GAP},0)", -1.0),
        (f"=SUM({GAP},{GAP},A2)", 3.0),
        (f"=KPI_GAP({GAP},{GAP})", 0.0),
        ("=KPI_GAP(A2:A4,B2:B4)*KPI_ASA(A2:A4)", -6.0),  # mean of 5, 6 and 7
    ],
)
def test_a_call_stands_anywhere_in_a_formula(tmp_path: Path, formula: str, expected: Any) -> None:
    assert refresh(tmp_path, with_formulas(formula))["D1"] == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=KPI_GAP({5,6},{4,6})", -0.5),
        ("=KPI_GAP({5;6;7},B2:B4)", -1.0),
        ("=KPI_GAP(5,3)", -2.0),
        ("=KPI_GAP(-5,+3)", 8.0),
        ('=KPI_GAP("5","3")', -2.0),
        ('=KPI_GAP(5,"NS/NC")', "#N/A"),
        ("=KPI_GAP(A2:A4,B2:B4,)", -1.0),
        ("=KPI_GAP(A2:A4,B2:B4,{1})", -1.0),
        ("=KPI_GAP( A2:A4 , B2:B4 )", -1.0),
        ("=KPI_GAP(a2:a4,$b$2:b4)", -1.0),
        ("=KPI_GAP(A4:A2,B2:B4)", -1.0),
        ("=KPI_GAP(A:A,B:B)", -1.0),  # the headings are text, the rest of the columns blank
        ("=KPI_GAP(A2:A4*1,B2:B4+0)", -1.0),
        ('=KPI_GAP(IF(A2:A4>5,A2:A4,""),B2:B4)', -1.0),  # 6−6 and 5−7
        ("=KPI_GAP((A2:A4),(B2:B4))", -1.0),
        ("=KPI_GAP(IF(TRUE,A2:A4),CHOOSE(1,B2:B4))", -1.0),
        ("=KPI_GAP(A2:INDEX(A:A,4),B2:B4)", -1.0),
        ("=KPI_GAP(A2:A4 A3:A4,B3:B4)", -1.0),  # the intersection A3:A4
        ("=KPI_GAP(OFFSET(A1,1,0,3),OFFSET($B$2,0,0,3))", -1.0),
        ('=KPI_GAP(INDIRECT("A2:A4"),INDIRECT("Sheet1!B2:B4"))', -1.0),
        ('=KPI_GAP(INDIRECT("A"&ROW()+1),B2)', -1.0),  # A2 and B2 from row 1
        ("=KPI_GAP(ROW(),COLUMN())", 3.0),  # row 1, column 4
        ("=KPI_GAP(A2:A4,B2:B3)", "#VALUE!"),
        ("=KPI_GAP()", "#VALUE!"),
        ("=KPI_GAP(A2:A4,B2:B4,,,)", "#VALUE!"),
        ("=KPI_GAP(#REF!,B2:B4)", "#REF!"),
        ("=KPI_GAP(A9:A10,B9:B10)", "#N/A"),
        ("=KPI_ASA({30;10;20},{TRUE;FALSE;TRUE})", 25.0),
        ("=KPI_ASA(#N/A)", "#N/A"),
    ],
)
def test_arguments(tmp_path: Path, formula: str, expected: Any) -> None:
    assert refresh(tmp_path, with_formulas(formula))["D1"] == expected


@pytest.mark.parametrize("row", [2, 3, 4])
@pytest.mark.parametrize("spelling", ["_xlfn.SINGLE({})", "@{}"])
def test_an_intersection_inside_a_call_is_that_of_the_formula_row(tmp_path: Path, row: int, spelling: str) -> None:
    expected, perceived = spelling.format("A2:A4"), spelling.format("B2:B4")
    book = SURVEY | {f"D{row}": f"=KPI_GAP({expected},{perceived})"}
    assert refresh(tmp_path, book)[f"D{row}"] == {2: -1.0, 3: 0.0, 4: -2.0}[row]


def test_a_plain_formula_intersects_and_a_single_one_does_too(tmp_path: Path) -> None:
    file = refresh(tmp_path, SURVEY | {"D2": "=A2:A4*2", "D3": "=_xlfn.SINGLE(A2:A4)*2", "D9": "=A2:A4*2"})
    assert (file["D2"], file["D3"], file["D9"]) == (10.0, 12.0, "#VALUE!")


@pytest.mark.parametrize(
    "spelling",
    [
        "KPI_GAP(",
        "kpi_gap(",
        "KPI_BRECHA(",
        "[1]!KPI_GAP(",
        "'C:\\tools\\kpi.xlam'!KPI_GAP(",
        "'my add-in.xlam'!kpi_gap(",
        "_xll.KPI_GAP(",
        "_xldudf_KPI_GAP(",
        "_xldudf_SERVICE_KPI_GAP(",
        "_xludf.KPI_GAP(",
        "_xlfn.KPI_GAP(",
        "_xlfn._xludf.KPI_GAP(",
        "ORG.SERVICE.ADDIN.KPIGAP(",
        "@KPI_GAP(",
        "_xlfn.SINGLE(KPI_GAP(",
    ],
)
def test_every_stored_spelling_is_ours(tmp_path: Path, spelling: str) -> None:
    formula = f"={spelling}A2:A4,B2:B4{')' * spelling.count('(')}"
    file = refresh(tmp_path, with_formulas(formula, "=D1*3"))
    assert (file["D1"], file["D2"]) == (-1.0, -3.0)
    assert file.codes == []


def test_an_alias_answers_in_spanish(tmp_path: Path) -> None:
    file = refresh(tmp_path, with_formulas("=INDEX(KPI_AUDIT(A2:B4),1,1)", "=INDEX(KPI_AUDITORIA(A2:B4),1,1)"))
    assert (file["D1"], file["D2"]) == ("Cells", "Celdas")


def test_ranges_that_hold_formulas(tmp_path: Path) -> None:
    file = refresh(tmp_path, with_formulas(f"={GAP}") | {"B3": "=A3", "B4": "=A4-2"})
    assert (file["B3"], file["B4"], file["D1"]) == (6.0, 5.0, -1.0)


def test_chains_across_sheets(tmp_path: Path) -> None:
    book = Book(
        {
            "Sheet1": with_formulas(f"={GAP}", "=KPI_GAP(D3,D1)", "=Two!A1+5", "=KPI_GAP(D2,Two!A1)"),
            "Two": {"A1": "=Sheet1!D1*10", "A2": "=Sheet1!D4+1"},
        }
    )
    file = refresh(tmp_path, book)
    # D1 −1, so Two!A1 −10, D3 −5, D2 −1 − −5, D4 −10 − 4, Two!A2 −14 + 1
    assert [file[f"D{row}"] for row in (1, 2, 3, 4)] == [-1.0, 4.0, -5.0, -14.0]
    assert (file["Two!A1"], file["Two!A2"]) == (-10.0, -13.0)


def test_a_long_chain_written_from_the_end(tmp_path: Path) -> None:
    chain = {f"D{row}": f"=KPI_GAP(1,D{row + 1})+0" for row in range(1, 30)}
    file = refresh(tmp_path, chain | {"D30": "=A1*1", "A1": 40.0})
    assert file["D1"] == 40.0 - 29  # each link takes 1 off


def test_shared_formulas(tmp_path: Path) -> None:
    book = SURVEY | {"D2": Shared(0, "=KPI_GAP(A2,$B2)", "D2:D4"), "D3": Shared(0), "D4": Shared(0)}
    file = refresh(tmp_path, book)
    assert [file["D2"], file["D3"], file["D4"]] == [-1.0, 0.0, -2.0]


def test_names(tmp_path: Path) -> None:
    names = [
        Name("Asked", "Sheet1!$A$2:$A$4"),
        Name("Got", "Sheet1!$B$2:$B$4"),
        Name("Five", "5"),
        Name("Gap", "KPI_GAP(Asked,Got)"),
        Name("Weighted", "Sheet1!$A$2:$A$4*1"),
        Name("Local", "1", sheet="Sheet1"),
        Name("Local", "2", sheet="Two"),
        Name("LocalRange", "Two!$A$1:$A$3", sheet="Two"),
    ]
    sheet = with_formulas(
        "=KPI_GAP(Asked,Got)",
        "=KPI_GAP(Five,3)",
        "=Gap",
        "=Gap*2",
        "=KPI_GAP(Weighted,Got)",
        "=Local",
        "=KPI_GAP(Two!LocalRange,Got)",
    )
    two: dict[str, Input] = {"A1": 5.0, "A2": 6.0, "A3": 7.0, "B1": "=Local", "B2": "=KPI_GAP(LocalRange,Got)"}
    file = refresh(tmp_path, Book({"Sheet1": sheet, "Two": two}, names))
    assert [file[f"D{row}"] for row in range(1, 8)] == [-1.0, -2.0, -1.0, -2.0, -1.0, 1.0, -1.0]
    assert (file["Two!B1"], file["Two!B2"]) == (2.0, -1.0)
    assert file.codes == []


@pytest.mark.parametrize("name", ["KPI_MISSING_CODES", "KPI_SIN_RESPUESTA", "kpi_missing_codes"])
@pytest.mark.parametrize(
    "refers_to", ["6", "{6}", "{99,6}", "Sheet1!$G$1:$G$2", "Sheet1!$G:$G", "Sheet1!$H$1", "Codes", "Sheet1!$G$1*1"]
)
def test_missing_codes(tmp_path: Path, name: str, refers_to: str) -> None:
    """6 now means "no answer": 6−6 goes, −1 and −2 stay."""
    book = Book(
        {"Sheet1": with_formulas(f"={GAP}", "=Gap") | {"G1": 6.0, "H1": "=5+1"}},
        [
            Name(name, refers_to),
            Name("Codes", "Sheet1!$G$1"),
            Name("Gap", "KPI_GAP(Sheet1!$A$2:$A$4,Sheet1!$B$2:$B$4)"),
        ],
    )
    file = refresh(tmp_path, book)
    assert (file["D1"], file["D2"]) == (-1.5, -1.5)


@pytest.mark.parametrize("refers_to", ["Sheet9!$A$1", "[1]Sheet1!$A$1", "Nope", "1+"])
def test_missing_codes_that_cannot_be_read_stop_every_kpi(tmp_path: Path, refers_to: str) -> None:
    gap = Name("Gap", "KPI_GAP(Sheet1!$A$2:$A$4,Sheet1!$B$2:$B$4)")
    book = Book({"Sheet1": with_formulas(f"={GAP}", "=Gap", "=1+1")}, [Name("KPI_MISSING_CODES", refers_to), gap])
    file = refresh(tmp_path, book)
    assert [file["D1"], file["D2"], file["D3"]] == [-99.0, -99.0, 2.0]
    assert file.codes == [("MISSING_CODES_UNREAD", "Sheet1!D1"), ("MISSING_CODES_UNREAD", "Sheet1!D2")]


def test_the_report_says_why_there_is_no_number(tmp_path: Path) -> None:
    file = refresh(tmp_path, with_formulas(f"={GAP}", "=KPI_GAP(A9:A10,B9:B10)"))
    good, bad = file.result.kpis
    assert (good.sheet, good.cell, good.function, good.value, good.reason) == ("Sheet1", "D1", "KPI_GAP", -1.0, None)
    assert (bad.cell, str(bad.value)) == ("D2", "#N/A")
    assert bad.reason is not None
    assert bad.reason.es != bad.reason.en
