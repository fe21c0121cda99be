"""Distribution functions against scipy, and against closed forms where scipy itself has too few digits."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
import time

import pytest
from scipy import stats

from service_kpi.kpis import _distributions as ours

DF = [1, 1.5, 2, 3, 5, 9.37, 30, 102, 1e3, 1e5, 1e7]
TAILS = [1e-12, 1e-6, 0.001, 0.025, 0.1, 0.4, 0.49, 0.6, 0.975, 0.999]


def close(value: float, relative: float = 1e-12) -> object:
    return pytest.approx(value, rel=relative, abs=0)


@pytest.mark.parametrize("z", [-37.0, -8.3, -1.959963984540054, -0.1, 0.0, 1.0, 5.0, 8.0])
def test_normal(z: float) -> None:
    assert ours.normal_cdf(z) == close(stats.norm.cdf(z))
    assert ours.normal_survival(z) == close(stats.norm.sf(z))


@pytest.mark.parametrize("p", [1e-12, 0.025, 0.3, 0.975, 1 - 1e-9])
def test_normal_quantile(p: float) -> None:
    assert ours.normal_quantile(p) == close(stats.norm.ppf(p))


@pytest.mark.parametrize("df", DF)
def test_student(df: float) -> None:
    for p in TAILS:
        t = float(stats.t.ppf(p, df))
        assert ours.t_quantile(p, df) == close(t)
        assert ours.t_survival(t, df) == close(stats.t.sf(t, df))
        assert ours.t_cdf(t, df) == close(stats.t.cdf(t, df))
        assert ours.t_survival(-t, df) == close(stats.t.cdf(t, df))


def test_student_in_closed_form() -> None:
    # One degree of freedom is Cauchy's distribution: P(T > t) = atan(1/t)/π; with two it is (1 − t/√(2 + t²))/2.
    for t in (0.01, 1.0, 12.706204736432095, 1e9):
        assert ours.t_survival(t, 1) == close(math.atan(1 / t) / math.pi, 1e-14)
        assert ours.t_survival(t, 2) == close(1 / (math.sqrt(2 + t * t) * (math.sqrt(2 + t * t) + t)), 1e-14)
    assert ours.t_quantile(0.5, 7) == 0
    assert ours.t_survival(math.inf, 3) == 0
    assert ours.t_survival(-math.inf, 3) == 1
    assert math.isnan(ours.t_survival(math.nan, 3))
    assert math.isnan(ours.t_quantile(0.975, math.nan))


def test_student_table() -> None:
    # Any printed t table: two-sided 95 %.
    table = {1: 12.706, 2: 4.303, 5: 2.571, 10: 2.228, 30: 2.042, 120: 1.980}
    for df, t in table.items():
        assert ours.t_quantile(0.975, df) == pytest.approx(t, abs=5e-4)


@pytest.mark.parametrize("shape", [0.1, 0.5, 1, 2.5, 17, 500, 1e4])
def test_gamma(shape: float) -> None:
    for p in [*TAILS[:-1], 0.99]:
        x = float(stats.gamma.ppf(p, shape))
        assert ours.gamma_quantile(p, shape) == close(x, 5e-12)
        assert ours.gamma_cdf(x, shape) == close(stats.gamma.cdf(x, shape), 5e-12)
        assert ours.gamma_survival(x, shape) == close(stats.gamma.sf(x, shape), 5e-12)


def test_gamma_of_a_large_shape() -> None:
    # mpmath.quad over the density with 40 digits, shape 1e6: P(X ≤ 995253.7719775002) = 1.000000000000377286e-6,
    # of which scipy 1.17 has 9.99993e-7.
    assert ours.gamma_cdf(995253.7719775002, 1e6) == close(1.000000000000377285538e-6)


@pytest.mark.parametrize("shape", [1.1e6, 1e7, 1e9])
@pytest.mark.parametrize("p", [0.001, 0.025, 0.5, 0.975, 1 - 1e-9])
def test_gamma_quantile_of_a_large_shape(shape: float, p: float) -> None:
    # scipy 1.17: gamma.ppf(0.025, 1e7) gives 9993802.996884268, gamma.ppf(0.975, 1e9 + 1) 1000061980.00…
    assert ours.gamma_quantile(p, shape) == close(stats.gamma.ppf(p, shape), 2e-12)


@pytest.mark.parametrize("df", [1, 2, 7, 100.5, 1e4])
def test_chi_square(df: float) -> None:
    for p in (1e-12, 0.025, 0.5, 0.975):
        x = float(stats.chi2.ppf(p, df))
        assert ours.chi_square_quantile(p, df) == close(x, 5e-12)
        assert ours.chi_square_cdf(x, df) == close(stats.chi2.cdf(x, df), 5e-12)
        assert ours.chi_square_survival(x, df) == close(stats.chi2.sf(x, df), 5e-12)


def test_poisson_by_gamma() -> None:
    # P(N ≤ 4) for a mean of 10 is Q(5, 10) = e^−10 · Σ 10^k/k!, k = 0 … 4
    exact = math.exp(-10) * sum(10**k / math.factorial(k) for k in range(5))
    assert ours.gamma_survival(10, 5) == close(exact, 1e-14)


@pytest.mark.parametrize(("a", "b"), list(itertools.product([0.5, 1, 3, 40, 1e3, 1e5], repeat=2)))
def test_beta(a: float, b: float) -> None:
    for p in (1e-6, 0.025, 0.3, 0.5, 0.77, 0.975):
        x = ours.beta_quantile(p, a, b)
        if a <= b:  # beyond, x is near 1 and has too few digits of its own to give p back
            assert ours.beta_cdf(x, a, b) == close(p, 1e-11)
            assert ours.beta_quantile(1 - p, b, a) == pytest.approx(1 - x, rel=1e-14)
        assert ours.beta_cdf(x, a, b) == close(stats.beta.cdf(x, a, b), 1e-11)
        assert ours.beta_survival(x, a, b) == close(stats.beta.sf(x, a, b), 1e-11)


def test_binomial_by_beta() -> None:
    # P(X ≥ 3) of 10 trials at 0.2 is I_0.2(3, 8); the first three terms of the binomial sum are left out.
    exact = 1 - sum(math.comb(10, k) * 0.2**k * 0.8 ** (10 - k) for k in range(3))
    assert ours.beta_cdf(0.2, 3, 8) == close(exact, 1e-14)
    # For small x, I_x(1/2, 3) = 15/8 · √x · (1 + O(x)).
    assert ours.beta_quantile(1e-12, 0.5, 3) == close((8e-12 / 15) ** 2)


def test_ends_of_the_beta_distribution() -> None:
    assert [ours.beta_cdf(x, 2, 3) for x in (0.0, 1.0)] == [0, 1]
    assert [ours.beta_survival(x, 2, 3) for x in (0.0, 1.0)] == [1, 0]
    assert [ours.gamma_cdf(x, 2) for x in (0.0, math.inf)] == [0, 1]
    assert math.isnan(ours.gamma_cdf(math.nan, 2))


@pytest.mark.parametrize(("one", "other"), list(itertools.product([1, 2, 9, 100, 1e5], [1, 3, 50, 1e4])))
def test_f(one: float, other: float) -> None:
    for p in (1e-6, 0.025, 0.5, 0.975):
        f = float(stats.f.ppf(p, one, other))
        assert ours.f_quantile(p, one, other) == close(f, 1e-11)
        assert ours.f_cdf(f, one, other) == close(stats.f.cdf(f, one, other), 1e-11)
        assert ours.f_survival(f, one, other) == close(stats.f.sf(f, one, other), 1e-11)
    assert ours.f_cdf(0, one, other) == 0


def test_far_tails_keep_their_digits_and_then_are_zero() -> None:
    # e^−x is the survival of the gamma distribution with shape 1.
    assert ours.gamma_survival(700, 1) == close(math.exp(-700), 1e-13)
    assert ours.gamma_survival(1e5, 1) == 0
    assert ours.t_survival(1000, 1e7) == 0


def test_a_quantile_takes_less_than_two_milliseconds() -> None:
    ours.t_quantile(0.9, 11)
    taken = []
    for df in range(2, 202):
        start = time.process_time()
        ours.t_quantile(0.975, df + 0.123)
        taken.append(time.process_time() - start)
    assert sorted(taken)[len(taken) // 2] < 2e-3


def test_mpmath_and_scipy_are_not_imported_with_the_module() -> None:
    code = (
        "import sys, service_kpi.kpis.inference, service_kpi.kpis.servqual; "
        "print([m for m in ('mpmath', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
