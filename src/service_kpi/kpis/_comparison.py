"""Us against one rival: whether respondents pair, the difference with its test, and the rank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.kpis._distributions import t_survival
from service_kpi.kpis._numerics import Flags, Floats, mean, present, variance
from service_kpi.kpis._respondents import respondent_scores
from service_kpi.kpis.inference import Difference, paired_difference, t_interval, welch_difference

#: Scores that differ by less than rounding leaves behind are one score: 0.1 + 0.2 ties with 0.3.
_TIE: Final = 1e-12


class Comparison(NamedTuple):
    """The means of the respondents who were compared, their difference, and how widely their scores spread.

    ``spread`` is the root of the mean of the two variances, in points of the scale.
    """

    ours: float
    theirs: float
    difference: Difference
    spread: float


def rows_pair(ours: Floats, theirs: Floats) -> bool:
    """Return whether two blocks are of the same respondents.

    They are when they have the same shape and at least half of those who have a score on either side have one on both.
    """
    if ours.shape != theirs.shape:
        return False
    for_us, for_them = ~np.isnan(respondent_scores(ours)), ~np.isnan(respondent_scores(theirs))
    both, either = int((for_us & for_them).sum()), int((for_us | for_them).sum())
    return both > 0 and 2 * both >= either


def compare(ours: Floats, theirs: Floats, *, paired: bool, weights: Floats | None = None) -> Comparison:
    """Return ours against theirs, both respondents × items; ``weights`` are 1 × items.

    Paired: over the respondents with at least half of the items answered on both sides, and over those items. Not
    paired: over everybody on each side.
    """
    our_scores, their_scores = compared_scores(ours, theirs, paired=paired, weights=weights)
    difference = (paired_difference if paired else welch_difference)(our_scores, their_scores)
    spread = math.sqrt((variance(our_scores) + variance(their_scores)) / 2)
    return Comparison(mean(our_scores), mean(their_scores), difference, spread)


def compared_scores(
    ours: Floats, theirs: Floats, *, paired: bool, weights: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return the scores of the respondents that :func:`compare` compares, ours and theirs."""
    if paired:
        common = ~np.isnan(ours) & ~np.isnan(theirs)
        ours, theirs = np.where(common, ours, np.nan), np.where(common, theirs, np.nan)
    our_scores, their_scores = present(respondent_scores(ours, weights)), present(respondent_scores(theirs, weights))
    if paired:
        our_scores = np.where(is_tie(our_scores, their_scores), their_scores, our_scores)
    return our_scores, their_scores


def combine(parts: Sequence[Comparison], weights: Floats) -> Comparison:
    """Return the weighted mean of comparisons made on separate samples; the weights sum to 1.

    Variances add with the squared weights; degrees of freedom after Satterthwaite (1946).
    """
    differences = [part.difference for part in parts]
    ours, theirs = float(weights @ [part.ours for part in parts]), float(weights @ [part.theirs for part in parts])
    difference = 0.0 if is_tie(ours, theirs) else float(weights @ [each.difference for each in differences])
    variances = weights**2 * np.array([each.standard_error for each in differences]) ** 2
    total = float(variances.sum())
    freedom = np.array([each.df for each in differences])
    df = total**2 / float((variances**2 / freedom).sum()) if total > 0 else float(freedom.sum())
    standard_error = math.sqrt(total)
    statistic = difference / standard_error if standard_error else math.copysign(math.inf, difference)
    p = 2 * t_survival(abs(statistic), df) if difference or standard_error else 1.0
    p = p if math.isnan(p) else min(p, 1.0)
    interval = t_interval(difference, standard_error, df)
    n_ours, n_theirs = sum(each.n_a for each in differences), sum(each.n_b for each in differences)
    return Comparison(
        ours,
        theirs,
        Difference(n_ours, n_theirs, difference, *interval, standard_error, statistic, df, p),
        float(weights @ [part.spread for part in parts]),
    )


def competition_rank(score: float, scores: Any) -> int:
    """Return 1 + how many scores are better; scores that tie share the better rank. NaN is nobody's score."""
    return 1 + int(np.count_nonzero(is_above(np.asarray(scores, dtype=np.float64), score)))


def is_above(values: Floats, score: float) -> Flags:
    """Return where values are above one score by more than rounding; NaN is not.

    The same as greater and no tie, in two passes over the values where ``isclose`` takes ten.
    """
    above: Flags = values - score > _TIE * abs(score)
    return above


def is_tie(values: Any, scores: Any) -> Any:
    """Return where values are the same scores but for rounding."""
    return np.isclose(values, scores, rtol=_TIE, atol=0.0)
