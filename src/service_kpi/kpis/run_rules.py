"""Which patterns of a stable process are broken: Nelson's eight rules, point by point."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._nelson import TESTS, named, nelson_tests
from service_kpi.kpis._numerics import as_column
from service_kpi.spec import Argument, Example, Kind, Table, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Point", "Punto"),
    Text("Rules", "Reglas"),
    *(Text(f"Rule {rule}", f"Regla {rule}") for rule in range(1, TESTS + 1)),
)


@kpi(
    "KPI_RUN_RULES",
    alias="KPI_REGLAS",
    question=Text(
        "Did something really happen, or is this the usual up and down?",
        "¿Ocurrió algo de verdad, o es el sube y baja de siempre?",
    ),
    summary=Text(
        "Which of Nelson's eight rules fire at each point of a series.",
        "Cuáles de las ocho reglas de Nelson se disparan en cada punto de una serie.",
    ),
    arguments=(
        Argument(
            "values",
            Kind.COLUMN,
            Text(
                "the points in their order in time; blanks are no points",
                "los puntos en orden de tiempo; las celdas vacías no son puntos",
            ),
        ),
        Argument(
            "centre",
            Kind.NUMBER,
            Text(
                "the centre line, such as the mean of a stable time",
                "la línea central, como la media de un tiempo estable",
            ),
        ),
        Argument(
            "sigma",
            Kind.NUMBER,
            Text(
                "the standard deviation of a point while nothing happens, above zero: a third of the way to the limit",
                "la desviación estándar de un punto mientras nada ocurre, mayor que cero: un tercio del camino al "
                "límite",
            ),
            low=0.0,
        ),
    ),
    returns=Text(
        "one row per point: its number, the rules that it completes as text, and TRUE or FALSE for each rule",
        "una fila por punto: su número, las reglas que completa como texto, y VERDADERO o FALSO para cada regla",
    ),
    formula=(
        "1: beyond 3σ; 2: nine in a row on one side; 3: six in a row rising or falling; 4: fourteen in a row up and "
        "down in turn; 5: two of three beyond 2σ on one side; 6: four of five beyond 1σ on one side; 7: fifteen in a "
        "row within 1σ; 8: eight in a row beyond 1σ on either side"
    ),
    rules=Text(
        "A rule fires at the point that completes the pattern, and at each that continues it; with rules 5 and 6 that "
        "point itself lies beyond. Strictly: a point on the centre line breaks a run, two equal points break a trend, "
        "a point on a border is not beyond it. A blank is passed over: in a row are the points that were measured; its "
        "own row shows #N/A. No point: #N/A. sigma of zero: #VALUE!. Rules 1 to 4 are for every day; all eight "
        "together raise many false alarms.",
        "Una regla se dispara en el punto que completa el patrón, y en cada uno que lo continúa; con las reglas 5 y 6 "
        "ese mismo punto está más allá. En sentido estricto: un punto sobre la línea central rompe la racha, dos "
        "puntos iguales rompen la tendencia, un punto en el borde no está más allá. Una celda vacía se salta: seguidos "
        "son los puntos medidos; su propia fila muestra #N/D. Ningún punto: #N/D. sigma cero: #¡VALOR!. Las reglas 1 a "
        "4 son para el día a día; las ocho juntas dan muchas falsas alarmas.",
    ),
    source="Nelson (1984), The Shewhart Control Chart: Tests for Special Causes, J. Quality Technology 16, 237–239",
    examples=(
        Example(
            ([[10.5], [None], [12.1], [10.0], [13.5]], 10, 1),
            [
                [heading.en for heading in HEADER],
                [1, "", *[False] * 8],
                [2, *[None] * 9],
                [3, "", *[False] * 8],
                [4, "", *[False] * 8],
                [5, "1, 5", True, False, False, False, True, False, False, False],
            ],
        ),
    ),
)
def run_rules(values: Any, centre: float, sigma: float) -> Table:
    """Return which of Nelson's eight rules fire at each point.

    ``values``: the points in order, NaN where none was measured (passed over). ``centre``, ``sigma``: of the stable
    process, in the unit of the values. :mod:`service_kpi.kpis._nelson` says what counts as beyond, in a row, rising.

    Raises :class:`~service_kpi.errors.BadArgument` for a sigma that is not above zero,
    :class:`~service_kpi.errors.NoData` where there is no point.

    Source: Nelson (1984), Journal of Quality Technology 16, 237–239.
    """
    points = as_column(values)
    if not (sigma > 0 and math.isfinite(sigma)):
        raise BadArgument(
            f"sigma must be above zero, but is {sigma:g}", f"sigma debe ser mayor que cero, pero es {sigma:g}"
        )
    measured = ~np.isnan(points)
    if not measured.any():
        raise NoData("there is no point", "no hay ningún punto")
    tests = nelson_tests(points[measured], centre, sigma)
    cells = np.full((points.size, TESTS + 1), None, dtype=object)
    cells[measured, 0] = named(tests)
    cells[measured, 1:] = tests
    return Table(HEADER, list(zip(range(1, points.size + 1), *cells.T.tolist(), strict=True)))
