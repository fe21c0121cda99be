"""Expectation versus perception, item by item: the gap of SERVQUAL and its plain relatives.

A respondent's gap is the mean of P − E over the items that this respondent answered on both sides, and counts when
these are at least half of the items. A gap is the mean over respondents. Negative is always a shortfall.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from service_kpi.errors import NoData
from service_kpi.kpis._numerics import Flags, Floats, as_matrix, mean, require_same_shape
from service_kpi.kpis._respondents import item_weights, respondent_scores
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text

EXPECTED: Final = Argument(
    "expected",
    Kind.MATRIX,
    Text(
        "what customers expect: one row per respondent, one column per item",
        "lo que esperan los clientes: una fila por persona encuestada, una columna por ítem",
    ),
    unit="points",
    pairs="answers",
)
PERCEIVED: Final = Argument(
    "perceived",
    Kind.MATRIX,
    Text(
        "what the same customers perceive: same rows, same columns",
        "lo que perciben los mismos clientes: las mismas filas y columnas",
    ),
    unit="points",
    pairs="answers",
)
WEIGHTS: Final = Argument(
    "weights",
    Kind.MATRIX,
    Text(
        "how much each item matters: one number per item, or each respondent's importance ratings; all alike if left "
        "out. Only the proportions count",
        "cuánto importa cada ítem: un número por ítem, o las importancias que dio cada persona; todos iguales si se "
        "omite. Solo cuentan las proporciones",
    ),
    unit="points",
    optional=True,
)

_BERRY: Final = "Parasuraman, Zeithaml and Berry (1988), Journal of Retailing 64, 12–40"


@kpi(
    "KPI_GAP",
    alias="KPI_BRECHA",
    question=Text(
        "How far does the service fall short of what customers expect?",
        "¿Cuánto le falta al servicio para ser lo que esperan los clientes?",
    ),
    summary=Text(
        "Mean gap between perception and expectation, in points of the scale; negative is a shortfall.",
        "Brecha media entre percepción y expectativa, en puntos de la escala; negativa si el servicio se queda corto.",
    ),
    arguments=[EXPECTED, PERCEIVED, WEIGHTS],
    returns=Text("perception − expectation, in points", "percepción − expectativa, en puntos"),
    formula="mean over respondents of Σ w·(P − E) ÷ Σ w, over the items that the respondent answered on both sides",
    rules=Text(
        "A blank is never a zero. A respondent counts when at least half of the items were answered on both sides. "
        "Missing items hand their weight to the answered ones. A weight below zero: #VALUE!. No weight above zero, or "
        "nobody who counts: #N/A.",
        "Una celda vacía nunca es un cero. Una persona cuenta si respondió al menos la mitad de los ítems en ambos "
        "lados. Los ítems sin respuesta ceden su peso a los respondidos. Un peso menor que cero: #¡VALOR!. Ningún peso "
        "mayor que cero, o nadie que cuente: #N/D.",
    ),
    source=_BERRY + "; weights after Zeithaml, Parasuraman and Berry (1990), Delivering Quality Service",
    examples=[
        Example(([[7, 6], [6, 6], [5, 7]], [[6, 6], [5, 6], [6, None]]), 0.0),
        Example(
            ([[4.44, 4.49, 4.48, 4.50, 4.56]], [[4.19, 4.36, 4.35, 4.32, 4.40]], [[11, 32, 22, 19, 16]]),
            -0.1575,
            Text(
                "mean scores of 386 patients on five dimensions, weighted by their importance",
                "puntajes medios de 386 pacientes en cinco dimensiones, ponderados por su importancia",
            ),
        ),
    ],
)
def gap(expected: Any, perceived: Any, weights: Any | None = None) -> float:
    """Return the mean gap, perception − expectation, in points of the scale.

    ``expected`` and ``perceived`` are respondents × items with NaN where missing; ``weights`` one per item or
    respondents × items, and only their proportions count.

    gap = mean over respondents of Σ w·(P − E) ÷ Σ w over the items that the respondent answered on both sides; a
    respondent counts when these are at least half of the items.

    Raises :class:`~service_kpi.errors.BadArgument` for ranges that do not pair and for a weight below zero,
    :class:`~service_kpi.errors.NoData` where no item has any weight or no respondent counts.

    Source: Parasuraman, Zeithaml and Berry (1988), Journal of Retailing 64, 12–40.

    >>> gap([[7, 6], [6, 6]], [[6, 6], [5, 5]])
    -0.75
    """
    differences = item_differences(expected, perceived)
    return _mean_score(differences, weights)


@kpi(
    "KPI_SERVPERF",
    alias="KPI_SERVPERF",
    question=Text("How good do customers find the service?", "¿Qué tan bueno les parece el servicio a los clientes?"),
    summary=Text(
        "Mean perception, without asking for expectations (SERVPERF).",
        "Percepción media, sin preguntar por las expectativas (SERVPERF).",
    ),
    arguments=[
        Argument(
            "perceived",
            Kind.MATRIX,
            Text(
                "what customers perceive: one row per respondent, one column per item",
                "lo que perciben los clientes: una fila por persona encuestada, una columna por ítem",
            ),
            unit="points",
        ),
        WEIGHTS,
    ],
    returns=Text("mean perception, in points", "percepción media, en puntos"),
    formula="mean over respondents of Σ w·P ÷ Σ w, over the items that the respondent answered",
    rules=Text(
        "A respondent counts when at least half of the items were answered. Weights as in KPI_GAP. Nobody who counts: "
        "#N/A.",
        "Una persona cuenta si respondió al menos la mitad de los ítems. Pesos como en KPI_BRECHA. Nadie que cuente: "
        "#N/D.",
    ),
    source="Cronin and Taylor (1992), Journal of Marketing 56(3), 55–68",
    examples=[
        Example(([[6, 6], [5, 7], [4, None]],), 16 / 3),
        Example(([[6, 6], [5, 7], [4, None]], [[3, 1]]), (6 + 5.5 + 4) / 3),
    ],
)
def servperf(perceived: Any, weights: Any | None = None) -> float:
    """Return the mean perception, in points of the scale.

    ``perceived`` is respondents × items with NaN where missing; ``weights`` as in :func:`gap`.

    servperf = mean over respondents of Σ w·P ÷ Σ w over the items that the respondent answered; a respondent counts
    when these are at least half of the items. Errors as in :func:`gap`.

    Source: Cronin and Taylor (1992), Journal of Marketing 56(3), 55–68.

    >>> servperf([[6, 6], [5, 6]])
    5.75
    """
    return _mean_score(as_matrix(perceived), weights)


@kpi(
    "KPI_MET_RATE",
    alias="KPI_TASA_CUMPLIDA",
    question=Text(
        "How often is the service at least what was expected?",
        "¿Con qué frecuencia el servicio es al menos lo esperado?",
    ),
    summary=Text(
        "Share of the answers whose perception reaches the expectation.",
        "Proporción de respuestas cuya percepción alcanza la expectativa.",
    ),
    arguments=[EXPECTED, PERCEIVED],
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="answers with P ≥ E ÷ answers given on both sides",
    rules=Text(
        "Counts answers, not respondents: every item that was answered on both sides. None: #N/A.",
        "Cuenta respuestas, no personas: cada ítem respondido en ambos lados. Ninguno: #N/D.",
    ),
    source=_BERRY + " (disconfirmation of expectations)",
    examples=[Example(([[7, 6], [6, 6], [5, 7]], [[6, 6], [5, 6], [6, None]]), 3 / 5)],
)
def met_rate(expected: Any, perceived: Any) -> float:
    """Return the share of the answers with P ≥ E, among those given on both sides.

    ``expected`` and ``perceived`` are respondents × items with NaN where missing.

    Raises :class:`~service_kpi.errors.BadArgument` for ranges that do not pair and
    :class:`~service_kpi.errors.NoData` where nothing was answered on both sides.

    >>> met_rate([7, 6, 5, 5], [6, 6, 6, None])
    0.6666666666666666
    """
    differences = item_differences(expected, perceived)
    return share_of_pairs(differences >= 0, differences)


@kpi(
    "KPI_EXCEEDED_RATE",
    alias="KPI_TASA_SUPERADA",
    question=Text(
        "How often does the service surprise with more than was expected?",
        "¿Con qué frecuencia el servicio sorprende con más de lo esperado?",
    ),
    summary=Text(
        "Share of the answers whose perception exceeds the expectation.",
        "Proporción de respuestas cuya percepción supera la expectativa.",
    ),
    arguments=[EXPECTED, PERCEIVED],
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="answers with P > E ÷ answers given on both sides",
    rules=Text(
        "Counts answers, not respondents: every item that was answered on both sides. None: #N/A. An expectation at "
        "the top of the scale cannot be exceeded.",
        "Cuenta respuestas, no personas: cada ítem respondido en ambos lados. Ninguno: #N/D. Una expectativa en el "
        "tope de la escala no se puede superar.",
    ),
    source=_BERRY + " (disconfirmation of expectations)",
    examples=[Example(([[7, 6], [6, 6], [5, 7]], [[6, 6], [5, 6], [6, None]]), 1 / 5)],
)
def exceeded_rate(expected: Any, perceived: Any) -> float:
    """Return the share of the answers with P > E, among those given on both sides. Errors as in :func:`met_rate`.

    >>> exceeded_rate([7, 6, 5, 5], [6, 6, 6, None])
    0.3333333333333333
    """
    differences = item_differences(expected, perceived)
    return share_of_pairs(differences > 0, differences)


def item_differences(expected: Any, perceived: Any) -> Floats:
    """Return P − E by respondent and item, NaN where either side is missing; refuse ranges that do not pair."""
    expected, perceived = as_matrix(expected), as_matrix(perceived)
    require_same_shape(expected=expected, perceived=perceived)
    differences: Floats = perceived - expected
    return differences


def _mean_score(answers: Floats, weights: Any | None) -> float:
    result = mean(respondent_scores(answers, item_weights(weights, *answers.shape)))
    if math.isnan(result):
        raise NoData(
            "no respondent answered at least half of the items",
            "ninguna persona respondió al menos la mitad de los ítems",
        )
    return result


def share_of_pairs(hits: Flags, differences: Floats) -> float:
    """Return how many of the answers given on both sides are ``hits``; refuse where there are none."""
    pairs = np.count_nonzero(~np.isnan(differences))
    if not pairs:
        raise NoData(
            "no item has an answer on both sides",
            "ningún ítem tiene respuesta en ambos lados",
        )
    return float(np.count_nonzero(hits) / pairs)
