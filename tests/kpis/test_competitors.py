from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis.competitors import rank, relative
from service_kpi.kpis.servqual import gap
from tests.shared import shared

NAN = math.nan


def test_relative_of_students_sleep_data() -> None:
    # Student (1908); R: mean(extra[group == 1] - extra[group == 2]) == -1.58, as P-PAIRT's interval says
    rows = np.loadtxt(shared("cases/R_sleep_paired.csv"), delimiter=",", skiprows=1)
    assert relative(rows[:, -2], rows[:, -1]) == pytest.approx((-2.4598857633 - 0.7001142367) / 2, abs=1e-9)


def test_relative_of_separate_samples() -> None:
    assert relative([25, 30], [22, 24, 26]) == pytest.approx(27.5 - 24)


def test_relative_pairs_where_most_rated_both() -> None:
    # paired: (7 - 6 + 6 - 6) / 2; everybody: (7 + 6 + 1) / 3 - 6
    assert relative([7, 6, 1], [6, 6, NAN]) == 0.5


def test_relative_does_not_pair_where_few_rated_both() -> None:
    # one of four rated both: everybody counts, (9 + 7) / 2 - (5 + 4 + 3) / 3
    assert relative([9, 7, NAN, NAN], [5, NAN, 4, 3]) == 4


def test_relative_over_items_is_the_gap_between_us() -> None:
    # KPI_GAP is the same arithmetic: mean over people of the mean over items answered on both sides.
    ours = np.array([[7, 6, NAN], [6, 6, 5], [NAN, NAN, 7], [5, 4, 4]])
    theirs = np.array([[5, 6, 6], [6, NAN, 4], [6, 6, 6], [5, 5, 5]])
    assert relative(ours, theirs) == pytest.approx(gap(theirs, ours), abs=1e-12)
    # by hand: (2 + 0)/2 = 1, (0 + 1)/2 = .5, one of three answered: out, (0 - 1 - 1)/3
    assert relative(ours, theirs) == pytest.approx((1 + 0.5 - 2 / 3) / 3, abs=1e-12)


def test_relative_all_equal_and_one_row() -> None:
    assert relative([5] * 9, [5] * 9) == 0
    assert relative([5], [3]) == 2


@pytest.mark.parametrize(("ours", "theirs"), [([NAN, NAN], [1, 2]), ([1, 2], [NAN]), ([], [1])])
def test_relative_without_data(ours: list[float], theirs: list[float]) -> None:
    with pytest.raises(NoData, match="has no score"):
        relative(ours, theirs)


def test_relative_refuses_other_items() -> None:
    with pytest.raises(BadArgument, match="same items, but have 2 and 1 columns") as caught:
        relative([[1, 2]], [[1]])
    assert "2 y 1 columnas" in caught.value.message.es


_scores = arrays(np.float64, 8, elements=st.sampled_from([1.0, 2.0, 3.0, 5.0, 7.0, NAN]))


@given(_scores, _scores, st.permutations(range(8)))
def test_relative_is_antisymmetric_and_ignores_row_order(
    ours: np.ndarray, theirs: np.ndarray, order: list[int]
) -> None:
    assume(not np.isnan(ours).all() and not np.isnan(theirs).all())
    assert relative(ours[order], theirs[order]) == pytest.approx(relative(ours, theirs), abs=1e-12)
    assert relative(theirs, ours) == pytest.approx(-relative(ours, theirs), abs=1e-12)


@given(_scores)
def test_relative_blank_rows_change_nothing(ours: np.ndarray) -> None:
    assume(not np.isnan(ours).all())
    blanks = np.full(3, NAN)
    theirs = np.where(np.isnan(ours), NAN, 4.0)
    longer = np.append(ours, blanks), np.append(theirs, blanks)
    assert relative(*longer) == pytest.approx(np.nanmean(ours) - 4, abs=1e-12)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=12))
def test_rank_as_scipy_ranks(scores: list[int]) -> None:
    expected = stats.rankdata([-score for score in scores], method="min").tolist()
    assert [rank(score, scores) for score in scores] == expected


def test_rank_by_hand() -> None:
    # scipy.stats.rankdata([-9, -8, -8, -6], method="min") -> [1, 2, 2, 4]
    assert [rank(score, [9, 8, 8, 6]) for score in (9, 8, 8, 6)] == [1, 2, 2, 4]
    assert rank(7, [9, 8, 8, 6]) == 4  # not among them
    assert rank(10, [9, NAN, 8]) == 1
    assert rank(8, [NAN, 9, NAN]) == 2
    assert rank(5, [5]) == 1


def test_rank_ties_in_spite_of_rounding() -> None:
    assert rank(0.3, [0.1 + 0.2, 0.3]) == 1
    assert rank(0.1 + 0.2, [0.1 + 0.2, 0.3]) == 1


@pytest.mark.parametrize(("score", "scores"), [(NAN, [1, 2]), (1, [NAN, NAN]), (1, [])])
def test_rank_without_data(score: float, scores: list[float]) -> None:
    with pytest.raises(NoData):
        rank(score, scores)
