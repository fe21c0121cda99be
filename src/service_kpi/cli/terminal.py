"""Printing for people: tables and lines, with nothing in them that a terminal would obey."""

from __future__ import annotations

import json
import math
import re
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

from service_kpi.errors import CellError

#: Control characters, marks that turn the direction of writing, and halves of characters.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_LONGEST_TEXT = 40


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave to the command line what to do when nobody reads any more."""
        raise  # noqa: PLE0704 - rich calls this while it handles the BrokenPipeError


def console(*, error: bool = False) -> Console:
    """Return a console on standard output or standard error; plain text when that is no terminal."""
    stream = sys.stderr if error else sys.stdout
    is_terminal = stream.isatty()
    return _Console(
        file=stream,
        width=None if is_terminal else 120,
        soft_wrap=not is_terminal,
        # Texts come from workbooks: [red] and :smile: are what somebody typed into a cell.
        markup=False,
        emoji=False,
        highlight=False,
    )


def safe(value: Any) -> str:
    """Return text from a workbook without control characters."""
    return _CONTROL.sub("·", str(value))


def shown(value: Any, language: str, digits: int = 4) -> str:
    """Return a cell value as a person reads it: a few significant digits, a decimal comma in Spanish."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return {"en": ("FALSE", "TRUE"), "es": ("FALSO", "VERDADERO")}[language][value]
    if isinstance(value, (int, float)):
        text = _number(float(value), digits)
        return text.replace(".", ",") if language == "es" else text
    if isinstance(value, CellError):
        return safe(value.in_language(language))
    text = safe(value)
    return f'"{text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"}"'


def shown_change(before: Any, after: Any, language: str) -> tuple[str, str]:
    """Return two values with as many digits as it takes to tell them apart."""
    pair = shown(before, language), shown(after, language)
    for digits in range(5, 18):
        if pair[0] != pair[1]:
            break
        pair = shown(before, language, digits), shown(after, language, digits)
    return pair


def _number(value: float, digits: int) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return f"{value + 0.0:.0f}"  # minus zero is zero to a person
    exponent = math.floor(math.log10(abs(value)))
    if not -5 <= exponent < 15:
        return f"{value:.{digits}g}"
    text = f"{value:.{max(digits - 1 - exponent, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def table(*headings: str, title: str | None = None) -> Table:
    """Return an empty table in the house style."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made


def print_json(facts: Any) -> None:
    """Print facts for programs."""
    # JSON between programs is UTF-8 wherever it runs; half a character from a file name becomes its \\u escape.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    json.dump(facts, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write("\n")
