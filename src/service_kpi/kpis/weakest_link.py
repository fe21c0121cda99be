"""A chain of pillars is as strong as its weakest: which that is, and what raising each would buy."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import NA, NoData, OutOfDomain
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._comparison import is_tie
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, require_one_label_per_row
from service_kpi.kpis._numerics import Floats, as_column, require_same_shape
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Pillar", "Pilar"),
    Text("Score", "Puntaje"),
    Text("Weight", "Peso"),
    Text("Weakest", "Más débil"),
    Text("Gain if raised to the best", "Ganancia si sube al mejor"),
    Text("Gain per point", "Ganancia por punto"),
)
WEAKEST: Final = Text("Weakest link", "Eslabón más débil")
SERIES: Final = Text("Series product", "Producto en serie")


class _Chain(NamedTuple):
    """The pillars that weigh something, in the order of the sheet; the weights sum to 1."""

    labels: list[str | Text]
    scores: Floats
    weights: Floats


@kpi(
    "KPI_WEAKEST",
    alias="KPI_ESLABON",
    question=Text(
        "Which pillar holds the whole service back, and what would raising each one buy?",
        "¿Qué pilar frena a todo el servicio, y qué se ganaría al subir cada uno?",
    ),
    summary=Text(
        "The weakest link by name, the geometric mean, the series product, and what raising each pillar buys.",
        "El eslabón más débil por su nombre, la media geométrica, el producto en serie y qué se gana al subir cada "
        "pilar.",
    ),
    arguments=(
        Argument(
            "scores",
            Kind.COLUMN,
            Text(
                "score of each pillar, zero or more; all on one scale, best a share from 0 to 1",
                "puntaje de cada pilar, cero o más; todos en una misma escala, de preferencia una proporción de 0 a 1",
            ),
            unit="points",
            pairs="rows",
        ),
        Argument("names", Kind.LABELS, Text("name of each pillar", "nombre de cada pilar"), pairs="rows"),
        Argument(
            "weights",
            Kind.COLUMN,
            Text(
                "weight of each pillar in the geometric mean; all alike if left out. Only the proportions count",
                "peso de cada pilar en la media geométrica; todos iguales si se omite. Solo cuentan las proporciones",
            ),
            pairs="rows",
            optional=True,
        ),
    ),
    returns=Text(
        "one row per pillar as on the sheet: score, weight, TRUE for the weakest, what the geometric mean gains if the "
        "pillar is raised to the best one's score, and what it gains per point; then the weakest link with its name, "
        "the series product, and Overall: the geometric mean",
        "una fila por pilar en el orden de la hoja: puntaje, peso, VERDADERO en el más débil, qué gana la media "
        "geométrica si el pilar sube al puntaje del mejor, y qué gana por punto; luego el eslabón más débil con su "
        "nombre, el producto en serie, y Total: la media geométrica",
    ),
    formula="Overall = Π score^w, Σ w = 1; series product = Π score; gain per point = w · Overall ÷ score",
    rules=Text(
        "A missing pillar leaves the whole unknown: the weakest link, the product and Overall are #N/A, since the "
        "missing one might be the weakest. A zero makes the whole zero: raising any other pillar then buys nothing. "
        "The series product is the share of cases in which every pillar holds, so it needs shares: #N/A where a score "
        "is above 1; weights play no part in it. A pillar of weight zero is no pillar and leaves. Pillars that tie for "
        "the weakest are all TRUE, and the first is named. No pillar: #N/A; a pillar without a weight: #N/A. A "
        "negative score: #NUM!. A negative weight: #VALUE!.",
        "Un pilar faltante deja el todo sin conocer: el eslabón más débil, el producto y el Total son #N/D, pues el "
        "faltante podría ser el más débil. Un cero vuelve cero el todo: subir cualquier otro pilar no gana nada. El "
        "producto en serie es la proporción de casos en que todos los pilares cumplen, así que necesita proporciones: "
        "#N/D si un puntaje es mayor que 1; los pesos no intervienen. Un pilar de peso cero no es un pilar y sale. "
        "Los empatados como más débiles son todos VERDADERO, y se nombra el primero. Ningún pilar: #N/D; un pilar sin "
        "peso: #N/D. Un puntaje negativo: #¡NUM!. Un peso negativo: #¡VALOR!.",
    ),
    source=(
        "geometric mean of pillars, in which no strength makes up for a zero: UNDP (2010), Human Development Report, "
        "technical note 1; product of parts in series: MIL-HDBK-338B (1998), Electronic Reliability Design Handbook, "
        "section 5.3.4"
    ),
    examples=(
        Example(
            ([[0.5], [0.8], [0.8]], [["process"], ["people"], ["product"]], [[2], [1], [1]]),
            [
                [heading.en for heading in HEADER],
                ["process", 0.5, 0.5, True, 0.8 - 0.4**0.5, 0.4**0.5],
                ["people", 0.8, 0.25, False, 0.0, 0.4**0.5 / 3.2],
                ["product", 0.8, 0.25, False, 0.0, 0.4**0.5 / 3.2],
                ["Weakest link", 0.5, 0.5, "process", 0.8 - 0.4**0.5, 0.4**0.5],
                ["Series product", 0.32, NA, NA, NA, NA],
                ["Overall", 0.4**0.5, 1.0, NA, NA, NA],
            ],
        ),
    ),
)
def weakest_link(scores: Any, names: Any, weights: Any | None = None) -> Table:
    """Return the pillars with what raising each buys, the weakest link, the series product and the geometric mean.

    ``scores``: one per pillar, zero or more, NaN missing. ``names``: labels; a row without name and score is no
    pillar. ``weights``: one per pillar, only the proportions count; NaN missing.

    Formula: Overall = Π score^w with Σ w = 1; series product = Π score; gain if raised = Overall with this pillar at
    the best score − Overall; gain per point = w · Overall ÷ score, infinite (``#NUM!``) for the only pillar at zero.

    Raises :class:`~service_kpi.errors.NoData` without pillars or without a pillar's weight,
    :class:`~service_kpi.errors.OutOfDomain` for a negative score, :class:`~service_kpi.errors.BadArgument` for a
    negative weight and columns that do not pair. A missing score shows ``#N/A`` in its row and in the whole.

    Source: UNDP (2010), Human Development Report, technical note 1; MIL-HDBK-338B (1998), section 5.3.4.
    """
    chain = _read(scores, names, weights)
    if np.isnan(chain.scores).any():
        return Table(HEADER, _rows_without_whole(chain))
    whole, raised, per_point = _gains(chain)
    weakest = is_tie(chain.scores, float(chain.scores.min()))
    columns = (chain.scores, chain.weights, weakest, np.maximum(raised - whole, 0.0), per_point)
    rows: list[list[TableCell]] = [
        [label, *cells] for label, *cells in zip(chain.labels, *(column.tolist() for column in columns), strict=True)
    ]
    _, score, weight, _, *gains = rows[int(np.argmax(weakest))]
    product = float(chain.scores.prod()) if chain.scores.max() <= 1 else None
    return Table(
        HEADER,
        [
            *rows,
            [WEAKEST, score, weight, rows[int(np.argmax(weakest))][0], *gains],
            [SERIES, product, *[None] * 4],
            [OVERALL, whole, 1.0, *[None] * 3],
        ],
    )


def _read(scores: Any, names: Any, weights: Any | None) -> _Chain:
    score = as_column(scores)
    require_one_label_per_row("names", names, score.size)
    label = np.asarray(names, dtype=np.str_).reshape(-1)
    weight = np.ones(score.size) if weights is None else as_column(weights)
    require_same_shape(scores=score, weights=weight)
    require_not_negative("weights", weight)
    if np.any(score < 0):
        row = int(np.argmax(score < 0))
        raise OutOfDomain(
            f"scores must be zero or more, but row {row + 1} has {score[row]:g}",
            f"los puntajes deben ser cero o más, pero la fila {row + 1} tiene {score[row]:g}",
        )
    is_pillar = ((label != "") | ~np.isnan(score)) & (weight != 0)
    if not is_pillar.any():
        raise NoData("there is no pillar with a weight", "no hay ningún pilar con peso")
    without = np.flatnonzero(is_pillar & np.isnan(weight))
    if without.size:
        row = int(without[0]) + 1
        raise NoData(f"the pillar in row {row} has no weight", f"el pilar de la fila {row} no tiene peso")
    shares = weight[is_pillar]
    labels = [name or BLANK_LABEL for name in label[is_pillar].tolist()]
    return _Chain(labels, score[is_pillar], shares / shares.sum())


def _gains(chain: _Chain) -> tuple[float, Floats, Floats]:
    """Return the geometric mean, the same with each pillar raised to the best, and its slope in each pillar."""
    scores, weights = chain.scores, chain.weights
    zero = scores == 0
    zeros = int(np.count_nonzero(zero))
    logarithms = weights * np.log(np.where(zero, 1.0, scores))
    of_the_others = np.exp(logarithms.sum() - logarithms)
    of_the_others[zeros - zero > 0] = 0.0
    whole = 0.0 if zeros else math.exp(logarithms.sum())
    raised = of_the_others * scores.max() ** weights
    if not zeros:
        return whole, raised, weights * whole / scores
    steep = np.where(weights < 1, np.inf, 1.0)
    return whole, raised, np.where(zero & (of_the_others > 0), steep, 0.0)


def _rows_without_whole(chain: _Chain) -> list[list[TableCell]]:
    """Return the rows where a pillar is missing, and with it all that depends on every pillar."""
    rows: list[list[TableCell]] = [
        [label, None if math.isnan(score) else score, weight, *[None] * 3]
        for label, score, weight in zip(chain.labels, chain.scores.tolist(), chain.weights.tolist(), strict=True)
    ]
    rows += [[label, *[None] * 5] for label in (WEAKEST, SERIES, OVERALL)]
    return rows
