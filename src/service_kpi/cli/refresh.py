"""``service-kpi refresh BOOK…``: bring the stored values of workbooks up to date."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from service_kpi.cli.books import named_books
from service_kpi.cli.failures import workbook_error
from service_kpi.cli.summary import Tally, print_failure, print_summary, print_tally
from service_kpi.cli.terminal import console, print_json
from service_kpi.errors import WorkbookError
from service_kpi.refresh.recalculate import recalculate
from service_kpi.refresh.result import Recalculation
from service_kpi.text import Text


def add_parser(commands: Any, shared: argparse.ArgumentParser, language: str) -> None:
    """Add the command to the command line."""

    def say(en: str, es: str) -> str:
        return Text(en, es).in_language(language)

    summary = say(
        "recompute every formula and bring the stored values up to date, in place; nothing else in the file changes",
        "recalcula todas las fórmulas y actualiza en el propio archivo los valores guardados; nada más cambia en él",
    )
    parser = commands.add_parser("refresh", language=language, parents=[shared], help=summary, description=summary)
    parser.add_argument(
        "books",
        nargs="+",
        metavar=say("BOOK", "LIBRO"),
        help=say(".xlsx or .xlsm file; * and ? stand for any name", "archivo .xlsx o .xlsm; admite * y ?"),
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar=say("FOLDER", "CARPETA"),
        type=Path,
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
    tally = Tally()
    facts: list[dict[str, Any]] = []
    refresh = _Refresh(options.output, write=not (options.dry_run or options.check))
    for book in named_books(options.books):
        outcome = book if isinstance(book, WorkbookError) else refresh.book(book)
        tally.add(outcome)
        if isinstance(outcome, WorkbookError):
            message = outcome.text(options.language)
            facts.append({"workbook": outcome.path, "error": outcome.code, "message": message})
            if not options.json:
                print_failure(problems, outcome, options.language)
            continue
        facts.append(outcome.to_json(options.language))
        if not options.json and not options.quiet:
            print_summary(out, outcome, options.language, written=refresh.write, target=refresh.target(outcome.path))
    if options.json:
        print_json(facts)
    elif not options.quiet:
        print_tally(out, tally, options.language, written=refresh.write)
    if tally.failed:
        return 3
    return 1 if options.check and tally.changed else 0


class _Refresh:
    """Refreshes workbooks in place, or into a folder."""

    def __init__(self, folder: Path | None, *, write: bool) -> None:
        self.write = write
        self._folder = folder if write else None
        self._taken: set[str] = set()

    def target(self, book: str) -> Path | None:
        """Return where the refreshed copy of a workbook goes, ``None`` where it is refreshed in place."""
        return self._folder / Path(book).name if self._folder is not None else None

    def book(self, book: str) -> Recalculation | WorkbookError:
        """Refresh one workbook and return the outcome, whatever happens."""
        target = self.target(book)
        try:
            if target is not None:
                self._prepare_folder(target, book)
            return recalculate(book, output=target, dry_run=not self.write)
        except Exception as problem:  # one workbook never stops the others
            return workbook_error(problem, book)

    def _prepare_folder(self, target: Path, book: str) -> None:
        key = target.name.casefold()
        if key in self._taken:
            raise WorkbookError("SAME_OUTPUT", book)
        self._taken.add(key)
        folder = target.parent
        looks_like_a_book = folder.suffix.lower() in {".xlsx", ".xlsm"}
        if not folder.is_dir() and (folder.exists() or looks_like_a_book):
            raise WorkbookError("OUTPUT_FOLDER", str(folder))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise workbook_error(problem, folder) from problem
