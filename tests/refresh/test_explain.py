from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service_kpi.addresses import Range
from service_kpi.cells import Cells
from service_kpi.errors import NA, WorkbookError
from service_kpi.refresh.explain import ExplainedCell, KeptAsStored, NothingToExplain, explain_cell
from tests.gate.workbook import Book, Input, Name, Shared, Spill, write_workbook
from tests.refresh.books import NOON, SURVEY


def explained(folder: Path, cells: dict[str, Input] | Book, cell: str = "D1", sheet: str = "Sheet1") -> ExplainedCell:
    """Explain a cell of a book, and see that the file stays as it was."""
    book = cells if isinstance(cells, Book) else Book({"Sheet1": SURVEY | cells})
    path = folder / "book.xlsx"
    data = write_workbook(book, -99.0)
    path.write_bytes(data)
    area = Range.parse(cell)
    try:
        return explain_cell(path, sheet, area.first_row, area.first_column, now=NOON)
    finally:
        assert path.read_bytes() == data


def test_a_call_with_what_it_reads_and_gives(tmp_path: Path) -> None:
    found = explained(tmp_path, {"D1": "=KPI_GAP(A2:A4,B2:B4)"})
    assert (found.sheet, found.cell, found.formula, found.value) == ("Sheet1", "D1", "=KPI_GAP(A2:A4,B2:B4)", -1.0)
    (call,) = found.calls
    assert (call.function, call.sources, call.value, call.reason) == (
        "KPI_GAP",
        ("Sheet1!A2:A4", "Sheet1!B2:B4"),
        -1.0,
        None,
    )
    cells = [argument.to_rows() for argument in call.arguments if isinstance(argument, Cells)]
    assert cells == [[[5.0], [6.0], [7.0]], [[4.0], [6.0], [5.0]]]


@pytest.mark.parametrize(
    ("formula", "sources"),
    [
        ("=KPI_GAP(A:A,B:B)", ("Sheet1!A:A", "Sheet1!B:B")),
        ("=KPI_GAP({5,6},{4,6},)", ("{5,6}", "{4,6}", "")),
        ("=KPI_GAP(A2:A4*1,B2:B4)", ("Sheet1!A2:A4*1", "Sheet1!B2:B4")),
    ],
)
def test_sources(tmp_path: Path, formula: str, sources: tuple[str, ...]) -> None:
    assert explained(tmp_path, {"D1": formula}).calls[0].sources == sources


def test_nested_calls_come_inner_first(tmp_path: Path) -> None:
    found = explained(tmp_path, {"D1": '=IF(KPI_GAP(KPI_ASA(A2:A4),B2)<0,"short","ok")'})
    assert found.value == "short"  # 4 less the mean of 5, 6 and 7
    assert [(call.function, call.value) for call in found.calls] == [("KPI_ASA", 6.0), ("KPI_GAP", -2.0)]
    assert found.calls[1].sources == ("KPI_ASA(…)", "Sheet1!B2")


def test_formulas_feed_a_call_with_their_new_values(tmp_path: Path) -> None:
    found = explained(tmp_path, {"C2": "=B2-1", "D1": "=KPI_GAP(A2,C2)"})
    assert found.value == -2.0  # 4 − 1 − 5; the file says −99


def test_a_shared_formula_reads_as_excel_shows_it(tmp_path: Path) -> None:
    shared: dict[str, Input] = {"D2": Shared(0, "=KPI_GAP(A2,B2)", "D2:D4"), "D3": Shared(0), "D4": Shared(0)}
    found = explained(tmp_path, shared, "D4")
    assert (found.formula, found.value) == ("=KPI_GAP(A4,B4)", -2.0)


def test_a_cell_of_a_spill_is_explained_by_its_formula(tmp_path: Path) -> None:
    found = explained(tmp_path, {"D1": Spill("=KPI_GAP_TABLE(A2:A4,B2:B4)", "D1:M2")}, "E2")
    assert (found.cell, found.calls[0].function) == ("D1", "KPI_GAP_TABLE")
    assert found.calls[0].value[-1][4] == -1.0


def test_missing_codes_and_reasons(tmp_path: Path) -> None:
    cells: dict[str, Input] = {"A1": 99.0, "D1": "=KPI_ASA(A1)", "E1": 99.0}
    found = explained(tmp_path, Book({"Sheet1": cells}, names=[Name("KPI_MISSING_CODES", "Sheet1!$E$1")]))
    assert found.missing_codes == (99.0,)
    assert found.calls[0].value == NA
    assert found.calls[0].reason is not None


@pytest.mark.parametrize(
    ("cells", "sheet", "cell", "message"),
    [
        ({}, "sheet9", "D1", "There is no worksheet sheet9; the workbook has Sheet1."),
        ({}, "SHEET1", "D9", "Sheet1!D9 calls no KPI function: it has no formula."),
        ({"D1": "=SUM(A2:A4)"}, "Sheet1", "D1", "Sheet1!D1 calls no KPI function: =SUM(A2:A4)."),
    ],
)
def test_nothing_to_explain(tmp_path: Path, cells: dict[str, Any], sheet: str, cell: str, message: str) -> None:
    with pytest.raises(NothingToExplain) as problem:
        explained(tmp_path, cells, cell, sheet)
    assert problem.value.message.en == message
    assert not isinstance(problem.value, KeptAsStored)


def test_a_cell_that_keeps_its_stored_value_says_why(tmp_path: Path) -> None:
    with pytest.raises(KeptAsStored) as problem:
        explained(tmp_path, {"D1": "=KPI_GAP([1]Sheet1!A1,B2)"})
    assert "Sheet1!D1" in problem.value.message.en


def test_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as problem:
        explain_cell(tmp_path / "none.xlsx", "Sheet1", 0, 0)
    assert problem.value.code == "MISSING_FILE"
