"""The command-line parser, in the language of the person at the terminal."""

from __future__ import annotations

import argparse
import re
from typing import Final, NoReturn

from service_kpi.text import Language

#: What argparse says in English only.
_SPANISH: Final = {
    "unrecognized arguments: ": "opción desconocida: ",
    "the following arguments are required: ": "falta: ",
    "invalid choice: ": "valor no válido: ",
    "choose from ": "elija entre ",
    "expected one argument": "falta su valor",
    "not allowed with argument ": "no se admite junto con ",
    "argument ": "opción ",
}
_HEADINGS: Final = {"usage:": "uso:", "positional arguments:": "argumentos:", "options:": "opciones:"}


class Parser(argparse.ArgumentParser):
    """An argument parser whose headings and complaints come in Spanish too."""

    def __init__(self, *, language: Language, add_help: bool = True, **options: object) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._is_spanish = language == "es"
        if add_help:
            text = "muestra esta ayuda y termina" if self._is_spanish else "show this help and exit"
            self.add_argument("-h", "--help", action="help", help=text)

    def format_usage(self) -> str:
        """Return the usage line."""
        return self._translated(super().format_usage())

    def format_help(self) -> str:
        """Return the help page."""
        return self._translated(super().format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words on the command line, and leave with 2."""
        if self._is_spanish:
            for english, spanish in _SPANISH.items():
                message = message.replace(english, spanish)
        self.exit(2, f"{self.format_usage()}{self.prog}: {message}\n")

    def _translated(self, page: str) -> str:
        if self._is_spanish:
            for english, spanish in _HEADINGS.items():
                page = re.sub(f"^{english}", spanish, page, flags=re.MULTILINE)
        return page
