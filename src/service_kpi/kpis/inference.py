"""Intervals and tests: what a mean, a share or a difference may be, given how few people were asked.

Means rest on Student's t, shares on Wilson's score interval, differences of shares on Newcombe's hybrid of two
score intervals, rates of events on the exact Poisson interval, parity on two one-sided tests. Missing values leave;
a single value has no interval (NaN), never one of width zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument, OutOfDomain
from service_kpi.kpis._distributions import gamma_quantile, normal_quantile, normal_survival, t_quantile, t_survival
from service_kpi.kpis._numerics import Floats, as_column, mean, present, require_same_shape, variance


class Interval(NamedTuple):
    """The two ends of a confidence interval; NaN where the data do not give one."""

    low: float
    high: float


class Difference(NamedTuple):
    """A difference of two means, its interval and its two-sided t test.

    ``n_a`` and ``n_b`` are the sizes of the two samples; both are the number of pairs where the data are paired.
    """

    n_a: int
    n_b: int
    difference: float
    low: float
    high: float
    standard_error: float
    statistic: float
    df: float
    p: float


class ProportionTest(NamedTuple):
    """The statistic of a test of two shares and its two-sided p value."""

    statistic: float
    p: float


def t_interval(estimate: float, standard_error: float, df: float, confidence: float = 0.95) -> Interval:
    """Return ``estimate`` ± t · ``standard_error``; NaN where the standard error or ``df`` is not known.

    A standard error of zero (several values, all equal) gives an interval of width zero: it is what Student's
    interval says, and it is only as good as the assumption that the next answer will be the same again.
    """
    _require_confidence(confidence)
    if math.isnan(estimate) or math.isnan(standard_error) or not df > 0:
        return Interval(math.nan, math.nan)
    half_width = t_quantile(0.5 + confidence / 2, df) * standard_error
    return Interval(estimate - half_width, estimate + half_width)


def mean_interval(values: Any, confidence: float = 0.95) -> Interval:
    """Return Student's interval of the mean of the values that are not missing; NaN below two values."""
    found = present(as_column(values))
    return t_interval(mean(found), _standard_error(found), found.size - 1, confidence)


def paired_difference(a: Any, b: Any, confidence: float = 0.95) -> Difference:
    """Return the mean of a − b over the pairs that are complete, with the paired t interval and test.

    Where every pair differs by the same amount there is no variance: the interval has width zero, the statistic is
    infinite and p is 0, or the statistic is 0 and p is 1 where that amount is zero. One pair has a difference alone.

    Raises :class:`~service_kpi.errors.BadArgument` where ``a`` and ``b`` have different lengths.

    Source: Student (1908), Biometrika 6, 1–25.
    """
    left, right = as_column(a), as_column(b)
    require_same_shape(a=left, b=right)
    differences = present(left - right)
    n = differences.size
    return _t_test(n, n, mean(differences), _standard_error(differences), n - 1, confidence=confidence)


def welch_difference(a: Any, b: Any, confidence: float = 0.95) -> Difference:
    """Return mean(a) − mean(b) of two separate samples, with Welch's interval and test.

    A sample of one value gives the difference alone; two samples without variance are handled as in
    :func:`paired_difference`.

    Source: Welch (1947), Biometrika 34, 28–35; degrees of freedom after Satterthwaite (1946).
    """
    left, right = present(as_column(a)), present(as_column(b))
    share_a, share_b = _standard_error(left) ** 2, _standard_error(right) ** 2
    total = share_a + share_b
    if total > 0:
        df = total**2 / (share_a**2 / (left.size - 1) + share_b**2 / (right.size - 1))
    else:
        df = float(left.size + right.size - 2)
    return _t_test(left.size, right.size, mean(left) - mean(right), math.sqrt(total), df, confidence=confidence)


def equivalent(difference: float, standard_error: float, df: float, margin: float, alpha: float = 0.05) -> bool:
    """Return True where a difference is shown to lie within ± ``margin`` by two one-sided t tests at ``alpha``.

    Not shown is not the same as shown to differ: with few answers neither holds. A difference without a standard
    error (NaN) is never shown to be anything.

    Source: Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15, 657–680.
    """
    if math.isnan(difference) or math.isnan(standard_error) or math.isnan(df):
        return False
    room = margin - abs(difference)
    if standard_error <= 0:
        return room > 0
    return t_survival(room / standard_error, df) <= alpha


def wilson_interval(successes: float, n: float, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share; NaN where n is 0.

    Source: Wilson (1927); Newcombe (1998), Statistics in Medicine 17, 857–872, method 3.
    """
    _require_confidence(confidence)
    _require_counts(successes, n)
    if n == 0:
        return Interval(math.nan, math.nan)
    z = normal_quantile(0.5 + confidence / 2)
    share = successes / n
    centre = share + z * z / (2 * n)
    half_width = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    low = 0.0 if successes == 0 else (centre - half_width) / whole
    high = 1.0 if successes == n else (centre + half_width) / whole
    return Interval(low, high)


def finite_wilson_interval(successes: float, n: float, population: float, confidence: float = 0.95) -> Interval:
    """Return Wilson's interval of the share of a whole population of whom ``n`` were asked; NaN where n is 0.

    The variance of a share shrinks by (N − n) ÷ (N − 1) when n of N are asked (Cochran 1977, Sampling Techniques,
    3rd ed., theorem 3.2), so that n tells as much as n·(N − 1) ÷ (N − n) of an endless population. Everybody asked is
    no interval but the share itself. An infinite population gives :func:`wilson_interval`.

    Raises :class:`~service_kpi.errors.OutOfDomain` where more were asked than there are.
    """
    if n > population:
        raise OutOfDomain(
            f"the population must be at least the {n:g} who were asked, but is {population:g}",
            f"la población debe ser al menos de los {n:g} preguntados, pero es {population:g}",
        )
    if math.isinf(population):
        return wilson_interval(successes, n, confidence)
    _require_confidence(confidence)
    _require_counts(successes, n)
    if n == population > 0:
        return Interval(successes / n, successes / n)
    worth = (population - 1) / (population - n) if n else 1.0
    return wilson_interval(successes * worth, n * worth, confidence)


def poisson_interval(count: float, confidence: float = 0.95) -> Interval:
    """Return the exact interval of the mean of a Poisson distribution of which ``count`` events were seen.

    Source: Garwood (1936), Biometrika 28, 437–442.
    """
    _require_confidence(confidence)
    if not count >= 0:
        raise OutOfDomain(
            f"a count must be zero or more, but is {count:g}", f"un recuento debe ser cero o más, pero es {count:g}"
        )
    tail = (1 - confidence) / 2
    low = gamma_quantile(tail, count) if count > 0 else 0.0
    return Interval(low, gamma_quantile(1 - tail, count + 1))


def newcombe_interval(
    successes_1: float, n_1: float, successes_2: float, n_2: float, confidence: float = 0.95
) -> Interval:
    """Return Newcombe's hybrid score interval of the share of sample 1 less that of sample 2; NaN where an n is 0.

    Source: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
    """
    first = wilson_interval(successes_1, n_1, confidence)
    second = wilson_interval(successes_2, n_2, confidence)
    if n_1 == 0 or n_2 == 0:
        return Interval(math.nan, math.nan)
    share_1, share_2 = successes_1 / n_1, successes_2 / n_2
    difference = share_1 - share_2
    return Interval(
        difference - math.hypot(share_1 - first.low, second.high - share_2),
        difference + math.hypot(first.high - share_1, share_2 - second.low),
    )


def two_proportion_z(successes_1: float, n_1: float, successes_2: float, n_2: float) -> ProportionTest:
    """Return the pooled z test of two shares; NaN where an n is 0.

    Where every answer of both samples is the same the shares do not differ: the statistic is 0 and p is 1.
    """
    _require_counts(successes_1, n_1)
    _require_counts(successes_2, n_2)
    if n_1 == 0 or n_2 == 0:
        return ProportionTest(math.nan, math.nan)
    pooled = (successes_1 + successes_2) / (n_1 + n_2)
    standard_error = math.sqrt(pooled * (1 - pooled) * (1 / n_1 + 1 / n_2))
    if standard_error == 0:
        return ProportionTest(0.0, 1.0)
    z = (successes_1 / n_1 - successes_2 / n_2) / standard_error
    return ProportionTest(z, min(1.0, 2 * normal_survival(abs(z))))


def holm(p_values: Sequence[float] | Floats) -> Floats:
    """Return p values adjusted for having made several tests; NaN stays NaN and does not count as a test.

    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65–70.
    """
    adjusted = as_column(p_values).copy()
    made = np.flatnonzero(~np.isnan(adjusted))
    order = made[np.argsort(adjusted[made], kind="stable")]
    multiplied = adjusted[order] * np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(multiplied), 1.0)
    return adjusted


def _standard_error(found: Floats) -> float:
    return math.sqrt(variance(found) / found.size) if found.size > 1 else math.nan


def _t_test(
    n_a: int, n_b: int, difference: float, standard_error: float, df: float, *, confidence: float
) -> Difference:
    low, high = t_interval(difference, standard_error, df, confidence)
    if math.isnan(low):
        return Difference(n_a, n_b, difference, low, high, math.nan, math.nan, math.nan, math.nan)
    if standard_error > 0:
        statistic = difference / standard_error
    else:
        statistic = math.copysign(math.inf, difference) if difference else 0.0
    p = min(1.0, 2 * t_survival(abs(statistic), df))
    return Difference(n_a, n_b, difference, low, high, standard_error, statistic, df, p)


def _require_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise BadArgument(
            f"confidence must lie between 0 and 1, such as 0.95, but is {confidence:g}",
            f"la confianza debe estar entre 0 y 1, por ejemplo 0,95, pero es {confidence:g}",
        )


def _require_counts(successes: float, n: float) -> None:
    if not 0 <= successes <= n:
        raise OutOfDomain(
            f"successes must lie between 0 and n, but {successes:g} of {n:g} was given",
            f"los aciertos deben estar entre 0 y n, pero se indicó {successes:g} de {n:g}",
        )
