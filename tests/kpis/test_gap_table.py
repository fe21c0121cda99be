"""The gap by dimension against a published survey and against the plain functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.cells import CellValue
from service_kpi.errors import NA, BadArgument, KpiError, NoData
from service_kpi.functions import functions
from service_kpi.kpis.gap_table import gap_table
from service_kpi.kpis.reliability import alpha, difference_reliability
from service_kpi.kpis.servqual import gap, met_rate
from service_kpi.spec import TableCell
from service_kpi.text import Text
from tests.kpis.surveys import Survey, case, kiosk, surveys

KIOSK_DIMENSIONS = np.repeat(["ACC", "FUN", "CTL", "SAV"], 3)


def test_kiosk_by_dimension() -> None:
    published = case("P-KIOSK-GAP")
    *rows, overall = gap_table(*kiosk(), KIOSK_DIMENSIONS).rows
    assert [row[0] for row in rows] == list(published)
    for name, n, expected, perceived, difference, low, high, _, alpha_of_perceived, _ in rows:
        case_of_row = published[str(name)]
        assert n == case_of_row["n"]
        assert (expected, perceived, difference) == pytest.approx(
            tuple(case_of_row[key] for key in ("E", "P", "gap")), abs=1e-9
        )
        assert (low, high) == pytest.approx((case_of_row["ci_lo"], case_of_row["ci_hi"]), abs=1e-9)
        assert alpha_of_perceived == pytest.approx(case_of_row["alpha_P"], abs=1e-9)
    assert overall[4] == pytest.approx(case("P-KIOSK-WGAP")["unweighted"], abs=1e-9)


def test_kiosk_rates_and_reliability() -> None:
    # pandas and pingouin, as in test_servqual.py and test_reliability.py
    rows = gap_table(*kiosk(), KIOSK_DIMENSIONS).rows
    assert [row[7] for row in rows] == pytest.approx(
        [0.6148867313915858, 0.7508090614886731, 0.4563106796116505, 0.343042071197411, 0.5412621359223301], rel=1e-13
    )
    assert [row[9] for row in rows] == pytest.approx(
        [0.53656001781605, 0.40270614004098065, 0.7297015594901969, 0.5742066826849099, 0.6889713221762277], rel=1e-11
    )


def test_kiosk_weights() -> None:
    weights = np.repeat([40, 10, 20, 30], 3)
    rows = gap_table(*kiosk(), KIOSK_DIMENSIONS, weights).rows
    assert rows[-1][4] == pytest.approx(case("P-KIOSK-WGAP")["weighted"], abs=1e-9)
    assert rows[0][4] == pytest.approx(case("P-KIOSK-GAP")["ACC"]["gap"], abs=1e-9)


def plain(function: Callable[..., float], *arguments: Any) -> TableCell:
    try:
        return function(*arguments)
    except KpiError as reason:
        return reason


@given(surveys(fewest_items=2), st.booleans())
def test_overall_is_the_plain_function(survey: Survey, weighted: bool) -> None:
    weights = np.arange(1.0, survey.expected.shape[1] + 1) if weighted else None
    overall = gap_table(*survey, weights=weights).rows[-1]
    assert overall[0] == Text("Overall", "Total")
    expected: list[TableCell] = [
        gap(*survey, weights),
        met_rate(*survey),
        plain(alpha, survey.perceived),
        plain(difference_reliability, *survey),
    ]
    for found, value in zip([overall[4], *overall[7:]], expected, strict=True):
        if isinstance(value, KpiError):
            assert isinstance(found, type(value))
        else:
            assert found == value


@given(surveys())
def test_every_row_holds_together(survey: Survey) -> None:
    for _, n, expected, perceived, difference, low, high, *_ in gap_table(*survey).rows:
        assert isinstance(n, int)
        assert isinstance(difference, float)
        assert isinstance(low, float)
        assert isinstance(high, float)
        assert math.isnan(low) == (n < 2)
        if n > 0:
            assert perceived == pytest.approx(expected + difference, abs=1e-12)  # type: ignore[operator]
        if n > 1:
            assert low <= difference <= high


@given(surveys(), st.data())
def test_order_of_respondents_does_not_matter(survey: Survey, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(survey.expected))))
    rows, shuffled = gap_table(*survey).rows, gap_table(survey.expected[order], survey.perceived[order]).rows
    for row, other in zip(rows, shuffled, strict=True):
        assert other[:2] == row[:2]
        assert other[2:8] == pytest.approx(row[2:8], abs=1e-9, nan_ok=True)


def test_names_of_rows() -> None:
    sides = [[7, 7, 7, 7], [6, 5, 6, 5]], [[6, 6, 6, 6], [5, 5, 5, 4]]
    labels = ["Web", "Staff", "web", ""]
    assert [str(row[0]) for row in gap_table(*sides, labels).rows] == ["Web", "Staff", "(blank)", "Overall"]
    assert [str(row[0]) for row in gap_table(*sides).rows] == ["Item 1", "Item 2", "Item 3", "Item 4", "Overall"]
    with pytest.raises(BadArgument, match="dimensions must have one label per item, 4 in all, but has 3"):
        gap_table(*sides, labels[:3])


def test_one_respondent_has_no_interval_and_one_item_no_alpha() -> None:
    item, overall = gap_table([[7]], [[5]]).rows
    assert item[1:5] == [1, 7, 5, -2]
    assert all(math.isnan(end) for end in item[5:7])  # type: ignore[arg-type]
    assert item[8:] == [None, None]
    assert overall[1:5] == item[1:5]


def test_nobody_answered_a_dimension() -> None:
    rows = gap_table([[7, None], [6, None]], [[6, 5], [6, 4]], ["Staff", "Web"]).rows
    assert rows[1][1] == 0
    assert math.isnan(rows[1][4])  # type: ignore[arg-type]
    assert isinstance(rows[1][7], NoData)
    assert rows[2][1] == 2


def test_everybody_alike() -> None:
    overall = gap_table(np.full((5, 3), 7.0), np.full((5, 3), 6.0)).rows[-1]
    assert overall[1:8] == [5, 7, 6, -1, -1, -1, 0]


def test_on_the_sheet_with_headers() -> None:
    spilled = functions["KPI_BRECHA_TABLA"](
        [["Trato", "Rapidez"], [7, 6], [6, 6]], [["Trato", "Rapidez"], [6, "4,5"], [6, 6]]
    )
    assert isinstance(spilled, list)
    first_column: list[CellValue] = [row[0] for row in spilled]
    assert first_column == ["Dimensión", "Trato", "Rapidez", "Total"]
    assert spilled[2][4] == -0.75
    assert spilled[1][8] == NA
