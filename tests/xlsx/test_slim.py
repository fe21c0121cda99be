from __future__ import annotations

import pytest

from service_kpi.addresses import Range, cell_address
from service_kpi.cells import CellValue
from service_kpi.errors import NA
from service_kpi.xlsx.sheet import Sheet
from service_kpi.xlsx.slim import Content, Formula, slim_sheet
from tests.xlsx.building import rescanned, scanned

ROWS = """<row r="1" hidden="1" s="4" customFormat="1"><c r="A1" s="2"><v>1.5</v></c><c r="B1" t="s" vm="3"><v>0</v></c>
<c r="C1" s="1"><f>A1*2</f><v>3</v></c><c r="D1" t="inlineStr"><is><t>keep  s="1" and</t></is></c></row>
<row r="2"><c r="A2" cm="1"><f t="array" ref="A2:B3">X</f><v>1</v></c><c r="B2"><v>2</v></c>
<c r="D2" t="b"><v>1</v></c></row>
<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f>A1</f><v>4</v></c><c r="E3" t="e"><v>#N/A</v></c></row>"""
STRINGS = "<si><t>shared</t></si>"
PLACES: dict[tuple[int, int], Content] = {
    (0, 2): Formula('A1&"<"'),
    (1, 0): Formula("SORT(A1:A9)", Range.parse("A2:A9"), dynamic=True),
    (4, 1): Formula("1+1", Range.parse("B5")),
    (2, 0): 7.0,
}


@pytest.fixture(params=["plain", "comment", "quotes"])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    rows = {
        "plain": ROWS,
        "comment": ROWS.replace("<row", "<!-- s --><row"),
        "quotes": ROWS.replace('r="A1"', "r='A1'"),
    }[request.param]
    return scanned(rows, strings=STRINGS, after='<autoFilter ref="A1:B3"><x/></autoFilter><mergeCells/>')


def found(sheet: Sheet, data: bytes) -> tuple[dict[str, CellValue], dict[str, str]]:
    slim = rescanned(sheet, data)
    assert slim.warnings == []
    cells = {
        cell_address(row, column): slim.value(row, column)
        for row, column in zip(slim.cells.rows.tolist(), slim.cells.columns.tolist(), strict=True)
    }
    return cells, {cell_address(*place): formula.text for place, formula in slim.formulas.items()}


def test_constants_stay_and_formulas_become_what_is_said(sheet: Sheet) -> None:
    data = slim_sheet(sheet, PLACES, drop=[(1, 3)])
    cells, formulas = found(sheet, data)
    assert cells == {"A1": 1.5, "B1": "shared", "D1": 'keep  s="1" and', "A3": 7.0, "E3": NA}
    assert formulas == {"C1": 'A1&"<"', "A2": "SORT(A1:A9)", "B5": "1+1"}
    assert b'<c r="A2" cm="1"><f t="array" ref="A2:A9">SORT(A1:A9)</f></c>' in data
    assert b'<c r="B5"><f t="array" ref="B5">1+1</f></c>' in data
    assert b'hidden="1"' in data
    assert b"mergeCells" not in data
    for pointer in (b'<c r="A1" s=', b' vm="', b'customFormat="1" s='):
        assert pointer not in data
    rescanned(sheet, data)


def test_formulas_that_nobody_names_are_blank_and_echoes_go(sheet: Sheet) -> None:
    cells, formulas = found(sheet, slim_sheet(sheet, {}))
    assert formulas == {}
    assert cells == {"A1": 1.5, "B1": "shared", "D1": 'keep  s="1" and', "D2": True, "E3": NA}


def test_an_echo_that_is_named_stays(sheet: Sheet) -> None:
    cells, _ = found(sheet, slim_sheet(sheet, {(1, 0): 1.0, (1, 1): 2.0, (2, 0): "x", (2, 1): None}))
    assert cells == {
        "A1": 1.5, "B1": "shared", "D1": 'keep  s="1" and', "A2": 1.0, "B2": 2.0, "D2": True, "A3": "x", "E3": NA,
    }  # fmt: skip


def test_the_values_of_a_data_table_stay() -> None:
    sheet = scanned(
        '<row r="1"><c r="A1"><f t="dataTable" ref="A1:A2" r1="C1"/><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row>'
    )
    assert found(sheet, slim_sheet(sheet, {(0, 0): 1.0})) == ({"A1": 1.0, "A2": 2.0}, {})


def test_an_empty_sheet_takes_helper_cells() -> None:
    sheet = scanned("")
    cells, formulas = found(sheet, slim_sheet(sheet, {(3, 3): Formula("1"), (0, 0): 2.0}))
    assert (cells, formulas) == ({"A1": 2.0}, {"D4": "1"})


def test_the_auto_filter_is_kept() -> None:
    sheet = scanned('<row r="1"><c r="A1"><v>1</v></c></row>', after='<autoFilter ref="A1:A1"/><pageMargins/>')
    assert slim_sheet(sheet, {}).endswith(b'</sheetData><autoFilter ref="A1:A1"/></worksheet>')
