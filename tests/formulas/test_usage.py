"""What a formula uses."""

from __future__ import annotations

import pytest

from service_kpi.formulas.usage import usage


def test_functions_without_the_prefixes_of_new_functions() -> None:
    found = usage("_xlfn.STDEV.S(A1)+sum(_xlfn._xlws.SORT(B1))+[1]!RATE(1)+_xll.OTHER(2)").functions
    assert found == {"STDEV.S", "SUM", "SORT", "[1]!RATE", "_XLL.OTHER"}


def test_names_without_parameters() -> None:
    formula = "_xlfn.LET(_xlpm.x,rate*2,_xlpm.x+Sheet1!Local+[0]!Global+TRUE)"
    assert usage(formula).names == {"RATE", "SHEET1!LOCAL", "GLOBAL"}


def test_references_in_order_without_the_deleted_ones() -> None:
    found = usage('SUM(B2:B3,Sheet1!A1,#REF!,Sheet1!#REF!,"C1",T[D1])').references
    assert [(reference.sheet, str(reference.range)) for reference in found] == [(None, "B2:B3"), ("Sheet1", "A1")]


@pytest.mark.parametrize(
    ("formula", "external"),
    [
        ("[1]Sheet1!A1", True),
        ("'C:\\[x.xlsx]S'!A1", True),
        ("[1]!rate", True),
        ("[1]Sheet1!#REF!", True),
        ("[1]!T[c]", True),
        ("'C:\\x.xlsx'!T[c]", True),
        ("[0]!rate", False),
        ("Sheet1!A1+rate+T[a!b]+[@c]+[c]", False),
        ("[1]!KPI_GAP(A1)", False),
        ('"[1]Sheet1!A1"', False),
    ],
)
def test_external(formula: str, external: bool) -> None:
    assert usage(formula).external is external


def test_structured_and_three_dimensional() -> None:
    assert usage("SUM(Jan:Dec!A1)").three_d
    assert not usage("SUM(Jan!A1:B2)").three_d
    assert usage("T[c]").has_structured
    assert not usage("T&A1").has_structured
