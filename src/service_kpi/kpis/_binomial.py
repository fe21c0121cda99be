"""Exact quantiles of the binomial distribution for samples of any size."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

#: Standard deviations, and counts, on either side of the mode that are summed: what lies beyond is below 1e-30.
_DEVIATIONS = 15
_COUNTS = 50


def binomial_quantiles(probabilities: Sequence[float], n: int, share: float) -> list[int]:
    """Return for each probability the smallest count k with P(X ≤ k) ≥ probability; X is binomial of n and share.

    The probabilities follow from the one of the mode by the ratio of neighbours, (n − k) ÷ (k + 1) · odds, and are
    divided by their sum: no factorial, and nothing that loses digits in large samples.
    """
    if share <= 0 or share >= 1 or n == 0:
        return [round(n * share)] * len(probabilities)
    mode = min(int((n + 1) * share), n)
    reach = int(_DEVIATIONS * math.sqrt(n * share * (1 - share))) + _COUNTS
    low, high = max(0, mode - reach), min(n, mode + reach)
    odds = share / (1 - share)
    up = np.arange(mode, high)
    down = np.arange(mode, low, -1)
    above = np.cumprod((n - up) / (up + 1) * odds)
    below = np.cumprod(down / (n - down + 1) / odds)
    weights = np.concatenate([below[::-1], [1.0], above])
    cumulative = np.cumsum(weights)
    return [low + int(np.searchsorted(cumulative, chance * cumulative[-1])) for chance in probabilities]
