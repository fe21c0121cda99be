"""McDonald's omega: the reliability of a total whose items share one factor but need not share it equally."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import BadArgument, NoData, OutOfDomain
from service_kpi.kpis._numerics import Floats, as_matrix
from service_kpi.kpis.reliability import ITEMS, pairwise_covariances
from service_kpi.spec import Example, kpi
from service_kpi.text import Text

#: Smallest share of an item's variance that is left to the item alone; a lower one would be a Heywood case.
SMALLEST_UNIQUENESS: Final = 0.005
#: Expected descent below which a Newton step needs no watching, and could not be watched through the rounding.
_SMALL_DESCENT: Final = 1e-10
#: Expected descent after which there is nothing left to gain.
_LAST_DESCENT: Final = 1e-18
_STEPS: Final = 100


class OneFactor(NamedTuple):
    """A one-factor solution of a correlation matrix, and Jöreskog's discrepancy F, 0 for a perfect fit."""

    loadings: Floats
    uniquenesses: Floats
    discrepancy: float


@kpi(
    "KPI_OMEGA",
    alias="KPI_OMEGA",
    question=Text(
        "How reliable is the total of these questions, if some measure the matter better than others?",
        "¿Qué tan fiable es el total de estas preguntas, si unas miden el asunto mejor que otras?",
    ),
    summary=Text(
        "McDonald's omega, the reliability of a total by a one-factor model; unlike alpha it lets items differ in how "
        "well they measure.",
        "Omega de McDonald, la fiabilidad de un total según un modelo de un factor; a diferencia de alfa, admite que "
        "unos ítems midan mejor que otros.",
    ),
    arguments=[ITEMS],
    returns=Text("omega, from 0 to 1", "omega, de 0 a 1"),
    formula="(Σλ)² ÷ ((Σλ)² + Σθ), λ loadings and θ unique variances of one factor, by maximum likelihood",
    rules=Text(
        "Only respondents who answered every item count. Fewer than three items: #VALUE!. Not more respondents than "
        "items: #N/A. Items that repeat each other exactly, or three that vary: #NUM!. A unique variance below half a "
        "percent of its item's variance is held there (Heywood case).",
        "Solo cuentan las personas que respondieron todos los ítems. Menos de tres ítems: #¡VALOR!. No más personas "
        "que ítems: #N/D. Ítems que se repiten exactamente, o menos de tres que varíen: #¡NUM!. Una varianza única "
        "menor que medio por ciento de la de su ítem se fija allí (caso Heywood).",
    ),
    source="McDonald (1999), Test Theory, formula 6.20b; Jöreskog (1967), Psychometrika 32, 443–482",
    examples=[
        Example(([[5, 4, 5], [3, 3, 2], [4, 5, 4], [2, 1, 3], [5, 3, 4], [3, 2, 4], [4, 4, 5]],), 0.8311485365564639)
    ],
)
def omega(items: Any) -> float:
    """Return McDonald's omega of respondents × items, NaN where missing.

    omega = (Σλ)² ÷ ((Σλ)² + Σθ) in the units of the answers, λ the loadings and θ the unique variances of one factor,
    fitted by maximum likelihood to the covariances of the respondents who answered every item. An item that does not
    vary adds nothing to either sum. A unique variance that would fall below 0.5 % of its item's variance (a Heywood
    case) is held there, as R's ``factanal`` does.

    Raises :class:`~service_kpi.errors.BadArgument` below three items, for which one factor is not determined,
    :class:`~service_kpi.errors.NoData` where there are not more complete respondents than items,
    :class:`~service_kpi.errors.OutOfDomain` where items repeat each other exactly or fewer than three vary.

    Source: McDonald (1999), Test Theory: A Unified Treatment, formula 6.20b.
    """
    answers = as_matrix(items)
    count = answers.shape[1]
    if count < 3:
        raise BadArgument(
            f"omega needs three items or more, but there are {count}",
            f"omega necesita tres ítems o más, pero hay {count}",
        )
    answers = answers[~np.isnan(answers).any(axis=1)]
    if len(answers) <= count:
        raise NoData(
            f"omega of {count} items needs more than {count} respondents who answered all of them, "
            f"but there are {len(answers)}",
            f"omega de {count} ítems necesita más de {count} personas que los respondieran todos, "
            f"pero hay {len(answers)}",
        )
    covariances = pairwise_covariances(answers)
    varies = np.diag(covariances) > 0
    if np.count_nonzero(varies) < 3:
        raise OutOfDomain(
            "omega has no value: fewer than three items vary between respondents",
            "omega no tiene valor: menos de tres ítems varían entre personas",
        )
    covariances = covariances[np.ix_(varies, varies)]
    deviations = np.sqrt(np.diag(covariances))
    factor = one_factor(covariances / np.outer(deviations, deviations))
    common = float(deviations @ factor.loadings) ** 2
    unique = float(deviations**2 @ factor.uniquenesses)
    return common / (common + unique)


def one_factor(correlations: Floats) -> OneFactor:
    """Return the maximum-likelihood solution of one factor for a correlation matrix.

    Jöreskog's concentrated discrepancy is a function of the logarithms of the uniquenesses alone. It is minimised by
    Newton's method, with a step that is halved until it descends; uniquenesses stay between ``SMALLEST_UNIQUENESS``
    and 1.

    Raises :class:`~service_kpi.errors.OutOfDomain` for a matrix that is singular.

    Source: Jöreskog (1967), Psychometrika 32, 443–482; Lawley and Maxwell (1971), chapter 4.
    """
    if np.linalg.eigvalsh(correlations)[0] < 1e-10:
        raise OutOfDomain(
            "some items repeat each other exactly, so that a factor cannot be told from them",
            "algunos ítems se repiten exactamente, de modo que no se puede distinguir un factor",
        )
    floor = np.log(SMALLEST_UNIQUENESS)
    # Half of what the other items do not explain: between nothing and all that an item may have to itself.
    logarithms = np.clip(np.log(0.5 / np.diag(np.linalg.inv(correlations))), floor, 0.0)
    here = _discrepancy(correlations, logarithms)
    for _ in range(_STEPS):
        at_edge = ((logarithms <= floor) & (here.gradient > 0)) | ((logarithms >= 0) & (here.gradient < 0))
        free = np.flatnonzero(~at_edge)
        if not free.size:
            break
        direction = np.zeros_like(logarithms)
        direction[free] = -_newton_step(here, free)
        descent = -float(here.gradient @ direction)
        length = 1.0
        there_at = np.clip(logarithms + direction, floor, 0.0)
        there = _discrepancy(correlations, there_at)
        while descent > _SMALL_DESCENT and there.value > here.value and length > _SMALL_DESCENT:
            length /= 2
            there_at = np.clip(logarithms + length * direction, floor, 0.0)
            there = _discrepancy(correlations, there_at)
        logarithms, here = there_at, there
        if descent < _LAST_DESCENT:
            break
    return OneFactor(here.loadings, np.exp(logarithms), here.value)


class _Discrepancy(NamedTuple):
    value: float
    gradient: Floats
    curvature: Floats
    convex_curvature: Floats  #: Jöreskog's approximation, positive definite everywhere
    loadings: Floats


def _discrepancy(correlations: Floats, logarithms: Floats) -> _Discrepancy:
    """Return Jöreskog's discrepancy at given uniquenesses, after the best loadings for these."""
    scale = np.exp(-0.5 * logarithms)
    roots, vectors = np.linalg.eigh(correlations * np.outer(scale, scale))
    rest, largest = roots[:-1], roots[-1]
    directions, main = vectors[:, :-1], vectors[:, -1]
    products = directions @ directions.T
    turn = (1.0 - rest) * (rest + largest) / np.maximum(largest - rest, 1e-12)
    loadings = main * np.sqrt(max(largest - 1.0, 0.0)) / scale
    return _Discrepancy(
        value=float(np.sum(rest - np.log(rest) - 1.0)),
        gradient=(directions**2) @ (1.0 - rest),
        curvature=(directions * rest) @ directions.T * products
        + (directions * turn) @ directions.T * np.outer(main, main),
        convex_curvature=products**2,
        loadings=loadings * np.sign(loadings.sum() or 1.0),
    )


def _newton_step(here: _Discrepancy, free: NDArray[np.intp]) -> Floats:
    block = np.ix_(free, free)
    curvature = here.curvature[block]
    if np.linalg.eigvalsh(curvature)[0] <= 0:
        curvature = here.convex_curvature[block]
    step = np.linalg.lstsq(curvature, here.gradient[free], rcond=None)[0]
    return np.asarray(step, dtype=np.float64)
