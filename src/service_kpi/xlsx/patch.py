"""Writing computed values into a sheet: the cached values change and nothing else does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service_kpi.addresses import Range, cell_address
from service_kpi.cells import CellValue
from service_kpi.xlsx.markup import ATTRIBUTE, CellElement, Child, read_element
from service_kpi.xlsx.sheet import Sheet
from service_kpi.xlsx.splices import Places, Splices, encode_value, insert_cells, new_cell

_REF: Final = re.compile(rb"""(?<=[\s\x01])ref\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What becomes of one cell.

    ``ref`` is the new range of an array formula whose spill changed. ``clear`` empties a cell that a spill left:
    with a style it stays as an empty cell, without one its element goes.
    """

    value: CellValue = None
    ref: Range | None = None
    clear: bool = False


def patch_sheet(sheet: Sheet, edits: Mapping[tuple[int, int], CellEdit]) -> bytes:
    """Return the sheet part with the values of some cells changed, byte for byte as it was everywhere else.

    Returns ``sheet.data`` itself where no value differs. Raises ``ValueError`` for a value that a workbook cannot
    hold (NaN, infinity, a text over 32,767 characters) for clearing a formula, and
    for cells to insert into a sheet without rows.
    """
    splices = Splices(sheet.data)
    places = Places(sheet)
    by_row: dict[int, dict[int, CellEdit]] = defaultdict(dict)
    for (row, column), edit in edits.items():
        formula = sheet.formulas.get((row, column))
        if formula is None:
            by_row[row][column] = edit
            continue
        if edit.clear:
            raise ValueError(f"{cell_address(row, column)} holds a formula, which is never cleared")
        element = read_element(sheet.shadow, formula.span[0], sheet.markup)
        _set_value(splices, sheet, element, formula.cached, edit)
    inserted: list[tuple[int, int]] = []
    for row in sorted(by_row):
        inserted += _edit_row(splices, places, row, by_row[row])
    if inserted and not len(sheet.rows.starts):
        raise ValueError(f"{sheet.part.name} has no rows: no formula of it can have spilled there")
    if inserted:
        _widen_dimension(splices, sheet, inserted)
    return splices.apply()


def _edit_row(splices: Splices, places: Places, row: int, edits: Mapping[int, CellEdit]) -> list[tuple[int, int]]:
    """Edit the cells of a row that hold no formula; return the places of those that were inserted."""
    sheet = places.sheet
    at = places.row_index(row)
    present = places.cells(at) if at is not None else []
    missing = dict(edits)
    for index, placed in enumerate(present):
        edit = missing.pop(placed.column, None)
        if edit is None:
            continue
        if edit.clear:
            follower_is_implied = index + 1 < len(present) and present[index + 1].is_implied
            _clear(splices, sheet, placed.element, keep=follower_is_implied)
        else:
            _set_value(splices, sheet, placed.element, sheet.value(row, placed.column), edit)
    new = {
        column: new_cell(row, column, edit.value, sheet.markup.prefix)
        for column, edit in missing.items()
        if not edit.clear and edit.value is not None
    }
    if new:
        insert_cells(splices, places, row, new)
    return [(row, column) for column in new]


def _set_value(splices: Splices, sheet: Sheet, element: CellElement, present: CellValue, edit: CellEdit) -> None:
    prefix = sheet.markup.prefix
    formula = element.children.get(b"f")
    if edit.ref is not None and formula is not None:
        _set_ref(splices, formula, edit.ref)
    if type(present) is type(edit.value) and present == edit.value:
        return
    kind, value = encode_value(edit.value, prefix)
    opening = _opening(sheet.data[element.start : element.open_end], prefix, kind, drop=(b"vm",))
    if element.closes_itself:
        if value:
            opening = opening[:-2].rstrip() + b">" + value + b"</" + prefix + b"c>"
        splices.replace(element.start, element.open_end, opening)
        return
    splices.replace(element.start, element.open_end, opening)
    old = [child for name, child in element.children.items() if name in {b"v", b"is"}]
    for child in old[1:]:
        splices.replace(child.start, child.end, b"")
    if old:
        splices.replace(old[0].start, old[0].end, value)
    else:
        position = formula.end if formula is not None else element.open_end
        splices.replace(position, position, value)


def _clear(splices: Splices, sheet: Sheet, element: CellElement, *, keep: bool) -> None:
    if not keep and element.attributes.get(b"s", b"0") == b"0":
        splices.replace(element.start, element.end, b"")
        return
    opening = _opening(sheet.data[element.start : element.open_end], sheet.markup.prefix, b"", drop=(b"vm", b"cm"))
    if not element.closes_itself:
        opening = opening[:-1].rstrip() + b"/>"
    splices.replace(element.start, element.end, opening)


def _opening(opening: bytes, prefix: bytes, kind: bytes, drop: tuple[bytes, ...]) -> bytes:
    """Return the opening tag of a cell with another ``t``, and without the attributes to drop."""
    pieces: list[bytes] = []
    position = 0
    missing = bool(kind)
    last = len(b"<c") + len(prefix)
    for found in ATTRIBUTE.finditer(opening, last):
        if found[1] in drop or (found[1] == b"t" and not kind):
            pieces.append(opening[position : found.start()])
            position = found.end()
        elif found[1] == b"t":
            group = 2 if found[2] is not None else 3
            pieces += (opening[position : found.start(group)], kind)
            position = found.end(group)
            missing = False
        last = found.end()
    if missing:
        pieces += (opening[position:last], b' t="' + kind + b'"')
        position = last
    return b"".join(pieces) + opening[position:]


def _set_ref(splices: Splices, formula: Child, ref: Range) -> None:
    found = _REF.search(formula.attributes)
    if found is not None and found[1] != str(ref).encode():
        start = formula.attributes_start
        splices.replace(start + found.start(1), start + found.end(1), str(ref).encode())


def _widen_dimension(splices: Splices, sheet: Sheet, inserted: list[tuple[int, int]]) -> None:
    """Widen the claim of the sheet about its size where cells were inserted outside it."""
    found = sheet.markup.dimension.search(sheet.shadow, sheet.root[1], max(sheet.root[1], sheet.body[0]))
    claim = _REF.search(found[0]) if found else None
    if found is None or claim is None:
        return
    try:
        area = Range.parse(claim[1].decode("utf-8", "replace"))
    except ValueError:
        return
    wider = Range(
        min(area.first_row, *(row for row, _ in inserted)),
        min(area.first_column, *(column for _, column in inserted)),
        max(area.last_row, *(row for row, _ in inserted)),
        max(area.last_column, *(column for _, column in inserted)),
    )
    if wider != area:
        splices.replace(found.start() + claim.start(1), found.start() + claim.end(1), str(wider).encode())
