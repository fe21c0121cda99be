"""Promoters and detractors counted, and how sure their difference is.

A net promoter score is a difference of two shares of the same people. Its plain standard error is 0 when all answers
agree, however few they are; Bonett and Price (2012) therefore add one promoter and one detractor before they reckon.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.kpis._distributions import normal_quantile
from service_kpi.kpis._numerics import as_column
from service_kpi.kpis.inference import Interval

#: Places of the counts.
DETRACTORS, PASSIVES, PROMOTERS, NO_SCORE = range(4)
_PROMOTER_FROM: Final = 9.0
_DETRACTOR_TO: Final = 6.0
_HIGHEST: Final = 10.0


class NetScore(NamedTuple):
    """A net promoter score in points; ``standard_error`` is the plain one, √(variance ÷ n)."""

    promoters: int
    passives: int
    detractors: int
    score: float
    standard_error: float

    @property
    def n(self) -> int:
        """How many gave a score."""
        return self.promoters + self.passives + self.detractors


class Adjusted(NamedTuple):
    """A net promoter score in points with one promoter and one detractor added, and their number then."""

    score: float
    variance: float
    n: int


def answer_kinds(scores: Any) -> NDArray[np.int8]:
    """Return which kind of customer gave each score from 0 to 10; ``NO_SCORE`` for anything else."""
    values = as_column(scores)
    # Steps of one from detractor to promoter, added and not assigned: writing where a mask says is four times as slow.
    kinds = (values > _DETRACTOR_TO).astype(np.int8)
    kinds += values >= _PROMOTER_FROM
    np.putmask(kinds, ~((values >= 0) & (values <= _HIGHEST)), NO_SCORE)
    return kinds


def count_kinds(kinds: NDArray[np.int8]) -> list[int]:
    """Return how many detractors, passives and promoters there are."""
    return [int(np.count_nonzero(kinds == kind)) for kind in (DETRACTORS, PASSIVES, PROMOTERS)]


def net_score(promoters: int, passives: int, detractors: int) -> NetScore:
    """Return promoters − detractors in points of 100; NaN where nobody answered."""
    n = promoters + passives + detractors
    if n == 0:
        return NetScore(0, 0, 0, math.nan, math.nan)
    difference = (promoters - detractors) / n
    variance = (promoters + detractors) / n - difference**2
    score = 100 * (promoters - detractors) / n
    return NetScore(promoters, passives, detractors, score, 100 * math.sqrt(max(variance, 0.0) / n))


def adjusted(counted: NetScore) -> Adjusted:
    """Return the score and variance of one answer with a promoter and a detractor more.

    Source: Bonett and Price (2012), Journal of Educational and Behavioral Statistics 37, 479–488.
    """
    n = counted.n + 2
    difference = (counted.promoters - counted.detractors) / n
    variance = (counted.promoters + counted.detractors + 2) / n - difference**2
    return Adjusted(100 * difference, 100**2 * variance, n)


def adjusted_interval(counted: NetScore, confidence: float = 0.95) -> Interval:
    """Return the adjusted Wald interval in points, within −100 and 100; NaN where nobody answered."""
    if counted.n == 0:
        return Interval(math.nan, math.nan)
    score, variance, n = adjusted(counted)
    half_width = normal_quantile(0.5 + confidence / 2) * math.sqrt(variance / n)
    return Interval(max(score - half_width, -100.0), min(score + half_width, 100.0))
