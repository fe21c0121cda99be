"""How sure a share is, given how few were asked."""

from __future__ import annotations

from service_kpi.errors import NoData
from service_kpi.kpis.inference import Interval, wilson_interval
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text

CONFIDENCE = Argument(
    "confidence",
    Kind.NUMBER,
    Text(
        "how sure the interval is to be: 0.95 where left out", "qué tan seguro debe ser el intervalo: 0,95 si se omite"
    ),
    unit="share",
    optional=True,
    low=0,
    high=1,
)


@kpi(
    "KPI_INTERVAL",
    alias="KPI_INTERVALO",
    question=Text(
        "Given what we counted, how low and how high may the true share be?",
        "Con lo que contamos, ¿qué tan baja o alta puede ser la proporción real?",
    ),
    summary=Text(
        "Wilson's confidence interval of a share, low and high side by side.",
        "Intervalo de confianza de Wilson de una proporción: límite inferior y superior, uno al lado del otro.",
    ),
    arguments=[
        Argument(
            "successes",
            Kind.NUMBER,
            Text(
                "how many of them said yes, kept the promise, were within target", "cuántos dijeron que sí, cumplieron"
            ),
            unit="count",
            low=0,
        ),
        Argument("n", Kind.NUMBER, Text("how many there are in all", "cuántos hay en total"), unit="count", low=0),
        CONFIDENCE,
    ],
    returns=Text("one row: low, high, as shares", "una fila: inferior, superior, como proporciones"),
    formula="(p + z²/2n ∓ z·√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), p = successes ÷ n, "
    "z the normal quantile of (1 + confidence)/2",
    rules=Text(
        "No cases (n of 0): #N/A. More successes than n, or a confidence of 0 or 1: an error. Counts, not percentages.",
        "Sin casos (n igual a 0): #N/D. Más aciertos que n, o confianza de 0 o 1: error. Recuentos, no porcentajes.",
    ),
    source="Wilson (1927), JASA 22, 209–212; Newcombe (1998), Statistics in Medicine 17, 857–872, method 3",
    examples=[
        Example(
            (81, 263),
            [[0.2552885198782743, 0.36620957698280016]],
            Text("Newcombe (1998), table I: 0.2553 to 0.3662", "Newcombe (1998), tabla I: 0,2553 a 0,3662"),
        )
    ],
)
def interval(successes: float, n: float, confidence: float = 0.95) -> Interval:
    """Return Wilson's score interval of ``successes`` out of ``n``.

    Unlike the textbook p ± 1.96·√(p(1−p)/n) it never leaves 0 to 1 and has a width even where all answers agree.

    Raises :class:`~service_kpi.errors.NoData` where ``n`` is 0.

    >>> [round(end, 4) for end in interval(15, 148)]
    [0.0624, 0.1605]
    """
    if n == 0:
        raise NoData("there are no cases: n is 0", "no hay casos: n es 0")
    return wilson_interval(successes, n, confidence)
