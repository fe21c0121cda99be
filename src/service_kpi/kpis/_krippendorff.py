"""Krippendorff's alpha: how far below chance the disagreement of the raters is, whatever they rated and left out.

Every metric has two sums of δ² over ordered pairs: the pairs within each unit, and all pairs of the ratings pooled.
None of them is taken pair by pair over the ratings, of which there may be a million:

* nominal: pairs that differ are all pairs less the pairs within each category;
* interval: Σ (x − y)² over the pairs of n numbers is 2·n times their sum of squared deviations;
* ordinal: the sum of the counts between two values, half of their own left out, is the difference of their mid-ranks,
  so that it is the interval metric of mid-ranks;
* ratio: ((x − y) ÷ (x + y))² of all pairs by an integral (:func:`_ratio_of_all_pairs`); within a unit, pair by pair.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import NoData, OutOfDomain
from service_kpi.kpis._numerics import Floats, row_blocks


class _Pool(NamedTuple):
    """The distinct values of all ratings that can be paired, in order, and how often each was given."""

    values: Floats
    counts: NDArray[np.intp]


#: Σ δ² over the ordered pairs of ratings within each unit, of a block of units × raters.
_Within = Callable[[Floats, _Pool], Floats]


def krippendorff_alpha(ratings: Floats, metric: str) -> float:
    """Return alpha of units × raters, NaN where missing. ``metric``: "nominal", "ordinal", "interval" or "ratio".

    alpha = 1 − (n − 1) · Σ over units of Σ δ² within the unit ÷ (m − 1) ÷ Σ δ² of all pairs, m the ratings of the
    unit and n those of all units with at least two.

    Raises :class:`~service_kpi.errors.NoData` where no unit has two ratings,
    :class:`~service_kpi.errors.OutOfDomain` where all ratings are the same, or one is negative on the ratio scale.
    """
    known = ~np.isnan(ratings)
    per_unit = np.count_nonzero(known, axis=1)
    known &= (per_unit >= 2)[:, np.newaxis]
    if not known.any():
        raise NoData("no unit has ratings of two raters", "ninguna unidad tiene calificaciones de dos evaluadores")
    pool = _pool(ratings[known])
    if pool.values.size == 1:
        raise no_variation()
    if metric == "ratio" and pool.values[0] < 0:
        raise OutOfDomain(
            f"the ratio scale starts at zero, but a rating is {pool.values[0]:g}",
            f"la escala de razón empieza en cero, pero una calificación es {pool.values[0]:g}",
        )
    within, of_all_pairs = _METRICS[metric]
    observed = 0.0
    for rows in row_blocks(ratings):
        m = per_unit[rows]
        pairable = m >= 2
        observed += float((within(ratings[rows][pairable], pool) / (m[pairable] - 1)).sum())
    return 1.0 - (int(pool.counts.sum()) - 1) * observed / of_all_pairs(pool)


def _pool(ratings: Floats) -> _Pool:
    """Return the distinct values; in less memory than ``np.unique`` takes where nearly all are distinct."""
    ratings.sort()
    n = ratings.size
    is_first = np.concatenate(([True], ratings[1:] != ratings[:-1]))
    values = ratings[is_first]
    del ratings
    first = np.flatnonzero(is_first)
    counts = np.empty_like(first)
    np.subtract(first[1:], first[:-1], out=counts[:-1])
    counts[-1] = n - first[-1]
    return _Pool(values, counts)


def no_variation() -> OutOfDomain:
    """Return the reason why raters who always say the same have no number."""
    return OutOfDomain(
        "all ratings are the same: without variation there is no agreement beyond chance",
        "todas las calificaciones son iguales: sin variación no hay acuerdo más allá del azar",
    )


def pairs_that_differ(block: Floats) -> Floats:
    """Return for each unit of a block how many ordered pairs of its ratings are of different categories."""
    units, raters = block.shape
    ordered = np.sort(block, axis=1)  # missing ones last
    starts = np.ones((units, raters), dtype=bool)
    starts[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    places = np.flatnonzero(starts)
    of_category = np.diff(places, append=units * raters).astype(np.float64)
    of_category[np.isnan(ordered.reshape(-1)[places])] = 0.0  # each missing one is a run of its own
    unit = places // raters
    rated = np.bincount(unit, of_category, minlength=units)
    return np.asarray(rated**2 - np.bincount(unit, of_category**2, minlength=units), dtype=np.float64)


def _nominal(block: Floats, _: _Pool) -> Floats:
    return pairs_that_differ(block)


def _nominal_of_all_pairs(pool: _Pool) -> float:
    return float(int(pool.counts.sum()) ** 2 - int(pool.counts @ pool.counts))


def _interval(block: Floats, _: _Pool) -> Floats:
    m = np.count_nonzero(~np.isnan(block), axis=1)
    deviations = block - (np.nansum(block, axis=1) / m)[:, np.newaxis]
    return np.asarray(2 * m * np.nansum(deviations**2, axis=1), dtype=np.float64)


def _interval_of_all_pairs(pool: _Pool) -> float:
    n = pool.counts.sum()
    squares = pool.values - pool.counts @ pool.values / n
    squares *= squares
    return float(2 * n * (pool.counts @ squares))


def _ordinal(block: Floats, pool: _Pool) -> Floats:
    ranks = _mid_ranks(pool)[np.minimum(np.searchsorted(pool.values, block), pool.values.size - 1)]
    return _interval(np.where(np.isnan(block), np.nan, ranks), pool)


def _ordinal_of_all_pairs(pool: _Pool) -> float:
    return _interval_of_all_pairs(_Pool(_mid_ranks(pool), pool.counts))


def _mid_ranks(pool: _Pool) -> Floats:
    return np.asarray(np.cumsum(pool.counts) - pool.counts / 2, dtype=np.float64)


def _ratio(block: Floats, _: _Pool) -> Floats:
    total = np.zeros(len(block))
    for apart in range(1, block.shape[1]):
        one, other = block[:, apart:], block[:, :-apart]
        sums = one + other
        differ = sums > 0  # two zeros agree; a missing one makes no pair
        quotients = np.divide(one - other, sums, out=np.zeros_like(sums), where=differ)
        total += 2 * (quotients**2).sum(axis=1)
    return total


def _ratio_of_all_pairs(pool: _Pool) -> float:
    """Return Σ ((x − y) ÷ (x + y))² over all ordered pairs, in time linear in the number of values.

    1 ÷ (x + y)² is ∫ t·e^−(x+y)t dt from 0 to ∞, and Σ (x − y)²·e^−xt·e^−yt over the pairs is 2·W times the sum of
    squared deviations, where each value weighs e^−xt and W is the sum of the weights. With t = e^s the integrand is
    smooth and dies away on both sides, so that the trapezoidal rule has every digit at this step.
    """
    values, counts = pool.values, pool.counts
    step, least, most = 0.2, 1e-10, 50.0
    first, last = math.log(least / values[-1]), math.log(most / values[values > 0][0])
    total = 0.0
    for place in range(math.ceil((last - first) / step) + 1):
        t = math.exp(first + place * step)
        weights = counts * np.exp(-values * t)
        weight = float(weights.sum())
        if weight > 0:
            deviations = values - weights @ values / weight
            total += 2 * t * t * weight * float(weights @ deviations**2)
    return total * step


_METRICS: Final[Mapping[str, tuple[_Within, Callable[[_Pool], float]]]] = {
    "nominal": (_nominal, _nominal_of_all_pairs),
    "ordinal": (_ordinal, _ordinal_of_all_pairs),
    "interval": (_interval, _interval_of_all_pairs),
    "ratio": (_ratio, _ratio_of_all_pairs),
}
