"""Calls of our own functions."""

from __future__ import annotations

import pytest
from hypothesis import given

from service_kpi.formulas.calls import Place, canonical_name, find_calls
from tests.formulas.grammar import NO_DEADLINE, Piece, formulas, joined

KNOWN = {
    "KPI_GAP": "KPI_GAP",
    "KPI_BRECHA": "KPI_GAP",
    "KPI_GAP_TABLE": "KPI_GAP_TABLE",
    "KPI_BRECHA_TABLA": "KPI_GAP_TABLE",
}
SPELLINGS = [
    "{}(",
    "[1]!{}(",
    "'C:\\Users\\Ana María\\service kpi.xlam'!{}(",
    "Book.xlam!{}(",
    "_xll.{}(",
    "_xldudf_{}(",
    "_xldudf_SERVICE_{}(",
    "_xldudf_MY_SERVICE_{}(",
    "_xludf.{}(",
    "__xludf.{}(",
    "_xlfn.{}(",
    "_xlfn._xlws.{}(",
    "'My book.xlsm'!_xll.{}(",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("called", KNOWN)
def test_every_spelling_in_any_case(spelling: str, called: str) -> None:
    for text in (spelling.format(called), spelling.format(called.lower())):
        assert canonical_name(text, KNOWN) == KNOWN[called]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ORG.EXAMPLE.SERVICEKPI.KPIGAP(", "KPI_GAP"),
        ("org.example.ServiceKpi.kpigaptable(", "KPI_GAP_TABLE"),
        ("COM.SUN.STAR.SHEET.ADDIN.KPIBRECHA(", "KPI_GAP"),
    ],
)
def test_libreoffice_spellings(text: str, name: str) -> None:
    assert canonical_name(text, KNOWN) == name


@pytest.mark.parametrize(
    "text",
    ["SUM(", "MYKPI_GAP(", "KPI_GAPS(", "KPIGAP(", "_xlfn.STDEV.S(", "_xldudf_OTHER(", "ORG.X.SUM(", "KPI_GAP.X("],
)
def test_functions_that_are_not_ours(text: str) -> None:
    assert canonical_name(text, KNOWN) is None


def arguments(formula: str) -> list[list[str]]:
    return [[formula[start:end] for start, end in call.arguments] for call in find_calls(formula, KNOWN)]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("KPI_GAP()", [[]]),
        ("KPI_GAP( )", [[]]),
        ("KPI_GAP(A1:A9)", [["A1:A9"]]),
        ("KPI_GAP(A1,)", [["A1", ""]]),
        ("KPI_GAP(,,)", [["", "", ""]]),
        ("KPI_GAP( A1 , , B1 )", [["A1", "", "B1"]]),
        ('KPI_GAP("a,b",{1,2;3,4},(A1,B1),IF(A1,2,3))', [['"a,b"', "{1,2;3,4}", "(A1,B1)", "IF(A1,2,3)"]]),
        ("KPI_GAP(T[[#Headers],[a]],'x,y'!A1)", [["T[[#Headers],[a]]", "'x,y'!A1"]]),
        ("KPI_GAP(A1,KPI_GAP(B1,C1))", [["B1", "C1"], ["A1", "KPI_GAP(B1,C1)"]]),
        ("SUM(1,2)", []),
        ('"KPI_GAP(1)"&A1', []),
    ],
)
def test_arguments(formula: str, expected: list[list[str]]) -> None:
    assert arguments(formula) == expected


@pytest.mark.parametrize(
    ("formula", "place"),
    [
        ("KPI_GAP(A1)", Place.WHOLE),
        (" KPI_GAP(A1) ", Place.WHOLE),
        ("KPI_GAP(A1)*100", Place.OPERAND),
        ("-KPI_GAP(A1)", Place.OPERAND),
        ("(KPI_GAP(A1))", Place.OPERAND),
        ("IF(KPI_GAP(A1)>0,1)", Place.ARGUMENT),
        ("1+ROUND((KPI_GAP(A1)),2)", Place.ARGUMENT),
    ],
)
def test_place(formula: str, place: Place) -> None:
    assert [call.place for call in find_calls(formula, KNOWN)] == [place]


def test_name_and_span() -> None:
    formula = "1+[1]!kpi_brecha(A1, B1 )/2"
    (call,) = find_calls(formula, KNOWN)
    assert (call.name, call.name_as_called) == ("KPI_GAP", "KPI_BRECHA")
    assert formula[call.start : call.end] == "[1]!kpi_brecha(A1, B1 )"


@NO_DEADLINE
@given(formulas)
def test_a_call_around_any_argument_is_found_last(pieces: list[Piece]) -> None:
    argument = joined(pieces)
    formula = f"KPI_GAP_TABLE({argument},{argument})"
    *inner, outer = find_calls(formula, KNOWN)
    assert outer.place is Place.WHOLE
    assert [formula[start:end] for start, end in outer.arguments] == [argument, argument]
    assert len(inner) == 2 * len(find_calls(argument, KNOWN))
    assert all(call.place is Place.ARGUMENT for call in inner)
