"""The five gaps of the service quality model, from what customers expect to what they perceive."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import NoData
from service_kpi.kpis._comparison import rows_pair
from service_kpi.kpis._numerics import Floats, as_matrix, mean, present
from service_kpi.kpis._respondents import respondent_scores
from service_kpi.kpis.inference import mean_interval, welch_difference
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

_HEADER: Final = (
    Text("Gap", "Brecha"),
    Text("Difference", "Diferencia"),
    Text("Points", "Puntos"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("n", "n"),
    Text("n compared with", "n de contraste"),
    Text("Method", "Método"),
)
_PAIRED: Final = Text("paired t", "t pareada")
_ONE_SAMPLE: Final = Text("t against fixed values", "t contra valores fijos")
_WELCH: Final = Text("Welch's t", "t de Welch")


class _Gap(NamedTuple):
    name: Text
    difference: Text
    of: str
    less: str
    same_people: bool  #: the two sides may be two answers of the same people


_GAPS: Final = (
    _Gap(
        Text("1 Knowledge", "1 Conocimiento"),
        Text("management belief − expected", "creencia de la dirección − esperado"),
        "management_belief",
        "expected",
        same_people=False,
    ),
    _Gap(
        Text("2 Standards", "2 Normas"),
        Text("standard − management belief", "norma − creencia de la dirección"),
        "standard",
        "management_belief",
        same_people=True,
    ),
    _Gap(
        Text("3 Delivery", "3 Entrega"),
        Text("delivered − standard", "entregado − norma"),
        "delivered",
        "standard",
        same_people=True,
    ),
    _Gap(
        Text("4 Communication", "4 Comunicación"),
        Text("delivered − promised", "entregado − prometido"),
        "delivered",
        "promised",
        same_people=True,
    ),
    _Gap(
        Text("5 Customer", "5 Cliente"),
        Text("perceived − expected", "percibido − esperado"),
        "perceived",
        "expected",
        same_people=True,
    ),
)


def _side(name: str, en: str, es: str) -> Argument:
    return Argument(
        name,
        Kind.MATRIX,
        Text(
            f"{en}: one row per respondent or case, one column per item; one row alone is a fixed value per item",
            f"{es}: una fila por persona o caso, una columna por ítem; una sola fila es un valor fijo por ítem",
        ),
        unit="points",
        optional=True,
    )


@kpi(
    "KPI_GAP_MODEL",
    alias="KPI_MODELO_BRECHAS",
    question=Text(
        "Where between the customers' wish and their experience does the service go wrong?",
        "¿En qué punto, entre lo que desea el cliente y lo que vive, falla el servicio?",
    ),
    summary=Text(
        "The five gaps: knowledge, standards, delivery, communication, customer, each with interval and method.",
        "Las cinco brechas: conocimiento, normas, entrega, comunicación, cliente, con intervalo y método.",
    ),
    arguments=[
        _side("expected", "what customers expect", "lo que esperan los clientes"),
        _side(
            "management_belief", "what managers believe that customers expect", "lo que la dirección cree que esperan"
        ),
        _side("standard", "what the service standards ask for", "lo que piden las normas de servicio"),
        _side("delivered", "what was delivered", "lo que se entregó"),
        _side("promised", "what was promised to customers", "lo que se prometió a los clientes"),
        _side("perceived", "what customers perceive", "lo que perciben los clientes"),
    ],
    returns=Text(
        "five rows: gap, what is subtracted, points, interval, n of either side, method",
        "cinco filas: brecha, qué se resta, puntos, intervalo, n de cada lado, método",
    ),
    formula="1 belief − expected; 2 standard − belief; 3 delivered − standard; 4 delivered − promised; "
    "5 perceived − expected; each ± t·SE at 95 %",
    rules=Text(
        "All six on the same scale. A blank argument gives #N/A in its rows alone; all blank: #N/A. Negative is a "
        "shortfall. One row alone is a fixed value, without sampling error. Rows pair when both sides have the same "
        "rows and columns and at least half of those who answered either side answered both; customers and managers "
        "(gap 1) never pair. Otherwise Welch. Half rule as in KPI_GAP.",
        "Los seis en la misma escala. Un argumento vacío da #N/D solo en sus filas; todos vacíos: #N/D. Negativo es "
        "quedarse corto. Una sola fila es un valor fijo, sin error de muestreo. Las filas se emparejan si ambos lados "
        "tienen las mismas filas y columnas y al menos la mitad de quienes respondieron a uno respondieron a los dos; "
        "clientes y directivos (brecha 1) nunca se emparejan. En los demás casos, Welch. Regla de la mitad como en "
        "KPI_BRECHA.",
    ),
    source="Parasuraman, Zeithaml and Berry (1985), Journal of Marketing 49(4), 41–50, figure 1; "
    "Welch (1947), Biometrika 34, 28–35",
    examples=[
        Example(
            (
                [[7, 6], [6, 7], [7, 7], [6, 6], [7, 5]],
                [[6, 6], [6, 7], [5, 5]],
                [[6, 6]],
                [[6, 5], [5, 6], [6, 6], [4, 6]],
                [[6, 6], [6, 6], [6, 7], [5, 7]],
                [[6, 5], [6, 6], [5, 7], [6, 5], [6, 4]],
            ),
            [
                [heading.en for heading in _HEADER],
                [
                    _GAPS[0].name.en,
                    _GAPS[0].difference.en,
                    -17 / 30,
                    -2.1761097411202774,
                    1.0427764077869426,
                    3,
                    5,
                    _WELCH.en,
                ],
                [
                    _GAPS[1].name.en,
                    _GAPS[1].difference.en,
                    1 / 6,
                    -1.7306248501317132,
                    2.0639581834650467,
                    1,
                    3,
                    _ONE_SAMPLE.en,
                ],
                [
                    _GAPS[2].name.en,
                    _GAPS[2].difference.en,
                    -0.5,
                    -1.1496141318125555,
                    0.14961413181255545,
                    4,
                    1,
                    _ONE_SAMPLE.en,
                ],
                [
                    _GAPS[3].name.en,
                    _GAPS[3].difference.en,
                    -0.625,
                    -1.0228057881604635,
                    -0.22719421183953653,
                    4,
                    4,
                    _PAIRED.en,
                ],
                [
                    _GAPS[4].name.en,
                    _GAPS[4].difference.en,
                    -0.8,
                    -1.1400436903291278,
                    -0.45995630967087225,
                    5,
                    5,
                    _PAIRED.en,
                ],
            ],
        )
    ],
)
def gap_model(
    expected: Any | None = None,
    management_belief: Any | None = None,
    standard: Any | None = None,
    delivered: Any | None = None,
    promised: Any | None = None,
    perceived: Any | None = None,
) -> Table:
    """Return the five gaps of the service quality model, each with a 95 % interval; negative is always a shortfall.

    Each argument is respondents (or cases) × items with NaN where missing, all on the same scale; ``None`` or nothing
    but NaN leaves the gaps that need it without a number. How a gap is computed stands in its last column:

    * fixed values, where one side has a single row, such as one standard per item: the other side's t interval;
    * paired t, where both sides have the same shape and at least half of those who answered on either side answered
      on both. Customers and managers are different people, whatever the shapes: gap 1 is never paired;
    * Welch's t otherwise, over the scores of either side's respondents, who count by the half rule.

    Raises :class:`~service_kpi.errors.NoData` where every argument is blank.

    Source: Parasuraman, Zeithaml and Berry (1985), Journal of Marketing 49(4), 41–50, figure 1.
    """
    given = {
        "expected": expected,
        "management_belief": management_belief,
        "standard": standard,
        "delivered": delivered,
        "promised": promised,
        "perceived": perceived,
    }
    sides = {name: side for name, values in given.items() if (side := _answered(values)) is not None}
    if not sides:
        raise NoData("all six ranges are blank", "los seis rangos están vacíos")
    rows: list[list[TableCell]] = []
    for one in _GAPS:
        statistics: list[TableCell] = [None, None, None, 0, 0, None]
        if one.of in sides and one.less in sides:
            statistics = _compare(sides[one.of], sides[one.less], one.same_people)
        rows.append([one.name, one.difference, *statistics])
    return Table(_HEADER, rows)


def _answered(values: Any | None) -> Floats | None:
    if values is None:
        return None
    matrix = as_matrix(values)
    return None if np.isnan(matrix).all() else matrix


def _compare(of: Floats, less: Floats, same_people: bool) -> list[TableCell]:
    """Return points, interval, the n of both sides and the method."""
    if same_people and len(of) > 1 and rows_pair(of, less):
        scores, method = respondent_scores(of - less), _PAIRED
    elif (len(of) == 1) != (len(less) == 1):
        scores, method = _against_fixed(of, less), _ONE_SAMPLE
    else:
        welch = welch_difference(respondent_scores(of), respondent_scores(less))
        return [welch.difference, welch.low, welch.high, welch.n_a, welch.n_b, _WELCH]
    low, high = mean_interval(scores)
    n = present(scores).size
    return [mean(scores), low, high, 1 if len(of) == 1 else n, 1 if len(less) == 1 else n, method]


def _against_fixed(of: Floats, less: Floats) -> Floats:
    """Return one difference per respondent, item by item where the items agree, of the mean scores otherwise."""
    if of.shape[1] == less.shape[1]:
        return respondent_scores(of - less)
    difference: Floats = respondent_scores(of) - respondent_scores(less)
    return difference
