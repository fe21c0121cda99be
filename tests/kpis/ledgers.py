"""Ledgers to test with: the shared ones, and any that hypothesis can think of."""

from __future__ import annotations

import csv
import math
from datetime import datetime
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from service_kpi.cells import excel_serial
from service_kpi.spec import CANCELLED
from tests.shared import shared

Floats = NDArray[np.float64]

#: 31 March 2025.
AS_OF = 45747.0


def day(text: str) -> float:
    """Return the serial day of an ISO date."""
    return excel_serial(datetime.fromisoformat(text))


def small() -> dict[str, Any]:
    """Return the shared ledger of twelve promises."""
    with shared("cases/promises_small.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    dates = {"": math.nan, "cancelled": CANCELLED}
    return {
        "promised": np.array([day(row["promised"]) for row in rows]),
        "delivered": np.array([dates[row["actual"]] if row["actual"] in dates else day(row["actual"]) for row in rows]),
        "in_full": np.array([{"Y": 1.0, "N": 0.0, "": math.nan}[row["in_full"]] for row in rows]),
        "kind": np.array([row["kind"] for row in rows]),
        "channel": np.array([row["channel"] for row in rows]),
    }


def olist() -> dict[str, Any]:
    """Return the shared orders: promised and delivered with clock times, and the status."""
    with shared("cases/promises_olist_1000.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def serial(text: str) -> float:
        return excel_serial(datetime.strptime(text, "%m/%d/%Y %H:%M")) if text else math.nan

    return {
        "promised": np.array([serial(row["order_estimated_delivery_date"]) for row in rows]),
        "delivered": np.array([serial(row["order_delivered_customer_date"]) for row in rows]),
        "status": np.array([row["order_status"] for row in rows]),
    }


_moments = st.integers(0, 240).map(lambda quarter_days: AS_OF - 50 + quarter_days / 4)
_rows = st.tuples(
    st.one_of(_moments, st.just(math.nan)),
    st.one_of(_moments, st.just(math.nan), st.just(CANCELLED)),
    st.sampled_from([1.0, 0.0, math.nan]),
    st.sampled_from(["email", "Phone", "phone", "", "branch 2", "branch 10"]),
)


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Floats, Floats, Floats, NDArray[np.str_]]:
    """Return promised, delivered, in_full and by; the first promise is due, so that there is always a rate."""
    rows = draw(st.lists(_rows, max_size=25))
    rows.insert(0, (AS_OF - draw(st.integers(0, 40)), math.nan, 1.0, "email"))
    promised, delivered, in_full, by = zip(*rows, strict=True)
    return np.array(promised), np.array(delivered), np.array(in_full), np.array(by)
