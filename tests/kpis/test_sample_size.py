"""How many answers it takes, against statsmodels, R and scipy's noncentral t."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import NormalIndPower, TTestIndPower

from service_kpi.kpis._sample_size import answers_for_means, answers_for_rates, answers_for_variance, whole_answers


@pytest.mark.parametrize(
    ("effect", "needed"),
    # Cohen (1988), Statistical Power Analysis, table 2.4.1: 393, 64 and 26 for 0.2, 0.5 and 0.8. statsmodels 0.15,
    # TTestIndPower().solve_power(effect, power=.8, alpha=.05): 393.406, 63.766, 33.025, 25.525, 11.942, 5.090
    [(0.2, 394), (0.5, 64), (0.7, 34), (0.8, 26), (1.2, 12), (2.0, 6)],
)
def test_means_published(effect: float, needed: int) -> None:
    assert answers_for_means(effect, 1, 1) == needed
    assert answers_for_means(-10 * effect, 100, 100) == needed


@settings(max_examples=40)
@given(st.floats(0.05, 2.5))
def test_means_statsmodels(effect: float) -> None:
    needed = int(answers_for_means(effect, 1, 1))
    power = TTestIndPower().power
    assert power(effect, nobs1=needed, alpha=0.05) >= 0.8 - 1e-9
    assert needed == 2 or power(effect, nobs1=needed - 1, alpha=0.05) < 0.8 + 1e-9


@settings(max_examples=40)
@given(st.floats(0.1, 1.5), st.floats(0.05, 20))
def test_means_of_unequal_spread(effect: float, ratio: float) -> None:
    def power(n: int) -> float:
        df = (n - 1) * (1 + ratio) ** 2 / (1 + ratio**2)
        shift, critical = effect * math.sqrt(n / (1 + ratio)), stats.t.isf(0.025, df)
        return float(stats.nct.sf(critical, df, shift) + stats.nct.cdf(-critical, df, shift))

    needed = math.ceil(answers_for_means(effect, 1, ratio))
    assert power(needed) >= 0.8 - 1e-9
    assert needed == 2 or power(needed - 1) < 0.8 + 1e-9


def test_very_many_answers() -> None:
    # the chance that the test calls so small a difference significant the wrong way round does not count here
    assert answers_for_means(0.01, 1, 1) == pytest.approx(
        TTestIndPower().solve_power(0.01, power=0.8, alpha=0.025, alternative="larger"), abs=0.1
    )


@pytest.mark.parametrize(
    ("one", "other", "needed"),
    # R, documentation of power.prop.test: for p1 = 0.90 and p2 = 1 at least n = 74 give a power of 0.8
    [(0.9, 1.0, 74), (1.0, 0.9, 74), (0.5, 0.75, 58)],
)
def test_rates(one: float, other: float, needed: int) -> None:
    assert whole_answers(answers_for_rates(one, other)) == needed

    def power(n: int) -> float:
        # R's formula; the same page gives 0.740 for n = 50, p1 = .50, p2 = .75
        middle = (one + other) / 2
        under_chance = stats.norm.isf(0.025) * math.sqrt(2 * middle * (1 - middle))
        spread = math.sqrt(one * (1 - one) + other * (1 - other))
        return float(stats.norm.cdf((math.sqrt(n) * abs(other - one) - under_chance) / spread))

    assert power(needed) >= 0.8 > power(needed - 1)
    assert one != 0.5 or power(50) == pytest.approx(0.740, abs=5e-4)


def test_z_statsmodels() -> None:
    # the result is 174.4195
    expected = NormalIndPower().solve_power(0.3, power=0.8, alpha=0.025, alternative="larger")
    assert answers_for_variance(0.3, 2) == pytest.approx(expected, rel=1e-6)


def test_no_difference_and_no_spread() -> None:
    assert math.isnan(answers_for_means(0, 1, 1))
    assert math.isnan(answers_for_rates(0.3, 0.3))
    assert whole_answers(answers_for_means(1, 0, 0)) == 2
    assert whole_answers(math.nan) is None
    assert whole_answers(math.inf) is None
