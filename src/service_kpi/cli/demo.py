"""``service-kpi demo``: sample workbooks in both languages, refreshed, with their KPIs as a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from service_kpi.catalogue import catalogue
from service_kpi.cli.failures import workbook_error
from service_kpi.cli.summary import print_failure
from service_kpi.cli.terminal import console, safe, shown, table
from service_kpi.demo import NAMES, demo_workbook
from service_kpi.errors import CellError
from service_kpi.refresh.recalculate import recalculate
from service_kpi.refresh.result import KpiResult, Recalculation
from service_kpi.text import Text


def add_parser(commands: Any, shared: argparse.ArgumentParser, language: str) -> None:
    """Add the command to the command line."""

    def say(en: str, es: str) -> str:
        return Text(en, es).in_language(language)

    summary = say(
        "make a sample workbook in English and one in Spanish, refresh them and print their KPIs",
        "crea un libro de muestra en español y otro en inglés, los actualiza e imprime sus indicadores",
    )
    parser = commands.add_parser("demo", language=language, parents=[shared], help=summary, description=summary)
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        default="service-kpi-demo",
        help=say("folder for the workbooks (default: service-kpi-demo)", "carpeta de los libros (service-kpi-demo)"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Copy the samples, refresh the copies, print what they say."""
    out, language = console(), options.language
    folder = Path(options.output)
    try:
        results = {
            book: _refreshed_copy(folder, book, demo_workbook(lang).read_bytes()) for lang, book in NAMES.items()
        }
    except Exception as problem:
        print_failure(console(error=True), workbook_error(problem, folder), language)
        return 3
    for book, result in results.items():
        out.print(safe(book), style="bold")
        out.print(_kpi_table(result, language))
    out.print(Text("The workbooks are in", "Los libros están en").in_language(language), safe(f"{folder.resolve()}:"))
    for book in results:
        out.print(f"  {safe(book)}")
    return 0


def _refreshed_copy(folder: Path, book: str, data: bytes) -> Recalculation:
    """Refresh the copy of a sample; one that lies there already may hold a person's own figures, so it stays."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / book
    if not path.exists():
        path.write_bytes(data)
    return recalculate(path)


def _kpi_table(result: Recalculation, language: str) -> Any:
    rows = table(
        Text("cell", "celda").in_language(language),
        Text("function", "función").in_language(language),
        Text("value", "valor").in_language(language),
        Text("what it answers", "qué responde").in_language(language),
    )
    for kpi in result.kpis:
        spec, _ = catalogue().find(kpi.function)
        rows.add_row(
            f"{safe(kpi.sheet)}!{kpi.cell}", kpi.function, _value(kpi, language), spec.question.in_language(language)
        )
    return rows


def _value(kpi: KpiResult, language: str) -> str:
    if isinstance(kpi.value, list):
        if len(kpi.value) == 1:
            return "  ".join(shown(cell, language) for cell in kpi.value[0])
        rows = len(kpi.value) - 1  # under its headings
        es = f"tabla de {rows} {'fila' if rows == 1 else 'filas'}"
        return Text(f"table of {rows} {'row' if rows == 1 else 'rows'}", es).in_language(language)
    value = shown(kpi.value, language)
    if isinstance(kpi.value, CellError) and kpi.reason is not None:
        return f"{value} ({safe(kpi.reason.in_language(language))})"
    return value
