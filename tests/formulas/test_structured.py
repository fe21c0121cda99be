"""Structured references into A1.

Expectations are the rules of [MS-OI29500] 3.2.3.1.1, Structure References, worked out by hand on the tables below.
"""

from __future__ import annotations

import pytest

from service_kpi.addresses import Range
from service_kpi.formulas.lexer import FormulaError
from service_kpi.formulas.structured import Tables, TableShape, resolve_structured

# E7:H11: header in row 7, data in rows 8 to 10, totals in row 11.
SALES = TableShape("Sales", "My data", Range.parse("E7:H11"), 1, 1, ("First", "Second", "Third", "Sales Amount"))
NO_TOTALS = TableShape("Plain", "My data", Range.parse("A20:B22"), 1, 0, ("a", "b"))
NO_HEADER = TableShape("Bare", "My data", Range.parse("A30:B31"), 0, 0, ("Column1", "Column2"))
ODD = TableShape(
    "Odd", "Odd", Range.parse("A1:F3"), 1, 0, ("a[b]", "it's #1", "two_x000a_lines", "@", "#Data", "Ñandú")
)
TABLES = Tables([SALES, NO_TOTALS, NO_HEADER, ODD])


def resolve(formula: str, cell: str = "J9", sheet: str = "My data") -> str:
    place = Range.parse(cell)
    return resolve_structured(formula, TABLES, sheet, place.first_row, place.first_column)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Sales[]", "$E$8:$H$10"),
        ("Sales[#Data]", "$E$8:$H$10"),
        ("Sales", "$E$8:$H$10"),
        ("Sales[#Headers]", "$E$7:$H$7"),
        ("Sales[#Totals]", "$E$11:$H$11"),
        ("Sales[#All]", "$E$7:$H$11"),
        ("Sales[Second]", "$F$8:$F$10"),
        ("SALES[sEcOnD]", "$F$8:$F$10"),
        ("Sales[[Second]]", "$F$8:$F$10"),
        ("Sales[[#Data],[Second]]", "$F$8:$F$10"),
        ("Sales[Sales Amount]", "$H$8:$H$10"),
        ("Sales[[Second]:[Third]]", "$F$8:$G$10"),
        ("Sales[[Third]:[Second]]", "$F$8:$G$10"),
        ("Sales[[#Headers],[Second]]", "$F$7"),
        ("Sales[[#headers],[Second]:[Third]]", "$F$7:$G$7"),
        ("Sales[[#Totals],[Second]]", "$F$11"),
        ("Sales[[#All],[Second]]", "$F$7:$F$11"),
        ("Sales[[#Headers],[#Data],[Second]]", "$F$7:$F$10"),
        ("Sales[[#Data],[#Totals],[Second]:[Third]]", "$F$8:$G$11"),
        ("Sales[ [#Headers], [#Data], [Second]:[Third] ]", "$F$7:$G$10"),
        ("Sales[#This Row]", "$E9:$H9"),
        ("Sales[@]", "$E9:$H9"),
        ("Sales[@Second]", "$F9"),
        ("Sales[[#This Row],[Second]]", "$F9"),
        ("Sales[@[Sales Amount]]", "$H9"),
        ("Sales[@[Second]:[Third]]", "$F9:$G9"),
        ("Sales[[#This Row],[Third]:[Second]]", "$F9:$G9"),
        ("SUM(Sales[@First]:Sales[@Third])", "SUM($E9:$G9)"),
        ("ROWS(Sales)+VLOOKUP(A1,Sales,2)", "ROWS($E$8:$H$10)+VLOOKUP(A1,$E$8:$H$10,2)"),
        ('"Sales[First]"&Sales2&[1]!Sales[First]', '"Sales[First]"&Sales2&[1]!Sales[First]'),
    ],
)
def test_every_form(formula: str, expected: str) -> None:
    assert resolve(formula) == expected


@pytest.mark.parametrize("cell", ["E8", "F9", "H10"])
@pytest.mark.parametrize(
    ("formula", "column"), [("[@Second]", "F"), ("[@[Sales Amount]]", "H"), ("[[#This Row],[First]]", "E")]
)
def test_without_a_name_it_is_the_table_around(formula: str, column: str, cell: str) -> None:
    assert resolve(formula, cell) == f"${column}{cell[1:]}"


def test_a_column_without_a_name_of_the_table() -> None:
    assert resolve("SUM([Second])", "E11") == "SUM($F$8:$F$10)"


@pytest.mark.parametrize("cell", ["J6", "J7", "J11", "J12"])
@pytest.mark.parametrize("formula", ["Sales[@Second]", "Sales[[#This Row],[First]:[Third]]", "Sales[@]"])
def test_off_the_rows_of_data_this_row_is_an_error(formula: str, cell: str) -> None:
    assert resolve(formula, cell) == "#VALUE!"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Plain[#Totals]", "#REF!"),
        ("Plain[[#Totals],[a]]", "#REF!"),
        ("Plain[[#Data],[#Totals],[a]]", "$A$21:$A$22"),
        ("Plain[#All]", "$A$20:$B$22"),
        ("Bare[#Headers]", "#REF!"),
        ("Bare[Column2]", "$B$30:$B$31"),
        ("Sales[Fourth]", "#REF!"),
        ("Sales[[First]:[Fourth]]", "#REF!"),
        ("SUM(Sales[@Fourth],1)", "SUM(#REF!,1)"),
    ],
)
def test_parts_that_are_not_there(formula: str, expected: str) -> None:
    assert resolve(formula) == expected


@pytest.mark.parametrize(
    ("formula", "column"),
    [
        ("Odd[a'[b']]", "A"),
        ("Odd[it''s '#1]", "B"),
        ("Odd[[it''s '#1]]", "B"),
        ("Odd[two\nlines]", "C"),
        ("Odd[two\r\nlines]", "C"),
        ("Odd[two_x000a_lines]", "C"),
        ("Odd['@]", "D"),
        ("Odd['#Data]", "E"),
        ("Odd[ñANDÚ]", "F"),
    ],
)
def test_columns_with_odd_names(formula: str, column: str) -> None:
    assert resolve(formula, sheet="Odd") == f"${column}$2:${column}$3"


def test_the_sheet_is_written_where_it_is_another() -> None:
    assert resolve("SUM(Sales[Second])-Sales[@First]", sheet="Dash") == "SUM('My data'!$F$8:$F$10)-'My data'!$E9"
    assert resolve("Sales[Second]", sheet="MY DATA") == "$F$8:$F$10"


def test_an_unknown_table_is_no_formula_of_this_workbook() -> None:
    with pytest.raises(FormulaError, match=r"Nobody\[x\]"):
        resolve("1+Nobody[x]")
    with pytest.raises(FormulaError):
        resolve("[@Second]", "J9")


@pytest.mark.parametrize(
    "formula",
    [
        "Sales[[#Headers],[#Totals],[First]]",
        "Sales[[#This Row],[#Headers],[First]]",
        "Sales[[First],[Second]]",
        "Sales[[First]:[Second]:[Third]]",
        "Sales[[First],[#Headers]]",
        "Sales[[First]x]",
        "Sales[@[#Headers]]",
    ],
)
def test_combinations_that_the_grammar_does_not_have(formula: str) -> None:
    with pytest.raises(FormulaError):
        resolve(formula)


def test_without_tables_nothing_is_read() -> None:
    assert resolve_structured("SUM(", Tables([]), "S", 0, 0) == "SUM("
