"""Causes by how often they occur: the vital few before the trivial many."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from service_kpi.errors import NoData
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, Index, group_rows, require_one_label_per_row
from service_kpi.kpis._numerics import Flags, Floats, as_column
from service_kpi.kpis.inference import Interval, wilson_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Cause", "Causa"),
    Text("Count", "Recuento"),
    Text("Share", "Proporción"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Cumulative share", "Proporción acumulada"),
    Text("Vital few", "Pocos vitales"),
)

#: Of five parts, the four that the vital few make up: 80 %.
_VITAL_OF_FIVE: Final = 4


@kpi(
    "KPI_PARETO_TABLE",
    alias="KPI_PARETO_TABLA",
    question=Text(
        "Which few causes bring most of the complaints?", "¿Qué pocas causas traen la mayor parte de las quejas?"
    ),
    summary=Text(
        "Causes from the most to the least frequent: count, share, cumulative share and which are the vital few.",
        "Causas de la más a la menos frecuente: recuento, proporción, proporción acumulada y cuáles son las vitales.",
    ),
    arguments=(
        Argument(
            "causes",
            Kind.LABELS,
            Text(
                "cause of each complaint, or of each row of counts; capitals do not matter",
                "causa de cada queja, o de cada fila de recuentos; sin distinguir mayúsculas",
            ),
            pairs="rows",
        ),
        Argument(
            "counts",
            Kind.COLUMN,
            Text(
                "how often each row's cause occurred, or what it cost; left out, each row is one complaint",
                "cuántas veces ocurrió la causa de cada fila, o cuánto costó; si se omite, cada fila es una queja",
            ),
            unit="count",
            pairs="rows",
            optional=True,
        ),
    ),
    returns=Text(
        "one row per cause, the most frequent first, then counts without cause if any, then Overall: count, share of "
        "the total with its 95 % Wilson interval, cumulative share, and TRUE for the vital few, whose number stands in "
        "Overall",
        "una fila por causa, primero la más frecuente, luego los recuentos sin causa si los hay, y Total: recuento, "
        "proporción del total con su intervalo de Wilson del 95 %, proporción acumulada, y VERDADERO en las pocas "
        "vitales, cuyo número está en Total",
    ),
    formula=(
        "share = count ÷ total; the vital few are the most frequent causes until their cumulative share reaches 80 %, "
        "and whatever ties with the last of them"
    ),
    rules=Text(
        "Causes that tie stand A to Z. The cause that carries the sum to 80 % is itself one of the vital few; where "
        "most causes are vital, there are no vital few. Without counts an empty cell is no complaint; with counts, "
        "what has no cause is in the total, so that the shares add up, and is never vital. A row without count leaves. "
        "Counts that are not whole, such as costs, have shares but no interval. Nothing counted: #N/A. A negative "
        "count: #VALUE!.",
        "Las causas empatadas van de la A a la Z. La causa con la que la suma alcanza el 80 % es también vital; si la "
        "mayoría de las causas son vitales, no hay pocas vitales. Sin recuentos, una celda vacía no es una queja; con "
        "recuentos, lo que no tiene causa entra en el total, para que las proporciones sumen, y nunca es vital. Una "
        "fila sin recuento sale. Los recuentos no enteros, como los costos, tienen proporción pero no intervalo. Nada "
        "contado: #N/D. Un recuento negativo: #¡VALOR!.",
    ),
    source=(
        "Juran (1951), Quality Control Handbook; Juran (1975), The non-Pareto principle: mea culpa, Quality Progress "
        "8(5), 8–9; the line at 80 % is the trade's custom. Interval: Wilson (1927), after Newcombe (1998)"
    ),
    examples=(
        Example(
            ([["price"], ["delivery"], ["Delivery"], ["delivery"], ["delivery"], [None]],),
            [
                [heading.en for heading in HEADER],
                ["delivery", 4, 0.8, 0.37553462976252544, 0.9637758913675698, 0.8, True],
                ["price", 1, 0.2, 0.03622410863243014, 0.6244653702374747, 1.0, False],
                ["Overall", 5, 1.0, 0.5655175352168254, 1.0, 1.0, 1],
            ],
        ),
    ),
)
def pareto_table(causes: Any, counts: Any | None = None) -> Table:
    """Return count, share, cumulative share and whether it is one of the vital few for each cause, Overall last.

    ``causes``: labels, one per row, ``""`` missing. ``counts``: how often, one per row, NaN missing; one each where
    left out, and then a row without cause is no complaint.

    Formula: share = count ÷ total, with Wilson's 95 % interval where the counts are whole; vital are the most
    frequent causes until their sum reaches 80 % of the total, and whatever ties with the last of them.

    Raises :class:`~service_kpi.errors.NoData` where nothing was counted,
    :class:`~service_kpi.errors.BadArgument` for a negative count and columns that do not pair.

    Source: Juran (1951), Quality Control Handbook.
    """
    labels = np.asarray(causes, dtype=np.str_).reshape(-1)
    if counts is None:
        labels = labels[labels != ""]
        counted = np.ones(labels.size)
    else:
        counted = as_column(counts)
        require_one_label_per_row("causes", labels, counted.size)
        require_not_negative("counts", counted)
        known = ~np.isnan(counted)
        labels, counted = labels[known], counted[known]
    groups = group_rows(labels)
    causes_counted = len(groups.names)
    per_cause = as_column(np.bincount(groups.of_row_with_blank(), counted, minlength=causes_counted + 1))
    total = float(per_cause.sum())
    if not total > 0:
        raise NoData("nothing was counted", "no se contó nada")
    order = np.argsort(-per_cause[:causes_counted], kind="stable")
    vital = _vital(per_cause[order], total)
    rows = _rows([groups.names[place] for place in order], per_cause[order], vital, total)
    without_cause = float(per_cause[-1])
    if without_cause:
        rows.append([BLANK_LABEL, without_cause, *_share(without_cause, total), 1.0, False])
    rows.append([OVERALL, total, *_share(total, total), 1.0, int(np.count_nonzero(vital))])
    return Table(HEADER, rows)


def _vital(ordered: Floats, total: float) -> Flags:
    """Return which of the counts, largest first, are the fewest that make up 80 %, or tie with the last of these."""
    before = np.cumsum(ordered) - ordered
    needed = (5 * before < _VITAL_OF_FIVE * total) & (ordered > 0)
    last: Index = np.flatnonzero(needed)[-1:]
    flags: Flags = ordered >= ordered[last] if last.size else needed
    return flags


def _rows(names: list[str], ordered: Floats, vital: Flags, total: float) -> list[list[TableCell]]:
    cumulative = (np.cumsum(ordered) / total).tolist()
    return [
        [name, count, *_share(count, total), up_to_here, is_vital]
        for name, count, up_to_here, is_vital in zip(names, ordered.tolist(), cumulative, vital.tolist(), strict=True)
    ]


def _share(count: float, total: float) -> tuple[float, float | None, float | None]:
    whole = count.is_integer() and total.is_integer()
    interval = wilson_interval(count, total) if whole else Interval(np.nan, np.nan)
    return count / total, interval.low, interval.high
