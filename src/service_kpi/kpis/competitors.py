"""Where we stand against one competitor, and in which place among all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._comparison import compared_scores, competition_rank, rows_pair
from service_kpi.kpis._numerics import as_column, as_matrix, mean
from service_kpi.kpis._respondents import respondent_scores
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text


@kpi(
    "KPI_RELATIVE",
    alias="KPI_RELATIVA",
    question=Text(
        "By how much do customers rate us above or below the competitor?",
        "¿Cuánto mejor o peor que al competidor nos califican los clientes?",
    ),
    summary=Text(
        "Difference of means, ours less theirs; negative is a shortfall.",
        "Diferencia de medias, lo nuestro menos lo suyo; negativa es un déficit.",
    ),
    arguments=(
        Argument(
            "ours",
            Kind.MATRIX,
            Text(
                "scores of us: one column, or respondents × items",
                "calificaciones nuestras: una columna, o encuestados × ítems",
            ),
            unit="points",
        ),
        Argument(
            "theirs",
            Kind.MATRIX,
            Text(
                "scores of the competitor, for the same items; the same rows where the same people rated both",
                "calificaciones del competidor, en los mismos ítems; las mismas filas si las mismas personas "
                "calificaron a ambos",
            ),
            unit="points",
        ),
    ),
    returns=Text("points of the scale; 0 is the same level", "puntos de la escala; 0 es el mismo nivel"),
    formula="paired: mean of (ours − theirs); otherwise: mean of ours − mean of theirs",
    rules=Text(
        "Paired when both ranges have as many rows and at least half of the people who rated either rated both: then "
        "only people who rated both count, on the items that they answered for both. Otherwise everybody counts who "
        "rated one of them. A person's score over several items is the mean of those answered, at least half of them.",
        "Emparejada cuando ambos rangos tienen las mismas filas y al menos la mitad de quienes calificaron a uno u "
        "otro calificaron a ambos: entonces solo cuentan ellos, en los ítems que contestaron para ambos. Si no, "
        "cuentan todos los que calificaron a alguno. La calificación de una persona en varios ítems es la media de "
        "los contestados, al menos la mitad de ellos.",
    ),
    source="Student (1908), Biometrika 6, 1–25 (paired); Welch (1947), Biometrika 34, 28–35 (separate samples)",
    examples=(
        Example(
            ([[7], [6], [5], [None]], [[6], [6], [3], [2]]),
            1.0,
            Text("three people rated both: +1, 0, +2", "tres personas calificaron a ambos: +1, 0, +2"),
        ),
        Example(
            ([[7], [6], [5]], [[6], [4]]),
            1.0,
            Text("separate samples: 6 less 5", "muestras separadas: 6 menos 5"),
        ),
    ),
)
def relative(ours: Any, theirs: Any) -> float:
    """Return the mean of ours less theirs, in points of the scale.

    ``ours``, ``theirs``: a column, or respondents × items with the same items; NaN missing.

    Formula: the mean of the paired differences where :func:`~service_kpi.kpis._comparison.rows_pair`, the difference
    of the two means otherwise. Where everybody answered everything the two are the same number.

    Raises :class:`~service_kpi.errors.NoData` where either side has no score,
    :class:`~service_kpi.errors.BadArgument` where the numbers of items differ.

    >>> relative([7, 6, 5], [6, 6, 3])
    1.0
    """
    our_answers, their_answers = as_matrix(ours), as_matrix(theirs)
    if our_answers.shape[1] != their_answers.shape[1]:
        raise BadArgument(
            f"ours and theirs must have the same items, but have {our_answers.shape[1]} and "
            f"{their_answers.shape[1]} columns",
            f"ours y theirs deben tener los mismos ítems, pero tienen {our_answers.shape[1]} y "
            f"{their_answers.shape[1]} columnas",
        )
    for name, answers in (("ours", our_answers), ("theirs", their_answers)):
        if np.isnan(respondent_scores(answers)).all():
            raise NoData(f"{name} has no score", f"{name} no tiene ninguna calificación")
    paired = rows_pair(our_answers, their_answers)
    our_scores, their_scores = compared_scores(our_answers, their_answers, paired=paired)
    return mean(our_scores - their_scores) if paired else mean(our_scores) - mean(their_scores)


@kpi(
    "KPI_RANK",
    alias="KPI_RANGO",
    question=Text("In which place are we?", "¿En qué lugar estamos?"),
    summary=Text(
        "Place of a score among all scores, 1 the best.", "Lugar de una calificación entre todas; 1 la mejor."
    ),
    arguments=(
        Argument("score", Kind.NUMBER, Text("our score; more is better", "nuestra calificación; más es mejor")),
        Argument(
            "scores",
            Kind.COLUMN,
            Text("the scores of all, ours included or not", "las calificaciones de todos, la nuestra incluida o no"),
        ),
    ),
    returns=Text("1, 2, 3 …", "1, 2, 3 …"),
    formula="1 + number of scores above ours",
    rules=Text(
        "Competition rank: ties share the better place and the next place stays empty (1, 2, 2, 4). Scores that "
        "differ by rounding alone tie. Blank scores do not compete.",
        "Rango de competición: los empates comparten el mejor lugar y el siguiente queda vacío (1, 2, 2, 4). Las "
        "calificaciones que difieren solo por redondeo empatan. Las vacías no compiten.",
    ),
    source='standard competition ranking ("1224"), the same as RANK.EQ in descending order',
    examples=(
        Example((8, [[9], [8], [8], [6]]), 2),
        Example((6, [[9], [8], [8], [6]]), 4),
    ),
)
def rank(score: float, scores: Any) -> int:
    """Return the place of ``score`` among ``scores``, 1 the best; ties share the better place.

    ``score``: a number; more is better. ``scores``: one-dimensional, NaN missing; it may hold ``score`` or not.

    Formula: 1 + number of ``scores`` above ``score``.

    Raises :class:`~service_kpi.errors.NoData` where ``score`` or all ``scores`` are missing.

    >>> rank(8, [9, 8, 8, 6])
    2
    """
    values = as_column(scores)
    if math.isnan(score) or np.isnan(values).all():
        raise NoData("there is no score to rank", "no hay calificación que ordenar")
    return competition_rank(score, values)
