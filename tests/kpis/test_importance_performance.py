"""Importance-performance analysis against its first published example, pandas and exact bootstrap probabilities."""

from __future__ import annotations

import csv
import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis.importance_performance import Crosshair, ipa_table
from tests.kpis.surveys import Survey, case, surveys
from tests.shared import shared

QUADRANTS = {
    "concentrate": "concentrate here",
    "keep up": "keep up the good work",
    "low priority": "low priority",
    "overkill": "possible overkill",
}


def names(columns: int) -> list[str]:
    return [f"item {column + 1}" for column in range(columns)]


def rows_of(importance: Any, performance: Any, crosshair: Crosshair = "mean") -> list[list[Any]]:
    columns = np.atleast_2d(np.asarray(importance)).shape[1]
    return [list(row) for row in ipa_table(importance, performance, names(columns), crosshair).rows]


def test_martilla_and_james() -> None:
    with shared("cases/martilla_james_1977.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    importance, performance = ([[float(row[side])] for row in published] for side in ("importance", "performance"))
    labels = [[row["attribute"]] for row in published]
    for column, crosshair in (("data_centred", "mean"), ("cross_3_3", [[3, 3]]), ("scale_mid_2_5", [[2.5], [2.5]])):
        table: Any = functions["KPI_IPA_TABLE"](importance, performance, labels, crosshair)
        assert [row[0] for row in table[1:-1]] == [row["attribute"] for row in published]
        assert [row[5] for row in table[1:-1]] == [QUADRANTS[row[column]] for row in published]
    expected = case("P-IPA")
    crosshair_row: Any = functions["KPI_IPA_TABLA"](importance, performance, labels)[-1]  # type: ignore[index]
    assert crosshair_row[0] == "Ejes"
    assert (crosshair_row[2], crosshair_row[4]) == pytest.approx(
        (expected["mean_imp"], expected["mean_perf"]), abs=1e-10
    )
    assert len(labels) == expected["n"]


def kiosk() -> tuple[pd.DataFrame, pd.DataFrame]:
    survey = pd.read_csv(shared("data/kiosk_servqual.csv"))
    return survey.filter(regex=r"^IMP\d"), survey.filter(regex=r"^SAT\d")


@pytest.mark.parametrize("crosshair", ["mean", "median"])
def test_kiosk_as_pandas(crosshair: str) -> None:
    importance, performance = kiosk()
    means = importance.mean(), performance.mean()
    lines = [getattr(side, crosshair)() for side in means]
    rows = rows_of(importance.to_numpy(), performance.to_numpy(), crosshair)
    for place, row in enumerate(rows[:-1]):
        high = means[0].iloc[place] >= lines[0], means[1].iloc[place] >= lines[1]
        assert row[1:5] == pytest.approx(
            [
                importance.iloc[:, place].count(),
                means[0].iloc[place],
                performance.iloc[:, place].count(),
                means[1].iloc[place],
            ],
            rel=1e-12,
        )
        quadrant = {(0, 0): "low priority", (0, 1): "overkill", (1, 0): "concentrate", (1, 1): "keep up"}[high]
        assert str(row[5]) == QUADRANTS[quadrant]
    assert (rows[-1][2], rows[-1][4]) == pytest.approx(lines, rel=1e-12)


def test_kiosk_stability_as_another_bootstrap() -> None:
    importance, performance = (side.to_numpy() for side in kiosk())
    observed = _quadrants(np.nanmean(importance, axis=0), np.nanmean(performance, axis=0))
    generator = np.random.default_rng(20240325)  # another generator, another seed, respondents drawn one by one
    same = np.zeros(importance.shape[1])
    for _ in range(4000):
        drawn = generator.integers(len(importance), size=len(importance))
        same += _quadrants(np.nanmean(importance[drawn], axis=0), np.nanmean(performance[drawn], axis=0)) == observed
    found = [row[6] for row in rows_of(importance, performance)[:-1]]
    # five standard errors of the difference of two such shares, at their widest
    assert found == pytest.approx(list(same / 4000), abs=5 * math.sqrt(0.25 / 1000 + 0.25 / 4000))


def _quadrants(importance: Floats, performance: Floats) -> Any:
    return 2 * (importance >= importance.mean()) + (performance >= performance.mean())


@pytest.mark.parametrize("answers", [(1, 5), (1, 2, 6), (1, 1, 6, 6)])
def test_exact_bootstrap_probability(answers: tuple[int, ...]) -> None:
    # all n^n samples of n answers are equally likely: count those whose mean is on the same side of 3
    line, n = 3, len(answers)
    observed = sum(answers) >= line * n
    exact = sum((sum(drawn) >= line * n) == observed for drawn in itertools.product(answers, repeat=n)) / n**n
    performance = [[answer] for answer in answers]
    row = rows_of([[6]] * n, performance, (5, line))[0]
    assert row[6] == pytest.approx(exact, abs=5 * math.sqrt(0.25 / 1000))


def test_many_respondents_in_units_spread_as_much() -> None:
    # 20,000 answers of 0 and 1, mean 0.502: the mean of a sample is normal with s.d. 0.5/sqrt(20000) = 0.003536, so it
    # stays on the line 0.5 or above it with probability P(Z >= -0.002/0.003536) = 0.714
    performance = np.concatenate([np.ones(10_040), np.zeros(9_960)]).reshape(-1, 1)
    row = rows_of(np.full_like(performance, 6.0), performance, (5, 0.5))[0]
    assert row[6] == pytest.approx(0.714, abs=5 * math.sqrt(0.25 / 1000))


def test_on_the_line_is_high() -> None:
    # three tenths added up are not 0.3 in binary; all items alike lie on their own mean
    rows = rows_of([[0.1 + 0.2, 0.3]], [[0.3, 0.1 + 0.2]])
    assert [str(row[5]) for row in rows[:-1]] == ["keep up the good work"] * 2


def test_scale_is_the_middle_of_all_answers_found() -> None:
    crosshair = rows_of([[7, 6], [7, 5]], [[1, 4], [2, 3]], "scale")[-1]
    assert (crosshair[2], crosshair[4]) == (4, 4)


@settings(max_examples=30)
@given(surveys(fewest=2), st.data())
def test_order_blanks_and_unit_change_nothing(survey: Survey, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(survey.expected))))
    factor = data.draw(st.sampled_from([0.1, 3.0, 100.0]))
    blank = np.full((1, survey.expected.shape[1]), np.nan)
    plain = rows_of(*survey)
    other = rows_of(np.vstack([blank, survey.expected[order] * factor]), np.vstack([blank, survey.perceived[order]]))
    for row, same in zip(plain, other, strict=True):
        assert (same[0], same[1], same[3], same[5]) == (row[0], row[1], row[3], row[5])
        assert same[2] == pytest.approx(row[2] * factor)
        assert same[6] == (None if row[6] is None else pytest.approx(row[6], nan_ok=True, abs=0))


@given(surveys())
def test_a_blank_is_no_zero(survey: Survey) -> None:
    for row, importance in zip(rows_of(*survey)[:-1], survey.expected.T, strict=True):
        answers = importance[~np.isnan(importance)]
        assert row[1] == answers.size
        assert row[2] == pytest.approx(answers.mean() if answers.size else math.nan, nan_ok=True)


def test_answers_in_rows_as_answers_in_columns() -> None:
    importance, performance = np.array([[6, 2], [7, 3], [5, 1]]), np.array([[3, 6], [2, 7], [4, 5]])
    labels = np.tile(names(2), 3)
    long = ipa_table(importance.reshape(-1), performance.reshape(-1), labels).rows
    assert [row[:6] for row in long] == [row[:6] for row in rows_of(importance, performance)]


def test_one_respondent_has_no_stability() -> None:
    rows = rows_of([[6, 2]], [[3, 4]])
    assert [str(row[5]) for row in rows[:-1]] == ["concentrate here", "possible overkill"]
    assert all(math.isnan(row[6]) for row in rows[:-1])


def test_an_item_without_answers() -> None:
    rows = rows_of([[6, 2], [7, 1]], [[3, None], [2, None]])
    assert rows[1][3:6] == [0, pytest.approx(math.nan, nan_ok=True), None]
    assert str(rows[0][5]) == "keep up the good work"  # alone on its side, it is its own mean


def test_nothing_to_place() -> None:
    with pytest.raises(NoData):
        ipa_table([[6, None]], [[None, 3]], ["a", "b"])
    assert functions["KPI_IPA_TABLE"]([[None]], [[None]], "a") == NA


def test_what_does_not_fit() -> None:
    with pytest.raises(BadArgument, match="one label per column"):
        ipa_table([[6, 2]], [[3, 4]], ["a"])
    with pytest.raises(BadArgument, match="crosshair must be"):
        ipa_table([[6, 2]], [[3, 4]], ["a", "b"], "middle")
    assert functions["KPI_IPA_TABLE"]([[6, 2]], [[3]], [["a", "b"]]) == VALUE
    assert functions["KPI_IPA_TABLE"]([[6, 2]], [[3, 4]], [["a", "b"]], [[1, 2, 3]]) == VALUE
