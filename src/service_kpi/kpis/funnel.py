"""Branches against the rate of all together, each allowed the luck that its size explains."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._binomial import binomial_quantiles
from service_kpi.kpis._checks import require_counts, require_parts
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, group_rows, require_one_label_per_row
from service_kpi.kpis._numerics import Floats, as_column, require_same_shape
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

#: Of 1,000 branches like the others 25 lie above the first limit by luck, and one above the second.
_TAILS: Final = (0.025, 0.001)

#: The largest count, more than there are people: past it the exact limits would take seconds.
_MOST: Final = 1e10

FAR_BELOW: Final = Text("far below", "muy por debajo")
BELOW: Final = Text("below", "por debajo")
WITHIN: Final = Text("within", "dentro")
ABOVE: Final = Text("above", "por encima")
FAR_ABOVE: Final = Text("far above", "muy por encima")

HEADER: Final = (
    Text("Name", "Nombre"),
    Text("n", "n"),
    Text("Successes", "Aciertos"),
    Text("Rate", "Tasa"),
    Text("Pooled rate", "Tasa conjunta"),
    Text("95 % low", "95 % inferior"),
    Text("95 % high", "95 % superior"),
    Text("99.8 % low", "99,8 % inferior"),
    Text("99.8 % high", "99,8 % superior"),
    Text("Verdict", "Veredicto"),
)


@kpi(
    "KPI_FUNNEL_TABLE",
    alias="KPI_EMBUDO_TABLA",
    question=Text(
        "Which branch is really better or worse than the rest, and which was only lucky?",
        "¿Qué sucursal es de verdad mejor o peor que el resto, y cuál solo tuvo suerte?",
    ),
    summary=Text(
        "Funnel plot: each branch's rate against the pooled rate, with exact binomial limits for its size.",
        "Gráfico de embudo: la tasa de cada sucursal frente a la conjunta, con límites binomiales exactos según su "
        "tamaño.",
    ),
    arguments=(
        Argument(
            "successes",
            Kind.COLUMN,
            Text(
                "how often it went well, or badly, one row per branch",
                "cuántas veces salió bien, o mal, una fila por sucursal",
            ),
            unit="count",
            pairs="rows",
        ),
        Argument(
            "n",
            Kind.COLUMN,
            Text("out of how many", "de cuántas"),
            unit="count",
            pairs="rows",
        ),
        Argument(
            "names",
            Kind.LABELS,
            Text(
                "name of each branch, team or month; rows of the same name are added up",
                "nombre de cada sucursal, equipo o mes; las filas del mismo nombre se suman",
            ),
            pairs="rows",
        ),
    ),
    returns=Text(
        "one row per name, A to Z, then Overall: n, successes, rate, pooled rate, the limits that 95 % and 99.8 % of "
        "branches of this size keep if all are alike, and the verdict",
        "una fila por nombre, de la A a la Z, y Total: n, aciertos, tasa, tasa conjunta, los límites que respeta el "
        "95 % y el 99,8 % de las sucursales de ese tamaño si todas son iguales, y el veredicto",
    ),
    formula=(
        "pooled rate = Σ successes ÷ Σ n; limits = binomial quantiles of 0.025, 0.975, 0.001, 0.999 at this n and the "
        "pooled rate ÷ n; far above: above the 99.8 % limit; above: above the 95 % limit"
    ),
    rules=Text(
        "A branch on its limit is within. Of twenty branches like the others one is expected outside the 95 % limits "
        "by luck: look into those, act on the 99.8 % ones. The pooled rate includes the branch itself. Whether "
        "above is good depends on what is counted. A row without successes or n is left out; n of zero has no rate: "
        "#N/A. Nobody at all: #N/A. Counts that are negative, not whole, or more successes than n: #VALUE!.",
        "Una sucursal sobre su límite está dentro. De veinte sucursales iguales se espera una fuera de los límites del "
        "95 % por azar: investigue esas, actúe con las del 99,8 %. La tasa conjunta incluye a la propia sucursal. Que "
        "estar por encima sea bueno depende de lo que se cuenta. Una fila sin aciertos o sin n se omite; con n cero no "
        "hay tasa: #N/D. Nadie en absoluto: #N/D. Recuentos negativos, no enteros, o más aciertos que n: #¡VALOR!.",
    ),
    source=(
        "Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24, "
        "1185–1202"
    ),
    examples=(
        Example(
            ([[45], [30], [52]], [[50], [50], [60]], [["North"], ["South"], ["West"]]),
            [
                [heading.en for heading in HEADER],
                ["North", 50, 45, 0.9, 127 / 160, 0.68, 0.9, 0.6, 0.94, "within"],
                ["South", 50, 30, 0.6, 127 / 160, 0.68, 0.9, 0.6, 0.94, "below"],
                ["West", 60, 52, 52 / 60, 127 / 160, 41 / 60, 53 / 60, 37 / 60, 56 / 60, "within"],
                ["Overall", 160, 127, 127 / 160, 127 / 160, None, None, None, None, None],
            ],
        ),
    ),
)
def funnel_table(successes: Any, n: Any, names: Any) -> Table:
    """Return each branch's rate beside the pooled rate and the limits for its size, Overall last.

    ``successes`` and ``n``: counts, one per row, NaN where missing (the row leaves); ``names``: one label per row,
    rows of the same label are added up and those without one stand together before Overall.

    Limits: the binomial quantiles of 2.5 % and 97.5 %, of 0.1 % and 99.9 %, ÷ n, so that a branch lies outside exactly
    where the probability of its count or a more extreme one is below (above: at most) the tail. Not interpolated.

    Raises :class:`~service_kpi.errors.BadArgument` for columns that do not pair and counts that are none,
    :class:`~service_kpi.errors.NoData` where nobody is counted.

    Source: Spiegelhalter (2005), Statistics in Medicine 24, 1185–1202.
    """
    good, base = as_column(successes), as_column(n)
    require_same_shape(successes=good, n=base)
    require_one_label_per_row("names", names, good.size)
    _require_counts(good, base)
    given = ~np.isnan(good) & ~np.isnan(base)
    groups = group_rows(names)
    places = groups.of_row_with_blank()[given]
    labels: tuple[str | Text, ...] = (*groups.names, BLANK_LABEL)
    rows_of, good_of, base_of = (
        np.bincount(places, weights=weights, minlength=len(labels)) for weights in (None, good[given], base[given])
    )
    total, total_good = int(base_of.sum()), int(good_of.sum())
    if not total:
        raise NoData("nobody is counted: n is zero everywhere", "no se cuenta a nadie: n es cero en todas partes")
    pooled = total_good / total
    rows = [
        _row(label, int(good_of[place]), int(base_of[place]), pooled)
        for place, label in enumerate(labels)
        if rows_of[place]
    ]
    return Table(HEADER, [*rows, [OVERALL, total, total_good, pooled, pooled, *[None] * 5]])


def _row(label: str | Text, successes: int, n: int, pooled: float) -> list[TableCell]:
    if n == 0:
        return [label, 0, 0, None, pooled, *[None] * 5]
    outer, inner = _TAILS[1], _TAILS[0]
    lowest, low, high, highest = binomial_quantiles((outer, inner, 1 - inner, 1 - outer), n, pooled)
    verdict = WITHIN
    if successes < low:
        verdict = FAR_BELOW if successes < lowest else BELOW
    elif successes > high:
        verdict = FAR_ABOVE if successes > highest else ABOVE
    return [label, n, successes, successes / n, pooled, low / n, high / n, lowest / n, highest / n, verdict]


def _require_counts(successes: Floats, n: Floats) -> None:
    require_counts("successes", successes)
    require_counts("n", n)
    require_parts("successes", successes, "n", n)
    if np.any(n > _MOST):
        row = int(np.argmax(n > _MOST))
        raise BadArgument(
            f"n may be up to {_MOST:g}, but row {row + 1} has {n[row]:g}",
            f"n puede llegar hasta {_MOST:g}, pero la fila {row + 1} tiene {n[row]:g}",
        )
