"""One worksheet: its cells as arrays, its formulas one by one, and where each lies in the file."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from service_kpi.addresses import Range, cell_address, column_index
from service_kpi.cells import BLANK, BOOLEAN, NUMBER, TEXT, Cells, CellValue
from service_kpi.errors import CellError, WorkbookError
from service_kpi.xlsx import limits
from service_kpi.xlsx.cell_store import CellReader, CellStore, RowTags, position_of
from service_kpi.xlsx.markup import CellElement, Markup, attributes_of, find_root, read_element
from service_kpi.xlsx.shadow import shadow_of, shown
from service_kpi.xlsx.strings import decode_entities
from service_kpi.xlsx.workbook import SheetPart, WorkbookParts

FormulaKind = Literal["normal", "shared", "array", "datatable"]
_KINDS: Final[dict[bytes, FormulaKind]] = {b"shared": "shared", b"array": "array", b"dataTable": "datatable"}

#: Blocks are asked for again and again; this many bytes of them are kept.
_CACHED_BYTES: Final = 128 * limits.MEGABYTE
_BYTES_PER_CELL: Final = 17


@dataclass(slots=True)
class FormulaCell:
    """A cell that holds a formula. A shared formula has its text in its first cell only."""

    row: int
    column: int
    #: Without ``=``, XML-decoded.
    text: str
    kind: FormulaKind
    shared_index: int | None
    ref: Range | None
    dynamic: bool
    cached: CellValue
    #: Where the element starts and ends in the part.
    span: tuple[int, int]


@dataclass(slots=True)
class Sheet:
    """One scanned worksheet."""

    part: SheetPart
    workbook: WorkbookParts
    #: The part in UTF-8, as :func:`service_kpi.xlsx.xml.normalised` returned it.
    data: bytes
    #: The same positions without comments and CDATA; see :mod:`service_kpi.xlsx.shadow`.
    shadow: bytes
    markup: Markup
    #: The opening tag of the root.
    root: tuple[int, int]
    #: Between the tags of ``sheetData``; empty where there is none or where it closes itself.
    body: tuple[int, int]
    rows: RowTags
    cells: CellStore
    formulas: dict[tuple[int, int], FormulaCell]
    #: (code, details) of everything odd that was let through.
    warnings: list[tuple[str, dict[str, object]]]
    _blocks: OrderedDict[Range, Cells] = field(default_factory=OrderedDict, repr=False)
    _block_bytes: int = 0

    @classmethod
    def scan(cls, data: bytes, workbook: WorkbookParts, part: SheetPart) -> Sheet:
        """Read a worksheet from its normalised bytes.

        Raises ``WorkbookError``: ``BAD_REF``, ``BAD_VALUE``, ``BAD_SST_INDEX``, ``MISSING_PART``, ``TOO_BIG``.
        """
        path = workbook.package.path
        shadow = shadow_of(data)
        found = find_root(shadow)
        if found is None:
            raise WorkbookError("BAD_WORKBOOK", path, part=part.part, reason="no worksheet")
        markup, root = found
        body = _body(shadow, markup, root.end())
        reader = CellReader(shadow, markup, part.name, path, workbook.date1904, workbook.rich_errors)
        rows, cells = reader.read(*body)
        warnings: list[tuple[str, dict[str, object]]] = []
        if not (rows.in_order and cells.in_order):
            warnings.append(("ROW_ORDER", {"sheet": part.name}))
        if workbook.style_count is not None and max(cells.styles, default=-1) >= max(workbook.style_count, 1):
            warnings.append(("BAD_STYLE", {"sheet": part.name}))
        _check_texts(cells, workbook, part.name, warnings)
        sheet = cls(part, workbook, data, shadow, markup, root.span(), body, rows, cells, {}, warnings)
        sheet._read_formulas(reader)
        return sheet

    @property
    def is_plain(self) -> bool:
        """True for a sheet without prefix, comments, implied places or disorder: its bytes can be used as they are."""
        in_order = self.rows.in_order and self.cells.in_order
        return in_order and self.shadow is self.data and not self.markup.prefix and not self.cells.implied

    def position(self, element: CellElement) -> tuple[int, int]:
        """Return the place of a cell element: what it says, or where it stands."""
        return position_of(
            element, self.cells.implied.get(element.start, (0, 0)), self.part.name, self.workbook.package.path
        )

    @property
    def used(self) -> Range | None:
        """The smallest range around everything that holds a value or a formula."""
        rows, columns = self.cells.rows, self.cells.columns
        places = [(int(rows[0]), int(columns.min())), (int(rows[-1]), int(columns.max()))] if len(rows) else []
        if self.formulas:
            formula_rows = [row for row, _ in self.formulas]
            formula_columns = [column for _, column in self.formulas]
            places += [(min(formula_rows), min(formula_columns)), (max(formula_rows), max(formula_columns))]
        if not places:
            return None
        return Range(
            min(row for row, _ in places),
            min(column for _, column in places),
            max(row for row, _ in places),
            max(column for _, column in places),
        )

    def block(self, area: Range) -> Cells:
        """Return the stored values of a range. A range that runs past the data is stored as far as they go."""
        cached = self._blocks.get(area)
        if cached is not None:
            self._blocks.move_to_end(area)
            return cached
        block = self._read_block(area)
        self._blocks[area] = block
        self._block_bytes += block.kinds.size * _BYTES_PER_CELL
        while self._block_bytes > _CACHED_BYTES and len(self._blocks) > 1:
            _, dropped = self._blocks.popitem(last=False)
            self._block_bytes -= dropped.kinds.size * _BYTES_PER_CELL
        return block

    def value(self, row: int, column: int) -> CellValue:
        """Return the stored value of one cell."""
        at = self._index(row, column)
        if at is None:
            return None
        return self.stored_value(int(self.cells.kinds[at]), float(self.cells.numbers[at]))

    def has_value(self, row: int, column: int) -> bool:
        """True for a cell that holds something, an empty text included."""
        return self._index(row, column) is not None

    def stored_value(self, kind: int, number: float) -> CellValue:
        """Return the value that the store keeps as kind and number."""
        if kind == BLANK:
            return None
        if kind == NUMBER:
            return number
        if kind == BOOLEAN:
            return bool(number)
        return self._item(number)

    def _item(self, number: float) -> str | CellError:
        if number < 0:
            return self.cells.items[-1 - int(number)]
        return (self.workbook.shared_strings or [])[int(number)]

    def _index(self, row: int, column: int) -> int | None:
        low, high = np.searchsorted(self.cells.rows, [row, row + 1])
        at = int(low + np.searchsorted(self.cells.columns[low:high], column, side="right")) - 1
        return at if at >= low and self.cells.columns[at] == column else None

    def _read_block(self, area: Range) -> Cells:
        store = self.cells
        low, high = np.searchsorted(store.rows, [area.first_row, area.last_row + 1])
        columns = store.columns[low:high]
        inside = low + np.flatnonzero((columns >= area.first_column) & (columns <= area.last_column))
        rows = store.rows[inside] - area.first_row
        across = store.columns[inside] - area.first_column
        shape = (int(rows[-1]) + 1, int(across.max()) + 1) if len(inside) else (0, 0)
        numbers = np.full(shape, np.nan)
        kinds = np.zeros(shape, dtype=np.uint8)
        stored_kinds = store.kinds[inside]
        kinds[rows, across] = stored_kinds
        is_item = stored_kinds >= TEXT
        numbers[rows, across] = np.where(is_item, np.nan, store.numbers[inside])
        objects = None
        if is_item.any():
            objects = np.full(shape, None, dtype=object)
            items = map(self._item, store.numbers[inside[is_item]].tolist())
            objects[rows[is_item], across[is_item]] = np.array([*items, None], dtype=object)[:-1]
        top_left = (area.first_row, area.first_column)
        return Cells(area.rows, area.columns, numbers, kinds, objects, self.workbook.date1904, top_left)

    def _read_formulas(self, reader: CellReader) -> None:
        shadow, markup = self.shadow, self.markup
        opening = b"<" + markup.prefix + b"c"
        for found in markup.formula_start.finditer(shadow, *self.body):
            start = shadow.rfind(opening, self.body[0], found.start())
            usual = markup.usual_formula_cell.match(shadow, start)
            formula = self._usual_formula(reader, usual) if usual else self._unusual_formula(reader, start)
            if formula is not None:
                self.formulas[formula.row, formula.column] = formula

    def _usual_formula(self, reader: CellReader, usual: re.Match[bytes]) -> FormulaCell:
        letters, digits, kind, metadata, attributes, text, mark, number, other, inline = usual.groups(b"")
        place = int(digits) - 1, column_index(letters.decode())
        if number and not kind:
            cached: CellValue = float(number)
        else:
            cached = self.stored_value(*reader.usual_value(kind, mark, number or other, inline, place))
        return self._formula(place, usual.span(), (metadata, attributes, text), cached)

    def _unusual_formula(self, reader: CellReader, start: int) -> FormulaCell | None:
        element = read_element(self.shadow, start, self.markup)
        formula = element.children.get(b"f")
        if formula is None:
            return None
        place = self.position(element)
        cached = self.stored_value(*reader.value(element, *place))
        metadata = element.attributes.get(b"cm", b"")
        span = (element.start, element.end)
        return self._formula(place, span, (metadata, formula.attributes, formula.content or b""), cached)

    def _formula(
        self, place: tuple[int, int], span: tuple[int, int], raw: tuple[bytes, bytes, bytes], cached: CellValue
    ) -> FormulaCell:
        """Make a formula cell; ``raw`` is ``cm`` of the cell, then attributes and text of its formula."""
        metadata, raw_attributes, raw_text = raw
        kind, shared_index, raw_ref = _formula_attributes(raw_attributes)
        ref = self._ref(raw_ref, *place)
        if kind == "array" and ref is not None and ref.rows * ref.columns > limits.ARRAY_CELLS:
            raise WorkbookError(
                "TOO_BIG",
                self.workbook.package.path,
                what=f"{self.part.name}!{cell_address(*place)}",
                found=ref.rows * ref.columns,
                limit=limits.ARRAY_CELLS,
            )
        return FormulaCell(
            row=place[0],
            column=place[1],
            text=decode_entities(shown(raw_text)).removeprefix("=") if raw_text else "",
            kind=kind,
            shared_index=shared_index,
            ref=ref,
            dynamic=metadata.isdigit() and int(metadata) in self.workbook.dynamic_cm,
            cached=cached,
            span=span,
        )

    def _ref(self, raw: bytes | None, row: int, column: int) -> Range | None:
        if not raw:
            return None
        try:
            return Range.parse(raw.decode("utf-8", "replace"))
        except ValueError:
            raise WorkbookError(
                "BAD_REF",
                self.workbook.package.path,
                sheet=self.part.name,
                cell=cell_address(row, column),
                found=repr(raw.decode("utf-8", "replace")),
            ) from None


@lru_cache(maxsize=1024)
def _formula_attributes(raw: bytes) -> tuple[FormulaKind, int | None, bytes | None]:
    """Return kind, shared index and ref; thousands of cells share the same attributes."""
    attributes = attributes_of(raw)
    shared = attributes.get(b"si", b"")
    kind = _KINDS.get(attributes.get(b"t", b""), "normal")
    return kind, int(shared) if shared.isdigit() and kind == "shared" else None, attributes.get(b"ref")


def _body(shadow: bytes, markup: Markup, start: int) -> tuple[int, int]:
    opening = markup.sheet_data.search(shadow, start)
    if opening is None:
        return (0, 0)
    closing = markup.sheet_data_close.search(shadow, opening.end())
    return (opening.end(), closing.start() if closing else opening.end())


def _check_texts(
    cells: CellStore, workbook: WorkbookParts, sheet: str, warnings: list[tuple[str, dict[str, object]]]
) -> None:
    """Refuse a text number that the workbook does not have; warn of texts that Excel would cut."""
    shared = cells.numbers[(cells.kinds == TEXT) & (cells.numbers >= 0)]
    if len(shared):
        if workbook.shared_strings is None:
            raise WorkbookError("MISSING_PART", workbook.package.path, part="xl/sharedStrings.xml")
        limit = len(workbook.shared_strings)
        if shared.max() >= limit:
            at = np.flatnonzero((cells.kinds == TEXT) & (cells.numbers >= limit))[0]
            cell = cell_address(int(cells.rows[at]), int(cells.columns[at]))
            found = int(cells.numbers[at])
            raise WorkbookError(
                "BAD_SST_INDEX", workbook.package.path, sheet=sheet, cell=cell, found=found, limit=limit
            )
    longest = max((len(item) for item in cells.items if isinstance(item, str)), default=0)
    if longest > limits.TEXT_LENGTH:
        warnings.append(("TEXT_TOO_LONG", {"sheet": sheet, "found": longest, "limit": limits.TEXT_LENGTH}))
