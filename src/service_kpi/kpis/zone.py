"""The zone of tolerance: service between what is adequate and what is desired."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from service_kpi.kpis._groups import OVERALL
from service_kpi.kpis._items import dimensions_of
from service_kpi.kpis._numerics import Floats, as_matrix, mean, present, require_same_shape
from service_kpi.kpis._respondents import respondent_scores
from service_kpi.kpis.inference import mean_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

_HEADER: Final = (
    Text("Item", "Ítem"),
    Text("n", "n"),
    Text("Adequacy", "Adecuación"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Superiority", "Superioridad"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Width", "Amplitud"),
    Text("Position", "Posición"),
    Text("Status", "Estado"),
    Text("Inconsistent", "Incoherentes"),
)
_BELOW: Final = Text("below", "por debajo")
_INSIDE: Final = Text("inside", "dentro")
_ABOVE: Final = Text("above", "por encima")


def _level(name: str, en: str, es: str) -> Argument:
    return Argument(
        name,
        Kind.MATRIX,
        Text(
            f"{en}: one row per respondent, one column per item",
            f"{es}: una fila por persona encuestada, una columna por ítem",
        ),
        unit="points",
        pairs="answers",
    )


@kpi(
    "KPI_ZONE_TABLE",
    alias="KPI_ZONA_TABLA",
    question=Text(
        "Is the service at least good enough, and how far is it from what customers wish for?",
        "¿El servicio es al menos suficiente, y cuánto le falta para lo que desean los clientes?",
    ),
    summary=Text(
        "Zone of tolerance by item: adequacy, superiority, width, position and status.",
        "Zona de tolerancia por ítem: adecuación, superioridad, amplitud, posición y estado.",
    ),
    arguments=[
        _level("adequate", "the least that would do", "lo mínimo que bastaría"),
        _level("desired", "what customers wish for", "lo que desean los clientes"),
        _level("perceived", "what customers perceive", "lo que perciben los clientes"),
        Argument(
            "items",
            Kind.LABELS,
            Text(
                "the name of each item, one per column; items with the same name make one row. Left out: the header "
                "row of adequate",
                "el nombre de cada ítem, uno por columna; los ítems con el mismo nombre forman una fila. Si se omite: "
                "el encabezado de lo adecuado",
            ),
            optional=True,
            labels_of="adequate",
        ),
    ],
    returns=Text(
        "one row per item, then Overall: respondents, adequacy P − A and its 95 % interval, superiority P − D and its "
        "95 % interval, width D − A, position in the zone (0 adequate, 1 desired), below / inside / above, "
        "inconsistent answers",
        "una fila por ítem, y al final Total: personas, adecuación P − A y su intervalo del 95 %, superioridad P − D y "
        "su intervalo del 95 %, amplitud D − A, posición en la zona (0 adecuado, 1 deseado), por debajo / dentro / por "
        "encima, respuestas incoherentes",
    ),
    formula="adequacy = mean(P − A); superiority = mean(P − D); width = mean(D − A); position = adequacy ÷ width",
    rules=Text(
        "Only answers given at all three levels. An answer with D < A is inconsistent: excluded and counted. Within a "
        "row of several items the half rule holds. On the edge is inside. A zone without width has no position: #N/A.",
        "Solo respuestas dadas en los tres niveles. Una respuesta con D < A es incoherente: se excluye y se cuenta. En "
        "una fila de varios ítems vale la regla de la mitad. En el borde es dentro. Una zona sin amplitud no tiene "
        "posición: #N/D.",
    ),
    source="Parasuraman, Zeithaml and Berry (1994), Journal of Retailing 70, 201–230; "
    "Zeithaml, Berry and Parasuraman (1993), Journal of the Academy of Marketing Science 21, 1–12",
    examples=[
        Example(
            (
                [[4, 5], [5, 6], [3, 5], [5, 7]],
                [[7, 7], [6, 7], [6, 7], [7, 6]],
                [[5, 4], [6, 5], [7, 5], [4, 6]],
                [["Speed", "Courtesy"]],
            ),
            [
                [heading.en for heading in _HEADER],
                [
                    "Speed",
                    4,
                    1.25,
                    -2.0303905661353485,
                    4.530390566135349,
                    -1.0,
                    -3.905162715754765,
                    1.905162715754765,
                    2.25,
                    5 / 9,
                    "inside",
                    0,
                ],
                [
                    "Courtesy",
                    3,
                    -2 / 3,
                    -2.100884243249821,
                    0.7675509099164876,
                    -7 / 3,
                    -3.767550909916488,
                    -0.8991157567501793,
                    5 / 3,
                    -0.4,
                    "below",
                    1,
                ],
                [
                    "Overall",
                    4,
                    0.25,
                    -1.7522452253359253,
                    2.2522452253359253,
                    -1.75,
                    -3.6439343764053524,
                    0.14393437640535245,
                    2.0,
                    0.125,
                    "inside",
                    1,
                ],
            ],
            Text(
                "the fourth respondent wishes for less courtesy than would do: left out of that row",
                "la cuarta persona desea menos cortesía de la que bastaría: no entra en esa fila",
            ),
        )
    ],
)
def zone_table(adequate: Any, desired: Any, perceived: Any, items: Any | None = None) -> Table:
    """Return where the service stands in the zone of tolerance, by item and overall in the last row.

    ``adequate``, ``desired`` and ``perceived`` are respondents × items with NaN where missing; ``items`` one label per
    item. Only answers given at all three levels count; those with D < A are excluded and counted as inconsistent.
    Position is the mean adequacy over the mean width, never a mean of ratios.

    Raises :class:`~service_kpi.errors.BadArgument` for ranges or labels that do not pair.

    Source: Parasuraman, Zeithaml and Berry (1994), Journal of Retailing 70, 201–230.
    """
    least, wish, service = as_matrix(adequate), as_matrix(desired), as_matrix(perceived)
    require_same_shape(adequate=least, desired=wish, perceived=service)
    width = wish - least
    complete = ~(np.isnan(width) | np.isnan(service))
    inconsistent = complete & (width < 0)
    counted = complete & ~inconsistent
    adequacy = np.where(counted, service - least, np.nan)
    superiority = np.where(counted, service - wish, np.nan)

    def row(name: str | Text, columns: Any) -> list[TableCell]:
        excluded = int(np.count_nonzero(inconsistent[:, columns]))
        return [name, *_statistics(adequacy[:, columns], superiority[:, columns]), excluded]

    rows = [row(name, columns) for name, columns in dimensions_of(items, least.shape[1], "items")]
    return Table(_HEADER, [*rows, row(OVERALL, slice(None))])


def _statistics(adequacy: Floats, superiority: Floats) -> list[TableCell]:
    adequacy_scores, superiority_scores = respondent_scores(adequacy), respondent_scores(superiority)
    n = present(adequacy_scores).size
    above_least, above_wish = mean(adequacy_scores), mean(superiority_scores)
    width = above_least - above_wish
    return [
        n,
        above_least,
        *mean_interval(adequacy_scores),
        above_wish,
        *mean_interval(superiority_scores),
        width,
        above_least / width if width > 0 else None,
        _status(above_least, above_wish) if n else None,
    ]


def _status(above_least: float, above_wish: float) -> Text:
    if above_least < 0:
        return _BELOW
    return _ABOVE if above_wish > 0 else _INSIDE
