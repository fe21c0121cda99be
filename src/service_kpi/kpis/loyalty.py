"""Would they recommend us: the net promoter score, and how sure it is."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from service_kpi.errors import NoData
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, group_rows, require_one_label_per_row
from service_kpi.kpis._net_promoter import (
    DETRACTORS,
    NO_SCORE,
    PASSIVES,
    PROMOTERS,
    NetScore,
    adjusted_interval,
    answer_kinds,
    count_kinds,
    net_score,
)
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Group", "Grupo"),
    Text("n", "n"),
    Text("Promoters", "Promotores"),
    Text("Passives", "Pasivos"),
    Text("Detractors", "Detractores"),
    Text("NPS", "NPS"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
)
_SCORES: Final = Argument(
    "scores",
    Kind.COLUMN,
    Text(
        "how likely each customer is to recommend us, from 0 to 10",
        "con qué probabilidad nos recomendaría cada cliente, de 0 a 10",
    ),
    unit="points",
    pairs="customers",
)
_KINDS: Final = Text(
    "9 and 10 promote, 0 to 6 detract, what lies between is passive. A score outside 0 to 10 does not count; "
    "KPI_AUDIT counts it.",
    "9 y 10 son promotores, de 0 a 6 detractores, lo que queda en medio pasivos. Un puntaje fuera de 0 a 10 no cuenta; "
    "KPI_AUDITORIA lo cuenta.",
)
_SOURCE: Final = "Reichheld (2003), The One Number You Need to Grow, Harvard Business Review 81(12), 46–54"


@kpi(
    "KPI_NPS",
    alias="KPI_NPS",
    question=Text("Would our customers recommend us?", "¿Nos recomendarían nuestros clientes?"),
    summary=Text(
        "Net promoter score: percentage of promoters less percentage of detractors.",
        "Net promoter score: porcentaje de promotores menos porcentaje de detractores.",
    ),
    arguments=[_SCORES],
    returns=Text("points from −100 to 100", "puntos de −100 a 100"),
    formula="100 · (promoters − detractors) ÷ n",
    rules=Text(_KINDS.en + " No scores: #N/A.", _KINDS.es + " Sin puntajes: #N/D."),
    source=_SOURCE,
    examples=[Example(([[10], [9], [8], [7], [3], [None]],), 20.0)],
)
def net_promoter_score(scores: Any) -> float:
    """Return 100 · (promoters − detractors) ÷ n.

    ``scores`` from 0 to 10, NaN where missing; others do not count.

    Raises :class:`~service_kpi.errors.NoData` where there is none.

    Source: Reichheld (2003), Harvard Business Review 81(12), 46–54.

    >>> net_promoter_score([10, 9, 8, 7, 3])
    20.0
    """
    counted = _counted(count_kinds(answer_kinds(scores)))
    if counted.n == 0:
        raise _no_scores()
    return counted.score


@kpi(
    "KPI_NPS_TABLE",
    alias="KPI_NPS_TABLA",
    question=Text(
        "Which branch would customers recommend, and how sure can we be with so few answers?",
        "¿Qué sucursal recomendarían los clientes, y qué tan seguros estamos con tan pocas respuestas?",
    ),
    summary=Text(
        "Promoters, passives and detractors by group, with the net promoter score and its interval.",
        "Promotores, pasivos y detractores por grupo, con el net promoter score y su intervalo.",
    ),
    arguments=[
        _SCORES,
        Argument(
            "by",
            Kind.LABELS,
            Text(
                "label of each customer: branch, channel or segment; left out: the Overall row alone",
                "etiqueta de cada cliente: sucursal, canal o segmento; si se omite: solo la fila Total",
            ),
            pairs="customers",
            optional=True,
        ),
    ],
    returns=Text(
        "one row per label, A to Z, then customers without label if any, then Overall: n, promoters, passives, "
        "detractors, score in points from −100 to 100 and its 95 % interval",
        "una fila por etiqueta, de la A a la Z, luego los clientes sin etiqueta si los hay, y Total: n, promotores, "
        "pasivos, detractores, puntaje en puntos de −100 a 100 y su intervalo del 95 %",
    ),
    formula="NPS = 100 · (promoters − detractors) ÷ n; interval: d ± z·√((a + b − d²) ÷ (n + 2)), a = "
    "(promoters + 1) ÷ (n + 2), b = (detractors + 1) ÷ (n + 2), d = a − b",
    rules=Text(
        _KINDS.en + " The interval adds a promoter and a detractor, so that it has a width even where all answers "
        "agree; it lies about a score drawn a little towards 0. A label without scores has no row. No scores: #N/A.",
        _KINDS.es + " El intervalo añade un promotor y un detractor, de modo que tiene amplitud aunque todos respondan "
        "igual; se centra en un puntaje algo más próximo a 0. Una etiqueta sin puntajes no tiene fila. Sin puntajes: "
        "#N/D.",
    ),
    source=_SOURCE + "; interval: Bonett and Price (2012), Journal of Educational and Behavioral Statistics 37, "
    "479–488 (adjusted Wald)",
    examples=[
        Example(
            (
                [[10], [9], [8], [7], [3], [10], [10]],
                [["North"], ["North"], ["North"], ["North"], ["North"], ["South"], ["South"]],
            ),
            [
                [heading.en for heading in HEADER],
                ["North", 5, 2, 2, 1, 20.0, -47.42214627919712, 75.99357485062569],
                ["South", 2, 2, 0, 0, 100.0, -34.86893005571285, 100.0],
                ["Overall", 7, 4, 2, 1, 300 / 7, -20.01012973728121, 86.67679640394786],
            ],
            Text(
                "two customers of the South all in favour prove little",
                "dos clientes del Sur, ambos a favor, demuestran poco",
            ),
        )
    ],
)
def net_promoter_table(scores: Any, by: Any | None = None) -> Table:
    """Return n, promoters, passives, detractors, score and interval for each label, Overall last.

    ``scores`` from 0 to 10, NaN where missing. ``by``: labels, one per score; ``""`` stands before Overall.

    Formula: 100 · (promoters − detractors) ÷ n with the adjusted Wald interval of Bonett and Price (2012).

    Raises :class:`~service_kpi.errors.NoData` where there is no score,
    :class:`~service_kpi.errors.BadArgument` for labels that do not pair.
    """
    kinds = answer_kinds(scores)
    labels: tuple[str | Text, ...] = ()
    counts = np.zeros((0, NO_SCORE + 1), dtype=np.intp)
    if by is not None:
        require_one_label_per_row("by", by, kinds.size)
        groups = group_rows(by)
        labels = (*groups.names, BLANK_LABEL)
        places = groups.of_row_with_blank() * (NO_SCORE + 1) + kinds
        counts = np.bincount(places, minlength=len(labels) * (NO_SCORE + 1)).reshape(len(labels), -1)
    overall = _counted(count_kinds(kinds))
    if overall.n == 0:
        raise _no_scores()
    by_label = zip(labels, map(_counted, counts), strict=True)
    rows = [_row(label, counted) for label, counted in by_label if counted.n]
    return Table(HEADER, [*rows, _row(OVERALL, overall)])


def _counted(counts: Any) -> NetScore:
    return net_score(int(counts[PROMOTERS]), int(counts[PASSIVES]), int(counts[DETRACTORS]))


def _row(label: str | Text, counted: NetScore) -> list[TableCell]:
    return [
        label,
        counted.n,
        counted.promoters,
        counted.passives,
        counted.detractors,
        counted.score,
        *adjusted_interval(counted),
    ]


def _no_scores() -> NoData:
    return NoData("there is no score from 0 to 10", "no hay ningún puntaje de 0 a 10")
