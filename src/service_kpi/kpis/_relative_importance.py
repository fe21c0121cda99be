"""How much of R² each of several correlated causes accounts for, from their correlations alone."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from service_kpi.kpis._numerics import Floats

#: A driver that keeps less than this share of its variance once others are known tells nothing new.
_TOLERANCE: Final = 1e-10


def subset_r_squared(correlations: Floats) -> Floats:
    """Return R² of every subset of the drivers; subset ``s`` holds driver j where bit j of ``s`` is set.

    ``correlations`` is of the drivers and then the outcome. The drivers are swept out one by one, each time for all
    subsets at once: what stays of the outcome's variance is 1 − R².
    """
    states = correlations[np.newaxis]
    for _ in range(len(correlations) - 1):
        pivot, row, rest = states[:, :1, :1], states[:, :1, 1:], states[:, 1:, 1:]
        explained = row.transpose(0, 2, 1) * row
        is_new = pivot > _TOLERANCE
        swept = rest - np.divide(explained, pivot, out=np.zeros_like(explained), where=is_new)
        states = np.concatenate([rest, swept])
    return np.clip(1.0 - states.reshape(-1), 0.0, 1.0)


def shapley_shares(values: Floats) -> Floats:
    """Return the Shapley value of each player of a game; ``values`` has one value per subset, as above.

    With R² for values these are the shares of Lindeman, Merenda and Gold (LMG): the mean, over all orders in which
    the drivers may enter, of what each adds. They sum to the value of the full set.
    """
    players = values.size.bit_length() - 1
    subsets = np.arange(values.size)
    sizes = np.array([int(subset).bit_count() for subset in subsets])
    orders = np.array(
        [1 / (players * math.comb(players - 1, size)) if size < players else 0.0 for size in range(players + 1)]
    )
    shares = np.empty(players)
    for player in range(players):
        without = subsets[subsets >> player & 1 == 0]
        shares[player] = orders[sizes[without]] @ (values[without | 1 << player] - values[without])
    return shares


def johnson_weights(correlations: Floats) -> Floats:
    """Return Johnson's relative weight of each driver: they sum to R², at the cost of one eigendecomposition.

    The drivers are replaced by the uncorrelated variables nearest to them, whose squared weights are dealt back.
    """
    drivers, with_outcome = correlations[:-1, :-1], correlations[:-1, -1]
    eigenvalues, vectors = np.linalg.eigh(drivers)
    roots = np.sqrt(np.where(eigenvalues > _TOLERANCE, eigenvalues, 0.0))
    loadings = (vectors * roots) @ vectors.T
    inverse = np.divide(1.0, roots, out=np.zeros_like(roots), where=roots > 0)
    betas = (vectors * inverse) @ vectors.T @ with_outcome
    weights: Floats = loadings**2 @ betas**2
    return weights
