"""Moments of truth against pandas, a count by hand and the formula of the interval."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis.moments import moment_table
from tests.shared import shared

N, MAGIC, NEUTRAL, MISERY, NET, LOW, HIGH, JOURNEYS, CLEAN, WORST = range(1, 11)


def rows_of(*arguments: Any, **more: Any) -> list[list[Any]]:
    return [list(row) for row in moment_table(*arguments, **more).rows]


journeys = st.integers(1, 10).flatmap(
    lambda n: st.integers(1, 4).flatmap(
        lambda k: st.lists(
            st.lists(st.sampled_from([math.nan, 1, 2, 3, 4, 5]), min_size=k, max_size=k), min_size=n, max_size=n
        ).map(lambda rows: np.array([[3.0] * k, *rows]))
    )
)


def names(scores: Floats) -> list[str]:
    return [f"touchpoint {column}" for column in range(scores.shape[1])]


def test_kiosk_as_pandas() -> None:
    survey = pd.read_csv(shared("data/kiosk_servqual.csv")).filter(regex=r"^SAT\d")
    *rows, overall = rows_of(survey.to_numpy(), list(survey.columns), 2, 6)
    for row, (name, scores) in zip(rows, survey.items(), strict=True):
        answered = scores.dropna()
        assert row[: NET + 1] == [
            *(
                name,
                len(answered),
                pytest.approx((answered >= 6).mean()),
                pytest.approx(((answered > 2) & (answered < 6)).mean()),
            ),
            *(pytest.approx((answered <= 2).mean()), pytest.approx((answered >= 6).mean() - (answered <= 2).mean())),
        ]
    came_by = survey.dropna(how="all")
    assert overall[N] == survey.count().sum()
    assert overall[MISERY] == pytest.approx((survey <= 2).sum().sum() / survey.count().sum())
    assert overall[JOURNEYS] == len(came_by)
    assert overall[CLEAN] == pytest.approx(1 - (came_by <= 2).any(axis=1).mean())
    assert overall[WORST] == ((survey >= 6).mean() - (survey <= 2).mean()).idxmin()


def test_moments_of_customers_by_hand() -> None:
    # Ann: good, bad; Ben: good, good; Eve: middling and nothing; the fourth row belongs to nobody
    scores = [5, 1, 4, 1, 5, 3, None]
    places = ["shop", "desk", "shop", "desk", "desk", "shop", "desk"]
    people = ["Ann", "ann", "Ben", "", "Ben", "Eve", "Eve"]
    desk, shop, overall = rows_of(scores, places, customer=people)
    assert desk[: MISERY + 1] == ["desk", 3, 1 / 3, 0, 2 / 3]
    assert desk[JOURNEYS:] == [2, 1 / 2, ""]
    assert shop[: MISERY + 1] == ["shop", 3, 2 / 3, 1 / 3, 0]
    assert shop[JOURNEYS:] == [3, 1, ""]
    assert overall[JOURNEYS:] == [3, 2 / 3, "desk"]


@pytest.mark.parametrize(("magic", "neutral", "misery"), [(3, 1, 0), (10, 0, 0), (2, 5, 9), (0, 4, 0)])
def test_interval_of_bonett_and_price(magic: int, neutral: int, misery: int) -> None:
    # Bonett and Price (2012): d = a - b, a = (magic + 1)/(n + 2), b = (misery + 1)/(n + 2); d +- z·sqrt((a+b-d²)/(n+2))
    row = rows_of([5] * magic + [3] * neutral + [1] * misery, ["x"] * (magic + neutral + misery))[0]
    n = magic + neutral + misery + 2
    a, b = (magic + 1) / n, (misery + 1) / n
    half_width = NormalDist().inv_cdf(0.975) * math.sqrt((a + b - (a - b) ** 2) / n)
    assert row[LOW : HIGH + 1] == pytest.approx([max(a - b - half_width, -1), min(a - b + half_width, 1)], rel=1e-12)


@given(journeys, st.data())
def test_what_always_holds(scores: Floats, data: st.DataObject) -> None:
    *rows, overall = rows_of(scores, names(scores))
    for row in [*rows, overall]:
        assert row[MAGIC] + row[NEUTRAL] + row[MISERY] == pytest.approx(1)
        assert row[NET] == pytest.approx(row[MAGIC] - row[MISERY])
        assert -1 <= row[LOW] <= row[NET] + 1e-12 <= row[HIGH] + 2e-12 <= 1 + 2e-12
        assert row[CLEAN] * row[JOURNEYS] >= row[JOURNEYS] - row[MISERY] * row[N] - 1e-9
    for place in (MAGIC, NEUTRAL, MISERY):
        assert sum(row[N] * row[place] for row in rows) == pytest.approx(overall[N] * overall[place])
    spoilt = [row[JOURNEYS] * (1 - row[CLEAN]) for row in rows]
    assert max(spoilt) - 1e-9 <= overall[JOURNEYS] * (1 - overall[CLEAN]) <= sum(spoilt) + 1e-9
    assert overall[WORST] in [row[0] for row in rows if row[NET] == min(each[NET] for each in rows)]
    doubled = rows_of(np.vstack([scores, scores]), names(scores))
    assert all(
        wide[HIGH] - wide[LOW] >= row[HIGH] - row[LOW] for row, wide in zip(doubled, [*rows, overall], strict=True)
    )
    order = data.draw(st.permutations(range(len(scores))))
    blank = np.full((1, scores.shape[1]), math.nan)
    np.testing.assert_equal(rows_of(np.vstack([scores[order], blank]), names(scores)), [*rows, overall])


@given(journeys)
def test_a_row_per_moment_as_a_column_per_touchpoint(scores: Floats) -> None:
    customers = np.repeat(np.arange(len(scores)), scores.shape[1]).astype(str)
    touchpoints = np.tile(names(scores), len(scores))
    np.testing.assert_equal(
        rows_of(scores.reshape(-1), touchpoints, customer=customers), rows_of(scores, names(scores))
    )


def test_moments_without_customers_are_no_journeys() -> None:
    assert rows_of([5, 1], ["shop", "desk"])[-1][JOURNEYS : CLEAN + 1] == [None, None]


def test_of_equals_the_more_miserable_is_the_worst() -> None:
    scores = [[3, 1, 5], [3, 5, 5]]
    assert rows_of(scores, ["calm", "mixed", "good"])[-1][WORST] == "mixed"
    assert rows_of([[1, 1]], ["a", "b"])[-1][WORST] == "a"


def test_a_touchpoint_without_scores() -> None:
    rows = rows_of([[5, None], [4, None]], ["used", "unused"])
    assert rows[1][: MISERY + 1] == ["unused", 0, None, None, None]
    assert rows[1][JOURNEYS : CLEAN + 1] == [0, None]
    assert rows[-1][WORST] == "used"


def test_all_alike_and_one_journey() -> None:
    row = rows_of([[5]], ["x"], customer=["Ann"])[0]
    assert row[N : NET + 1] == [1, 1, 0, 0, 1]
    assert row[LOW] < 0.2  # one magic moment shows little
    assert row[CLEAN] == 1


def test_no_moment() -> None:
    with pytest.raises(NoData):
        moment_table([[None, None]], ["a", "b"])
    assert functions["KPI_MOMENT_TABLE"]([[None]], "a") == NA


def test_another_scale_needs_its_bounds() -> None:
    with pytest.raises(BadArgument, match="a score is 9"):
        moment_table([9, 3], ["a", "a"])
    with pytest.raises(BadArgument, match="a score is 9"):
        moment_table([9, 3], ["a", "a"], 6)
    assert rows_of([9, 3], ["a", "a"], 6, 9)[0][MAGIC : NET + 1] == [0.5, 0, 0.5, 0]


def test_what_does_not_fit() -> None:
    with pytest.raises(BadArgument, match="misery must lie below magic"):
        moment_table([3], ["a"], 4, 4)
    with pytest.raises(BadArgument, match="customer must have one label per row"):
        moment_table([3, 4], ["a", "a"], customer=["Ann"])
    with pytest.raises(BadArgument, match="one label per column"):
        moment_table([[3, 4]], ["a"])
    assert functions["KPI_MOMENT_TABLE"]([[3, 4]], [["a", "b"]], None, None, [["x"], ["y"]]) == VALUE


def test_in_spanish_with_headings() -> None:
    found: Any = functions["KPI_MOMENTOS_TABLA"](
        [["Nota"], [5], [1]], [["Lugar"], ["Tienda"], [None]], None, None, [["Cliente"], ["Ana"], ["Ana"]]
    )
    assert [row[0] for row in found] == ["Punto de contacto", "Tienda", "(en blanco)", "Total"]
    assert found[-1][CLEAN] == 0
    assert found[-1][WORST] == "(en blanco)"
