"""References in a formula: reading them, quoting sheet names, adding the sheet that was left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from service_kpi.addresses import Range, cell_address
from service_kpi.formulas.lexer import PREFIX, FormulaError, Token, TokenKind, tokenize

_ADDRESS: Final = re.compile(r"(\$?[A-Za-z]{1,3})?(\$?[0-9]{1,7})?(?::(\$?[A-Za-z]{1,3})?(\$?[0-9]{1,7})?)?")
_PREFIX: Final = re.compile(PREFIX)
_DELETED: Final = "#REF!"
_PLAIN_SHEET: Final = re.compile(r"[A-Za-z_\u00a1-\U0010ffff][A-Za-z0-9_.\u00a1-\U0010ffff]*")
# Sheet names that read as a cell in one of the two notations, or as a constant.
_LOOKS_LIKE_ANOTHER_TOKEN: Final = re.compile(
    r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*|(?i:TRUE|FALSE)"
)
_WITHOUT_ARGUMENT: Final = frozenset({"ROW(", "COLUMN("})


@dataclass(frozen=True, slots=True)
class Absolute:
    """Which parts of an address carry a ``$``."""

    first_row: bool = False
    first_column: bool = False
    last_row: bool = False
    last_column: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands before the exclamation mark. ``workbook`` is a path, a file name or the index of a link."""

    sheet: str | None = None
    last_sheet: str | None = None
    workbook: str | None = None


_RELATIVE: Final = Absolute()
_NO_PREFIX: Final = Prefix()


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell or range as a formula names it; ``sheet`` is ``None`` where the formula's own sheet is meant.

    ``last_sheet`` ends a 3-D reference (``Jan:Dec!A1``). ``spill`` is true for ``A1#``.
    """

    sheet: str | None
    last_sheet: str | None
    workbook: str | None
    range: Range
    absolute: Absolute
    spill: bool = False


@lru_cache(maxsize=32768)
def parse_reference(text: str) -> Reference:
    """Read the text of a reference token.

    Raises :class:`FormulaError` for what is none, deleted references (``Sheet1!#REF!``) included.

    >>> parse_reference("'My sheet'!$B$2:C9").sheet
    'My sheet'
    """
    prefix, address = split_prefix(text)
    spill = address.endswith("#")
    if spill:
        address = address[:-1]
    try:
        cells = Range.parse(address)
    except ValueError as error:
        raise FormulaError("no cell or range", text, 0) from error
    return Reference(prefix.sheet, prefix.last_sheet, prefix.workbook, cells, _absolute(address), spill)


def _absolute(address: str) -> Absolute:
    if "$" not in address:
        return _RELATIVE
    match = _ADDRESS.fullmatch(address)
    assert match is not None  # noqa: S101  # Range.parse has read it
    column1, row1, column2, row2 = (part or "" for part in match.groups())
    if ":" not in address:
        column2, row2 = column1, row1
    rows, columns = (row1, row2), (column1, column2)
    # Range sorts its corners: each $ goes with its own corner.
    if row1 and int(row1.lstrip("$")) > int(row2.lstrip("$")):
        rows = (row2, row1)
    if column1 and _column_order(column1) > _column_order(column2):
        columns = (column2, column1)
    return Absolute("$" in rows[0], "$" in columns[0], "$" in rows[1], "$" in columns[1])


def _column_order(letters: str) -> tuple[int, str]:
    bare = letters.lstrip("$").upper()
    return len(bare), bare


@lru_cache(maxsize=32768)
def split_prefix(text: str) -> tuple[Prefix, str]:
    """Split the text of a token at its exclamation mark.

    ``[1]Sheet1!A1`` is workbook ``1``, sheet ``Sheet1`` and ``A1``; a deleted sheet leaves ``#REF!`` with the rest.
    """
    match = _PREFIX.match(text) if "!" in text else None
    if not match or match[0] == _DELETED:
        return _NO_PREFIX, text
    before, rest = match[0][:-1], text[match.end() :]
    if before.startswith("'"):
        before = before[1:-1].replace("''", "'")
    workbook: str | None = None
    folder, bracket, inside = before.partition("[")
    if bracket:
        name, _, before = inside.partition("]")
        workbook = folder + name
    elif "\\" in before or "/" in before:
        return Prefix(workbook=before), rest
    if workbook == "0":  # the link to the workbook itself
        workbook = None
    first, _, last = before.partition(":")
    return Prefix(first or None, last or None, workbook), rest


def quote_sheet(name: str) -> str:
    """Return a sheet name as it stands in a formula, in quotes where it needs them.

    >>> quote_sheet("Data"), quote_sheet("Tom's 2026")
    ('Data', "'Tom''s 2026'")
    """
    if _PLAIN_SHEET.fullmatch(name) and not _LOOKS_LIKE_ANOTHER_TOKEN.fullmatch(name):
        return name
    return "'" + name.replace("'", "''") + "'"


def qualify(
    formula: str, sheet: str, anchor: tuple[int, int] | None = None, local_names: frozenset[str] = frozenset()
) -> str:
    """Add the sheet to every reference without one, so that the formula means the same on any other sheet.

    ``ROW()`` and ``COLUMN()`` become ``ROW(Sheet!anchor)`` where the zero-based ``anchor`` of the formula is given.
    ``local_names``, in upper case, are the defined names that belong to the sheet: they get it too.

    >>> qualify("SUM(A1:A3)/Other!B1", "My data")
    "SUM('My data'!A1:A3)/Other!B1"
    """
    prefix = quote_sheet(sheet) + "!"
    tokens = tokenize(formula)
    parts = []
    for index, (kind, text) in enumerate(tokens):
        if (kind is TokenKind.REFERENCE and _unqualified(text)) or (
            kind is TokenKind.NAME and text.upper() in local_names
        ):
            parts.append(prefix + text.removeprefix("!"))
        elif anchor and text.upper() in _WITHOUT_ARGUMENT and _closes_at_once(tokens, index):
            parts.append(f"{text}{prefix}{cell_address(*anchor)}")
        else:
            parts.append(text)
    return "".join(parts)


def _unqualified(text: str) -> bool:
    return "!" not in text or text.startswith("!")


def _closes_at_once(tokens: tuple[Token, ...], index: int) -> bool:
    following = next(token for token in tokens[index + 1 :] if token.kind is not TokenKind.SPACE)
    return following.kind is TokenKind.CLOSE
