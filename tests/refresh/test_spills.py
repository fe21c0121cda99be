"""Dynamic and legacy array formulas: anchors, ``ref``, children, styles, ``cm``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.gate.workbook import ArrayFormula, Book, Input, Spill
from tests.refresh.books import SURVEY, Refreshed, put, refresh

SHEET = "xl/worksheets/sheet1.xml"
#: KPI_AUDIT of the six answers of SURVEY, headings and one row: eight columns.
AUDIT = {"D2": 6.0, "E2": 6.0, "F2": 0.0, "G2": 0.0, "H2": 0.0, "I2": 0.0, "J2": 0.0, "K2": "none"}


def cell(file: Refreshed, address: str) -> str:
    """Return the whole element of a cell as the file has it."""
    found = re.search(rf'<c r="{address}"[^>]*?(?:/>|>.*?</c>)', file.xml())
    return found[0] if found else ""


def test_a_dynamic_anchor_of_one_cell_grows(tmp_path: Path) -> None:
    """What openpyxl users and generators write: the anchor alone."""
    file = refresh(tmp_path, SURVEY | {"D1": Spill("=KPI_AUDIT(A2:B4)", "D1")})
    assert file["D1"] == "Cells"
    assert {address: file[address] for address in AUDIT} == AUDIT
    assert cell(file, "D1") == '<c r="D1" cm="1" t="str"><f t="array" ref="D1:K2">KPI_AUDIT(A2:B4)</f><v>Cells</v></c>'


def test_a_spill_grows_and_its_readers_follow(tmp_path: Path) -> None:
    book: dict[str, Input] = {
        "A1": 3.0,
        "D1": Spill("=_xlfn.SEQUENCE(A1)", "D1:D2"),
        "D2": 5.0,
        "E1": "=SUM(_xlfn.ANCHORARRAY(D1))",
        "F1": "=KPI_ASA(_xlfn.ANCHORARRAY(D1))",
        "G1": "=KPI_ASA(D1#)",
        "H1": "=KPI_ASA(D1:D10)",
    }
    file = refresh(tmp_path, book)
    assert [file[address] for address in ("D1", "D2", "D3")] == [1.0, 2.0, 3.0]
    assert [file[address] for address in ("E1", "F1", "G1", "H1")] == [6.0, 2.0, 2.0, 2.0]
    assert 'ref="D1:D3"' in cell(file, "D1")


def test_a_spill_shrinks_and_keeps_the_styles_of_what_it_left(tmp_path: Path) -> None:
    book: dict[str, Input] = {"A1": 1.0, "D1": Spill("=_xlfn.SEQUENCE(A1)", "D1:D3"), "D2": 2.0, "D3": 3.0}
    book |= {"E1": "=SUM(D1:D10)"}
    file = refresh(tmp_path, book, edits={SHEET: put('<c r="D3">', '<c r="D3" s="1">')})
    assert (file["D1"], file["E1"]) == (1.0, 1.0)
    assert (cell(file, "D2"), cell(file, "D3")) == ("", '<c r="D3" s="1"/>')
    assert 'ref="D1"' in cell(file, "D1")
    assert {change.cell: change.after for change in file.result.changes if change.cell[0] == "D"} == {
        "D1": 1.0,
        "D2": None,
        "D3": None,
    }


@pytest.mark.parametrize("blocker", [77.0, "note", "=1+1", True])
def test_a_blocked_spill(tmp_path: Path, blocker: Input) -> None:
    """#SPILL! has no name in the file format: Excel stores #VALUE! and says the rest elsewhere."""
    book: dict[str, Input] = {
        "A1": 3.0,
        "D1": Spill("=_xlfn.SEQUENCE(A1)", "D1"),
        "D3": blocker,
        "E1": '=IFERROR(D1,"blocked")',
    }
    file = refresh(tmp_path, book)
    assert (file["D1"], file["E1"], file["D2"]) == ("#VALUE!", "blocked", None)
    assert file["D3"] == (2.0 if blocker == "=1+1" else blocker)
    assert str(file.result.values["Sheet1"]["D1"]) == "#SPILL!"
    assert 'cm="1"' in cell(file, "D1")


def test_a_spill_that_a_formula_blocks_takes_back_its_children(tmp_path: Path) -> None:
    book: dict[str, Input] = {"A1": 3.0, "D1": Spill("=_xlfn.SEQUENCE(A1)", "D1:D3"), "D2": 2.0, "D3": "=1+1"}
    file = refresh(tmp_path, book)
    assert (file["D1"], file["D2"], file["D3"]) == ("#VALUE!", None, 2.0)
    assert 'ref="D1"' in cell(file, "D1")


def test_a_blocked_table_of_ours(tmp_path: Path) -> None:
    file = refresh(tmp_path, SURVEY | {"D1": Spill("=KPI_AUDIT(A2:B4)", "D1"), "E2": 77.0})
    assert (file["D1"], file["E1"], file["E2"]) == ("#VALUE!", None, 77.0)


def test_an_unblocked_spill_comes_back(tmp_path: Path) -> None:
    stored = '<c r="D1" cm="1" vm="1" t="e"><f t="array" ref="D1">KPI_AUDIT(A2:B4)</f><v>#VALUE!</v></c>'
    edits = {SHEET: lambda text: re.sub(r'<c r="D1".*?</c>', stored, text)}
    file = refresh(tmp_path, SURVEY | {"D1": Spill("=KPI_AUDIT(A2:B4)", "D1")}, edits=edits)
    assert {address: file[address] for address in AUDIT} == AUDIT
    assert cell(file, "D1").startswith('<c r="D1" cm="1" t="str"><f t="array" ref="D1:K2">')  # vm said #SPILL!


def test_a_spill_keeps_the_styles_of_the_cells_that_it_takes(tmp_path: Path) -> None:
    book: dict[str, Input] = {"A1": 2.0, "D1": Spill("=_xlfn.SEQUENCE(A1)", "D1")}
    edits = {SHEET: put("</row></sheetData>", '</row><row r="2" ht="30"><c r="D2" s="1"/></row></sheetData>')}
    file = refresh(tmp_path, book, edits=edits)
    assert cell(file, "D2") == '<c r="D2" s="1"><v>2</v></c>'
    assert '<row r="2" ht="30">' in file.xml()


def test_one_spill_feeds_the_next(tmp_path: Path) -> None:
    book: dict[str, Input] = {
        "A1": 3.0,
        "C1": Spill("=_xlfn.SEQUENCE(A1)", "C1"),
        "E1": Spill("=_xlfn.ANCHORARRAY(C1)*KPI_ASA(_xlfn.ANCHORARRAY(C1))", "E1"),
        "G1": "=KPI_ASA(_xlfn.ANCHORARRAY(E1))",
    }
    file = refresh(tmp_path, book)
    # the mean of 1, 2 and 3 is 2: 2, 4 and 6, whose mean is 4
    assert [file[address] for address in ("E1", "E2", "E3", "G1")] == [2.0, 4.0, 6.0, 4.0]


def test_a_table_that_grows_with_what_a_formula_says(tmp_path: Path) -> None:
    """The labels rest on formulas, so that the table is computed after them: two labels make four rows."""
    cells: dict[str, Input] = {"A1": 45000.0, "A2": 45001.0, "B1": 45000.0, "B2": 45009.0}
    cells |= {"C1": '="mail"', "C2": '="phone"', "D1": 45100.0}
    cells |= {"F1": Spill("=KPI_PROMISE_TABLE(A1:A2,B1:B2,D1,C1:C2)", "F1")}
    file = refresh(tmp_path, cells)
    assert [file[f"F{row}"] for row in range(1, 6)] == ["Group", "mail", "phone", "Overall", None]
    assert [file[f"H{row}"] for row in range(1, 5)] == ["Kept", 1.0, 0.0, 1.0]


def test_legacy_arrays_fill_their_own_cells_and_no_other(tmp_path: Path) -> None:
    book = SURVEY | {
        "D1": ArrayFormula("=KPI_AUDIT(A2:B4)", "D1:F2"),
        "H1": ArrayFormula("=KPI_GAP(A2:A4*1,B2:B4)", "H1"),
        "J1": ArrayFormula("=KPI_AUDIT(A2:B4)", "J1:J3"),
        "L1": ArrayFormula("=A2:A4*2", "L1:L3"),
        "M1": "=SUM(L1:L3)",
    }
    file = refresh(tmp_path, book)
    assert (file["D1"], file["D2"], file["F2"], file["G1"]) == ("Cells", 6.0, 0.0, None)
    assert file["H1"] == -1.0
    assert (file["J1"], file["J2"], file["J3"]) == ("Cells", 6.0, "#N/A")  # past the table, as in Excel
    assert [file[f"L{row}"] for row in (1, 2, 3)] == [10.0, 12.0, 14.0]
    assert file["M1"] == 36.0


def test_a_table_in_a_plain_formula_shows_its_first_cell_and_says_so(tmp_path: Path) -> None:
    file = refresh(tmp_path, SURVEY | {"D1": "=KPI_AUDIT(A2:B4)", "D2": "=IFERROR(KPI_AUDIT(A2:B4),0)"})
    assert (file["D1"], file["E1"], file["D2"]) == ("Cells", None, "Cells")
    assert file.codes == [("TABLE_IN_ONE_CELL", "Sheet1!D1")]


def test_the_claimed_size_of_the_sheet_covers_a_new_spill(tmp_path: Path) -> None:
    edits = {SHEET: put("<sheetData>", '<dimension ref="A1:D4"/><sheetData>')}
    file = refresh(tmp_path, Book({"Sheet1": SURVEY | {"D1": Spill("=KPI_AUDIT(A2:B4)", "D1")}}), edits=edits)
    assert '<dimension ref="A1:K4"/>' in file.xml()
