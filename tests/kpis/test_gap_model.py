"""The five gaps against scipy, and which test is chosen when."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from service_kpi.errors import NA, NoData
from service_kpi.functions import functions
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis.gap_model import gap_model
from service_kpi.kpis.servqual import gap
from tests.kpis.surveys import Survey, answers, case, kiosk, surveys

# R's data set sleep (Student 1908), here as two ratings of ten people.
SLEEP_A = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_B = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_customers_pair() -> None:
    # R, t.test(extra ~ group, data = sleep, paired = TRUE): -1.58, interval -2.4598858 to -0.7001142
    row = gap_model(expected=SLEEP_B, perceived=SLEEP_A).rows[4]
    assert row[2:5] == pytest.approx([-1.58, -2.4598858, -0.7001142], abs=5e-8)
    assert row[5:7] == [10, 10]
    assert str(row[7]) == "paired t"


def test_customers_and_managers_never_pair() -> None:
    # R, t.test(extra ~ group, data = sleep): -1.58, interval -3.3654832 to 0.2054832
    row = gap_model(expected=SLEEP_B, management_belief=SLEEP_A).rows[0]
    assert row[2:5] == pytest.approx([-1.58, -3.3654832, 0.2054832], abs=5e-8)
    assert str(row[7]) == "Welch's t"


def test_kiosk_gap_5() -> None:
    survey, published = kiosk(), case("P-KIOSK-GAP")["SAV"]
    row = gap_model(expected=survey.expected[:, 9:], perceived=survey.perceived[:, 9:]).rows[4]
    assert row[2:5] == pytest.approx([published["gap"], published["ci_lo"], published["ci_hi"]], abs=1e-9)
    assert row[5] == published["n"]


def test_a_standard_is_a_fixed_value() -> None:
    # scipy: stats.ttest_1samp([6, 5, 6, 7, 5], 6).confidence_interval() is (4.7611, 6.8389)
    delivered = [6, 5, 6, 7, 5]
    outside = stats.ttest_1samp(delivered, 6).confidence_interval()
    row = gap_model(standard=[[6]], delivered=delivered).rows[2]
    assert row[2:5] == pytest.approx([-0.2, outside.low - 6, outside.high - 6], abs=1e-12)
    assert row[5:7] == [5, 1]
    mirrored = gap_model(delivered=[[6]], standard=delivered).rows[2]
    assert mirrored[2:5] == pytest.approx([0.2, 6 - outside.high, 6 - outside.low], abs=1e-12)
    assert mirrored[5:7] == [1, 5]
    assert str(mirrored[7]) == "t against fixed values"


def test_a_fixed_value_per_item_goes_item_by_item() -> None:
    row = gap_model(standard=[[7, 5]], delivered=[[7, None], [6, 5], [None, 4]]).rows[2]
    assert row[2] == pytest.approx((0 - 0.5 - 1) / 3)


def test_fixed_value_against_other_items_compares_means() -> None:
    row = gap_model(standard=[[6, 4]], delivered=[[6, 6, 6], [3, 3, 6]]).rows[2]
    assert row[2] == pytest.approx(0)


def test_rows_that_hardly_share_a_respondent_do_not_pair() -> None:
    promised = [5, 6, 7, 5, None, None, None, None]
    delivered = [None, None, None, 5, 5, 4, 6, 6]
    row = gap_model(promised=promised, delivered=delivered).rows[3]
    outside = stats.ttest_ind([5, 5, 4, 6, 6], [5, 6, 7, 5], equal_var=False).confidence_interval()
    assert row[2:5] == pytest.approx([-0.55, outside.low, outside.high], abs=1e-12)
    assert row[5:] == [5, 4, row[7]]
    assert str(row[7]) == "Welch's t"


def test_a_blank_argument_is_not_available_in_its_rows_alone() -> None:
    rows = gap_model(expected=[7, 6], management_belief=[6, 6, 5], perceived=[6, 6]).rows
    assert [row[2] is None for row in rows] == [False, True, True, True, False]
    assert rows[1][3:] == [None, None, 0, 0, None]
    spilled = functions["KPI_MODELO_BRECHAS"]([[7], [6]], None, [[None], [None]], None, None, [[6], [5]])
    assert isinstance(spilled, list)
    assert [row[2] for row in spilled[1:]] == [NA, NA, NA, NA, -1]
    assert [row[0] for row in spilled[1:]] == [
        "1 Conocimiento",
        "2 Normas",
        "3 Entrega",
        "4 Comunicación",
        "5 Cliente",
    ]


def test_all_blank() -> None:
    with pytest.raises(NoData):
        gap_model()
    with pytest.raises(NoData):
        gap_model(expected=[[None, None]])
    assert functions["KPI_GAP_MODEL"](None, None, None, None, None, [[None]]) == NA


def test_one_answer_has_no_interval() -> None:
    row = gap_model(expected=[[7]], perceived=[[5]]).rows[4]
    assert row[2] == -2
    assert all(math.isnan(end) for end in row[3:5])  # type: ignore[arg-type]
    assert row[5:7] == [1, 1]


def test_everybody_alike() -> None:
    row = gap_model(expected=[6] * 4, perceived=[6] * 4).rows[4]
    assert row[2:7] == [0, 0, 0, 4, 4]


@given(surveys(fewest=3))
def test_gap_5_is_the_plain_gap(survey: Survey) -> None:
    row = gap_model(expected=survey.expected, perceived=survey.perceived).rows[4]
    if str(row[7]) == "paired t":
        assert row[2] == pytest.approx(gap(*survey), abs=1e-13)


@given(answers(fewest=2), answers(fewest=2), st.data())
def test_order_does_not_matter_where_rows_do_not_pair(one: Floats, other: Floats, data: st.DataObject) -> None:
    one[0], other[0] = 5, 4
    row = gap_model(expected=one, management_belief=other).rows[0]
    order = data.draw(st.permutations(range(len(other))))
    shuffled = gap_model(expected=np.flipud(one), management_belief=other[order]).rows[0]
    assert shuffled[2:5] == pytest.approx(row[2:5], abs=1e-9, nan_ok=True)
    points, low, high = row[2:5]
    assert math.isnan(low) or low <= points <= high  # type: ignore[arg-type, operator]
    blank = np.full((1, other.shape[1]), np.nan)
    longer = gap_model(expected=one, management_belief=np.vstack([other, blank])).rows[0]
    assert longer[2:7] == pytest.approx(row[2:7], abs=1e-12, nan_ok=True)
    zeros = gap_model(expected=one, management_belief=np.vstack([other, np.zeros_like(blank)])).rows[0]
    assert zeros[2] < row[2]  # type: ignore[operator]
