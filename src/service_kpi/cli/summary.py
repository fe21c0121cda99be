"""What a person reads after a refresh: what became of each workbook, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text as Styled

from service_kpi.cli.terminal import safe, shown_change
from service_kpi.errors import WorkbookError
from service_kpi.refresh.result import Recalculation
from service_kpi.text import Text

#: How many changed cells, and places of one remark, a person is shown; ``--json`` has them all.
_SHOWN = 8
#: A name longer than this does not push the values of all the others to the right.
_WIDEST_CELL = 32


@dataclass
class Tally:
    """How many workbooks fared how."""

    changed: int = 0
    fresh: int = 0
    failed: int = 0

    def add(self, outcome: Recalculation | WorkbookError) -> None:
        """Count one workbook."""
        if isinstance(outcome, WorkbookError):
            self.failed += 1
        elif outcome.changes:
            self.changed += 1
        else:
            self.fresh += 1


def print_summary(
    out: Console, result: Recalculation, language: str, *, written: bool, target: Path | None = None
) -> None:
    """Print one workbook: its fate, the cells that changed, the remarks."""
    out.print(Styled(safe(result.path), style="bold"))
    out.print(f"  {_fate(result, language, written=written, target=target)}")
    _print_changes(out, result, language)
    for message, places in _remarks(result, language):
        others, left = places[1 : _SHOWN + 1], max(len(places) - 1 - _SHOWN, 0)
        also = Text("also", "también").in_language(language)
        more = f" ({also}: {', '.join(others)}{f' … +{left}' if left else ''})" if others else ""
        out.print(Styled.assemble("  ", ("!", "yellow"), f" {safe(message)}{safe(more)}"))


def print_failure(out: Console, problem: WorkbookError, language: str) -> None:
    """Print why a workbook was not refreshed."""
    out.print(Styled.assemble(("✗", "red"), f" {safe(problem.text(language))}"))


def print_tally(out: Console, tally: Tally, language: str, *, written: bool) -> None:
    """Print how many of several workbooks fared how."""
    total = tally.changed + tally.fresh + tally.failed
    if total < 2:
        return
    parts = (
        (tally.changed, _changed(tally.changed, written=written)),
        (tally.fresh, Text("already up to date", "ya al día")),
        (tally.failed, Text("failed", "con error")),
    )
    counts = ", ".join(f"{count} {words.in_language(language)}" for count, words in parts if count)
    out.print(f"{total} {Text('workbooks', 'libros').in_language(language)}: {counts}")


def _changed(count: int, *, written: bool) -> Text:
    ending = "" if count == 1 else "s"
    return Text("saved", f"guardado{ending}") if written else Text("out of date", f"desactualizado{ending}")


def _fate(result: Recalculation, language: str, *, written: bool, target: Path | None) -> str:
    def say(en: str, es: str) -> str:
        return Text(en, es).in_language(language)

    place = safe(say(f" as {target}", f" como {target}")) if target else ""
    if result.changes and written:
        fate = say("saved", "guardado") + place
    elif result.changes:
        fate = say("out of date, nothing written", "desactualizado, sin escribir nada")
    else:
        fate = say("already up to date", "ya estaba al día") + (say("; copied", "; copiado") + place if place else "")
    counts = [
        say(
            f"{result.recomputed} {'value' if result.recomputed == 1 else 'values'} computed",
            f"{result.recomputed} {'valor calculado' if result.recomputed == 1 else 'valores calculados'}",
        )
    ]
    if result.changes:
        changed = result.changed
        counts.append(say(f"{changed} changed", f"{changed} {'cambiado' if changed == 1 else 'cambiados'}"))
    if result.kept:
        kept = result.kept
        counts.append(say(f"{kept} kept as stored", f"{kept} {'conservado' if kept == 1 else 'conservados'}"))
    return f"{fate}: {', '.join(counts)}"


def _print_changes(out: Console, result: Recalculation, language: str) -> None:
    rows = [
        (f"{safe(change.sheet)}!{change.cell}", *shown_change(change.before, change.after, language))
        for change in result.changes[:_SHOWN]
    ]
    widths = [min(max((len(row[column]) for row in rows), default=0), _WIDEST_CELL) for column in (0, 1)]
    for place, before, after in rows:
        out.print(f"  {place:<{widths[0]}}  {before:>{widths[1]}} → {after}")
    if result.changed > _SHOWN:
        more = result.changed - _SHOWN
        out.print(
            Text(f"  … and {more} more (--json lists them all)", f"  … y {more} más (--json las da todas)").in_language(
                language
            )
        )


def _remarks(result: Recalculation, language: str) -> list[tuple[str, list[str]]]:
    """Return each remark once, with the places that it is true of; the first of them is in its sentence."""
    groups: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for kpi in result.kpis:
        if kpi.reason is not None:
            place, reason = f"{kpi.sheet}!{kpi.cell}", kpi.reason.in_language(language)
            group = groups.setdefault((kpi.function, reason), (f"{place}: {kpi.function}: {reason}", []))
            group[1].append(place)
    for notice in result.notices:
        key = notice.code, str(notice.details)
        groups.setdefault(key, (notice.message.in_language(language), []))[1].append(notice.place)
    return list(groups.values())
