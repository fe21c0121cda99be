"""Formulas that only Excel computes are inputs: their values stand, their readers use them, the report says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service_kpi.engine.careful import CarefulEngine
from service_kpi.engine.interface import EngineError
from service_kpi.functions import WorksheetFunction
from service_kpi.messages import WARNINGS
from tests.gate.workbook import ArrayFormula, Book, Input, Name, Spill
from tests.refresh.books import SURVEY, put, refresh

SHEET = "xl/worksheets/sheet1.xml"
GAP = "KPI_GAP(A2:A4,B2:B4)"


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=NOSUCH(1)", "UNSUPPORTED_FUNCTION"),
        ("=IFERROR(NOSUCH(1),5)", "UNSUPPORTED_FUNCTION"),
        ("=KPI_ASA(NOSUCH(A2:A4))", "UNSUPPORTED_FUNCTION"),
        ("=KPI_NOSUCH(A2:A4)", "UNSUPPORTED_FUNCTION"),
        ('=GETPIVOTDATA("x",$A$1)', "UNSUPPORTED_FUNCTION"),
        ('=WEBSERVICE("http://localhost/")', "UNSUPPORTED_FUNCTION"),
        ("=RAND()", "RANDOM_KEPT"),
        ("=RANDBETWEEN(1,6)", "RANDOM_KEPT"),
        ("='[1]Sheet'!A1", "EXTERNAL_LINK"),
        ("=KPI_ASA([1]Sheet!A1:A3)", "EXTERNAL_LINK"),
        ("=cmd|'/c calc'!A1", "FORMULA_INVALID"),
        ("=Missing!A1+1", "UNKNOWN_SHEET"),
        ("=KPI_ASA(Missing!A1:A3)", "UNKNOWN_SHEET"),
        ("=nope+1", "UNKNOWN_NAME"),
        ("=KPI_GAP(A2:A4,nope)", "UNKNOWN_NAME"),
        ("=1+", "FORMULA_INVALID"),
        ("=_xlfn.LET(_xlpm.x,A2:A4,KPI_ASA(_xlpm.x))", "KPI_INSIDE_LET"),
        ("=_xlfn.LET(_xlpm.x,A2:A4,KPI_ASA(_xlpm.x*2))", "KPI_INSIDE_LET"),
    ],
)
def test_it_keeps_its_value_and_its_readers_use_it(tmp_path: Path, formula: str, code: str) -> None:
    book = SURVEY | {"D1": formula, "D2": "=D1*2", "D3": "=KPI_ASA(D1)", "D4": f"={GAP}"}
    file = refresh(tmp_path, book, cached=4.0)
    assert [file[f"D{row}"] for row in (1, 2, 3, 4)] == [4.0, 8.0, 4.0, -1.0]
    assert file.codes == [(code, "Sheet1!D1")]
    assert file.result.kept == 1


def test_let_around_a_call_is_no_obstacle(tmp_path: Path) -> None:
    file = refresh(tmp_path, SURVEY | {"D1": "=_xlfn.LET(_xlpm.x,2,_xlpm.x*KPI_ASA(A2:A4))"})
    assert file["D1"] == 12.0


def test_random_numbers_are_not_drawn_again(tmp_path: Path) -> None:
    book = SURVEY | {"D1": "=RAND()", "D2": "=D1+1", "D3": Spill("=_xlfn.RANDARRAY(2)", "D3:D4"), "D4": 0.25}
    file = refresh(tmp_path, book | {"E1": "=SUM(D3:D4)"}, cached=0.5)
    assert [file[f"D{row}"] for row in (1, 2, 3, 4)] == [0.5, 1.5, 0.5, 0.25]
    assert file["E1"] == 0.75


def test_a_frozen_array_keeps_all_its_cells(tmp_path: Path) -> None:
    book: dict[str, Input] = {"A1": ArrayFormula("=NOSUCH(1)", "A1:A3"), "A2": 5.0, "A3": 6.0, "B1": "=SUM(A1:A3)"}
    file = refresh(tmp_path, book, cached=4.0)
    assert [file[address] for address in ("A1", "A2", "A3", "B1")] == [4.0, 5.0, 6.0, 15.0]


def test_a_data_table_keeps_its_cells(tmp_path: Path) -> None:
    table = '<c r="D1"><f t="dataTable" ref="D1:D2" dt2D="0" dtr="0" r1="A2"/><v>20</v></c>'
    book = SURVEY | {"D1": 20.0, "D2": 30.0, "E1": "=D1+D2"}
    file = refresh(tmp_path, book, edits={SHEET: put('<c r="D1"><v>20.0</v></c>', table)})
    assert (file["D1"], file["D2"], file["E1"]) == (20.0, 30.0, 50.0)
    assert file.codes == [("DATA_TABLE", "Sheet1!D1")]


def test_shared_children_of_a_frozen_formula(tmp_path: Path) -> None:
    shared = {
        SHEET: put(
            "</row></sheetData>",
            '<c r="E4"><f t="shared" si="0" ref="E4:E5">NOSUCH(A4)</f><v>8</v></c></row>'
            '<row r="5"><c r="E5"><f t="shared" si="0"/><v>9</v></c></row></sheetData>',
        )
    }
    file = refresh(tmp_path, SURVEY | {"F1": "=E4+E5"}, edits=shared)
    assert (file["E4"], file["E5"], file["F1"]) == (8.0, 9.0, 17.0)


def test_names_that_cannot_be_used(tmp_path: Path) -> None:
    names = [Name("Away", "[1]Sheet!$A$1"), Name("Odd", "NOSUCH(1)"), Name("Relative", "Sheet1!A2"), Name("Via", "Odd")]
    book = Book({"Sheet1": SURVEY | {"D1": "=Away", "D2": "=Odd", "D3": "=Relative", "D4": "=Via"}}, names)
    file = refresh(tmp_path, book, cached=3.0)
    assert [file[f"D{row}"] for row in (1, 2, 3, 4)] == [3.0] * 4
    assert [code for code, _ in file.codes] == [
        "EXTERNAL_LINK",
        "UNSUPPORTED_FUNCTION",
        "RELATIVE_NAME",
        "UNSUPPORTED_FUNCTION",
    ]


def test_circular_formulas_keep_their_values(tmp_path: Path) -> None:
    book = SURVEY | {"D1": "=D1+1", "D2": "=D3*2", "D3": "=D2+1", "D4": "=D3+1", "D5": f"={GAP}"}
    file = refresh(tmp_path, book, cached=4.0)
    assert [file[f"D{row}"] for row in range(1, 6)] == [4.0, 4.0, 4.0, 5.0, -1.0]
    assert file.codes == [("CIRCULAR", f"Sheet1!D{row}") for row in (1, 2, 3)]


def test_kpi_calls_that_wait_for_each_other_keep_their_values(tmp_path: Path) -> None:
    book = SURVEY | {"D1": "=KPI_GAP(D2,A2)", "D2": "=KPI_GAP(D1,A3)", "D3": "=D1+1", "D4": f"={GAP}"}
    file = refresh(tmp_path, book, cached=4.0)
    assert [file[f"D{row}"] for row in range(1, 5)] == [4.0, 4.0, 5.0, -1.0]
    assert file.codes == [("CIRCULAR_KPI", "Sheet1!D1"), ("CIRCULAR_KPI", "Sheet1!D2")]
    assert [kpi.cell for kpi in file.result.kpis] == ["D4"]


def test_a_kpi_over_a_range_that_holds_itself(tmp_path: Path) -> None:
    file = refresh(tmp_path, SURVEY | {"A5": "=KPI_ASA(A1:A5)+1", "D1": "=A5*2"}, cached=4.0)
    assert (file["A5"], file["D1"]) == (4.0, 8.0)
    assert file.codes == [("CIRCULAR_KPI", "Sheet1!A5")]


def test_iterative_cells_stay_where_excel_left_them(tmp_path: Path) -> None:
    book = Book({"Sheet1": SURVEY | {"D1": "=D1+1", "D2": "=D1*2", "D3": f"={GAP}"}}, iterate=True)
    file = refresh(tmp_path, book, cached=4.0)
    assert [file[f"D{row}"] for row in (1, 2, 3)] == [4.0, 8.0, -1.0]
    assert file.codes == [("ITERATE_UNSUPPORTED", "Sheet1!D1")]


def test_precision_as_displayed_leaves_only_ours(tmp_path: Path) -> None:
    edits = {"xl/workbook.xml": put('<calcPr calcId="191029"', '<calcPr fullPrecision="0" calcId="191029"')}
    file = refresh(tmp_path, SURVEY | {"D1": f"={GAP}", "D2": "=1/3"}, edits=edits)
    assert (file["D1"], file["D2"]) == (-1.0, -99.0)
    assert file.codes == [("PRECISION_AS_DISPLAYED", "")]


@pytest.mark.parametrize("method", ["__init__", "recalculate", "values", "spill"])
def test_an_engine_that_gives_up_leaves_all_but_our_own_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def give_up(*_: Any) -> None:
        raise EngineError("out of breath")

    monkeypatch.setattr(CarefulEngine, method, give_up)
    book: dict[str, Input] = SURVEY | {"D1": f"={GAP}", "D2": "=1+1", "D3": f"={GAP}+1", "D4": "=KPI_ASA(D2)"}
    file = refresh(tmp_path, book | {"F1": Spill("=_xlfn.SEQUENCE(2)", "F1:F2"), "F2": 7.0})
    assert [file[f"D{row}"] for row in (1, 2, 3, 4)] == [-1.0, -99.0, -99.0, -99.0]
    assert (file["F1"], file["F2"]) == (-99.0, 7.0)
    assert file.codes == [("ENGINE_FAILED", "")]
    assert file.result.kept == 4


def test_what_a_manager_reads_names_the_cell(tmp_path: Path) -> None:
    file = refresh(tmp_path, SURVEY | {"D1": "=NOSUCH(1)"})
    (notice,) = file.result.notices
    assert notice.message.en.startswith("Sheet1!D1 uses NOSUCH")
    assert notice.message.es.startswith("Sheet1!D1 usa NOSUCH")
    assert notice.code in WARNINGS


def test_a_kpi_over_cells_that_are_kept_uses_what_is_kept(tmp_path: Path) -> None:
    book: dict[str, Input] = {"D1": "=D1+1", "D2": "=KPI_ASA(D1)", "D3": "=KPI_ASA(D1:D2)*2", "D4": "=KPI_ASA(D1+1)"}
    file = refresh(tmp_path, book, cached=4.0)
    assert [file[f"D{row}"] for row in (1, 2, 3, 4)] == [4.0, 4.0, 8.0, 5.0]


@pytest.mark.parametrize("problem", [ZeroDivisionError("x"), RecursionError(), MemoryError()])
def test_a_function_that_breaks_down_costs_its_own_cells_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    evaluate = WorksheetFunction.evaluate

    def faulty(function: WorksheetFunction, *arguments: Any, **options: Any) -> Any:
        if function.spec.name == "KPI_ASA":
            raise problem
        return evaluate(function, *arguments, **options)

    monkeypatch.setattr(WorksheetFunction, "evaluate", faulty)
    book = SURVEY | {"D1": "=KPI_ASA(A2:A4)", "D2": "=KPI_ASA(D3)", "D3": "=D1+1", "D4": f"={GAP}", "D5": "=D2*2"}
    file = refresh(tmp_path, book, cached=4.0)
    assert [file[f"D{row}"] for row in range(1, 6)] == [4.0, 4.0, 5.0, -1.0, 8.0]
    assert file.codes == [("KPI_FAULT", "Sheet1!D1"), ("KPI_FAULT", "Sheet1!D2")]
    assert type(problem).__name__ in file.result.notices[0].message.en
