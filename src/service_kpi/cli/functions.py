"""``service-kpi functions [NAME]``: the catalogue in the terminal."""

from __future__ import annotations

import argparse
from typing import Any

from service_kpi.catalogue import catalogue
from service_kpi.cli.functions_page import render_terminal
from service_kpi.cli.terminal import console, safe, table
from service_kpi.text import Text


def add_parser(commands: Any, shared: argparse.ArgumentParser, language: str) -> None:
    """Add the command to the command line."""

    def say(en: str, es: str) -> str:
        return Text(en, es).in_language(language)

    summary = say(
        "list the worksheet functions, or explain one: arguments, formula, source, example",
        "lista las funciones de hoja o explica una: argumentos, fórmula, fuente, ejemplo",
    )
    parser = commands.add_parser("functions", parents=[shared], help=summary, description=summary)
    parser.add_argument("name", nargs="?", metavar="NAME", help=say("KPI_GAP, KPI_BRECHA, …", "KPI_BRECHA, KPI_GAP, …"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the list, or one function."""
    out = console()
    if options.name is None:
        rows = table(*Text("function alias answers", "función alias responde").in_language(options.language).split())
        for spec in catalogue().specs:
            rows.add_row(spec.name, spec.alias, spec.question.in_language(options.language))
        out.print(rows)
        return 0
    try:
        spec, _ = catalogue().find(options.name)
    except KeyError as problem:
        console(error=True).print(safe(problem.args[0]))
        return 2
    out.print(safe_page(render_terminal(spec, options.language)))
    return 0


def safe_page(page: str) -> str:
    """Return a page of ours with its square brackets left alone by the console's markup."""
    return page.replace("[", r"\[")
