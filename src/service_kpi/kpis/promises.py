"""Promises kept: what was due, and what was done of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from service_kpi.kpis._groups import number_rows, require_one_label_per_row
from service_kpi.kpis._ledger import nothing_due, read_ledger
from service_kpi.kpis._promise_arguments import (
    AS_OF,
    BY_DAY,
    DELIVERED,
    DUE_AND_KEPT,
    IN_FULL,
    PROMISED,
    TOLERANCE,
)
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text

_PROMISED = [["2025-03-03"], ["2025-03-05"], ["2025-03-10"], ["2025-04-05"], ["2025-03-25"]]
_DELIVERED = [["2025-03-03"], ["2025-03-07"], [None], [None], ["cancelled"]]


@kpi(
    "KPI_PROMISE_RATE",
    alias="KPI_TASA_PROMESAS",
    question=Text(
        "Do we do what we said we would, when we said?", "¿Cumplimos lo que prometimos, cuando lo prometimos?"
    ),
    summary=Text("Share of the promises due that were kept.", "Proporción de las promesas vencidas que se cumplieron."),
    arguments=(PROMISED, DELIVERED, AS_OF, IN_FULL, TOLERANCE, BY_DAY),
    returns=Text(
        "a share between 0 and 1; #N/A while nothing is due",
        "una proporción entre 0 y 1; #N/D mientras nada haya vencido",
    ),
    formula="kept ÷ due",
    rules=DUE_AND_KEPT,
    source=(
        "Zeithaml, Berry and Parasuraman (1988), Communication and Control Processes in the Delivery of Service "
        "Quality, Journal of Marketing 52(2), 35–48, gap 4 (promise against delivery); definitions of due, kept and "
        "open: this function's rules"
    ),
    examples=(
        Example(
            (_PROMISED, _DELIVERED, "2025-03-31"),
            1 / 3,
            Text(
                "three due: one on time, one late, one undelivered; one open, one cancelled",
                "tres vencidas: una a tiempo, una tarde, una sin entregar; una abierta, una cancelada",
            ),
        ),
        Example(
            (_PROMISED, _DELIVERED, "2025-03-31", [[True], [True], [None], [None], [None]], 2),
            2 / 3,
            Text("with two days of grace", "con dos días de gracia"),
        ),
    ),
)
def promise_rate(
    promised: Any,
    delivered: Any,
    as_of: float,
    in_full: Any | None = None,
    tolerance: float = 0.0,
    by_day: bool = True,
) -> float:
    """Return the share of the due promises that were kept.

    ``promised`` and ``delivered``: serial days, one per promise; NaN missing, ``CANCELLED`` where the customer
    cancelled. ``as_of``: the serial day of judgement. ``in_full``: 1, 0 or NaN per promise. ``tolerance``: days.
    ``by_day``: compare calendar days, not clock times.

    Formula: kept ÷ due. :mod:`service_kpi.kpis._ledger` lists how every hard case counts.

    Raises :class:`~service_kpi.errors.NoData` while nothing is due, :class:`~service_kpi.errors.BadArgument` for
    columns that do not pair, a negative tolerance or an ``as_of`` that is no date.

    >>> promise_rate([45719, 45721, 45726], [45719, 45723, float("nan")], 45747)
    0.3333333333333333
    """
    ledger = read_ledger(promised, delivered, as_of, in_full=in_full, tolerance=tolerance, by_day=by_day)
    due = int(ledger.due.sum())
    if due == 0:
        raise nothing_due()
    return int(ledger.kept.sum()) / due


@kpi(
    "KPI_PROMISE_CUSTOMERS",
    alias="KPI_PROMESAS_CLIENTES",
    question=Text(
        "How many customers have never been let down?", "¿A cuántos clientes no les hemos fallado ninguna vez?"
    ),
    summary=Text(
        "Share of customers every one of whose due promises was kept.",
        "Proporción de clientes a quienes se les cumplieron todas las promesas vencidas.",
    ),
    arguments=(
        Argument(
            "customer",
            Kind.LABELS,
            Text(
                "customer of each row, name or number; capitals do not matter; blank rows do not count",
                "cliente de cada fila, nombre o número; sin distinguir mayúsculas; las filas en blanco no cuentan",
            ),
            pairs="rows",
        ),
        PROMISED,
        DELIVERED,
        AS_OF,
        IN_FULL,
    ),
    returns=Text(
        "a share of customers between 0 and 1; #N/A while nothing is due",
        "una proporción de clientes entre 0 y 1; #N/D mientras nada haya vencido",
    ),
    formula="customers with kept = due ÷ customers with due ≥ 1",
    rules=Text(
        DUE_AND_KEPT.en + " A customer with nothing due leaves the share. Calendar days are compared.",
        DUE_AND_KEPT.es + " Un cliente sin promesas vencidas sale de la proporción. Se comparan días naturales.",
    ),
    source=(
        "the complement of the customers who met at least one broken promise; definitions of due, kept and open as "
        "in KPI_PROMISE_RATE"
    ),
    examples=(
        Example(
            (
                [["Ana"], ["Ana"], ["Luis"], ["Luis"], ["Eva"]],
                [["2025-03-03"], ["2025-03-05"], ["2025-03-10"], ["2025-03-12"], ["2025-04-05"]],
                [["2025-03-03"], ["2025-03-04"], ["2025-03-10"], ["2025-03-14"], [None]],
                "2025-03-31",
            ),
            0.5,
            Text(
                "Ana: both kept. Luis: one of two. Eva: nothing due yet.",
                "Ana: ambas cumplidas. Luis: una de dos. Eva: nada vencido aún.",
            ),
        ),
    ),
)
def promise_customers(
    customer: Any,
    promised: Any,
    delivered: Any,
    as_of: float,
    in_full: Any | None = None,
) -> float:
    """Return the share of customers every one of whose due promises was kept.

    ``customer``: labels, one per promise, ``""`` missing. The other arguments are those of :func:`promise_rate`.

    Formula: customers with kept = due ÷ customers with due ≥ 1.

    Raises :class:`~service_kpi.errors.NoData` while no customer has a promise due,
    :class:`~service_kpi.errors.BadArgument` for columns that do not pair.

    >>> promise_customers(["Ana", "Ana", "Luis"], [45719, 45721, 45726], [45719, 45723, 45726], 45747)
    0.5
    """
    ledger = read_ledger(promised, delivered, as_of, in_full=in_full)
    require_one_label_per_row("customer", customer, ledger.due.size)
    number = number_rows(customer)
    customers = int(number.max(initial=-1)) + 1
    named = number >= 0
    due = np.bincount(number[ledger.due & named], minlength=customers)
    kept = np.bincount(number[ledger.kept & named], minlength=customers)
    served = due > 0
    if not served.any():
        raise nothing_due()
    return float(np.mean(kept[served] == due[served]))
