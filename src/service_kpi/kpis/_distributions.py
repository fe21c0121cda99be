"""Distribution functions, on mpmath: pure Python, so that every host has the same digits.

All of them rest on two functions, the regularised incomplete beta and gamma functions, and on one solver for
their inverses. Each tail is computed as itself and not as one minus the other, with as many extra bits as it is
small: a probability of 1e-200 is as exact as one of 0.4. Quantiles take tails down to 1e-100. mpmath is imported
with the first call.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, lru_cache
from statistics import NormalDist
from threading import Lock
from typing import Any, Final, NamedTuple

_NORMAL: Final = NormalDist()
_CACHED: Final = 4096
_BITS: Final = 80
#: Natural logarithm below which a probability is zero as a float.
_LOG_SMALLEST: Final = -750.0
#: Largest argument at which a hypergeometric series is summed; past it the other tail's series is short.
_FAST_SERIES: Final = 0.8
_MOST_TERMS: Final = 10**7
#: Shape beyond which the gamma distribution's expansion about the normal has every digit, and its series is too long.
_LARGE_SHAPE: Final = 1e6
#: mpmath keeps its precision in a shared context.
_LOCK: Final = Lock()


def normal_cdf(z: float) -> float:
    """Return P(Z ≤ z) of the standard normal distribution."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def normal_survival(z: float) -> float:
    """Return P(Z > z) of the standard normal distribution."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def normal_quantile(probability: float) -> float:
    """Return z with P(Z ≤ z) = ``probability``, which lies strictly between 0 and 1."""
    return _NORMAL.inv_cdf(probability)


def t_cdf(t: float, df: float) -> float:
    """Return P(T ≤ t) of Student's t distribution."""
    return t_survival(-t, df)


@lru_cache(_CACHED)
def t_survival(t: float, df: float) -> float:
    """Return P(T > t) of Student's t distribution."""
    half = 0.5 * _beta_tail(0.5, 0.5 * df, t * t, df).probability
    return half if t >= 0 else 1.0 - half


@lru_cache(_CACHED)
def t_quantile(probability: float, df: float) -> float:
    """Return t with P(T ≤ t) = ``probability``, which lies strictly between 0 and 1."""
    if math.isnan(probability) or math.isnan(df):
        return math.nan
    if probability == 0.5:
        return 0.0
    tail = min(probability, 1.0 - probability)
    # Wallace (1959): right in the middle, and beyond the root in the tails, from where the solver walks down safely.
    z = normal_quantile(tail) * (8.0 * df + 3.0) / (8.0 * df + 1.0)
    start = math.log(math.expm1(min(z * z / df, 600.0)))
    odds = math.exp(_solve(lambda u: _beta_tail(0.5, 0.5 * df, math.exp(u), 1.0), 2.0 * tail, start, -math.log(df)))
    return math.copysign(math.sqrt(df * odds), probability - 0.5)


def f_cdf(f: float, numerator_df: float, denominator_df: float) -> float:
    """Return P(F ≤ f) of the F distribution."""
    return f_survival(math.inf if f <= 0.0 else 1.0 / f, denominator_df, numerator_df)


@lru_cache(_CACHED)
def f_survival(f: float, numerator_df: float, denominator_df: float) -> float:
    """Return P(F > f) of the F distribution."""
    return _beta_tail(0.5 * numerator_df, 0.5 * denominator_df, numerator_df * f, denominator_df).probability


@lru_cache(_CACHED)
def f_quantile(probability: float, numerator_df: float, denominator_df: float) -> float:
    """Return f with P(F ≤ f) = ``probability``, which lies strictly between 0 and 1."""
    log_odds = _beta_log_odds(probability, 0.5 * numerator_df, 0.5 * denominator_df)
    return math.exp(log_odds) * denominator_df / numerator_df


@lru_cache(_CACHED)
def beta_cdf(x: float, a: float, b: float) -> float:
    """Return P(X ≤ x) of the beta distribution, which is the regularised incomplete beta function."""
    return _beta_tail(b, a, 1.0 - x, x).probability


@lru_cache(_CACHED)
def beta_survival(x: float, a: float, b: float) -> float:
    """Return P(X > x) of the beta distribution."""
    return _beta_tail(a, b, x, 1.0 - x).probability


@lru_cache(_CACHED)
def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return x with P(X ≤ x) = ``probability``, which lies strictly between 0 and 1."""
    return 1.0 / (1.0 + math.exp(-_beta_log_odds(probability, a, b)))


@lru_cache(_CACHED)
def gamma_cdf(x: float, shape: float) -> float:
    """Return P(X ≤ x) of the gamma distribution with scale 1."""
    return _gamma_tail(shape, x, upper=False).probability


@lru_cache(_CACHED)
def gamma_survival(x: float, shape: float) -> float:
    """Return P(X > x) of the gamma distribution with scale 1."""
    return _gamma_tail(shape, x, upper=True).probability


@lru_cache(_CACHED)
def gamma_quantile(probability: float, shape: float) -> float:
    """Return x with P(X ≤ x) = ``probability``, which lies strictly between 0 and 1."""
    if shape > _LARGE_SHAPE:
        return _gamma_quantile_of_large_shape(normal_quantile(probability), shape)
    # Wilson and Hilferty (1931), or the first term of the series where that approximation runs out.
    root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(probability) / (3.0 * math.sqrt(shape))
    if root > 0.3:
        start = math.log(shape) + 3.0 * math.log(root)
    else:
        start = (math.log(probability) + math.lgamma(shape + 1.0)) / shape
    if probability <= 0.5:
        down = _solve(lambda u: _gamma_tail(shape, math.exp(-u), upper=False), probability, -start, -math.log(shape))
        return math.exp(-down)
    return math.exp(
        _solve(lambda u: _gamma_tail(shape, math.exp(u), upper=True), 1.0 - probability, start, math.log(shape))
    )


def chi_square_cdf(x: float, df: float) -> float:
    """Return P(X ≤ x) of the chi-square distribution."""
    return gamma_cdf(0.5 * x, 0.5 * df)


def chi_square_survival(x: float, df: float) -> float:
    """Return P(X > x) of the chi-square distribution."""
    return gamma_survival(0.5 * x, 0.5 * df)


def chi_square_quantile(probability: float, df: float) -> float:
    """Return x with P(X ≤ x) = ``probability``, which lies strictly between 0 and 1."""
    return 2.0 * gamma_quantile(probability, 0.5 * df)


class _Tail(NamedTuple):
    """A tail probability, and the density there on the logarithmic scale of the solver."""

    probability: float
    density: float


def _beta_tail(a: float, b: float, p: float, q: float) -> _Tail:
    """P(X > p/(p+q)) for X of the beta distribution; the density is that of log(X/(1−X))."""
    if math.isnan(a + b + p + q):
        return _Tail(math.nan, math.nan)
    if p <= 0.0:
        return _Tail(1.0, 0.0)
    if q <= 0.0 or math.isinf(p):
        return _Tail(0.0, 0.0)
    if math.isinf(q):
        return _Tail(1.0, 0.0)
    log_density = a * -math.log1p(q / p) + b * -math.log1p(p / q) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    is_small = p * b >= q * a
    if log_density < _LOG_SMALLEST:
        return _Tail(0.0 if is_small else 1.0, 0.0)
    lost_bits = max(0, int(-log_density * 1.4427)) if is_small else 0
    mp = _mpmath()
    with _LOCK, mp.workprec(_BITS + lost_bits):
        alpha, beta, whole = mp.mpf(a), mp.mpf(b), mp.mpf(p) + q
        x, y = p / whole, q / whole
        density = x**alpha * y**beta / mp.beta(alpha, beta)
        # The series of this tail, or one minus that of the other tail where this one's converges slowly.
        if (is_small and y <= _FAST_SERIES) or x > _FAST_SERIES:
            tail = density / beta * mp.hyp2f1(alpha + beta, 1, beta + 1, y, maxterms=_MOST_TERMS)
        else:
            tail = 1 - density / alpha * mp.hyp2f1(alpha + beta, 1, alpha + 1, x, maxterms=_MOST_TERMS)
        return _Tail(float(tail), float(density))


def _gamma_tail(shape: float, x: float, *, upper: bool) -> _Tail:
    """P(X > x), or P(X ≤ x), for X of the gamma distribution; the density is that of log X."""
    if math.isnan(shape + x):
        return _Tail(math.nan, math.nan)
    if x <= 0.0 or math.isinf(x):
        return _Tail(float(upper == (x <= 0.0)), 0.0)
    log_density = shape * math.log(x) - x - math.lgamma(shape)
    is_small = upper == (x > shape)
    if log_density < _LOG_SMALLEST:
        return _Tail(0.0 if is_small else 1.0, 0.0)
    lost_bits = max(0, int(-log_density * 1.4427)) if is_small and upper else 0
    mp = _mpmath()
    with _LOCK, mp.workprec(_BITS + lost_bits):
        alpha = mp.mpf(shape)
        density = mp.mpf(x) ** alpha * mp.exp(-x) / mp.gamma(alpha)
        lower = density / alpha * mp.hyp1f1(1, alpha + 1, x, maxterms=_MOST_TERMS)
        return _Tail(float(1 - lower if upper else lower), float(density))


def _gamma_quantile_of_large_shape(z: float, shape: float) -> float:
    """The quantile where the standard normal one is ``z``: Cornish and Fisher (1960), Technometrics 2, 209–225."""
    root = math.sqrt(shape)
    return (
        shape
        + z * root
        + (z**2 - 1) / 3
        + (z**3 - 7 * z) / (36 * root)
        - (3 * z**4 + 7 * z**2 - 16) / (810 * shape)
        + (9 * z**5 + 256 * z**3 - 433 * z) / (38880 * shape * root)
    )


def _beta_log_odds(probability: float, a: float, b: float) -> float:
    """Return log(x/(1−x)) of the quantile x of the beta distribution."""
    if probability <= 0.5:
        return -_beta_log_odds_above(probability, b, a)
    return _beta_log_odds_above(1.0 - probability, a, b)


def _beta_log_odds_above(tail: float, a: float, b: float) -> float:
    mode = math.log(a / b)
    start = mode + normal_quantile(1.0 - tail) * math.sqrt(1.0 / a + 1.0 / b)
    return _solve(lambda u: _beta_tail(a, b, math.exp(u), 1.0), tail, start, mode)


def _solve(tail_beyond: Callable[[float], _Tail], probability: float, start: float, mode: float) -> float:
    """Return u with P(U > u) = ``probability``, by Newton's method on the logarithm of the tail.

    On the scales used here every density is log-concave, hence so is every tail, and Newton's method converges
    from wherever the tail is not nil; where it is, the point moves back towards the ``mode``.
    """
    u = start
    for _ in range(100):
        tail = tail_beyond(u)
        if tail.probability <= 0.0 or tail.density <= 0.0:
            u = 0.5 * (u + mode)
            continue
        step = math.log(tail.probability / probability) * tail.probability / tail.density
        u += step
        if abs(step) < 1e-10:
            return u
    raise ArithmeticError(f"no quantile found for the tail probability {probability}")


@cache
def _mpmath() -> Any:
    import mpmath  # noqa: PLC0415 - a tenth of a second that most functions never need

    return mpmath.MPContext()
