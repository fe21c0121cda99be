"""How many answers each of two surveys needs to show a difference as large as the one seen.

Shown is what a two-sided test at 5 % calls significant; a survey is large enough when four times in five it would be,
were the difference true. No number is enough to see no difference: NaN.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from service_kpi.kpis._distributions import normal_quantile, normal_survival, t_quantile
from service_kpi.kpis._quadrature import gauss_legendre

_SIGNIFICANCE: Final = 0.05
_POWER: Final = 0.8
_FEWEST: Final = 2
#: Past so many answers the approximation is right to the last one.
_EXACT_UP_TO: Final = 10_000

#: How many standard errors a difference must reach to be significant, and how many a true one must be to do so as
#: often as the power says.
MARGIN: Final = normal_quantile(1 - _SIGNIFICANCE / 2)
_REACH: Final = MARGIN + normal_quantile(_POWER)


def answers_for_means(difference: float, variance_1: float, variance_2: float) -> float:
    """Return the answers that Welch's test needs in each sample, by the noncentral t distribution.

    Source: Harrison and Brady (2004), Stata Journal 4, 142–153; the first guess is Guenther's (1981), American
    Statistician 35, 243–244, for unequal variances.
    """
    total = variance_1 + variance_2
    if total == 0:
        return answers_for_variance(difference, 0.0)
    guess = answers_for_variance(difference, total) + MARGIN**2 / 2 * (variance_1**2 + variance_2**2) / total**2
    if not guess <= _EXACT_UP_TO:
        return guess
    n = max(_FEWEST, math.ceil(guess))
    while _power(n, difference, variance_1, variance_2) < _POWER:
        n += 1
    while n > _FEWEST and _power(n - 1, difference, variance_1, variance_2) >= _POWER:
        n -= 1
    return n


def answers_for_rates(share_1: float, share_2: float) -> float:
    """Return the answers that the pooled z test of two shares needs in each sample.

    Source: Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, ch. 4, without continuity
    correction.
    """
    middle = (share_1 + share_2) / 2
    under_chance = MARGIN * math.sqrt(2 * middle * (1 - middle))
    as_seen = (_REACH - MARGIN) * math.sqrt(share_1 * (1 - share_1) + share_2 * (1 - share_2))
    return (under_chance + as_seen) ** 2 / _square(share_1 - share_2)


def answers_for_variance(difference: float, variance: float) -> float:
    """Return the answers that a z test needs in each sample; ``variance`` is that of the two together."""
    return _REACH**2 * variance / _square(difference)


def whole_answers(needed: float) -> int | None:
    """Return the next whole number of answers, two at least; ``None`` where no number is known."""
    return max(_FEWEST, math.ceil(needed)) if math.isfinite(needed) else None


def _square(difference: float) -> float:
    return difference**2 or math.nan


def _power(n: int, difference: float, variance_1: float, variance_2: float) -> float:
    """Return how often Welch's test finds ``difference`` with ``n`` answers in each sample.

    P(T > t) of the noncentral t is the mean of Φ(δ − t·S), where S² is chi-square over its degrees of freedom.
    """
    total = variance_1 + variance_2
    df = (n - 1) * total**2 / (variance_1**2 + variance_2**2)
    shift, critical = abs(difference) * math.sqrt(n / total), t_quantile(1 - _SIGNIFICANCE / 2, df)
    spread = 10 / math.sqrt(2 * df)
    s, weights = gauss_legendre(max(0.0, 1 - spread), 1 + spread)
    log_density = math.log(2) + df / 2 * math.log(df / 2) - math.lgamma(df / 2) + (df - 1) * np.log(s) - df * s**2 / 2
    shown = [normal_survival(critical * each - shift) + normal_survival(critical * each + shift) for each in s.tolist()]
    return float((weights * np.exp(log_density)) @ np.array(shown))
