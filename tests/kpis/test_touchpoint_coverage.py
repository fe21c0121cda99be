import math
import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.touchpoint_coverage import coverage

NAN = math.nan
JOURNEYS = st.lists(
    st.tuples(
        st.sampled_from(["web", "call", "branch", "invoice", ""]),
        st.one_of(st.integers(0, 40).map(float), st.just(NAN)),
    ),
    max_size=20,
).map(lambda rows: [*rows, ("web", 5.0)])


def test_seven_touchpoints_counted() -> None:
    # 3 of 7 have 30 answers or more, 5 have any at all
    names = ["ad", "web", "call", "branch", "delivery", "invoice", "complaint"]
    answers = [0, 120, 30, 29, 31, NAN, 1]
    assert coverage(names, answers, 30) == 3 / 7
    assert coverage(names, answers) == 5 / 7


def test_rows_of_one_touchpoint_add_up() -> None:
    assert coverage(["web", "WEB", " web ", "call"], [10, 10, 10, 29], 30) == 0.5


def test_a_blank_is_no_evidence_and_no_zero() -> None:
    # a blank beside a number takes nothing away from it; alone it is a touchpoint that nobody is known to hear
    assert coverage(["web", "web"], [30, NAN], 30) == 1
    assert coverage(["web", "call"], [30, NAN], 30) == 0.5


def test_no_touchpoint() -> None:
    for names, answers in (([], []), (["", ""], [5, 6])):
        with pytest.raises(NoData):
            coverage(names, answers)


def test_one_touchpoint() -> None:
    assert coverage(["web"], [1]) == 1
    assert coverage(["web"], [0]) == 0


def test_what_is_refused() -> None:
    with pytest.raises(BadArgument, match="minimum must be above zero, but is 0"):
        coverage(["web"], [1], 0)
    with pytest.raises(BadArgument, match="answers must be zero or more, but row 1 has -1"):
        coverage(["web"], [-1])
    with pytest.raises(BadArgument, match="one label per row"):
        coverage(["web"], [1, 2])


def test_in_the_sheet() -> None:
    names, answers = [["Punto"], ["web"], ["caja"]], [["Respuestas"], ["1.200,5"], ["NS/NC"]]
    assert functions["KPI_COBERTURA"](names[1:], answers[1:]) == 0.5
    assert functions["KPI_COVERAGE"](names[1:], [[5], [0]], 5) == 0.5
    assert functions["KPI_COVERAGE"]([[None]], [[3]]) == NA
    assert functions["KPI_COVERAGE"](names, [[3]]) == VALUE


@given(JOURNEYS, st.integers(1, 60))
def test_as_pandas(rows: list[tuple[str, float]], minimum: int) -> None:
    # pandas: frame[frame.touchpoint != ""].groupby("touchpoint").answers.sum().ge(minimum).mean()
    frame = pd.DataFrame(rows, columns=["touchpoint", "answers"])
    outside = frame[frame.touchpoint != ""].groupby("touchpoint").answers.sum().ge(minimum).mean()
    assert coverage(frame.touchpoint, frame.answers, minimum) == pytest.approx(outside, rel=1e-15)


@given(JOURNEYS, st.integers(1, 60), st.randoms())
def test_order_does_not_matter_and_asking_for_more_hears_less(
    rows: list[tuple[str, float]], minimum: int, shuffle: random.Random
) -> None:
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)
    names, answers = zip(*rows, strict=True)
    found = coverage(names, answers, minimum)
    shuffled_names, shuffled_answers = zip(*shuffled, strict=True)
    assert coverage(shuffled_names, shuffled_answers, minimum) == found
    assert coverage(names, answers, minimum + 1) <= found
