from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL
from service_kpi.kpis.promise_table import HEADER, promise_table
from service_kpi.kpis.promises import promise_rate
from service_kpi.spec import CANCELLED, Table
from tests.kpis.ledgers import AS_OF, day, ledgers, olist, small

NAN = math.nan


def by_name(table: Table) -> dict[str, dict[str, Any]]:
    return {
        str(row[0]): {str(heading): value for heading, value in zip(table.header, row, strict=True)}
        for row in table.rows
    }


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("kind", {"contract": (3, 1), "implicit": (2, 1), "verbal": (3, 2), "written": (2, 1)}),
        ("channel", {"branch": (3, 2), "email": (2, 2), "phone": (3, 1), "web": (2, 0)}),
    ],
)
def test_small_ledger_by_hand(by: str, expected: dict[str, tuple[int, int]]) -> None:
    ledger = small()
    table = promise_table(ledger["promised"], ledger["delivered"], AS_OF, ledger[by], ledger["in_full"])
    rows = by_name(table)
    assert [str(row[0]) for row in table.rows] == [*expected, "Overall"]
    assert {name: (rows[name]["Due"], rows[name]["Kept"]) for name in expected} == expected
    overall = rows["Overall"]
    assert (overall["Due"], overall["Kept"], overall["Rate"]) == (10, 5, 0.5)
    assert (overall["Open"], overall["Cancelled"]) == (1, 1)
    assert (overall["CI low"], overall["CI high"]) == pytest.approx((0.2365930905, 0.7634069095), abs=1e-9)
    # p02, p07 and p10 came two days late each; p05 never came.
    assert (overall["Mean days late"], overall["P90 days late"]) == (2, 2)
    assert (overall["Delivered late"], overall["Overdue"]) == (3, 1)


def test_group_intervals_are_wilson() -> None:
    # statsmodels 0.15: proportion_confint(k, n, method="wilson")
    ledger = small()
    rows = by_name(promise_table(ledger["promised"], ledger["delivered"], AS_OF, ledger["channel"], ledger["in_full"]))
    assert (rows["email"]["CI low"], rows["email"]["CI high"]) == pytest.approx((0.342380227506653, 1.0), abs=1e-12)
    assert (rows["web"]["CI low"], rows["web"]["CI high"]) == pytest.approx((0.0, 0.657619772493347), abs=1e-12)
    assert (rows["phone"]["CI low"], rows["phone"]["CI high"]) == pytest.approx(
        (0.06149194472039626, 0.7923403991979523), abs=1e-12
    )


def test_olist_days_late_as_pandas_counts() -> None:
    # pandas: late = (delivered.dt.normalize() - promised).dt.days[delivered.dt.normalize() > promised]
    # late.mean() == 10.972602739726028, late.quantile(.9) == 20.599999999999994, len(late) == 73
    ledger = olist()
    known = ~np.isnan(ledger["delivered"])
    table = promise_table(
        ledger["promised"][known], ledger["delivered"][known], day("2018-12-31"), ledger["status"][known]
    )
    overall = by_name(table)["Overall"]
    assert (overall["Due"], overall["Kept"], overall["Delivered late"]) == (974, 901, 73)
    assert overall["Mean days late"] == pytest.approx(10.972602739726028, abs=1e-9)
    assert overall["P90 days late"] == pytest.approx(20.6, abs=1e-9)
    assert (overall["CI low"], overall["CI high"]) == pytest.approx((0.9067936548, 0.9399693787), abs=1e-9)


def test_olist_in_the_middle_of_the_year() -> None:
    # pandas as in test_promises: 799 due, 717 kept, 19 undelivered, 63 late (mean 11.714…, P90 20.6), 196 open
    # statsmodels: proportion_confint(717, 799, method="wilson")
    ledger = olist()
    delivered = np.where(ledger["status"] == "canceled", CANCELLED, ledger["delivered"])
    table = promise_table(ledger["promised"], delivered, day("2018-06-30"), ledger["status"])
    assert list(table.rows[-1])[1:] == pytest.approx(
        [799, 717, 717 / 799, 0.8743924702969492, 0.91654824785276, 196, 5, 11.714285714285714, 20.6, 63, 19], abs=1e-9
    )
    cancelled = by_name(table)["canceled"]
    assert (cancelled["Due"], cancelled["Cancelled"], cancelled["Rate"]) == (0, 5, None)


def test_days_late_by_clock_run_from_the_promise() -> None:
    rows = by_name(promise_table([100.5], [101.75], 110, ["a"], tolerance=1, by_day=False))
    assert rows["a"]["Mean days late"] == pytest.approx(1.25, abs=1e-9)


def test_labels_are_grouped_as_excel_compares_them() -> None:
    labels = ["Branch 10", "branch 2", "BRANCH 2", "branch 2", "", "Branch 10"]
    table = promise_table([100] * 6, [100] * 6, 110, labels)
    assert [(row[0], row[1]) for row in table.rows] == [
        ("branch 2", 3),
        ("Branch 10", 2),
        (BLANK_LABEL, 1),
        (OVERALL, 6),
    ]


def test_nothing_due_yet_shows_what_is_open() -> None:
    table = promise_table([120, 121], [NAN, CANCELLED], 110, ["a", "b"])
    assert [list(row)[1:4] for row in table.rows] == [[0, 0, None]] * 3
    assert [row[6] for row in table.rows] == [1, 0, 1]
    assert [row[7] for row in table.rows] == [0, 1, 1]


def test_one_row() -> None:
    table = promise_table([100], [103], 110, ["a"])
    # Wilson, 0 of 1: z²/(1 + z²) with z = 1.959963984540054
    assert list(table.rows[0])[1:] == pytest.approx([1, 0, 0, 0, 0.7934506856227626, 0, 0, 3, 3, 1, 0], abs=1e-12)


def test_all_missing() -> None:
    with pytest.raises(NoData, match="no row has a promised date"):
        promise_table([NAN, NAN], [100, NAN], 110, ["a", "b"])


def test_labels_must_pair() -> None:
    with pytest.raises(BadArgument, match="by must have one label per row, 2 in all, but has 3"):
        promise_table([100, 100], [100, 100], 110, ["a", "b", "c"])


def test_every_column_has_a_heading_in_both_languages() -> None:
    assert len(HEADER) == len(promise_table([100], [100], 110, ["a"]).rows[0])
    assert len({heading.es for heading in HEADER}) == len({heading.en for heading in HEADER}) == len(HEADER)


@given(ledgers(), st.floats(0, 5), st.booleans())
def test_overall_is_the_plain_function_and_the_sum_of_the_groups(ledger: Any, tolerance: float, by_day: bool) -> None:
    promised, delivered, in_full, by = ledger
    table = promise_table(promised, delivered, AS_OF, by, in_full, tolerance, by_day)
    *groups, overall = filled(table)
    assert overall[0] == OVERALL
    assert overall[3] == promise_rate(promised, delivered, AS_OF, in_full, tolerance, by_day)
    for column in (1, 2, 6, 7, 10, 11):
        assert overall[column] == sum(row[column] for row in groups)
    for row in filled(table):
        if row[1]:
            assert row[4] <= row[3] <= row[5]


@given(ledgers(), st.randoms())
def test_order_of_rows_does_not_matter(ledger: Any, random: Any) -> None:
    order = np.arange(len(ledger[0]))
    random.shuffle(order)

    def rows(promised: Any, delivered: Any, in_full: Any, by: Any) -> list[list[str]]:
        table = promise_table(promised, delivered, AS_OF, by, in_full)
        return [
            [str(value) if isinstance(value, int) else f"{value:.12}" for value in row[1:8]] for row in filled(table)
        ]

    assert rows(*(column[order] for column in ledger)) == rows(*ledger)


@given(ledgers())
def test_merging_two_labels_is_their_union(ledger: Any) -> None:
    promised, delivered, in_full, by = ledger
    merged = np.where(np.char.startswith(by, "branch"), "branch", by)
    rows = by_name(promise_table(promised, delivered, AS_OF, merged, in_full))
    union = np.char.startswith(by, "branch")
    if "branch" in rows and rows["branch"]["Due"]:
        assert rows["branch"]["Rate"] == promise_rate(promised[union], delivered[union], AS_OF, in_full[union])


def filled(table: Table) -> list[list[Any]]:
    return [[math.nan if value is None else value for value in row] for row in table.rows]
