"""A little better than average, every time: how reliably encounters beat a benchmark from outside."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from service_kpi.errors import NoData
from service_kpi.kpis._comparison import is_above
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, group_rows, require_one_label_per_row
from service_kpi.kpis._nelson import run_lengths
from service_kpi.kpis._numerics import Floats, as_column, mean, standard_deviation
from service_kpi.kpis.inference import mean_interval, wilson_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

SCORES: Final = Argument(
    "scores",
    Kind.COLUMN,
    Text(
        "the score of each encounter, one per row, in order of time",
        "el puntaje de cada encuentro, uno por fila, en orden de tiempo",
    ),
    unit="points",
    pairs="rows",
)
BENCHMARK: Final = Argument(
    "benchmark",
    Kind.NUMBER,
    Text(
        "the average that customers know from elsewhere, such as that of the industry; not our own mean",
        "el promedio que los clientes conocen de fuera, como el del sector; no nuestra propia media",
    ),
    unit="points",
)

HEADER: Final = (
    Text("Unit", "Unidad"),
    Text("n", "n"),
    Text("Above the benchmark", "Por encima de la referencia"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Mean", "Media"),
    Text("Lift", "Ventaja"),
    Text("Lift low", "Ventaja inferior"),
    Text("Lift high", "Ventaja superior"),
    Text("SD", "DE"),
    Text("P10", "P10"),
    Text("Longest bad run", "Racha mala más larga"),
    Text("Beats the benchmark", "Supera la referencia"),
)

_SOURCE: Final = "Hyken (2009), The Cult of the Customer: a little better than average, every time"


@kpi(
    "KPI_CONSISTENCY",
    alias="KPI_CONSTANCIA",
    question=Text(
        "How often is an encounter with us better than what customers know from elsewhere?",
        "¿Con qué frecuencia un encuentro con nosotros es mejor que lo que los clientes conocen de fuera?",
    ),
    summary=Text(
        "Share of encounters above a benchmark from outside.",
        "Proporción de encuentros por encima de una referencia externa.",
    ),
    arguments=(SCORES, BENCHMARK),
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="encounters with score > benchmark ÷ encounters with a score",
    rules=Text(
        "As good as the benchmark is not above it. A blank is never a zero. No score: #N/A.",
        "Igual que la referencia no es por encima. Una celda vacía nunca es un cero. Ningún puntaje: #N/D.",
    ),
    source=_SOURCE,
    examples=(Example(([[4.5], [4.2], [None], [3.9], [5]], 4.2), 2 / 4),),
)
def consistency(scores: Any, benchmark: float) -> float:
    """Return the share of the scores above ``benchmark``; NaN scores leave, a score equal to it is not above.

    Raises :class:`~service_kpi.errors.NoData` where there is no score.

    >>> consistency([4.5, 4.2, 3.9, 5], 4.2)
    0.5
    """
    values = as_column(scores)
    scored = np.count_nonzero(~np.isnan(values))
    if not scored:
        raise _no_score()
    return float(np.count_nonzero(is_above(values, benchmark)) / scored)


@kpi(
    "KPI_CONSISTENCY_TABLE",
    alias="KPI_CONSTANCIA_TABLA",
    question=Text(
        "Which unit is a little better than average every time, and which one only now and then?",
        "¿Qué unidad es un poco mejor que el promedio siempre, y cuál solo de vez en cuando?",
    ),
    summary=Text(
        "How often and how far each unit's encounters lie above an outside benchmark, and how evenly.",
        "Con qué frecuencia y cuánto superan los encuentros de cada unidad una referencia externa, y cuán parejos son.",
    ),
    arguments=(
        SCORES,
        BENCHMARK,
        Argument(
            "by",
            Kind.LABELS,
            Text(
                "unit of each encounter: branch, team, employee or channel",
                "unidad de cada encuentro: sucursal, equipo, persona o canal",
            ),
            pairs="rows",
        ),
    ),
    returns=Text(
        "one row per unit, A to Z, then encounters without unit if any, then Overall: n, share above the benchmark "
        "with its 95 % interval, mean, lift (mean − benchmark) with its 95 % interval, standard deviation, 10th "
        "percentile, longest run of encounters that were not above, and whether the lift is surely above zero",
        "una fila por unidad, de la A a la Z, luego los encuentros sin unidad si los hay, y Total: n, proporción por "
        "encima de la referencia con su intervalo del 95 %, media, ventaja (media − referencia) con su intervalo del "
        "95 %, desviación estándar, percentil 10, racha más larga de encuentros que no la superaron, y si la ventaja "
        "es con seguridad mayor que cero",
    ),
    formula="share = encounters with score > benchmark ÷ n; lift ± t(n − 1)·s ÷ √n; beats: lower end of the lift > 0",
    rules=Text(
        "As good as the benchmark is not above it. Runs follow the order of the rows within the unit; a blank is "
        "passed over. The share has Wilson's interval; the percentile is PERCENTILE.INC. A high mean with a low P10 is "
        "a lottery, not a standard. The last row is KPI_CONSISTENCY of all rows. One encounter has no lift interval, "
        "no deviation and no verdict: #N/A. A unit without scores has no row. No score: #N/A.",
        "Igual que la referencia no es por encima. Las rachas siguen el orden de las filas dentro de la unidad; una "
        "celda vacía se salta. La proporción lleva el intervalo de Wilson; el percentil es PERCENTIL.INC. Una media "
        "alta con un P10 bajo es una lotería, no un estándar. La última fila es KPI_CONSTANCIA de todas las filas. Un "
        "solo encuentro no da intervalo de ventaja, desviación ni veredicto: #N/D. Una unidad sin puntajes no tiene "
        "fila. Ningún puntaje: #N/D.",
    ),
    source=_SOURCE + "; intervals: Wilson (1927), Student (1908)",
    examples=(
        Example(
            ([[5], [4], [4], [2], [5], [4]], 3, [["Bay"], ["Bay"], ["Bay"], ["City"], ["City"], ["Bay"]]),
            [
                [heading.en for heading in HEADER],
                [
                    *("Bay", 4, 1.0, 0.5101091635454027, 1.0, 4.25, 1.25, 0.454388423679073, 2.045611576320927),
                    *(0.5, 4.0, 0, True),
                ],
                [
                    *("City", 2, 0.5, 0.0945312057342307, 0.9054687942657693, 3.5, 0.5, -18.55930710426204),
                    *(19.55930710426204, 4.5**0.5, 2.3, 1, False),
                ],
                [
                    *(
                        "Overall",
                        6,
                        5 / 6,
                        0.43649717781353,
                        0.9699466302516934,
                        4.0,
                        1.0,
                        -0.1495991452417984,
                        2.1495991452417984,
                    ),
                    *(1.2**0.5, 3.0, 1, False),
                ],
            ],
        ),
    ),
)
def consistency_table(scores: Any, benchmark: float, by: Any) -> Table:
    """Return how often and how far the encounters of each unit lie above ``benchmark``, Overall last.

    ``scores``: one per encounter in order of time, NaN where missing; ``by``: one label per encounter.

    Share above with Wilson's interval, mean, lift = mean − benchmark with Student's, standard deviation, 10th
    percentile (Hyndman and Fan's definition 7), longest run of encounters not above, and whether the lower end of the
    lift is above zero.

    Raises :class:`~service_kpi.errors.BadArgument` for labels that do not pair with the rows,
    :class:`~service_kpi.errors.NoData` where there is no score.
    """
    values = as_column(scores)
    require_one_label_per_row("by", by, values.size)
    scored = np.flatnonzero(~np.isnan(values))
    if not scored.size:
        raise _no_score()
    groups = group_rows(by)
    labels: tuple[str | Text, ...] = (*groups.names, BLANK_LABEL)
    units = groups.of_row_with_blank()[scored]
    found = values[scored]
    order = np.argsort(units, kind="stable")
    ends = np.cumsum(np.bincount(units, minlength=len(labels)))
    parts = np.split(found[order], ends[:-1])
    rows = [_row(label, part, benchmark) for label, part in zip(labels, parts, strict=True) if part.size]
    return Table(HEADER, [*rows, _row(OVERALL, found, benchmark)])


def _row(label: str | Text, found: Floats, benchmark: float) -> list[TableCell]:
    is_better = is_above(found, benchmark)
    above = int(np.count_nonzero(is_better))
    share, middle, lift = wilson_interval(above, found.size), mean(found), mean_interval(found)
    return [
        label,
        found.size,
        above / found.size,
        share.low,
        share.high,
        middle,
        middle - benchmark,
        lift.low - benchmark,
        lift.high - benchmark,
        standard_deviation(found),
        float(np.percentile(found, 10)),
        int(run_lengths(~is_better).max()),
        bool(is_above(np.array([lift.low]), benchmark)[0]) if found.size > 1 else None,
    ]


def _no_score() -> NoData:
    return NoData("no encounter has a score", "ningún encuentro tiene puntaje")
