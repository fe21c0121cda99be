"""What each worksheet function is measured on, and the bare expression that a programmer would write instead.

A bare expression takes what the function takes, by the same names, and checks nothing: no shapes, no scales, no
empty input. Of a table it gives the figures that the table is about, without intervals and tests. ``None``: there is
no such expression of a line or three. The pandas expression takes series and frames in place of arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from benchmarks.function_inputs import (
    AS_OF,
    ITEMS,
    Draw,
    Floats,
    answers,
    block,
    cases,
    counts,
    flags,
    headings,
    labels,
    names,
    own_names,
    promises,
    seconds,
    whole,
)
from service_kpi.catalogue import catalogue

#: Rows of a ledger or a log; respondents of a survey; points of a chart; rows of a summary.
LEDGER: Final = 1_000_000
SURVEY: Final = 100_000
CHART: Final = 10_000
SUMMARY: Final = 1_000

_BRANCHES: Final = names("Branch", 20)
_QUESTIONS: Final = names("Question", ITEMS)


@dataclass(frozen=True)
class Case:
    """How one function is measured. ``arguments`` are those of the sheet, in order, ``None`` for one left out."""

    arguments: Callable[[Draw, int], tuple[Any, ...]]
    numpy: Callable[..., Any] | None = None
    pandas: Callable[..., Any] | None = None
    rows: int = LEDGER
    #: The number of rows means nothing: the arguments are single values.
    fixed: bool = False


def uncovered() -> list[str]:
    """Return, for each function of the catalogue that has no case, what to add."""
    return [
        f'CASES in benchmarks/function_cases.py has no "{spec.name}": add Case(lambda draw, rows: '
        f"({', '.join(argument.name for argument in spec.arguments)}), numpy=…, pandas=…)"
        for spec in catalogue().specs
        if spec.name not in CASES
    ]


def _group_sums(by: Any, *weights: Floats | None) -> list[Any]:
    _, of_row = np.unique(by, return_inverse=True)
    return [np.bincount(of_row, one) for one in weights]


def _share_of_customers(customer: Any, due: Any, kept: Any) -> float:
    due_each, kept_each = _group_sums(customer, due, due & kept)
    return float(np.mean(kept_each[due_each > 0] == due_each[due_each > 0]))


def _mystery(scores: Floats, weights: Floats) -> float:
    applied = ~np.isnan(scores)
    return float(np.mean(np.nansum(scores * weights, axis=1) / np.sum(applied * weights, axis=1)))


def _kano(functional: Floats, dysfunctional: Floats, items: Any) -> Any:
    pair = 25 * np.arange(len(items)) + 5 * functional + dysfunctional - 6
    return np.bincount(pair[~np.isnan(pair)].astype(np.intp))


def _abandoned(answered: Floats, wait: Floats, short: float) -> float:
    lost = answered == 0
    brief = np.count_nonzero(lost & (wait <= short))
    return (np.count_nonzero(lost) - brief) / (np.count_nonzero(~np.isnan(answered)) - brief)


def _two_surveys(draw: Draw, respondents: int) -> tuple[Any, ...]:
    return answers(draw, respondents, mean=5.5), answers(draw, respondents)


def _staffing(*more: Any) -> Case:
    return Case(lambda _draw, _rows: more, rows=1, fixed=True)


def _late(promised: Any, delivered: Any, as_of: float) -> tuple[Any, Any]:
    return promised <= as_of, delivered <= promised


_SURVEYS: Final[Mapping[str, Case]] = {
    "KPI_ALPHA": Case(
        lambda draw, n: (answers(draw, n),),
        pandas=lambda items: items.cov(),
        rows=SURVEY,
    ),
    "KPI_AUDIT": Case(
        lambda draw, n: (answers(draw, n), "1-7"),
        numpy=lambda range, scale: np.count_nonzero((range.values >= scale[0]) & (range.values <= scale[1])),
        rows=SURVEY,
    ),
    "KPI_COMPETITOR_TABLE": Case(
        lambda draw, n: (
            answers(draw, n, 20),
            headings([f"Rival {place % 4}" for place in range(20)]),
            headings([f"Attribute {place // 4}" for place in range(20)]),
            "Rival 0",
        ),
        numpy=lambda scores, **_: (np.nanmean(scores, axis=0), np.nanvar(scores, axis=0)),
        pandas=lambda scores, **_: (scores.mean(), scores.var()),
        rows=SURVEY,
    ),
    "KPI_DIFFERENCE_RELIABILITY": Case(_two_surveys, rows=SURVEY),
    "KPI_DRIVER_TABLE": Case(
        lambda draw, n: (answers(draw, n, 1), answers(draw, n, 8), headings(names("Driver", 8))),
        rows=SURVEY,
    ),
    "KPI_EXCEEDED_RATE": Case(
        _two_surveys,
        numpy=lambda expected, perceived: (
            np.count_nonzero(perceived > expected) / np.count_nonzero(~np.isnan(perceived - expected))
        ),
        pandas=lambda expected, perceived: (
            (perceived > expected).to_numpy().sum() / (perceived - expected).count().sum()
        ),
        rows=SURVEY,
    ),
    "KPI_GAP": Case(
        _two_surveys,
        numpy=lambda expected, perceived: np.mean(np.nanmean(perceived - expected, axis=1)),
        pandas=lambda expected, perceived: (perceived - expected).mean(axis=1).mean(),
        rows=SURVEY,
    ),
    "KPI_GAP_MODEL": Case(
        lambda draw, n: tuple(answers(draw, n) for _ in range(6)),
        numpy=lambda **surveys: [np.nanmean(survey, axis=1) for survey in surveys.values()],
        pandas=lambda **surveys: [survey.mean(axis=1) for survey in surveys.values()],
        rows=SURVEY,
    ),
    "KPI_GAP_TABLE": Case(
        lambda draw, n: (*_two_surveys(draw, n), headings([f"Dimension {place % 5}" for place in range(ITEMS)])),
        numpy=lambda expected, perceived, **_: np.nanmean(perceived - expected, axis=0),
        pandas=lambda expected, perceived, **_: (perceived - expected).mean(),
        rows=SURVEY,
    ),
    "KPI_IPA_TABLE": Case(lambda draw, n: (*_two_surveys(draw, n), headings(_QUESTIONS)), rows=SURVEY),
    "KPI_KANO_TABLE": Case(
        lambda draw, n: (whole(draw, n, 1, 5, ITEMS), whole(draw, n, 1, 5, ITEMS), headings(_QUESTIONS)),
        numpy=_kano,
        rows=SURVEY,
    ),
    "KPI_MET_RATE": Case(
        _two_surveys,
        numpy=lambda expected, perceived: (
            np.count_nonzero(perceived >= expected) / np.count_nonzero(~np.isnan(perceived - expected))
        ),
        pandas=lambda expected, perceived: (
            (perceived >= expected).to_numpy().sum() / (perceived - expected).count().sum()
        ),
        rows=SURVEY,
    ),
    "KPI_MOMENT_TABLE": Case(
        lambda draw, n: (whole(draw, n, 1, 5, ITEMS), headings(_QUESTIONS)),
        numpy=lambda scores, **_: [np.count_nonzero(x, axis=0) for x in (scores <= 2, scores >= 5)],
        pandas=lambda scores, **_: [(scores <= 2).sum(), (scores >= 5).sum()],
        rows=SURVEY,
    ),
    "KPI_MYSTERY": Case(
        lambda draw, n: (flags(draw, n, 0.8, ITEMS), block(np.ones((1, ITEMS)))),
        numpy=_mystery,
        rows=SURVEY,
    ),
    "KPI_OMEGA": Case(lambda draw, n: (answers(draw, n),), rows=SURVEY),
    "KPI_RELATIVE": Case(
        _two_surveys,
        numpy=lambda ours, theirs: np.mean(np.nanmean(ours - theirs, axis=1)),
        pandas=lambda ours, theirs: (ours - theirs).mean(axis=1).mean(),
        rows=SURVEY,
    ),
    "KPI_SERVPERF": Case(
        lambda draw, n: (answers(draw, n),),
        numpy=lambda perceived: np.mean(np.nanmean(perceived, axis=1)),
        pandas=lambda perceived: perceived.mean(axis=1).mean(),
        rows=SURVEY,
    ),
    "KPI_ZONE_TABLE": Case(
        lambda draw, n: (*(answers(draw, n, mean=mean) for mean in (3.5, 5.5, 4.5)), headings(_QUESTIONS)),
        numpy=lambda adequate, desired, perceived, **_: (
            [np.nanmean(x, axis=0) for x in (perceived - adequate, perceived - desired, desired - adequate)]
        ),
        pandas=lambda adequate, desired, perceived, **_: (
            [x.mean() for x in (perceived - adequate, perceived - desired, desired - adequate)]
        ),
        rows=SURVEY,
    ),
}

_COLUMNS: Final[Mapping[str, Case]] = {
    "KPI_ABANDON_RATE": Case(
        lambda draw, n: (flags(draw, n, 0.9), seconds(draw, n), 5),
        numpy=_abandoned,
    ),
    "KPI_AGREEMENT": Case(lambda draw, n: (answers(draw, n, 3),), rows=SURVEY),
    "KPI_ALIGNMENT": Case(
        lambda draw, n: (flags(draw, n, 0.7), flags(draw, n, 0.6)),
        numpy=lambda approved, linked: (
            np.count_nonzero((approved == 1) & (linked == 1)) / np.count_nonzero((approved == 1) & ~np.isnan(linked))
        ),
        pandas=lambda approved, linked: linked[approved == 1].mean(),
    ),
    "KPI_ASA": Case(
        lambda draw, n: (seconds(draw, n), flags(draw, n, 0.9)),
        numpy=lambda wait, answered: np.mean(wait[answered == 1]),
        pandas=lambda wait, answered: wait[answered == 1].mean(),
    ),
    "KPI_CES": Case(
        lambda draw, n: (whole(draw, n, 1, 7),),
        numpy=lambda scores: np.mean(scores[~np.isnan(scores)]),
        pandas=lambda scores: scores.mean(),
    ),
    "KPI_CHANGE_TABLE": Case(
        lambda draw, n: (whole(draw, n, 1, 7), whole(draw, n, 1, 7)),
        numpy=lambda before, after: [(np.nanmean(scores), np.nanvar(scores)) for scores in (before, after)],
        pandas=lambda before, after: [(scores.mean(), scores.var()) for scores in (before, after)],
    ),
    "KPI_CONSISTENCY": Case(
        lambda draw, n: (whole(draw, n, 1, 5), 3),
        numpy=lambda scores, benchmark: np.count_nonzero(scores > benchmark) / np.count_nonzero(~np.isnan(scores)),
        pandas=lambda scores, benchmark: (scores > benchmark).sum() / scores.count(),
    ),
    "KPI_CSAT": Case(
        lambda draw, n: (whole(draw, n, 1, 5),),
        numpy=lambda scores: np.count_nonzero(scores >= 4) / np.count_nonzero(~np.isnan(scores)),
        pandas=lambda scores: (scores >= 4).sum() / scores.count(),
    ),
    "KPI_COMPLAINT_RATE": Case(
        lambda draw, n: (whole(draw, n, 0, 9), counts(draw, n, 100, 999)),
        numpy=lambda complaints, transactions: np.nansum(complaints) / transactions[~np.isnan(complaints)].sum() * 1000,
        pandas=lambda complaints, transactions: complaints.sum() / transactions[complaints.notna()].sum() * 1000,
    ),
    "KPI_CONTROL_TABLE": Case(
        lambda draw, n: (block(draw.normal(10.0, 2.0, n)),),
        numpy=lambda values: values.mean() + 3 / 1.128 * np.abs(np.diff(values)).mean(),
        pandas=lambda values: values.mean() + 3 / 1.128 * values.diff().abs().mean(),
        rows=CHART,
    ),
    "KPI_NPS": Case(
        lambda draw, n: (whole(draw, n, 0, 10),),
        numpy=lambda scores: (
            100 * (np.count_nonzero(scores >= 9) - np.count_nonzero(scores <= 6)) / np.count_nonzero(~np.isnan(scores))
        ),
        pandas=lambda scores: 100 * ((scores >= 9).sum() - (scores <= 6).sum()) / scores.count(),
    ),
    "KPI_OTIF": Case(
        lambda draw, n: (*promises(draw, n), counts(draw, n, 90, 100), counts(draw, n, 95, 105), AS_OF),
        numpy=lambda promised, delivered, ordered, supplied, as_of: (
            np.count_nonzero((promised <= as_of) & (delivered <= promised) & (supplied >= ordered))
            / np.count_nonzero(promised <= as_of)
        ),
        pandas=lambda promised, delivered, ordered, supplied, as_of: (
            ((promised <= as_of) & (delivered <= promised) & (supplied >= ordered)).sum() / (promised <= as_of).sum()
        ),
    ),
    "KPI_PERFECT_ORDER": Case(
        lambda draw, n: (flags(draw, n, 0.95, 4),),
        numpy=lambda components: np.mean((components != 0).all(axis=1)[np.isnan(components).sum(axis=1) <= 2]),
        pandas=lambda components: (components != 0).all(axis=1)[components.count(axis=1) >= 2].mean(),
    ),
    "KPI_PROMISE_RATE": Case(
        lambda draw, n: (*promises(draw, n), AS_OF),
        numpy=lambda promised, delivered, as_of: (
            np.count_nonzero((promised <= as_of) & (delivered <= promised)) / np.count_nonzero(promised <= as_of)
        ),
        pandas=lambda promised, delivered, as_of: (
            ((promised <= as_of) & (delivered <= promised)).sum() / (promised <= as_of).sum()
        ),
    ),
    "KPI_QUALITY_RATIO": Case(
        lambda draw, n: (counts(draw, n, 1, 10), counts(draw, n, 1, 10), counts(draw, n, 1, 50)),
        numpy=lambda ours, theirs, weights: 100 * np.average(ours / theirs, weights=weights),
        pandas=lambda ours, theirs, weights: 100 * (ours / theirs * weights).sum() / weights.sum(),
    ),
    "KPI_RANK": Case(
        lambda draw, n: (5, whole(draw, n, 1, 10)),
        numpy=lambda score, scores: 1 + np.count_nonzero(scores > score),
        pandas=lambda score, scores: 1 + (scores > score).sum(),
    ),
    "KPI_RUN_RULES": Case(
        lambda draw, n: (block(draw.normal(10.0, 2.0, n)), 10, 2),
        numpy=lambda values, centre, sigma: np.flatnonzero(np.abs(values - centre) > 3 * sigma),
        rows=CHART,
    ),
    "KPI_SERVICE_LEVEL": Case(
        lambda draw, n: (seconds(draw, n), 20, counts(draw, n, 0, 1)),
        numpy=lambda wait, threshold, answered: np.count_nonzero((wait <= threshold) & (answered == 1)) / wait.size,
        pandas=lambda wait, threshold, answered: ((wait <= threshold) & (answered == 1)).sum() / wait.size,
    ),
}

_GROUPED: Final[Mapping[str, Case]] = {
    "KPI_AWARENESS_TABLE": Case(
        lambda draw, n: (counts(draw, n, 0, 3), labels(draw, n, _BRANCHES)),
        numpy=lambda level, area: _group_sums(area, level, None),
        pandas=lambda level, area: level.groupby(area).mean(),
    ),
    "KPI_COMPLAINT_TABLE": Case(
        lambda draw, n: (counts(draw, n, 0, 9), counts(draw, n, 100, 999), labels(draw, n, _BRANCHES)),
        numpy=lambda complaints, transactions, by: _group_sums(by, complaints, transactions),
        pandas=lambda complaints, transactions, by: complaints.groupby(by).sum() / transactions.groupby(by).sum(),
    ),
    "KPI_CONSISTENCY_TABLE": Case(
        lambda draw, n: (counts(draw, n, 1, 5), 3, labels(draw, n, _BRANCHES)),
        numpy=lambda scores, benchmark, by: _group_sums(by, scores > benchmark, scores, None),
        pandas=lambda scores, benchmark, by: (scores > benchmark).groupby(by).mean(),
    ),
    "KPI_COVERAGE": Case(
        lambda draw, n: (labels(draw, n, names("Touchpoint", 500)), counts(draw, n, 0, 3), 30),
        numpy=lambda touchpoints, answers, minimum: np.mean(_group_sums(touchpoints, answers)[0] >= minimum),
        pandas=lambda touchpoints, answers, minimum: (answers.groupby(touchpoints).sum() >= minimum).mean(),
    ),
    "KPI_FCR": Case(
        lambda draw, n: (
            labels(draw, n, names("Customer", max(n // 4, 1))),
            labels(draw, n, names("Issue", 5)),
            promises(draw, n)[0],
            7,
            AS_OF,
        ),
        pandas=lambda customer, issue, when, window, **_: (
            when.sort_values().groupby([customer, issue]).diff().le(window).mean()
        ),
    ),
    "KPI_FUNNEL_TABLE": Case(
        lambda draw, n: (counts(draw, n, 20, 40), counts(draw, n, 50, 99), own_names(n)),
        numpy=lambda successes, n, **_: (successes / n, successes.sum() / n.sum()),
        rows=SUMMARY,
    ),
    "KPI_NPS_TABLE": Case(
        lambda draw, n: (whole(draw, n, 0, 10), labels(draw, n, _BRANCHES)),
        numpy=lambda scores, by: _group_sums(by, scores >= 9, scores <= 6, ~np.isnan(scores)),
        pandas=lambda scores, by: ((scores >= 9).groupby(by).sum(), (scores <= 6).groupby(by).sum()),
    ),
    "KPI_PARETO_TABLE": Case(
        lambda draw, n: (labels(draw, n, names("Cause", 40)),),
        numpy=lambda causes: np.unique(causes, return_counts=True),
        pandas=lambda causes: causes.value_counts(),
    ),
    "KPI_PROMISE_CUSTOMERS": Case(
        lambda draw, n: (labels(draw, n, names("Customer", max(n // 4, 1))), *promises(draw, n), AS_OF),
        numpy=lambda customer, promised, delivered, as_of: _share_of_customers(
            customer, *_late(promised, delivered, as_of)
        ),
        pandas=lambda customer, promised, delivered, as_of: (
            (delivered <= promised)[promised <= as_of].groupby(customer).all().mean()
        ),
    ),
    "KPI_PROMISE_TABLE": Case(
        lambda draw, n: (*promises(draw, n), AS_OF, labels(draw, n, _BRANCHES)),
        numpy=lambda promised, delivered, as_of, by: _group_sums(by, *_late(promised, delivered, as_of)),
        pandas=lambda promised, delivered, as_of, by: (
            (delivered <= promised)[promised <= as_of].groupby(by[promised <= as_of]).mean()
        ),
    ),
    "KPI_SLA_TABLE": Case(
        lambda draw, n: (*cases(draw, n), 5, labels(draw, n, _BRANCHES), AS_OF),
        numpy=lambda opened, closed, target, by, **_: _group_sums(by, closed - opened <= target, None),
        pandas=lambda opened, closed, target, by, **_: (closed - opened <= target[0]).groupby(by).mean(),
    ),
    "KPI_TRAINING_TABLE": Case(
        lambda draw, n: (promises(draw, n)[1], labels(draw, n, _BRANCHES), AS_OF),
        numpy=lambda last_trained, area, as_of: _group_sums(area, last_trained > as_of - 365, None),
        pandas=lambda last_trained, area, as_of: (last_trained > as_of - 365).groupby(area).mean(),
    ),
    "KPI_VALUE_TABLE": Case(
        lambda draw, n: (counts(draw, n, 5, 9), counts(draw, n, 90, 110), own_names(n)),
        numpy=lambda quality, price, **_: (quality / quality.mean(), price / price.mean()),
        rows=SUMMARY,
    ),
    "KPI_WEAKEST": Case(
        lambda draw, n: (block(draw.uniform(0.5, 1.0, n)), own_names(n)),
        numpy=lambda scores, **_: np.exp(np.log(scores).mean()),
        rows=SUMMARY,
    ),
}

_SINGLE_VALUES: Final[Mapping[str, Case]] = {
    "KPI_AGENTS": _staffing(100, 30, 180, 0.8, 20, 0.85, 0.3),
    "KPI_ERLANG_A": _staffing(100, 30, 180, 12, 20, 120),
    "KPI_ERLANG_B": _staffing(100, 30, 180, 15),
    "KPI_ERLANG_C": _staffing(100, 30, 180, 14, 20),
    "KPI_INTERVAL": _staffing(81, 263),
}

CASES: Final[Mapping[str, Case]] = {**_SURVEYS, **_COLUMNS, **_GROUPED, **_SINGLE_VALUES}
