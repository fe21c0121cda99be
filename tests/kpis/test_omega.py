"""One factor against R's documentation, statsmodels and the closed form for three items."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.multivariate.factor import Factor

from service_kpi.errors import NA, NUM, VALUE, BadArgument, NoData, OutOfDomain
from service_kpi.functions import functions
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis.omega import SMALLEST_UNIQUENESS, omega, one_factor
from service_kpi.kpis.reliability import alpha
from tests.kpis.surveys import kiosk

# Smith and Stanley (1983), six tests of 112 people: R's data set ability.cov.
ABILITY = np.array(
    [
        [24.641, 5.991, 33.520, 6.023, 20.755, 29.701],
        [5.991, 6.700, 18.137, 1.782, 4.936, 7.204],
        [33.520, 18.137, 149.831, 19.424, 31.430, 50.753],
        [6.023, 1.782, 19.424, 12.711, 4.757, 9.075],
        [20.755, 4.936, 31.430, 4.757, 52.604, 66.762],
        [29.701, 7.204, 50.753, 9.075, 66.762, 135.292],
    ]
)


def sample(loadings: list[float], respondents: int = 200, seed: int = 3) -> Floats:
    random = np.random.default_rng(seed)
    weights = np.array(loadings)
    own = np.sqrt(1 - weights**2) * random.normal(size=(respondents, len(weights)))
    answers: Floats = random.normal(size=(respondents, 1)) * weights + own
    return answers


def test_factanal_of_ability() -> None:
    # R, factanal(factors = 1, covmat = ability.cov): uniquenesses 0.535 0.853 0.748 0.910 0.232 0.280; loadings 0.682
    # 0.384 0.502 0.300 0.877 0.849; "The chi square statistic is 75.18 on 9 degrees of freedom", which is Bartlett's
    # (n − 1 − (2p + 5)/6 − 2/3)·F.
    deviations = np.sqrt(np.diag(ABILITY))
    factor = one_factor(ABILITY / np.outer(deviations, deviations))
    assert factor.uniquenesses == pytest.approx([0.535, 0.853, 0.748, 0.910, 0.232, 0.280], abs=5e-4)
    assert factor.loadings == pytest.approx([0.682, 0.384, 0.502, 0.300, 0.877, 0.849], abs=5e-4)
    assert factor.discrepancy * (111 - 17 / 6 - 2 / 3) == pytest.approx(75.18, abs=5e-3)


def test_three_items_in_closed_form() -> None:
    # One factor fits three items exactly: λ₁² = c₁₂·c₁₃ ÷ c₂₃ and so on.
    items = sample([0.9, 0.7, 0.5]) * [1, 3, 2]
    c = np.cov(items.T)
    loadings = np.sqrt([c[0, 1] * c[0, 2] / c[1, 2], c[0, 1] * c[1, 2] / c[0, 2], c[0, 2] * c[1, 2] / c[0, 1]])
    common = loadings.sum() ** 2
    unique = np.sum(np.diag(c) - loadings**2)
    assert omega(items) == pytest.approx(common / (common + unique), rel=1e-12)


@pytest.mark.parametrize("items", [slice(0, 6), slice(6, 12), slice(0, 12), slice(0, 12, 2)])
def test_kiosk_as_statsmodels(items: slice) -> None:
    answers = kiosk().perceived[:, items]
    answers = answers[~np.isnan(answers).any(axis=1)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outside = Factor(answers, n_factor=1, method="ml").fit(maxiter=5000, tol=1e-12)
    deviations = answers.std(axis=0, ddof=1)
    common = (deviations @ outside.loadings[:, 0]) ** 2
    expected = common / (common + deviations**2 @ outside.uniqueness)
    assert omega(kiosk().perceived[:, items]) == pytest.approx(expected, abs=1e-6)


def test_equal_loadings_give_alpha() -> None:
    # Covariances all 1, variances 2: alpha = omega = k²·1 ÷ (k²·1 + k·1) with k = 4
    random = np.random.default_rng(5)
    raw = random.normal(size=(50, 4))
    raw -= raw.mean(axis=0)
    whitened = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
    items = whitened @ np.linalg.cholesky(np.ones((4, 4)) + np.eye(4)).T
    assert omega(items) == pytest.approx(16 / 20, rel=1e-9)
    assert alpha(items) == pytest.approx(16 / 20, rel=1e-12)


def test_heywood_case_is_held_at_the_edge() -> None:
    # λ₁² = 0.8·0.7 ÷ 0.4 = 1.4 would leave −0.4 to item 1 alone
    factor = one_factor(np.array([[1, 0.8, 0.7], [0.8, 1, 0.4], [0.7, 0.4, 1]]))
    assert factor.uniquenesses[0] == pytest.approx(SMALLEST_UNIQUENESS, rel=1e-12)
    assert factor.uniquenesses[1:].min() > 0.1
    assert factor.discrepancy > 0


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 8), st.integers(0, 100))
def test_what_always_holds(seed: int, count: int, reversed_item: int) -> None:
    random = np.random.default_rng(seed)
    items = sample(random.uniform(0.2, 0.95, count).tolist(), respondents=count + 40, seed=seed)
    value = omega(items)
    assert 0 < value < 1
    assert omega(items[random.permutation(len(items))]) == pytest.approx(value, rel=1e-7)
    assert omega(items[:, ::-1] * 5 + 100) == pytest.approx(value, rel=1e-7)
    blank = items.copy()
    blank[reversed_item % len(items), 0] = np.nan
    assert omega(blank) == pytest.approx(omega(np.delete(items, reversed_item % len(items), axis=0)), rel=1e-12)
    constant = np.column_stack([items, np.full(len(items), 0.1)])
    assert omega(constant) == pytest.approx(value, rel=1e-12)


def test_the_solution_is_a_minimum() -> None:
    correlations: Floats = np.asarray(np.corrcoef(sample([0.8, 0.6, 0.7, 0.3, 0.5], seed=11).T))
    factor = one_factor(correlations)

    def discrepancy(loadings: Floats, uniquenesses: Floats) -> float:
        implied = np.outer(loadings, loadings) + np.diag(uniquenesses)
        ratio = np.linalg.solve(implied, correlations)
        return float(np.trace(ratio) - np.linalg.slogdet(ratio)[1] - len(loadings))

    least = discrepancy(factor.loadings, factor.uniquenesses)
    assert least == pytest.approx(factor.discrepancy, abs=1e-12)
    random = np.random.default_rng(2)
    for _ in range(50):
        elsewhere = factor.loadings + random.normal(scale=1e-3, size=5)
        assert discrepancy(elsewhere, factor.uniquenesses * np.exp(random.normal(scale=1e-3, size=5))) > least


def test_refusals() -> None:
    with pytest.raises(BadArgument, match="three items or more, but there are 2"):
        omega(sample([0.8, 0.8]))
    with pytest.raises(NoData, match="but there are 4"):
        omega(sample([0.8, 0.8, 0.7, 0.6], respondents=4))
    with pytest.raises(NoData):
        omega(np.full((9, 3), np.nan))
    with pytest.raises(OutOfDomain, match="repeat each other"):
        items = sample([0.8, 0.8, 0.7])
        omega(np.column_stack([items, items[:, 0]]))
    with pytest.raises(OutOfDomain, match="fewer than three items vary"):
        omega(np.full((9, 3), 4.0))
    assert functions["KPI_OMEGA"]([[4, 4, 4]] * 9) == NUM
    assert functions["KPI_OMEGA"]([[4, 5], [5, 4]]) == VALUE
    assert functions["KPI_OMEGA"]([[4, 5, 6]]) == NA
