"""Cases resolved within the agreed time, and how long they take.

A case is a promise to close it within ``target`` days of its opening: due, kept and broken are those of
:mod:`service_kpi.kpis._ledger`, at the clock. How long cases take is told of the open ones too, by the product-limit
estimate of :mod:`service_kpi.kpis._survival`; without open cases, by the plain median and percentile.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import NA, BadArgument, NoData
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL, group_rows, require_one_label_per_row
from service_kpi.kpis._ledger import DAY, last_moment, read_ledger
from service_kpi.kpis._numerics import Flags, Floats, as_column, require_same_shape
from service_kpi.kpis._survival import kaplan_meier, quantile, quantile_interval
from service_kpi.kpis.inference import wilson_interval
from service_kpi.spec import CANCELLED, Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

HEADER: Final = (
    Text("Group", "Grupo"),
    Text("Cases", "Casos"),
    Text("Due", "Vencidos"),
    Text("Within target", "Dentro del plazo"),
    Text("Rate", "Tasa"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Breached", "Incumplidos"),
    Text("Open", "Abiertos"),
    Text("Not due", "Sin vencer"),
    Text("Cancelled", "Cancelados"),
    Text("Median days", "Mediana de días"),
    Text("Median CI low", "Mediana, IC inferior"),
    Text("Median CI high", "Mediana, IC superior"),
    Text("P90 days", "P90 de días"),
    Text("P90 CI low", "P90, IC inferior"),
    Text("P90 CI high", "P90, IC superior"),
)
#: One of three: the share and its Wilson interval, for the example.
_THIRD: Final = (1 / 3, 0.06149194472039629, 0.7923403991979523)


class _Cases(NamedTuple):
    """One value per case; ``elapsed`` is the age where the case is open."""

    due: Flags
    within: Flags
    cancelled: Flags
    is_closed: Flags
    elapsed: Floats


@kpi(
    "KPI_SLA_TABLE",
    alias="KPI_SLA_TABLA",
    question=Text(
        "Which cases do we resolve in the agreed time, and how long does a customer really wait?",
        "¿Qué casos resolvemos en el plazo acordado, y cuánto espera de verdad un cliente?",
    ),
    summary=Text(
        "Cases within and past their target time by group, with the median and 90th percentile of their duration.",
        "Casos dentro y fuera de su plazo por grupo, con la mediana y el percentil 90 de su duración.",
    ),
    arguments=(
        Argument(
            "opened",
            Kind.DATES,
            Text("when each case was opened; blank: no case", "cuándo se abrió cada caso; en blanco: no hay caso"),
            unit="date",
            pairs="cases",
        ),
        Argument(
            "closed",
            Kind.DATES,
            Text(
                'when it was resolved; blank while open, or the word "cancelled"',
                "cuándo se resolvió; en blanco si sigue abierto, o la palabra «cancelado»",
            ),
            unit="date",
            pairs="cases",
        ),
        Argument(
            "target",
            Kind.COLUMN,
            Text(
                "the agreed time, one for all or one per case; hours as 4/24 or as a time of day, 4:00",
                "el plazo acordado, uno para todos o uno por caso; las horas como 4/24 o como hora, 4:00",
            ),
            unit="days",
        ),
        Argument(
            "by",
            Kind.LABELS,
            Text(
                "label of each case: priority, team, channel or owner",
                "etiqueta de cada caso: prioridad, equipo, canal o responsable",
            ),
            pairs="cases",
        ),
        Argument(
            "as_of",
            Kind.DATE,
            Text(
                "the day or moment on which the cases are judged, such as the end of the month; never the clock",
                "el día o momento en que se juzgan los casos, por ejemplo fin de mes; nunca el reloj",
            ),
            unit="date",
        ),
    ),
    returns=Text(
        "one row per label, A to Z, then cases without label if any, then Overall: cases, due (the base of the rate), "
        "within target, rate and its 95 % Wilson interval, breached, open (not resolved on as_of), not due (the target "
        "time still runs), cancelled, then median and 90th percentile of the days to resolution, each with its 95 % "
        "interval",
        "una fila por etiqueta, de la A a la Z, luego los casos sin etiqueta si los hay, y Total: casos, vencidos (la "
        "base de la tasa), dentro del plazo, tasa y su intervalo de Wilson del 95 %, incumplidos, abiertos (sin "
        "resolver en as_of), sin vencer (el plazo aún corre), cancelados, y mediana y percentil 90 de los días hasta "
        "la resolución, cada uno con su intervalo del 95 %",
    ),
    formula="rate = within target ÷ due; days: Kaplan–Meier, S(t) = Π (1 − closed at t ÷ still open just before t)",
    rules=Text(
        "A case is due when its target time has run out on as_of; it is within target when resolved by then. Resolved "
        "early but not yet due is neither, or fast cases alone would enter the share of the last days. Due and "
        "unresolved is breached; a resolution after as_of is not known yet. Cancelled cases leave everything but their "
        "own column; a case without opening or target, or opened after as_of, does not count. Time runs day and night, "
        "weekends too. A date stored with 00:00 means the whole day. Where cases are open, median and percentile count "
        "their age so far (Kaplan–Meier), and show #N/A when too few are resolved to tell; where none are, they are "
        "MEDIAN and PERCENTILE.INC. Resolved before the opening, or a target below zero: #VALUE!.",
        "Un caso vence cuando su plazo se ha agotado en as_of; está dentro del plazo si se resolvió a tiempo. El "
        "resuelto antes pero aún sin vencer no cuenta en la tasa, o en los últimos días solo entrarían los casos "
        "rápidos. Vencido sin resolver es incumplido; una resolución posterior a as_of aún no se conoce. Los "
        "cancelados solo figuran en su columna; un caso sin apertura o sin plazo, o abierto después de as_of, no "
        "cuenta. El tiempo corre de día y de noche, también en fin de semana. Una fecha guardada con 00:00 vale para "
        "todo el día. Si hay casos abiertos, mediana y percentil cuentan su edad hasta ahora (Kaplan–Meier) y dan "
        "#N/D si hay muy pocos resueltos; si no los hay, son MEDIANA y PERCENTIL.INC. Resuelto antes de abrirse, o "
        "plazo menor que cero: #¡VALOR!.",
    ),
    source="Kaplan and Meier (1958), JASA 53, 457–481; intervals: Brookmeyer and Crowley (1982), Biometrics 38, 29–41, "
    "on the log-log scale; Wilson (1927) after Newcombe (1998), Statistics in Medicine 17, 857–872, method 3",
    examples=(
        Example(
            (
                [["2025-03-03"], ["2025-03-04"], ["2025-03-10"], ["2025-03-28"]],
                [["2025-03-05"], ["2025-03-10"], [None], [None]],
                5,
                [["email"], ["phone"], ["phone"], ["phone"]],
                "2025-03-31",
            ),
            [
                [heading.en for heading in HEADER],
                ["email", 1, 1, 1, 1.0, 0.2065493143772375, 1.0, 0, 0, 0, 0, 2.0, NA, NA, 2.0, NA, NA],
                ["phone", 3, 2, 0, 0.0, 0.0, 0.6576197724933468, 2, 2, 1, 0, 6.0, 6.0, NA, NA, 6.0, NA],
                ["Overall", 4, 3, 1, *_THIRD, 2, 2, 1, 0, 6.0, 2.0, NA, NA, 6.0, NA],
            ],
        ),
    ),
)
def sla_table(opened: Any, closed: Any, target: Any, by: Any, as_of: float) -> Table:
    """Return cases within and past target, open and cancelled, and their duration for each label, Overall last.

    ``opened`` and ``closed``: serial days, NaN missing, ``CANCELLED`` where the customer cancelled. ``target``: days,
    one for all or one per case. ``by``: labels, ``""`` missing. ``as_of``: the serial day or moment of judgement.

    Formula: rate = within ÷ due with Wilson's 95 % interval, due when opened + target is on or before ``as_of``; median
    and 90th percentile of closed − opened by Kaplan and Meier where cases are open, else the plain ones.

    Raises :class:`~service_kpi.errors.NoData` where there is no case,
    :class:`~service_kpi.errors.BadArgument` for columns that do not pair, a negative target, a case closed on a day
    before it was opened and an ``as_of`` that is no date.

    Source: Kaplan and Meier (1958), JASA 53, 457–481; Brookmeyer and Crowley (1982), Biometrics 38, 29–41.
    """
    opened, closed = as_column(opened), as_column(closed)
    require_same_shape(opened=opened, closed=closed)
    require_one_label_per_row("by", by, opened.size)
    target = _targets(target, opened.size)
    _require_order(opened, closed)
    ledger = read_ledger(opened + target, closed, as_of, by_day=False)
    now = last_moment(as_of, by_day=False) / DAY
    known = (ledger.due | ledger.open | ledger.cancelled) & (opened <= now)
    if not known.any():
        raise NoData(
            "no case was opened by as_of and has a target",
            "ningún caso se había abierto en as_of con un plazo",
        )
    is_closed = closed <= now
    cases = _Cases(
        ledger.due & known,
        ledger.kept,
        ledger.cancelled & known,
        is_closed,
        _elapsed(opened, np.where(is_closed, closed, now)),
    )
    groups = group_rows(by)
    index = np.where(known, groups.of_row_with_blank(), -1)
    order = np.argsort(index, kind="stable")
    order = order[np.count_nonzero(~known) :]
    labels: tuple[str | Text, ...] = (*groups.names, BLANK_LABEL)
    sizes = np.bincount(index[order], minlength=len(labels))
    parts = np.split(order, np.cumsum(sizes)[:-1])
    rows = [_row(label, _pick(cases, part)) for label, part in zip(labels, parts, strict=True) if part.size]
    return Table(HEADER, [*rows, _row(OVERALL, _pick(cases, order))])


def _pick(cases: _Cases, rows: Any) -> _Cases:
    return _Cases(*(column[rows] for column in cases))


def _row(label: str | Text, cases: _Cases) -> list[TableCell]:
    due, within = int(cases.due.sum()), int(cases.within.sum())
    stands = ~cases.cancelled
    elapsed, is_closed = cases.elapsed[stands], cases.is_closed[stands]
    return [
        label,
        elapsed.size,
        due,
        within,
        within / due if due else None,
        *wilson_interval(within, due),
        due - within,
        int(np.count_nonzero(~is_closed)),
        elapsed.size - due,
        int(cases.cancelled.sum()),
        *_durations(elapsed, is_closed),
    ]


def _durations(elapsed: Floats, is_closed: Flags) -> list[TableCell]:
    """Return median and 90th percentile, each with its interval."""
    survival = kaplan_meier(elapsed, is_closed)
    cells: list[TableCell] = []
    for closed in (0.5, 0.9):
        plain = elapsed.size and is_closed.all()
        estimate = float(np.quantile(elapsed, closed)) if plain else quantile(survival, closed)
        cells += [estimate, *quantile_interval(survival, closed)]
    return cells


def _targets(target: Any, rows: int) -> Floats:
    values = as_column(target)
    require_not_negative("target", values)
    if values.size not in (1, rows):
        raise BadArgument(
            f"target must be one number or one per case, {rows} in all, but has {values.size}",
            f"target debe ser un número o uno por caso, {rows} en total, pero tiene {values.size}",
        )
    return values


def _require_order(opened: Floats, closed: Floats) -> None:
    """Refuse a case closed before it was opened; a closing without a clock time may be of the same day."""
    opening = np.where(closed == np.floor(closed), np.floor(opened), opened)
    wrong = (closed < opening) & (closed != CANCELLED)
    if wrong.any():
        row = int(np.argmax(wrong))
        days = opening[row] - closed[row]
        raise BadArgument(
            f"closed must not be before opened, but row {row + 1} was closed {days:.3g} days before",
            f"closed no debe ser anterior a opened, pero la fila {row + 1} se cerró {days:.3g} días antes",
        )


def _elapsed(opened: Floats, end: Floats) -> Floats:
    """Return the days from opening to end: calendar days where either has no clock time."""
    start_at, end_at = np.rint(opened * DAY), np.rint(end * DAY)
    start_day, end_day = np.floor(start_at / DAY), np.floor(end_at / DAY)
    whole_days = (start_at == start_day * DAY) | (end_at == end_day * DAY)
    return np.asarray(np.where(whole_days, end_day - start_day, (end_at - start_at) / DAY), dtype=np.float64)
