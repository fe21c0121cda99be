"""``service-kpi refresh BOOK…``: bring the stored values of workbooks up to date."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from rich.console import Console

from service_kpi.cli.terminal import console, safe, shown
from service_kpi.errors import WorkbookError
from service_kpi.refresh.recalculate import recalculate
from service_kpi.refresh.result import Notice, Recalculation
from service_kpi.text import Text

#: How many changed cells, and places of one warning, a person is shown; ``--json`` has them all.
_SHOWN = 8


def add_parser(commands: Any, shared: argparse.ArgumentParser, language: str) -> None:
    """Add the command to the command line."""

    def say(en: str, es: str) -> str:
        return Text(en, es).in_language(language)

    summary = say(
        "recompute every formula and bring the stored values up to date, in place; nothing else in the file changes",
        "recalcula todas las fórmulas y actualiza en el propio archivo los valores guardados; nada más cambia en él",
    )
    parser = commands.add_parser("refresh", parents=[shared], help=summary, description=summary)
    parser.add_argument("books", nargs="+", metavar="BOOK", help=say(".xlsx or .xlsm file", "archivo .xlsx o .xlsm"))
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        help=say("write the refreshed copies into this folder instead", "guarda las copias en esta carpeta"),
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=say("say what would change and write nothing", "dice qué cambiaría y no escribe nada"),
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help=say(
            "write nothing; exit with 1 when a stored value is out of date",
            "no escribe nada; termina con 1 si algún valor guardado está desactualizado",
        ),
    )
    parser.add_argument("--json", action="store_true", help=say("print the facts as JSON", "imprime los datos en JSON"))
    parser.add_argument("--quiet", action="store_true", help=say("print errors only", "imprime solo los errores"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Refresh each workbook; one that fails does not stop the others."""
    out, problems = console(), console(error=True)
    language = options.language
    write = not (options.dry_run or options.check)
    folder = Path(options.output) if options.output else None
    facts: list[dict[str, Any]] = []
    failed = stale = False
    for book in options.books:
        try:
            if folder is not None and write:
                folder.mkdir(parents=True, exist_ok=True)
            result = recalculate(
                book, output=folder / Path(book).name if folder is not None else None, dry_run=not write
            )
        except (WorkbookError, OSError) as problem:
            failed = True
            message = problem.text(language) if isinstance(problem, WorkbookError) else f"{book}: {problem}"
            code = problem.code if isinstance(problem, WorkbookError) else "IO_ERROR"
            facts.append({"workbook": book, "error": code, "message": message})
            if not options.json:
                problems.print(safe(message))
            continue
        stale = stale or bool(result.changes)
        facts.append(result.to_json(language))
        if not options.json and not options.quiet:
            _print_summary(out, result, language, written=write)
    if options.json:
        json.dump(facts, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write("\n")
    if failed:
        return 3
    return 1 if options.check and stale else 0


def _print_summary(out: Console, result: Recalculation, language: str, *, written: bool) -> None:
    def say(en: str, es: str) -> str:
        return Text(en, es).in_language(language)

    out.print(f"[bold]{safe(result.path)}[/bold]")
    counts = say(
        f"{result.recomputed} cells recomputed, {result.changed} changed, {result.kept} kept as they were",
        f"{result.recomputed} celdas recalculadas, {result.changed} cambiadas, {result.kept} sin tocar",
    )
    fate = (
        say("already up to date", "ya estaba al día")
        if not result.changes
        else say("saved", "guardado")
        if written
        else say("not written", "sin escribir")
    )
    out.print(f"  {counts}: {fate}")
    for change in result.changes[:_SHOWN]:
        before, after = shown(change.before, language), shown(change.after, language)
        out.print(f"  {safe(change.sheet)}!{change.cell}  {before} → {after}")
    if result.changed > _SHOWN:
        more = result.changed - _SHOWN
        out.print(say(f"  … and {more} more (--json lists them all)", f"  … y {more} más (--json las da todas)"))
    for kpi in result.kpis:
        if kpi.reason is not None:
            reason = safe(kpi.reason.in_language(language))
            out.print(f"  [yellow]![/yellow] {safe(kpi.sheet)}!{kpi.cell}  {kpi.function}: {reason}")
    for notices in _grouped(result.notices).values():
        others = [safe(notice.place) for notice in notices[1 : _SHOWN + 1]]
        left = len(notices) - 1 - len(others)
        also = f" ({say('also', 'también')}: {', '.join(others)}{f' … +{left}' if left else ''})" if others else ""
        out.print(f"  [yellow]![/yellow] {safe(notices[0].message.in_language(language))}{also}")


def _grouped(notices: list[Notice]) -> dict[tuple[str, str], list[Notice]]:
    groups: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for notice in notices:
        groups[notice.code, str(notice.details)].append(notice)
    return groups
