"""The text of a shared formula's child, from the text of its master."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from service_kpi.addresses import MAX_COLUMNS, MAX_ROWS, column_index, column_letters
from service_kpi.formulas.lexer import TokenKind, tokenize

# Letters or digits that no $ stands before: a relative column or row.
_RELATIVE: Final = re.compile(r"(?<![$A-Za-z])[A-Za-z]+|(?<![$0-9])[0-9]+")


class _Moving(NamedTuple):
    is_row: bool
    position: int


def shift(formula: str, rows: int, columns: int) -> str:
    """Return the formula as it reads ``rows`` further down and ``columns`` further right.

    Relative parts of references move, parts with ``$`` stay. Past an edge of the sheet a reference goes on at the
    opposite edge, as shared formulas in Excel do. Texts, names, functions and structured references stay.

    >>> shift("A1+$A1+A$1+SUM(B:B)", 2, 1)
    'B3+$A3+B$1+SUM(C:C)'
    """
    if not rows and not columns:
        return formula
    parts = []
    for part in _parts(formula):
        if isinstance(part, str):
            parts.append(part)
        elif part.is_row:
            parts.append(str((part.position + rows) % MAX_ROWS + 1))
        else:
            parts.append(column_letters((part.position + columns) % MAX_COLUMNS))
    return "".join(parts)


@lru_cache(maxsize=8192)
def _parts(formula: str) -> tuple[str | _Moving, ...]:
    """The formula in pieces: text that stays, and the relative rows and columns in between."""
    parts: list[str | _Moving] = []
    still = ""
    for kind, text in tokenize(formula):
        position = 0
        if kind is TokenKind.REFERENCE and "#REF!" not in text:
            for match in _RELATIVE.finditer(text, text.rfind("!") + 1):
                parts.append(still + text[position : match.start()])
                piece = match[0]
                parts.append(_Moving(True, int(piece) - 1) if piece.isdigit() else _Moving(False, column_index(piece)))
                still, position = "", match.end()
        still += text[position:]
    parts.append(still)
    return tuple(parts)


_RELATIVE_ROW: Final = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![\w.\\?$])(\$?[A-Z]{1,2})([1-9][0-9]{0,5})(?![\w.(!\\?'])"""
)


def fill_shape(formula: str, row: int) -> str:
    """Return a text that a formula shares with the one that filling it down would give in another row.

    >>> fill_shape('IF(B5>C$1,"A5",D6)', 4)
    'IF(B[0]>C$1,"A5",D[1])'
    """
    return _RELATIVE_ROW.sub(lambda found: found[0] if found[1] else f"{found[2]}[{int(found[3]) - row - 1}]", formula)
