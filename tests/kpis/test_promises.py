from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis.inference import wilson_interval
from service_kpi.kpis.promises import promise_customers, promise_rate
from service_kpi.spec import CANCELLED
from tests.kpis.ledgers import AS_OF, Floats, day, ledgers, olist, small
from tests.shared import shared

NAN = math.nan
NOON = 0.5


def case(name: str) -> dict[str, object]:
    cases = json.loads(shared("cases/cases.json").read_text(encoding="utf-8"))
    found: dict[str, object] = next(each["expected"] for each in cases if each["id"] == name)
    return found


def test_small_ledger_by_hand() -> None:
    ledger, expected = small(), case("P-PROMISE-SMALL")
    rate = promise_rate(ledger["promised"], ledger["delivered"], AS_OF, ledger["in_full"])
    assert rate == pytest.approx(expected["rate"], abs=1e-6)
    assert promise_rate(ledger["promised"], ledger["delivered"], AS_OF) == pytest.approx(
        expected["on_time_rate"], abs=1e-6
    )
    written = np.isin(ledger["kind"], ["contract", "written"])
    for rows, share in ((written, 2 / 5), (~written, 3 / 5)):
        assert promise_rate(
            ledger["promised"][rows], ledger["delivered"][rows], AS_OF, ledger["in_full"][rows]
        ) == pytest.approx(share, abs=1e-12)


def test_olist_by_day_as_pandas_counts() -> None:
    ledger, expected = olist(), case("P-PROMISE-OLIST")
    known = ~np.isnan(ledger["delivered"])
    promised, delivered = ledger["promised"][known], ledger["delivered"][known]
    rate = promise_rate(promised, delivered, day("2018-12-31"))
    assert rate == pytest.approx(expected["rate_day"], abs=1e-6)
    interval = wilson_interval(round(rate * known.sum()), int(known.sum()))
    assert interval == pytest.approx(expected["rate_day_wilson"], abs=1e-6)


def test_olist_by_timestamp() -> None:
    # The case compares with the first instant of the promised day: a promise with a clock time just past midnight.
    # Stored as 00:00, the same promises mean the whole day, and then timestamps change nothing.
    ledger, expected = olist(), case("P-PROMISE-OLIST")
    known = ~np.isnan(ledger["delivered"])
    promised, delivered = ledger["promised"][known], ledger["delivered"][known]
    just_past_midnight = promised + 1 / 86400
    assert promise_rate(just_past_midnight, delivered, day("2018-12-31"), by_day=False) == pytest.approx(
        expected["rate_timestamp"], abs=1e-6
    )
    assert promise_rate(promised, delivered, day("2018-12-31"), by_day=False) == pytest.approx(
        expected["rate_day"], abs=1e-6
    )


def test_olist_in_the_middle_of_the_year() -> None:
    # pandas: x = d[d.status != "canceled"]; due = x[x.promised <= "2018-06-30"]
    # ((due.delivered.dt.normalize() <= "2018-06-30") & (due.delivered.dt.normalize() <= due.promised)).sum() == 717
    # len(due) == 799
    ledger = olist()
    delivered = np.where(ledger["status"] == "canceled", CANCELLED, ledger["delivered"])
    assert promise_rate(ledger["promised"], delivered, day("2018-06-30")) == 717 / 799


@pytest.mark.parametrize(
    ("promised", "delivered", "as_of", "by_day", "expected"),
    [
        (100, 100, 100, True, 1),  # due exactly at as_of
        (100, NAN, 100, True, 0),  # and undelivered by the end of it
        (100, 90, 100, True, 1),  # before promised
        (100 + NOON, 100.75, 100, True, 1),  # the clock does not count by day
        (100, 101, 100, True, 0),  # delivered after as_of: not known then
        (100, 100.75, 100 + NOON, True, 1),  # an as_of with a time is that whole day
        (100 + NOON, 100.75, 101, False, 0),  # by the clock, late
        (100 + NOON, 100 + NOON, 101, False, 1),  # to the minute
        (100, 100.999, 101, False, 1),  # 00:00 means the whole day
        (100, 101, 101, False, 0),  # and not the next one
        (100 + NOON, 100.25, 100, False, 1),  # an as_of with 00:00 lasts until midnight
        (100 + NOON, NAN, 100 + NOON, False, 0),  # due at that very moment
        (100 + NOON, 100 + NOON + 1e-10, 101, False, 1),  # noise in the serial number
        (100 - 1e-10, 100, 101, True, 1),  # noise below midnight is midnight
    ],
)
def test_one_promise(promised: float, delivered: float, as_of: float, by_day: bool, expected: float) -> None:
    assert promise_rate([promised], [delivered], as_of, by_day=by_day) == expected


@pytest.mark.parametrize(
    ("promised", "delivered", "as_of", "by_day"),
    [
        (101, NAN, 100, True),  # not due yet
        (101, 99, 100, True),  # not due yet, though delivered
        (NAN, 99, 100, True),  # no date
        (99, CANCELLED, 100, True),
        (CANCELLED, NAN, 100, True),
        (NAN, NAN, 100, True),
        (100 + NOON, NAN, 100.25, False),  # due this afternoon
    ],
)
def test_nothing_due(promised: float, delivered: float, as_of: float, by_day: bool) -> None:
    with pytest.raises(NoData, match="no promise is due") as caught:
        promise_rate([promised], [delivered], as_of, by_day=by_day)
    assert "aún no ha vencido" in caught.value.message.es


def test_no_row_at_all() -> None:
    with pytest.raises(NoData):
        promise_rate([], [], AS_OF)


def test_tolerance_by_day_needs_whole_days() -> None:
    for tolerance, expected in ((0.0, 0), (0.9, 0), (1.0, 1), (1.5, 1)):
        assert promise_rate([100], [101.3], 110, tolerance=tolerance) == expected


def test_tolerance_by_timestamp_takes_hours() -> None:
    two_hours = 2 / 24
    for late, expected in ((two_hours, 1), (two_hours + 1 / 1440, 0)):
        assert promise_rate([100.5], [100.5 + late], 110, tolerance=two_hours, by_day=False) == expected


def test_tolerance_does_not_put_off_the_due_date() -> None:
    assert promise_rate([100], [102], 101, tolerance=3) == 0
    assert promise_rate([100], [102], 102, tolerance=3) == 1


def test_in_full() -> None:
    assert promise_rate([100] * 3, [100] * 3, 110, [1, 0, NAN]) == 2 / 3  # blank is not a no
    assert promise_rate([100] * 2, [NAN, 101], 110, [1, 1]) == 0  # full, but not there, or late


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([100], [100, 101], AS_OF), "delivered must have"),
        (([100], [100], AS_OF, [1, 1]), "in_full must have"),
        (([100], [100], NAN), "as_of must be a date"),
        (([100], [100], AS_OF, None, -1), "tolerance must be zero days or more, but is -1"),
    ],
)
def test_bad_arguments(arguments: tuple[object, ...], words: str) -> None:
    with pytest.raises(BadArgument, match=words) as caught:
        promise_rate(*arguments)  # type: ignore[arg-type]
    assert caught.value.message.es != caught.value.message.en


Ledger = tuple[Floats, Floats, Floats, "np.ndarray[tuple[int], np.dtype[np.str_]]"]


@given(ledgers(), st.randoms(), st.booleans())
def test_order_of_rows_does_not_matter(ledger: Ledger, random: object, by_day: bool) -> None:
    promised, delivered, in_full, by = ledger
    order = np.arange(len(promised))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = promised[order], delivered[order], AS_OF, in_full[order]
    assert promise_rate(*shuffled, by_day=by_day) == promise_rate(promised, delivered, AS_OF, in_full, by_day=by_day)
    assert promise_customers(by[order], *shuffled) == promise_customers(by, promised, delivered, AS_OF, in_full)


@given(ledgers(), st.floats(0, 20), st.floats(0, 20), st.booleans())
def test_more_tolerance_never_hurts(ledger: Ledger, one: float, other: float, by_day: bool) -> None:
    promised, delivered, in_full, _ = ledger
    strict, lenient = (
        promise_rate(promised, delivered, AS_OF, in_full, tolerance, by_day) for tolerance in sorted((one, other))
    )
    assert 0 <= strict <= lenient <= 1


@given(ledgers())
def test_rows_without_a_promise_change_nothing(ledger: Ledger) -> None:
    promised, delivered, in_full, _ = ledger
    more = (
        np.append(promised, [NAN, AS_OF]),
        np.append(delivered, [AS_OF, CANCELLED]),
        AS_OF,
        np.append(in_full, [0, 0]),
    )
    assert promise_rate(*more) == promise_rate(promised, delivered, AS_OF, in_full)


@given(ledgers())
def test_two_halves_add_up_to_the_whole(ledger: Ledger) -> None:
    promised, delivered, in_full, by = ledger
    kept = due = 0.0
    for part in (by == "email", by != "email"):
        count = int(((promised[part] <= AS_OF + 0.999) & (delivered[part] != CANCELLED)).sum())
        if count:
            kept += promise_rate(promised[part], delivered[part], AS_OF, in_full[part]) * count
            due += count
    assert promise_rate(promised, delivered, AS_OF, in_full) == pytest.approx(kept / due, abs=1e-12)


@given(ledgers())
def test_a_later_delivery_is_not_known_yet(ledger: Ledger) -> None:
    promised, delivered, in_full, _ = ledger
    filled_in_later = np.where(np.isnan(delivered), AS_OF + 3, delivered)
    assert promise_rate(promised, filled_in_later, AS_OF, in_full) == promise_rate(promised, delivered, AS_OF, in_full)


def test_customers_by_hand() -> None:
    customer = ["Ana", "ana ", "Luis", "Luis", "Eva", "", "Pía"]
    promised = [100, 101, 102, 103, 200, 100, 100]
    delivered = [100, 101, 102, 104, NAN, NAN, CANCELLED]
    # Ana kept twice, Luis once of two, Eva not due, no name broken, Pía cancelled
    assert promise_customers(customer, promised, delivered, 150) == 1 / 2
    assert promise_customers(customer, promised, delivered, 150, [1, 0, 1, 1, 1, 1, 1]) == 0


def test_customers_of_the_small_ledger() -> None:
    # By hand with channels as customers: email 2/2 is the only one of four without a broken promise.
    ledger = small()
    share = promise_customers(ledger["channel"], ledger["promised"], ledger["delivered"], AS_OF, ledger["in_full"])
    assert share == 1 / 4


def test_customers_one_promise_each_is_the_rate() -> None:
    ledger = olist()
    names = np.char.mod("customer %d", np.arange(1000))
    as_of = day("2018-06-30")
    assert promise_customers(names, ledger["promised"], ledger["delivered"], as_of) == pytest.approx(
        promise_rate(ledger["promised"], ledger["delivered"], as_of), abs=1e-12
    )


def test_customers_without_data() -> None:
    with pytest.raises(NoData):
        promise_customers(["", ""], [100, 100], [100, 100], 110)
    with pytest.raises(NoData):
        promise_customers(["Ana"], [NAN], [100], 110)
    with pytest.raises(BadArgument, match="customer must have one label per row, 2 in all, but has 1"):
        promise_customers(["Ana"], [100, 100], [100, 100], 110)
