"""How far a set of items measures one thing: Cronbach's alpha, and what is left of it in a difference score."""

from __future__ import annotations

import math
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument, NoData, OutOfDomain
from service_kpi.kpis._numerics import (
    Floats,
    as_matrix,
    column_means,
    require_same_shape,
    row_blocks,
    variance,
)
from service_kpi.kpis._respondents import respondent_scores
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text

ITEMS: Final = Argument(
    "items",
    Kind.MATRIX,
    Text(
        "the answers to items that should measure the same thing: one row per respondent, one column per item",
        "las respuestas a ítems que deberían medir lo mismo: una fila por persona encuestada, una columna por ítem",
    ),
    unit="points",
)

#: A variance that is a smaller share than this of those it came from is none.
_ROUNDING: Final = 1e-12

#: Four items and six respondents, one of whom left an item out.
_ANSWERS: Final = [[5, 4, 5, 4], [3, 3, 2, 3], [4, 4, 4, 5], [2, 1, 2, None], [5, 5, 4, 4], [3, 2, 3, 3]]


@kpi(
    "KPI_ALPHA",
    alias="KPI_ALFA",
    question=Text(
        "Do these questions measure the same thing, so that their mean may stand for them?",
        "¿Estas preguntas miden lo mismo, de modo que su media pueda representarlas?",
    ),
    summary=Text(
        "Cronbach's alpha, the internal consistency of a set of items; 0.7 or more is the usual demand.",
        "Alfa de Cronbach, la consistencia interna de un conjunto de ítems; suele pedirse 0,7 o más.",
    ),
    arguments=[
        ITEMS,
        Argument(
            "missing",
            Kind.CHOICE,
            Text(
                'what to do with missing answers: "pairwise" (as if left out) uses every pair of answers there is, '
                '"listwise" only respondents who answered everything',
                'qué hacer con las respuestas faltantes: "por pares" (así si se omite) usa todos los pares de '
                'respuestas, "por lista" solo a quienes respondieron todo',
            ),
            optional=True,
            choices={"pairwise": ("por pares",), "listwise": ("por lista", "por casos completos")},
        ),
    ],
    returns=Text("alpha; 1 is perfect agreement of the items", "alfa; 1 es acuerdo perfecto de los ítems"),
    formula="k ÷ (k − 1) · (1 − sum of the item variances ÷ sum of all variances and covariances), k items",
    rules=Text(
        "Fewer than two items: #VALUE!. Fewer than two respondents, or items that nobody answered together: #N/A. "
        "All respondents alike: #NUM!. Negative where items point in opposite directions: turn the reversed ones "
        "round first. Many gaps can carry pairwise alpha past 1: use listwise.",
        "Menos de dos ítems: #¡VALOR!. Menos de dos personas, o ítems que nadie respondió juntos: #N/D. Todas las "
        "personas iguales: #¡NUM!. Negativo si los ítems apuntan en sentidos opuestos: invierta antes los que estén "
        "al revés. Con muchos huecos, alfa por pares puede pasar de 1: use por lista.",
    ),
    source="Cronbach (1951), Psychometrika 16, 297–334, formula 2",
    examples=[
        Example((_ANSWERS,), 0.9052890528905289),
        Example((_ANSWERS, "listwise"), 0.9086419753086421),
        Example(([[2, 2], [4, 5], [6, 5]],), 0.9230769230769231),
    ],
)
def alpha(items: Any, missing: Literal["pairwise", "listwise"] = "pairwise") -> float:
    """Return Cronbach's alpha of respondents × items, NaN where missing.

    ``missing`` is "pairwise" (each covariance from the respondents who answered both items) or "listwise" (only
    respondents who answered every item).

    Pairwise covariances need not belong together: with many gaps alpha can then exceed 1.

    alpha = k ÷ (k − 1) · (1 − Σ item variances ÷ Σ of the covariance matrix), k the number of items.

    Raises :class:`~service_kpi.errors.BadArgument` below two items, :class:`~service_kpi.errors.NoData` where fewer
    than two respondents answered a pair of items, :class:`~service_kpi.errors.OutOfDomain` where all respondents are
    alike.

    Source: Cronbach (1951), Psychometrika 16, 297–334, formula 2.

    >>> round(alpha([[2, 2], [4, 5], [6, 5]]), 4)
    0.9231
    """
    answers = as_matrix(items)
    if missing == "listwise":
        answers = answers[~np.isnan(answers).any(axis=1)]
    return alpha_of(pairwise_covariances(answers))


@kpi(
    "KPI_DIFFERENCE_RELIABILITY",
    alias="KPI_FIABILIDAD_DIFERENCIA",
    question=Text(
        "Is the gap between perception and expectation still a reliable measure?",
        "¿La brecha entre percepción y expectativa sigue siendo una medida fiable?",
    ),
    summary=Text(
        "Reliability of the difference score P − E: the more both sides agree, the less of it is left.",
        "Fiabilidad del puntaje de diferencia P − E: cuanto más coinciden ambos lados, menos queda de ella.",
    ),
    arguments=[
        Argument(
            "expected",
            Kind.MATRIX,
            Text(
                "what customers expect: one row per respondent, one column per item. Or, alone, five cells: "
                "reliability of P, reliability of E, correlation of P and E, standard deviation of P, of E",
                "lo que esperan los clientes: una fila por persona encuestada, una columna por ítem. O, sin el otro "
                "argumento, cinco celdas: fiabilidad de P, fiabilidad de E, correlación de P y E, desviación estándar "
                "de P, de E",
            ),
            unit="points",
            pairs="answers",
        ),
        Argument(
            "perceived",
            Kind.MATRIX,
            Text(
                "what the same customers perceive: same rows, same columns. Left out: the first argument is the five "
                "numbers",
                "lo que perciben los mismos clientes: las mismas filas y columnas. Si se omite, el primer argumento "
                "son los cinco números",
            ),
            unit="points",
            pairs="answers",
            optional=True,
        ),
    ],
    returns=Text("a reliability; 1 is perfect", "una fiabilidad; 1 es perfecta"),
    formula="(s_P²·r_P + s_E²·r_E − 2·r_PE·s_P·s_E) ÷ (s_P² + s_E² − 2·r_PE·s_P·s_E)",
    rules=Text(
        "From answers: r_P and r_E are alphas, s and r_PE those of the respondents' mean scores, all over the items "
        "answered on both sides, half rule as in KPI_GAP. Fewer than two items, or not five numbers: #VALUE!. Fewer "
        "than two respondents: #N/A. A difference that does not vary, or a correlation or reliability beyond 1: #NUM!.",
        "Con respuestas: r_P y r_E son alfas, s y r_PE los de los puntajes medios por persona, todo sobre los ítems "
        "respondidos en ambos lados, con la regla de la mitad como en KPI_BRECHA. Menos de dos ítems, o no cinco "
        "números: #¡VALOR!. Menos de dos personas: #N/D. Una diferencia que no varía, o una correlación o fiabilidad "
        "mayor que 1: #¡NUM!.",
    ),
    source="Peter, Churchill and Brown (1993), Journal of Consumer Research 19, 655–662; Johns (1981)",
    examples=[
        Example(
            ([[0.7, 0.7, 0.4, 1, 1]],),
            0.5,
            Text(
                "two scales with 0.70 each that correlate 0.40 leave a difference with 0.50",
                "dos escalas de 0,70 que se correlacionan 0,40 dejan una diferencia de 0,50",
            ),
        ),
        Example(([[7, 6], [6, 6], [5, 7], [4, 4]], [[6, 6], [3, 3], [6, 5], [4, 5]]), 0.7476635514018691),
    ],
)
def difference_reliability(expected: Any, perceived: Any | None = None) -> float:
    """Return the reliability of the difference score P − E.

    ``expected`` and ``perceived`` are respondents × items with NaN where missing. With ``perceived`` left out,
    ``expected`` holds five numbers: r_P, r_E, r_PE, s_P, s_E.

    reliability = (s_P²·r_P + s_E²·r_E − 2·r_PE·s_P·s_E) ÷ (s_P² + s_E² − 2·r_PE·s_P·s_E). From answers, r_P and r_E are
    alphas, s_P, s_E and r_PE belong to the respondents' mean scores, all of it over the items that were answered on
    both sides.

    Raises :class:`~service_kpi.errors.BadArgument` below two items and where five numbers are not five,
    :class:`~service_kpi.errors.NoData` below two respondents, :class:`~service_kpi.errors.OutOfDomain` where the
    difference does not vary or a coefficient is none.

    Source: Peter, Churchill and Brown (1993), Journal of Consumer Research 19, 655–662.

    >>> round(difference_reliability([0.7, 0.7, 0.4, 1, 1]), 4)
    0.5
    """
    answers = as_matrix(expected)
    if perceived is None:
        return _from_coefficients(answers.reshape(-1))
    perceptions = as_matrix(perceived)
    require_same_shape(expected=answers, perceived=perceptions)
    unpaired = np.isnan(answers) | np.isnan(perceptions)
    expectations, perceptions = np.where(unpaired, np.nan, answers), np.where(unpaired, np.nan, perceptions)
    return reliability_of_difference(
        PairedSide(respondent_scores(expectations), pairwise_covariances(expectations)),
        PairedSide(respondent_scores(perceptions), pairwise_covariances(perceptions)),
    )


class PairedSide(NamedTuple):
    """One side of a difference: the respondents' mean scores, and the covariances of its items."""

    scores: Floats
    covariances: Floats


def reliability_of_difference(expected: PairedSide, perceived: PairedSide) -> float:
    """Return the reliability of the difference of two sides. Errors as in :func:`difference_reliability`."""
    variance_p, variance_e = variance(perceived.scores), variance(expected.scores)
    if math.isnan(variance_p):
        raise NoData(
            "fewer than two respondents answered at least half of the items on both sides",
            "menos de dos personas respondieron al menos la mitad de los ítems en ambos lados",
        )
    # A side on which everybody agrees weighs nothing: its own reliability is beside the point.
    r_p = alpha_of(perceived.covariances) if variance_p > 0 else 0.0
    r_e = alpha_of(expected.covariances) if variance_e > 0 else 0.0
    return _of_difference(r_p, r_e, variance_p, variance_e, variance(perceived.scores - expected.scores))


def alpha_of(covariances: Floats) -> float:
    """Return Cronbach's alpha of items with these covariances. Errors as in :func:`alpha`."""
    count = len(covariances)
    if count < 2:
        raise BadArgument(
            f"alpha needs two items or more, but there is {count}",
            f"alfa necesita dos ítems o más, pero hay {count}",
        )
    if np.isnan(covariances).any():
        raise NoData(
            "alpha needs at least two respondents who answered each pair of items",
            "alfa necesita al menos dos personas que respondieran cada par de ítems",
        )
    own, whole = float(np.trace(covariances)), float(covariances.sum())
    if whole <= _ROUNDING * own:
        raise OutOfDomain(
            "alpha has no value: the total of the items does not vary between respondents",
            "alfa no tiene valor: el total de los ítems no varía entre personas",
        )
    return float(count / (count - 1) * (1 - own / whole))


def pairwise_covariances(answers: Floats) -> Floats:
    """Return the covariance matrix of the columns, each entry from the rows that have both; NaN below two rows.

    What the rounding of the last digit alone would make of equal answers is 0.
    """
    items = answers.shape[1]
    means = column_means(answers)
    counts, sums, products = np.zeros((3, items, items))
    for rows in row_blocks(answers):
        answered = ~np.isnan(answers[rows])
        present = answered.astype(np.float64)
        deviations = np.where(answered, answers[rows] - means, 0.0)
        counts += present.T @ present
        sums += deviations.T @ present
        products += deviations.T @ deviations
    with np.errstate(invalid="ignore", divide="ignore"):
        covariances: Floats = (products - sums * sums.T / counts) / (counts - 1)
    rounding = 4 * np.finfo(np.float64).eps * np.abs(means)
    covariances[np.abs(covariances) <= np.outer(rounding, rounding)] = 0.0
    covariances[counts < 2] = np.nan
    return covariances


def _from_coefficients(numbers: Floats) -> float:
    if numbers.size != 5 or np.isnan(numbers).any():
        raise BadArgument(
            "without perceived, expected must be five numbers: r_P, r_E, r_PE, s_P, s_E",
            "sin perceived, expected debe ser cinco números: r_P, r_E, r_PE, s_P, s_E",
        )
    r_p, r_e, r_pe, s_p, s_e = numbers.tolist()
    if max(r_p, r_e, abs(r_pe)) > 1 or min(s_p, s_e) < 0:
        raise OutOfDomain(
            "correlations and reliabilities must be at most 1 and standard deviations not negative",
            "las correlaciones y fiabilidades deben ser a lo sumo 1 y las desviaciones estándar no negativas",
        )
    return _of_difference(r_p, r_e, s_p**2, s_e**2, s_p**2 + s_e**2 - 2 * r_pe * s_p * s_e)


def _of_difference(
    r_p: float, r_e: float, variance_p: float, variance_e: float, variance_of_difference: float
) -> float:
    both = variance_p + variance_e
    if variance_of_difference <= _ROUNDING * both:
        raise OutOfDomain(
            "the difference does not vary between respondents, so that it has no reliability",
            "la diferencia no varía entre personas, de modo que no tiene fiabilidad",
        )
    shared = both - variance_of_difference
    return (variance_p * r_p + variance_e * r_e - shared) / variance_of_difference
