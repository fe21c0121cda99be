"""The command line: ``service-kpi refresh | demo | functions``.

Exit codes: 0 done; 1 ``--check`` found values out of date; 2 wrong words on the command line; 3 at least one
workbook could not be refreshed (the others were).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from service_kpi.cli import demo, functions, refresh
from service_kpi.cli.language import chosen_language
from service_kpi.text import LANGUAGES, Text

DONE, STALE, USAGE, FAILED = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = chosen_language(words)
    parser = argparse.ArgumentParser(
        prog="service-kpi",
        description=Text(
            "Service KPIs straight from the sheets that managers already keep.",
            "Indicadores de servicio, directamente de las hojas que ya se llevan.",
        ).in_language(language),
        epilog=Text(
            "Exit codes: 0 done, 1 --check found values out of date, 2 wrong usage, 3 a workbook could not be refreshed.",
            "Códigos de salida: 0 hecho, 1 --check halló valores desactualizados, 2 uso incorrecto, "
            "3 algún libro no pudo actualizarse.",
        ).in_language(language),
    )
    parser.add_argument("--version", action="version", version=f"service-kpi {version('service-kpi')}")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--language",
        choices=LANGUAGES,
        default=language,
        help=Text("language of messages (en or es)", "idioma de los mensajes (en o es)").in_language(language),
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (refresh, demo, functions):
        command.add_parser(commands, shared, language)
    options = parser.parse_args(words)
    code: int = options.run(options)
    return code
