"""What became of each promise of a ledger, as known on a given day.

The hard cases, decided once for every promise KPI:

* No promised date: not a promise with a date. The row counts nowhere (unless it says cancelled).
* Cancelled by the customer, in either date: counted as cancelled and nowhere else, due or not.
* Due: promised on or before ``as_of``; on that very day or moment is due. Tolerance does not put it off.
* Delivered after ``as_of``: not known then, so undelivered then. The same ``as_of`` gives the same answer for ever.
* Delivered before promised: on time.
* Not yet due but delivered already: open all the same, or early deliveries alone would enter the share.
* ``in_full`` blank: nothing was said of the quantity, and blank is not a no; the row is judged on time alone.
* By day, the clock time of all three dates is ignored, and a tolerance of half a day forgives nothing.
* By timestamp, a date stored with 00:00 means the whole day: such a promise is compared by calendar day, and such an
  ``as_of`` lasts until midnight. Times agree to the millisecond, Excel's own resolution, so that noise in the
  fraction of a serial number does not make a delivery late.
* Days late run from the promise and not from the end of the tolerance.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._numerics import Flags, Floats, as_column, require_same_shape, row_blocks
from service_kpi.spec import CANCELLED

DAY: Final = 86_400_000.0  # milliseconds


class Ledger(NamedTuple):
    """One flag per row and kind of outcome; ``due`` rows are ``kept`` or broken.

    ``overdue`` rows are due and undelivered, ``late`` ones due and delivered too late; ``days_late`` is NaN for all
    rows but these last.
    """

    due: Flags
    kept: Flags
    open: Flags
    cancelled: Flags
    overdue: Flags
    late: Flags
    days_late: Floats


def read_ledger(
    promised: Any,
    delivered: Any,
    as_of: float,
    *,
    in_full: Any | None = None,
    tolerance: float = 0.0,
    by_day: bool = True,
) -> Ledger:
    """Return what became of each promise, as known at ``as_of``.

    Raises :class:`~service_kpi.errors.BadArgument` for an ``as_of`` that is no date, a tolerance below zero and
    columns that do not pair.
    """
    promised, delivered = as_column(promised), as_column(delivered)
    require_same_shape(promised=promised, delivered=delivered)
    if not math.isfinite(as_of):
        raise BadArgument(f"as_of must be a date, but is {as_of}", f"as_of debe ser una fecha, pero es {as_of}")
    if not tolerance >= 0:
        raise BadArgument(
            f"tolerance must be zero days or more, but is {tolerance:g}",
            f"tolerance debe ser de cero días o más, pero es {tolerance:g}",
        )
    full = None if in_full is None else as_column(in_full)
    if full is not None:
        require_same_shape(promised=promised, in_full=full)
    now, grace = last_moment(as_of, by_day), float(np.rint(tolerance * DAY))
    blocks = [
        _outcomes(promised[rows], delivered[rows], None if full is None else full[rows], now, grace, by_day)
        for rows in [*row_blocks(promised.reshape(-1, 1))] or [slice(0)]
    ]
    return Ledger(*map(np.concatenate, zip(*blocks, strict=True)))


def _outcomes(
    promised: Floats, delivered: Floats, full: Floats | None, now: float, grace: float, by_day: bool
) -> Ledger:
    """Return what became of some rows; ``now`` and ``grace`` are milliseconds.

    A million rows at a time would spend most of their time on their way between the memory and the processor.
    """
    promised_at, delivered_at = np.rint(promised * DAY), np.rint(delivered * DAY)
    cancelled = (promised == CANCELLED) | (delivered == CANCELLED)
    dated = ~np.isnan(promised) & ~cancelled
    due = dated & (promised_at <= now)
    arrived = due & (delivered_at <= now)
    with np.errstate(invalid="ignore"):
        promised_day, delivered_day = np.floor(promised_at / DAY), np.floor(delivered_at / DAY)
        late_by = (delivered_day - promised_day) * DAY
        if not by_day:
            whole_day = promised_at == promised_day * DAY
            late_by = np.where(whole_day, late_by, delivered_at - promised_at)
        on_time = arrived & (late_by <= grace)
    late = arrived & ~on_time
    return Ledger(
        due=due,
        kept=on_time if full is None else on_time & (full != 0),
        open=dated & ~due,
        cancelled=cancelled,
        overdue=due & ~arrived,
        late=late,
        days_late=np.where(late, late_by / DAY, np.nan),
    )


def nothing_due() -> NoData:
    """Return the reason why a share of due promises has no number."""
    return NoData(
        "no promise is due yet: none has a promised date on or before as_of",
        "aún no ha vencido ninguna promesa: ninguna tiene fecha prometida anterior o igual a as_of",
    )


def last_moment(as_of: float, by_day: bool) -> float:
    """Return the last millisecond that ``as_of`` covers."""
    moment = round(as_of * DAY)
    if by_day or moment % DAY == 0:
        return math.floor(moment / DAY) * DAY + DAY - 1
    return moment
