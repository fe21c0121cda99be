"""First-contact resolution on logs small enough to count by hand, and against pandas."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.first_contact import first_contact_resolution
from service_kpi.spec import CANCELLED
from tests.kpis.ledgers import AS_OF

NAN = math.nan


def fcr(log: list[tuple[str, str, float]], window: float = 7, as_of: float = AS_OF) -> float:
    customer, issue, when = zip(*log, strict=True)
    return first_contact_resolution(customer, issue, when, window, as_of)


def test_by_hand() -> None:
    log = [
        ("Ana", "bill", AS_OF - 30),  # repeated after 3 days: not settled
        ("Ana", "bill", AS_OF - 27),
        ("Ana", "router", AS_OF - 26),  # another issue: a matter of its own, settled
        ("Luis", "bill", AS_OF - 20),  # settled; again after 10 days: a new matter, settled too
        ("Luis", "bill", AS_OF - 10),
        ("Eva", "bill", AS_OF - 6),  # younger than the window, still open to a repeat
        ("Eva", "bill", AS_OF - 5),
    ]
    assert fcr(log) == 3 / 4
    assert fcr(log, window=10) == 1 / 3  # Luis is one matter now, and repeated; Ana's router is settled
    assert fcr(log, window=2) == 5 / 6  # only Eva came again so soon


def test_the_last_day_of_the_window_counts() -> None:
    assert fcr([("a", "x", 100), ("a", "x", 107)]) == 0
    assert fcr([("a", "x", 100), ("a", "x", 108)]) == 1
    assert fcr([("a", "x", 100.9), ("a", "x", 107.95)]) == 0  # calendar days, whatever the clock says
    assert fcr([("a", "x", 100), ("a", "x", 100)], window=0) == 0


def test_a_contact_as_old_as_the_window_counts() -> None:
    assert fcr([("a", "x", AS_OF - 7)]) == 1
    with pytest.raises(NoData, match="a whole window old"):
        fcr([("a", "x", AS_OF - 6)])


def test_young_failures_leave_like_young_successes() -> None:
    # of the two young ones one is repeated already; to count it would give 1/2
    log = [("a", "x", AS_OF - 20), ("b", "x", AS_OF - 3), ("b", "x", AS_OF - 2), ("c", "x", AS_OF - 3)]
    assert fcr(log) == 1


def test_a_chain_of_contacts_is_one_matter() -> None:
    # day 1, 6, 11, 16: each within 7 of the one before, though the third is 10 after the first
    assert fcr([("a", "x", 100.0 + day) for day in (1, 6, 11, 16)] + [("b", "x", 100)]) == 1 / 2


def test_what_came_after_as_of_is_not_known() -> None:
    assert fcr([("a", "x", 100), ("a", "x", 105)], window=4, as_of=104) == 1
    assert fcr([("a", "x", 100), ("a", "x", 104.9)], window=4, as_of=104) == 0


def test_rows_without_customer_issue_or_date_do_not_count() -> None:
    log = [("a", "x", 100), ("", "x", 101), ("a", "", 101), ("a", "x", NAN), ("a", "x", CANCELLED)]
    assert fcr(log) == 1


def test_capitals_do_not_matter() -> None:
    assert fcr([("ANA", "Bill", 100), ("ana", "bill", 101)]) == 0


def test_nothing_to_count() -> None:
    with pytest.raises(NoData):
        first_contact_resolution([], [], [], 7, AS_OF)
    with pytest.raises(NoData):
        fcr([("", "", NAN)])
    assert functions["KPI_RPC"]([[None]], [[None]], [[None]], 7, "2025-03-31") == NA


def test_arguments_out_of_range() -> None:
    with pytest.raises(BadArgument, match="window must be zero days or more, but is -1"):
        fcr([("a", "x", 100)], window=-1)
    with pytest.raises(BadArgument, match="as_of must be a date"):
        fcr([("a", "x", 100)], as_of=NAN)
    with pytest.raises(BadArgument, match="issue must have one label per row, 2 in all, but has 1"):
        first_contact_resolution(["a", "b"], ["x"], [100, 101], 7, AS_OF)
    assert functions["KPI_FCR"]([["a"]], [["x"], ["x"]], [["2025-03-01"]], 7, "2025-03-31") == VALUE


LOGS = st.lists(
    st.tuples(
        st.sampled_from(["Ana", "ana", "Luis", "7", ""]),
        st.sampled_from(["bill", "router", ""]),
        st.one_of(st.integers(0, 60).map(lambda days: AS_OF - days), st.just(NAN)),
    ),
    max_size=40,
).map(lambda log: [("Eva", "bill", AS_OF - 60), *log])


@given(LOGS, st.integers(0, 20))
def test_pandas(log: list[tuple[str, str, float]], window: int) -> None:
    frame = pd.DataFrame(log, columns=["customer", "issue", "day"]).replace("", np.nan).dropna()
    frame["customer"] = frame["customer"].str.lower()
    frame = frame.sort_values("day", kind="stable")
    gap = frame.groupby(["customer", "issue"])["day"].diff()
    until = -frame.groupby(["customer", "issue"])["day"].diff(-1)
    firsts = frame[~(gap <= window) & (frame["day"] + window <= AS_OF)]
    settled = ~(until.loc[firsts.index] <= window)
    assert fcr(log, window) == pytest.approx(settled.mean(), rel=1e-15)


@given(LOGS, st.integers(0, 20), st.randoms())
def test_order_of_rows_does_not_matter(log: list[Any], window: int, random: Any) -> None:
    shuffled = list(log)
    random.shuffle(shuffled)
    assert fcr(shuffled, window) == fcr(log, window)


@given(LOGS, LOGS, st.integers(0, 20))
def test_two_branches_without_common_customers_are_their_union(one: list[Any], other: list[Any], window: int) -> None:
    # counts add up: the share of both lies between the two
    elsewhere = [(f"{customer} B" if customer else "", issue, day) for customer, issue, day in other]
    low, high = sorted((fcr(one, window), fcr(elsewhere, window)))
    assert low - 1e-12 <= fcr(one + elsewhere, window) <= high + 1e-12


@given(LOGS, st.integers(0, 20), st.integers(0, 200))
def test_the_future_changes_nothing(log: list[Any], window: int, later: int) -> None:
    assert fcr([*log, ("Eva", "bill", AS_OF + 1 + later)], window) == fcr(log, window)
