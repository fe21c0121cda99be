"""Structured references into A1: an engine then sees nothing but cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from service_kpi.addresses import Range, column_letters
from service_kpi.formulas.lexer import FormulaError, TokenKind, tokenize
from service_kpi.formulas.references import quote_sheet, split_prefix

_ITEMS: Final = frozenset(("#ALL", "#HEADERS", "#DATA", "#TOTALS", "#THIS ROW"))
_TOGETHER: Final = (frozenset(("#HEADERS", "#DATA")), frozenset(("#DATA", "#TOTALS")))
_BRACKETED: Final = re.compile(r"\[((?:[^\[\]']|'.)*+)\]", re.DOTALL)
# What may stand in the outer brackets: items (I), then a column (C) or the first and last of several.
_ORDER: Final = re.compile(r"I(?:,I)?(?:,C(?::C)?)?|C(?::C)?")
_ESCAPED: Final = re.compile(r"'(.)", re.DOTALL)
_LINE_BREAK: Final = re.compile(r"_x000d__x000a_|_x000[ad]_|\r\n|\r", re.IGNORECASE)


@dataclass(frozen=True)
class TableShape:
    """A table of the workbook: where it lies and what its columns are called."""

    name: str
    sheet: str
    range: Range
    header_rows: int
    totals_rows: int
    columns: tuple[str, ...]

    def column(self, name: str) -> int | None:
        """Return the zero-based sheet column of a table column, in any case of letters."""
        wanted = _normal(name)
        position = self._positions.get(wanted, self._positions.get(wanted.strip()))
        return None if position is None else self.range.first_column + position

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {_normal(name): position for position, name in reversed(list(enumerate(self.columns)))}

    @property
    def first_data_row(self) -> int:
        """The first row below the header."""
        return self.range.first_row + self.header_rows

    @property
    def last_data_row(self) -> int:
        """The last row above the totals."""
        return self.range.last_row - self.totals_rows


class Tables:
    """The tables of a workbook, by name and by place."""

    def __init__(self, shapes: Iterable[TableShape]) -> None:
        self._by_name = {shape.name.casefold(): shape for shape in shapes}

    def named(self, name: str) -> TableShape | None:
        """Return a table by its name, in any case of letters."""
        return self._by_name.get(name.casefold())

    def at(self, sheet: str, row: int, column: int) -> TableShape | None:
        """Return the table that a cell lies in."""
        for shape in self._by_name.values():
            if shape.sheet.casefold() == sheet.casefold() and shape.range.contains(row, column):
                return shape
        return None

    def __bool__(self) -> bool:
        return bool(self._by_name)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A structured reference as written; ``table`` is empty for the table that the formula stands in."""

    table: str
    items: frozenset[str]
    first_column: str | None
    last_column: str | None


def resolve_structured(formula: str, tables: Tables, sheet: str, row: int, column: int) -> str:
    """Rewrite every structured reference of a formula in the zero-based cell ``row``, ``column`` of ``sheet`` to A1.

    ``T[c]`` becomes absolute, ``T[@c]`` keeps a relative row, so that a shared formula can still be shifted. The
    table's sheet is written where it is another one. References to tables of other workbooks stay.
    ``T[@c]`` off the table's rows is ``#VALUE!``; a column, header or totals row that is not there is ``#REF!``.

    Raises :class:`FormulaError` for a table that the workbook does not have.
    """
    if not tables:
        return formula
    parts = []
    for kind, text in tokenize(formula):
        if kind is TokenKind.STRUCTURED and split_prefix(text)[1] == text:
            reference = _parse(text)
            table = tables.named(reference.table) if reference.table else tables.at(sheet, row, column)
            if table is None:
                raise FormulaError(f"the table of {text} is not in this workbook", formula, formula.index(text))
            parts.append(_address(table, reference, sheet, row))
        elif kind is TokenKind.NAME and (table := tables.named(text)):
            parts.append(_address(table, _WHOLE_TABLE, sheet, row))
        else:
            parts.append(text)
    return "".join(parts)


@lru_cache(maxsize=8192)
def _parse(text: str) -> _Parsed:
    table, _, inside = text[:-1].partition("[")
    inside = inside.strip()
    items = set()
    if inside.startswith("@"):
        items.add("#THIS ROW")
        inside = inside[1:]
    if not inside.startswith("["):
        # One part without brackets of its own: T[], T[#All], T[@], T[column], T[@column].
        if inside.upper() in _ITEMS:
            return _Parsed(table, frozenset((inside.upper(),)), None, None)
        name = _ESCAPED.sub(r"\1", inside) if inside else None
        return _Parsed(table, frozenset(items), name, name)
    parts = _BRACKETED.findall(inside)
    order = _BRACKETED.sub(lambda match: "I" if match[1].upper() in _ITEMS else "C", inside)
    items.update(part.upper() for part in parts if part.upper() in _ITEMS)
    if not _ORDER.fullmatch("".join(order.split())) or (len(items) > 1 and items not in _TOGETHER):
        raise FormulaError("an unreadable structured reference", text, 0)
    columns = [_ESCAPED.sub(r"\1", part) for part in parts if part.upper() not in _ITEMS]
    return _Parsed(table, frozenset(items), columns[0] if columns else None, columns[-1] if columns else None)


_WHOLE_TABLE: Final = _Parsed("", frozenset(), None, None)


def _address(table: TableShape, reference: _Parsed, sheet: str, row: int) -> str:
    first, last = table.range.first_column, table.range.last_column
    if reference.first_column is not None and reference.last_column is not None:
        ends = table.column(reference.first_column), table.column(reference.last_column)
        if ends[0] is None or ends[1] is None:
            return "#REF!"
        first, last = min(ends[0], ends[1]), max(ends[0], ends[1])
    prefix = "" if table.sheet.casefold() == sheet.casefold() else quote_sheet(table.sheet) + "!"
    if "#THIS ROW" in reference.items:
        if not table.first_data_row <= row <= table.last_data_row:
            return "#VALUE!"
        rows, dollar = (row, row), ""
    else:
        span = _rows(table, reference.items)
        if span is None:
            return "#REF!"
        rows, dollar = span, "$"
    corners = [f"${column_letters(c)}{dollar}{r + 1}" for c, r in zip((first, last), rows, strict=True)]
    return prefix + (corners[0] if corners[0] == corners[1] else ":".join(corners))


def _rows(table: TableShape, items: frozenset[str]) -> tuple[int, int] | None:
    """The first and last row of the items together; ``None`` where the table has none of them."""
    spans = {
        "#ALL": (table.range.first_row, table.range.last_row),
        "#HEADERS": (table.range.first_row, table.first_data_row - 1),
        "#DATA": (table.first_data_row, table.last_data_row),
        "#TOTALS": (table.last_data_row + 1, table.range.last_row),
    }
    chosen = [span for item in items or {"#DATA"} if (span := spans[item])[0] <= span[1]]
    if not chosen:
        return None
    return min(first for first, _ in chosen), max(last for _, last in chosen)


def _normal(name: str) -> str:
    return _LINE_BREAK.sub("\n", name).casefold()
