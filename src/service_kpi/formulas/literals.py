"""Constants in a formula: text to value and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from service_kpi.errors import CELL_ERRORS, CellError
from service_kpi.formulas.lexer import FormulaError, Token, TokenKind, tokenize

#: A constant in a formula.
Constant = float | bool | str | CellError


class NotLiteral:
    """The type of :data:`NOT_LITERAL`."""

    def __repr__(self) -> str:
        return "NOT_LITERAL"


#: What :func:`literal` returns for anything that is no constant.
NOT_LITERAL: Final = NotLiteral()


def literal(text: str) -> Constant | list[list[Constant]] | NotLiteral:
    """Return the value of a constant; an array constant is a list of rows.

    >>> literal("-12.5%"), literal("{1,2;3,4}"), literal("A1")
    (-0.125, [[1.0, 2.0], [3.0, 4.0]], NOT_LITERAL)
    """
    try:
        tokens = [token for token in tokenize(text) if token.kind is not TokenKind.SPACE]
    except FormulaError:
        return NOT_LITERAL
    if tokens[0].kind is TokenKind.ARRAY_OPEN and tokens[-1].kind is TokenKind.ARRAY_CLOSE:
        return _array(tokens[1:-1])
    return _constant(tokens)


def _array(tokens: list[Token]) -> list[list[Constant]] | NotLiteral:
    rows: list[list[Constant]] = [[]]
    element: list[Token] = []
    for token in (*tokens, Token(TokenKind.ARRAY_ROW, ";")):
        if token.kind is not TokenKind.SEPARATOR and token.kind is not TokenKind.ARRAY_ROW:
            element.append(token)
            continue
        value = _constant(element)
        if isinstance(value, NotLiteral):
            return NOT_LITERAL
        rows[-1].append(value)
        element = []
        if token.kind is TokenKind.ARRAY_ROW:
            rows.append([])
    rows.pop()
    return rows if len({len(row) for row in rows}) == 1 else NOT_LITERAL


def _constant(tokens: list[Token]) -> Constant | NotLiteral:
    if len(tokens) == 1:
        (kind, text) = tokens[0]
        if kind is TokenKind.TEXT:
            return text[1:-1].replace('""', '"')
        if kind is TokenKind.BOOLEAN:
            return text.upper() == "TRUE"
        if kind is TokenKind.ERROR:
            return CELL_ERRORS[text.upper()]
    sign, scale = 1.0, 0
    number = None
    for kind, text in tokens:
        if kind is TokenKind.NUMBER and number is None:
            number = float(text)
        elif kind is TokenKind.OPERATOR and text in "+-" and number is None:
            sign = -sign if text == "-" else sign
        elif kind is TokenKind.OPERATOR and text == "%":
            scale += 2
        else:
            return NOT_LITERAL
    if number is None or not math.isfinite(number):
        return NOT_LITERAL
    return sign * number / 10.0**scale


def render(value: object) -> str:
    """Return a value as it stands in a formula; a list of rows becomes an array constant, a blank an empty text.

    Raises ``ValueError`` for NaN, infinity, an empty list and rows of different lengths.

    >>> render([[1.0, None], ["a", True]])
    '{1,"";"a",TRUE}'
    """
    if not isinstance(value, (list, tuple)):
        return _scalar(value)
    rows: Sequence[Sequence[object]] = value
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("an array constant needs rows of one length")
    return "{" + ";".join(",".join(map(_scalar, row)) for row in rows) + "}"


def _scalar(value: object) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, (int, float)) and math.isfinite(value):
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value)).upper()
    raise ValueError(f"{value!r} cannot stand in a formula")
