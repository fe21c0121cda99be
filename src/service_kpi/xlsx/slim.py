"""The engine's private copy of a sheet: values and formulas, nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from service_kpi.addresses import Range, cell_address, column_letters
from service_kpi.cells import BOOLEAN, NUMBER, TEXT, CellValue
from service_kpi.xlsx.markup import attributes_of
from service_kpi.xlsx.sheet import Sheet
from service_kpi.xlsx.splices import Places, Splices, insert_cells, new_cell
from service_kpi.xlsx.strings import encode_text
from service_kpi.xlsx.values import spelled

_NAMESPACE: Final = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_NAMESPACE: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
#: Style, cell metadata and value metadata point into parts that the copy does not carry. Only inside a tag is the next
#: angle bracket a closing one.
_POINTERS: Final = re.compile(rb' (?:s|cm|vm)="[0-9]+"(?=[^<>]*>)')


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula for the engine, without ``=``. ``array_ref`` makes it an array formula, ``dynamic`` one that spills."""

    text: str
    array_ref: Range | None = None
    dynamic: bool = False


Content = Formula | CellValue


def slim_sheet(
    sheet: Sheet, contents: Mapping[tuple[int, int], Content], drop: Collection[tuple[int, int]] = ()
) -> bytes:
    """Return a minimal sheet part for the engine.

    Constants stay as they are. A formula cell becomes what ``contents`` says of it, or blank; any other cell that
    ``contents`` names becomes that too. Cells inside array ranges that have no formula of their own are echoes of the
    last calculation and go, unless ``contents`` names them; so do the cells to ``drop``. Cached values never survive.
    """
    gone = set(drop) | _echoes(sheet)
    gone.difference_update(contents)
    if sheet.is_plain:
        root, body = _root(sheet), _raw_body(sheet, contents, gone)
    else:
        root, body = b'<worksheet xmlns="' + _NAMESPACE + b'">', b"".join(_written_rows(sheet, contents, gone))
    return root + b"<sheetData>" + body + b"</sheetData>" + _auto_filter(sheet) + b"</worksheet>"


def _echoes(sheet: Sheet) -> set[tuple[int, int]]:
    """Return the cells with a value inside array formulas' ranges that hold no formula."""
    echoes: set[tuple[int, int]] = set()
    store = sheet.cells
    for formula in sheet.formulas.values():
        ref = formula.ref
        if ref is None or formula.kind != "array" or ref.rows * ref.columns == 1:
            continue
        low, high = np.searchsorted(store.rows, [ref.first_row, ref.last_row + 1])
        columns = store.columns[low:high]
        inside = low + np.flatnonzero((columns >= ref.first_column) & (columns <= ref.last_column))
        echoes.update(zip(store.rows[inside].tolist(), store.columns[inside].tolist(), strict=True))
    return echoes.difference(sheet.formulas)


def _root(sheet: Sheet) -> bytes:
    return sheet.data[slice(*sheet.root)].replace(_STRICT_NAMESPACE, _NAMESPACE)


def _raw_body(sheet: Sheet, contents: Mapping[tuple[int, int], Content], gone: set[tuple[int, int]]) -> bytes:
    """Return the rows as they lie, with pointers stripped and the cells in question replaced."""
    splices = Splices(sheet.data[sheet.body[0] : sheet.body[1]])
    offset = sheet.body[0]
    for place, formula in sheet.formulas.items():
        start, end = formula.span
        splices.changes.append((start - offset, end - offset, _content(*place, contents.get(place))))
    others: dict[int, set[int]] = defaultdict(set)
    for row, column in [*gone, *(place for place in contents if place not in sheet.formulas)]:
        others[row].add(column)
    places = Places(sheet)
    outer = Splices(sheet.data)
    for row, columns in sorted(others.items()):
        at = places.row_index(row)
        for placed in places.cells(at) if at is not None else ():
            if placed.column in columns:
                new = _content(row, placed.column, contents.get((row, placed.column)))
                outer.changes.append((placed.element.start, placed.element.end, new))
                columns.discard(placed.column)
        new_cells = {
            column: _content(row, column, contents[row, column]) for column in columns if (row, column) in contents
        }
        if new_cells:
            insert_cells(outer, places, row, new_cells)
    splices.changes += [(start - offset, end - offset, new) for start, end, new in outer.changes]
    return b"".join(_stripped(splices))


def _stripped(splices: Splices) -> Iterator[bytes]:
    position = 0
    for start, end, new in sorted(splices.changes, key=lambda change: change[:2]):
        yield _POINTERS.sub(b"", splices.data[position:start])
        yield new
        position = end
    yield _POINTERS.sub(b"", splices.data[position:])


def _written_rows(
    sheet: Sheet, contents: Mapping[tuple[int, int], Content], gone: set[tuple[int, int]]
) -> Iterator[bytes]:
    """Write the rows anew from the values, for a sheet with prefixes, comments, implied places or disorder."""
    rows: dict[int, dict[int, bytes]] = defaultdict(dict)
    store = sheet.cells
    for row, column, kind, number in zip(
        store.rows.tolist(), store.columns.tolist(), store.kinds.tolist(), store.numbers.tolist(), strict=True
    ):
        if (row, column) not in gone and (row, column) not in sheet.formulas:
            rows[row][column] = _stored(sheet, row, column, kind, number)
    for (row, column), content in contents.items():
        rows[row][column] = _content(row, column, content)
    hidden = _hidden_rows(sheet)
    for row in sorted(rows.keys() | hidden):
        cells = rows.get(row, {})
        attributes = b' hidden="1"' if row in hidden else b""
        yield b'<row r="%d"%s>' % (row + 1, attributes)
        yield from (cells[column] for column in sorted(cells))
        yield b"</row>"


def _stored(sheet: Sheet, row: int, column: int, kind: int, number: float) -> bytes:
    address = f"{column_letters(column)}{row + 1}".encode()
    if kind == NUMBER:
        return b'<c r="%s"><v>%s</v></c>' % (address, spelled(number).encode())
    if kind == BOOLEAN:
        return b'<c r="%s" t="b"><v>%d</v></c>' % (address, number)
    if kind == TEXT and number >= 0:
        return b'<c r="%s" t="s"><v>%d</v></c>' % (address, number)
    return new_cell(row, column, sheet.stored_value(kind, number), b"")


def _hidden_rows(sheet: Sheet) -> set[int]:
    rows = sheet.rows
    return {
        number
        for number, start, end in zip(
            rows.numbers.tolist(), rows.starts.tolist(), rows.content_starts.tolist(), strict=True
        )
        if attributes_of(sheet.shadow[start:end]).get(b"hidden") in {b"1", b"true"}
    }


def _content(row: int, column: int, content: Content) -> bytes:
    if not isinstance(content, Formula):
        return b"" if content is None else new_cell(row, column, content, b"")
    address = cell_address(row, column).encode()
    text = encode_text(content.text)
    if content.array_ref is None and not content.dynamic:
        return b'<c r="%s"><f>%s</f></c>' % (address, text)
    ref = str(content.array_ref or Range.cell(row, column)).encode()
    metadata = b' cm="1"' if content.dynamic else b""
    return b'<c r="%s"%s><f t="array" ref="%s">%s</f></c>' % (address, metadata, ref, text)


def _auto_filter(sheet: Sheet) -> bytes:
    if not sheet.is_plain:
        return b""
    found = sheet.markup.auto_filter.search(sheet.shadow, sheet.body[1])
    return b"" if found is None else found[0]
