"""How satisfied customers are, and how much effort we cost them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._numerics import Floats, as_column, mean, present
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text

_Scale = tuple[float, float]
_SATISFACTION: Final[_Scale] = (1.0, 5.0)
_EFFORT: Final[_Scale] = (1.0, 7.0)


def _scale_argument(usual: str) -> Argument:
    return Argument(
        "scale",
        Kind.SCALE,
        Text(
            f'lowest and highest answer possible, such as "1-10"; "{usual}" if left out',
            f'la respuesta más baja y la más alta posibles, por ejemplo "1-10"; "{usual}" si se omite',
        ),
        optional=True,
    )


@kpi(
    "KPI_CSAT",
    alias="KPI_CSAT",
    question=Text("What share of our customers is satisfied?", "¿Qué proporción de nuestros clientes está satisfecha?"),
    summary=Text(
        "Customer satisfaction: share of the answers at the top of the scale.",
        "Satisfacción del cliente: proporción de respuestas en lo alto de la escala.",
    ),
    arguments=[
        Argument(
            "scores",
            Kind.COLUMN,
            Text("how satisfied each customer is", "qué tan satisfecho está cada cliente"),
            unit="points",
        ),
        _scale_argument("1-5"),
        Argument(
            "top",
            Kind.NUMBER,
            Text(
                "how many of the highest answers count as satisfied; 2 if left out: 4 and 5 of 5",
                "cuántas de las respuestas más altas cuentan como satisfechas; 2 si se omite: 4 y 5 de 5",
            ),
            unit="count",
            optional=True,
            low=1,
        ),
    ],
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="answers ≥ highest − top + 1 ÷ answers on the scale",
    rules=Text(
        "Answers outside a given scale do not count; KPI_AUDIT counts them. Without a scale, an answer outside 1-5 is "
        "#VALUE!: it is another scale, and its top another. A scale holds more answers than top, and top is a whole "
        "number, or #VALUE!. No answers: #N/A.",
        "Las respuestas fuera de la escala indicada no cuentan; KPI_AUDITORIA las cuenta. Sin escala, una respuesta "
        "fuera de 1-5 es #¡VALOR!: será otra escala, con otra parte alta. La escala tiene más respuestas que top, y "
        "top es un número entero; si no, #¡VALOR!. Sin respuestas: #N/D.",
    ),
    source="Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics, 2nd ed., ch. 2 (top-two box)",
    examples=[
        Example(([[5], [4], [3], [5], [None], [1]],), 3 / 5),
        Example(([[5], [4], [3], [5], [None], [1]], "1-5", 1), 2 / 5),
        Example(([[7], [6], [5], [9]], "1-7"), 2 / 3, Text("9 is not on the scale", "9 no está en la escala")),
    ],
)
def satisfaction(scores: Any, scale: _Scale | None = None, top: float = 2.0) -> float:
    """Return the share of answers among the ``top`` highest of the scale.

    ``scores``: one per customer, NaN where missing. ``scale``: lowest and highest answer, (1, 5) where left out.

    Formula: answers ≥ highest − top + 1 ÷ answers on the scale.

    Raises :class:`~service_kpi.errors.NoData` where there is no answer, :class:`~service_kpi.errors.BadArgument` for
    a top that does not fit the scale, and for answers outside 1-5 where no scale was given.

    >>> satisfaction([5, 4, 3, 5, 1])
    0.6
    """
    low, high = _SATISFACTION if scale is None else scale
    if top != int(top) or not 1 <= top <= high - low:
        raise BadArgument(
            f"top must be a whole number from 1 to {high - low:g} on a scale from {low:g} to {high:g}, but is {top:g}",
            f"top debe ser un número entero de 1 a {high - low:g} en una escala de {low:g} a {high:g}, pero es {top:g}",
        )
    answers = _answers(scores, scale, _SATISFACTION)
    return float(np.count_nonzero(answers >= high - top + 1) / answers.size)


@kpi(
    "KPI_CES",
    alias="KPI_CES",
    question=Text("How easy do we make it for our customers?", "¿Qué tan fácil se lo ponemos a nuestros clientes?"),
    summary=Text(
        "Customer effort score: the mean answer about effort, in points of its scale.",
        "Customer effort score: la respuesta media sobre el esfuerzo, en puntos de su escala.",
    ),
    arguments=[
        Argument(
            "scores",
            Kind.COLUMN,
            Text(
                'how far each customer agrees that "the company made it easy for me"',
                "qué tan de acuerdo está cada cliente con «la empresa me lo puso fácil»",
            ),
            unit="points",
        ),
        _scale_argument("1-7"),
    ],
    returns=Text("mean answer, in points of the scale", "respuesta media, en puntos de la escala"),
    formula="Σ answers ÷ number of answers",
    rules=Text(
        "Whether high is good depends on the question: agreement that it was easy (2013) is better high, effort put in "
        "(2010, 1-5) better low. Nothing is turned round. Answers outside a given scale do not count; KPI_AUDIT counts "
        "them. Without a scale, an answer outside 1-7 is #VALUE!. No answers: #N/A.",
        "Si lo alto es bueno depende de la pregunta: el acuerdo con que fue fácil (2013) mejor alto, el esfuerzo hecho "
        "(2010, 1-5) mejor bajo. Nada se invierte. Las respuestas fuera de la escala indicada no cuentan; "
        "KPI_AUDITORIA las cuenta. Sin escala, una respuesta fuera de 1-7 es #¡VALOR!. Sin respuestas: #N/D.",
    ),
    source="Dixon, Freeman and Toman (2010), Stop Trying to Delight Your Customers, Harvard Business Review 88(7/8), "
    "116–122; Dixon, Toman and DeLisi (2013), The Effortless Experience",
    examples=[
        Example(([[7], [6], [5], [None], [3]],), 5.25),
        Example(([[2], [1], [9], [3]], "1-5"), 2.0, Text("9 is not on the scale", "9 no está en la escala")),
    ],
)
def effort(scores: Any, scale: _Scale | None = None) -> float:
    """Return the mean answer about effort, in points of the scale.

    ``scores``: one per customer, NaN where missing. ``scale``: lowest and highest answer, (1, 7) where left out.

    Raises :class:`~service_kpi.errors.NoData` where there is no answer, :class:`~service_kpi.errors.BadArgument` for
    answers outside 1-7 where no scale was given.

    >>> effort([7, 6, 5, 3])
    5.25
    """
    return mean(_answers(scores, scale, _EFFORT))


def _answers(scores: Any, scale: _Scale | None, usual: _Scale) -> Floats:
    """Return the answers on the scale; refuse others where only the ``usual`` scale is assumed."""
    values = present(as_column(scores))
    low, high = usual if scale is None else scale
    on_scale = (values >= low) & (values <= high)
    if scale is None and not on_scale.all():
        stray = values[np.argmin(on_scale)]
        raise BadArgument(
            f"{stray:g} is not on the usual scale from {low:g} to {high:g}: say which scale this is",
            f"{stray:g} no está en la escala habitual de {low:g} a {high:g}: indique cuál es la escala",
        )
    if on_scale.all() and values.size:
        return values
    if not on_scale.any():
        raise NoData("there is no answer on the scale", "no hay ninguna respuesta en la escala")
    return values[on_scale]
