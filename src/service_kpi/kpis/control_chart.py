"""Control charts: the voice of the process against what really happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._charts import (
    UPPER_RANGE,
    Chart,
    count_in_sample_chart,
    individuals_chart,
    laney_chart,
    mean_range,
    rate_chart,
    share_chart,
)
from service_kpi.kpis._checks import require_counts, require_not_negative, require_parts
from service_kpi.kpis._nelson import ROUTINE, named, nelson_tests
from service_kpi.kpis._numerics import Flags, Floats, as_column, require_same_shape
from service_kpi.spec import Argument, Example, Kind, Table, kpi
from service_kpi.text import Text

_BY_SIZE: Final[dict[str, Callable[[Floats, Floats, Flags], Chart]]] = {
    "p": share_chart,
    "np": count_in_sample_chart,
    "u": rate_chart,
    "p'": laney_chart,
}
#: Charts of a part of a sample: no more than its size.
_PARTS: Final = frozenset({"p", "np", "p'"})

HEADER: Final = (
    Text("Point", "Punto"),
    Text("Value", "Valor"),
    Text("Centre", "Centro"),
    Text("Lower limit", "Límite inferior"),
    Text("Upper limit", "Límite superior"),
    Text("Signals", "Señales"),
)
SIZE_HEADER: Final = (Text("n", "n"),)
RANGE_HEADER: Final = (
    Text("Moving range", "Rango móvil"),
    Text("Upper limit of the range", "Límite superior del rango"),
)
#: Among the signals: the moving range is above its limit.
RANGE_SIGNAL: Final = "mR"


@kpi(
    "KPI_CONTROL_TABLE",
    alias="KPI_CONTROL_TABLA",
    question=Text(
        "Is this month's figure news, or just the noise of a stable process?",
        "¿La cifra de este mes es noticia, o solo el ruido de un proceso estable?",
    ),
    summary=Text(
        "Control chart: centre line, limits and signals of every point.",
        "Gráfico de control: línea central, límites y señales de cada punto.",
    ),
    arguments=(
        Argument(
            "values",
            Kind.COLUMN,
            Text(
                "one row per point in order of time: the value for xmr; a count for every other chart",
                "una fila por punto en orden de tiempo: el valor en xmr; un recuento en los demás gráficos",
            ),
            pairs="rows",
        ),
        Argument(
            "sizes",
            Kind.COLUMN,
            Text(
                "how many were looked at in each row (p, np, p') or the units of opportunity (u)",
                "cuántos se examinaron en cada fila (p, np, p') o las unidades de oportunidad (u)",
            ),
            pairs="rows",
            optional=True,
        ),
        Argument(
            "chart",
            Kind.CHOICE,
            Text(
                "xmr: single values (the default without sizes); p: share (the default with sizes); np: count in a "
                "sample; c: events; u: events per unit; p': Laney's p for large samples",
                "xmr: valores individuales (por defecto sin sizes); p: proporción (por defecto con sizes); np: "
                "recuento en una muestra; c: eventos; u: eventos por unidad; p': p de Laney para muestras grandes",
            ),
            optional=True,
            choices={
                "xmr": ("i", "imr", "individuals", "individuales"),
                "p": (),
                "np": (),
                "c": (),
                "u": (),
                "p'": ("p’", "p′", "laney", "pp"),
            },
        ),
        Argument(
            "baseline",
            Kind.FLAGS,
            Text(
                "yes for the rows that set the centre and the limits; all rows if left out. A blank is a no",
                "sí en las filas que fijan el centro y los límites; todas si se omite. En blanco vale no",
            ),
            pairs="rows",
            optional=True,
        ),
    ),
    returns=Text(
        "one row per point: its number, what is plotted, centre, lower and upper limit, signals; then its size, or for "
        "xmr the moving range and its upper limit",
        "una fila por punto: su número, lo que se dibuja, centro, límite inferior y superior, señales; luego su "
        "tamaño, o en xmr el rango móvil y su límite superior",
    ),
    formula=(
        "limits = centre ± 3σ; xmr: σ = mean moving range ÷ 1.128; p: √(p̄(1 − p̄) ÷ n); np: √(n·p̄(1 − p̄)); c: √c̄; "
        "u: √(ū ÷ n); p': p's σ × mean moving range of the z scores ÷ 1.128"
    ),
    rules=Text(
        "Signals are the numbers of Nelson's rules that the point completes: 1 beyond a limit, 2 nine in a row on one "
        "side, 3 six in a row rising or falling, 4 fourteen in a row up and down in turn; KPI_RUN_RULES has all eight. "
        "mR: the moving range is above 3.267 times its mean. Limits stop at what is possible. Shares and rates are "
        "pooled: sum of counts ÷ sum of sizes. A row without value, or without a size above zero, is no point: #N/A, "
        "and neighbours are the points before and after it; so are the baseline's neighbours within the baseline. A "
        "single baseline point gives no limits to xmr and p'. No baseline point: #N/A. Counts that are not whole or "
        "exceed their size, sizes for xmr or c, or none for the others: #VALUE!.",
        "Las señales son los números de las reglas de Nelson que el punto completa: 1 más allá de un límite, 2 nueve "
        "seguidos a un lado, 3 seis seguidos subiendo o bajando, 4 catorce seguidos alternando; KPI_REGLAS tiene las "
        "ocho. mR: el rango móvil supera 3,267 veces su media. Los límites no pasan de lo posible. Las proporciones y "
        "tasas se agregan: suma de recuentos ÷ suma de tamaños. Una fila sin valor, o sin tamaño mayor que cero, no es "
        "un punto: #N/D, y los vecinos son los puntos anterior y posterior; igual entre los puntos de la línea base. "
        "Un solo punto de línea base no da límites en xmr ni p'. Ningún punto de línea base: #N/D. Recuentos no "
        "enteros o mayores que su tamaño, tamaños en xmr o c, o su falta en los demás: #¡VALOR!.",
    ),
    source=(
        "Shewhart (1931), Economic Control of Quality of Manufactured Product; NIST/SEMATECH e-Handbook 6.3.2.2 and "
        "6.3.3; Laney (2002), Quality Engineering 14, 531–537; Nelson (1984), J. Quality Technology 16, 237–239"
    ),
    examples=(
        Example(
            ([[5], [7], [6], [None], [20]], None, None, [["yes"], ["yes"], ["yes"], ["yes"], ["no"]]),
            [
                [*(heading.en for heading in (*HEADER, *RANGE_HEADER))],
                [1, 5, 6, 6 - 4.5 / 1.128, 6 + 4.5 / 1.128, "", None, 1.5 * 3.267],
                [2, 7, 6, 6 - 4.5 / 1.128, 6 + 4.5 / 1.128, "", 2, 1.5 * 3.267],
                [3, 6, 6, 6 - 4.5 / 1.128, 6 + 4.5 / 1.128, "", 1, 1.5 * 3.267],
                [4, *[None] * 7],
                [5, 20, 6, 6 - 4.5 / 1.128, 6 + 4.5 / 1.128, "1, mR", 14, 1.5 * 3.267],
            ],
        ),
        Example(
            ([[12], [15], [8]], [[50], [50], [100]]),
            [
                [*(heading.en for heading in (*HEADER, *SIZE_HEADER))],
                [1, 0.24, 0.175, 0.175 - 3 * (0.144375 / 50) ** 0.5, 0.175 + 3 * (0.144375 / 50) ** 0.5, "", 50],
                [2, 0.3, 0.175, 0.175 - 3 * (0.144375 / 50) ** 0.5, 0.175 + 3 * (0.144375 / 50) ** 0.5, "", 50],
                [3, 0.08, 0.175, 0.175 - 3 * (0.144375 / 100) ** 0.5, 0.175 + 3 * (0.144375 / 100) ** 0.5, "", 100],
            ],
        ),
    ),
)
def control_table(
    values: Any, sizes: Any | None = None, chart: str | None = None, baseline: Any | None = None
) -> Table:
    """Return centre, limits and signals of every point of a control chart.

    ``values``: one per point in order, NaN where missing; counts except in the chart of single values. ``sizes``: the
    sample, or the units of opportunity, of each. ``chart``: "xmr", "p", "np", "c", "u" or "p'"; by default "xmr"
    without sizes and "p" with them. ``baseline``: 1 for the points that set the lines, all if left out.

    Formula: limits = centre ± 3σ, within what is possible; :mod:`service_kpi.kpis._charts` has each σ.

    Raises :class:`~service_kpi.errors.BadArgument` for counts that are none, sizes that do not fit the chart and an
    unknown chart, :class:`~service_kpi.errors.NoData` where the baseline has no point.

    Source: Shewhart (1931); NIST/SEMATECH e-Handbook 6.3; Laney (2002), Quality Engineering 14, 531–537.
    """
    points = as_column(values)
    given_sizes = None if sizes is None else as_column(sizes)
    kind = chart or ("xmr" if given_sizes is None else "p")
    _require_chart(kind, given_sizes)
    size = np.ones(points.size) if given_sizes is None else given_sizes
    require_same_shape(values=points, sizes=size)
    if kind != "xmr":
        require_counts("values", points)
        require_not_negative("sizes", size)
    if kind in _PARTS:
        require_parts("values", points, "sizes", size)
    measured = ~np.isnan(points) & (size > 0)
    in_baseline = _baseline(baseline, points)[measured]
    if not in_baseline.any():
        raise NoData("no row of the baseline has a value", "ninguna fila de la línea base tiene valor")
    points, size = points[measured], size[measured]
    lines = (
        individuals_chart(points, in_baseline)
        if kind == "xmr"
        else _BY_SIZE.get(kind, rate_chart)(points, size, in_baseline)
    )
    signals = named(nelson_tests(lines.plotted, lines.centre, lines.sigma, ROUTINE))
    columns: list[Any] = [
        lines.plotted,
        lines.centre,
        np.maximum(lines.centre - 3 * lines.sigma, lines.lowest),
        np.minimum(lines.centre + 3 * lines.sigma, lines.highest),
        signals,
    ]
    header: tuple[Text, ...] = HEADER
    if kind == "xmr":
        ranges = np.append(np.nan, np.abs(np.diff(points)))
        limit = UPPER_RANGE * mean_range(points[in_baseline])
        is_wide = ranges > limit
        signals[is_wide] = [f"{signal}, {RANGE_SIGNAL}" if signal else RANGE_SIGNAL for signal in signals[is_wide]]
        columns += [ranges, np.full(ranges.size, limit)]
        header += RANGE_HEADER
    elif given_sizes is not None:
        columns.append(size)
        header += SIZE_HEADER
    cells = np.full((measured.size, len(columns)), None, dtype=object)
    for place, column in enumerate(columns):
        cells[measured, place] = column
    return Table(header, list(zip(range(1, measured.size + 1), *cells.T.tolist(), strict=True)))


def _require_chart(kind: str, sizes: Floats | None) -> None:
    if kind not in ("xmr", "c", *_BY_SIZE):
        raise BadArgument(
            f"chart must be xmr, p, np, c, u or p', but is {kind}",
            f"chart debe ser xmr, p, np, c, u o p', pero es {kind}",
        )
    if (sizes is not None) != (kind in _BY_SIZE):
        needs = kind in _BY_SIZE
        raise BadArgument(
            f"chart {kind} {'needs sizes' if needs else 'takes no sizes'}",
            f"el gráfico {kind} {'necesita' if needs else 'no lleva'} sizes",
        )


def _baseline(baseline: Any | None, points: Floats) -> Flags:
    if baseline is None:
        return np.ones(points.size, dtype=bool)
    flags = as_column(baseline)
    require_same_shape(values=points, baseline=flags)
    return np.asarray(flags == 1)
