"""Who has been trained in service, how long ago and for how many hours; the front line against the rest."""

from __future__ import annotations

import calendar
import math
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, group_rows, require_one_label_per_row
from service_kpi.kpis._numerics import Flags, Floats, as_column, mean, present, require_same_shape
from service_kpi.kpis.inference import newcombe_interval, wilson_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Area", "Área"),
    Text("n", "n"),
    Text("Trained", "Capacitadas"),
    Text("Coverage", "Cobertura"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Against the rest", "Frente al resto"),
    Text("CI low against the rest", "IC inferior frente al resto"),
    Text("CI high against the rest", "IC superior frente al resto"),
    Text("Median days since", "Mediana de días desde"),
    Text("Never trained", "Nunca capacitadas"),
    Text("Hours per person", "Horas por persona"),
    Text("n of hours", "n de horas"),
)

_EPOCH: Final = date(1899, 12, 30)
_END_OF_DATES: Final = 2958466  # the day after 31 December 9999
_DEFAULT_MONTHS: Final = 12.0


class _People(NamedTuple):
    """One row per person: trained within the period; days since any training and hours, NaN where there are none."""

    trained: Flags
    days_since: Floats
    hours: Floats


@kpi(
    "KPI_TRAINING_TABLE",
    alias="KPI_CAPACITACION_TABLA",
    question=Text(
        "Are the people who face the customer trained in service, and better than the rest?",
        "¿Está capacitada en servicio la gente que da la cara al cliente, y mejor que el resto?",
    ),
    summary=Text(
        "Training by area: coverage within the last months, against the rest, recency and hours.",
        "Capacitación por área: cobertura en los últimos meses, frente al resto, antigüedad y horas.",
    ),
    arguments=(
        Argument(
            "last_trained",
            Kind.DATES,
            Text(
                "date of each person's last training; blank: never trained",
                "fecha de la última capacitación de cada persona; en blanco: nunca capacitada",
            ),
            unit="date",
            pairs="rows",
        ),
        Argument(
            "area",
            Kind.LABELS,
            Text(
                "area of each person, such as front line and back office",
                "área de cada persona, por ejemplo primera línea y soporte",
            ),
            pairs="rows",
        ),
        Argument(
            "as_of",
            Kind.DATE,
            Text("the day on which this is judged; never the clock", "el día en que se juzga; nunca el reloj"),
            unit="date",
        ),
        Argument(
            "months",
            Kind.NUMBER,
            Text(
                "for how many months a training counts: 12 if left out",
                "por cuántos meses vale una capacitación: 12 si se omite",
            ),
            unit="months",
            optional=True,
            low=1.0,
        ),
        Argument(
            "hours",
            Kind.COLUMN,
            Text(
                "hours of training of each person; blank: not known",
                "horas de capacitación de cada persona; en blanco: no se sabe",
            ),
            unit="hours",
            pairs="rows",
            optional=True,
        ),
    ),
    returns=Text(
        "one row per area, A to Z, then people without area if any, then Overall: people, trained within the months, "
        "coverage with its 95 % interval, its difference from the people of all other areas with the 95 % interval, "
        "median days since the last training of those ever trained, how many never were, hours per person and of how "
        "many people the hours are known",
        "una fila por área, de la A a la Z, luego las personas sin área si las hay, y Total: personas, capacitadas en "
        "los meses, cobertura con su intervalo del 95 %, su diferencia con las personas de todas las demás áreas con "
        "el intervalo del 95 %, mediana de días desde la última capacitación de quienes alguna tuvieron, cuántas nunca "
        "la tuvieron, horas por persona y de cuántas personas se conocen las horas",
    ),
    formula=(
        "coverage = people last trained from EDATE(as_of, −months) to as_of ÷ people; against the rest = coverage − "
        "coverage of all other areas together"
    ),
    rules=Text(
        "Every row with an area or a date is a person: one without a date was never trained. A training after as_of "
        "has not taken place yet and does not count. Read the row of the front line: 'against the rest' is the front "
        "line against everybody else, and where its interval holds 0 there may be no difference. Hours that are not "
        "known are not zero hours. Nobody in the list: #N/A. Months that are no whole number from 1 up, or negative "
        "hours: #VALUE!.",
        "Cada fila con área o fecha es una persona: la que no tiene fecha nunca fue capacitada. Una capacitación "
        "posterior a as_of aún no ha ocurrido y no cuenta. Lea la fila de la primera línea: «frente al resto» es la "
        "primera línea frente a todos los demás, y si su intervalo contiene el 0 puede no haber diferencia. Las horas "
        "que no se conocen no son cero horas. Nadie en la lista: #N/D. Meses que no sean un número entero desde 1, u "
        "horas negativas: #¡VALOR!.",
    ),
    source=(
        "coverage and hours per person as in ISO/TS 30428:2021, skills and capabilities metrics; intervals: Wilson "
        "(1927) and, of the difference, Newcombe (1998), Statistics in Medicine 17, 873–890, method 10"
    ),
    examples=(
        Example(
            (
                [["2025-02-10"], ["2024-11-05"], [None], ["2023-01-20"], ["2025-03-01"]],
                [["Front line"], ["Front line"], ["Front line"], ["Office"], ["Office"]],
                "2025-03-31",
                None,
                [[16], [8], [None], [0], [4]],
            ),
            [
                [heading.en for heading in HEADER],
                [
                    *("Front line", 3, 2, 2 / 3, 0.20765960080204782, 0.9385080552796038),
                    *(1 / 6, -0.4457812328619244, 0.6548292253357504, 97.5, 1, 12.0, 2),
                ],
                [
                    *("Office", 2, 1, 0.5, 0.09453120573423074, 0.9054687942657692),
                    *(-1 / 6, -0.6548292253357504, 0.4457812328619244, 415.5, 0, 2.0, 2),
                ],
                [
                    *("Overall", 5, 3, 0.6, 0.230724281276013, 0.882379225767352),
                    *(None, None, None, 97.5, 1, 7.0, 4),
                ],
            ],
        ),
    ),
)
def training_table(
    last_trained: Any, area: Any, as_of: float, months: float = _DEFAULT_MONTHS, hours: Any | None = None
) -> Table:
    """Return coverage, its difference from the rest, recency and hours of training for each area, Overall last.

    ``last_trained``: serial days, one per person; NaN never trained. ``area``: labels, one per person; ``""`` with a
    date stand together before Overall. ``as_of``: the serial day of judgement. ``months``: calendar months for which
    a training counts, back to the same day of the month, that day included. ``hours``: one per person, NaN unknown.

    Formula: coverage = trained within the months ÷ people, with Wilson's 95 % interval; against the rest = coverage −
    that of all other areas, with Newcombe's.

    Raises :class:`~service_kpi.errors.NoData` where there is nobody, :class:`~service_kpi.errors.BadArgument` for
    columns that do not pair, months that are no whole number from 1 up, an ``as_of`` that is no date, negative hours.

    Source: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
    """
    last_day = np.floor(as_column(last_trained))
    require_one_label_per_row("area", area, last_day.size)
    spent = np.full(last_day.size, np.nan) if hours is None else as_column(hours)
    require_same_shape(last_trained=last_day, hours=spent)
    require_not_negative("hours", spent)
    first_day = _months_before(as_of, months)
    days_since = math.floor(as_of) - last_day
    days_since[~((days_since >= 0) & np.isfinite(days_since))] = np.nan
    people = _People((last_day >= first_day) & ~np.isnan(days_since), days_since, spent)

    groups = group_rows(area)
    index = groups.of_row_with_blank()
    index = np.where((index == len(groups.names)) & ~np.isfinite(last_day), -1, index)
    order = np.argsort(index, kind="stable")[np.count_nonzero(index < 0) :]
    if not order.size:
        raise NoData("there is nobody in the list", "no hay nadie en la lista")
    everybody = _pick(people, order)
    labels: tuple[str | Text, ...] = (*groups.names, BLANK_LABEL)
    ends = np.cumsum(np.bincount(index[order], minlength=len(labels)))
    rows = [
        _row(label, _pick(people, members), everybody)
        for label, members in zip(labels, np.split(order, ends[:-1]), strict=True)
        if members.size
    ]
    return Table(HEADER, [*rows, _row(OVERALL, everybody, everybody)])


def _pick(people: _People, members: NDArray[np.intp]) -> _People:
    return _People(people.trained[members], people.days_since[members], people.hours[members])


def _row(label: str | Text, people: _People, everybody: _People) -> list[TableCell]:
    n, trained = people.trained.size, int(np.count_nonzero(people.trained))
    others = everybody.trained.size - n
    trained_others = int(np.count_nonzero(everybody.trained)) - trained
    against = newcombe_interval(trained, n, trained_others, others)
    interval = wilson_interval(trained, n)
    days, hours = present(people.days_since), present(people.hours)
    return [
        *(label, n, trained, trained / n, interval.low, interval.high),
        trained / n - trained_others / others if others else None,
        *(against.low, against.high),
        float(np.median(days)) if days.size else None,
        n - days.size,
        mean(hours),
        hours.size,
    ]


def _months_before(as_of: float, months: float) -> float:
    """Return the serial day as many calendar months before, as EDATE does: the last day where the month is shorter."""
    if not 0 <= as_of < _END_OF_DATES:
        raise BadArgument(f"as_of must be a date, but is {as_of:g}", f"as_of debe ser una fecha, pero es {as_of:g}")
    if not (months >= 1 and float(months).is_integer()):
        raise BadArgument(
            f"months must be a whole number from 1 up, but is {months:g}",
            f"months debe ser un número entero desde 1, pero es {months:g}",
        )
    day = _EPOCH + timedelta(days=math.floor(as_of))
    year, month = divmod(day.year * 12 + day.month - 1 - int(months), 12)
    if year < 1:
        return -math.inf
    last = calendar.monthrange(year, month + 1)[1]
    return float((date(year, month + 1, min(day.day, last)) - _EPOCH).days)
