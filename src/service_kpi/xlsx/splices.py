"""Changing a few places of a sheet and leaving every other byte as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from service_kpi.addresses import cell_address
from service_kpi.cells import CellValue
from service_kpi.errors import CELL_ERRORS, CellError
from service_kpi.xlsx import limits
from service_kpi.xlsx.markup import CellElement, Markup, read_element
from service_kpi.xlsx.sheet import Sheet
from service_kpi.xlsx.strings import encode_text, needs_preserve
from service_kpi.xlsx.values import spelled

#: The errors that the file format knows by name. Excel stores the newer ones (``#SPILL!``, ``#CALC!``, ``#BLOCKED!``…)
#: as ``#VALUE!`` with a ``vm`` attribute that leads to a rich value of type ``_error`` in xl/richData. A bare
#: ``<v>#SPILL!</v>`` is outside the schema; ``#VALUE!`` opens everywhere, and Excel shows the exact error again as
#: soon as it computes the cell.
_STORED_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"} & CELL_ERRORS.keys()
)


def is_stored_by_name(error: CellError) -> bool:
    """True for an error that the file format knows by name."""
    return error.code in _STORED_ERRORS


def encode_value(value: CellValue, prefix: bytes) -> tuple[bytes, bytes]:
    """Return the ``t`` attribute and the ``<v>`` element of a value; both empty for a blank.

    Raises ``ValueError`` for a number or text that a workbook cannot hold.
    """
    if value is None:
        return b"", b""
    opening, closing = b"<" + prefix + b"v>", b"</" + prefix + b"v>"
    if isinstance(value, bool):
        return b"b", opening + (b"1" if value else b"0") + closing
    if isinstance(value, CellError):
        code = value.code if is_stored_by_name(value) else "#VALUE!"
        return b"e", opening + code.encode() + closing
    if isinstance(value, str):
        if len(value) > limits.TEXT_LENGTH:
            raise ValueError(f"a cell holds at most {limits.TEXT_LENGTH} characters, but got {len(value)}")
        if needs_preserve(value):
            opening = b"<" + prefix + b'v xml:space="preserve">'
        return b"str", opening + encode_text(value) + closing
    return b"", opening + spelled(value).encode() + closing


def new_cell(row: int, column: int, value: CellValue, prefix: bytes) -> bytes:
    """Return a cell element without style."""
    kind, inner = encode_value(value, prefix)
    opening = b"<" + prefix + b'c r="' + cell_address(row, column).encode() + b'"'
    if kind:
        opening += b' t="' + kind + b'"'
    return opening + (b">" + inner + b"</" + prefix + b"c>" if inner else b"/>")


@dataclass(slots=True)
class Splices:
    """Replacements of byte spans, applied in one go."""

    data: bytes
    changes: list[tuple[int, int, bytes]] = field(default_factory=list)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Replace a span; an empty span is an insertion."""
        if self.data[start:end] != new:
            self.changes.append((start, end, new))

    def apply(self) -> bytes:
        """Return the changed bytes; the very same object where nothing changed."""
        if not self.changes:
            return self.data
        pieces: list[bytes] = []
        position = 0
        # Stable: insertions at one place stay in the order in which they were asked for.
        for start, end, new in sorted(self.changes, key=lambda change: change[:2]):
            pieces += (self.data[position:start], new)
            position = end
        pieces.append(self.data[position:])
        return b"".join(pieces)


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell element of a row; ``is_implied`` where it stands at its place without saying so."""

    column: int
    element: CellElement
    is_implied: bool


class Places:
    """Where the cells of a sheet lie, and where missing ones belong."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        numbers = sheet.rows.numbers
        #: The rows by their number, the first of each where the file repeats one.
        self._order = np.arange(len(numbers)) if sheet.rows.in_order else np.argsort(numbers, kind="stable")
        self._sorted = numbers[self._order]

    def row_index(self, row: int) -> int | None:
        """Return the index of the row element, or ``None`` where there is none."""
        at = int(np.searchsorted(self._sorted, row))
        return int(self._order[at]) if at < len(self._sorted) and self._sorted[at] == row else None

    def cells(self, row_index: int) -> list[PlacedCell]:
        """Return the cells of a row element."""
        sheet, markup = self.sheet, self.sheet.markup
        position, end = int(sheet.rows.content_starts[row_index]), int(sheet.rows.content_ends[row_index])
        placed: list[PlacedCell] = []
        while (found := markup.cell_start.search(sheet.shadow, position, end)) is not None:
            element = read_element(sheet.shadow, found.start(), markup)
            implied = sheet.cells.implied.get(found.start())
            _, column = implied or sheet.position(element)
            placed.append(PlacedCell(column, element, implied is not None))
            position = element.end
        return placed

    def insertion_of_row(self, row: int) -> int:
        """Return where a missing row belongs: before the first that comes after it."""
        following = np.flatnonzero(self.sheet.rows.numbers > row)
        return int(self.sheet.rows.starts[following[0]]) if len(following) else self.sheet.body[1]


def insert_cells(splices: Splices, places: Places, row: int, new: Mapping[int, bytes]) -> None:
    """Insert new cell elements (column → bytes) into a row, which is made where it is missing."""
    sheet = places.sheet
    markup, at = sheet.markup, places.row_index(row)
    in_order = [new[column] for column in sorted(new)]
    if at is None:
        opening = b"<" + markup.prefix + b'row r="' + str(row + 1).encode() + b'">'
        position = places.insertion_of_row(row)
        splices.replace(position, position, opening + b"".join(in_order) + b"</" + markup.prefix + b"row>")
        return
    opening_start, opening_end = int(sheet.rows.starts[at]), int(sheet.rows.content_starts[at])
    opening = sheet.data[opening_start:opening_end]
    closes_itself = sheet.shadow[opening_end - 2 : opening_end] == b"/>"
    if closes_itself:
        opening = opening[:-2].rstrip() + b">" + b"".join(in_order) + b"</" + markup.prefix + b"row>"
    opening = _with_spans(opening, new)
    splices.replace(opening_start, opening_end, opening)
    if closes_itself:
        return
    present = places.cells(at)
    for column in sorted(new):
        position = _insertion_of_cell(present, column, opening_end)
        splices.replace(position, position, new[column])


def _insertion_of_cell(present: list[PlacedCell], column: int, content_start: int) -> int:
    position = content_start
    for placed in present:
        if placed.column > column:
            return placed.element.start
        position = placed.element.end
    return position


def _with_spans(opening: bytes, columns: Iterable[int]) -> bytes:
    """Widen the ``spans`` hint of a row where it has one that does not cover the new columns."""
    found = Markup.SPANS.search(opening)
    if found is None:
        return opening
    numbers = [int(number) for span in found[1].split() for number in span.split(b":")]
    wider = numbers + [column + 1 for column in columns]
    if min(wider) >= min(numbers) and max(wider) <= max(numbers):
        return opening
    spans = f"{min(wider)}:{max(wider)}".encode()
    return opening[: found.start(1)] + spans + opening[found.end(1) :]
