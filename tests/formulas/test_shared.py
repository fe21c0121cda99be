"""Shared formulas: the child's text from the master's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.formulas.shared import shift
from tests.formulas.grammar import NO_DEADLINE, Corner, Piece, corners, formulas, joined, letters, sheets

rows = st.integers(-(2**20) + 1, 2**20 - 1)
columns = st.integers(-(2**14) + 1, 2**14 - 1)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1", "B3"),
        ("$A1+A$1+$A$1", "$A3+B$1+$A$1"),
        ("a1", "B3"),
        ("SUM(A1:B$2)", "SUM(B3:C$2)"),
        ("A:A+$A:B", "B:B+$A:C"),
        ("1:1+$1:2", "3:3+$1:4"),
        ("A1#", "B3#"),
        ("Sheet1!A1+'B2 C3'!D4+[1]S!A1+Jan:Dec!A1", "Sheet1!B3+'B2 C3'!E6+[1]S!B3+Jan:Dec!B3"),
        ('"A1"&A1B&LOG10(A1)&T[A1]&T[[#This Row],[A1]]', '"A1"&A1B&LOG10(B3)&T[A1]&T[[#This Row],[A1]]'),
        ("SUM(A1:INDEX(A:A,3))", "SUM(B3:INDEX(B:B,3))"),
        ("#REF!+Sheet1!#REF!+{1,2}", "#REF!+Sheet1!#REF!+{1,2}"),
        ("IF(A1>0,\n A1, 0)", "IF(B3>0,\n B3, 0)"),
    ],
)
def test_two_rows_down_and_one_column_right(formula: str, expected: str) -> None:
    assert shift(formula, 2, 1) == expected


@pytest.mark.parametrize(
    ("formula", "moved_by", "expected"),
    [
        # [MS-XLSB] 2.5.98.92: an offset that leaves the sheet is brought back by 0x100000 rows or 0x4000 columns.
        ("A1", (-1, 0), "A1048576"),
        ("A1048576", (1, 0), "A1"),
        ("A1", (0, -1), "XFD1"),
        ("XFD1", (0, 2), "B1"),
        ("A1:A3", (-2, 0), "A1048575:A1"),
        ("A:B", (0, -1), "XFD:A"),
    ],
)
def test_past_the_edge_it_goes_on_at_the_other(formula: str, moved_by: tuple[int, int], expected: str) -> None:
    assert shift(formula, *moved_by) == expected


@NO_DEADLINE
@given(sheets, corners, corners, rows, columns)
def test_each_corner_moves_alone(sheet: str, first: Corner, last: Corner, down: int, right: int) -> None:
    expected = f"{first.moved(down, right).text()}:{last.moved(down, right).text()}"
    assert shift(f"SUM({sheet}{first.text()}:{last.text()})", down, right) == f"SUM({sheet}{expected})"


@NO_DEADLINE
@given(sheets, corners, rows, columns)
def test_whole_columns_move_sideways_only(sheet: str, corner: Corner, down: int, right: int) -> None:
    moved = letters((corner.column + right) % 2**14)
    still = letters(corner.column)
    assert shift(f"{sheet}{still}:${still}", down, right) == f"{sheet}{moved}:${still}"


@NO_DEADLINE
@given(formulas)
def test_nothing_moves_by_nothing(pieces: list[Piece]) -> None:
    assert shift(joined(pieces), 0, 0) == joined(pieces)


@NO_DEADLINE
@given(formulas)
def test_once_around_the_sheet_is_home(pieces: list[Piece]) -> None:
    assert shift(joined(pieces), 2**20, 2**14) == joined(pieces)


@NO_DEADLINE
@given(formulas, rows, columns, rows, columns)
def test_two_moves_are_one(pieces: list[Piece], down: int, right: int, down_again: int, right_again: int) -> None:
    twice = shift(shift(joined(pieces), down, right), down_again, right_again)
    assert twice == shift(joined(pieces), down + down_again, right + right_again)
