"""The outcome as a table that fits a README, and as JSON."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from typing import Any, Final

from benchmarks.contestants import OURS
from benchmarks.scenarios import Outcome, Scenario

_MEGABYTE: Final = 1_000_000
_HEADER: Final = (
    "who",
    "books",
    "seconds (least–most)",
    "CPU seconds",
    "ms per book",
    "ratio",
    "peak MB",
    "MB before",
    "MB after",
)


def machine() -> dict[str, Any]:
    """Return what a reader must know of the machine to judge the numbers."""
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load_average": [round(load, 2) for load in os.getloadavg()],
    }


def markdown(scenario: Scenario, outcomes: Sequence[Outcome], absent: Mapping[str, str]) -> str:
    """Return one scenario as a Markdown table."""
    size = scenario.size
    lines = [
        f"## {scenario.title}",
        "",
        f"{len(scenario.controls):,} × ({size.respondents:,} rows × {2 * size.items} columns, "
        f"{size.standard_formulas:,} standard formulas; {size.kpi_calls} KPI calls, which only service-kpi is given)",
        "",
        f"| {' | '.join(_HEADER)} |",
        f"|{'---|' * len(_HEADER)}",
    ]
    ours = base(outcomes)
    lines += [f"| {' | '.join(_row(outcome, ours))} |" for outcome in outcomes]
    lines += [f"| {name} | {reason} {'| ' * (len(_HEADER) - 2)}|" for name, reason in absent.items()]
    return "\n".join(lines)


def facts(scenario: Scenario, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return one scenario as plain JSON types."""
    ours = base(outcomes)
    return {
        "scenario": scenario.name,
        "books": len(scenario.controls),
        "standard_formulas_per_book": scenario.size.standard_formulas,
        "kpi_calls_per_book": scenario.size.kpi_calls,
        "answers_per_book": scenario.size.respondents * 2 * scenario.size.items,
        "outcomes": [
            {
                "name": outcome.contestant.name,
                "books": outcome.books,
                "with_kpi_calls": outcome.contestant.with_kpis,
                "computes": outcome.contestant.computes,
                "seconds": outcome.seconds,
                "median_seconds": statistics.median(outcome.seconds) if outcome.seconds else None,
                "processor_seconds": outcome.processor_seconds,
                "ratio_to_ours": ratio(outcome, ours),
                "peak_bytes": outcome.peak_bytes,
                "bytes_before": outcome.bytes_before,
                "bytes_after": outcome.bytes_after,
                "trouble": outcome.trouble or None,
            }
            for outcome in outcomes
        ],
    }


def base(outcomes: Sequence[Outcome]) -> float | None:
    """Return our seconds per book with every KPI call, which all ratios refer to."""
    return next((outcome.seconds_per_book for outcome in outcomes if outcome.contestant.name == OURS), None)


def ratio(outcome: Outcome, ours: float | None) -> float | None:
    """Return how many times as long as ours a contestant took for a book."""
    theirs = outcome.seconds_per_book
    return None if ours is None or theirs is None else theirs / ours


def _row(outcome: Outcome, ours: float | None) -> list[str]:
    per_book, times = outcome.seconds_per_book, ratio(outcome, ours)
    if outcome.seconds:
        least, most = min(outcome.seconds), max(outcome.seconds)
        seconds = f"{statistics.median(outcome.seconds):.2f} ({least:.2f}–{most:.2f})"
    else:
        seconds = "–"
    return [
        outcome.contestant.title,
        f"{outcome.books}",
        f"{seconds} {outcome.trouble}".strip("– ") if outcome.trouble else seconds,
        f"{statistics.median(outcome.processor_seconds):.2f}" if outcome.processor_seconds else "–",
        "–" if per_book is None else f"{per_book * 1000:,.0f}",
        "–" if times is None else f"{times:.2f}",
        f"{outcome.peak_bytes / _MEGABYTE:,.0f}",
        f"{outcome.bytes_before / _MEGABYTE:.2f}",
        f"{outcome.bytes_after / _MEGABYTE:.2f}" if outcome.bytes_after else "–",
    ]
