"""Intervals and tests against published tables, scipy and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import ttost_ind

from service_kpi.errors import BadArgument, OutOfDomain
from service_kpi.kpis.inference import (
    equivalent,
    finite_wilson_interval,
    holm,
    mean_interval,
    newcombe_interval,
    paired_difference,
    poisson_interval,
    t_interval,
    two_proportion_z,
    welch_difference,
    wilson_interval,
)
from tests.kpis.surveys import case, table

# Student (1908), Biometrika 6, 1–25: hours of additional sleep under two drugs, ten patients.
SLEEP_A = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_B = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

SAMPLES = st.lists(st.integers(1, 7).map(float), min_size=2, max_size=30)


def test_paired_sleep() -> None:
    # R, t.test(extra ~ group, data = sleep, paired = TRUE): t = -4.0621, df = 9, p-value = 0.002833,
    # 95 percent confidence interval: -2.4598858 -0.7001142, mean of the differences -1.58
    result = paired_difference(SLEEP_A, SLEEP_B)
    assert (result.n_a, result.n_b, result.df) == (10, 10, 9)
    assert result.difference == pytest.approx(-1.58, rel=1e-14)
    assert (result.low, result.high) == pytest.approx((-2.4598858, -0.7001142), abs=5e-8)
    assert result.statistic == pytest.approx(-4.0621, abs=5e-5)
    assert result.p == pytest.approx(0.002833, abs=5e-7)


def test_paired_sleep_shared_case() -> None:
    expected, columns = case("P-PAIRT"), table("R_sleep_paired.csv")
    result = paired_difference(columns["a"], columns["b"])
    assert (result.statistic, result.df, result.p) == pytest.approx(
        (expected["t"], expected["df"], expected["p"]), abs=1e-6
    )
    assert (result.low, result.high) == pytest.approx(expected["ci"], abs=1e-6)


def test_welch_sleep() -> None:
    # R, t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p-value = 0.07939,
    # 95 percent confidence interval: -3.3654832 0.2054832
    result = welch_difference(SLEEP_A, SLEEP_B)
    assert (result.n_a, result.n_b) == (10, 10)
    assert (result.low, result.high) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)
    assert result.statistic == pytest.approx(-1.8608, abs=5e-5)
    assert result.df == pytest.approx(17.776, abs=5e-4)
    assert result.p == pytest.approx(0.07939, abs=5e-6)


@given(SAMPLES, SAMPLES, st.sampled_from([0.8, 0.95, 0.99]))
def test_welch_as_scipy(a: list[float], b: list[float], confidence: float) -> None:
    result = welch_difference(a, b, confidence)
    assert result.low <= result.difference <= result.high
    if np.var(a) + np.var(b) > 0:
        outside = stats.ttest_ind(a, b, equal_var=False)
        assert result.p == pytest.approx(outside.pvalue, rel=1e-9)
        assert (result.low, result.high) == pytest.approx(tuple(outside.confidence_interval(confidence)), rel=1e-9)


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=2, max_size=30))
def test_paired_as_scipy(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs, dtype=float).T
    result = paired_difference(a, b)
    assert result.low <= result.difference <= result.high
    if np.var(a - b) > 0:
        outside = stats.ttest_rel(a, b)
        assert result.p == pytest.approx(outside.pvalue, rel=1e-9)
        assert (result.low, result.high) == pytest.approx(tuple(outside.confidence_interval(0.95)), rel=1e-9)


def test_incomplete_pairs_leave() -> None:
    assert paired_difference([5, 3, math.nan, 4], [4, 4, 7, math.nan]) == paired_difference([5, 3], [4, 4])


def test_one_value_has_no_interval() -> None:
    assert all(math.isnan(end) for end in mean_interval([5]))
    alone = paired_difference([5, None], [4, 2])
    assert (alone.n_a, alone.difference) == (1, 1)
    assert all(math.isnan(value) for value in alone[3:])
    against_one = welch_difference([5, 6, 7], [4])
    assert (against_one.n_a, against_one.n_b, against_one.difference) == (3, 1, 2)
    assert all(math.isnan(value) for value in against_one[3:])


def test_nothing() -> None:
    assert all(math.isnan(end) for end in mean_interval([]))
    assert math.isnan(paired_difference([], []).difference)
    assert math.isnan(welch_difference([], [1, 2]).difference)


def test_no_variance() -> None:
    assert mean_interval([4, 4, 4]) == (4, 4)
    same = paired_difference([4, 5, 6], [4, 5, 6])
    assert (same.low, same.high, same.statistic, same.p) == (0, 0, 0, 1)
    shifted = paired_difference([4, 5, 6], [5, 6, 7])
    assert (shifted.low, shifted.high, shifted.statistic, shifted.p) == (-1, -1, -math.inf, 0)
    constant = welch_difference([5, 5], [4, 4, 4])
    assert (constant.low, constant.high, constant.statistic, constant.p, constant.df) == (1, 1, math.inf, 0, 3)


def test_lengths_that_do_not_pair() -> None:
    with pytest.raises(BadArgument, match="b must have the same"):
        paired_difference([1, 2], [1, 2, 3])


@pytest.mark.parametrize("confidence", [0, 1, -0.1, 95])
def test_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(BadArgument, match="confidence must lie between 0 and 1"):
        t_interval(1, 1, 5, confidence)
    with pytest.raises(BadArgument):
        wilson_interval(1, 2, confidence)


def test_wilson_shared_cases() -> None:
    assert wilson_interval(81, 263) == pytest.approx(case("P-WILSON-1"), abs=1e-6)
    assert wilson_interval(0, 20) == pytest.approx(case("P-WILSON-2"), abs=1e-6)


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_stays_inside_and_holds_the_share(successes: int, n: int) -> None:
    successes = min(successes, n)
    low, high = wilson_interval(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert low < high
    mirrored = wilson_interval(n - successes, n)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-14)


def test_no_cases_no_interval() -> None:
    assert all(math.isnan(end) for end in wilson_interval(0, 0))
    assert all(math.isnan(end) for end in newcombe_interval(0, 0, 3, 4))
    assert all(math.isnan(value) for value in two_proportion_z(1, 2, 0, 0))


def test_more_successes_than_cases() -> None:
    with pytest.raises(OutOfDomain, match="5 of 4"):
        wilson_interval(5, 4)
    with pytest.raises(OutOfDomain):
        two_proportion_z(1, 2, -1, 4)


# Newcombe (1998), Statistics in Medicine 17, 873–890, table II, method 10: columns (a) to (e) and (g).
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
]


@pytest.mark.parametrize(("counts", "ends"), NEWCOMBE)
def test_newcombe_table_2(counts: tuple[int, int, int, int], ends: tuple[float, float]) -> None:
    assert newcombe_interval(*counts) == pytest.approx(ends, abs=5.1e-5)


def test_newcombe_shared_case() -> None:
    assert newcombe_interval(56, 70, 48, 80) == pytest.approx(case("P-NEWC"), abs=1e-6)


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_newcombe_as_statsmodels(n_1: int, n_2: int, data: st.DataObject) -> None:
    s_1, s_2 = data.draw(st.integers(0, n_1)), data.draw(st.integers(0, n_2))
    low, high = newcombe_interval(s_1, n_1, s_2, n_2)
    assert low - 1e-15 <= s_1 / n_1 - s_2 / n_2 <= high + 1e-15
    outside = confint_proportions_2indep(s_1, n_1, s_2, n_2, method="newcomb", compare="diff")
    assert (low, high) == pytest.approx(outside, abs=1e-12)


def test_two_proportions_shared_case() -> None:
    expected = case("P-2PROP")
    assert two_proportion_z(5, 83, 12, 99) == pytest.approx((expected["z"], expected["p"]), abs=1e-6)


def test_two_proportions_as_statsmodels() -> None:
    # proportions_ztest([45, 30], [50, 50]) gives (3.4641016151377544, 0.0005320055051392503)
    assert two_proportion_z(45, 50, 30, 50) == pytest.approx((3.4641016151377544, 0.0005320055051392503), rel=1e-11)
    assert two_proportion_z(45, 50, 30, 50) == pytest.approx(proportions_ztest([45, 30], [50, 50]), rel=1e-11)


def test_two_proportions_that_are_all_or_nothing() -> None:
    assert two_proportion_z(5, 5, 9, 9) == (0, 1)
    assert two_proportion_z(0, 5, 0, 9) == (0, 1)


def test_holm() -> None:
    # R, p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"): 0.03 0.06 0.06 0.02
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02], rel=1e-14)
    with_gap = holm([0.01, math.nan, 0.04, 0.03, 0.005])
    assert with_gap == pytest.approx([0.03, math.nan, 0.06, 0.06, 0.02], rel=1e-14, nan_ok=True)
    assert holm([]).size == 0


@settings(max_examples=20, deadline=None)  # one call of multipletests takes 50 ms
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_as_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=1e-15)


@given(SAMPLES, SAMPLES, st.floats(0.1, 3))
def test_parity_as_statsmodels(a: list[float], b: list[float], margin: float) -> None:
    result = welch_difference(a, b)
    if result.standard_error > 0:
        outside = ttost_ind(a, b, -margin, margin, usevar="unequal")[0]
        if abs(outside - 0.05) > 1e-9:
            found = equivalent(result.difference, result.standard_error, result.df, margin, 0.05)
            assert found == (outside <= 0.05)


def test_parity_edges() -> None:
    assert equivalent(0.1, 0.0, 5, 0.2)
    assert not equivalent(0.2, 0.0, 5, 0.2)
    assert not equivalent(0.0, math.nan, math.nan, 10.0)
    assert not equivalent(0.0, 5.0, 3, 0.2)


@pytest.mark.parametrize("count", [0, 1, 7, 10, 137, 4711, 2e7])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_poisson_as_scipy(count: float, confidence: float) -> None:
    # chi2.ppf([0.025, 0.975], [20, 22]) / 2 gives 4.79538870, 18.39035604
    tail = (1 - confidence) / 2
    low, high = poisson_interval(count, confidence)
    assert low == pytest.approx(stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0, rel=1e-11)
    assert high == pytest.approx(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2, rel=1e-11)


def test_poisson_of_no_count() -> None:
    with pytest.raises(OutOfDomain, match="zero or more, but is -1"):
        poisson_interval(-1)


@pytest.mark.parametrize(("yes", "n", "population"), [(8, 10, 25), (0, 10, 25), (10, 10, 25), (37, 100, 500)])
def test_finite_wilson_solves_its_equation(yes: int, n: int, population: int) -> None:
    # The ends are the shares p at which |yes/n − p| = z·√(p(1 − p)/n · (N − n)/(N − 1)), found by scipy.
    z = stats.norm.ppf(0.975)

    def excess(p: float) -> float:
        return float((yes / n - p) ** 2 - z * z * p * (1 - p) / n * (population - n) / (population - 1))

    low, high = finite_wilson_interval(yes, n, population)
    share = yes / n
    assert low == pytest.approx(optimize.brentq(excess, 1e-9, share - 1e-9) if yes else 0.0, rel=1e-7)
    assert high == pytest.approx(optimize.brentq(excess, share + 1e-9, 1 - 1e-9) if yes < n else 1.0, rel=1e-7)


def test_cochran_finite_population() -> None:
    # Cochran (1977), Sampling Techniques, 3.6: 37 of 100 out of 500; without the correction for continuity the
    # normal limits are 0.37 ∓ 1.96·√((1 − 100/500)·0.37·0.63/99) = 0.2849 and 0.4551, Wilson's a little inwards.
    low, high = finite_wilson_interval(37, 100, 500)
    assert 0.2849 < low < 0.2949
    assert 0.4551 < high < 0.4651


def test_finite_wilson_edges() -> None:
    assert finite_wilson_interval(7, 10, 10) == (0.7, 0.7)
    assert finite_wilson_interval(7, 10, math.inf) == wilson_interval(7, 10)
    assert all(math.isnan(end) for end in finite_wilson_interval(0, 0, 10))
    with pytest.raises(OutOfDomain, match="at least the 11 who were asked, but is 10"):
        finite_wilson_interval(7, 11, 10)
