"""The SERVQUAL gap by dimension, each with its base, its interval and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import KpiError
from service_kpi.kpis._groups import OVERALL, Index
from service_kpi.kpis._items import dimensions_of
from service_kpi.kpis._numerics import Floats, as_matrix, mean
from service_kpi.kpis._respondents import item_weights, respondent_scores
from service_kpi.kpis.inference import mean_interval
from service_kpi.kpis.proportions import CONFIDENCE
from service_kpi.kpis.reliability import PairedSide, alpha_of, pairwise_covariances, reliability_of_difference
from service_kpi.kpis.servqual import EXPECTED, PERCEIVED, WEIGHTS, item_differences, share_of_pairs
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

_HEADER: Final = (
    Text("Dimension", "Dimensión"),
    Text("n", "n"),
    Text("Expected", "Esperado"),
    Text("Perceived", "Percibido"),
    Text("Gap", "Brecha"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Met or exceeded", "Cumplido o superado"),
    Text("Alpha of perceived", "Alfa de lo percibido"),
    Text("Reliability of the difference", "Fiabilidad de la diferencia"),
)


@kpi(
    "KPI_GAP_TABLE",
    alias="KPI_BRECHA_TABLA",
    question=Text(
        "In which dimension does the service fall short the most, and is that more than chance?",
        "¿En qué dimensión se queda más corto el servicio, y es eso más que azar?",
    ),
    summary=Text(
        "The gap between perception and expectation by dimension, with interval, share met and reliability.",
        "La brecha entre percepción y expectativa por dimensión, con intervalo, proporción cumplida y fiabilidad.",
    ),
    arguments=[
        EXPECTED,
        PERCEIVED,
        Argument(
            "dimensions",
            Kind.LABELS,
            Text(
                "the dimension of each item, one label per item column; items with the same label make one row. Left "
                "out: one row per item, by the header row of expected",
                "la dimensión de cada ítem, una etiqueta por columna; los ítems con la misma etiqueta forman una fila. "
                "Si se omite: una fila por ítem, según el encabezado de lo esperado",
            ),
            optional=True,
            labels_of="expected",
        ),
        WEIGHTS,
        CONFIDENCE,
    ],
    returns=Text(
        "one row per dimension as first seen, then Overall: respondents, expected, perceived, gap, its interval, share "
        "of answers met or exceeded, alpha of perceived, reliability of the difference",
        "una fila por dimensión según aparecen, y al final Total: personas, esperado, percibido, brecha, su intervalo, "
        "proporción de respuestas cumplidas o superadas, alfa de lo percibido, fiabilidad de la diferencia",
    ),
    formula="gap as KPI_GAP, gap ± t(n − 1)·s ÷ √n over respondents; expected and perceived over the same answers, so "
    "that perceived − expected = gap",
    rules=Text(
        "The half rule holds within each row. The last row is KPI_GAP, KPI_MET_RATE, KPI_ALPHA and "
        "KPI_DIFFERENCE_RELIABILITY of all items. One respondent has no interval, one item no alpha: #N/A. Items "
        "without a label stand together before the last row.",
        "La regla de la mitad vale dentro de cada fila. La última fila es KPI_BRECHA, KPI_TASA_CUMPLIDA, KPI_ALFA y "
        "KPI_FIABILIDAD_DIFERENCIA de todos los ítems. Una sola persona no da intervalo ni un solo ítem alfa: #N/D. "
        "Los ítems sin etiqueta van juntos antes de la última fila.",
    ),
    source="Parasuraman, Zeithaml and Berry (1988), Journal of Retailing 64, 12–40; interval: Student (1908)",
    examples=[
        Example(
            (
                [[7, 6, 6, 7], [6, 6, 7, 6], [7, 7, 6, 6], [6, 5, 6, 5], [6, 6, 7, 7]],
                [[6, 6, 5, 5], [5, 6, 5, 4], [6, None, 5, 6], [3, 4, 3, 3], [5, 4, 4, 4]],
                [["Staff", "Staff", "Web", "Web"]],
            ),
            [
                [heading.en for heading in _HEADER],
                [
                    "Staff",
                    5,
                    6.2,
                    5.1,
                    -1.1,
                    -1.9094658923543517,
                    -0.2905341076456485,
                    2 / 9,
                    24 / 29,
                    0.11429784423793687,
                ],
                ["Web", 5, 6.3, 4.4, -1.9, -3.09419419404999, -0.7058058059500099, 1 / 10, 32 / 37, 25 / 37],
                [
                    "Overall",
                    5,
                    373 / 60,
                    71 / 15,
                    -89 / 60,
                    -2.389525961617678,
                    -0.5771407050489886,
                    3 / 19,
                    0.9314324507807197,
                    0.7634859803177659,
                ],
            ],
        )
    ],
)
def gap_table(
    expected: Any,
    perceived: Any,
    dimensions: Any | None = None,
    weights: Any | None = None,
    confidence: float = 0.95,
) -> Table:
    """Return the gap by dimension, and overall in the last row.

    ``expected`` and ``perceived`` are respondents × items with NaN where missing; ``dimensions`` one label per item;
    ``weights`` one per item or respondents × items. Each row has the number of respondents who count, the mean of
    both sides and their difference with its t interval, the share of answers with P ≥ E, the alpha of the perceptions
    and the reliability of the difference. What a row cannot have is ``None``, or the error that says why.

    Raises :class:`~service_kpi.errors.BadArgument` for ranges, labels or weights that do not pair,
    :class:`~service_kpi.errors.NoData` where no item has any weight.

    Source: Parasuraman, Zeithaml and Berry (1988), Journal of Retailing 64, 12–40.
    """
    answers = _Answers.of(expected, perceived, weights)
    items = answers.differences.shape[1]
    dimensions_found = dimensions_of(dimensions, items, "dimensions")
    rows = [[name, *answers.row(columns, confidence)] for name, columns in dimensions_found]
    return Table(_HEADER, [*rows, [OVERALL, *answers.row(np.arange(items), confidence)]])


class _Answers(NamedTuple):
    """Both sides, where both were answered, with what every row of the table takes its part of."""

    expected: Floats
    perceived: Floats
    differences: Floats
    weights: Floats | None
    expected_covariances: Floats
    perceived_covariances: Floats
    all_perceived_covariances: Floats  #: of every perception, whether or not there is an expectation beside it

    @classmethod
    def of(cls, expected: Any, perceived: Any, weights: Any | None) -> _Answers:
        expectations, perceptions = as_matrix(expected), as_matrix(perceived)
        differences = item_differences(expectations, perceptions)
        unpaired = np.isnan(differences)
        paired_expectations = np.where(unpaired, np.nan, expectations)
        paired_perceptions = np.where(unpaired, np.nan, perceptions)
        return cls(
            paired_expectations,
            paired_perceptions,
            differences,
            item_weights(weights, *differences.shape),
            pairwise_covariances(paired_expectations),
            pairwise_covariances(paired_perceptions),
            pairwise_covariances(perceptions),
        )

    def row(self, items: Index, confidence: float) -> list[TableCell]:
        """Return one row of the table, without its name."""
        columns = _as_slice(items)
        expected, perceived, differences = (side[:, columns] for side in self[:3])
        weights = None if self.weights is None else self.weights[:, columns]
        gaps = respondent_scores(differences, weights)
        interval = mean_interval(gaps, confidence)
        plain = [respondent_scores(side) for side in (expected, perceived)]
        weighted = plain if weights is None else [respondent_scores(side, weights) for side in (expected, perceived)]
        reliabilities: list[TableCell] = [None, None]
        if items.size > 1:
            block = np.ix_(items, items)
            sides = (
                PairedSide(plain[0], self.expected_covariances[block]),
                PairedSide(plain[1], self.perceived_covariances[block]),
            )
            reliabilities = [
                _or_reason(lambda: alpha_of(self.all_perceived_covariances[block])),
                _or_reason(lambda: reliability_of_difference(*sides)),
            ]
        return [
            int(np.count_nonzero(~np.isnan(gaps))),
            mean(weighted[0]),
            mean(weighted[1]),
            mean(gaps),
            interval.low,
            interval.high,
            _or_reason(lambda: share_of_pairs(differences >= 0, differences)),
            *reliabilities,
        ]


def _as_slice(items: Index) -> slice | Index:
    """Return neighbouring columns as a slice, which is a view of them and not a copy."""
    neighbours = items.size > 0 and items[-1] - items[0] + 1 == items.size
    return slice(int(items[0]), int(items[-1]) + 1) if neighbours else items


def _or_reason(function: Callable[[], float]) -> float | KpiError:
    """Return a number, or the reason why there is none."""
    try:
        return function()
    except KpiError as reason:
        return reason
