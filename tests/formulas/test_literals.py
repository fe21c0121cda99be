"""Constants: text to value and back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import CELL_ERRORS, DIV0, NA, REF
from service_kpi.formulas.literals import NOT_LITERAL, literal, render
from service_kpi.formulas.references import qualify
from tests.formulas.grammar import NO_DEADLINE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        (" 1 ", 1.0),
        (".5", 0.5),
        ("1E+5", 100000.0),
        ("-3", -3.0),
        ("+3", 3.0),
        ("--3", 3.0),
        ("50%", 0.5),
        ("-12.5%", -0.125),
        ("5%%", 0.0005),
        ('""', ""),
        ('"say ""hi"""', 'say "hi"'),
        ("TRUE", True),
        ("false", False),
        ("#N/A", NA),
        ("#DIV/0!", DIV0),
        ("{1}", [[1.0]]),
        ('{1,2;3,"x"}', [[1.0, 2.0], [3.0, "x"]]),
        ('{-1, TRUE ;#REF!,"a,b;c}"}', [[-1.0, True], [REF, "a,b;c}"]]),
    ],
)
def test_literal(text: str, value: object) -> None:
    found = literal(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A1",
        "rate",
        "1+2",
        "(1)",
        "SUM(1)",
        '-"3"',
        "-TRUE",
        "1E999",
        "{1,2;3}",
        "{A1}",
        "T[c]",
        '"a"&"b"',
        "1%2",
        "{1",
        "{1}+{2}",
    ],
)
def test_what_is_no_literal(text: str) -> None:
    assert literal(text) is NOT_LITERAL


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        (-2.5, "-2.5"),
        (1e300, "1E+300"),
        (1e-7, "1E-07"),
        (True, "TRUE"),
        (None, '""'),
        ('say "hi"', '"say ""hi"""'),
        (NA, "#N/A"),
        ([[1.0, None], ["a", False]], '{1,"";"a",FALSE}'),
        ([[1]], "{1}"),
    ],
)
def test_render(value: object, text: str) -> None:
    assert render(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, [], [[]], [[1], [1, 2]], [[math.nan]], object()])
def test_what_cannot_stand_in_a_formula(value: object) -> None:
    with pytest.raises(ValueError, match=r"formula|array"):
        render(value)


constants = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(st.characters(exclude_categories=["C"])),
    st.sampled_from(list(CELL_ERRORS.values())),
)
grids = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(constants, min_size=width, max_size=width), min_size=1, max_size=3)
)


@NO_DEADLINE
@given(st.one_of(constants, grids))
def test_what_is_rendered_is_read_back(value: object) -> None:
    text = render(value)
    assert literal(text) == value
    assert qualify(text, "Any") == text
