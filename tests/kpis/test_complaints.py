"""Complaint rates against the published table of exact Poisson limits, R and scipy."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._groups import BLANK_LABEL
from service_kpi.kpis.complaints import HEADER, complaint_rate, complaint_table
from service_kpi.spec import Table

NAN = math.nan
COUNTS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 40).map(float), st.just(NAN)),
        st.one_of(st.integers(0, 900).map(float), st.just(NAN)),
        st.sampled_from(["Centro", "centro", "Norte", "branch 2", ""]),
    ),
    min_size=1,
    max_size=15,
).map(lambda rows: tuple(np.array(column) for column in zip(*rows, (1.0, 100.0, "Norte"), strict=True)))


# Ulm (1990), American Journal of Epidemiology 131, 373–375, table 1: exact 95 % limits of a Poisson count.
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (20, 12.217, 30.888)],
)
def test_published_limits(count: int, low: float, high: float) -> None:
    overall = complaint_table([count], [1000]).rows[-1]
    assert overall[4:] == pytest.approx([low, high], abs=6e-4)


def test_r_poisson_test() -> None:
    # R, poisson.test(137, 24.19893): rate 5.661407, 95 percent confidence interval 4.753125 6.692709
    # (Welsh nickel workers, an example of its help page)
    _, _, _, *rates = complaint_table([137], [24.19893], per=1).rows[0]
    assert rates == pytest.approx([5.661407, 4.753125, 6.692709], abs=6e-7)
    assert complaint_rate([137], [24.19893], per=1) == pytest.approx(5.661407, abs=6e-7)


def test_counts_are_summed_before_they_are_divided() -> None:
    # 10 of 1,000 and 1 of 9,000 are 11 of 10,000, not the mean of 10 and 0.11 per thousand
    assert complaint_rate([10, 1], [1000, 9000]) == pytest.approx(1.1, rel=1e-15)
    assert complaint_rate([10, 1], [1000, 9000], per=100) == pytest.approx(0.11, rel=1e-15)


def test_a_month_without_a_count_leaves() -> None:
    assert complaint_rate([10, NAN, 3], [1000, 500, NAN]) == 10
    assert complaint_rate([10, 0], [1000, 500]) == pytest.approx(20 / 3)


def test_table_by_hand() -> None:
    table = complaint_table([3, 1, 0, 4], [500, 500, 200, 0], ["b 10", "B 2", "b 2", ""])
    assert [row[:4] for row in table.rows[:2]] == [["B 2", 700, 1, 1000 / 700], ["b 10", 500, 3, 6]]
    assert table.rows[2] == [BLANK_LABEL, 0, 4, None, None, None]
    assert [str(row[0]) for row in table.rows][-1] == "Overall"
    assert table.rows[-1][1:4] == [1200, 8, pytest.approx(20 / 3)]


def test_no_transactions() -> None:
    for complaints, transactions in (([0], [0]), ([5], [0]), ([NAN], [100]), ([NAN], [NAN]), ([], [])):
        with pytest.raises(NoData, match="no transactions"):
            complaint_rate(complaints, transactions)
        with pytest.raises(NoData):
            complaint_table(complaints, transactions)


def test_what_is_refused() -> None:
    with pytest.raises(BadArgument, match="complaints must be zero or more, but row 2 has -1"):
        complaint_rate([1, -1], [10, 10])
    with pytest.raises(BadArgument, match="per must be above zero, but is 0"):
        complaint_rate([1], [10], 0)
    with pytest.raises(BadArgument, match="same rows"):
        complaint_rate([1, 2], [10])
    with pytest.raises(BadArgument, match="one label per row"):
        complaint_table([1, 2], [10, 10], ["a"])


def test_in_the_sheet() -> None:
    assert functions["KPI_TASA_QUEJAS"](12, "4.000,5") == pytest.approx(12 / 4000.5 * 1000)
    assert functions["KPI_COMPLAINT_RATE"]([["Complaints"], [12]], [["Orders"], [4000]]) == 3
    assert functions["KPI_COMPLAINT_RATE"]([[12], [1]], [[4000]]) == VALUE
    assert functions["KPI_COMPLAINT_RATE"]([[None]], [[None]]) == NA
    spill: Any = functions["KPI_QUEJAS_TABLA"](
        [["Quejas"], [12]], [["Pedidos"], [4000]], [["Sucursal"], ["Centro"]], None
    )
    assert [row[:4] for row in spill] == [
        ["Grupo", "Transacciones", "Quejas", "Tasa"],
        ["Centro", 4000, 12, 3],
        ["Total", 4000, 12, 3],
    ]


@given(COUNTS, st.floats(1, 1e6))
def test_overall_is_the_plain_function(counts: Any, per: float) -> None:
    complaints, transactions, by = counts
    table = complaint_table(complaints, transactions, by, per)
    *groups, overall = table.rows
    assert overall[3] == complaint_rate(complaints, transactions, per)
    for column in (1, 2):
        assert overall[column] == sum(row[column] for row in groups)  # type: ignore[misc]
    assert complaint_table(complaints, transactions, per=per).rows == [overall]
    for row in table.rows:
        if row[3] is not None:
            assert row[4] <= row[3] <= row[5]  # type: ignore[operator]
            outside = chi2.ppf([0.025, 0.975], [2 * row[2], 2 * row[2] + 2]) / 2 / row[1] * per  # type: ignore[operator]
            assert row[4:] == pytest.approx(np.nan_to_num(outside), rel=1e-9)


@given(COUNTS, st.randoms())
def test_order_of_rows_does_not_matter(counts: Any, shuffle: random.Random) -> None:
    order = list(range(len(counts[0])))
    shuffle.shuffle(order)
    assert values(complaint_table(*(column[order] for column in counts))) == values(complaint_table(*counts))


@given(COUNTS, st.integers(2, 50))
def test_more_of_the_same_narrows_the_interval(counts: Any, times: int) -> None:
    complaints, transactions, _ = counts
    once = complaint_table(complaints, transactions).rows[-1]
    often = complaint_table(np.tile(complaints, times), np.tile(transactions, times)).rows[-1]
    assert once[3] == pytest.approx(often[3])
    assert once[4] <= often[4] < often[5] < once[5]  # type: ignore[operator]


def values(table: Table) -> list[list[Any]]:
    return [list(row[1:]) for row in table.rows]


def test_every_column_has_a_heading_in_both_languages() -> None:
    assert len(HEADER) == len(complaint_table([1], [10]).rows[0])
    assert len({heading.es for heading in HEADER}) == len({heading.en for heading in HEADER}) == len(HEADER)
