"""Printing for people: tables and lines, with nothing in them that a terminal would obey."""

from __future__ import annotations

import re
import sys
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service_kpi.errors import CellError

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def console(*, error: bool = False) -> Console:
    """Return a console on standard output or standard error; plain text when that is no terminal."""
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else 120
    return Console(file=stream, width=width, highlight=False, soft_wrap=not stream.isatty())


def safe(value: Any) -> str:
    """Return text from a workbook without control characters and without markup."""
    return escape(_CONTROL.sub("·", str(value)))


def shown(value: Any, language: str) -> str:
    """Return a cell value as a person reads it: four significant decimals, a decimal comma in Spanish."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return {"en": ("FALSE", "TRUE"), "es": ("FALSO", "VERDADERO")}[language][value]
    if isinstance(value, (int, float)):
        text = f"{value:.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:.4g}"
        return text.replace(".", ",") if language == "es" else text
    if isinstance(value, CellError):
        return value.code
    text = safe(value)
    return text if len(text) <= 40 else text[:39] + "…"


def table(*headings: str, title: str | None = None) -> Table:
    """Return an empty table in the house style."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        made.add_column(heading, overflow="fold")
    return made
