"""Cases within and past their target, on ledgers counted by hand and on survival data with published answers."""

from __future__ import annotations

import math
import time
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL
from service_kpi.kpis.promises import promise_rate
from service_kpi.kpis.sla import HEADER, sla_table
from service_kpi.spec import CANCELLED, Table
from tests.kpis.ledgers import AS_OF
from tests.kpis.test_survival import ENDED, PLACEBO, WEEKS

NAN = math.nan
ESTIMATES = ("Median", "P90")


def by_name(table: Table) -> dict[str, dict[str, Any]]:
    return {
        str(row[0]): {heading.en: value for heading, value in zip(table.header, row, strict=True)} for row in table.rows
    }


def test_by_hand() -> None:
    # target 5 days, judged at the end of day 0 (AS_OF); opened so many days before, closed after so many
    cases = [
        ("a", -20, 3),  # within
        ("a", -20, 5),  # within, on the last day
        ("a", -20, 6),  # late
        ("a", -20, None),  # open and breached
        ("b", -5, None),  # its fifth day is over: breached
        ("b", -4, None),  # open, not due
        ("b", -4, 1),  # closed early: not due yet
        ("b", -9, "cancelled"),
        ("", -10, 12),  # closed after AS_OF: not known yet, breached
    ]
    label, opened, took = zip(*cases, strict=True)
    closed = [
        NAN if days is None else CANCELLED if days == "cancelled" else AS_OF + start + days
        for start, days in zip(opened, took, strict=True)
    ]
    table = sla_table(AS_OF + np.array(opened), closed, 5, label, AS_OF)
    names = ("Cases", "Due", "Within target", "Breached", "Open", "Not due", "Cancelled")
    rows = by_name(table)
    assert list(rows) == ["a", "b", "(blank)", "Overall"]
    assert [rows["a"][name] for name in names] == [4, 4, 2, 2, 1, 0, 0]
    assert [rows["b"][name] for name in names] == [3, 1, 0, 1, 2, 2, 1]
    assert [rows["(blank)"][name] for name in names] == [1, 1, 0, 1, 1, 0, 0]
    assert [rows["Overall"][name] for name in names] == [8, 6, 2, 4, 4, 2, 1]
    assert rows["a"]["Rate"] == 0.5
    assert (rows["Overall"]["CI low"], rows["Overall"]["CI high"]) == pytest.approx(
        proportion_confint(2, 6, method="wilson"), abs=1e-12
    )
    # a: 3, 5, 6 closed and one open at 20: S = 3/4, 2/4, 1/4, half of them closed from 5 to 6
    assert rows["a"]["Median days"] == 5.5
    assert math.isnan(rows["a"]["P90 days"])


def test_open_cases_freireich() -> None:
    # The remission data of test_survival as cases: median 23 (13 to ?), and nobody knows when 90 % will have ended.
    opened = np.where(ENDED, 40_000, AS_OF - WEEKS)
    closed = np.where(ENDED, 40_000 + WEEKS, NAN)
    row = by_name(sla_table(opened, closed, 10, ["6-MP"] * 21, AS_OF))["6-MP"]
    assert row["Open"] == 12
    assert [row[f"Median {name}"] for name in ("days", "CI low", "CI high")] == pytest.approx(
        [23, 13, NAN], nan_ok=True
    )
    assert [row[f"P90 {name}"] for name in ("days", "CI high")] == pytest.approx([NAN, NAN], nan_ok=True)


def test_without_open_cases_as_excel_counts() -> None:
    # of 21 the median is the 11th and PERCENTILE.INC at 0.9 the 19th; intervals as in test_survival
    row = by_name(sla_table([40_000] * 21, 40_000 + PLACEBO, 8, ["p"] * 21, AS_OF))["Overall"]
    assert (row["Open"], row["Median days"], row["P90 days"]) == (0, 8, 17)
    assert (row["Median CI low"], row["Median CI high"], row["P90 CI low"]) == (4, 11, 12)
    row = by_name(sla_table([40_000] * 2, [40_002, 40_004], 8, ["p"] * 2, AS_OF))["Overall"]
    assert (row["Median days"], row["P90 days"]) == pytest.approx((3, 3.8))


def test_targets_by_case_and_by_the_clock() -> None:
    # opened at noon; four hours: 15:59 is within, 16:01 is not
    noon = 45_000.5
    closed = [noon + 3.98 / 24, noon + 4.02 / 24, noon + 4.02 / 24]
    rows = by_name(sla_table([noon] * 3, closed, [4 / 24, 4 / 24, 8 / 24], ["a", "b", "c"], AS_OF))
    assert [rows[name]["Within target"] for name in "abc"] == [1, 0, 1]
    assert rows["a"]["Median days"] == pytest.approx(3.98 / 24, abs=1e-8)


def test_a_date_without_clock_time_means_the_whole_day() -> None:
    rows = by_name(sla_table([45_000.7, 45_000.0], [45_000.0, 45_001.9], 1, ["a", "b"], AS_OF))
    assert (rows["a"]["Within target"], rows["a"]["Median days"]) == (1, 0)
    assert (rows["b"]["Within target"], rows["b"]["Median days"]) == (1, 1)


def test_a_case_without_target_or_opened_later_does_not_count() -> None:
    table = sla_table([100, 100, AS_OF + 1, NAN], [101, 101, NAN, 101], [5, NAN, 5, 5], ["a"] * 4, AS_OF)
    assert by_name(table)["Overall"]["Cases"] == 1


def test_all_alike_and_one_case() -> None:
    row = by_name(sla_table([100.0] * 5, [102.0] * 5, 3, ["a"] * 5, AS_OF))["a"]
    assert (row["Rate"], row["Median days"], row["P90 days"]) == (1, 2, 2)
    assert row["CI low"] == pytest.approx(0.5655175352168252, abs=1e-12)  # 5 ÷ (5 + z²)
    assert math.isnan(row["Median CI high"])
    row = by_name(sla_table([100.0], [NAN], 3, ["a"], AS_OF))["a"]
    assert (row["Cases"], row["Open"], row["Rate"]) == (1, 1, 0)
    assert math.isnan(row["Median days"])


def test_only_cancelled_cases() -> None:
    row = by_name(sla_table([100.0], [CANCELLED], 3, ["a"], AS_OF))["a"]
    assert (row["Cases"], row["Cancelled"], row["Rate"]) == (0, 1, None)


def test_no_cases() -> None:
    with pytest.raises(NoData, match="no case was opened by as_of"):
        sla_table([NAN, AS_OF + 2], [NAN, NAN], 3, ["a", "b"], AS_OF)
    assert functions["KPI_SLA_TABLE"]([[None]], [[None]], 3, [["a"]], "2025-03-31") == NA


def test_refusals_name_the_row() -> None:
    with pytest.raises(BadArgument, match="row 2 was closed 3 days before"):
        sla_table([100, 105], [101, 102], 3, ["a", "a"], AS_OF)
    with pytest.raises(BadArgument, match=r"row 1 was closed 0\.25 days before"):
        sla_table([100.75], [100.5], 3, ["a"], AS_OF)
    with pytest.raises(BadArgument, match="target must be zero or more, but row 1 has -1"):
        sla_table([100], [101], -1, ["a"], AS_OF)
    with pytest.raises(BadArgument, match="target must be one number or one per case, 3 in all, but has 2"):
        sla_table([100] * 3, [101] * 3, [1, 2], ["a"] * 3, AS_OF)
    assert functions["KPI_SLA_TABLA"]([["2025-03-05"]], [["2025-03-04"]], 3, [["a"]], "2025-03-31") == VALUE


def test_in_the_sheet_with_headings() -> None:
    found: Any = functions["KPI_SLA_TABLA"](
        [["Abierto"], ["01/03/2025"], ["25/03/2025"]],
        [["Cerrado"], ["03/03/2025"], ["anulado"]],
        [["Plazo"], ["2,5"], [5]],
        [["Equipo"], ["Norte"], ["Norte"]],
        "2025-03-31",
    )
    assert found[0][:4] == ["Grupo", "Casos", "Vencidos", "Dentro del plazo"]
    assert [row[:4] for row in found[1:]] == [["Norte", 1, 1, 1], ["Total", 1, 1, 1]]
    assert found[-1][10] == 1


def test_every_column_has_a_heading_in_both_languages() -> None:
    assert len({heading.en for heading in HEADER}) == len({heading.es for heading in HEADER}) == len(HEADER) == 17


def test_a_million_cases() -> None:
    generator = np.random.default_rng(7)
    opened = 44_000 + generator.integers(0, 2000, 1_000_000).astype(float)
    closed = opened + generator.integers(0, 20, opened.size)
    closed[generator.random(opened.size) < 0.05] = NAN
    by = np.array(["North", "South", "East", "West"])[generator.integers(0, 4, opened.size)]
    held = opened.nbytes + closed.nbytes + by.nbytes
    start = time.perf_counter()
    sla_table(opened, closed, 5, by, AS_OF)
    assert time.perf_counter() - start < 10
    tracemalloc.start()
    sla_table(opened, closed, 5, by, AS_OF)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * held


CASES = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.one_of(st.integers(0, 30), st.none(), st.just("cancelled")),
        st.sampled_from([3.0, 10.0, NAN]),
        st.sampled_from(["north", "South", "NORTH", ""]),
    ),
    max_size=30,
).map(lambda cases: [(30, 2, 3.0, "north"), *cases])


def columns(cases: list[Any]) -> tuple[Any, Any, Any, Any]:
    opened = np.array([AS_OF - age for age, *_ in cases])
    took = [CANCELLED if days == "cancelled" else NAN if days is None else days for _, days, *_ in cases]
    target, by = np.array([case[2] for case in cases]), np.array([case[3] for case in cases])
    return opened, opened + np.array(took, dtype=float), target, by


def numbers(table: Table) -> list[list[float]]:
    return [[NAN if value is None else float(value) for value in row[1:]] for row in table.rows]  # type: ignore[arg-type]


@given(CASES)
def test_overall_is_the_sum_of_the_groups(cases: Any) -> None:
    opened, closed, target, by = columns(cases)
    table = sla_table(opened, closed, target, by, AS_OF)
    *groups, overall = numbers(table)
    assert table.rows[-1][0] == OVERALL
    for place in (0, 1, 2, 6, 7, 8, 9):
        assert overall[place] == sum(row[place] for row in groups)
    assert overall[3] == promise_rate(opened + target, closed, AS_OF)
    assert overall == pytest.approx(
        numbers(sla_table(opened, closed, target, [""] * len(cases), AS_OF))[-1], nan_ok=True, rel=1e-12
    )
    assert {row[0] for row in table.rows} <= {"north", "South", "NORTH", BLANK_LABEL, OVERALL}


@given(CASES)
def test_intervals_contain_the_estimates(cases: Any) -> None:
    for row in by_name(sla_table(*columns(cases), AS_OF)).values():
        if row["Due"]:
            assert row["CI low"] <= row["Rate"] <= row["CI high"]
        for name in ESTIMATES:
            assert not row[f"{name} CI low"] > row[f"{name} days"]
            assert not row[f"{name} CI high"] < row[f"{name} days"]


@given(CASES, st.randoms())
def test_order_of_rows_does_not_matter(cases: Any, random: Any) -> None:
    shuffled = list(cases)
    random.shuffle(shuffled)
    expected = numbers(sla_table(*columns(cases), AS_OF))
    found = numbers(sla_table(*columns(shuffled), AS_OF))
    assert [pytest.approx(row, nan_ok=True, rel=1e-12) for row in expected] == found


@given(CASES)
def test_the_interval_of_the_rate_shrinks_with_more_of_the_same(cases: Any) -> None:
    once = by_name(sla_table(*columns(cases), AS_OF))["Overall"]
    thrice = by_name(sla_table(*columns(cases * 3), AS_OF))["Overall"]
    assert thrice["Rate"] == pytest.approx(once["Rate"])
    assert thrice["CI high"] - thrice["CI low"] < once["CI high"] - once["CI low"]
