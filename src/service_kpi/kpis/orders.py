"""Orders: on time and in full, and perfect."""

from __future__ import annotations

from typing import Any

import numpy as np

from service_kpi.errors import NoData
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._ledger import nothing_due, read_ledger
from service_kpi.kpis._numerics import as_column, as_matrix, require_same_shape
from service_kpi.kpis._promise_arguments import AS_OF, DELIVERED, PROMISED
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text


@kpi(
    "KPI_OTIF",
    alias="KPI_OTIF",
    question=Text(
        "How many orders arrive on the promised day with everything that was ordered?",
        "¿Cuántos pedidos llegan el día prometido con todo lo que se pidió?",
    ),
    summary=Text(
        "Share of the orders due that came on time and in full, by quantity.",
        "Proporción de los pedidos vencidos que llegaron a tiempo y completos, según la cantidad.",
    ),
    arguments=(
        PROMISED,
        DELIVERED,
        Argument(
            "ordered",
            Kind.COLUMN,
            Text("quantity ordered, per order or order line", "cantidad pedida, por pedido o línea de pedido"),
            unit="units",
            pairs="rows",
        ),
        Argument(
            "supplied",
            Kind.COLUMN,
            Text(
                "quantity supplied by that delivery; may be blank while undelivered",
                "cantidad suministrada en esa entrega; puede estar en blanco si aún no se entregó",
            ),
            unit="units",
            pairs="rows",
        ),
        AS_OF,
    ),
    returns=Text(
        "a share of rows between 0 and 1; #N/A while nothing is due",
        "una proporción de filas entre 0 y 1; #N/D mientras nada haya vencido",
    ),
    formula="rows due, delivered by the promised day, with supplied ≥ ordered ÷ rows due",
    rules=Text(
        "Due, open and cancelled as in KPI_PROMISE_RATE, by calendar day. A row holds or fails as a whole: 99 of 100 "
        "units is not in full, and more than was ordered is. A row counts when it can be judged: it needs the quantity "
        "ordered, above zero, and, once delivered, the quantity supplied; other rows leave the share whether late or "
        "not. Undelivered by as_of fails.",
        "Vencido, abierto y cancelado como en KPI_TASA_PROMESAS, por día natural. Una fila se cumple o falla entera: "
        "99 de 100 unidades no es completo, y más de lo pedido sí. Una fila cuenta si puede juzgarse: necesita la "
        "cantidad pedida, mayor que cero, y, una vez entregada, la suministrada; las demás salen de la proporción, "
        "tarde o no. Sin entregar en as_of, falla.",
    ),
    source=(
        "Supply Chain Operations Reference (SCOR) 12.0, RL.2.1 orders delivered in full and RL.2.2 delivery "
        "performance to customer commit date, both holding for one row"
    ),
    examples=(
        Example(
            (
                [["2025-03-03"], ["2025-03-05"], ["2025-03-10"], ["2025-03-12"], ["2025-04-05"]],
                [["2025-03-03"], ["2025-03-05"], ["2025-03-11"], [None], [None]],
                [[100], [100], [20], [5], [8]],
                [[100], [99], [20], [None], [None]],
                "2025-03-31",
            ),
            0.25,
            Text(
                "four due: one holds, one short, one late, one undelivered",
                "cuatro vencidos: uno se cumple, uno incompleto, uno tarde, uno sin entregar",
            ),
        ),
    ),
)
def otif(promised: Any, delivered: Any, ordered: Any, supplied: Any, as_of: float) -> float:
    """Return the share of the due rows that were delivered on time with at least the quantity ordered.

    ``promised``, ``delivered``, ``as_of``: as in :func:`~service_kpi.kpis.promises.promise_rate`. ``ordered``,
    ``supplied``: quantities in the same unit, NaN missing; as many as dates.

    Formula: due rows on time with supplied ≥ ordered ÷ due rows. A row without a quantity ordered above zero, or
    delivered without a quantity supplied, cannot be judged and is no row.

    Raises :class:`~service_kpi.errors.NoData` while nothing that can be judged is due,
    :class:`~service_kpi.errors.BadArgument` for columns that do not pair and for a negative quantity.

    Source: SCOR 12.0, RL.2.1 and RL.2.2.

    >>> otif([45719, 45721], [45719, 45721], [100, 100], [100, 99], 45747)
    0.5
    """
    ordered, supplied = as_column(ordered), as_column(supplied)
    require_same_shape(promised=as_column(promised), ordered=ordered, supplied=supplied)
    require_not_negative("ordered", ordered)
    require_not_negative("supplied", supplied)
    ledger = read_ledger(promised, delivered, as_of)
    judged = ledger.due & (ordered > 0) & (ledger.overdue | ~np.isnan(supplied))
    due = np.count_nonzero(judged)
    if due == 0:
        raise nothing_due()
    return float(np.count_nonzero(judged & ledger.kept & (supplied >= ordered)) / due)


@kpi(
    "KPI_PERFECT_ORDER",
    alias="KPI_PEDIDO_PERFECTO",
    question=Text(
        "How many orders had nothing at all wrong with them?", "¿Cuántos pedidos salieron sin un solo fallo?"
    ),
    summary=Text(
        "Share of orders whose every component holds: on time, complete, undamaged, billed right.",
        "Proporción de pedidos en que todo se cumple: a tiempo, completo, sin daños, bien facturado.",
    ),
    arguments=(
        Argument(
            "components",
            Kind.FLAG_MATRIX,
            Text(
                "one row per order, one column per component, yes or no; blank: not checked or not applicable",
                "una fila por pedido, una columna por componente, sí o no; en blanco: no revisado o no aplica",
            ),
        ),
    ),
    returns=Text("a share between 0 and 1; #N/A without orders", "una proporción entre 0 y 1; #N/D si no hay pedidos"),
    formula="rows whose every recorded component holds ÷ rows with at least half of the components recorded",
    rules=Text(
        "A blank is neither yes nor no: the row is judged on what was recorded. A row counts when at least half of its "
        "components were recorded. One failed component fails the whole order.",
        "Un blanco no es ni sí ni no: la fila se juzga por lo registrado. Una fila cuenta si se registró al menos la "
        "mitad de sus componentes. Un componente fallido hace fallar todo el pedido.",
    ),
    source="Supply Chain Operations Reference (SCOR) 12.0, RL.1.1 perfect order fulfillment",
    examples=(
        Example(
            ([[True, True, True], [True, False, True], [True, None, True], [None, None, False]],),
            2 / 3,
            Text(
                "the second order fails; the last has too little recorded to count",
                "el segundo pedido falla; del último se registró muy poco para contar",
            ),
        ),
    ),
)
def perfect_order(components: Any) -> float:
    """Return the share of orders whose every recorded component holds.

    ``components``: orders × components of 1, 0 and NaN.

    Formula: rows without a 0 ÷ rows, over the rows with at least half of the components recorded (the half rule).

    Raises :class:`~service_kpi.errors.NoData` where no row counts.

    Source: SCOR 12.0, RL.1.1.

    >>> perfect_order([[1, 1], [1, 0], [1, None]])
    0.6666666666666666
    """
    flags = as_matrix(components)
    recorded = np.count_nonzero(~np.isnan(flags), axis=1)
    counted = (recorded > 0) & (2 * recorded >= flags.shape[1])
    orders = np.count_nonzero(counted)
    if orders == 0:
        raise NoData(
            "no order has at least half of its components recorded",
            "ningún pedido tiene registrada al menos la mitad de sus componentes",
        )
    return float(np.count_nonzero(counted & ~(flags == 0).any(axis=1)) / orders)
