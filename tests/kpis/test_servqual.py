"""The gap and its relatives, against a published survey and against pandas."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.servqual import exceeded_rate, gap, met_rate, servperf
from tests.kpis.surveys import Survey, case, kiosk, surveys

# PMC6131925, table 2: mean expectations and perceptions of 386 patients on five dimensions.
PATIENTS_EXPECTED = [[4.44, 4.49, 4.48, 4.50, 4.56]]
PATIENTS_PERCEIVED = [[4.19, 4.36, 4.35, 4.32, 4.40]]


def test_patients() -> None:
    expected = case("P-SERVQUAL-PMC")
    for item, published in enumerate(expected["gap"]):
        found = gap([PATIENTS_EXPECTED[0][item]], [PATIENTS_PERCEIVED[0][item]])
        assert found == pytest.approx(published, abs=1e-6)
    assert gap(PATIENTS_EXPECTED, PATIENTS_PERCEIVED) == pytest.approx(expected["unweighted"], abs=1e-6)
    weighted = gap(PATIENTS_EXPECTED, PATIENTS_PERCEIVED, [11, 32, 22, 19, 16])
    assert weighted == pytest.approx(expected["weighted_11_32_22_19_16"], abs=1e-6)


def test_kiosk_weighted_by_dimension() -> None:
    survey, expected = kiosk(), case("P-KIOSK-WGAP")
    assert gap(*survey) == pytest.approx(expected["unweighted"], abs=1e-9)
    assert gap(*survey, np.repeat([40, 10, 20, 30], 3)) == pytest.approx(expected["weighted"], abs=1e-9)


def test_kiosk_rates_and_perception() -> None:
    # pandas 2: d = P - E; (d >= 0).sum().sum() / d.notna().sum().sum(), the same with > 0, P.mean(axis=1).mean()
    survey = kiosk()
    assert met_rate(*survey) == pytest.approx(0.5412621359223301, rel=1e-14)
    assert exceeded_rate(*survey) == pytest.approx(0.08980582524271845, rel=1e-14)
    assert servperf(survey.perceived) == pytest.approx(4.957928802588998, rel=1e-14)


@given(surveys())
def test_gap_as_pandas(survey: Survey) -> None:
    differences = pd.DataFrame(survey.perceived - survey.expected)
    enough = differences.notna().sum(axis=1) * 2 >= differences.shape[1]
    assert gap(*survey) == pytest.approx(differences.mean(axis=1)[enough].mean(), rel=1e-12, abs=1e-14)


@given(surveys(), st.data())
def test_importance_ratings_as_pandas(survey: Survey, data: st.DataObject) -> None:
    rating = st.one_of(st.just(math.nan), st.integers(1, 5).map(float))
    n, k = survey.expected.shape
    importance = np.array([[data.draw(rating) for _ in range(k)] for _ in range(n)])
    importance[0] = 2.0
    differences = pd.DataFrame(survey.perceived - survey.expected).where(~np.isnan(importance))
    weight = pd.DataFrame(importance).where(differences.notna())
    enough = differences.notna().sum(axis=1) * 2 >= k
    scores = (differences * weight).sum(axis=1) / weight.sum(axis=1)
    assert gap(*survey, importance) == pytest.approx(scores[enough].mean(), rel=1e-12, abs=1e-14)


def test_half_of_the_items_is_enough_and_less_is_not() -> None:
    assert gap([[7, 7], [6, 6]], [[6, None], [6, 6]]) == -0.5
    assert gap([[7, 7, 7], [6, 6, 6]], [[6, None, None], [6, 6, 6]]) == 0


def test_missing_items_hand_over_their_weight() -> None:
    # (3·(−1) + 1·(−3)) ÷ 4 = −1.5, and the second respondent's only answer has all of the weight
    assert gap([[7, 7], [7, 7]], [[6, 4], [None, 5]], [3, 1]) == pytest.approx((-1.5 - 2) / 2)


def test_an_item_of_no_weight_is_no_item() -> None:
    expected, perceived = [[7, 7, 7], [6, 6, 5]], [[6, None, None], [5, 5, 5]]
    assert gap(expected, perceived, [1, 1, 0]) == gap([[7, 7], [6, 6]], [[6, None], [5, 5]])


def test_weights_in_a_column_are_weights_in_a_row() -> None:
    assert gap([[7, 6], [5, 6]], [[6, 6], [5, 4]], [[2], [1]]) == gap([[7, 6], [5, 6]], [[6, 6], [5, 4]], [[2, 1]])


@given(surveys(), st.data())
def test_order_of_respondents_does_not_matter(survey: Survey, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(survey.expected))))
    shuffled = Survey(survey.expected[order], survey.perceived[order])
    for function in (gap, met_rate, exceeded_rate):
        assert function(*shuffled) == pytest.approx(function(*survey), rel=1e-12, abs=1e-14)


@given(surveys())
def test_a_blank_is_never_a_zero(survey: Survey) -> None:
    blank = np.full((1, survey.expected.shape[1]), math.nan)
    longer = Survey(np.vstack([survey.expected, blank + 5]), np.vstack([survey.perceived, blank]))
    assert gap(*longer) == gap(*survey)
    assert met_rate(*longer) == met_rate(*survey)
    zeros = Survey(longer.expected.copy(), longer.perceived.copy())
    zeros.expected[-1], zeros.perceived[-1] = 7, 0
    assert gap(*zeros) < gap(*survey)  # −7, and answers from 1 to 7 reach −6 at most


@given(surveys(), st.floats(1e-3, 1e6))
def test_only_the_proportions_of_weights_count(survey: Survey, factor: float) -> None:
    weights = np.arange(1.0, survey.expected.shape[1] + 1)
    weighted = gap(*survey, weights)
    assert gap(*survey, weights * factor) == pytest.approx(weighted, rel=1e-12, abs=1e-13)
    each = np.tile(weights, (len(survey.expected), 1))
    assert gap(*survey, each) == pytest.approx(weighted, rel=1e-12, abs=1e-13)
    assert gap(*survey, np.full_like(weights, factor)) == pytest.approx(gap(*survey), rel=1e-12, abs=1e-13)


@given(surveys())
def test_gap_turns_its_sign_with_its_sides(survey: Survey) -> None:
    assert gap(survey.perceived, survey.expected) == pytest.approx(-gap(*survey), rel=1e-14, abs=1e-15)
    assert exceeded_rate(survey.perceived, survey.expected) == pytest.approx(1 - met_rate(*survey), abs=1e-15)


@given(surveys())
def test_gap_lies_between_the_least_and_the_greatest(survey: Survey) -> None:
    differences = survey.perceived - survey.expected
    assert np.nanmin(differences) - 1e-12 <= gap(*survey) <= np.nanmax(differences) + 1e-12


def test_nothing_to_measure() -> None:
    nobody = [[None, None], [None, None]]
    calls: list[Callable[[], float]] = [
        lambda: gap(nobody, nobody),
        lambda: gap(np.empty((0, 3)), np.empty((0, 3))),
        lambda: gap([[7]], [[6]], [0]),
        lambda: servperf(nobody),
        lambda: met_rate([7, None], [None, 6]),
        lambda: exceeded_rate([], []),
    ]
    for call in calls:
        with pytest.raises(NoData):
            call()


def test_everybody_alike() -> None:
    assert gap([7] * 9, [7] * 9) == 0
    assert met_rate([7] * 9, [7] * 9) == 1
    assert exceeded_rate([7] * 9, [7] * 9) == 0


def test_refusals_name_what_was_found() -> None:
    with pytest.raises(BadArgument, match="but item 3 has -2"):
        gap([[7, 7, 7]], [[6, 6, 6]], [1, 1, -2])
    with pytest.raises(BadArgument, match=r"one per item \(3\)"):
        gap([[7, 7, 7]], [[6, 6, 6]], [1, 1])
    with pytest.raises(BadArgument, match="perceived must have the same") as refusal:
        gap([[7, 7]], [[6, 6, 6]])
    assert "debe tener las mismas filas" in refusal.value.message.es


def test_on_the_sheet() -> None:
    assert functions["KPI_BRECHA"]([["7", "6,5"], ["NS/NC", 6]], [[6, 6], [3, 5]]) == -0.875
    assert functions["KPI_GAP"]([[None, None]], [[5, 5]]) == NA
    assert functions["KPI_GAP"]([[7, 6]], [[5], [6]]) == VALUE
