"""Importance and performance in one picture: where to work, where to keep going, where it is too much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._comparison import is_tie
from service_kpi.kpis._groups import Index
from service_kpi.kpis._item_layout import ItemLayout, item_means, read_layout
from service_kpi.kpis._numerics import Flags, Floats, as_matrix, require_same_shape, row_blocks
from service_kpi.kpis._resampling import Units, draws, units_of
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

CONCENTRATE: Final = Text("concentrate here", "concentrarse aquí")
KEEP_UP: Final = Text("keep up the good work", "mantener el buen trabajo")
LOW_PRIORITY: Final = Text("low priority", "baja prioridad")
OVERKILL: Final = Text("possible overkill", "posible exceso")
#: By whether importance is high, then by whether performance is.
_QUADRANTS: Final = ((LOW_PRIORITY, OVERKILL), (CONCENTRATE, KEEP_UP))

CROSSHAIR_ROW: Final = Text("Crosshair", "Ejes")

HEADER: Final = (
    Text("Item", "Ítem"),
    Text("n of importance", "n de importancia"),
    Text("Importance", "Importancia"),
    Text("n of performance", "n de desempeño"),
    Text("Performance", "Desempeño"),
    Text("Quadrant", "Cuadrante"),
    Text("Stability", "Estabilidad"),
)

#: A word, or the importance and the performance at which the lines cross.
Crosshair = str | tuple[float, float]


#: Something of importance and the same of performance.
_Pair = tuple[Floats, Floats]


@kpi(
    "KPI_IPA_TABLE",
    alias="KPI_IPA_TABLA",
    question=Text(
        "Which weak point matters to customers, and where do we do more than they ask for?",
        "¿Qué punto débil les importa a los clientes, y dónde hacemos más de lo que piden?",
    ),
    summary=Text(
        "Importance-performance analysis: coordinates and quadrant of each item, and how sure the quadrant is.",
        "Análisis de importancia y desempeño: coordenadas y cuadrante de cada ítem, y cuán seguro es el cuadrante.",
    ),
    arguments=(
        Argument(
            "importance",
            Kind.MATRIX,
            Text(
                "how important: respondents × items, or one column with a row per item or per answer",
                "cuán importante: encuestados × ítems, o una columna con una fila por ítem o por respuesta",
            ),
            unit="points",
            pairs="answers",
        ),
        Argument(
            "performance",
            Kind.MATRIX,
            Text("how well we do it: same rows, same columns", "qué tan bien lo hacemos: mismas filas y columnas"),
            unit="points",
            pairs="answers",
        ),
        Argument(
            "items",
            Kind.LABELS,
            Text(
                "name of each item: one per column, or one per row beside single columns, without a heading",
                "nombre de cada ítem: uno por columna, o uno por fila junto a columnas únicas, sin encabezado",
            ),
        ),
        Argument(
            "crosshair",
            Kind.CHOICE,
            Text(
                "where the lines cross: mean of the items (the default), median of the items, scale (the middle "
                "between the lowest and the highest answer of both ranges), or two cells with numbers: importance, "
                "then performance",
                "dónde se cruzan los ejes: media de los ítems (por defecto), mediana de los ítems, escala (el punto "
                "medio entre la respuesta más baja y la más alta de ambos rangos), o dos celdas con números: "
                "importancia y luego desempeño",
            ),
            optional=True,
            or_numbers=2,
            choices={"mean": ("media", "promedio"), "median": ("mediana",), "scale": ("escala",)},
        ),
    ),
    returns=Text(
        "one row per item: answers and mean of importance and of performance, quadrant, stability; the last row is "
        "where the lines cross",
        "una fila por ítem: respuestas y media de importancia y de desempeño, cuadrante, estabilidad; la última fila "
        "es el cruce de los ejes",
    ),
    formula=(
        "quadrant: mean importance ≥ line and mean performance ≥ line; stability = share of 1,000 bootstrap samples "
        "of respondents in which the item falls into the same quadrant, lines recomputed"
    ),
    rules=Text(
        "On the line counts as high. Each mean is over its own answers; a blank is never a zero. The lines are taken "
        "over items, each with the same weight. The quadrant depends on where the lines stand: below a stability of "
        "0.9 it is hardly more than a guess. The draws have a fixed seed, so that a recalculation gives the same "
        "stability; it needs two answers on each side, otherwise #N/A. Columns of the same name are one item. Rows "
        "per answer stand A to Z, rows per item as on the sheet. No answers on either side: #N/A.",
        "Sobre el eje cuenta como alto. Cada media es de sus propias respuestas; una celda vacía nunca es un cero. "
        "Los ejes se toman sobre los ítems, todos con igual peso. El cuadrante depende de dónde estén los ejes: con "
        "estabilidad menor de 0,9 es poco más que una conjetura. Los sorteos tienen semilla fija, de modo que un "
        "recálculo da la misma estabilidad; requiere dos respuestas por lado, si no #N/D. Columnas del mismo nombre "
        "son un ítem. Las filas por respuesta van de la A a la Z; las filas por ítem, como en la hoja. Sin respuestas "
        "en algún lado: #N/D.",
    ),
    source=(
        "Martilla and James (1977), Journal of Marketing 41(1), 77–79; bootstrap: Efron and Tibshirani (1993), An "
        "Introduction to the Bootstrap"
    ),
    examples=(
        Example(
            (
                [[3.83], [3.63], [2.52], [2.05]],
                [[2.63], [2.73], [2.25], [3.33]],
                [["Job done right"], ["Complaints"], ["Convenient to home"], ["Maintenance notices"]],
                [[3.0, 3.0]],
            ),
            [
                [heading.en for heading in HEADER],
                ["Job done right", 1, 3.83, 1, 2.63, "concentrate here", None],
                ["Complaints", 1, 3.63, 1, 2.73, "concentrate here", None],
                ["Convenient to home", 1, 2.52, 1, 2.25, "low priority", None],
                ["Maintenance notices", 1, 2.05, 1, 3.33, "possible overkill", None],
                ["Crosshair", None, 3.0, None, 3.0, None, None],
            ],
            Text(
                "four of the fourteen attributes of a car dealer, 1977, by their means",
                "cuatro de los catorce atributos de un concesionario, 1977, por sus medias",
            ),
        ),
    ),
)
def ipa_table(importance: Any, performance: Any, items: Any, crosshair: Crosshair = "mean") -> Table:
    """Return mean importance, mean performance, quadrant and its stability for every item; the lines last.

    ``importance`` and ``performance``: respondents × items with one label per column, or one column each with one
    label per row (items with their means, or answers); NaN missing. ``crosshair``: "mean" or "median" of the items,
    "scale" (the middle of the answers found on both sides together), or (importance, performance).

    An item is high where its mean is on the line or above. Stability is the share of 1,000 bootstrap samples
    (:mod:`service_kpi.kpis._resampling`) with the same quadrant; ``None`` below two answers on either side.

    Raises :class:`~service_kpi.errors.BadArgument` for ranges or labels that do not pair and an unknown word,
    :class:`~service_kpi.errors.NoData` where no item has answers on both sides.

    Source: Martilla and James (1977), Journal of Marketing 41(1), 77–79.
    """
    important, performed = as_matrix(importance), as_matrix(performance)
    require_same_shape(importance=important, performance=performed)
    layout = read_layout(items, "items", important.shape)
    sides = _Side.of(layout, important), _Side.of(layout, performed)
    placed = (sides[0].n > 0) & (sides[1].n > 0)
    if not placed.any():
        raise NoData("no item has answers on both sides", "ningún ítem tiene respuestas en ambos lados")
    fixed = _fixed_lines(crosshair, important, performed)
    means = sides[0].mean, sides[1].mean
    lines = _lines(crosshair, fixed, means)
    high = _is_high(means[0], lines[0]), _is_high(means[1], lines[1])
    stable = _stability(layout, sides, high, lambda drawn: _lines(crosshair, fixed, drawn))
    rows: list[list[TableCell]] = []
    for place, name in enumerate(layout.names):
        quadrant = _QUADRANTS[int(high[0][place])][int(high[1][place])] if placed[place] else None
        coordinates = [cell for side in sides for cell in (int(side.n[place]), float(side.mean[place]))]
        rows.append([name, *coordinates, quadrant, float(stable[place])])
    return Table(HEADER, [*rows, [CROSSHAIR_ROW, None, lines[0].item(), None, lines[1].item(), None, None]])


class _Side(NamedTuple):
    """The answers of one side, and how many each item has with their mean."""

    answers: Floats
    n: Index
    mean: Floats

    @classmethod
    def of(cls, layout: ItemLayout, answers: Floats) -> _Side:
        return cls(answers, *item_means(layout, answers))


def _fixed_lines(crosshair: Crosshair, importance: Floats, performance: Floats) -> _Pair | None:
    """Return the lines that do not depend on the means of the items; ``None`` where they do."""
    if crosshair == "scale":
        low = min(np.nanmin(importance), np.nanmin(performance))
        high = max(np.nanmax(importance), np.nanmax(performance))
        middle = np.array((low + high) / 2)
        return middle, middle
    return None if isinstance(crosshair, str) else (np.array(crosshair[0]), np.array(crosshair[1]))


def _lines(crosshair: Crosshair, fixed: _Pair | None, means: _Pair) -> _Pair:
    """Return the lines, one of each for every row of ``means``."""
    if fixed:
        return fixed
    if crosshair not in ("mean", "median"):
        raise BadArgument(
            f'crosshair must be mean, median, scale or two numbers, but is "{crosshair}"',
            f"crosshair debe ser media, mediana, escala o dos números, pero es «{crosshair}»",
        )
    middle = np.nanmean if crosshair == "mean" else np.nanmedian
    return middle(means[0], axis=-1, keepdims=True), middle(means[1], axis=-1, keepdims=True)


def _is_high(means: Floats, line: Floats) -> Flags:
    on_or_above: Flags = (means >= line) | is_tie(means, line)
    return on_or_above


def _stability(
    layout: ItemLayout, sides: tuple[_Side, _Side], high: tuple[Flags, Flags], lines_of: Callable[[_Pair], _Pair]
) -> Floats:
    """Return the share of the bootstrap samples in which each item keeps its quadrant; NaN where that says nothing."""
    units = units_of([side.answers for side in sides], None if layout.is_wide else layout.places_of)
    sums = [_sums_by_unit(layout, units, side) for side in sides]
    kept, drawn = np.zeros(len(layout.names)), np.zeros(len(layout.names))
    for times in draws(units):
        with np.errstate(invalid="ignore"):
            importance, performance = (
                side.mean + (times @ deviations) / (times @ n)
                for side, (n, deviations) in zip(sides, sums, strict=True)
            )
        found = ~np.isnan(importance + performance)
        useful = found.any(axis=1)
        found, importance, performance = found[useful], importance[useful], performance[useful]
        lines = lines_of((importance, performance))
        same = (_is_high(importance, lines[0]) == high[0]) & (_is_high(performance, lines[1]) == high[1])
        kept += np.count_nonzero(same & found, axis=0)
        drawn += np.count_nonzero(found, axis=0)
    enough = (sides[0].n > 1) & (sides[1].n > 1) & (drawn > 0)
    shares: Floats = np.divide(kept, drawn, out=np.full(kept.size, np.nan), where=enough)
    return shares


def _sums_by_unit(layout: ItemLayout, units: Units, side: _Side) -> tuple[Floats, Floats]:
    """Return units × items: the number of answers, and the sum of their deviations from the item's mean."""
    items = len(layout.names)
    n, deviations = np.zeros(units.number * items), np.zeros(units.number * items)
    for rows in row_blocks(side.answers):
        block = side.answers[rows]
        answered = ~np.isnan(block)
        places = np.broadcast_to(layout.places(rows), block.shape)[answered]
        cells = np.broadcast_to(units.of_row[rows].reshape(-1, 1), block.shape)[answered] * items + places
        n += np.bincount(cells, minlength=n.size)
        deviations += np.bincount(cells, weights=block[answered] - side.mean[places], minlength=n.size)
    return n.reshape(-1, items), deviations.reshape(-1, items)
