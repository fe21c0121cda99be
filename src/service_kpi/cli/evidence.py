"""How many cases a KPI counted, and the 95 % interval of its value where one can be had.

A share of independent cases has Wilson's interval and a mean of independent values Student's. A KPI that has a table
beside it takes both from the table's row of all cases. Nothing is shown unless what was counted gives the KPI's own
value back: a share or a mean that does not agree is not the one that the interval would be of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.call import bind, bound_arguments
from service_kpi.catalogue import catalogue
from service_kpi.cells import BLANK, Cells
from service_kpi.cli.sentences import is_share
from service_kpi.errors import KpiError
from service_kpi.kpis.inference import mean_interval, wilson_interval
from service_kpi.spec import FunctionSpec
from service_kpi.text import Text

Values = Mapping[str, Any]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """``n`` cases of the kind ``what``; the interval's ends and method, or a ``hint`` at where to find one."""

    n: int | None = None
    what: Text | None = None
    low: float | None = None
    high: float | None = None
    method: Text | None = None
    hint: str = ""  #: the name of the function that gives an interval


class _Base(NamedTuple):
    """What a share or a mean rests on."""

    what: Text
    of: Callable[[Values], Any]  #: the number of cases of a share, the values of a mean


class _Beside(NamedTuple):
    """The table beside a KPI, and the columns of its last row."""

    table: str
    what: Text
    n: int
    value: int
    low: int
    high: int
    method: Text


_CONTACTS: Final = Text("contacts", "contactos")
_ANSWERS: Final = Text("answers", "respuestas")
_WILSON: Final = Text("Wilson", "Wilson")
_STUDENT: Final = Text("Student's t", "t de Student")


def _on_scale(values: Values, low: float, high: float) -> Floats:
    scores = np.asarray(values["scores"])
    low, high = values.get("scale", (low, high))
    on_scale: Floats = scores[(scores >= low) & (scores <= high)]
    return on_scale


def _answered_waits(values: Values) -> Floats:
    wait = np.asarray(values["wait"])
    answered = np.asarray(values.get("answered", np.ones(wait.shape)))
    answered_waits: Floats = wait[(answered == 1) & ~np.isnan(wait)]
    return answered_waits


def _offered(values: Values) -> int:
    wait, base = np.asarray(values["wait"]), values.get("base", "offered")
    counted = _answered_waits(values).size
    if "answered" in values and base != "answered":
        abandoned = np.asarray(values["answered"]) == 0
        short = wait <= values["threshold"] if base == "offered_less_short" else np.zeros(wait.shape, dtype=bool)
        counted += int(np.count_nonzero(abandoned & ~short))
    return counted


def _known_fates(values: Values) -> int:
    answered = np.asarray(values["answered"])
    counted = ~np.isnan(answered)
    if "short" in values:
        counted &= (answered == 1) | ~(np.asarray(values["wait"]) <= values["short"])
    return int(np.count_nonzero(counted))


def _judged_initiatives(values: Values) -> int:
    return int(np.count_nonzero((values["approved"] == 1) & ~np.isnan(values["linked"])))


def _half_rows(matrix: Any) -> Any:
    answered = np.count_nonzero(~np.isnan(matrix), axis=1)
    return (answered > 0) & (2 * answered >= matrix.shape[1])


def _row_means(values: Values) -> Floats:
    if "weights" in values:
        return np.empty(0)
    rows = values["perceived"][_half_rows(values["perceived"])]
    means: Floats = np.nanmean(rows, axis=1) if rows.size else np.empty(0)
    return means


_SHARES: Final[dict[str, _Base]] = {
    "KPI_ABANDON_RATE": _Base(_CONTACTS, _known_fates),
    "KPI_ALIGNMENT": _Base(Text("approved initiatives", "iniciativas aprobadas"), _judged_initiatives),
    "KPI_CONSISTENCY": _Base(
        Text("encounters", "encuentros"), lambda values: int(np.count_nonzero(~np.isnan(values["scores"])))
    ),
    "KPI_CSAT": _Base(_ANSWERS, lambda values: _on_scale(values, 1, 5).size),
    "KPI_PERFECT_ORDER": _Base(
        Text("orders", "pedidos"), lambda values: int(np.count_nonzero(_half_rows(values["components"])))
    ),
    "KPI_SERVICE_LEVEL": _Base(_CONTACTS, _offered),
}
_MEANS: Final[dict[str, _Base]] = {
    "KPI_ASA": _Base(Text("answered contacts", "contactos atendidos"), _answered_waits),
    "KPI_CES": _Base(_ANSWERS, lambda values: _on_scale(values, 1, 7)),
    "KPI_SERVPERF": _Base(Text("respondents", "personas encuestadas"), _row_means),
}
_BESIDE: Final[dict[str, _Beside]] = {
    "KPI_COMPLAINT_RATE": _Beside(
        "KPI_COMPLAINT_TABLE",
        Text("transactions", "transacciones"),
        1,
        3,
        4,
        5,
        Text("exact Poisson", "Poisson exacto"),
    ),
    "KPI_GAP": _Beside("KPI_GAP_TABLE", Text("respondents", "personas encuestadas"), 1, 4, 5, 6, _STUDENT),
    "KPI_NPS": _Beside("KPI_NPS_TABLE", _ANSWERS, 1, 5, 6, 7, Text("as in KPI_NPS_TABLE", "como en KPI_NPS_TABLA")),
    "KPI_PROMISE_RATE": _Beside("KPI_PROMISE_TABLE", Text("promises due", "promesas vencidas"), 1, 3, 4, 5, _WILSON),
}
#: Shares of cases that may come from the same customer: an interval that takes them as independent is too narrow.
_DEPENDENT: Final = dict.fromkeys(
    ("KPI_EXCEEDED_RATE", "KPI_MET_RATE"), Text("answers given on both sides", "respuestas dadas en ambos lados")
)
#: Tables with the interval of a KPI whose name is not theirs.
_TABLES: Final = {"KPI_RELATIVE": "KPI_COMPETITOR_TABLE"}


def evidence(
    spec: FunctionSpec, arguments: Sequence[Any], value: Any, missing_codes: Collection[float | str] = ()
) -> Evidence:
    """Return what the value of a call rests on."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return Evidence()
    try:
        found = _from_table(spec, arguments, value, missing_codes) or _counted(spec, arguments, value, missing_codes)
    except KpiError:
        found = None
    return found or Evidence(hint=_hint(spec))


def _from_table(
    spec: FunctionSpec, arguments: Sequence[Any], value: float, missing_codes: Collection[float | str]
) -> Evidence | None:
    beside = _BESIDE.get(spec.name)
    if beside is None:
        return None
    table = catalogue().find(beside.table).spec
    given = {argument.name: cells for argument, cells in zip(spec.arguments, arguments, strict=False)}
    # Groups that the table asks for and the KPI knows nothing of: the last row is of all cases whatever they are.
    given.setdefault("by", _blank_beside(arguments[0]))
    rows = bind(table, [given.get(argument.name) for argument in table.arguments], "en", missing_codes)
    row = rows[-1] if isinstance(rows, list) else []
    n, shown, low, high = (row[column] for column in (beside.n, beside.value, beside.low, beside.high))
    if not isinstance(n, float) or not isinstance(shown, float) or not _same(shown, value):
        return None
    if not isinstance(low, float) or not isinstance(high, float):
        return Evidence(int(n), beside.what)
    return Evidence(int(n), beside.what, low, high, beside.method)


def _blank_beside(argument: Any) -> Cells:
    cells = argument if isinstance(argument, Cells) else Cells.from_values(argument)
    return Cells(cells.rows, cells.columns, np.full((1, 1), np.nan), np.full((1, 1), BLANK, dtype=np.uint8))


def _counted(
    spec: FunctionSpec, arguments: Sequence[Any], value: float, missing_codes: Collection[float | str]
) -> Evidence | None:
    share, mean = _SHARES.get(spec.name), _MEANS.get(spec.name)
    if share is not None:
        n = share.of(bound_arguments(spec, arguments, missing_codes))
        successes = round(value * n)
        if n and _same(successes / n, value):
            return Evidence(n, share.what, *wilson_interval(successes, n), _WILSON)
    if mean is not None:
        values = mean.of(bound_arguments(spec, arguments, missing_codes))
        if values.size and _same(float(np.mean(values)), value):
            low, high = mean_interval(values)
            if math.isnan(low):
                return Evidence(values.size, mean.what)
            return Evidence(values.size, mean.what, low, high, _STUDENT)
    if spec.name in _DEPENDENT:
        values = bound_arguments(spec, arguments, missing_codes)
        pairs = ~np.isnan(values["expected"]) & ~np.isnan(values["perceived"])
        return Evidence(int(np.count_nonzero(pairs)), _DEPENDENT[spec.name])
    return None


def _hint(spec: FunctionSpec) -> str:
    own = _TABLES.get(spec.name, f"{spec.name}_TABLE")
    for table in (own, f"{spec.name.removesuffix('_RATE')}_TABLE"):
        if table in catalogue():
            return table
    return "KPI_INTERVAL" if is_share(spec) and spec.name not in _DEPENDENT and _counts_cells(spec) else ""


def _counts_cells(spec: FunctionSpec) -> bool:
    """True for a function of data; one of parameters alone, such as a queueing formula, is no estimate."""
    return any(argument.kind.is_range for argument in spec.arguments)


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
