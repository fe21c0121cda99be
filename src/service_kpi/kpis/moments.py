"""Moments of truth: at which touchpoint we delight, at which we hurt, and how many journeys never hurt."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._groups import OVERALL, Index, number_rows, require_one_label_per_row
from service_kpi.kpis._item_layout import ItemLayout, read_layout, tally
from service_kpi.kpis._net_promoter import adjusted_interval, net_score
from service_kpi.kpis._numerics import Floats, as_matrix, row_blocks
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

#: The default bounds, and the scale that they are of.
_MISERY: Final = 2.0
_MAGIC: Final = 4.0
_SCALE: Final = (1.0, 5.0)

#: Places of the counts.
_MISERABLE, _NEUTRAL, _MAGICAL = range(3)
_NO_SCORE: Final = -1

HEADER: Final = (
    Text("Touchpoint", "Punto de contacto"),
    Text("n", "n"),
    Text("Magic", "Magia"),
    Text("Neutral", "Neutro"),
    Text("Misery", "Miseria"),
    Text("Net", "Neto"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Journeys", "Recorridos"),
    Text("Without misery", "Sin miseria"),
    Text("Worst touchpoint", "Peor punto de contacto"),
)


_Kinds = NDArray[np.int8]


class _Journeys(NamedTuple):
    """How many journeys there were, and how many of them without a single moment of misery."""

    number: int
    without_misery: int


@kpi(
    "KPI_MOMENT_TABLE",
    alias="KPI_MOMENTOS_TABLA",
    question=Text(
        "At which moment do we lose customers, and how many go all the way without a bad moment?",
        "¿En qué momento perdemos a los clientes, y cuántos hacen todo el recorrido sin un mal momento?",
    ),
    summary=Text(
        "Moments of magic and of misery by touchpoint, their balance, and the journeys without misery.",
        "Momentos de magia y de miseria por punto de contacto, su balance, y los recorridos sin miseria.",
    ),
    arguments=(
        Argument(
            "scores",
            Kind.MATRIX,
            Text(
                "scores of moments: one row per journey and one column per touchpoint, or one column with a row per "
                "moment",
                "puntajes de los momentos: una fila por recorrido y una columna por punto de contacto, o una columna "
                "con una fila por momento",
            ),
            unit="points",
            pairs="rows",
        ),
        Argument(
            "touchpoints",
            Kind.LABELS,
            Text(
                "name of each touchpoint: one per column, or one per row beside a single column, without a heading",
                "nombre de cada punto de contacto: uno por columna, o uno por fila junto a una sola columna, sin "
                "encabezado",
            ),
        ),
        Argument(
            "misery",
            Kind.NUMBER,
            Text(
                "a score up to this is a moment of misery; 2 on a scale from 1 to 5 if left out",
                "un puntaje hasta este es un momento de miseria; 2 en una escala de 1 a 5 si se omite",
            ),
            unit="points",
            optional=True,
        ),
        Argument(
            "magic",
            Kind.NUMBER,
            Text(
                "a score from this up is a moment of magic; 4 on a scale from 1 to 5 if left out",
                "un puntaje desde este es un momento de magia; 4 en una escala de 1 a 5 si se omite",
            ),
            unit="points",
            optional=True,
        ),
        Argument(
            "customer",
            Kind.LABELS,
            Text(
                "customer or journey of each row; left out: each row of several columns is a journey, and rows of a "
                "single column are none",
                "cliente o recorrido de cada fila; si se omite: cada fila de varias columnas es un recorrido, y las "
                "filas de una sola columna no lo son",
            ),
            pairs="rows",
            optional=True,
        ),
    ),
    returns=Text(
        "one row per touchpoint, then Overall: moments, shares of magic, neutral and misery, net (magic − misery) with "
        "its 95 % interval, journeys that came by, the share of them without misery; Overall names the touchpoint with "
        "the lowest net",
        "una fila por punto de contacto y Total: momentos, proporciones de magia, neutro y miseria, neto (magia − "
        "miseria) con su intervalo del 95 %, recorridos que pasaron, la proporción de ellos sin miseria; Total nombra "
        "el punto de contacto con el neto más bajo",
    ),
    formula=(
        "net = (magic − misery) ÷ n; interval as of KPI_NPS_TABLE; without misery = journeys with no score ≤ misery ÷ "
        "journeys with a score"
    ),
    rules=Text(
        "One bad moment spoils a journey: without misery in the Overall row means at every touchpoint. A blank is no "
        "moment. Rows without customer are in no journey. Of touchpoints with the same net the one with more misery is "
        "the worst, then the first. Touchpoints in columns stand as on the sheet, in rows A to Z. Scores outside 1 to "
        "5 need both bounds; misery must lie below magic: #VALUE!. No score: #N/A.",
        "Un mal momento arruina un recorrido: sin miseria en la fila Total significa en todos los puntos de contacto. "
        "Una celda vacía no es un momento. Las filas sin cliente no están en ningún recorrido. Entre puntos de "
        "contacto con igual neto el peor es el de más miseria, luego el primero. Los puntos de contacto en columnas "
        "van como en la hoja, en filas de la A a la Z. Puntajes fuera de 1 a 5 requieren ambos límites; misery debe "
        "ser menor que magic: #¡VALOR!. Ningún puntaje: #N/D.",
    ),
    source=(
        "Carlzon (1987), Moments of Truth; Hyken (1993), Moments of Magic; interval: Bonett and Price (2012), Journal "
        "of Educational and Behavioral Statistics 37, 479–488"
    ),
    examples=(
        Example(
            ([[5, 4, 1], [4, 3, 5], [5, None, 2], [3, 5, 4]], [["Arrival", "Room", "Bill"]]),
            [
                [heading.en for heading in HEADER],
                ["Arrival", 4, 0.75, 0.25, 0.0, 0.75, -0.11112614338043147, 1.0, 4, 1.0, ""],
                ["Room", 3, 2 / 3, 1 / 3, 0.0, 2 / 3, -0.3012180324612653, 1.0, 3, 1.0, ""],
                ["Bill", 4, 0.5, 0.0, 0.5, 0.0, -0.8001519460592181, 0.8001519460592181, 4, 0.5, ""],
                [
                    "Overall",
                    11,
                    7 / 11,
                    2 / 11,
                    2 / 11,
                    5 / 11,
                    *(-0.06961278719122005, 0.8388435564219894, 4, 0.5, "Bill"),
                ],
            ],
        ),
    ),
)
def moment_table(
    scores: Any,
    touchpoints: Any,
    misery: float | None = None,
    magic: float | None = None,
    customer: Any | None = None,
) -> Table:
    """Return magic, neutral and misery by touchpoint, and the journeys without misery; Overall last.

    ``scores``: journeys × touchpoints with one label per column, or one column of moments with one label per row; NaN
    missing. ``misery`` and ``magic``: the highest bad and the lowest very good score, 2 and 4 of a scale from 1 to 5 if
    left out. ``customer``: one label per row; rows of the same label are one journey.

    net = (magic − misery) ÷ n with Bonett and Price's adjusted 95 % interval.

    Raises :class:`~service_kpi.errors.BadArgument` for labels that do not pair, bounds that cross and scores outside 1
    to 5 without both bounds, :class:`~service_kpi.errors.NoData` where there is no score.

    Source: Carlzon (1987), Moments of Truth; Bonett and Price (2012), J. Educational and Behavioral Statistics 37,
    479–488.
    """
    matrix = as_matrix(scores)
    bounds = _bounds(misery, magic, matrix)
    layout = read_layout(touchpoints, "touchpoints", matrix.shape)
    kinds = _kinds(matrix, *bounds)
    counts = tally(layout, kinds, 3)
    if not counts.any():
        raise NoData("no moment has a score", "ningún momento tiene puntaje")
    journey_of_row = _journey_of_row(customer, layout, len(matrix))
    rows = [
        [name, *_cells(count.tolist(), _journeys(_at_touchpoint(kinds, layout, place), journey_of_row)), ""]
        for place, (name, count) in enumerate(zip(layout.names, counts, strict=True))
    ]
    overall = [OVERALL, *_cells(counts.sum(axis=0).tolist(), _journeys(kinds, journey_of_row))]
    return Table(HEADER, [*rows, [*overall, layout.names[_worst(counts)]]])


def _bounds(misery: float | None, magic: float | None, scores: Floats) -> tuple[float, float]:
    if misery is None or magic is None:
        outside = (scores < _SCALE[0]) | (scores > _SCALE[1])
        if outside.any():
            score = scores[outside][0]
            raise BadArgument(
                f"misery and magic can be left out on a scale from 1 to 5 alone, but a score is {score:g}",
                f"misery y magic solo se pueden omitir en una escala de 1 a 5, pero un puntaje es {score:g}",
            )
    low, high = _MISERY if misery is None else misery, _MAGIC if magic is None else magic
    if not low < high:
        raise BadArgument(
            f"misery must lie below magic, but they are {low:g} and {high:g}",
            f"misery debe ser menor que magic, pero son {low:g} y {high:g}",
        )
    return low, high


def _kinds(scores: Floats, misery: float, magic: float) -> _Kinds:
    """Return what each score is; a missing one is ``_NO_SCORE``."""
    kinds = np.full(scores.shape, _NO_SCORE, dtype=np.int8)
    for rows in row_blocks(scores):
        block = scores[rows]
        kinds[rows][(block > misery) & (block < magic)] = _NEUTRAL
        kinds[rows][block <= misery] = _MISERABLE
        kinds[rows][block >= magic] = _MAGICAL
    return kinds


def _journey_of_row(customer: Any | None, layout: ItemLayout, rows: int) -> Index | None:
    """Return the number of each row's journey, −1 for none; ``None`` where it is not known what a journey is."""
    if customer is not None:
        require_one_label_per_row("customer", customer, rows)
        return number_rows(customer)
    return np.arange(rows) if layout.is_wide else None


def _at_touchpoint(kinds: _Kinds, layout: ItemLayout, place: int) -> _Kinds:
    """Return the kinds at one touchpoint, row by row."""
    if layout.is_wide:
        return kinds[:, layout.places_of[0] == place]
    return np.where(layout.places_of == place, kinds, np.int8(_NO_SCORE))


def _journeys(kinds: _Kinds, journey_of_row: Index | None) -> _Journeys | None:
    if journey_of_row is None:
        return None
    came_by, was_spoilt = np.zeros((2, int(journey_of_row.max(initial=-1)) + 1), dtype=bool)
    known = journey_of_row >= 0
    came_by[journey_of_row[known & (kinds != _NO_SCORE).any(axis=1)]] = True
    was_spoilt[journey_of_row[known & (kinds == _MISERABLE).any(axis=1)]] = True
    number = int(np.count_nonzero(came_by))
    return _Journeys(number, number - int(np.count_nonzero(was_spoilt)))


def _cells(counts: list[int], journeys: _Journeys | None) -> list[TableCell]:
    n = sum(counts)
    net = net_score(counts[_MAGICAL], counts[_NEUTRAL], counts[_MISERABLE])
    interval = adjusted_interval(net)
    shares = [counts[kind] / n if n else None for kind in (_MAGICAL, _NEUTRAL, _MISERABLE)]
    of_journeys: list[TableCell] = [None, None]
    if journeys is not None:
        of_journeys = [journeys.number, journeys.without_misery / journeys.number if journeys.number else None]
    return [n, *shares, net.score / 100, interval.low / 100, interval.high / 100, *of_journeys]


def _worst(counts: Index) -> int:
    """Return the place with the lowest net, of equals the one with more misery, then the first."""
    n = counts.sum(axis=1)
    found = np.flatnonzero(n)
    net = (counts[found, _MAGICAL] - counts[found, _MISERABLE]) / n[found]
    misery = counts[found, _MISERABLE] / n[found]
    return int(found[np.lexsort((-misery, net))[0]])
