"""Satisfaction and effort against a published survey as pandas counts it."""

from __future__ import annotations

import csv
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.satisfaction import effort, satisfaction
from tests.shared import shared

NAN = math.nan


def kiosk(column: str) -> list[float]:
    """One column of a published survey on self-service kiosks, 211 respondents."""
    with shared("data/kiosk_servqual.csv").open(encoding="utf-8", newline="") as file:
        return [float(row[column] or "nan") for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("column", "top_two", "top_one", "mean"),
    # pandas: s = frame[column]; (s >= 4).sum() / s.count(), (s == 5).sum() / s.count(), s.mean()
    [
        ("OS1", 0.7536231884057971, 56 / 207, 3.966183574879227),
        ("OS2", 0.6570048309178744, 48 / 207, 3.792270531400966),
        ("OS3", 0.8164251207729468, 99 / 207, 4.217391304347826),
        ("OS4", 0.6231884057971014, 61 / 207, 3.7777777777777777),
    ],
)
def test_published_survey(column: str, top_two: float, top_one: float, mean: float) -> None:
    scores = kiosk(column)
    assert satisfaction(scores) == pytest.approx(top_two, rel=1e-14)
    assert satisfaction(scores, (1, 5), 1) == pytest.approx(top_one, rel=1e-14)
    assert effort(scores, (1, 5)) == pytest.approx(mean, rel=1e-14)


def test_published_survey_of_seven_points() -> None:
    # pandas: P01: 137 of 207 answers are 6 or 7, mean 5.879227053140097; P12: 40 of 207, mean 3.9033816425120773
    for column, satisfied, mean in (("P01", 137, 5.879227053140097), ("P12", 40, 3.9033816425120773)):
        scores = kiosk(column)
        assert satisfaction(scores, (1, 7)) == pytest.approx(satisfied / 207, rel=1e-14)
        assert effort(scores) == pytest.approx(mean, rel=1e-14)


def test_top_of_other_scales() -> None:
    assert satisfaction(range(1, 11), (1, 10)) == 2 / 10
    assert satisfaction(range(11), (0, 10), 3) == 3 / 11
    assert satisfaction([0, 1], (0, 1), 1) == 1 / 2


def test_answers_off_a_given_scale_do_not_count() -> None:
    assert satisfaction([5, 4, 3, 55, 0, NAN], (1, 5)) == 2 / 3
    assert effort([7, 5, 9, -1, NAN], (1, 7)) == 6


def test_answers_off_the_usual_scale_ask_for_the_scale() -> None:
    with pytest.raises(BadArgument, match="7 is not on the usual scale from 1 to 5: say which scale"):
        satisfaction([5, 7, 4])
    with pytest.raises(BadArgument, match="0 is not on the usual scale from 1 to 7"):
        effort([5, 7, 0])
    assert functions["KPI_CSAT"]([[5], [7]]) == VALUE
    assert functions["KPI_CES"]([[5], [8]]) == VALUE
    assert functions["KPI_CES"]([[5], [8]], "0-10") == 6.5


@pytest.mark.parametrize("top", [0, 5, 1.5, -1])
def test_a_top_that_does_not_fit(top: float) -> None:
    with pytest.raises(BadArgument, match="top must be a whole number from 1 to 4 on a scale from 1 to 5"):
        satisfaction([5, 4], None, top)


def test_no_answers() -> None:
    for function in (satisfaction, effort):
        with pytest.raises(NoData):
            function([])
        with pytest.raises(NoData):
            function([NAN, 9], (1, 5))
    assert functions["KPI_CSAT"]([[None], ["NS/NC"]]) == NA
    assert functions["KPI_CES"]([[None], [""]]) == NA


def test_all_alike_and_one_respondent() -> None:
    assert satisfaction([5] * 9) == 1
    assert satisfaction([3] * 9) == 0
    assert satisfaction([4]) == 1
    assert effort([4]) == 4


ANSWERS = st.lists(st.one_of(st.integers(1, 5).map(float), st.just(NAN)), max_size=40).map(lambda rows: [3.0, *rows])


@given(ANSWERS, ANSWERS)
def test_a_union_is_the_counts_added(one: list[float], other: list[float]) -> None:
    weights = [sum(not math.isnan(value) for value in answers) for answers in (one, other)]
    functions_of_answers: list[Any] = [satisfaction, effort]
    for function in functions_of_answers:
        expected = (weights[0] * function(one) + weights[1] * function(other)) / sum(weights)
        assert function(one + other) == pytest.approx(expected)


@given(ANSWERS, st.randoms())
def test_order_and_blanks_do_not_matter(answers: list[float], random: Any) -> None:
    shuffled = [*answers, NAN]
    random.shuffle(shuffled)
    assert satisfaction(shuffled) == satisfaction(answers)
    assert effort(shuffled) == pytest.approx(effort(answers), rel=1e-14)


@given(ANSWERS)
def test_a_larger_top_is_never_a_smaller_share(answers: list[float]) -> None:
    shares = [satisfaction(answers, (1, 5), top) for top in (1, 2, 3, 4)]
    assert shares == sorted(shares)
