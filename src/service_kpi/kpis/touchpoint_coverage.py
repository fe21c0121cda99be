"""At how many of its touchpoints a service listens to the customer."""

from __future__ import annotations

from typing import Any

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._groups import number_rows, require_one_label_per_row
from service_kpi.kpis._numerics import as_column
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text


@kpi(
    "KPI_COVERAGE",
    alias="KPI_COBERTURA",
    question=Text(
        "At how many of the points where customers meet us do we hear what they think?",
        "¿En cuántos de los puntos donde el cliente nos encuentra escuchamos lo que piensa?",
    ),
    summary=Text(
        "Share of the touchpoints that are actually listened to.",
        "Proporción de los puntos de contacto que de verdad se escuchan.",
    ),
    arguments=(
        Argument(
            "touchpoints",
            Kind.LABELS,
            Text(
                "every touchpoint of the customer's journey, surveyed or not",
                "todos los puntos de contacto del recorrido del cliente, con encuesta o sin ella",
            ),
            pairs="rows",
        ),
        Argument(
            "answers",
            Kind.COLUMN,
            Text(
                "how many answers came in at each; several rows of one touchpoint are added up",
                "cuántas respuestas llegaron en cada uno; varias filas de un mismo punto se suman",
            ),
            unit="count",
            pairs="rows",
        ),
        Argument(
            "minimum",
            Kind.NUMBER,
            Text(
                "how many answers it takes to hear anything: 1 if left out; 30 where a mean is to be read from them",
                "cuántas respuestas hacen falta para oír algo: 1 si se omite; 30 si se va a leer una media de ellas",
            ),
            unit="count",
            optional=True,
            low=0.0,
        ),
    ),
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="touchpoints with at least minimum answers ÷ touchpoints",
    rules=Text(
        "The touchpoints are the base. One whose answers are blank is a touchpoint all the same: nobody knows of any "
        "answer there, so it is not listened to. Rows without touchpoint do not count; capitals do not matter. No "
        "touchpoint: #N/A. A negative number of answers, or a minimum that is not above zero: #VALUE!.",
        "La base son los puntos de contacto. Uno con las respuestas en blanco es un punto de contacto igual: nadie "
        "sabe de ninguna respuesta allí, así que no se escucha. Las filas sin punto de contacto no cuentan; no se "
        "distinguen mayúsculas. Ningún punto de contacto: #N/D. Un número negativo de respuestas, o un mínimo que no "
        "sea mayor que cero: #¡VALOR!.",
    ),
    source=(
        "listening at every touchpoint: Lemon and Verhoef (2016), Journal of Marketing 80(6), 69–96; the ratio is this "
        "function's definition"
    ),
    examples=(
        Example(
            ([["web"], ["call"], ["delivery"], ["invoice"], ["Web"]], [[12], [40], [0], [None], [25]], 30),
            0.5,
            Text(
                "four touchpoints; web (12 + 25) and call are heard",
                "cuatro puntos de contacto; se oyen web (12 + 25) y call",
            ),
        ),
    ),
)
def coverage(touchpoints: Any, answers: Any, minimum: float = 1.0) -> float:
    """Return the share of the touchpoints with at least ``minimum`` answers.

    ``touchpoints``: labels, ``""`` missing. ``answers``: how many came in, one number per row, NaN where nobody
    counted. Rows of the same touchpoint add up.

    Raises :class:`~service_kpi.errors.NoData` without a touchpoint, :class:`~service_kpi.errors.BadArgument` for
    columns that do not pair, a negative number of answers and a ``minimum`` that is not above zero.

    >>> coverage(["web", "call", "delivery"], [12, 40, None])
    0.6666666666666666
    """
    counts = as_column(answers)
    require_one_label_per_row("touchpoints", touchpoints, counts.size)
    require_not_negative("answers", counts)
    if not minimum > 0:
        raise BadArgument(
            f"minimum must be above zero, but is {minimum:g}", f"minimum debe ser mayor que cero, pero es {minimum:g}"
        )
    touchpoint = number_rows(touchpoints)
    named = touchpoint >= 0
    if not named.any():
        raise NoData("there is no touchpoint", "no hay ningún punto de contacto")
    per_touchpoint = np.bincount(touchpoint[named], np.nan_to_num(counts[named], nan=0.0))
    return float(np.count_nonzero(per_touchpoint >= minimum) / per_touchpoint.size)
