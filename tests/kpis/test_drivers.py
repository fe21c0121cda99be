"""Shares of R² against R's relaimpo, pingouin, statsmodels and a game worked out by hand."""

from __future__ import annotations

import itertools
import math
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pingouin
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis._relative_importance import shapley_shares
from service_kpi.kpis.drivers import driver_table
from tests.kpis.surveys import case, table
from tests.shared import shared

LMG, LMG_PART, WEIGHT, WEIGHT_PART = 5, 6, 7, 8


def rows_of(outcome: Any, drivers: Any, names: Any = None) -> list[list[Any]]:
    return [list(row) for row in driver_table(outcome, drivers, names).rows]


@st.composite
def samples(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Integer answers with some missing; at least one driver more than nothing."""
    n, drivers = draw(st.integers(8, 20)), draw(st.integers(1, 4))
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    causes = generator.integers(1, 8, (n, drivers)).astype(float)
    outcome = np.rint(causes.mean(axis=1) + generator.normal(size=n))
    causes[generator.random(causes.shape) < 0.03] = math.nan
    complete = ~np.isnan(causes).any(axis=1)
    assume(complete.sum() >= drivers + 2)
    assume(np.ptp(outcome[complete]) > 0)
    return outcome, causes


def test_swiss_as_relaimpo() -> None:
    # R 4.2.2, relaimpo: calc.relimp(lm(Fertility ~ ., swiss), type = "lmg")@lmg
    columns, expected = table("R_swiss.csv"), case("P-LMG")
    names = [name for name in columns if name != "Fertility"]
    *rows, overall = rows_of(columns["Fertility"], np.column_stack([columns[name] for name in names]), names)
    for row in rows:
        assert row[LMG] == pytest.approx(expected[row[0]], abs=1e-8)
        assert row[WEIGHT] == pytest.approx(expected["johnson_rw"][row[0]], abs=1e-8)
    assert overall[LMG] == overall[WEIGHT] == pytest.approx(expected["R2"], abs=1e-10)


def test_kiosk_as_pingouin_and_scipy() -> None:
    # pingouin.linear_regression(X, y, relimp=True): column relimp; scipy.stats.pearsonr(...).confidence_interval()
    survey = pd.read_csv(shared("data/kiosk_servqual.csv"))
    survey = survey[["OS1", *(f"SAT{item:02d}" for item in range(1, 9))]]
    complete = survey.dropna()
    expected = pingouin.linear_regression(complete.iloc[:, 1:], complete["OS1"], relimp=True)
    *rows, overall = rows_of(survey["OS1"].to_numpy(), survey.iloc[:, 1:].to_numpy())
    assert [row[LMG] for row in rows] == pytest.approx(list(expected["relimp"][1:]), rel=1e-9)
    assert overall[LMG] == pytest.approx(expected["r2"][0], rel=1e-12)
    assert overall[1] == len(complete)
    for row, (_, driver) in zip(rows, complete.iloc[:, 1:].items(), strict=True):
        pearson = stats.pearsonr(driver, complete["OS1"])
        assert row[2] == pytest.approx(pearson.statistic, rel=1e-12)
        assert row[3:5] == pytest.approx(list(pearson.confidence_interval()), rel=1e-9)


@settings(max_examples=25)
@given(samples())
def test_every_order_of_entry_as_statsmodels(sample: tuple[Floats, Floats]) -> None:
    outcome, causes = sample
    complete = ~np.isnan(causes).any(axis=1)
    outcome, causes = outcome[complete], causes[complete]
    drivers = causes.shape[1]
    assume(np.linalg.matrix_rank(causes - causes.mean(axis=0)) == drivers)

    @cache
    def r_squared(chosen: frozenset[int]) -> float:
        if not chosen:
            return 0.0
        return float(sm.OLS(outcome, sm.add_constant(causes[:, sorted(chosen)], has_constant="add")).fit().rsquared)

    added = np.zeros(drivers)
    orders = list(itertools.permutations(range(drivers)))
    for order in orders:
        for place, driver in enumerate(order):
            added[driver] += r_squared(frozenset(order[: place + 1])) - r_squared(frozenset(order[:place]))
    assert [row[LMG] for row in rows_of(*sample)[:-1]] == pytest.approx(list(added / len(orders)), abs=1e-9)


@given(samples())
def test_of_two_drivers_both_methods_say_the_same(sample: tuple[Floats, Floats]) -> None:
    # Johnson (2000): with two drivers relative weights are the mean over both orders of entry
    outcome, causes = sample
    assume(causes.shape[1] > 1)
    for row in rows_of(outcome, causes[:, :2])[:-1]:
        assert row[WEIGHT] == pytest.approx(row[LMG], abs=1e-9, nan_ok=True)


def test_shapley_of_the_glove_game() -> None:
    # Player 1 has a left glove, 2 and 3 a right one each; a pair is worth 1: the values are 2/3, 1/6, 1/6.
    pairs = np.array([0, 0, 0, 1, 0, 1, 0, 1], dtype=float)
    assert shapley_shares(pairs) == pytest.approx([2 / 3, 1 / 6, 1 / 6], rel=1e-15)


@given(samples())
def test_both_sum_to_r_squared(sample: tuple[Floats, Floats]) -> None:
    *rows, overall = rows_of(*sample)
    for share, part in ((LMG, LMG_PART), (WEIGHT, WEIGHT_PART)):
        assert np.nansum([row[share] for row in rows]) == pytest.approx(overall[share], abs=1e-9)
        assert all(row[share] > -1e-12 or math.isnan(row[share]) for row in rows)
        assert np.nansum([row[part] for row in rows if row[part] is not None]) == pytest.approx(
            overall[part] or 0.0, abs=1e-9
        )


@given(samples(), st.data())
def test_order_blanks_and_units_change_nothing(sample: tuple[Floats, Floats], data: st.DataObject) -> None:
    outcome, causes = sample
    order = data.draw(st.permutations(range(len(outcome))))
    blank = np.full((1, causes.shape[1]), math.nan)
    other = rows_of(np.append(outcome[order] * 10 + 3, 7.0), np.vstack([causes[order] * 0.1 - 4, blank]))
    for row, same in zip(rows_of(*sample), other, strict=True):
        assert same[1] == row[1]
        for one, two in zip(row[2:], same[2:], strict=True):
            assert two == (None if one is None else pytest.approx(one, abs=1e-8, nan_ok=True))


@given(samples())
def test_intervals_hold_the_correlation_and_shrink(sample: tuple[Floats, Floats]) -> None:
    outcome, causes = sample
    rows, more = rows_of(*sample), rows_of(np.tile(outcome, 4), np.tile(causes, (4, 1)))
    for row, wide in zip(more[:-1], rows[:-1], strict=True):
        if not math.isnan(row[2]):
            assert row[3] <= row[2] <= row[4]
            assert row[4] - row[3] <= wide[4] - wide[3]


def test_copies_share_alike() -> None:
    outcome, causes = [1, 3, 2, 5, 4, 6], np.array([[1, 1], [2, 2], [2, 2], [4, 4], [3, 3], [4, 4]])
    first, second, overall = rows_of(outcome, causes)
    alone = rows_of(outcome, causes[:, :1])[-1]
    assert overall[LMG] == pytest.approx(alone[LMG], rel=1e-12)
    assert first[LMG] == pytest.approx(second[LMG]) == pytest.approx(overall[LMG] / 2)
    assert first[WEIGHT] == pytest.approx(second[WEIGHT]) == pytest.approx(overall[LMG] / 2)


def test_a_driver_that_never_varies() -> None:
    flat, moving, overall = rows_of([1, 2, 3, 5, 4], [[3, 1], [3, 2], [3, 3], [3, 5], [3, 5]])
    assert all(math.isnan(value) for value in flat[2:])
    assert moving[LMG_PART] == pytest.approx(overall[LMG_PART]) == 1
    assert moving[LMG] == pytest.approx(moving[2] ** 2)


def test_names_from_the_header_row() -> None:
    found: Any = functions["KPI_IMPULSORES_TABLA"](
        [["OS"], [1], [2], [3], [6]], [["Rapidez", "Trato"], [1, 1], [2, -1], [3, -1], [4, 1]]
    )
    assert [row[0] for row in found[1:]] == ["Rapidez", "Trato", "Total"]
    unnamed: Any = functions["KPI_DRIVER_TABLE"]([[1], [2], [3], [6]], [[1, 1], [2, -1], [3, -1], [4, 1]])
    assert [row[0] for row in unnamed[1:]] == ["Driver 1", "Driver 2", "Overall"]


def test_fifteen_drivers_and_no_more() -> None:
    generator = np.random.default_rng(1)
    causes, outcome = generator.normal(size=(40, 16)), generator.normal(size=40)
    rows = rows_of(outcome, causes[:, :15])
    expected = sm.OLS(outcome, sm.add_constant(causes[:, :15])).fit().rsquared
    assert rows[-1][LMG] == pytest.approx(expected, rel=1e-10)
    assert sum(row[LMG] for row in rows[:-1]) == pytest.approx(expected, rel=1e-10)
    with pytest.raises(BadArgument, match="may have 15 columns"):
        driver_table(outcome, causes)


def test_too_little_to_explain() -> None:
    with pytest.raises(NoData, match="at least 3 respondents"):
        driver_table([1, 2], [[1], [2]])
    with pytest.raises(NoData, match="never varies"):
        driver_table([3, 3, 3, 3], [[1], [2], [3], [5]])
    assert functions["KPI_DRIVER_TABLE"]([[None], [None], [None]], [[1], [2], [3]]) == NA
    assert functions["KPI_DRIVER_TABLE"]([[1], [2], [3]], [[1], [2]]) == VALUE
