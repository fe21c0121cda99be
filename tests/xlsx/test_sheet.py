from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service_kpi.addresses import MAX_ROWS, Range, cell_address
from service_kpi.cells import CellValue
from service_kpi.errors import CELL_ERRORS, DIV0, NA, WorkbookError
from service_kpi.xlsx import cell_store
from service_kpi.xlsx.sheet import FormulaCell, Sheet
from service_kpi.xlsx.strings import encode_text
from service_kpi.xlsx.values import spelled
from tests.xlsx.building import MAIN, scanned, scanned_part, sheet_xml

STRINGS = "<si><t>zero</t></si><si><r><t>one</t></r><r><t>!</t></r></si>"


def values(sheet: Sheet) -> dict[str, CellValue]:
    return {
        cell_address(row, column): sheet.value(row, column)
        for row, column in zip(sheet.cells.rows.tolist(), sheet.cells.columns.tolist(), strict=True)
    }


def code_of(rows: str, strings: str | None = None) -> str:
    with pytest.raises(WorkbookError) as caught:
        scanned(rows, strings=strings)
    return caught.value.code


EVERYTHING = """<row r="1"><c r="A1"><v>1.5</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" s="3" t="b"><v>1</v></c>
<c r="D1" t="e"><v>#DIV/0!</v></c><c r="E1" t="inlineStr"><is><t>in &lt;line&gt;</t></is></c><c r="F1" s="2"/></row>
<row r="3"><c r="B3" t="str"><f>A1&amp;"x"</f><v>1.5x</v></c><c r="C3"><f>A1*2</f><v>3</v></c>
<c r="D3" t="str"><f>""</f><v></v></c><c r="E3" t="n"><v>-2E-3</v></c><c r="F3"><v/></c><c r="G3"><f>A1</f></c></row>"""
EXPECTED = {
    "A1": 1.5,
    "B1": "one!",
    "C1": True,
    "D1": DIV0,
    "E1": "in <line>",
    "B3": "1.5x",
    "C3": 3.0,
    "D3": "",
    "E3": -0.002,
}


@pytest.mark.parametrize(
    "disguise",
    [
        lambda rows: rows,
        lambda rows: rows.replace("<row", "<!-- <c> --><?x y?><row").replace("><v>", "><!--v--><v>"),
        lambda rows: rows.replace('r="A1"', "r='A1'").replace("<c r", '<c foo="a>b" r'),
        lambda rows: rows.replace("<v>", "<v><![CDATA[").replace("</v>", "]]></v>").replace("&amp;", "&#38;"),
        lambda rows: rows.replace("</c>", "</c >").replace("<v>", "<v >"),
        lambda rows: rows.replace("&gt;", ">"),
    ],
)
def test_the_same_cells_in_every_disguise(disguise: object) -> None:
    assert callable(disguise)
    sheet = scanned(disguise(EVERYTHING), strings=STRINGS)
    assert values(sheet) == EXPECTED
    assert {cell_address(*place): formula.text for place, formula in sheet.formulas.items()} == {
        "B3": 'A1&"x"',
        "C3": "A1*2",
        "D3": '""',
        "G3": "A1",
    }
    assert {cell_address(*place): formula.cached for place, formula in sheet.formulas.items()} == {
        "B3": "1.5x",
        "C3": 3.0,
        "D3": "",
        "G3": None,
    }
    assert sheet.used == Range.parse("A1:G3")
    assert sheet.warnings == []


@pytest.mark.parametrize("length", [1, 7, 40, 90, 200])
def test_where_the_sheet_is_cut_does_not_matter(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = EVERYTHING + "<row><c><v>1</v></c><c><v>2</v></c><c r='Z4'><v>3</v></c><c><v>4</v></c></row><row/>"
    rows += '<row><c><v>5</v></c></row><row r="9" spans="1:2"></row><row><c/><c t="b"><v>1</v></c></row>'
    whole = scanned(rows, strings=STRINGS)
    monkeypatch.setattr(cell_store, "_CHUNK", length)
    cut = scanned(rows, strings=STRINGS)
    assert values(cut) == EXPECTED | {
        "A4": 1.0, "B4": 2.0, "Z4": 3.0, "AA4": 4.0, "A6": 5.0, "B10": True,
    }  # fmt: skip
    assert values(whole) == values(cut)
    assert whole.cells.implied == cut.cells.implied
    assert whole.formulas == cut.formulas
    for attribute in ("numbers", "starts", "content_starts", "content_ends"):
        assert getattr(whole.rows, attribute).tolist() == getattr(cut.rows, attribute).tolist()
    assert whole.rows.numbers.tolist() == [0, 2, 3, 4, 5, 8, 9]


def test_a_formula_that_nobody_has_computed() -> None:
    for value in ("<v/>", "<v />", "<v></v>", ""):
        sheet = scanned(f'<row r="1"><c r="A1"><f>B1</f>{value}</c><c r="B1"><v>1</v></c></row>')
        assert values(sheet) == {"B1": 1.0}
        assert sheet.formulas[0, 0].cached is None


def test_a_prefixed_sheet() -> None:
    rows = EVERYTHING
    for name in ("row", "c", "v", "f", "is", "t"):
        rows = rows.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        rows = rows.replace(f"</{name}>", f"</x:{name}>").replace(f"<{name}/>", f"<x:{name}/>")
    data = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert values(scanned_part(data.encode(), strings=STRINGS)) == EXPECTED


def test_places_that_are_not_said() -> None:
    sheet = scanned(
        '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><f>A1</f><v>3</v></c></row><row/><row><c><v>4</v></c></row>'
    )
    assert values(sheet) == {"A1": 1.0, "D1": 2.0, "E1": 3.0, "A3": 4.0}
    assert list(sheet.formulas) == [(0, 4)]


def test_rows_and_cells_out_of_order() -> None:
    sheet = scanned(
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row><row r="1"><c r="C1"><v>3</v></c></row>'
    )
    assert values(sheet) == {"C1": 3.0, "A2": 2.0, "B2": 1.0}
    assert sheet.warnings == [("ROW_ORDER", {"sheet": "Data"})]


def test_formulas() -> None:
    sheet = scanned(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="4">B1*2</f><v>2</v></c>'
        '<c r="C1" t="b"><f t="array" ref="C1:D2">B1:B2=1</f><v>1</v></c><c r="D1"><v>0</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="4"/><v>4</v></c>'
        '<c r="E2"><f t="dataTable" ref="E2:E9" dt2D="1" r1="A1"/><v>0</v></c></row>'
    )
    spans = {place: formula.span for place, formula in sheet.formulas.items()}
    assert [sheet.data[start:end][:7] for start, end in spans.values()] == [
        b'<c r="A',
        b'<c r="C',
        b'<c r="A',
        b'<c r="E',
    ]
    assert all(sheet.data[:end].endswith(b"</c>") for _, end in spans.values())
    assert list(sheet.formulas.values()) == [
        FormulaCell(0, 0, "B1*2", "shared", 4, Range.parse("A1:A2"), False, 2.0, spans[0, 0]),
        FormulaCell(0, 2, "B1:B2=1", "array", None, Range.parse("C1:D2"), False, True, spans[0, 2]),
        FormulaCell(1, 0, "", "shared", 4, None, False, 4.0, spans[1, 0]),
        FormulaCell(1, 4, "", "datatable", None, Range.parse("E2:E9"), False, 0.0, spans[1, 4]),
    ]


def test_dynamic_arrays_and_rich_errors() -> None:
    sheet = scanned('<row r="1"><c r="A1" t="e" cm="1" vm="1"><f t="array" ref="A1">X</f><v>#VALUE!</v></c></row>')
    sheet.workbook.dynamic_cm = frozenset({1})
    sheet.workbook.rich_errors = {1: CELL_ERRORS["#SPILL!"]}
    formula = Sheet.scan(sheet.data, sheet.workbook, sheet.part).formulas[0, 0]
    assert formula.dynamic
    assert formula.cached == CELL_ERRORS["#SPILL!"]
    assert not sheet.formulas[0, 0].dynamic


def test_blocks() -> None:
    sheet = scanned(EVERYTHING, strings=STRINGS, workbook='<workbookPr date1904="1"/>')
    block = sheet.block(Range.parse("B1:C3"))
    assert (block.rows, block.columns) == (3, 2)
    assert block.to_rows() == [["one!", True], [None, None], ["1.5x", 3.0]]
    assert block.date1904
    whole = sheet.block(Range.parse("A:E"))
    assert (whole.rows, whole.columns) == (MAX_ROWS, 5)
    assert whole.kinds.shape == (3, 5)
    assert whole.value(0, 3) == DIV0
    assert whole.value(MAX_ROWS - 1, 0) is None
    assert sheet.block(Range.parse("A:E")) is whole
    nothing = sheet.block(Range.parse("H5:J9"))
    assert (nothing.rows, nothing.columns, nothing.kinds.shape) == (5, 3, (0, 0))
    numbers = sheet.block(Range.parse("A1:A3"))
    assert numbers.objects is None
    np.testing.assert_array_equal(numbers.numbers, [[1.5]])


def test_a_far_cell_costs_one_cell() -> None:
    sheet = scanned('<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>', before='<dimension ref="A1:XFD1048576"/>')
    assert values(sheet) == {"XFD1048576": 7.0}
    assert len(sheet.cells.rows) == 1
    assert sheet.block(Range.parse("XFD1048570:XFD1048576")).value(6, 0) == 7.0


def test_values_one_by_one() -> None:
    sheet = scanned(EVERYTHING, strings=STRINGS)
    assert sheet.has_value(0, 0)
    assert sheet.has_value(2, 3)
    assert not sheet.has_value(0, 5)
    assert not sheet.has_value(1, 0)
    assert sheet.value(7, 7) is None
    assert scanned("").used is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "BAD_REF"),
        ('<row r="0"/>', "BAD_REF"),
        ('<row r="x"/>', "BAD_REF"),
        ('<row r="1"><c r="A0"><v>1</v></c></row>', "BAD_REF"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "BAD_REF"),
        ('<row r="1"><c r=""><v>1</v></c></row>', "BAD_REF"),
        ('<row r="1"><c r="A1"><f t="array" ref="A1:">1</f></c></row>', "BAD_REF"),
        ('<row r="1"><c r="A1"><v>abc</v></c></row>', "BAD_VALUE"),
        ('<row r="1"><c r="A1"><v>NaN</v></c></row>', "BAD_VALUE"),
        ('<row r="1"><c r="A1"><v>1E999</v></c></row>', "BAD_VALUE"),
        ('<row r="1"><c r="A1"><v>1e+</v></c></row>', "BAD_VALUE"),
        ('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', "BAD_VALUE"),
        ('<row r="1"><c r="A1" t="zzz"><v>1</v></c></row>', "BAD_VALUE"),
        ('<row r="1"><c r="A1" t="s"><v>1.5</v></c></row>', "BAD_VALUE"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "BAD_VALUE"),
        ('<row r="1"><c r="A1" t="s"><v>2</v></c></row>', "BAD_SST_INDEX"),
        ('<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>', "TOO_BIG"),
    ],
)
def test_refusals(rows: str, code: str) -> None:
    assert code_of(rows, STRINGS) == code
    # The element-by-element reading refuses the same.
    assert code_of(rows.replace("<c ", "<c x='' "), STRINGS) == code


def test_a_text_number_without_texts() -> None:
    assert code_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>') == "MISSING_PART"


def test_a_refusal_names_the_place() -> None:
    with pytest.raises(WorkbookError, match="Data!B7 holds 'x', which is no value of its type"):
        scanned('<row r="7"><c r="B7"><v>x</v></c></row>')


cell_values = (
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.just(NA) | st.text(max_size=8)
)
places = st.tuples(st.integers(0, 30), st.integers(0, 30))


def cell_xml(row: int, column: int, value: CellValue) -> str:
    start = f'<c r="{cell_address(row, column)}"'
    if value is None:
        return f'{start} s="1"/>'
    if isinstance(value, bool):
        return f'{start} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float):
        return f"{start}><v>{spelled(value)}</v></c>"
    if isinstance(value, str):
        return f'{start} t="inlineStr"><is><t>{encode_text(value).decode()}</t></is></c>'
    return f'{start} t="e"><v>{value}</v></c>'


@settings(deadline=None)
@given(st.dictionaries(places, cell_values, max_size=30), st.booleans())
def test_random_sheets_read_back(cells: dict[tuple[int, int], CellValue], unusual: bool) -> None:
    rows = "".join(
        f'<row r="{row + 1}">'
        + "".join(cell_xml(row, column, cells[row, column]) for r, column in sorted(cells) if r == row)
        + "</row>"
        for row in sorted({row for row, _ in cells})
    )
    sheet = scanned_part(sheet_xml(rows.replace("<c ", "<c\n") if unusual else rows).encode())
    block = sheet.block(Range.parse("A1:AE31"))
    for row in range(31):
        for column in range(31):
            expected = cells.get((row, column))
            if isinstance(expected, str):
                expected = expected.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") or None
            found = sheet.value(row, column)
            assert (found or None if isinstance(found, str) else found) == expected
            assert block.value(row, column) == found
            assert type(found) is type(expected) or found == ""
