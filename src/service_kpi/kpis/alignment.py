"""Whether what was decided serves the service strategy."""

from __future__ import annotations

from typing import Any

import numpy as np

from service_kpi.errors import NoData
from service_kpi.kpis._numerics import as_column, require_same_shape
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text


@kpi(
    "KPI_ALIGNMENT",
    alias="KPI_ALINEACION",
    question=Text(
        "How much of what we approve serves the service strategy?",
        "¿Cuánto de lo que aprobamos sirve a la estrategia de servicio?",
    ),
    summary=Text(
        "Share of the approved initiatives that serve the service strategy.",
        "Proporción de las iniciativas aprobadas que sirven a la estrategia de servicio.",
    ),
    arguments=(
        Argument(
            "approved",
            Kind.FLAGS,
            Text("yes or no: the initiative was approved", "sí o no: la iniciativa fue aprobada"),
            pairs="rows",
        ),
        Argument(
            "linked",
            Kind.FLAGS,
            Text(
                "yes or no: it serves an aim of the service strategy",
                "sí o no: sirve a un objetivo de la estrategia de servicio",
            ),
            pairs="rows",
        ),
    ),
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="approved and linked ÷ approved",
    rules=Text(
        "What was not approved does not count, however well it serves the strategy. Nor does an approved initiative of "
        "which nobody has said whether it serves: a blank is not a no, so write no where you mean it. None approved: "
        "#N/A.",
        "Lo no aprobado no cuenta, por bien que sirva a la estrategia. Tampoco una iniciativa aprobada de la que nadie "
        "ha dicho si sirve: un blanco no es un no, así que escriba no donde lo sea. Ninguna aprobada: #N/D.",
    ),
    source=(
        "alignment of initiatives with strategy: Kaplan and Norton (2001), The Strategy-Focused Organization, Harvard "
        "Business School Press, ch. 11; the ratio is this function's definition"
    ),
    examples=(
        Example(
            ([["yes"], ["yes"], ["yes"], ["no"], ["yes"]], [["yes"], ["no"], ["yes"], ["yes"], [None]]),
            2 / 3,
            Text(
                "four approved, of which one is not judged yet; two of the other three serve",
                "cuatro aprobadas, una de ellas aún sin juzgar; dos de las otras tres sirven",
            ),
        ),
    ),
)
def alignment(approved: Any, linked: Any) -> float:
    """Return the share of the approved initiatives that serve the strategy.

    ``approved`` and ``linked``: 1, 0 or NaN for each initiative.

    Formula: approved and linked ÷ approved, over the initiatives of which both are known.

    Raises :class:`~service_kpi.errors.NoData` where no approved initiative has been judged,
    :class:`~service_kpi.errors.BadArgument` for columns that do not pair.

    >>> alignment([1, 1, 1, 0], [1, 0, 1, 1])
    0.6666666666666666
    """
    approved, linked = as_column(approved), as_column(linked)
    require_same_shape(approved=approved, linked=linked)
    judged = (approved == 1) & ~np.isnan(linked)
    if not judged.any():
        raise NoData(
            "no approved initiative says whether it serves the strategy",
            "ninguna iniciativa aprobada dice si sirve a la estrategia",
        )
    return float(np.count_nonzero(judged & (linked == 1)) / np.count_nonzero(judged))
