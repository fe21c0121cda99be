"""One score per respondent, on blocks larger than those that are worked on at a time."""

from __future__ import annotations

import numpy as np
import pytest

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis import _numerics
from service_kpi.kpis._respondents import item_weights, respondent_scores


@pytest.mark.parametrize("order", ["C", "F"])
def test_scores_do_not_depend_on_the_block(monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    random = np.random.default_rng(7)
    answers = random.integers(1, 8, (501, 5)).astype(float)
    answers[random.random(answers.shape) < 0.4] = np.nan
    importance = random.integers(0, 5, answers.shape).astype(float)
    blocks = np.asarray(answers, order="F" if order == "F" else "C")
    expected = [np.nanmean(row) if 2 * np.count_nonzero(~np.isnan(row)) >= row.size else np.nan for row in answers]
    whole = [respondent_scores(blocks, weights) for weights in (None, importance[:1] + 1, importance)]
    assert whole[0] == pytest.approx(expected, rel=1e-14, nan_ok=True)
    monkeypatch.setattr(_numerics, "_BLOCK", 35)
    in_pieces = [respondent_scores(blocks, weights) for weights in (None, importance[:1] + 1, importance)]
    for one, other in zip(whole, in_pieces, strict=True):
        np.testing.assert_array_equal(one, other)


def test_no_items_no_scores() -> None:
    assert np.isnan(respondent_scores(np.empty((3, 0)))).all()
    assert respondent_scores(np.empty((0, 4))).size == 0


def test_shapes_of_weights() -> None:
    assert item_weights(None, 4, 3) is None
    for shape in ((3,), (1, 3), (3, 1)):
        weights = item_weights(np.ones(shape), 4, 3)
        assert weights is not None
        assert weights.shape == (1, 3)
    for shape in ((4,), (3, 4), (2, 3)):
        with pytest.raises(BadArgument):
            item_weights(np.ones(shape), 4, 3)
    with pytest.raises(NoData):
        item_weights([0, None, 0], 4, 3)
