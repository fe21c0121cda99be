"""One score per respondent: the mean over the items that were answered, and only where enough of them were."""

from __future__ import annotations

from typing import Any

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._numerics import Floats, as_matrix, row_blocks


def respondent_scores(answers: Floats, weights: Floats | None = None) -> Floats:
    """Return each respondent's mean over the items, NaN where fewer than half of them were answered.

    ``answers`` is respondents × items; ``weights`` as :func:`item_weights` returns them. A respondent's missing
    items, or missing importance ratings, hand their weight to the items that this respondent did answer. An item
    that weighs nothing for anybody is no item: it neither counts nor has to be answered.
    """
    if weights is not None:
        weighs = (weights > 0).any(axis=0)
        if not weighs.all():
            answers, weights = answers[:, weighs], weights[:, weighs]
    respondents, items = answers.shape
    if items == 1 and weights is None:
        return answers[:, 0]
    scores = np.full(respondents, np.nan)
    one_each = np.ones(items)
    per_item = one_each if weights is None else weights[0]
    for rows in row_blocks(answers):
        values = answers[rows]
        answered = ~np.isnan(values)
        if weights is None or len(weights) == 1:
            total = np.where(answered, values, 0.0) @ per_item
            weight = answered @ per_item
        else:
            answered &= ~np.isnan(weights[rows])
            importance = np.where(answered, weights[rows], 0.0)
            total = np.einsum("ij,ij->i", np.where(answered, values, 0.0), importance)
            weight = importance @ one_each
        enough = 2 * (answered @ one_each) >= items
        np.divide(total, weight, out=scores[rows], where=enough & (weight > 0))
    return scores


def item_weights(weights: Any, respondents: int, items: int) -> Floats | None:
    """Return weights as 1 × items or respondents × items, NaN where an importance rating is missing.

    One weight per item may stand in a row or in a column. Raises :class:`~service_kpi.errors.BadArgument` for a
    weight below zero and for any other shape, :class:`~service_kpi.errors.NoData` where no item has any weight.
    """
    if weights is None:
        return None
    matrix = as_matrix(weights)
    if matrix.shape != (respondents, items):
        if matrix.size != items or 1 not in matrix.shape:
            raise BadArgument(
                f"weights must be one per item ({items}) or one per answer ({respondents} × {items}), "
                f"but they are {matrix.shape[0]} × {matrix.shape[1]}",
                f"los pesos deben ser uno por ítem ({items}) o uno por respuesta ({respondents} × {items}), "
                f"pero son {matrix.shape[0]} × {matrix.shape[1]}",
            )
        matrix = matrix.reshape(1, -1)
    negative = np.argwhere(matrix < 0)
    if len(negative):
        row, column = negative[0]
        raise BadArgument(
            f"weights must be zero or more, but item {column + 1} has {matrix[row, column]:g}",
            f"los pesos deben ser cero o más, pero el ítem {column + 1} tiene {matrix[row, column]:g}",
        )
    if not (matrix > 0).any():
        raise NoData("no item has a weight above zero", "ningún ítem tiene un peso mayor que cero")
    return matrix
