"""What mystery shoppers found: the weighted score of a checklist, capped where something critical went wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._numerics import Flags, Floats, as_column, as_matrix, mean, row_blocks
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text


@kpi(
    "KPI_MYSTERY",
    alias="KPI_MISTERIOSO",
    question=Text(
        "How well does the service follow its own standards when nobody knows that it is being watched?",
        "¿Qué tanto cumple el servicio sus propios estándares cuando nadie sabe que lo observan?",
    ),
    summary=Text(
        "Weighted checklist score of mystery visits; a visit is never better than its worst critical item.",
        "Puntaje ponderado de la lista de cotejo en visitas de incógnito; una visita nunca supera a su peor ítem "
        "crítico.",
    ),
    arguments=(
        Argument(
            "scores",
            Kind.MARKS,
            Text(
                "the checklist: one column of items, with further visits in further columns; or one row per visit with "
                "one column per item. Yes or no, 1 or 0, or points; blank or N/A where an item did not apply",
                "la lista de cotejo: una columna de ítems, con más visitas en más columnas; o una fila por visita con "
                "una columna por ítem. Sí o no, 1 o 0, o puntos; en blanco o N/A donde un ítem no aplica",
            ),
            unit="points",
        ),
        Argument(
            "weights",
            Kind.MATRIX,
            Text(
                "weight of each item, in a column or a row as the items lie; only the proportions count",
                "peso de cada ítem, en columna o en fila como estén los ítems; solo cuentan las proporciones",
            ),
        ),
        Argument(
            "critical",
            Kind.FLAGS,
            Text(
                "yes for each item whose failure spoils the visit, such as safety; none if left out",
                "sí en cada ítem cuyo incumplimiento arruina la visita, como la seguridad; ninguno si se omite",
            ),
            optional=True,
        ),
    ),
    returns=Text(
        "mean score of the visits, in the unit of the scores: with yes and no, a share from 0 to 1",
        "puntaje medio de las visitas, en la unidad de los puntajes: con sí y no, una proporción de 0 a 1",
    ),
    formula=(
        "mean over visits of min(Σ w·score ÷ Σ w over the items that applied, lowest score of the critical items that "
        "applied)"
    ),
    rules=Text(
        "What did not apply leaves numerator and denominator alike, however many items that are. Critical items cap "
        "their visit at their own score: a critical no makes it 0, the automatic fail of the trade, and a critical "
        "item at half marks leaves half at most. A critical item may weigh nothing and still caps. An item without "
        "weight leaves; a blank in critical is a no. A visit to which no item with a weight applied leaves; none left, "
        "or no weight above zero: #N/A. A negative weight, or weights that are not one per item: #VALUE!.",
        "Lo que no aplica sale del numerador y del denominador, sean cuantos sean los ítems. Los ítems críticos topan "
        "su visita en su propio puntaje: un no crítico la deja en 0, la falla automática del oficio, y un crítico a "
        "medias deja como mucho la mitad. Un ítem crítico puede no pesar nada y aun así topa. Un ítem sin peso sale; "
        "un blanco en critical es un no. Una visita sin ningún ítem con peso que aplique sale; si no queda ninguna, o "
        "ningún peso es mayor que cero: #N/D. Un peso negativo, o pesos que no sean uno por ítem: #¡VALOR!.",
    ),
    source=(
        "weighted checklists: Wilson (1998), The use of mystery shopping in the measurement of service delivery, "
        "Service Industries Journal 18(3), 148–163; the cap at the worst critical item is this function's convention"
    ),
    examples=(
        Example(
            ([["yes"], ["no"], ["N/A"], ["yes"]], [[40], [30], [20], [10]]),
            0.625,
            Text("50 of the 80 points that applied", "50 de los 80 puntos que aplican"),
        ),
        Example(
            ([["yes", "yes"], ["no", "yes"], ["yes", "yes"]], [[50], [25], [25]], [[False], [True], [False]]),
            0.5,
            Text(
                "two visits: the first fails a critical item (0), the second is perfect (1)",
                "dos visitas: la primera falla en un ítem crítico (0), la segunda es perfecta (1)",
            ),
        ),
    ),
)
def mystery(scores: Any, weights: Any, critical: Any | None = None) -> float:
    """Return the mean checklist score of the visits.

    ``scores``: items × visits or visits × items, as the ``weights`` lie (a column of weights, or a plain list, has the
    items in rows where that fits); NaN where an item did not apply. ``critical``: 1, 0 or NaN for each item.

    Formula: mean over visits of min(Σ w·score ÷ Σ w over the items that applied, lowest critical score).

    Raises :class:`~service_kpi.errors.BadArgument` for weights or flags that are not one per item and for a negative
    weight, :class:`~service_kpi.errors.NoData` where no item weighs anything or no visit has a score.

    Source: Wilson (1998), Service Industries Journal 18(3), 148–163; the cap is this function's convention.

    >>> mystery([1, 0, None, 1], [40, 30, 20, 10])
    0.625
    """
    visits, weight = _by_visit(as_matrix(scores), as_matrix(weights))
    require_not_negative("weights", weight)
    if not (weight > 0).any():
        raise NoData("no item has a weight above zero", "ningún ítem tiene un peso mayor que cero")
    flags = np.zeros(weight.size) if critical is None else as_column(critical)
    if flags.size != weight.size:
        raise BadArgument(
            f"critical must be one per item ({weight.size}), but there are {flags.size}",
            f"critical debe tener uno por ítem ({weight.size}), pero hay {flags.size}",
        )
    result = mean(_visit_scores(visits, np.where(np.isnan(weight), 0.0, weight), flags == 1))
    if math.isnan(result):
        raise NoData("no visit has an item that applied", "ninguna visita tiene un ítem que aplique")
    return result


def _by_visit(scores: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return visits × items and one weight per item."""
    items = weights.size
    in_column = weights.shape[1] == 1
    if 1 in weights.shape:
        if scores.shape[0] == items and (in_column or scores.shape[1] != items):
            return scores.T, weights.reshape(-1)
        if scores.shape[1] == items:
            return scores, weights.reshape(-1)
    size, found = ("{} × {}".format(*matrix.shape) for matrix in (scores, weights))
    raise BadArgument(
        f"weights must be one per item, as many as the scores ({size}) have rows or columns, but they are {found}",
        f"los pesos deben ser uno por ítem, tantos como filas o columnas haya en scores ({size}), pero son {found}",
    )


def _visit_scores(visits: Floats, weight: Floats, critical: Flags) -> Floats:
    """Return each visit's score, NaN where no item with a weight applied."""
    result = np.full(len(visits), np.nan)
    for rows in row_blocks(visits):
        block = visits[rows]
        applied = ~np.isnan(block)
        total, base = np.where(applied, block, 0.0) @ weight, applied @ weight
        np.divide(total, base, out=result[rows], where=base > 0)
        if critical.any():
            worst = np.where(applied, block, np.inf)[:, critical].min(axis=1)
            np.minimum(result[rows], worst, out=result[rows])
    return result
