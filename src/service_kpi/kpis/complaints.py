"""Complaints against what they arose from: so many per thousand transactions."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, group_rows, require_one_label_per_row
from service_kpi.kpis._numerics import Floats, as_column, require_same_shape
from service_kpi.kpis.inference import poisson_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Group", "Grupo"),
    Text("Transactions", "Transacciones"),
    Text("Complaints", "Quejas"),
    Text("Rate", "Tasa"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
)

_COMPLAINTS: Final = Argument(
    "complaints",
    Kind.COLUMN,
    Text(
        "complaints counted: one cell, or one per period or branch",
        "quejas contadas: una celda, o una por periodo o sucursal",
    ),
    unit="count",
    pairs="rows",
)
_TRANSACTIONS: Final = Argument(
    "transactions",
    Kind.COLUMN,
    Text(
        "transactions, orders, visits or customers that they arose from, beside them",
        "transacciones, pedidos, visitas o clientes de los que surgieron, al lado",
    ),
    unit="count",
    pairs="rows",
)
_PER: Final = Argument(
    "per",
    Kind.NUMBER,
    Text(
        "how many transactions the rate is for: 1000 if left out",
        "por cuántas transacciones se expresa la tasa: 1000 si se omite",
    ),
    unit="count",
    optional=True,
    low=0.0,
)
_RULES: Final = Text(
    "Counts are summed before they are divided: never an average of rates. A row that lacks either count leaves; a "
    "month without complaints needs its 0. One transaction may bring several complaints, so the rate has no ceiling. "
    "No transactions: #N/A. A negative count, or a per that is not above zero: #VALUE!.",
    "Los recuentos se suman antes de dividir: nunca una media de tasas. Una fila sin uno de los dos recuentos sale; "
    "un mes sin quejas necesita su 0. Una transacción puede traer varias quejas, así que la tasa no tiene techo. Sin "
    "transacciones: #N/D. Un recuento negativo, o un per que no sea mayor que cero: #¡VALOR!.",
)


class _Counts(NamedTuple):
    """The rows that have both counts, and where they are."""

    known: Any
    complaints: Floats
    transactions: Floats


@kpi(
    "KPI_COMPLAINT_RATE",
    alias="KPI_TASA_QUEJAS",
    question=Text(
        "How many complaints come out of a thousand transactions?", "¿Cuántas quejas salen de mil transacciones?"
    ),
    summary=Text("Complaints per 1,000 transactions.", "Quejas por cada 1.000 transacciones."),
    arguments=(_COMPLAINTS, _TRANSACTIONS, _PER),
    returns=Text("complaints per 1,000, or per so many", "quejas por cada 1.000, o por cada tantas"),
    formula="Σ complaints ÷ Σ transactions × per",
    rules=_RULES,
    source="the complaint rate of the trade; counts per exposure as in ISO 10002:2018, monitoring of complaints",
    examples=(
        Example(([[12], [8]], [[4000], [6000]]), 2.0),
        Example((37, 2_500_000, 1_000_000), 14.8, Text("per million", "por millón")),
    ),
)
def complaint_rate(complaints: Any, transactions: Any, per: float = 1000.0) -> float:
    """Return complaints per ``per`` transactions.

    ``complaints`` and ``transactions``: counts, one of each per row; NaN missing, and such a row leaves.

    Formula: Σ complaints ÷ Σ transactions × per.

    Raises :class:`~service_kpi.errors.NoData` where there is no transaction,
    :class:`~service_kpi.errors.BadArgument` for a negative count, counts that do not pair and a ``per`` of zero or
    less.

    >>> complaint_rate([12, 8], [4000, 6000])
    2.0
    """
    counts = _read(complaints, transactions, per)
    return float(counts.complaints.sum() / counts.transactions.sum() * per)


@kpi(
    "KPI_COMPLAINT_TABLE",
    alias="KPI_QUEJAS_TABLA",
    question=Text(
        "Which branch draws more complaints than its trade explains, and which only a few by chance?",
        "¿Qué sucursal recibe más quejas de las que su actividad explica, y cuál solo unas pocas por azar?",
    ),
    summary=Text(
        "Complaints per 1,000 transactions by branch, channel or month, with the exact Poisson interval.",
        "Quejas por cada 1.000 transacciones por sucursal, canal o mes, con el intervalo exacto de Poisson.",
    ),
    arguments=(
        _COMPLAINTS,
        _TRANSACTIONS,
        Argument(
            "by",
            Kind.LABELS,
            Text(
                "label of each row: branch, channel, product or month; the total alone if left out",
                "etiqueta de cada fila: sucursal, canal, producto o mes; solo el total si se omite",
            ),
            pairs="rows",
            optional=True,
        ),
        _PER,
    ),
    returns=Text(
        "one row per label, A to Z, then rows without label if any, then Overall: transactions (the base n), "
        "complaints, rate, and the 95 % interval of the rate",
        "una fila por etiqueta, de la A a la Z, luego las filas sin etiqueta si las hay, y Total: transacciones (la "
        "base n), quejas, tasa, y el intervalo del 95 % de la tasa",
    ),
    formula=(
        "rate = Σ complaints ÷ Σ transactions × per; interval: the quantiles 0.025 of gamma(complaints) and 0.975 of "
        "gamma(complaints + 1), ÷ Σ transactions × per"
    ),
    rules=Text(
        _RULES.en + " A group without transactions has #N/A as its rate. No complaint at all still has an upper limit: "
        "3.69 ÷ transactions × per.",
        _RULES.es + " Un grupo sin transacciones tiene #N/D como tasa. Aun sin ninguna queja hay un límite superior: "
        "3,69 ÷ transacciones × per.",
    ),
    source=(
        "interval: Garwood (1936), Biometrika 28, 437–442; its table: Ulm (1990), American Journal of Epidemiology "
        "131, 373–375"
    ),
    examples=(
        Example(
            ([[10], [0]], [[1000], [500]], [["Centro"], ["Norte"]]),
            [
                [heading.en for heading in HEADER],
                ["Centro", 1000, 10, 10.0, 4.795388696132434, 18.390356042017775],
                ["Norte", 500, 0, 0.0, 0.0, 7.377758908227871],
                ["Overall", 1500, 10, 20 / 3, 3.1969257974216228, 12.260237361345183],
            ],
        ),
    ),
)
def complaint_table(complaints: Any, transactions: Any, by: Any | None = None, per: float = 1000.0) -> Table:
    """Return transactions, complaints, rate and exact interval for each label, Overall last.

    ``by``: labels, one per row; rows with ``""`` stand together before Overall, so that the counts add up. The other
    arguments are those of :func:`complaint_rate`, whose number is the Overall rate.

    Formula: rate = Σ complaints ÷ Σ transactions × per, with Garwood's exact 95 % interval of a Poisson count.

    Errors as in :func:`complaint_rate`; a group without transactions shows ``#N/A`` in the rate alone.

    Source: Garwood (1936), Biometrika 28, 437–442.
    """
    counts = _read(complaints, transactions, per)
    overall = _row(OVERALL, float(counts.complaints.sum()), float(counts.transactions.sum()), per)
    if by is None:
        return Table(HEADER, [overall])
    require_one_label_per_row("by", by, counts.known.size)
    groups = group_rows(np.asarray(by, dtype=np.str_).reshape(-1)[counts.known])
    index = groups.of_row_with_blank()
    labels: tuple[str | Text, ...] = (*groups.names, BLANK_LABEL)
    present = np.bincount(index, minlength=len(labels)).tolist()
    complaints_of = np.bincount(index, counts.complaints, minlength=len(labels)).tolist()
    transactions_of = np.bincount(index, counts.transactions, minlength=len(labels)).tolist()
    rows = [
        _row(label, count, base, per)
        for label, rows, count, base in zip(labels, present, complaints_of, transactions_of, strict=True)
        if rows
    ]
    return Table(HEADER, [*rows, overall])


def _read(complaints: Any, transactions: Any, per: float) -> _Counts:
    complaints, transactions = as_column(complaints), as_column(transactions)
    require_same_shape(complaints=complaints, transactions=transactions)
    require_not_negative("complaints", complaints)
    require_not_negative("transactions", transactions)
    if not per > 0:
        raise BadArgument(f"per must be above zero, but is {per:g}", f"per debe ser mayor que cero, pero es {per:g}")
    known = ~(np.isnan(complaints) | np.isnan(transactions))
    counts = _Counts(known, complaints[known], transactions[known])
    if not counts.transactions.sum() > 0:
        raise NoData("there are no transactions to divide by", "no hay transacciones entre las que dividir")
    return counts


def _row(label: str | Text, complaints: float, transactions: float, per: float) -> list[TableCell]:
    if not transactions:
        return [label, transactions, complaints, None, None, None]
    interval = poisson_interval(complaints)
    rates = (value / transactions * per for value in (complaints, interval.low, interval.high))
    return [label, transactions, complaints, *rates]
