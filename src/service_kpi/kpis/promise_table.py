"""Promises kept by kind, touchpoint, channel or owner."""

from __future__ import annotations

from typing import Any

import numpy as np

from service_kpi.errors import NA, NoData
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, group_rows, require_one_label_per_row
from service_kpi.kpis._ledger import Ledger, read_ledger
from service_kpi.kpis._numerics import Flags, mean
from service_kpi.kpis._promise_arguments import (
    AS_OF,
    BY_DAY,
    DELIVERED,
    DUE_AND_KEPT,
    IN_FULL,
    PROMISED,
    TOLERANCE,
)
from service_kpi.kpis.inference import wilson_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

HEADER = (
    Text("Group", "Grupo"),
    Text("Due", "Vencidas"),
    Text("Kept", "Cumplidas"),
    Text("Rate", "Tasa"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Open", "Abiertas"),
    Text("Cancelled", "Canceladas"),
    Text("Mean days late", "Días de retraso, media"),
    Text("P90 days late", "Días de retraso, P90"),
    Text("Delivered late", "Entregadas tarde"),
    Text("Overdue", "Vencidas sin entregar"),
)


@kpi(
    "KPI_PROMISE_TABLE",
    alias="KPI_PROMESAS_TABLA",
    question=Text(
        "Which promises do we break, where, and by how much?", "¿Qué promesas incumplimos, dónde y por cuánto?"
    ),
    summary=Text(
        "Promises due and kept by kind, touchpoint, channel or owner, with interval and days late.",
        "Promesas vencidas y cumplidas por tipo, punto de contacto, canal o responsable, con intervalo y retraso.",
    ),
    arguments=(
        PROMISED,
        DELIVERED,
        AS_OF,
        Argument(
            "by",
            Kind.LABELS,
            Text(
                "label of each row: kind (contractual, written, verbal, implicit), touchpoint, channel or owner",
                "etiqueta de cada fila: tipo (contractual, escrita, verbal, implícita), punto de contacto, canal o "
                "responsable",
            ),
            pairs="rows",
        ),
        IN_FULL,
        TOLERANCE,
        BY_DAY,
    ),
    returns=Text(
        "one row per label, A to Z, then rows without label if any, then Overall: due (the base n of the rate), kept, "
        "rate, 95 % Wilson interval, open, cancelled, mean and 90th percentile of days late of those delivered late, "
        "how many these are, and how many are overdue and undelivered",
        "una fila por etiqueta, de la A a la Z, luego las filas sin etiqueta si las hay, y Total: vencidas (la base n "
        "de la tasa), cumplidas, tasa, intervalo de Wilson del 95 %, abiertas, canceladas, media y percentil 90 de los "
        "días de retraso de las entregadas tarde, cuántas son estas, y cuántas han vencido sin entregarse",
    ),
    formula="rate = kept ÷ due; days late = delivered − promised, over the rows delivered too late",
    rules=Text(
        DUE_AND_KEPT.en + " What is overdue and undelivered is broken, but its delay is not known yet and is in no "
        "average: read the days late beside the Overdue count. Days late run from the promise, not from the end of "
        "the tolerance. A group with nothing due has #N/A as its rate. The percentile is PERCENTILE.INC.",
        DUE_AND_KEPT.es + " Lo vencido sin entregar está incumplido, pero su retraso aún no se conoce y no entra en "
        "ninguna media: lea los días de retraso junto a la columna de vencidas sin entregar. El retraso cuenta desde "
        "la promesa, no desde el fin de la tolerancia. Un grupo sin vencidas tiene #N/D como tasa. El percentil es "
        "PERCENTIL.INC.",
    ),
    source=(
        "interval: Wilson (1927), after Newcombe (1998), Statistics in Medicine 17, 857–872, method 3; percentile: "
        "Hyndman and Fan (1996), American Statistician 50, 361–365, definition 7"
    ),
    examples=(
        Example(
            (
                [["2025-03-03"], ["2025-03-05"], ["2025-03-10"], ["2025-04-05"]],
                [["2025-03-03"], ["2025-03-07"], [None], [None]],
                "2025-03-31",
                [["email"], ["phone"], ["phone"], ["phone"]],
            ),
            [
                [heading.en for heading in HEADER],
                ["email", 1, 1, 1.0, 0.2065493143772375, 1.0, 0, 0, NA, NA, 0, 0],
                ["phone", 2, 0, 0.0, 0.0, 0.6576197724933468, 1, 0, 2.0, 2.0, 1, 1],
                ["Overall", 3, 1, 1 / 3, 0.06149194472039629, 0.7923403991979523, 1, 0, 2.0, 2.0, 1, 1],
            ],
        ),
    ),
)
def promise_table(
    promised: Any,
    delivered: Any,
    as_of: float,
    by: Any,
    in_full: Any | None = None,
    tolerance: float = 0.0,
    by_day: bool = True,
) -> Table:
    """Return due, kept, rate, interval, open, cancelled and days late for each label, Overall last.

    ``by``: labels, one per promise; rows with ``""`` stand together before Overall, so that the counts add up.
    The other arguments are those of :func:`~service_kpi.kpis.promises.promise_rate`, whose number is the Overall rate.

    Formula: rate = kept ÷ due with Wilson's 95 % interval; days late = delivered − promised over the rows delivered
    too late. A promise that is overdue and undelivered is broken but has no days late yet.

    Raises :class:`~service_kpi.errors.NoData` where no row is a promise at all,
    :class:`~service_kpi.errors.BadArgument` as ``promise_rate`` does. Nothing due shows ``#N/A`` in the rate alone.

    Source: Wilson (1927); Newcombe (1998), Statistics in Medicine 17, 857–872, method 3.
    """
    ledger = read_ledger(promised, delivered, as_of, in_full=in_full, tolerance=tolerance, by_day=by_day)
    require_one_label_per_row("by", by, ledger.due.size)
    counted = ledger.due | ledger.open | ledger.cancelled
    if not counted.any():
        raise NoData("no row has a promised date", "ninguna fila tiene fecha prometida")
    groups = group_rows(by)
    index = groups.of_row_with_blank()
    labels: tuple[str | Text, ...] = (*groups.names, BLANK_LABEL)
    in_group = np.bincount(index[counted], minlength=len(labels))

    order = np.argsort(index, kind="stable")
    ends = np.cumsum(np.bincount(index, minlength=len(labels)))
    rows_of_group = np.split(order, ends[:-1])
    rows = [
        _row(label, _pick(ledger, rows))
        for label, rows, size in zip(labels, rows_of_group, in_group, strict=True)
        if size
    ]
    return Table(HEADER, [*rows, _row(OVERALL, ledger)])


def _pick(ledger: Ledger, rows: Any) -> Ledger:
    return Ledger(*(column[rows] for column in ledger))


def _row(label: str | Text, ledger: Ledger) -> list[TableCell]:
    due, kept, late = _count(ledger.due), _count(ledger.kept), _count(ledger.late)
    interval = wilson_interval(kept, due)
    days_late = ledger.days_late[ledger.late]
    return [
        label,
        due,
        kept,
        kept / due if due else None,
        interval.low,
        interval.high,
        _count(ledger.open),
        _count(ledger.cancelled),
        mean(days_late),
        float(np.percentile(days_late, 90)) if late else None,
        late,
        _count(ledger.overdue),
    ]


def _count(flags: Flags) -> int:
    return int(np.count_nonzero(flags))
