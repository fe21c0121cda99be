"""Pareto tables against the one that R's qcc prints, and against counts by hand."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL
from service_kpi.kpis.pareto import HEADER, pareto_table

NAN = math.nan
CAUSES = st.lists(
    st.tuples(st.sampled_from(["price", "Price", "delivery", "staff", "branch 2", ""]), st.integers(0, 30).map(float)),
    max_size=20,
).map(lambda rows: [*rows, ("staff", 3.0)])


def test_qcc() -> None:
    # R, qcc 2.7: defect <- c(80, 27, 66, 94, 33); names(defect) <- c("price code", "schedule date", "supplier code",
    # "contact num.", "part num."); pareto.chart(defect)
    #                 Frequency Cum.Freq. Percentage Cum.Percent.
    #   contact num.   94.00000  94.00000   31.33333     31.33333
    #   price code     80.00000 174.00000   26.66667     58.00000
    #   supplier code  66.00000 240.00000   22.00000     80.00000
    #   part num.      33.00000 273.00000   11.00000     91.00000
    #   schedule date  27.00000 300.00000    9.00000    100.00000
    names = ["price code", "schedule date", "supplier code", "contact num.", "part num."]
    *rows, overall = pareto_table(names, [80, 27, 66, 94, 33]).rows
    assert [row[0] for row in rows] == ["contact num.", "price code", "supplier code", "part num.", "schedule date"]
    assert [row[1] for row in rows] == [94, 80, 66, 33, 27]
    assert [row[2] for row in rows] == pytest.approx([0.3133333, 0.2666667, 0.22, 0.11, 0.09], abs=5e-8)
    assert [row[5] for row in rows] == pytest.approx([0.3133333, 0.58, 0.80, 0.91, 1.0], abs=5e-8)
    # the third cause carries the sum to exactly 80 %
    assert [row[6] for row in rows] == [True, True, True, False, False]
    assert (overall[0], overall[1], overall[6]) == (OVERALL, 300, 3)


def test_a_share_of_eighty_percent_in_any_unit() -> None:
    # 0.8 of a total is not a round number in binary; one cause with exactly 80 % is enough all the same
    for unit in (1, 3, 7, 35, 1e6):
        rows = pareto_table(["a", "b", "c"], [8 * unit, unit, unit]).rows
        assert [row[6] for row in rows] == [True, False, False, 1]


def test_intervals_as_statsmodels() -> None:
    # statsmodels 0.14: proportion_confint(94, 300, method="wilson") gives (0.2635..., 0.3679...)
    table = pareto_table(["a", "b"], [94, 206])
    for row in table.rows:
        outside = proportion_confint(row[1], 300, method="wilson")
        assert row[3:5] == pytest.approx(list(outside), rel=1e-9)


def test_ties_with_the_last_of_the_vital_few() -> None:
    # 5 + 1 + 1 + 1 of 10 make 80 %, but no cause with 1 is better than another
    rows = pareto_table(["z", "d", "c", "b", "a", "a "], [5, 1, 1, 1, 1, 1]).rows
    assert [(row[0], row[1], row[6]) for row in rows[:-1]] == [
        *[("z", 5, True), ("a", 2, True)],
        *[("b", 1, True), ("c", 1, True), ("d", 1, True)],
    ]
    assert pareto_table(list("abcde")).rows[-1][6] == 5


def test_an_empty_cell_is_no_complaint() -> None:
    assert [row[:2] for row in pareto_table(["a", "", "", "A"]).rows] == [["A", 2], [OVERALL, 2]]


def test_counts_without_cause_are_in_the_total() -> None:
    rows = pareto_table(["a", "", "b", "", "c"], [3, 20, 2, 5, NAN]).rows
    assert [row[:3] for row in rows] == [
        *[["a", 3, 0.1], ["b", 2, 2 / 30]],
        *[[BLANK_LABEL, 25, 25 / 30], [OVERALL, 30, 1]],
    ]
    assert [row[5:] for row in rows] == [[0.1, True], [5 / 30, True], [1, False], [1, 2]]


def test_costs_have_no_interval() -> None:
    row = pareto_table(["a", "b"], [12.5, 7.5]).rows[0]
    assert row[2] == 0.625
    assert math.isnan(row[3]) and math.isnan(row[4])  # type: ignore[arg-type]


def test_one_complaint() -> None:
    # Wilson, 1 of 1: 1/(1 + z²) with z = 1.959963984540054
    assert pareto_table(["a"]).rows[0] == ["a", 1, 1, pytest.approx(0.2065493143772375), 1, 1, True]


@pytest.mark.parametrize(
    ("causes", "counts"), [([], None), (["", ""], None), (["a"], [0]), (["a", ""], [NAN, NAN]), ([], [])]
)
def test_nothing_counted(causes: Any, counts: Any) -> None:
    with pytest.raises(NoData, match="nothing was counted"):
        pareto_table(causes, counts)


def test_what_is_refused() -> None:
    with pytest.raises(BadArgument, match="counts must be zero or more, but row 2 has -1"):
        pareto_table(["a", "b"], [1, -1])
    with pytest.raises(BadArgument, match="one label per row, 1 in all, but has 2"):
        pareto_table(["a", "b"], [1])


def test_in_the_sheet() -> None:
    spill: Any = functions["KPI_PARETO_TABLA"]([["Causa"], ["precio"], ["plazo"]], [["n"], [1], ["4,0"]])
    assert [[row[0], row[1], row[6]] for row in spill] == [
        *[["Causa", "Recuento", "Pocos vitales"], ["plazo", 4, True]],
        *[["precio", 1, False], ["Total", 5, 1]],
    ]
    assert functions["KPI_PARETO_TABLE"]([[None]]) == NA
    assert functions["KPI_PARETO_TABLE"]([["a"], ["b"]], [[1]]) == VALUE


@given(CAUSES)
def test_shares_add_up(rows: list[tuple[str, float]]) -> None:
    causes, counts = zip(*rows, strict=True)
    *found, overall = pareto_table(causes, counts).rows
    assert overall[1] == sum(counts)
    assert sum(row[1] for row in found) == overall[1]  # type: ignore[misc]
    assert found[-1][5] == pytest.approx(1.0)
    vital = [row for row in found if row[6]]
    assert overall[6] == len(vital)
    named = [row for row in found if row[0] is not BLANK_LABEL]
    assert [row[1] for row in named] == sorted((row[1] for row in named), reverse=True)  # type: ignore[type-var]
    fewest = min((row[1] for row in vital), default=0)  # type: ignore[type-var]
    # one vital cause fewer would not make 80 %, unless it ties with the last
    assert 5 * sum(row[1] for row in vital if row[1] > fewest) < 4 * overall[1]  # type: ignore[operator, misc]
    for row in found:
        assert row[3] <= row[2] <= row[4]  # type: ignore[operator]


@given(CAUSES, st.randoms())
def test_order_of_rows_does_not_matter(rows: list[tuple[str, float]], shuffle: random.Random) -> None:
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)
    one, other = (pareto_table(*zip(*each, strict=True)) for each in (rows, shuffled))
    assert one == other


@given(CAUSES)
def test_counts_are_rows_said_at_once(rows: list[tuple[str, float]]) -> None:
    named = [(cause, count) for cause, count in rows if cause and count]
    said = np.repeat([cause for cause, _ in named], [int(count) for _, count in named])
    at_once = pareto_table(*zip(*named, strict=True))
    assert [row[1:] for row in pareto_table(said).rows] == [row[1:] for row in at_once.rows]


def test_every_column_has_a_heading_in_both_languages() -> None:
    assert len(HEADER) == len(pareto_table(["a"]).rows[0])
    assert len({heading.es for heading in HEADER}) == len({heading.en for heading in HEADER}) == len(HEADER)
