"""The product-limit estimate against the remission times of Freireich et al. (1963), lifelines and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from service_kpi.kpis._survival import kaplan_meier, quantile, quantile_interval

#: Weeks in remission of 21 patients on 6-MP, and whether it had ended; and of the 21 on placebo, all ended.
WEEKS = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=float)
ENDED = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]) == 1
PLACEBO = np.array([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], dtype=float)
ALL = np.ones(21, dtype=bool)


def test_remission_as_published() -> None:
    # Kleinbaum and Klein, Survival Analysis, ch. 2, to three figures
    survival = kaplan_meier(WEEKS, ENDED)
    assert survival.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert survival.share == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert quantile(survival, 0.5) == 23
    assert quantile(kaplan_meier(PLACEBO, ALL), 0.5) == 8


def test_remission_lifelines() -> None:
    # lifelines 0.30.3: k = KaplanMeierFitter().fit(WEEKS, ENDED); k.confidence_interval_;
    # median_survival_times(k.confidence_interval_) gives 13 and inf; k.percentile(0.1) gives inf
    survival = kaplan_meier(WEEKS, ENDED)
    assert survival.low == pytest.approx(
        [0.619718, 0.563147, 0.503200, 0.431610, 0.367511, 0.267779, 0.188052], abs=5e-7
    )
    assert survival.high == pytest.approx(
        [0.951552, 0.922809, 0.889362, 0.849066, 0.804912, 0.746791, 0.680143], abs=5e-7
    )
    assert quantile_interval(survival, 0.5) == pytest.approx((13, math.nan), nan_ok=True)
    assert math.isnan(quantile(survival, 0.9))


def test_placebo_lifelines() -> None:
    # median 4 to 11; 90th percentile 17, from 12. Where all have ended the upper band is unknown, and the end of the
    # last (23, in lifelines) is no limit with 95 % confidence: 0.9²¹ = 11 % of such samples end before it.
    survival = kaplan_meier(PLACEBO, ALL)
    assert quantile_interval(survival, 0.5) == (4, 11)
    assert quantile(survival, 0.9) == 17
    assert quantile_interval(survival, 0.9) == pytest.approx((12, math.nan), nan_ok=True)


def test_an_even_number_has_its_median_in_the_middle() -> None:
    assert quantile(kaplan_meier(np.array([1.0, 2, 4, 9]), np.ones(4, dtype=bool)), 0.5) == 3


def test_none_closed_and_no_cases() -> None:
    for n in (0, 3):
        survival = kaplan_meier(np.arange(n, dtype=float), np.zeros(n, dtype=bool))
        assert survival.times.size == 0
        assert math.isnan(quantile(survival, 0.5))
        assert all(math.isnan(end) for end in quantile_interval(survival, 0.5))


CASES = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60).filter(
    lambda cases: any(closed for _, closed in cases)
)


@given(CASES)
def test_statsmodels(cases: list[tuple[int, bool]]) -> None:
    elapsed, closed = (np.array(column) for column in zip(*cases, strict=True))
    expected = SurvfuncRight(elapsed, closed)
    survival = kaplan_meier(elapsed.astype(float), closed)
    assert survival.times.tolist() == expected.surv_times.tolist()
    assert survival.share == pytest.approx(expected.surv_prob, abs=1e-12)
    left = survival.share > 1e-12
    assert np.isnan(survival.low[~left]).all()
    # the standard error of log(−log S) is that of S over |S·log S|
    share, low, high = survival.share[left], survival.low[left], survival.high[left]
    spread = np.log(np.log(low) / np.log(high)) / 2 / 1.959963984540054
    assert spread * np.abs(share * np.log(share)) == pytest.approx(expected.surv_prob_se[left], rel=1e-6)


@given(CASES, st.sampled_from([0.25, 0.5, 0.9]))
def test_intervals_contain_the_estimate(cases: list[tuple[int, bool]], share: float) -> None:
    elapsed, closed = (np.array(column) for column in zip(*cases, strict=True))
    survival = kaplan_meier(elapsed.astype(float), closed)
    low, high = quantile_interval(survival, share)
    estimate = quantile(survival, share)
    assert not low > estimate
    assert not high < estimate


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_median_of_closed_cases_is_the_plain_median(elapsed: list[int]) -> None:
    survival = kaplan_meier(np.array(elapsed, dtype=float), np.ones(len(elapsed), dtype=bool))
    assert quantile(survival, 0.5) == np.median(elapsed)
