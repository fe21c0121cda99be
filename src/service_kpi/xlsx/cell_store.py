"""The cells of a sheet as five flat arrays: 17 bytes a cell, however many there are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.addresses import MAX_COLUMNS, MAX_ROWS, cell_address, column_index
from service_kpi.cells import BLANK, BOOLEAN, ERROR, NUMBER, TEXT, CellValue
from service_kpi.errors import CellError, WorkbookError
from service_kpi.xlsx.markup import CellElement, Markup, read_element
from service_kpi.xlsx.shadow import shown
from service_kpi.xlsx.strings import decode_entities
from service_kpi.xlsx.values import inline_text, plain_value, text_of

_CHUNK: Final = 1 << 19
_ADDRESS: Final = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})\Z")
#: The kinds whose value the number in ``<v>`` is, or points to.
_BY_NUMBER: Final = {b"": NUMBER, b"n": NUMBER, b"s": TEXT, b"b": BOOLEAN}
_SPECIAL: Final = 255


class _Columns(dict[bytes, int]):
    def __missing__(self, letters: bytes) -> int:
        self[letters] = index = column_index(letters.decode())
        return index


_COLUMNS: Final = _Columns()


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

    numbers: list[int]
    starts: list[int]
    content_starts: list[int]
    content_ends: list[int]


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one sheet. The usual shape goes through one pattern, the rest element by element."""

    shadow: bytes
    markup: Markup
    rows: RowTags
    sheet: str
    path: str
    date1904: bool
    #: The errors that ``vm`` attributes stand for.
    rich_errors: dict[int, CellError]
    items: list[str | CellError] = field(default_factory=list)
    item_index: dict[str | CellError, int] = field(default_factory=dict)
    implied: dict[int, tuple[int, int]] = field(default_factory=dict)
    styles: set[bytes] = field(default_factory=set)

    def read(self, start: int, end: int) -> CellStore:
        """Read the cells between two positions."""
        rows: list[NDArray[np.int32]] = []
        columns: list[NDArray[np.int16]] = []
        kinds: list[NDArray[np.uint8]] = []
        numbers: list[NDArray[np.float64]] = []
        last = (-1, -1)
        for chunk_start, chunk_end in self._chunks(start, end):
            arrays = self._usual(chunk_start, chunk_end)
            if arrays is None:
                arrays = self._unusual(chunk_start, chunk_end, last)
            if len(arrays[0]):
                last = (int(arrays[0][-1]), int(arrays[1][-1]))
            kept = arrays[2] != BLANK
            for parts, array in zip((rows, columns, kinds, numbers), arrays, strict=True):
                parts.append(array[kept])  # type: ignore[attr-defined, index]
        return self._store(rows, columns, kinds, numbers)

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

    def _usual(
        self, start: int, end: int
    ) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.uint8], NDArray[np.float64]] | None:
        """Read a chunk in which every cell has the usual shape; ``None`` where one has not."""
        tag = b"<" + self.markup.prefix + b"c"
        count = sum(self.shadow.count(tag + ending, start, end) for ending in (b" ", b">", b"/", b"\n", b"\r", b"\t"))
        found = self.markup.usual_cell.findall(self.shadow, start, end)
        if len(found) != count:
            return None
        if not found:
            return self._arrays([], [], [], [])
        letters, digits, styles, types, marks, numbers, others, inlines = zip(*found, strict=True)
        rows = np.array(list(map(int, digits)), dtype=np.int32) - 1
        columns = np.array(list(map(_COLUMNS.__getitem__, letters)), dtype=np.int32)
        if rows.min() < 0 or rows.max() >= MAX_ROWS or columns.max() >= MAX_COLUMNS:
            return None
        self.styles.update(styles)
        try:
            values = np.array([float(number) if number else np.nan for number in numbers])
        except ValueError:
            return None
        kind_of = {kind: _BY_NUMBER.get(kind, _SPECIAL) for kind in set(types)}
        kinds = np.array([kind_of[kind] for kind in types], dtype=np.uint8)
        special = kinds == _SPECIAL
        kinds[np.isnan(values) & ~special] = BLANK
        # What is no number, and numbers that their type does not allow: the exact reading decides about them.
        special |= np.array(list(map(bool, others))) | np.array(list(map(bool, inlines))) | np.isinf(values)
        special |= (kinds == BOOLEAN) & (values != 0) & (values != 1)
        special |= (kinds == TEXT) & ((values < 0) | (values != np.floor(values)))
        for at in np.flatnonzero(special).tolist():
            place = int(rows[at]), int(columns[at])
            kinds[at], values[at] = self.usual_value(
                types[at], marks[at], numbers[at] or others[at], inlines[at], place
            )
        return rows, columns.astype(np.int16), kinds, values

    def _unusual(
        self, start: int, end: int, last: tuple[int, int]
    ) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.uint8], NDArray[np.float64]]:
        """Read a chunk element by element. ``last`` is the place of the cell before it."""
        rows: list[int] = []
        columns: list[int] = []
        kinds: list[int] = []
        numbers: list[float] = []
        row_index = bisect_right(self.rows.starts, start) - 1
        row, column = last
        if row_index >= 0 and row != self.rows.numbers[row_index]:
            column = -1
        position = start
        while (match := self.markup.cell_start.search(self.shadow, position, end)) is not None:
            while row_index + 1 < len(self.rows.starts) and self.rows.starts[row_index + 1] < match.start():
                row_index += 1
                column = -1
            element = read_element(self.shadow, match.start(), self.markup)
            row = self.rows.numbers[row_index]
            if b"r" not in element.attributes:
                self.implied[match.start()] = (row, column + 1)
            row, column = position_of(element, (row, column + 1), self.sheet, self.path)
            style = element.attributes.get(b"s", b"")
            if style.isdigit():
                self.styles.add(style)
            kind, number = self.value(element, row, column)
            rows.append(row)
            columns.append(column)
            kinds.append(kind)
            numbers.append(number)
            position = element.end
        return self._arrays(rows, columns, kinds, numbers)

    @staticmethod
    def _arrays(
        rows: list[int], columns: list[int], kinds: list[int], numbers: list[float]
    ) -> tuple[NDArray[np.int32], NDArray[np.int16], NDArray[np.uint8], NDArray[np.float64]]:
        return (
            np.array(rows, dtype=np.int32),
            np.array(columns, dtype=np.int16),
            np.array(kinds, dtype=np.uint8),
            np.array(numbers, dtype=np.float64),
        )

    def _store(
        self,
        rows: list[NDArray[np.int32]],
        columns: list[NDArray[np.int16]],
        kinds: list[NDArray[np.uint8]],
        numbers: list[NDArray[np.float64]],
    ) -> CellStore:
        empty = self._arrays([], [], [], [])
        r = np.concatenate([empty[0], *rows])
        c = np.concatenate([empty[1], *columns])
        k = np.concatenate([empty[2], *kinds])
        n = np.concatenate([empty[3], *numbers])
        steps, across = np.diff(r), np.diff(c)
        in_order = bool(np.all((steps > 0) | ((steps == 0) & (across > 0))))
        if not in_order:
            order = np.lexsort((c, r))
            r, c, k, n = r[order], c[order], k[order], n[order]
        self.styles.discard(b"")
        return CellStore(r, c, k, n, self.items, self.implied, set(map(int, self.styles)), in_order)


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
