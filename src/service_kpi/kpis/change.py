"""Did it really change, or did we just ask other people?

Two surveys are two separate samples of respondents, also where they happen to have as many rows: nothing pairs them.
The same respondents asked twice are a case for KPI_RELATIVE.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._comparison import is_tie
from service_kpi.kpis._distributions import normal_survival
from service_kpi.kpis._net_promoter import (
    DETRACTORS,
    PASSIVES,
    PROMOTERS,
    adjusted,
    adjusted_interval,
    answer_kinds,
    count_kinds,
    net_score,
)
from service_kpi.kpis._numerics import Floats, as_matrix, mean, present, variance
from service_kpi.kpis._sample_size import answers_for_means, answers_for_rates, answers_for_variance, whole_answers
from service_kpi.kpis.inference import Interval, newcombe_interval, t_interval, two_proportion_z, welch_difference
from service_kpi.spec import Argument, Example, Kind, Table, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Measure", "Medida"),
    Text("n before", "n antes"),
    Text("n after", "n después"),
    Text("Before", "Antes"),
    Text("After", "Después"),
    Text("Difference", "Diferencia"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Statistic", "Estadístico"),
    Text("p", "p"),
    Text("n needed", "n necesario"),
)


class _Change(NamedTuple):
    """What one row says; ``needed`` is the number of answers in each survey, before it is rounded up."""

    n_before: int
    n_after: int
    before: float
    after: float
    difference: float
    interval: Interval
    statistic: float
    p: float
    needed: float


def _survey(name: str, en: str, es: str) -> Argument:
    return Argument(
        name,
        Kind.MARKS,
        Text(
            f"the answers {en}, one per respondent: numbers, or yes and no",
            f"las respuestas {es}, una por persona: números, o sí y no",
        ),
        unit="points",
    )


@kpi(
    "KPI_CHANGE_TABLE",
    alias="KPI_CAMBIO_TABLA",
    question=Text(
        "Did the service really get better, or did we just happen to ask happier people?",
        "¿Mejoró de verdad el servicio, o solo preguntamos por azar a gente más contenta?",
    ),
    summary=Text(
        "The difference between two surveys with its interval and test, and how many answers it takes to see it.",
        "La diferencia entre dos encuestas con su intervalo y su prueba, y cuántas respuestas hacen falta para verla.",
    ),
    arguments=[
        _survey("before", "before", "de antes"),
        _survey("after", "after; other people than before", "de después; otras personas que antes"),
        Argument(
            "kind",
            Kind.CHOICE,
            Text(
                "mean: of any scores (the default); rate: share of 1 or yes among 1 and 0, yes and no; nps: net "
                "promoter score of scores from 0 to 10",
                "media: de cualquier puntaje (por defecto); tasa: proporción de 1 o sí entre 1 y 0, sí y no; nps: net "
                "promoter score de puntajes de 0 a 10",
            ),
            optional=True,
            choices={"mean": ("media", "promedio"), "rate": ("tasa", "proporción"), "nps": ()},
        ),
    ],
    returns=Text(
        "one row: n before and after, both values, difference after − before with its 95 % interval, statistic (t for "
        "means, z for rates and scores), p, and n needed in each survey to see a difference of this size with 80 % "
        "power",
        "una fila: n antes y después, ambos valores, diferencia después − antes con su intervalo del 95 %, estadístico "
        "(t para medias, z para tasas y NPS), p, y n necesario en cada encuesta para ver una diferencia de este tamaño "
        "con una potencia del 80 %",
    ),
    formula="mean: Welch; n about (1.96 + 0.84)²·(s₁² + s₂²) ÷ d² + 1, exactly by the noncentral t. rate: Newcombe's "
    "interval, pooled z; n = (1.96·√(2p(1−p)) + 0.84·√(p₁(1−p₁) + p₂(1−p₂)))² ÷ d², p = (p₁ + p₂) ÷ 2. nps: z "
    "= d ÷ √(v₁ ÷ (n₁ + 2) + v₂ ÷ (n₂ + 2)), v with a promoter and a detractor more in each survey; interval "
    "from those of KPI_NPS_TABLE as Newcombe's from Wilson's; n = (1.96 + 0.84)²·(v₁ + v₂) ÷ d²",
    rules=Text(
        "The two surveys are separate samples, of any two lengths; for the same people asked twice use KPI_RELATIVE. p "
        "below 0.05 speaks against chance; above it, nothing is shown either way. Compare n needed with the n you "
        "have: it takes the difference seen for the true one, and is #N/A where there is none. A single answer has no "
        "interval of a mean: #N/A. rate with anything but 1, 0, yes and no, or a range of several columns: #VALUE!. "
        "Scores outside 0 to 10 do not count for nps. A survey without answers: #N/A.",
        "Las dos encuestas son muestras separadas, de cualquier longitud; para las mismas personas preguntadas dos "
        "veces use KPI_RELATIVA. p menor que 0,05 habla contra el azar; si es mayor, no se demuestra ni una cosa ni "
        "la otra. Compare el n necesario con el que tiene: toma la diferencia vista por la verdadera, y es #N/D si no "
        "la hay. Una sola respuesta no da intervalo de una media: #N/D. tasa con algo distinto de 1, 0, sí y no, o un "
        "rango de varias columnas: #¡VALOR!. Los puntajes fuera de 0 a 10 no cuentan para nps. Una encuesta sin "
        "respuestas: #N/D.",
    ),
    source="Welch (1947), Biometrika 34, 28–35; Newcombe (1998), Statistics in Medicine 17, 873–890, method 10; Bonett "
    "and Price (2012), Journal of Educational and Behavioral Statistics 37, 479–488, joined "
    "after Zou and Donner (2008), Statistics in Medicine 27, 1693–1702; sample sizes: Harrison and Brady (2004), "
    "Stata Journal 4, 142–153 (means); Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, "
    "ch. 4 (rates, without continuity correction)",
    examples=[
        Example(
            ([[4], [3], [5], [4], [2], [4]], [[5], [4], [5], [4], [5]]),
            [
                [heading.en for heading in HEADER],
                [
                    "Mean",
                    6,
                    5,
                    11 / 3,
                    4.6,
                    14 / 15,
                    -0.1954021494948588,
                    2.062068816161525,
                    1.9140405956690565,
                    0.09275208728173548,
                    14,
                ],
            ],
            Text(
                "nearly a point up, and yet it may be chance: 14 answers each time would tell",
                "casi un punto más, y aun así puede ser azar: con 14 respuestas cada vez se vería",
            ),
        ),
        Example(
            (
                [[10], [9], [6], [3], [7], [8], [5], [2]],
                [[10], [10], [9], [8], [9], [6], [7], [10], [9], [10]],
                "nps",
            ),
            [
                [heading.en for heading in HEADER],
                [
                    "NPS",
                    8,
                    10,
                    -25.0,
                    60.0,
                    85.0,
                    5.523763413603149,
                    144.22243541723475,
                    2.407911614139296,
                    0.016044064748503985,
                    15,
                ],
            ],
        ),
    ],
)
def change_table(before: Any, after: Any, kind: str = "mean") -> Table:
    """Return the difference after − before of two separate samples, its test, and the n needed to see it.

    ``before`` and ``after``: one answer per respondent, NaN where missing; 1 and 0 for ``kind`` "rate", 0 to 10 for
    "nps", anything for "mean".

    Formula: means by Welch; rates by Newcombe's interval and the pooled z; net promoter scores by the adjusted Wald
    intervals of Bonett and Price, joined as Newcombe joins Wilson's. n needed is that of each sample for a power of 80
    % at 5 %, two-sided, were the difference true.

    Raises :class:`~service_kpi.errors.NoData` where a sample has no answer,
    :class:`~service_kpi.errors.BadArgument` for a rate of anything but 1 and 0 and for several columns.

    Source: Welch (1947); Newcombe (1998), method 10; Bonett and Price (2012); Harrison and Brady (2004); Fleiss,
    Levin and Paik (2003), ch. 4.
    """
    label, compare = _KINDS[kind]
    change = compare(_answers("before", before), _answers("after", after))
    *cells, interval, statistic, p, needed = change
    return Table(HEADER, [[label, *cells, *interval, statistic, p, whole_answers(needed)]])


def _mean_change(before: Floats, after: Floats) -> _Change:
    _require_answers(before.size, after.size)
    was, now = mean(before), mean(after)
    test = welch_difference(after, before)
    if is_tie(was, now) and not math.isnan(test.p):  # what rounding leaves of equal means is no difference
        low, high = t_interval(0.0, test.standard_error, test.df)
        test = test._replace(difference=0.0, low=low, high=high, statistic=0.0, p=1.0)
    needed = answers_for_means(test.difference, variance(before), variance(after))
    interval = Interval(test.low, test.high)
    return _Change(before.size, after.size, was, now, test.difference, interval, test.statistic, test.p, needed)


def _rate_change(before: Floats, after: Floats) -> _Change:
    _require_answers(before.size, after.size)
    yes_before, yes_after = _yes("before", before), _yes("after", after)
    p_before, p_after = yes_before / before.size, yes_after / after.size
    test = two_proportion_z(yes_after, after.size, yes_before, before.size)
    return _Change(
        before.size,
        after.size,
        p_before,
        p_after,
        p_after - p_before,
        newcombe_interval(yes_after, after.size, yes_before, before.size),
        test.statistic,
        test.p,
        answers_for_rates(p_before, p_after),
    )


def _nps_change(before: Floats, after: Floats) -> _Change:
    counts = [count_kinds(answer_kinds(scores)) for scores in (before, after)]
    was, now = (net_score(count[PROMOTERS], count[PASSIVES], count[DETRACTORS]) for count in counts)
    _require_answers(was.n, now.n)
    difference = now.score - was.score
    variances = [adjusted(survey) for survey in (was, now)]
    statistic = difference / math.sqrt(sum(each.variance / each.n for each in variances))
    below, above = adjusted_interval(was), adjusted_interval(now)
    return _Change(
        was.n,
        now.n,
        was.score,
        now.score,
        difference,
        Interval(
            difference - math.hypot(now.score - above.low, below.high - was.score),
            difference + math.hypot(above.high - now.score, was.score - below.low),
        ),
        statistic,
        min(1.0, 2 * normal_survival(abs(statistic))),
        answers_for_variance(difference, sum(each.variance for each in variances)),
    )


_KINDS: Final = {
    "mean": (Text("Mean", "Media"), _mean_change),
    "rate": (Text("Rate", "Tasa"), _rate_change),
    "nps": (Text("NPS", "NPS"), _nps_change),
}


def _answers(name: str, values: Any) -> Floats:
    matrix = as_matrix(values)
    if min(matrix.shape) > 1:
        size = " × ".join(str(length) for length in matrix.shape)
        raise BadArgument(
            f"{name} takes one column or one row, but got {size}", f"{name} toma una columna o una fila, y tiene {size}"
        )
    return present(matrix.reshape(-1))


def _require_answers(before: int, after: int) -> None:
    for name, answers in (("before", before), ("after", after)):
        if not answers:
            raise NoData(f"{name} has no answers", f"{name} no tiene respuestas")


def _yes(name: str, answers: Floats) -> int:
    other = (answers != 0) & (answers != 1)
    if other.any():
        found = answers[np.argmax(other)]
        raise BadArgument(
            f"a rate is of 1 and 0, or yes and no, but {name} has {found:g}",
            f"una tasa es de 1 y 0, o de sí y no, pero {name} tiene {found:g}",
        )
    return int(np.count_nonzero(answers))
