"""Kano's model: what customers take for granted, what pays off point by point, and what delights."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import NoData
from service_kpi.kpis._groups import OVERALL
from service_kpi.kpis._item_layout import read_layout, tally
from service_kpi.kpis._numerics import Floats, as_matrix, require_same_shape, row_blocks
from service_kpi.kpis.inference import wilson_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

#: The categories as the table has them.
CATEGORIES: Final = "AOMIRQ"
#: Of categories named equally often the first one counts: what hurts most when it is missing comes first.
_STRENGTH: Final = "MOAIRQ"
#: Rows: the feature is there; columns: it is not. Both from 1 (like) to 5 (dislike).
_EVALUATION: Final = (
    "QAAAO",
    "RIIIM",
    "RIIIM",
    "RIIIM",
    "RRRRQ",
)
_CATEGORY_OF: Final = np.array([[CATEGORIES.index(letter) for letter in row] for row in _EVALUATION])

#: The five answers, in the words of the questionnaires.
ANSWERS: Final = {
    "1": (
        "like",
        "I like it",
        "I like it that way",
        "I enjoy it that way",
        "me gusta",
        "me gusta así",
        "me gusta que sea así",
        "gusta",
    ),
    "2": (
        "must-be",
        "must be",
        "it must be that way",
        "expect",
        "expect it",
        "I expect it",
        "basic necessity",
        "debe ser así",
        "tiene que ser así",
        "lo espero",
        "espero que sea así",
        "obligatorio",
        "es algo básico",
        "básico",
    ),
    "3": ("neutral", "I am neutral", "indifferent", "no preference", "me da igual", "me es indiferente", "indiferente"),
    "4": (
        "live-with",
        "live with",
        "I can live with it",
        "I can live with it that way",
        "tolerate",
        "I can tolerate it",
        "lo tolero",
        "puedo vivir con ello",
        "puedo vivir con eso",
        "puedo aceptarlo",
        "lo acepto",
    ),
    "5": (
        "dislike",
        "I dislike it",
        "I dislike it that way",
        "I do not like it",
        "I don't like it",
        "I don’t like it",
        "no me gusta",
        "no me gusta así",
        "no me gusta que sea así",
        "me disgusta",
    ),
}

HEADER: Final = (
    Text("Item", "Ítem"),
    Text("n", "n"),
    Text("A (attractive)", "A (atractivo)"),
    Text("O (one-dimensional)", "O (unidimensional)"),
    Text("M (must-be)", "M (obligatorio)"),
    Text("I (indifferent)", "I (indiferente)"),
    Text("R (reverse)", "R (inverso)"),
    Text("Q (questionable)", "Q (dudoso)"),
    Text("Category", "Categoría"),
    Text("CS+", "CS+"),
    Text("CS+ low", "CS+ inferior"),
    Text("CS+ high", "CS+ superior"),
    Text("CS−", "CS−"),
    Text("CS− low", "CS− inferior"),
    Text("CS− high", "CS− superior"),
)


@kpi(
    "KPI_KANO_TABLE",
    alias="KPI_KANO_TABLA",
    question=Text(
        "Which feature delights, which one pays off step by step, and which one is simply taken for granted?",
        "¿Qué característica entusiasma, cuál rinde paso a paso y cuál simplemente se da por hecha?",
    ),
    summary=Text(
        "Kano's categories of each item, with how far having it satisfies and lacking it dissatisfies.",
        "Las categorías de Kano de cada ítem, con cuánto satisface tenerlo y cuánto insatisface que falte.",
    ),
    arguments=(
        Argument(
            "functional",
            Kind.CODE_MATRIX,
            Text(
                "how customers feel if the item is there: 1 like, 2 must-be, 3 neutral, 4 live with, 5 dislike, or "
                "these words; respondents × items, or one column with a row per answer",
                "qué siente el cliente si el ítem está: 1 me gusta, 2 debe ser así, 3 me da igual, 4 lo tolero, 5 no "
                "me gusta, o estas palabras; encuestados × ítems, o una columna con una fila por respuesta",
            ),
            pairs="answers",
            choices=ANSWERS,
        ),
        Argument(
            "dysfunctional",
            Kind.CODE_MATRIX,
            Text(
                "how the same customers feel if the item is not there: same rows, same columns",
                "qué siente el mismo cliente si el ítem no está: mismas filas y columnas",
            ),
            pairs="answers",
            choices=ANSWERS,
        ),
        Argument(
            "items",
            Kind.LABELS,
            Text(
                "name of each item: one per column, or one per row beside single columns, without a heading",
                "nombre de cada ítem: uno por columna, o uno por fila junto a columnas únicas, sin encabezado",
            ),
        ),
    ),
    returns=Text(
        "one row per item, then Overall: pairs answered; how many make it attractive (A), one-dimensional (O), must-be "
        "(M), indifferent (I), reverse (R), questionable (Q); the category; CS+ and CS− with 95 % intervals",
        "una fila por ítem y Total: pares respondidos; cuántos lo hacen atractivo (A), unidimensional (O), obligatorio "
        "(M), indiferente (I), inverso (R), dudoso (Q); la categoría; CS+ y CS− con intervalos del 95 %",
    ),
    formula="CS+ = (A + O) ÷ (A + O + M + I); CS− = −(O + M) ÷ (A + O + M + I)",
    rules=Text(
        "A pair counts when both sides were answered. The category is the one named most often; of equals the first of "
        "M, O, A, I, R, Q. The table: like and dislike is O; like and anything between is A; anything between and "
        "dislike is M; two answers between are I; like on both sides or dislike on both is Q; the rest is R. R and Q "
        "are in no coefficient; nothing but them: #N/A. Intervals are Wilson's. An answer that is none of the five is "
        "missing. Overall adds up the counts of all items. No pair at all: #N/A.",
        "Un par cuenta si se respondieron ambos lados. La categoría es la más nombrada; entre iguales, la primera de "
        "M, O, A, I, R, Q. La tabla: me gusta y no me gusta es O; me gusta y algo intermedio es A; algo intermedio y "
        "no me gusta es M; dos intermedias son I; me gusta en ambos lados o no me gusta en ambos es Q; el resto es R. "
        "R y Q no entran en ningún coeficiente; si solo hay de esos: #N/D. Los intervalos son de Wilson. Una "
        "respuesta que no es ninguna de las cinco se considera faltante. Total suma los recuentos de todos los ítems. "
        "Ningún par: #N/D.",
    ),
    source=(
        "Kano, Seraku, Takahashi and Tsuji (1984), Journal of the Japanese Society for Quality Control 14(2), 39–48; "
        "table and coefficients: Berger et al. (1993), Center for Quality of Management Journal 2(4), 3–36"
    ),
    examples=(
        Example(
            (
                [["like", 1], ["like", "neutral"], ["expect it", "neutral"], ["me gusta", None]],
                [["dislike", 3], ["dislike", "neutral"], ["dislike", 4], ["lo tolero", 5]],
                [["Clean room", "Chocolate"]],
            ),
            [
                [heading.en for heading in HEADER],
                [
                    *("Clean room", 4, 1, 2, 1, 0, 0, 0, "O", 0.75, 0.3006418425824020, 0.9544127391902995),
                    *(-0.75, -0.9544127391902995, -0.3006418425824020),
                ],
                [
                    *("Chocolate", 3, 1, 0, 0, 2, 0, 0, "I", 1 / 3, 0.06149194472039629, 0.7923403991979523),
                    *(0.0, -0.5614970317550454, 0.0),
                ],
                [
                    *("Overall", 7, 2, 2, 1, 2, 0, 0, "O", 4 / 7, 0.2504583645276572, 0.8417801447485301),
                    *(-3 / 7, -0.7495416354723426, -0.1582198552514697),
                ],
            ],
        ),
    ),
)
def kano_table(functional: Any, dysfunctional: Any, items: Any) -> Table:
    """Return Kano's categories and the coefficients of satisfaction of every item, Overall last.

    ``functional`` and ``dysfunctional``: answers from 1 (like) to 5 (dislike), NaN where missing; respondents ×
    items with one label per column, or one column each with one label per row.

    CS+ = (A + O) ÷ (A + O + M + I), CS− = −(O + M) ÷ the same, with Wilson's 95 % intervals. The category is the most
    frequent one, ties by M > O > A > I > R > Q.

    Raises :class:`~service_kpi.errors.BadArgument` for ranges or labels that do not pair,
    :class:`~service_kpi.errors.NoData` where no item has an answer on both sides.

    Source: Berger et al. (1993), Center for Quality of Management Journal 2(4), 3–36.
    """
    present, absent = as_matrix(functional), as_matrix(dysfunctional)
    require_same_shape(functional=present, dysfunctional=absent)
    layout = read_layout(items, "items", present.shape)
    counts = tally(layout, _categories(present, absent), len(CATEGORIES))
    if not counts.any():
        raise NoData("no item has an answer on both sides", "ningún ítem tiene respuesta en ambos lados")
    rows = [_row(name, count.tolist()) for name, count in zip(layout.names, counts, strict=True)]
    return Table(HEADER, [*rows, _row(OVERALL, counts.sum(axis=0).tolist())])


def _categories(functional: Floats, dysfunctional: Floats) -> NDArray[np.int8]:
    """Return the place of each pair's category in ``CATEGORIES``, −1 where there is no pair."""
    places = np.full(functional.shape, -1, dtype=np.int8)
    for rows in row_blocks(functional):
        there, lacking = functional[rows], dysfunctional[rows]
        is_pair = np.isin(there, range(1, 6)) & np.isin(lacking, range(1, 6))
        places[rows][is_pair] = _CATEGORY_OF[there[is_pair].astype(np.intp) - 1, lacking[is_pair].astype(np.intp) - 1]
    return places


def _row(name: str | Text, counts: list[int]) -> list[TableCell]:
    count = dict(zip(CATEGORIES, counts, strict=True))
    n = sum(counts)
    base = sum(count[letter] for letter in "AOMI")
    better, worse = count["A"] + count["O"], count["O"] + count["M"]
    satisfied, dissatisfied = wilson_interval(better, base), wilson_interval(worse, base)
    return [
        name,
        n,
        *counts,
        max(_STRENGTH, key=count.__getitem__) if n else None,
        better / base if base else None,
        satisfied.low,
        satisfied.high,
        -worse / base if base else None,
        -dissatisfied.high,
        -dissatisfied.low,
    ]
