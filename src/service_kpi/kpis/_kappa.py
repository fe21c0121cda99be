"""The coefficients of agreement that ask for complete ratings: Cohen's and Fleiss' kappa, and the ICC."""

from __future__ import annotations

import numpy as np

from service_kpi.errors import BadArgument, NoData, OutOfDomain
from service_kpi.kpis._krippendorff import no_variation, pairs_that_differ
from service_kpi.kpis._numerics import Floats, row_blocks


def cohen_kappa(ratings: Floats, power: int) -> float:
    """Return Cohen's kappa of units × two raters; units that lack a rating leave.

    kappa = 1 − disagreement seen ÷ disagreement expected if the two rated independently of each other. ``power`` 0
    counts every disagreement alike; 1 and 2 weigh it by |x − y| or (x − y)², the distance of the ratings themselves:
    a step of the scale that nobody used is still a step.

    Raises :class:`~service_kpi.errors.BadArgument` unless there are two raters,
    :class:`~service_kpi.errors.NoData` without a complete unit, :class:`~service_kpi.errors.OutOfDomain` where all
    ratings are the same.

    Source: Cohen (1960), Educational and Psychological Measurement 20, 37–46; weighted: Cohen (1968), Psychological
    Bulletin 70, 213–220.
    """
    if ratings.shape[1] != 2:
        raise BadArgument(
            f"Cohen's kappa compares two raters, one column each, but there are {ratings.shape[1]} columns; for more "
            "use fleiss or krippendorff",
            f"la kappa de Cohen compara dos evaluadores, una columna cada uno, pero hay {ratings.shape[1]} columnas; "
            "para más, use fleiss o krippendorff",
        )
    ratings = _complete(ratings)
    values = np.unique(ratings)
    if values.size == 1:
        raise no_variation()
    one, other = ratings[:, 0], ratings[:, 1]
    if power == 2:
        seen = float(((one - other) ** 2).mean())
        expected = float(one.var() + other.var() + (one.mean() - other.mean()) ** 2)
        return 1.0 - seen / expected
    shares_one, shares_other = (
        np.bincount(np.searchsorted(values, rater), minlength=values.size) / len(ratings) for rater in (one, other)
    )
    if power == 0:
        return 1.0 - float((one != other).mean()) / (1.0 - float(shares_one @ shares_other))
    below_one, below_other = np.cumsum(shares_one)[:-1], np.cumsum(shares_other)[:-1]
    # a step of the scale is between the two ratings when one lies below it and the other does not
    across = below_one * (1 - below_other) + below_other * (1 - below_one)
    return 1.0 - float(np.abs(one - other).mean()) / float(across @ np.diff(values))


def fleiss_kappa(ratings: Floats) -> float:
    """Return Fleiss' kappa of units × raters; units that lack a rating leave.

    Errors as :func:`cohen_kappa`, but for two raters or more.

    Source: Fleiss (1971), Psychological Bulletin 76, 378–382.
    """
    raters = _raters(ratings)
    ratings = _complete(ratings)
    units = len(ratings)
    values, counts = np.unique(ratings, return_counts=True)
    if values.size == 1:
        raise no_variation()
    differ = sum(float(pairs_that_differ(ratings[rows]).sum()) for rows in row_blocks(ratings))
    shares = counts / (units * raters)
    return 1.0 - differ / (units * raters * (raters - 1)) / (1.0 - float(shares @ shares))


def intraclass_correlation(ratings: Floats) -> float:
    """Return ICC(2,1) of units × raters: two-way random effects, absolute agreement, one rater.

    (B − E) ÷ (B + (k − 1)·E + k·(J − E) ÷ n), the mean squares between n units (B), between k raters (J) and of the
    rest (E). Units that lack a rating leave. It is negative where raters agree less than strangers.

    Raises :class:`~service_kpi.errors.BadArgument` for one rater, :class:`~service_kpi.errors.NoData` below two
    complete units, :class:`~service_kpi.errors.OutOfDomain` where neither units nor raters differ.

    Source: Shrout and Fleiss (1979), Psychological Bulletin 86, 420–428.
    """
    k = _raters(ratings)
    ratings = _complete(ratings)
    n = len(ratings)
    if n < 2:
        raise NoData(
            "two units with ratings of every rater are needed, but there is one",
            "hacen falta dos unidades con calificaciones de todos los evaluadores, pero hay una",
        )
    if ratings.min() == ratings.max():
        raise no_variation()
    centre = float(ratings.mean())
    of_unit, of_rater = ratings.mean(axis=1) - centre, ratings.mean(axis=0) - centre
    rest = sum(
        float(((ratings[rows] - centre - of_unit[rows, np.newaxis] - of_rater) ** 2).sum())
        for rows in row_blocks(ratings)
    ) / ((n - 1) * (k - 1))
    between_units = k * float(of_unit @ of_unit) / (n - 1)
    between_raters = n * float(of_rater @ of_rater) / (k - 1)
    whole = between_units + (k - 1) * rest + k * (between_raters - rest) / n
    if not whole > 0:
        raise OutOfDomain(
            "neither the units nor the raters differ on average, so that there is nothing to agree on",
            "ni las unidades ni los evaluadores difieren en promedio, así que no hay en qué concordar",
        )
    return (between_units - rest) / whole


def _raters(ratings: Floats) -> int:
    raters: int = ratings.shape[1]
    if raters < 2:
        raise BadArgument(
            "agreement needs two raters or more, one column each, but there is one column",
            "la concordancia necesita dos evaluadores o más, una columna cada uno, pero hay una columna",
        )
    return raters


def _complete(ratings: Floats) -> Floats:
    complete = ~np.isnan(ratings).any(axis=1)
    if not complete.any():
        raise NoData(
            "no unit has the ratings of all raters", "ninguna unidad tiene calificaciones de todos los evaluadores"
        )
    return ratings if complete.all() else ratings[complete]
