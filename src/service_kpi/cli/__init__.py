"""The command line: ``service-kpi refresh | explain | demo | functions``.

Exit codes: 0 done; 1 ``--check`` found values out of date; 2 wrong words on the command line; 3 at least one
workbook could not be refreshed (the others were); 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from service_kpi.cli import demo, explain, functions, refresh
from service_kpi.cli.language import chosen_language
from service_kpi.cli.parser import Parser
from service_kpi.text import LANGUAGES, Text

FAILED, INTERRUPTED = 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = chosen_language(words)
    shared = Parser(language=language, add_help=False)
    shared.add_argument(
        "--language",
        choices=LANGUAGES,
        default=language,
        help=Text("language of messages (en or es)", "idioma de los mensajes (en o es)").in_language(language),
    )
    parser = Parser(
        language=language,
        parents=[shared],
        prog="service-kpi",
        description=Text(
            "Service KPIs straight from the sheets that managers already keep.",
            "Indicadores de servicio, directamente de las hojas que ya se llevan.",
        ).in_language(language),
        epilog=Text(
            "Exit codes: 0 done, 1 --check found values out of date, 2 wrong usage, "
            "3 a workbook could not be refreshed.",
            "Códigos de salida: 0 hecho, 1 --check halló valores desactualizados, 2 uso incorrecto, "
            "3 algún libro no pudo actualizarse.",
        ).in_language(language),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"service-kpi {version('service-kpi')}",
        help=Text("show the version and exit", "muestra la versión y termina").in_language(language),
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar=Text("COMMAND", "ORDEN").in_language(language)
    )
    for command in (refresh, explain, demo, functions):
        command.add_parser(commands, shared, language)
    options = parser.parse_args(words)
    _allow_every_character()
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as problem:
        # The output goes nowhere: keep the interpreter's last flush from saying so again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(problem, BrokenPipeError):
            return INTERRUPTED  # whoever read it has gone, as with ``| head``
        reason = problem.strerror
        text = Text(f"The output could not be written ({reason}).", f"No se pudo escribir la salida ({reason}).")
        print(text.in_language(language), file=sys.stderr)
        return FAILED
    return code


def _allow_every_character() -> None:
    """Print what a narrow encoding lacks as ``?``: a Windows pipe may know no arrow."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
