"""Nelson's eight rules against R's Rspc, the shared cases, and each rule in words, window by window."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.run_rules import run_rules
from tests.kpis.surveys import case
from tests.shared import shared

# R 4.2.2, Rspc 1.2.2: EvaluateRules(x, type = "i", whichRules = 1:8, lcl = -3, cl = 0, ucl = 3), which(Rule_i == 1)
# The series were drawn with rnorm, rounded to a tenth; none lies on a border, where that package counts otherwise.
# fmt: off
SERIES: list[tuple[list[float], list[list[int]]]] = [
    (
        [-1.6, -2.5, -0.8, -2.7, -1.8, -0.7, -0.5, -1.8, -1.8, -1.1, -1.3, -1.4, -0.3, 0.7, 0.2, 2.1, 0.8,
         -0.9, -0.3, 0.0, 0.4, -0.8, -0.7, 0.4, 0.0, 0.8, 0.4, 1.1, 1.1, 2.0, 0.2, 0.4, 0.6, 1.1, 0.0, 0.1,
         1.1, 1.8, 1.3, 0.7, 1.2, 1.6, 1.8, 0.9, 1.4, 1.9, 1.7, 1.1, 1.8, 2.6, 3.1, 2.8, 2.6, 0.4, 2.4, 1.9,
         0.0, 1.5, -0.3, 0.0, -0.2, -0.6, 1.1, 1.1, 0.8, 1.3, 0.3, 0.6, 1.1, 1.6, 0.8, 0.0, -0.3, 1.1, 0.8,
         0.2, 1.1, -0.1, 0.2, 0.0, -0.6, -0.1, -0.8, -1.4, -1.1, -0.3, -1.1, -1.7, -0.7, -0.7, 0.0, -0.5,
         0.0, -1.5, -0.7, 0.7, 0.0, 1.1, 0.4, -0.4, -0.2, -1.2, -0.9, -1.4, 0.8, -0.3, 1.1, -1.3, -0.5,
         -1.5, -1.8, -1.4, -1.7, -1.7, -0.7, -2.2, -2.3, -4.1, -2.6, -1.9],
        [[51, 118], [9, 10, 11, 12, 13, 34, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 71, 89, 90,
         116, 117, 118, 119, 120], [], [], [4, 51, 52, 53, 55, 117, 118, 119], [5, 11, 12, 41, 42, 43, 45,
         46, 47, 48, 49, 50, 51, 52, 53, 55, 56, 88, 112, 113, 114, 116, 117, 118, 119, 120], [], [52, 53]],
    ),
    (
        [0.9, -3.6, 2.1, -0.3, 1.8, -2.4, 2.0, -4.5, 3.1, -3.6, 6.5, 0.9, 1.8, -2.6, 2.3, -1.6, 0.7, 0.0,
         1.1, -1.2, 0.4, -2.7, 0.1, -0.8, 0.2, -1.3, 2.5, -1.8, 1.4, -2.6, 0.7, -6.6, 0.9, -4.5, 2.5, -1.1,
         1.5, -3.0, 1.6, -2.9, 2.5, -2.2, 3.2, -2.7, -1.7, -0.8, -3.3, -3.9, 2.5, 1.2, -2.4, -0.4, -2.7,
         -2.7, 1.7, -1.2, -0.3, 1.2, -0.5, 0.9, 0.0, -0.3, 0.0, 0.3, 0.1, -1.1, 0.9, 0.8, 0.0, 0.3, 0.1,
         -0.6, 0.5, -0.3, 0.3, 0.5, 0.0, 0.7, -0.1, 1.2, 0.7, -0.2, 0.7, 0.6, -0.5, -0.6, -0.2, 0.3, -0.4,
         -0.4, 0.1, -0.1, -0.2, -0.1, -0.2, 0.0, 0.2, 0.1, 0.5, 0.0, -0.7, 0.2, -0.4, -0.7, 0.4, 0.6, -0.6,
         -0.8, -0.1, -0.3, -1.1, 0.4, -0.5, -0.4, -0.2, -0.1, 0.7, 0.6, -1.1, 0.4],
        [[2, 8, 9, 10, 11, 32, 34, 43, 47, 48], [], [], [14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
         27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45], [8, 10, 11, 32, 34,
         40, 42, 43, 44, 48, 53, 54], [48], [95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107,
         108, 109, 110], [41, 42, 43, 44, 45]],
    ),
    (
        [2.1, -1.5, -1.3, -0.7, -0.4, 0.0, 0.4, 0.7, 1.1, 1.7, 2.1, 2.1, 1.6, 1.4, 0.7, 0.0, -0.3, -0.8,
         -1.5, -1.9, -2.1, -1.5, -1.1, -0.4, -0.8, 0.1, 0.2, 0.8, 1.4, 1.6, 2.2, 2.4, 1.7, 0.9, 0.7, -0.3,
         -0.4, -0.8, 0.9, -2.1, -1.9, -1.8, -1.5, -0.8, -0.4, 0.0, 0.4, 1.2, 1.1, 1.9, 1.7, 1.9, 1.6, 1.2,
         0.7, 0.1, -0.4, -1.1, -1.4, 2.1, -2.1, -1.5, -1.3, -0.9, -0.3, 0.0, 0.6, 0.8, 1.1, 1.7, 2.1, 2.2,
         1.5, 0.7, 0.4, 0.1, -0.1, -0.8, -1.1, -1.8],
        [[], [15, 25, 34, 35, 55, 56, 75, 76], [7, 8, 9, 10, 11, 17, 18, 19, 20, 21, 30, 31, 32, 37, 38, 45,
         46, 47, 48, 57, 58, 59, 66, 67, 68, 69, 70, 71, 72, 77, 78, 79, 80], [], [12, 32, 72], [12, 13, 14,
         22, 23, 32, 33, 43, 51, 52, 53, 54, 62, 63, 72, 73], [], []],
    ),
]
# fmt: on

tenths = st.lists(st.integers(-35, 35).map(lambda tenth: tenth / 10), min_size=1, max_size=60)


def fired(values: Any, centre: float = 0.0, sigma: float = 1.0) -> list[list[int]]:
    """Return the points, from 1, at which each rule fires."""
    rows = run_rules(values, centre, sigma).rows
    return [[int(row[0]) for row in rows if row[1 + rule] is True] for rule in range(1, 9)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("values", "expected"), SERIES)
def test_as_rspc(values: list[float], expected: list[list[int]]) -> None:
    assert fired(values) == expected


def test_shared_cases() -> None:
    cases = json.loads(shared("cases/cases.json").read_text(encoding="utf-8"))
    inputs: dict[str, list[float]] = next(each["input"] for each in cases if each["id"] == "P-NELSON")
    assert case("P-NELSON") == "named rule true at last index only"
    assert len(inputs) == 8
    for name, values in inputs.items():
        rule = int(name[4])
        assert fired(values)[rule - 1] == [len(values)]


def in_words(values: list[float]) -> list[list[int]]:
    """Each rule as Nelson's figure says it, looking back from every point."""
    found: list[list[int]] = [[] for _ in range(8)]
    for place in range(len(values)):
        seen = values[: place + 1]
        last = seen[-1]

        def tail(size: int, seen: list[float] = seen) -> list[float]:
            return seen[-size:] if len(seen) >= size else [math.nan]

        steps = [b - a for a, b in itertools.pairwise(tail(14))]
        trend = [b - a for a, b in itertools.pairwise(tail(6))]
        holds = [
            abs(last) > 3,
            all(x > 0 for x in tail(9)) or all(x < 0 for x in tail(9)),
            bool(trend) and (all(d > 0 for d in trend) or all(d < 0 for d in trend)),
            bool(steps) and all(a * b < 0 for a, b in itertools.pairwise(steps)),
            any(s * last > 2 and sum(s * x > 2 for x in seen[-3:]) >= 2 for s in (1, -1)),
            any(s * last > 1 and sum(s * x > 1 for x in seen[-5:]) >= 4 for s in (1, -1)),
            all(abs(x) < 1 for x in tail(15)),
            all(abs(x) > 1 for x in tail(8)),
        ]
        for rule, fires in enumerate(holds):
            if fires:
                found[rule].append(place + 1)
    return found


@given(tenths)
def test_as_in_words(values: list[float]) -> None:
    assert fired(values) == in_words(values)


@given(tenths, st.sampled_from([(50, 0.1), (-3.3, 0.7), (1e6, 0.01)]))
def test_centre_and_sigma_only_move_and_stretch(values: list[float], line: tuple[float, float]) -> None:
    centre, sigma = line
    assert fired([centre + sigma * value for value in values], centre, sigma) == fired(values)


@given(tenths)
def test_both_sides_alike(values: list[float]) -> None:
    assert fired([-value for value in values]) == fired(values)


@given(tenths, st.data())
def test_a_blank_is_passed_over_and_is_no_zero(values: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values)))
    gappy = [*values[:place], None, *values[place:]]
    moved = [[point if point <= place else point + 1 for point in points] for points in fired(values)]
    assert fired(gappy) == moved
    assert run_rules(gappy, 0, 1).rows[place][1:] == (None,) * 9


def test_a_point_on_the_line_breaks_a_run_and_a_tie_breaks_a_trend() -> None:
    assert fired([0.1] * 4 + [0] + [0.1] * 5)[1] == []
    assert fired([0.1 + 0.2] * 9, centre=0.3)[1] == []  # on the line but for the last binary digit
    assert fired([1, 2, 3, 3, 4, 5], sigma=10)[2] == []
    assert fired([1, 2, 3, 4, 5, 6], sigma=10)[2] == [6]


@pytest.mark.parametrize(("on_border", "rule"), [(3, 1), (2, 5), (1, 6), (1, 7), (1, 8)])
def test_a_point_on_a_border_is_not_beyond_it_nor_within(on_border: float, rule: int) -> None:
    centre, sigma = 0.3, 0.1  # 0.3 + 2·0.1 is no binary fraction
    assert fired([centre + on_border * sigma] * 15, centre, sigma)[rule - 1] == []


def test_rules_as_text() -> None:
    table: Any = functions["KPI_REGLAS"]([["Espera"], [3.5], [3.6], [0.1]], 0, 1)
    assert table[0][:3] == ["Punto", "Reglas", "Regla 1"]
    assert [row[1] for row in table[1:]] == ["1", "1, 5", ""]


def test_no_point_and_no_sigma() -> None:
    with pytest.raises(NoData):
        run_rules([None, None], 0, 1)
    with pytest.raises(BadArgument, match="sigma must be above zero, but is 0"):
        run_rules([1, 2], 0, 0)
    assert functions["KPI_RUN_RULES"]([[None]], 0, 1) == NA
    assert functions["KPI_RUN_RULES"]([[1]], 0, -1) == VALUE


def test_one_point() -> None:
    assert fired([4.0]) == [[1], [], [], [], [], [], [], []]
