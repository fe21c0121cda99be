"""Formula text into tokens.

A formula is the text that a workbook stores: no leading ``=``, English function names, ``,`` between arguments
and ``;`` between the rows of an array constant.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from service_kpi.errors import CELL_ERRORS

#: Limits of Excel itself.
MAX_LENGTH: Final = 8192
MAX_NESTING: Final = 64
MAX_ARGUMENTS: Final = 255


class FormulaError(ValueError):
    """A text that is no formula."""

    def __init__(self, problem: str, formula: str, position: int) -> None:
        super().__init__(f"{problem} at character {position + 1} of the formula {formula!r}")
        self.position = position


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    ERROR = "error"
    REFERENCE = "reference"  #: a cell, a range, whole columns or rows, with its sheet
    STRUCTURED = "structured"  #: part of a table
    NAME = "name"
    FUNCTION = "function"  #: a name with its opening parenthesis
    OPEN = "open"
    CLOSE = "close"
    SEPARATOR = "separator"  #: the comma between arguments or between the columns of an array
    OPERATOR = "operator"  #: prefix, infix and postfix, the union comma and the intersection space among them
    ARRAY_OPEN = "array open"
    ARRAY_CLOSE = "array close"
    ARRAY_ROW = "array row"
    SPACE = "space"


class Token(NamedTuple):
    """A piece of a formula."""

    kind: TokenKind
    text: str


# Letters, digits and whatever lies past ASCII, combining marks included: \w would leave those out.
_BEYOND: Final = r"\u00a1-\U0010ffff"
_SHEET: Final = rf"[A-Za-z0-9_.{_BEYOND}]++"
_NAME_CHARACTER: Final = rf"A-Za-z0-9_.\\?{_BEYOND}"
_NAME: Final = rf"[A-Za-z_\\{_BEYOND}][{_NAME_CHARACTER}]*+"
_QUOTED: Final = r"'[^']*+(?:''[^']*+)*+'"
# No column past XFD and no row past 1048576: those are names.
_COLUMN: Final = r"\$?(?![Xx](?:[Ff][E-Ze-z]|[G-Zg-z][A-Za-z])|[YyZz][A-Za-z]{2})[A-Za-z]{1,3}+"
_ROW: Final = (
    r"\$?(?:[1-9][0-9]{0,5}|10(?:[0-3][0-9]{4}|4[0-7][0-9]{3}|48[0-4][0-9]{2}|485[0-6][0-9]|4857[0-6]))(?![0-9])"
)
_CELL: Final = _COLUMN + _ROW
_WORKBOOK: Final = r"\[[^\[\]']++\]"
#: What can stand before a reference, name or function, with its exclamation mark. ``Jan:Dec!`` is a row of sheets, but
#: a first sheet that reads as a cell needs quotes: ``A1:Data!`` is a range that begins at ``A1``.
PREFIX: Final = rf"(?:{_QUOTED}|(?:{_WORKBOOK})?+(?!{_CELL}:){_SHEET}(?::{_SHEET})?|{_WORKBOOK}|\#REF)?!"
_BRACKETS: Final = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*+\])*+\]"
_ERRORS: Final = "|".join(re.escape(code) for code in CELL_ERRORS)

_TOKEN: Final = re.compile(
    rf"""
      (?P<SEPARATOR>,)
    | (?P<OPERATOR><[=>]|>=|[-+*/^&=<>%@:])
    | (?P<CLOSE>\))
    | (?P<OPEN>\()
    | (?P<TEXT>"[^"]*+(?:""[^"]*+)*+")
    | (?P<SPACE>[\ \t\r\n]++)
    | (?P<NUMBER>(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:[Ee][+-]?[0-9]++)?+(?![{_NAME_CHARACTER}:!]))
    | (?:{PREFIX})?
      (?:
        (?P<REFERENCE>
          (?: {_CELL}(?::{_CELL}(?!\#)|\#(?![A-Z]))?
            | {_COLUMN}:{_COLUMN}
            | {_ROW}:{_ROW}
            | (?<=!)\#REF!
          )
          (?![{_NAME_CHARACTER}(!\[]) )
      | (?P<FUNCTION>{_NAME}\()
      | (?P<STRUCTURED>(?:{_NAME})?+{_BRACKETS})
      | (?P<BOOLEAN>(?i:TRUE|FALSE)(?![{_NAME_CHARACTER}]))
      | (?P<NAME>{_NAME}|(?<=\]!){_QUOTED})
      )
    | (?P<ERROR>(?i:{_ERRORS}))
    | (?P<SPILL>\#)
    | (?P<ARRAY_OPEN>\{{)
    | (?P<ARRAY_CLOSE>\}})
    | (?P<ARRAY_ROW>;)
    | (?P<UNREADABLE>.+)  # to the end: what nothing reads is looked at once
    """,
    re.VERBOSE | re.DOTALL,
)
_TOKEN_TEXT: Final = re.compile(re.sub(r"\(\?P<\w+>", "(?:", _TOKEN.pattern), _TOKEN.flags)
_KINDS: Final = {kind.name: kind for kind in TokenKind} | {"SPILL": TokenKind.OPERATOR}
_OPERANDS: Final = frozenset(
    {
        TokenKind.NUMBER,
        TokenKind.TEXT,
        TokenKind.BOOLEAN,
        TokenKind.ERROR,
        TokenKind.REFERENCE,
        TokenKind.STRUCTURED,
        TokenKind.NAME,
    }
)
_OPENING: Final = {
    TokenKind.FUNCTION: TokenKind.CLOSE,
    TokenKind.OPEN: TokenKind.CLOSE,
    TokenKind.ARRAY_OPEN: TokenKind.ARRAY_CLOSE,
}
_CONSTANTS: Final = frozenset({TokenKind.NUMBER, TokenKind.TEXT, TokenKind.BOOLEAN})
_UNION: Final = Token(TokenKind.OPERATOR, ",")
_POSTFIX: Final = frozenset("%#")
_PREFIX_OPERATORS: Final = frozenset("+-@")


@lru_cache(maxsize=32768)
def tokenize(formula: str) -> tuple[Token, ...]:
    """Return the tokens of a formula; their texts joined are the formula.

    Raises :class:`FormulaError` for brackets that do not match, an operator without operand, and what no rule reads.

    >>> [token.text for token in tokenize("SUM(A1:B2,'My sheet'!C3)*2")]
    ['SUM(', 'A1:B2', ',', "'My sheet'!C3", ')', '*', '2']
    """
    tokens = _scan(formula)
    _Structure(formula, tokens).check()
    return tuple(tokens)


def _scan(formula: str) -> list[Token]:
    texts = _TOKEN_TEXT.findall(formula)
    try:
        return list(map(_token, texts))
    except KeyError:
        raise FormulaError("nothing readable", formula, len(formula) - len(texts[-1])) from None


@lru_cache(maxsize=65536)
def _token(text: str) -> Token:
    # No rule looks past its own text for the kind, so that one object serves wherever the text stands: a workbook
    # has hundreds of thousands of tokens, and few different ones.
    match = _TOKEN.fullmatch(text)
    group = match.lastgroup if match else None
    return Token(_KINDS[group or "UNREADABLE"], text)


class _Structure:
    """Checks the order of tokens, and tells the comma and the space that are operators from those that are not."""

    def __init__(self, formula: str, tokens: list[Token]) -> None:
        self.formula = formula
        self.tokens = tokens
        self.open: list[TokenKind] = []  # which kind opened each bracket that is still open
        self.after_operand = False
        self.dangling = False  # an operator waits for its right operand

    def check(self) -> None:
        for index, (kind, text) in enumerate(self.tokens):
            if kind in _OPERANDS:
                if self.after_operand:
                    self._join(index)
                self.after_operand, self.dangling = True, False
            elif kind is TokenKind.OPERATOR:
                self._operator(index, text)
            elif kind in _OPENING:
                self._opening(index, kind)
            elif kind is TokenKind.SEPARATOR or kind is TokenKind.ARRAY_ROW:
                self._separator(index, kind)
            elif kind is not TokenKind.SPACE:
                self._closing(index, kind)
        if self.open or self.dangling or not self.after_operand:
            raise self._error("something is missing", len(self.tokens))

    def _operator(self, index: int, text: str) -> None:
        if self.after_operand:
            if text not in _POSTFIX:
                self.after_operand, self.dangling = False, True
        elif text in _PREFIX_OPERATORS:
            self.dangling = True
        else:
            raise self._error("an operator without its left operand", index)

    def _opening(self, index: int, kind: TokenKind) -> None:
        if self.open and self.open[-1] is TokenKind.ARRAY_OPEN:
            raise self._error("a bracket inside an array", index)
        if self.after_operand:
            if kind is TokenKind.OPEN and self.tokens[index - 1].kind is TokenKind.CLOSE:
                kind = TokenKind.FUNCTION  # LAMBDA(x,x+1)(2) calls what stands before the parenthesis
            else:
                self._join(index)
        self.open.append(kind)
        self.after_operand = self.dangling = False

    def _closing(self, index: int, kind: TokenKind) -> None:
        opened = self.open.pop() if self.open else None
        if opened is None or _OPENING[opened] is not kind:
            raise self._error("a closing bracket that nothing opened", index)
        if self.dangling or not (self.after_operand or opened is TokenKind.FUNCTION):
            raise self._error("something is missing", index)
        self.after_operand = True

    def _separator(self, index: int, kind: TokenKind) -> None:
        opened = self.open[-1] if self.open else None
        if self.dangling or not (self.after_operand or opened is TokenKind.FUNCTION):
            raise self._error("something is missing", index)
        if kind is TokenKind.ARRAY_ROW and opened is not TokenKind.ARRAY_OPEN:
            raise self._error("a semicolon outside an array", index)
        self.after_operand = False
        if opened is None or opened is TokenKind.OPEN:
            self.tokens[index] = _UNION
            self.dangling = True

    def _join(self, index: int) -> None:
        """Two operands in a row: legal only as references with the intersection space between them."""
        left, space = self.tokens[index - 2], self.tokens[index - 1]
        if space.kind is not TokenKind.SPACE or not {left.kind, self.tokens[index].kind}.isdisjoint(_CONSTANTS):
            raise self._error("two operands without operator", index)
        self.tokens[index - 1] = Token(TokenKind.OPERATOR, space.text)

    def _error(self, problem: str, index: int) -> FormulaError:
        return FormulaError(problem, self.formula, sum(len(token.text) for token in self.tokens[:index]))


def too_complex(formula: str) -> str | None:
    """Return the reason code of a formula that Excel itself would refuse for its size, ``None`` for any other.

    Every open bracket counts as a level of nesting, as it does for a reader that descends into it.
    """
    if len(formula) > MAX_LENGTH:
        return "FORMULA_TOO_LONG"
    arguments: list[int] = []
    for kind, _ in tokenize(formula):
        if kind in _OPENING:
            # The limit is on arguments, not on the columns of an array.
            arguments.append(1 if kind is not TokenKind.ARRAY_OPEN else -MAX_LENGTH)
            if len(arguments) > MAX_NESTING:
                return "FORMULA_TOO_COMPLEX"
        elif kind is TokenKind.SEPARATOR:
            arguments[-1] += 1
            if arguments[-1] > MAX_ARGUMENTS:
                return "FORMULA_TOO_COMPLEX"
        elif kind is TokenKind.CLOSE or kind is TokenKind.ARRAY_CLOSE:
            arguments.pop()
    return None
