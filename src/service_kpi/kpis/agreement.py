"""Whether those who judge see the same: mystery shoppers, coders of complaints, quality raters of calls."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import BadArgument
from service_kpi.kpis._groups import number_rows
from service_kpi.kpis._kappa import cohen_kappa, fleiss_kappa, intraclass_correlation
from service_kpi.kpis._krippendorff import krippendorff_alpha
from service_kpi.kpis._numerics import Floats
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text

#: Ratings as words or numbers: the raters only say the same, or do not.
_BY_CATEGORY: Final[Mapping[str, Callable[[Floats], float]]] = {
    "cohen": partial(cohen_kappa, power=0),
    "fleiss": fleiss_kappa,
    "krippendorff_nominal": partial(krippendorff_alpha, metric="nominal"),
}
#: Ratings as numbers: the raters are nearer to each other or further apart.
_BY_NUMBER: Final[Mapping[str, Callable[[Floats], float]]] = {
    "cohen_linear": partial(cohen_kappa, power=1),
    "cohen_quadratic": partial(cohen_kappa, power=2),
    "krippendorff_ordinal": partial(krippendorff_alpha, metric="ordinal"),
    "krippendorff_interval": partial(krippendorff_alpha, metric="interval"),
    "krippendorff_ratio": partial(krippendorff_alpha, metric="ratio"),
    "icc": intraclass_correlation,
}


@kpi(
    "KPI_AGREEMENT",
    alias="KPI_CONCORDANCIA",
    question=Text(
        "Do two evaluators who see the same service give it the same mark?",
        "¿Dos evaluadores que ven el mismo servicio le ponen la misma calificación?",
    ),
    summary=Text(
        "Agreement of raters beyond chance: Krippendorff's alpha, Cohen's or Fleiss' kappa, or the ICC.",
        "Concordancia de los evaluadores más allá del azar: alfa de Krippendorff, kappa de Cohen o de Fleiss, o CCI.",
    ),
    arguments=(
        Argument(
            "ratings",
            Kind.RATINGS,
            Text(
                "one row per unit rated (a visit, a call, a complaint), one column per rater; words or numbers",
                "una fila por unidad evaluada (visita, llamada, queja), una columna por evaluador; palabras o números",
            ),
        ),
        Argument(
            "method",
            Kind.CHOICE,
            Text(
                "krippendorff_nominal (default), krippendorff_ordinal, krippendorff_interval, krippendorff_ratio; "
                "cohen, cohen_linear or cohen_quadratic for two raters; fleiss; or icc",
                "krippendorff_nominal (por defecto), krippendorff_ordinal, krippendorff_intervalo, krippendorff_razon; "
                "cohen, cohen_lineal o cohen_cuadratico para dos evaluadores; fleiss; o cci",
            ),
            optional=True,
            choices={
                "krippendorff_nominal": ("krippendorff",),
                "krippendorff_ordinal": (),
                "krippendorff_interval": ("krippendorff_intervalo",),
                "krippendorff_ratio": ("krippendorff_razon",),
                "cohen": (),
                "cohen_linear": ("cohen_lineal",),
                "cohen_quadratic": ("cohen_cuadratico",),
                "fleiss": (),
                "icc": ("cci",),
            },
        ),
    ),
    returns=Text(
        "1: perfect agreement; 0: no better than chance; below 0: worse than chance",
        "1: acuerdo perfecto; 0: no mejor que el azar; menos de 0: peor que el azar",
    ),
    formula=(
        "1 − disagreement seen ÷ disagreement expected by chance; icc: (B − E) ÷ (B + (k − 1)·E + k·(J − E) ÷ n), the "
        "mean squares between n units (B), between k raters (J) and of the rest (E)"
    ),
    rules=Text(
        "Krippendorff's alpha takes every unit with two ratings or more, whoever gave them; the other methods take the "
        "units that every rater rated. Nominal, cohen and fleiss only ask whether ratings are the same, and take words "
        "(capitals do not matter); the others take numbers, and leave out words between them. cohen_linear and "
        "cohen_quadratic weigh a disagreement by the distance between the two ratings, or its square. icc is ICC(2,1): "
        "absolute agreement of single raters drawn from many. Select the ratings without the raters' names. No unit to "
        "compare: #N/A. All ratings the same, so that there is nothing to agree on: #NUM!. Cohen's kappa with other "
        "than two columns, or words where numbers are needed: #VALUE!. Krippendorff asks for 0.800 and takes 0.667 for "
        "tentative conclusions.",
        "El alfa de Krippendorff toma toda unidad con dos o más calificaciones, las dé quien las dé; los demás métodos "
        "toman las unidades que todos calificaron. Nominal, cohen y fleiss solo preguntan si las calificaciones son "
        "iguales, y admiten palabras (sin distinguir mayúsculas); los demás toman números y omiten las palabras entre "
        "ellos. cohen_lineal y cohen_cuadratico ponderan el desacuerdo por la distancia entre las dos calificaciones, "
        "o su cuadrado. cci es el CCI(2,1): acuerdo absoluto de evaluadores individuales tomados de entre muchos. "
        "Seleccione las calificaciones sin los nombres de los evaluadores. Ninguna unidad que comparar: #N/D. Todas "
        "las calificaciones iguales, sin nada en qué concordar: #¡NUM!. Kappa de Cohen con más o menos de dos "
        "columnas, o palabras donde hacen falta números: #¡VALOR!. Krippendorff pide 0,800 y acepta 0,667 para "
        "conclusiones tentativas.",
    ),
    source=(
        "Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania, sections A to D; "
        "Cohen (1960), Educational and Psychological Measurement 20, 37–46, and (1968), Psychological Bulletin 70, "
        "213–220; Fleiss (1971), Psychological Bulletin 76, 378–382; Shrout and Fleiss (1979), Psychological Bulletin "
        "86, 420–428"
    ),
    examples=(
        Example(
            (
                [
                    *(["a", "b"], ["a", "a"], ["b", "b"], ["b", "b"], ["d", "b"], ["c", "c"]),
                    *(["c", "c"], ["c", "c"], ["e", "e"], ["d", "d"], ["d", "d"], ["a", "d"]),
                ],
            ),
            0.6919642857142857,
            Text("Krippendorff (2011), section B: 0.692", "Krippendorff (2011), sección B: 0,692"),
        ),
        Example(
            (
                [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
                "icc",
            ),
            0.28976377952755905,
            Text("Shrout and Fleiss (1979), table 4: 0.29", "Shrout y Fleiss (1979), tabla 4: 0,29"),
        ),
    ),
)
def agreement(ratings: Any, method: str = "krippendorff_nominal") -> float:
    """Return how far raters agree beyond chance, 1 being perfect.

    ``ratings``: units × raters, numbers with NaN where missing or words with ``""`` where missing. ``method``: a key
    of the methods in the formulas of :mod:`service_kpi.kpis._krippendorff` and :mod:`service_kpi.kpis._kappa`.

    Formula: 1 − disagreement seen ÷ disagreement expected by chance.

    Raises :class:`~service_kpi.errors.NoData` without units to compare,
    :class:`~service_kpi.errors.OutOfDomain` where all ratings are the same,
    :class:`~service_kpi.errors.BadArgument` for too few raters, for Cohen's kappa of more than two, and for words
    where the method needs numbers.

    Source: Krippendorff (2011); Cohen (1960, 1968); Fleiss (1971); Shrout and Fleiss (1979).

    >>> ratings = [["yes", "yes"], ["yes", "no"], ["no", "no"], ["no", "no"]]
    >>> agreement(ratings, "cohen")
    0.5
    """
    given = _given(ratings)
    if method in _BY_CATEGORY:
        return _BY_CATEGORY[method](given if given.dtype.kind == "f" else _categories(given))
    return _BY_NUMBER[method](given if given.dtype.kind == "f" else _numbers(given, method))


def _given(ratings: Any) -> NDArray[Any]:
    """Return units × raters, as numbers or, where one of them is no number, as words."""
    given: NDArray[Any] = np.asarray(ratings)
    if given.dtype.kind == "O":  # a list with None
        try:
            given = given.astype(np.float64)
        except ValueError:
            given = np.where(np.equal(given, np.array(None)), "", given).astype(np.str_)
    if given.dtype.kind != "U":
        given = given.astype(np.float64, copy=False)
    return given if given.ndim == 2 else given.reshape(-1, 1)


def _categories(words: NDArray[np.str_]) -> Floats:
    """Return a number for each category, NaN where missing."""
    numbers = number_rows(words).reshape(words.shape).astype(np.float64)
    numbers[numbers < 0] = np.nan
    return numbers


def _numbers(words: NDArray[np.str_], method: str) -> Floats:
    """Return the numbers among the words, NaN elsewhere."""
    spellings, places = np.unique(words, return_inverse=True)
    values = np.array([_number(spelling) for spelling in spellings.tolist()])
    if np.isnan(values).all():
        raise BadArgument(
            f'{method} needs numbers, such as 1 to 5, but the ratings are words, such as "{spellings[-1]}"',
            f"{method} necesita números, por ejemplo de 1 a 5, pero las calificaciones son palabras, por ejemplo "
            f"«{spellings[-1]}»",
        )
    return np.asarray(values[places].reshape(words.shape), dtype=np.float64)


def _number(word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
