"""Consistency against pandas, scipy and statsmodels, and what must always hold."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.consistency import consistency, consistency_table
from tests.shared import shared

encounters = st.lists(
    st.tuples(st.sampled_from([math.nan, 1, 2, 3, 3.5, 4, 5]), st.sampled_from(["", "Bay", "City", "bay"])),
    min_size=1,
    max_size=25,
).filter(lambda rows: any(not math.isnan(score) for score, _ in rows))


def rows_of(scores: Any, benchmark: float, by: Any) -> list[list[Any]]:
    return [list(row) for row in consistency_table(scores, benchmark, by).rows]


def longest_run(bad: list[bool]) -> int:
    return max((len(list(run)) for is_bad, run in itertools.groupby(bad) if is_bad), default=0)


def test_kiosk_by_age_as_pandas_scipy_and_statsmodels() -> None:
    survey = pd.read_csv(shared("data/kiosk_servqual.csv"))[["OS1", "age"]].dropna(subset=["OS1"])
    rows = rows_of(survey["OS1"].to_numpy(), 3.6, survey["age"].fillna("").to_numpy())
    assert len(rows) > 3
    for row in rows:
        unit = survey if row is rows[-1] else survey[survey["age"] == row[0]]
        scores = unit["OS1"]
        above = int((scores > 3.6).sum())
        assert row[1:3] == [len(scores), pytest.approx(above / len(scores), rel=1e-14)]
        assert row[3:5] == pytest.approx(proportion_confint(above, len(scores), method="wilson"), abs=1e-12)
        assert row[5] == pytest.approx(scores.mean(), rel=1e-13)
        assert row[6] == pytest.approx(scores.mean() - 3.6, rel=1e-12)
        assert row[10] == pytest.approx(scores.quantile(0.1))
        assert row[11] == longest_run(list(scores <= 3.6))
        if scores.std() > 0:
            low, high = stats.ttest_1samp(scores, 3.6).confidence_interval()
            assert row[7:9] == pytest.approx([low - 3.6, high - 3.6], rel=1e-10)
            assert row[9] == pytest.approx(scores.std(), rel=1e-13)
            assert row[12] is bool(low > 3.6)


def test_by_hand() -> None:
    # above 4: 5, 5, 6 of 5, 4, 3, 5, 6; not above: 4 and 3, one after the other
    row = rows_of([5, 4, 3, 5, 6], 4, ["a"] * 5)[0]
    assert row[1:3] == [5, pytest.approx(0.6)]
    assert row[5:7] == [pytest.approx(4.6), pytest.approx(0.6)]
    assert row[9] == pytest.approx(math.sqrt(5.2 / 4))
    assert row[10:] == [pytest.approx(3.4), 2, False]


@given(encounters, st.sampled_from([2.0, 3.0, 3.4]))
def test_what_always_holds(rows: list[tuple[float, str]], benchmark: float) -> None:
    scores, by = (list(column) for column in zip(*rows, strict=True))
    *units, overall = rows_of(scores, benchmark, by)
    assert overall[2] == consistency(scores, benchmark)
    assert overall[1] == sum(unit[1] for unit in units) == sum(not math.isnan(score) for score in scores)
    assert sum(unit[1] * unit[2] for unit in units) == pytest.approx(overall[1] * overall[2])
    for row in [*units, overall]:
        assert row[3] <= row[2] <= row[4]
        assert row[11] <= round(row[1] * (1 - row[2]))
        if row[1] == 1:
            assert math.isnan(row[7])
            assert row[12] is None
        else:
            assert row[7] <= row[6] <= row[8]
            assert row[12] == (row[7] > 1e-9)
    doubled = rows_of(scores * 2, benchmark, by * 2)
    for row, wide in zip(doubled, [*units, overall], strict=True):
        assert row[4] - row[3] <= wide[4] - wide[3]
        assert math.isnan(wide[7]) or row[8] - row[7] <= wide[8] - wide[7] + 1e-12


@given(encounters, st.data())
def test_order_matters_to_the_runs_alone_and_blanks_to_nothing(
    rows: list[tuple[float, str]], data: st.DataObject
) -> None:
    shuffled = [*data.draw(st.permutations(rows)), (math.nan, "Bay")]
    for row, other in zip(
        *(rows_of([score for score, _ in each], 3, [label for _, label in each]) for each in (rows, shuffled)),
        strict=True,
    ):
        assert str(other[0]).casefold() == str(row[0]).casefold()
        without_run = [cell for place, cell in enumerate(row) if place != 11 and place > 0]
        assert [cell for place, cell in enumerate(other) if place != 11 and place > 0] == pytest.approx(
            without_run, abs=1e-9, nan_ok=True
        )
    scores, by = (list(column) for column in zip(*rows, strict=True))
    gappy = [(score, label) for pair in rows for score, label in (pair, (math.nan, pair[1]))]
    again = rows_of([score for score, _ in gappy], 3, [label for _, label in gappy])
    assert [row[11] for row in again] == [row[11] for row in rows_of(scores, 3, by)]


def test_as_good_as_the_benchmark_is_not_above() -> None:
    assert consistency([4.3, 4.3], 4.3) == 0
    assert consistency([0.1 + 0.2], 0.3) == 0
    assert rows_of([4, 4, 4], 4, ["a"] * 3)[0][12] is False


def test_all_alike_and_above() -> None:
    row = rows_of([5, 5, 5], 4, ["a"] * 3)[0]
    assert row[2] == row[4] == 1
    assert row[3] == pytest.approx(0.43850, abs=5e-6)  # Wilson, 3 of 3: n/(n + z²)
    assert row[9:] == [0, 5, 0, True]


def test_nobody() -> None:
    with pytest.raises(NoData):
        consistency([None, None], 3)
    with pytest.raises(NoData):
        consistency_table([None], 3, ["a"])
    assert functions["KPI_CONSTANCIA"]([[None]], 3) == NA


def test_what_does_not_fit() -> None:
    with pytest.raises(BadArgument, match="by must have one label per row, 2 in all"):
        consistency_table([1, 2], 3, ["a"])
    assert functions["KPI_CONSISTENCY"]([[4]], "high") == VALUE


def test_in_spanish() -> None:
    found: Any = functions["KPI_CONSTANCIA_TABLA"]([["Nota"], [5], [4]], "4,2", [["Sede"], ["Sur"], [None]])
    assert [row[0] for row in found] == ["Unidad", "Sur", "(en blanco)", "Total"]
    assert np.shape(found) == (4, 13)
