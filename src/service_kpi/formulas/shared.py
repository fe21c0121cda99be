"""The text of a shared formula's child, from the text of its master."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from service_kpi.addresses import MAX_COLUMNS, MAX_ROWS, column_index, column_letters
from service_kpi.formulas.lexer import TokenKind, tokenize

# Letters or digits that no $ stands before: a relative column or row.
_RELATIVE: Final = re.compile(r"(?<![$A-Za-z])[A-Za-z]+|(?<![$0-9])[0-9]+")


class _Column(NamedTuple):
    index: int

    def moved(self, rows: int, columns: int) -> str:  # noqa: ARG002
        return column_letters((self.index + columns) % MAX_COLUMNS)


class _Row(NamedTuple):
    index: int

    def moved(self, rows: int, columns: int) -> str:  # noqa: ARG002
        return str((self.index + rows) % MAX_ROWS + 1)


def shift(formula: str, rows: int, columns: int) -> str:
    """Return the formula as it reads ``rows`` further down and ``columns`` further right.

    Relative parts of references move, parts with ``$`` stay. Past an edge of the sheet a reference goes on at the
    opposite edge, as shared formulas in Excel do. Texts, names, functions and structured references stay.

    >>> shift("A1+$A1+A$1+SUM(B:B)", 2, 1)
    'B3+$A3+B$1+SUM(C:C)'
    """
    if not rows and not columns:
        return formula
    return "".join([part if isinstance(part, str) else part.moved(rows, columns) for part in _movable_parts(formula)])


@lru_cache(maxsize=8192)
def _movable_parts(formula: str) -> tuple[str | _Column | _Row, ...]:
    """The formula in pieces: text that stays, and the relative rows and columns between."""
    parts: list[str | _Column | _Row] = []
    still = ""
    for kind, text in tokenize(formula):
        if kind is not TokenKind.REFERENCE or text.endswith("#REF!") or text.startswith("#REF!"):
            still += text
            continue
        cut = text.rfind("!") + 1
        still += text[:cut]
        position = cut
        for match in _RELATIVE.finditer(text, cut):
            still += text[position : match.start()]
            parts.append(still)
            still = ""
            piece = match[0]
            parts.append(_Row(int(piece) - 1) if piece.isdigit() else _Column(column_index(piece)))
            position = match.end()
        still += text[position:]
    parts.append(still)
    return tuple(parts)
