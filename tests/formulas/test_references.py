"""References: reading them, quoting sheets, adding the sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.cell import quote_sheetname

from service_kpi.addresses import Range
from service_kpi.formulas.lexer import FormulaError, TokenKind, tokenize
from service_kpi.formulas.references import Absolute, parse_reference, qualify, quote_sheet
from tests.formulas.grammar import NO_DEADLINE, Corner, Piece, corners, formulas, joined


@pytest.mark.parametrize(
    ("text", "sheet", "last_sheet", "workbook"),
    [
        ("A1", None, None, None),
        ("!A1", None, None, None),
        ("Sheet1!A1", "Sheet1", None, None),
        ("'My ''own'' sheet'!A1", "My 'own' sheet", None, None),
        ("'a!b'!A1", "a!b", None, None),
        ("Jan:Dec!A1", "Jan", "Dec", None),
        ("'Jan 1:Dec 1'!A1", "Jan 1", "Dec 1", None),
        ("[1]Sheet1!A1", "Sheet1", None, "1"),
        ("[1]Jan:Dec!A1", "Jan", "Dec", "1"),
        ("[0]Sheet1!A1", "Sheet1", None, None),
        ("'C:\\path\\[x.xlsx]My sheet'!A1", "My sheet", None, "C:\\path\\x.xlsx"),
        ("[Book.xlsx]Sheet1!A1", "Sheet1", None, "Book.xlsx"),
    ],
)
def test_prefix(text: str, sheet: str | None, last_sheet: str | None, workbook: str | None) -> None:
    reference = parse_reference(text)
    assert (reference.sheet, reference.last_sheet, reference.workbook) == (sheet, last_sheet, workbook)
    assert reference.range == Range(0, 0, 0, 0)


@NO_DEADLINE
@given(corners, corners)
def test_corners_keep_their_dollars_when_they_are_sorted(one: Corner, other: Corner) -> None:
    reference = parse_reference(f"{one.text()}:{other.text()}")
    low, high = sorted((one.row, other.row))
    left, right = sorted((one.column, other.column))
    assert reference.range == Range(low, left, high, right)
    if one.row != other.row and one.column != other.column:
        top, bottom = sorted((one, other), key=lambda corner: corner.row)
        west, east = sorted((one, other), key=lambda corner: corner.column)
        assert reference.absolute == Absolute(
            top.row_absolute, west.column_absolute, bottom.row_absolute, east.column_absolute
        )


@pytest.mark.parametrize(
    ("text", "expected", "absolute"),
    [
        ("B:$D", Range(0, 1, 1_048_575, 3), Absolute(last_column=True)),
        ("$2:5", Range(1, 0, 4, 16_383), Absolute(first_row=True)),
        ("$C$7", Range(6, 2, 6, 2), Absolute(True, True, True, True)),
    ],
)
def test_whole_columns_and_rows(text: str, expected: Range, absolute: Absolute) -> None:
    reference = parse_reference(text)
    assert (reference.range, reference.absolute) == (expected, absolute)


def test_spill() -> None:
    assert parse_reference("Sheet1!B2#").spill
    assert not parse_reference("Sheet1!B2").spill


@pytest.mark.parametrize("text", ["#REF!", "Sheet1!#REF!", "#REF!A1", "rate", "A1:B", "XFE1", ""])
def test_what_is_no_reference(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_reference(text)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("Data", "Data"),
        ("Año", "Año"),
        ("My data", "'My data'"),
        ("Tom's", "'Tom''s'"),
        ("2026", "'2026'"),
        ("A1", "'A1'"),
        ("Q4", "'Q4'"),
        ("R1C1", "'R1C1'"),
        ("R", "'R'"),
        ("C", "'C'"),
        ("TRUE", "'TRUE'"),
        ("a-b", "'a-b'"),
    ],
)
def test_sheets_that_need_quotes(name: str, quoted: str) -> None:
    assert quote_sheet(name) == quoted


@NO_DEADLINE
@given(
    st.text(st.characters(exclude_characters="[]:*?/\\", exclude_categories=["C"]), min_size=1).filter(
        lambda name: name[0] != "'"
    )
)
def test_any_sheet_name_comes_back(name: str) -> None:
    text = quote_sheet(name) + "!A1"
    assert [token.kind for token in tokenize(text)] == [TokenKind.REFERENCE]
    assert parse_reference(text).sheet == name
    assert quote_sheet(name) in (name, quote_sheetname(name))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+$B$2:C3", "'My data'!A1+'My data'!$B$2:C3"),
        ("A:A+1:3+A1#+!A1", "'My data'!A:A+'My data'!1:3+'My data'!A1#+'My data'!A1"),
        ("Other!A1+[1]S!A1+Jan:Dec!A1", "Other!A1+[1]S!A1+Jan:Dec!A1"),
        ("SUM(A1:INDEX(B:B,3))", "SUM('My data'!A1:INDEX('My data'!B:B,3))"),
        ('"A1"&rate&T[A1]&#REF!&LOG10(1)', '"A1"&rate&T[A1]&#REF!&LOG10(1)'),
        ("ROW()+COLUMN( )", "ROW()+COLUMN( )"),
    ],
)
def test_qualify(formula: str, expected: str) -> None:
    assert qualify(formula, "My data") == expected


def test_the_place_of_the_formula_can_be_kept() -> None:
    assert qualify("ROW()+column( )*ROW(A1)", "S", anchor=(4, 1)) == "ROW(S!B5)+column(S!B5 )*ROW(S!A1)"


def test_names_of_the_sheet_go_with_it() -> None:
    assert qualify("Local+global", "S", local_names=frozenset({"LOCAL"})) == "S!Local+global"


@NO_DEADLINE
@given(formulas)
def test_qualify_leaves_nothing_to_qualify(pieces: list[Piece]) -> None:
    once = qualify(joined(pieces), "My data")
    assert qualify(once, "Another") == once
    references = [text for kind, text in tokenize(once) if kind is TokenKind.REFERENCE]
    assert all(parse_reference(text).sheet for text in references)
