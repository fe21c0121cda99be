"""Alpha against published values and pingouin; the reliability of a difference against its definition."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, NUM, VALUE, BadArgument, KpiError, NoData, OutOfDomain
from service_kpi.functions import functions
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis.reliability import alpha, difference_reliability, pairwise_covariances
from tests.kpis.surveys import Survey, answers, case, kiosk, surveys, table


def block(name: str) -> Floats:
    return np.column_stack([column for heading, column in table(name).items() if heading != "Subj"])


def test_shared_cases() -> None:
    assert alpha(block("pingouin_cronbach_alpha_wide.csv")) == pytest.approx(case("P-ALPHA-1")["alpha"], abs=1e-9)
    with_gaps, expected = block("pingouin_cronbach_wide_missing.csv"), case("P-ALPHA-2")
    assert alpha(with_gaps) == pytest.approx(expected["pairwise"], abs=1e-9)
    assert alpha(with_gaps, "listwise") == pytest.approx(expected["listwise"], abs=1e-9)


def test_pingouin_documentation() -> None:
    # pingouin.cronbach_alpha, examples: binary answers of 12 people to 11 items, "The Cronbach alpha is 0.732661".
    # Here with scaled and shifted answers: alpha measures agreement, not the unit.
    with_gaps = block("pingouin_cronbach_wide_missing.csv")
    assert alpha(with_gaps * 6 + 1e6) == pytest.approx(0.732661, abs=5e-7)


@given(answers(fewest=2, fewest_items=2), st.sampled_from(["pairwise", "listwise"]))
def test_alpha_as_pingouin(items: Floats, missing: str) -> None:
    frame = pd.DataFrame(items)
    try:
        found = alpha(items, missing)  # type: ignore[arg-type]
    except KpiError:
        covariances = (frame if missing == "pairwise" else frame.dropna()).cov().to_numpy()
        assert np.isnan(covariances).any() or covariances.sum() <= 1e-12 * covariances.trace()
        return
    assert found == pytest.approx(pingouin.cronbach_alpha(frame, nan_policy=missing)[0], rel=1e-9, abs=1e-12)


@given(answers(fewest=3))
def test_covariances_as_pandas(items: Floats) -> None:
    assert pairwise_covariances(items + 1e6) == pytest.approx(
        pd.DataFrame(items).cov().to_numpy(), abs=1e-9, nan_ok=True
    )


def test_items_that_repeat_each_other_have_alpha_1() -> None:
    assert alpha([[1, 1, 1], [4, 4, 4], [2, 2, 2]]) == pytest.approx(1, rel=1e-15)


def assert_same(function: Callable[..., float], found: tuple[Floats, ...], expected: tuple[Floats, ...]) -> None:
    """Both give the same number, or none for the same reason."""
    try:
        value = function(*expected)
    except KpiError as reason:
        with pytest.raises(type(reason), match=re.escape(str(reason))):
            function(*found)
    else:
        assert function(*found) == pytest.approx(value, rel=1e-8, abs=1e-8)


@given(answers(fewest_items=2), st.data())
def test_order_and_blank_respondents_do_not_matter(items: Floats, data: st.DataObject) -> None:
    shuffled = items[data.draw(st.permutations(range(len(items))))]
    longer = np.vstack([shuffled, np.full((2, items.shape[1]), np.nan)])
    assert_same(alpha, (longer,), (items,))


def test_alpha_edges() -> None:
    with pytest.raises(BadArgument, match="two items or more, but there is 1"):
        alpha([1, 2, 3])
    with pytest.raises(NoData):
        alpha([[1, 2]])
    with pytest.raises(NoData):
        alpha([[1, None], [None, 2], [3, None], [None, 4]])
    with pytest.raises(NoData):
        alpha(np.full((4, 3), np.nan))
    for answer in (4, 0.1, 1 / 3):
        with pytest.raises(OutOfDomain):
            alpha([[answer] * 2] * 7)
    assert functions["KPI_ALFA"]([[4, 4], [4, 4]], "por lista") == NUM
    assert functions["KPI_ALPHA"]([[4], [5]]) == VALUE
    assert functions["KPI_ALPHA"]([[4, None], [None, 5]]) == NA


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [
        # With equal variances it is (mean reliability − correlation) ÷ (1 − correlation), Lord (1963), Johns (1981).
        ((0.7, 0.7, 0.4, 1, 1), (0.7 - 0.4) / 0.6),
        ((0.9, 0.8, 0.5, 1.3, 1.3), (0.85 - 0.5) / 0.5),
        ((0.8, 0.6, 0.0, 2, 1), (4 * 0.8 + 0.6) / 5),
        ((0.8, 0.8, 0.8, 1, 1), 0.0),
    ],
)
def test_five_numbers(coefficients: tuple[float, ...], expected: float) -> None:
    for shape in ((5,), (1, 5), (5, 1)):
        assert difference_reliability(np.reshape(coefficients, shape)) == pytest.approx(expected, abs=1e-14)


def test_kiosk() -> None:
    # pandas and pingouin: r = cronbach_alpha of P[dim] and E[dim]; s, r_PE of .mean(axis=1); the formula by hand
    survey = kiosk()
    expected = [0.53656001781605, 0.40270614004098065, 0.7297015594901969, 0.5742066826849099]
    for first, value in zip(range(0, 12, 3), expected, strict=True):
        items = slice(first, first + 3)
        found = difference_reliability(survey.expected[:, items], survey.perceived[:, items])
        assert found == pytest.approx(value, rel=1e-12)
    assert difference_reliability(*survey) == pytest.approx(0.6889713221762277, rel=1e-12)


def test_expectations_that_all_agree_leave_the_reliability_of_perceptions() -> None:
    perceived = [[5, 4, 5], [3, 3, 2], [4, 5, 4], [2, 1, 3]]
    assert difference_reliability(np.full((4, 3), 7.0), perceived) == pytest.approx(alpha(perceived), rel=1e-14)


@given(surveys(fewest_items=2), st.data())
def test_order_of_respondents_does_not_matter(survey: Survey, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(survey.expected))))
    assert_same(difference_reliability, (survey.expected[order], survey.perceived[order]), survey)


def test_difference_edges() -> None:
    with pytest.raises(BadArgument, match="five numbers"):
        difference_reliability([0.7, 0.7, 0.4])
    with pytest.raises(OutOfDomain, match="at most 1"):
        difference_reliability([0.7, 1.7, 0.4, 1, 1])
    with pytest.raises(OutOfDomain, match="does not vary"):
        difference_reliability([0.7, 0.7, 1, 1, 1])
    with pytest.raises(OutOfDomain, match="does not vary"):
        difference_reliability([[7, 6], [5, 4]], [[6, 5], [4, 3]])
    with pytest.raises(NoData):
        difference_reliability([[7, 6]], [[6, 5]])
    with pytest.raises(NoData):
        difference_reliability([[None, 6], [5, None]], [[6, None], [None, 3]])
    with pytest.raises(BadArgument):
        difference_reliability([7, 5, 6], [6, 4, 4])
