"""How well the staff know the service strategy, from never heard of it to working by it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._comparison import is_tie
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, Groups, group_rows, in_sheet_order, require_one_label_per_row
from service_kpi.kpis._numerics import Floats, as_column
from service_kpi.kpis.inference import finite_wilson_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Area", "Área"),
    Text("n", "n"),
    Text("Staff", "Personal"),
    Text("Index", "Índice"),
    Text("Level 2 or 3", "Nivel 2 o 3"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Weakest", "Más débil"),
    Text("Out of scale", "Fuera de escala"),
)

_TOP: Final = 3.0
_AWARE: Final = 2.0


@kpi(
    "KPI_AWARENESS_TABLE",
    alias="KPI_CONOCIMIENTO_TABLA",
    question=Text(
        "Do our people know the service strategy, and in which area the least?",
        "¿Conoce nuestra gente la estrategia de servicio, y en qué área menos?",
    ),
    summary=Text(
        "Knowledge of the strategy by area: index, share that recalls or applies it, and the weakest area.",
        "Conocimiento de la estrategia por área: índice, proporción que la recuerda o aplica, y el área más débil.",
    ),
    arguments=(
        Argument(
            "level",
            Kind.COLUMN,
            Text(
                "level of each person asked: 0 unaware, 1 recognises it, 2 recalls it, 3 applies it",
                "nivel de cada persona preguntada: 0 no la conoce, 1 la reconoce, 2 la recuerda, 3 la aplica",
            ),
            unit="points",
            pairs="rows",
        ),
        Argument("area", Kind.LABELS, Text("area of each person", "área de cada persona"), pairs="rows"),
        Argument(
            "staff",
            Kind.COLUMN,
            Text(
                "how many people work in the area, beside each person, or one number per area in the order in which "
                "the areas first appear; left out, as if very many",
                "cuántas personas trabajan en el área, junto a cada persona, o un número por área en el orden en que "
                "aparecen las áreas; si se omite, como si fueran muchísimas",
            ),
            unit="count",
            optional=True,
        ),
    ),
    returns=Text(
        "one row per area, A to Z, then rows without area if any, then Overall: people who answered, staff, index from "
        "0 to 1, share at level 2 or 3 with its 95 % interval, TRUE for the weakest area, whose name stands in "
        "Overall, and answers out of scale",
        "una fila por área, de la A a la Z, luego las filas sin área si las hay, y Total: personas que respondieron, "
        "personal, índice de 0 a 1, proporción en nivel 2 o 3 con su intervalo del 95 %, VERDADERO en el área más "
        "débil, cuyo nombre está en Total, y respuestas fuera de escala",
    ),
    formula=(
        "index = mean level ÷ 3; interval: Wilson's, with n·(N − 1) ÷ (N − n) answers in place of n, N the staff of "
        "the area"
    ),
    rules=Text(
        "The more of an area was asked, the narrower its interval; everybody asked leaves none. An answer below 0 or "
        "above 3 is left out and counted as out of scale. The weakest area has the lowest index; areas that tie are "
        "all TRUE, and Overall names the first. Overall adds up the people asked and does not weigh the areas by their "
        "staff; where the staff of an area is unknown, or people have no area, its interval is that of a very large "
        "staff. An area without answers shows #N/A. No answer at all: #N/A. More answers than staff, or two numbers "
        "for the staff of one area: #VALUE!.",
        "Cuanta más gente de un área se pregunta, más estrecho su intervalo; si se pregunta a todos, no queda ninguno. "
        "Una respuesta menor que 0 o mayor que 3 se omite y se cuenta fuera de escala. El área más débil tiene el "
        "índice más bajo; las empatadas son todas VERDADERO, y Total nombra la primera. Total suma las personas "
        "preguntadas y no pondera las áreas por su personal; si se desconoce el personal de un área, o hay personas "
        "sin área, su intervalo es el de un personal muy grande. Un área sin respuestas muestra #N/D. Ninguna "
        "respuesta: #N/D. Más respuestas que personal, o dos números para el personal de un área: #¡VALOR!.",
    ),
    source=(
        "levels: recognition and recall after Keller (1993), Journal of Marketing 57(1), 1–22, with applying it added; "
        "the index is this function's convention; interval: Wilson (1927), variance of a finite population after "
        "Cochran (1977), Sampling Techniques, 3rd ed., theorem 3.2"
    ),
    examples=(
        Example(
            ([[3], [2], [2], [0], [1]], [["Sales"], ["Sales"], ["Sales"], ["Office"], ["Office"]], [[20], [2]]),
            [
                [heading.en for heading in HEADER],
                ["Office", 2, 2, 1 / 6, 0.0, 0.0, 0.0, True, 0],
                ["Sales", 3, 20, 7 / 9, 1.0, 0.4660487570599315, 1.0, False, 0],
                ["Overall", 5, 22, 8 / 15, 0.6, 0.2558757953418043, 0.8674325318805844, "Office", 0],
            ],
        ),
    ),
)
def awareness_table(level: Any, area: Any, staff: Any | None = None) -> Table:
    """Return index, share at level 2 or more and its interval for each area, Overall last.

    ``level``: 0 to 3 for each person, NaN missing. ``area``: labels, one per person; ``""`` stand together before
    Overall. ``staff``: people in the area, one per person or one per area in order of first appearance; NaN unknown.

    Formula: index = mean level ÷ 3; Wilson's 95 % interval for a sample of a finite population.

    Raises :class:`~service_kpi.errors.NoData` where nobody answered, :class:`~service_kpi.errors.BadArgument` for
    columns that do not pair, for fewer staff than answers, and for staff of one area that differ.

    Source: Keller (1993), Journal of Marketing 57(1), 1–22; Cochran (1977), Sampling Techniques, theorem 3.2.
    """
    level = as_column(level)
    require_one_label_per_row("area", area, level.size)
    groups = group_rows(area)
    index, size = groups.of_row_with_blank(), len(groups.names) + 1
    valid = (level >= 0) & (level <= _TOP)
    n = np.bincount(index[valid], minlength=size)
    if not n.sum():
        raise NoData("nobody has a level from 0 to 3", "nadie tiene un nivel de 0 a 3")
    total = np.bincount(index[valid], level[valid], minlength=size)
    aware = np.bincount(index[valid & (level >= _AWARE)], minlength=size)
    outside = np.bincount(index[~valid & ~np.isnan(level)], minlength=size)
    population = _staff_of(groups, staff, n)
    with np.errstate(invalid="ignore"):
        means = total[:-1] / n[:-1]
    weakest = is_tie(means, float(np.nanmin(means))) if n[:-1].any() else np.zeros(size - 1, dtype=bool)
    labels: tuple[str | Text, ...] = (*groups.names, BLANK_LABEL)
    numbers_of = zip(n.tolist(), population.tolist(), total.tolist(), aware.tolist(), strict=True)
    rows = [
        _row(label, *numbers, is_weakest, out)
        for label, numbers, is_weakest, out in zip(
            labels, numbers_of, (*weakest.tolist(), False), outside.tolist(), strict=True
        )
        if label is not BLANK_LABEL or numbers[0] or out
    ]
    named = groups.names[int(np.argmax(weakest))] if weakest.any() else None
    everybody = float(population[:-1].sum()) if not n[-1] else math.inf
    sums = (int(n.sum()), everybody, float(total.sum()), int(aware.sum()))
    return Table(HEADER, [*rows, _row(OVERALL, *sums, named, int(outside.sum()))])


def _row(
    label: str | Text, n: int, population: float, total: float, aware: int, weakest: bool | str | None, outside: int
) -> list[TableCell]:
    interval = finite_wilson_interval(aware, n, population)
    staff = population if math.isfinite(population) else None
    if not n:
        return [label, n, staff, None, None, None, None, weakest, outside]
    return [label, n, staff, total / n / _TOP, aware / n, interval.low, interval.high, weakest, outside]


def _staff_of(groups: Groups, staff: Any | None, n: Any) -> Floats:
    """Return the staff of each area, infinite where unknown; the rows without area are of nobody knows how many."""
    population = np.full(len(groups.names) + 1, np.inf)
    if staff is None:
        return population
    given = as_column(staff)
    if given.size == groups.of_row.size:
        place = groups.of_row
    elif given.size == len(groups.names):
        place = np.array([groups.names.index(name) for name in in_sheet_order(groups).names], dtype=np.intp)
    else:
        raise BadArgument(
            f"staff must have one number per person ({groups.of_row.size}) or one per area ({len(groups.names)}), but "
            f"has {given.size}",
            f"staff debe tener un número por persona ({groups.of_row.size}) o uno por área ({len(groups.names)}), pero "
            f"tiene {given.size}",
        )
    known = ~np.isnan(given) & (place >= 0)
    most = np.full(population.size, -np.inf)
    np.minimum.at(population, place[known], given[known])
    np.maximum.at(most, place[known], given[known])
    for area in np.flatnonzero(np.isfinite(most) & (most != population)).tolist():
        name, low, high = groups.names[area], population[area], most[area]
        raise BadArgument(
            f"the staff of an area is one number, but that of {name} is both {low:g} and {high:g}",
            f"el personal de un área es un solo número, pero el de {name} es {low:g} y {high:g}",
        )
    for area in np.flatnonzero(population < n).tolist():
        name, few = groups.names[area], population[area]
        raise BadArgument(
            f"the staff of {name} must be at least the {n[area]} people who answered, but is {few:g}",
            f"el personal de {name} debe ser al menos las {n[area]} personas que respondieron, pero es {few:g}",
        )
    return population
