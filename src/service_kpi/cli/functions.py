"""``service-kpi functions [NAME]``: the catalogue in the terminal."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
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
    parser = commands.add_parser("functions", language=language, parents=[shared], help=summary, description=summary)
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
    if options.name not in catalogue():
        console(error=True).print(safe(_unknown(options.name).in_language(options.language)))
        return 2
    spec, _ = catalogue().find(options.name)
    out.print(render_terminal(spec, options.language))
    return 0


def _unknown(name: str) -> Text:
    near = get_close_matches(name.upper(), catalogue().names, n=1)
    return Text(
        f"There is no function {name}{f'; did you mean {near[0]}?' if near else '.'}",
        f"No existe la función {name}{f'; ¿quiso decir {near[0]}?' if near else '.'}",
    )
