"""The cells of a sheet as five flat arrays: 17 bytes a cell, however many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.addresses import MAX_COLUMNS, MAX_ROWS, cell_address, column_index
from service_kpi.cells import BLANK, BOOLEAN, ERROR, NUMBER, TEXT, CellValue
from service_kpi.errors import CellError, WorkbookError
from service_kpi.xlsx import tag_scan
from service_kpi.xlsx.markup import CellElement, Markup, attributes_of, read_element
from service_kpi.xlsx.number_scan import LONG, READ, read_numbers
from service_kpi.xlsx.shadow import shown
from service_kpi.xlsx.strings import decode_entities
from service_kpi.xlsx.tag_scan import CellScan, RowScan, scan_tags
from service_kpi.xlsx.values import inline_text, plain_value, text_of

_CHUNK: Final = 1 << 20
_ADDRESS: Final = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})\Z")
#: What the number in ``<v>`` is, by the type of the cell: the value itself, or a pointer to it.
_KINDS: Final = np.array([NUMBER, TEXT, BOOLEAN, ERROR, TEXT, TEXT, NUMBER], dtype=np.uint8)
_BY_NUMBER: Final = np.isin(
    np.arange(len(tag_scan.TYPES)), [tag_scan.PLAIN, tag_scan.NUMBER, tag_scan.SHARED, tag_scan.BOOLEAN]
)

Arrays = tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.uint8], NDArray[np.float64]]


@dataclass(slots=True)
class CellStore:
    """The cells that hold something, in reading order.

    ``numbers`` is the value of a number or boolean; for a text it is the index into the shared strings, or
    minus one minus the index into ``items``; for an error the latter.
    """

    rows: NDArray[np.int32]
    columns: NDArray[np.int16]
    kinds: NDArray[np.uint8]
    numbers: NDArray[np.float64]
    items: list[str | CellError]
    #: Byte position → place, for the elements that do not say theirs.
    implied: dict[int, tuple[int, int]]
    styles: set[int]
    in_order: bool


@dataclass(slots=True)
class RowTags:
    """Every row element: its zero-based number, where it starts, and where its content starts and ends."""

    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]
    content_starts: NDArray[np.int64]
    content_ends: NDArray[np.int64]

    @property
    def in_order(self) -> bool:
        """True when every row comes after the one before."""
        return bool(np.all(np.diff(self.numbers) > 0))


@dataclass(slots=True)
class CellReader:
    """Reads the rows and cells of one sheet: the usual ones all at once, the others element by element."""

    shadow: bytes
    markup: Markup
    sheet: str
    path: str
    date1904: bool
    #: The errors that ``vm`` attributes stand for.
    rich_errors: dict[int, CellError]
    items: list[str | CellError] = field(default_factory=list)
    item_index: dict[str | CellError, int] = field(default_factory=dict)
    implied: dict[int, tuple[int, int]] = field(default_factory=dict)
    styles: set[int] = field(default_factory=set)
    #: Zero-based place of the last row and the last cell so far.
    row: int = -1
    place: tuple[int, int] = (-1, -1)

    def read(self, start: int, end: int) -> tuple[RowTags, CellStore]:
        """Read what lies between two positions."""
        rows: list[tuple[NDArray[np.int64], ...]] = [(np.zeros(0, dtype=np.int64),) * 4]
        cells: list[Arrays] = [
            (np.zeros(0, np.int32), np.zeros(0, np.int16), np.zeros(0, np.uint8), np.zeros(0, np.float64))
        ]
        for chunk_start, chunk_end in self._chunks(start, end):
            raw = np.zeros(chunk_end - chunk_start + tag_scan.PADDING, dtype=np.uint8)
            raw[: -tag_scan.PADDING] = np.frombuffer(
                self.shadow, dtype=np.uint8, count=chunk_end - chunk_start, offset=chunk_start
            )
            row_scan, cell_scan = scan_tags(raw, self.markup.prefix)
            numbers = self._row_numbers(row_scan, chunk_start)
            arrays = self._cells(raw, cell_scan, row_scan, numbers, chunk_start)
            kept = arrays[2] != BLANK
            cells.append((arrays[0][kept], arrays[1][kept], arrays[2][kept], arrays[3][kept]))
            starts, ends = row_scan.starts + chunk_start, row_scan.ends + chunk_start
            rows.append((numbers, starts, ends, np.where(row_scan.closes_itself, ends, -1)))
        return _row_tags(rows, end), self._store(cells)

    def intern(self, item: str | CellError) -> int:
        """Return the number under which a text or an error is stored."""
        index = self.item_index.setdefault(item, len(self.items))
        if index == len(self.items):
            self.items.append(item)
        return -1 - index

    def value(self, element: CellElement, row: int, column: int) -> tuple[int, float]:
        """Return kind and number of a cell element, as the store keeps them."""
        kind = element.attributes.get(b"t", b"")
        inline = element.children.get(b"is")
        if inline is not None and kind == b"inlineStr":
            return TEXT, self.intern(inline_text(inline.content or b"", self.markup))
        value = element.children.get(b"v")
        if value is None:
            return BLANK, np.nan
        if kind == b"e":
            pointer = element.attributes.get(b"vm", b"")
            rich = self.rich_errors.get(int(pointer)) if pointer.isdigit() else None
            if rich is not None:
                return self.stored(rich)
        return self.convert(kind, value.content or b"", row, column)

    def usual_value(
        self, kind: bytes, mark: bytes, raw: bytes, inline: bytes, place: tuple[int, int]
    ) -> tuple[int, float]:
        """Return kind and number of what the pattern for usual cells found; ``mark`` says that there is a ``<v>``."""
        if mark:
            return self.convert(kind, raw, *place)
        return (TEXT, self.intern(text_of(inline))) if kind == b"inlineStr" and inline else (BLANK, np.nan)

    def convert(self, kind: bytes, raw: bytes, row: int, column: int) -> tuple[int, float]:
        """Return kind and number of a ``<v>``, as the store keeps them."""
        try:
            if kind == b"s":
                text = decode_entities(shown(raw)).strip()
                if not text:
                    return BLANK, np.nan
                if not (text.isascii() and text.isdigit()):
                    raise ValueError(text)
                return TEXT, float(text)
            value = plain_value(kind, raw, self.date1904)
        except ValueError:
            raise WorkbookError(
                "BAD_VALUE",
                self.path,
                sheet=self.sheet,
                cell=cell_address(row, column),
                found=repr(shown(raw)[:50]),
                type=kind.decode("utf-8", "replace") or "n",
            ) from None
        return self.stored(value)

    def stored(self, value: CellValue) -> tuple[int, float]:
        """Return kind and number of a value, as the store keeps them."""
        if value is None:
            return BLANK, np.nan
        if isinstance(value, bool):
            return BOOLEAN, float(value)
        if isinstance(value, float):
            return NUMBER, value
        return (TEXT if isinstance(value, str) else ERROR), self.intern(value)

    def _chunks(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut at cells, not at rows: one row may be as long as a sheet."""
        while start < end:
            cut = self.markup.cell_start.search(self.shadow, start + _CHUNK, end) if start + _CHUNK < end else None
            following = cut.start() if cut else end
            yield start, following
            start = following

    def _row_numbers(self, scan: RowScan, offset: int) -> NDArray[np.int64]:
        """Return the zero-based numbers of rows. One that does not say its own follows the one before."""
        numbers = scan.numbers - 1
        for at in np.flatnonzero(numbers < 0).tolist():
            tag = self.shadow[scan.starts[at] + offset : scan.ends[at] + offset]
            said = attributes_of(tag).get(b"r")
            if said is None:
                numbers[at] = (numbers[at - 1] if at else self.row) + 1
            else:
                numbers[at] = int(said) - 1 if said.isdigit() and len(said) <= 7 else -1
        outside = np.flatnonzero((numbers < 0) | (numbers >= MAX_ROWS))
        if len(outside):
            tag = self.shadow[scan.starts[outside[0]] + offset : scan.ends[outside[0]] + offset]
            found = attributes_of(tag).get(b"r", b"").decode("utf-8", "replace")
            raise WorkbookError("BAD_REF", self.path, sheet=self.sheet, found=repr(found))
        return numbers

    def _cells(
        self, raw: NDArray[np.uint8], scan: CellScan, rows: RowScan, row_numbers: NDArray[np.int64], offset: int
    ) -> Arrays:
        """Turn the cells of a chunk into arrays, blank ones included."""
        r, c = scan.rows - 1, scan.columns - 1
        usual = scan.is_usual & (r < MAX_ROWS) & (c < MAX_COLUMNS)
        kinds = np.full(len(r), BLANK, dtype=np.uint8)
        numbers = np.full(len(r), np.nan)
        self.styles.update(np.unique(scan.styles[usual]).tolist())
        self._usual_values(raw, scan, usual, kinds, numbers, offset)
        # The row that each cell stands in, for those that do not say: the last row tag before it.
        within = np.searchsorted(rows.starts, scan.starts) - 1
        for at in np.flatnonzero(~usual).tolist():
            row = int(row_numbers[within[at]]) if within[at] >= 0 else self.row
            is_first = at and within[at] != within[at - 1]
            last = (int(r[at - 1]), int(c[at - 1])) if at else self.place
            same_row = not is_first and (at or within[at] < 0)
            implied = (row, last[1] + 1 if same_row else 0)
            element = read_element(self.shadow, int(scan.starts[at]) + offset, self.markup)
            if b"r" not in element.attributes:
                self.implied[element.start] = implied
            r[at], c[at] = position_of(element, implied, self.sheet, self.path)
            style = element.attributes.get(b"s", b"")
            if style.isdigit():
                self.styles.add(int(style))
            kinds[at], numbers[at] = self.value(element, int(r[at]), int(c[at]))
        if len(row_numbers):
            self.row = int(row_numbers[-1])
            self.place = (self.row, -1)
        if len(r) and (not len(row_numbers) or within[-1] == len(row_numbers) - 1):
            self.place = (int(r[-1]), int(c[-1]))
        return r.astype(np.int32), c.astype(np.int16), kinds, numbers

    def _usual_values(
        self,
        raw: NDArray[np.uint8],
        scan: CellScan,
        usual: NDArray[np.bool_],
        kinds: NDArray[np.uint8],
        numbers: NDArray[np.float64],
        offset: int,
    ) -> None:
        """Fill in kinds and numbers of the usual cells."""
        present = usual & (scan.value_starts >= 0)
        numeric = np.flatnonzero(present & _BY_NUMBER[scan.types] & (scan.value_ends > scan.value_starts))
        values, states = read_numbers(raw, scan.value_starts[numeric], scan.value_ends[numeric])
        long = np.flatnonzero(states == LONG)
        if len(long):
            spans = (scan.value_starts[numeric[long]] + offset, scan.value_ends[numeric[long]] + offset)
            values[long] = [
                float(self.shadow[start:end]) for start, end in zip(*map(np.ndarray.tolist, spans), strict=True)
            ]
            states[long] = READ
        found = _KINDS[scan.types[numeric]]
        # What their type does not allow is left to the exact reading, which says so.
        good = (states == READ) & ((found != BOOLEAN) | (values == 0) | (values == 1))
        good &= (found != TEXT) | ((values >= 0) & (values == np.floor(values)))
        kinds[numeric], numbers[numeric] = found, values
        others = present & ~_BY_NUMBER[scan.types]
        others[numeric[~good]] = True
        for at in np.flatnonzero(others).tolist():
            text = self.shadow[int(scan.value_starts[at]) + offset : int(scan.value_ends[at]) + offset]
            kind = tag_scan.TYPES[scan.types[at]]
            kinds[at], numbers[at] = self.convert(kind, text, int(scan.rows[at]) - 1, int(scan.columns[at]) - 1)

    def _store(self, cells: list[Arrays]) -> CellStore:
        rows, columns, kinds, numbers = (np.concatenate(parts) for parts in zip(*cells, strict=True))
        steps, across = np.diff(rows), np.diff(columns)
        in_order = bool(np.all((steps > 0) | ((steps == 0) & (across > 0))))
        if not in_order:
            order = np.lexsort((columns, rows))
            rows, columns, kinds, numbers = rows[order], columns[order], kinds[order], numbers[order]
        self.styles.discard(-1)
        return CellStore(rows, columns, kinds, numbers, self.items, self.implied, self.styles, in_order)


def _row_tags(parts: list[tuple[NDArray[np.int64], ...]], end: int) -> RowTags:
    """Join the rows; the content of one ends where the next begins."""
    numbers, starts, content_starts, content_ends = (np.concatenate(part) for part in zip(*parts, strict=True))
    following = np.append(starts[1:], end)[: len(starts)]
    return RowTags(numbers, starts, content_starts, np.where(content_ends < 0, following, content_ends))


def position_of(element: CellElement, implied: tuple[int, int], sheet: str, path: str) -> tuple[int, int]:
    """Return the place that a cell says, or ``implied`` where it says none. Raises ``BAD_REF``."""
    reference = element.attributes.get(b"r")
    if reference is None:
        return implied
    match = _ADDRESS.match(reference)
    row, column = (int(match[2]) - 1, column_index(match[1].decode())) if match else (-1, -1)
    if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
        raise WorkbookError("BAD_REF", path, sheet=sheet, found=repr(reference.decode("utf-8", "replace")))
    return row, column
