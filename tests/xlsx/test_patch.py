from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service_kpi.addresses import Range, cell_address
from service_kpi.cells import CellValue
from service_kpi.errors import CELL_ERRORS, NA, VALUE
from service_kpi.xlsx.patch import CellEdit, patch_sheet
from tests.xlsx.building import MAIN, rescanned, scanned, scanned_part


def place(address: str) -> tuple[int, int]:
    area = Range.parse(address)
    return area.first_row, area.first_column


def patched(rows: str, edits: dict[str, CellEdit], before: str = "") -> str:
    """Return what stands between the sheetData tags after the edits."""
    sheet = scanned(rows, before=before)
    data = patch_sheet(sheet, {place(address): edit for address, edit in edits.items()})
    rescanned(sheet, data)
    found = re.search(rb"<sheetData>(.*)</sheetData>", data, re.DOTALL)
    assert found
    start, end = sheet.body
    assert data.endswith(sheet.data[end:])
    if not before:
        assert data.startswith(sheet.data[:start])
    return found[1].decode()


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ('<c r="A1"><f>B1</f><v>1</v></c>', 2.5, '<c r="A1"><f>B1</f><v>2.5</v></c>'),
        ('<c r="A1"><f>B1</f><v>1</v></c>', True, '<c r="A1" t="b"><f>B1</f><v>1</v></c>'),
        ('<c r="A1" t="str"><f>B1</f><v>x</v></c>', 2.0, '<c r="A1"><f>B1</f><v>2</v></c>'),
        ("<c t='str'  r='A1' s='3' ><f>B1</f><v>x</v></c>", NA, "<c t='e'  r='A1' s='3' ><f>B1</f><v>#N/A</v></c>"),
        ('<c r="A1" s="1" ><f>B1</f></c>', "a<b", '<c r="A1" s="1" t="str" ><f>B1</f><v>a&lt;b</v></c>'),
        (
            '<c r="A1"><f>B1</f><v>1</v></c>',
            " a\n",
            '<c r="A1" t="str"><f>B1</f><v xml:space="preserve"> a\n</v></c>',
        ),
        ('<c r="A1"><f>B1</f><v>1</v></c>', "\r_x0041_", '<c r="A1" t="str"><f>B1</f><v>_x000D__x005F_x0041_</v></c>'),
        ('<c r="A1" t="str"><f>B1</f><v>x</v></c>', None, '<c r="A1"><f>B1</f></c>'),
        ('<c r="A1"><f t="shared" si="0"/><v/></c>', 7.0, '<c r="A1"><f t="shared" si="0"/><v>7</v></c>'),
        (
            '<c r="A1" t="inlineStr"><f>B1</f><is><t>x</t></is></c>',
            "y",
            '<c r="A1" t="str"><f>B1</f><v>y</v></c>',
        ),
        # The format has no name for the younger errors: the nearest that every reader knows.
        ('<c r="A1"><f>B1</f><v>1</v></c>', CELL_ERRORS["#SPILL!"], '<c r="A1" t="e"><f>B1</f><v>#VALUE!</v></c>'),
        # A pointer to a rich value says something about the old value only.
        ('<c r="A1" t="e" cm="1" vm="4"><f>B1</f><v>#N/A</v></c>', 1.0, '<c r="A1" cm="1"><f>B1</f><v>1</v></c>'),
        (
            '<c r="A1"><f>B1</f><v>1</v><extLst><ext/></extLst></c>',
            2.0,
            '<c r="A1"><f>B1</f><v>2</v><extLst><ext/></extLst></c>',
        ),
        ('<c r="A1"><!--f--><f>B1</f> <v>1</v> </c>', 2.0, '<c r="A1"><!--f--><f>B1</f> <v>2</v> </c>'),
        ('<c r="A1"><f><![CDATA[B1<2]]></f><v>1</v></c>', 2.0, '<c r="A1"><f><![CDATA[B1<2]]></f><v>2</v></c>'),
    ],
)
def test_one_value(cell: str, value: CellValue, expected: str) -> None:
    around = '<row r="1" spans="1:2" ht="20">{}<c r="B1"><v>1</v></c></row>'
    assert patched(around.format(cell), {"A1": CellEdit(value)}) == around.format(expected)


SPILL = (
    '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A2">X</f><v>1</v></c></row>'
    '<row r="2" spans="1:3"><c r="A2" s="5"><v>2</v></c><c r="C2"><v>9</v></c></row><row r="5"/>'
)


def test_a_spill_that_grows() -> None:
    edits = {
        "A1": CellEdit(1.0, ref=Range.parse("A1:B5")),
        "A2": CellEdit("two"),
        "B1": CellEdit(True),
        "B2": CellEdit(4.0),
        "A3": CellEdit(5.0),
        "B3": CellEdit(NA),
        "A5": CellEdit(7.0),
        "B5": CellEdit(None),
    }
    assert patched(SPILL, edits) == (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:B5">X</f><v>1</v></c><c r="B1" t="b"><v>1</v></c></row>'
        '<row r="2" spans="1:3"><c r="A2" s="5" t="str"><v>two</v></c><c r="B2"><v>4</v></c><c r="C2"><v>9</v></c>'
        '</row><row r="3"><c r="A3"><v>5</v></c><c r="B3" t="e"><v>#N/A</v></c></row>'
        '<row r="5"><c r="A5"><v>7</v></c></row>'
    )


def test_a_spill_that_shrinks() -> None:
    edits = {"A1": CellEdit(1.0, ref=Range.parse("A1")), "A2": CellEdit(clear=True), "C2": CellEdit(clear=True)}
    assert patched(SPILL, edits) == (
        '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1">X</f><v>1</v></c></row>'
        '<row r="2" spans="1:3"><c r="A2" s="5"/></row><row r="5"/>'
    )


def test_an_emptied_cell_keeps_the_place_of_its_follower() -> None:
    rows = "<row><c><f>X</f><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"
    assert patched(rows, {"B1": CellEdit(clear=True)}) == "<row><c><f>X</f><v>1</v></c><c/><c><v>3</v></c></row>"


def test_hints_are_widened_only_where_they_must() -> None:
    rows = '<row r="2" spans="2:3"><c r="B2"><f t="array" ref="B2">X</f><v>1</v></c></row>'
    inside = patched(rows, {"C2": CellEdit(1.0)}, '<dimension ref="B2:C2"/>')
    assert 'spans="2:3"' in inside
    sheet = scanned(rows, before='<dimension ref="B2:C2"/>')
    assert b'<dimension ref="B2:C2"/>' in patch_sheet(sheet, {(1, 2): CellEdit(1.0)})
    outside = patch_sheet(sheet, {(1, 4): CellEdit(1.0), (0, 0): CellEdit(1.0)})
    assert b'<dimension ref="A1:E2"/>' in outside
    assert b'<row r="1"><c r="A1"><v>1</v></c></row><row r="2" spans="2:5">' in outside


def test_prefix_and_other_encodings() -> None:
    data = (
        f'<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1">'
        '<x:c r="A1"><x:f>B1</x:f><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    sheet = scanned_part(data.encode("utf-16"))
    result = patch_sheet(sheet, {(0, 0): CellEdit("ñ"), (0, 1): CellEdit(2.0), (1, 0): CellEdit(3.0)})
    expected = data.replace("UTF-16", "UTF-8").replace('<x:c r="A1"><x:f>B1</x:f><x:v>1</x:v></x:c></x:row>',
        '<x:c r="A1" t="str"><x:f>B1</x:f><x:v>ñ</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>3</x:v></x:c></x:row>')  # fmt: skip
    assert result == expected.encode()


def test_a_byte_order_mark_stays() -> None:
    cells = '<row r="1"><c r="A1"><f>B1</f><v>1</v></c></row>'
    data = f'\ufeff<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'.encode()
    assert patch_sheet(scanned_part(data), {(0, 0): CellEdit(2.0)}) == data.replace(b"<v>1<", b"<v>2<")


def test_an_equal_value_changes_nothing() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><f>X</f><v>a</v></c><c r="B1"><f>X</f><v>1.50</v></c>'
        '<c r="C1" t="e" vm="1"><f>X</f><v>#VALUE!</v></c><c r="D1" t="b"><f>X</f><v>1</v></c>'
        '<c r="E1"><f>X</f></c></row>'
    )
    sheet = scanned(rows)
    equal: dict[str, CellValue] = {"A1": "a", "B1": 1.5, "C1": VALUE, "D1": True, "E1": None}
    edits = {place(address): CellEdit(value) for address, value in equal.items()}
    assert patch_sheet(sheet, edits) is sheet.data
    assert patch_sheet(sheet, {}) is sheet.data
    # One and TRUE are not the same.
    assert patch_sheet(sheet, {place("D1"): CellEdit(1.0)}) != sheet.data


@pytest.mark.parametrize("value", [math.nan, math.inf, "x" * 32_768])
def test_what_must_never_be_written(value: CellValue) -> None:
    sheet = scanned('<row r="1"><c r="A1"><f>X</f><v>1</v></c></row>')
    with pytest.raises(ValueError, match="hold"):
        patch_sheet(sheet, {(0, 0): CellEdit(value)})


def test_a_formula_is_never_cleared() -> None:
    with pytest.raises(ValueError, match="A1 holds a formula"):
        patch_sheet(scanned('<row r="1"><c r="A1"><f>X</f></c></row>'), {(0, 0): CellEdit(clear=True)})


numbers = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(codec="utf-8"), max_size=6)
cell_values = st.booleans() | numbers | texts | st.just(NA)
places = st.tuples(st.integers(0, 8), st.integers(0, 8))


def random_sheet(constants: set[tuple[int, int]], formulas: set[tuple[int, int]]) -> str:
    rows = ""
    for row in sorted({row for row, _ in constants | formulas}):
        cells = ""
        for column in sorted(column for r, column in constants | formulas if r == row):
            formula = "<f>X</f>" if (row, column) in formulas else ""
            style = ' s="1"' if (row + column) % 3 == 0 else ""
            cells += f'<c r="{cell_address(row, column)}"{style}>{formula}<v>{row}</v></c>'
        rows += f'<row r="{row + 1}">{cells}</row>'
    return rows


@settings(deadline=None)
@given(st.sets(places), st.sets(places, min_size=1), st.data())
def test_random_edits_read_back(
    constants: set[tuple[int, int]], formulas: set[tuple[int, int]], data: st.DataObject
) -> None:
    sheet = scanned(random_sheet(constants, formulas))
    edits = data.draw(st.dictionaries(places, cell_values))
    cleared = data.draw(st.sets(st.sampled_from(sorted(constants - formulas)))) if constants - formulas else set()
    changes = {spot: CellEdit(value) for spot, value in edits.items() if spot not in cleared}
    changes |= {spot: CellEdit(clear=True) for spot in cleared}
    result = patch_sheet(sheet, changes)
    after = rescanned(sheet, result)
    assert after.warnings == []
    for row in range(9):
        for column in range(9):
            edit = changes.get((row, column))
            expected = sheet.value(row, column) if edit is None else edit.value
            found = after.value(row, column)
            assert (type(found), found) == (type(expected), expected)
    assert {spot: f.text for spot, f in after.formulas.items()} == {spot: f.text for spot, f in sheet.formulas.items()}


@settings(deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.integers(1, 6), st.integers(1, 6), st.sets(places))
def test_spills_of_any_size_keep_the_order(
    row: int, column: int, height: int, width: int, others: set[tuple[int, int]]
) -> None:
    sheet = scanned(random_sheet(others, {(row, column)}))
    area = Range(row, column, row + height - 1, column + width - 1)
    edits = {
        (r, c): CellEdit(float(r * 100 + c), ref=area if (r, c) == (row, column) else None)
        for r in range(area.first_row, area.last_row + 1)
        for c in range(area.first_column, area.last_column + 1)
    }
    after = rescanned(sheet, patch_sheet(sheet, edits))
    assert after.warnings == []
    assert all(after.value(*spot) == edit.value for spot, edit in edits.items())
    assert all(after.value(*spot) == sheet.value(*spot) for spot in others if spot not in edits)
