"""Checklist scores by hand, and against numpy's and statsmodels' weighted means."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from statsmodels.stats.weightstats import DescrStatsW

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.mystery_shopping import mystery

NAN = math.nan
MARK = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.just(NAN))


@st.composite
def programmes(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Visits × items of which the first is complete, a row of weights, and which items are critical."""
    items = draw(st.integers(1, 5))
    visits = draw(st.lists(st.lists(MARK, min_size=items, max_size=items), max_size=6))
    weights = draw(st.lists(st.integers(0, 9).map(float), min_size=items - 1, max_size=items - 1))
    critical = draw(st.lists(st.sampled_from([0.0, 1.0, NAN]), min_size=items, max_size=items))
    return np.array([[1.0] * items, *visits]), np.array([[3.0, *weights]]), np.array(critical)


def test_one_visit_as_numpy_and_statsmodels() -> None:
    # numpy: np.average([4, 5, 2, 3], weights=[40, 30, 20, 10]) == 3.8
    # statsmodels 0.15: DescrStatsW([4, 5, 2, 3], weights=[40, 30, 20, 10]).mean == 3.8
    assert mystery([4, 5, 2, 3], [40, 30, 20, 10]) == pytest.approx(3.8, rel=1e-15)


def test_what_does_not_apply_leaves_the_denominator() -> None:
    # 40 + 10 of the 80 points that applied; all applied, it would be 50 of 100
    assert mystery([1, 0, NAN, 1], [40, 30, 20, 10]) == 50 / 80
    assert mystery([1, 0, 0, 1], [40, 30, 20, 10]) == 50 / 100
    # nine of ten items not applicable, and still a score
    assert mystery([1, *[NAN] * 9], [1] * 10) == 1


def test_a_critical_failure_caps_its_visit() -> None:
    weights = [40, 30, 20, 10]
    assert mystery([1, 1, 1, 0], weights, [0, 0, 0, 1]) == 0
    assert mystery([1, 1, 1, 0.5], weights, [0, 0, 0, 1]) == 0.5
    assert mystery([0, 0, 1, 1], weights, [0, 0, 0, 1]) == pytest.approx(0.3)
    assert mystery([1, 1, 1, NAN], weights, [0, 0, 0, 1]) == 1
    assert mystery([1, 1, 1, 0], weights, [0, 0, 0, NAN]) == pytest.approx(0.9)


def test_a_critical_item_without_weight_caps() -> None:
    assert mystery([1, 1, 0], [2, 1, 0], [0, 0, 1]) == 0
    assert mystery([1, 1, 0], [2, 1, NAN], [0, 0, 1]) == 0
    assert mystery([1, 1, 0], [2, 1, NAN]) == 1


def test_visits_in_rows_or_in_columns() -> None:
    visits = np.array([[1, 0, 1], [NAN, 1, 0]])
    by_hand = ((5 + 2) / 10 + 3 / 5) / 2
    assert mystery(visits, [[5, 3, 2]]) == pytest.approx(by_hand)
    assert mystery(visits.T, [[5], [3], [2]]) == pytest.approx(by_hand)
    assert mystery(visits, [5, 3, 2]) == pytest.approx(by_hand)
    assert mystery(visits.T, [[5, 3, 2]]) == pytest.approx(by_hand)


def test_as_many_visits_as_items() -> None:
    square = [[1, 0], [0, 0]]
    assert mystery(square, [[3, 1]], [1, 0]) == (0.75 + 0) / 2  # one visit a row
    assert mystery(square, [[3], [1]], [0, 1]) == 0  # one visit a column, the second item failed in both


def test_no_visit() -> None:
    for scores, weights in (([NAN, NAN], [1.0, 1.0]), ([1, NAN], [0.0, 1.0])):
        with pytest.raises(NoData, match="no visit has an item"):
            mystery(scores, weights)
    for weights in ([0.0, 0.0], [NAN, NAN], [NAN, 0.0]):
        with pytest.raises(NoData, match="no item has a weight"):
            mystery([1, 1], weights)


def test_what_is_refused() -> None:
    with pytest.raises(BadArgument, match="scores \\(2 × 1\\) have rows or columns, but they are 3 × 1"):
        mystery([1, 1], [1, 1, 1])
    with pytest.raises(BadArgument, match="they are 2 × 2"):
        mystery([[1, 1], [1, 1]], [[1, 1], [1, 1]])
    with pytest.raises(BadArgument, match="weights must be zero or more, but row 2 has -1"):
        mystery([1, 1], [1, -1])
    with pytest.raises(BadArgument, match="critical must be one per item \\(2\\), but there are 3"):
        mystery([1, 1], [1, 1], [0, 0, 1])


def test_in_the_sheet() -> None:
    weights = [[40], [30], [20], [10]]
    assert functions["KPI_MISTERIOSO"]([["sí"], ["No"], ["No aplica"], [True]], weights) == 0.625
    assert functions["KPI_MYSTERY"]([["4,5"], [3]], [["50 %"], ["50 %"]]) == 3.75
    assert functions["KPI_MYSTERY"]([["Score"], ["yes"], ["no"]], [["Weight"], [3], [1]]) == 0.75
    headed = [["Critical"], [None], ["x"]]
    assert functions["KPI_MYSTERY"]([["Score"], ["yes"], ["no"]], [["Weight"], [3], [1]], headed) == 0
    assert functions["KPI_MYSTERY"]([["yes"], ["no"]], weights) == VALUE
    assert functions["KPI_MYSTERY"]([[None], ["NS/NC"]], [[1], [1]]) == NA


@given(programmes())
def test_without_critical_items_as_statsmodels(programme: Any) -> None:
    visits, weights, _ = programme
    outside = []
    for visit in visits:
        applied = ~np.isnan(visit)
        if weights[0, applied].sum() > 0:
            outside.append(DescrStatsW(visit[applied], weights=weights[0, applied]).mean)
    assert mystery(visits, weights) == pytest.approx(np.mean(outside), abs=1e-14)


@given(programmes(), st.randoms(), st.floats(0.01, 1000))
def test_order_and_the_unit_of_the_weights_do_not_matter(programme: Any, shuffle: random.Random, factor: float) -> None:
    visits, weights, critical = programme
    rows, items = list(range(visits.shape[0])), list(range(visits.shape[1]))
    shuffle.shuffle(rows)
    shuffle.shuffle(items)
    shuffled = mystery(visits[rows][:, items], weights[:, items] * factor, critical[items])
    assert shuffled == pytest.approx(mystery(visits, weights, critical), abs=1e-14)


@given(programmes())
def test_critical_items_never_help(programme: Any) -> None:
    visits, weights, critical = programme
    assert mystery(visits, weights, critical) <= mystery(visits, weights) + 1e-15
    assert mystery(visits, weights, np.zeros(critical.size)) == mystery(visits, weights)


@given(programmes())
def test_an_item_that_never_applied_changes_nothing(programme: Any) -> None:
    visits, weights, critical = programme
    wider = np.column_stack([visits, np.full(len(visits), NAN)])
    found = mystery(wider, np.append(weights, [[7.0]], axis=1), np.append(critical, 1.0))
    assert found == pytest.approx(mystery(visits, weights, critical), abs=1e-14)
