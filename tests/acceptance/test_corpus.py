"""A refresh of every real workbook of the shared corpus: nothing else in the file changes, and nothing is lost."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from service_kpi import recalculate
from service_kpi.cells import CellValue
from service_kpi.errors import VALUE, CellError, WorkbookError
from service_kpi.refresh.result import Change, Recalculation
from tests.acceptance.corpus import NOW, REFUSED, CorpusFile, corpus_files
from tests.acceptance.package_reader import StoredCell, StoredSheet, members, read_sheets

pytestmark = pytest.mark.corpus

#: The corpus is cut into so many tests, for parallel runs.
_CHUNKS = 24

_CELL = re.compile(rb"<(?:\w+:)?c [^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
_CELL_ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?: [^>]*?)?(?:/>|></(?:\w+:)?row>)")
#: Errors that the file format has a name for.
_NAMED_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})


@pytest.mark.parametrize("chunk", range(_CHUNKS))
def test_nothing_but_stored_values_of_recomputed_cells_changes(chunk: int, tmp_path: Path) -> None:
    files = [file for file in corpus_files() if file.name not in REFUSED][chunk::_CHUNKS]
    problems = [f"{file.name}: {problem}" for file in files for problem in _problems(file, tmp_path)]
    assert len(files) > 30
    assert problems == []


def test_what_is_refused_is_refused_for_a_reason_and_stays_as_it_was(tmp_path: Path) -> None:
    found = {}
    for file in corpus_files():
        if file.name in REFUSED:
            copy = _copy(file, tmp_path)
            with pytest.raises(WorkbookError) as refusal:
                recalculate(copy, now=NOW)
            assert copy.read_bytes() == file.path.read_bytes()
            found[file.name] = refusal.value.code
    assert found == {name: code for name, (code, _) in REFUSED.items()}


def _copy(file: CorpusFile, folder: Path) -> Path:
    copy = folder / file.name
    copy.write_bytes(file.path.read_bytes())
    return copy


def _problems(file: CorpusFile, folder: Path) -> Iterator[str]:
    copy = _copy(file, folder)
    before = copy.read_bytes()
    result = recalculate(copy, now=NOW)
    after = copy.read_bytes()
    if result.data is None:
        if after != before or result.changes:
            yield "the file changed, or should have"
        return
    yield from _package_problems(before, after, {change.sheet for change in result.changes})
    yield from _sheet_problems(before, after, result)
    again = recalculate(copy, now=NOW)
    if again.data is not None or again.changes:
        yield f"a second refresh changes {[(c.sheet, c.cell) for c in again.changes[:3]]}"
    if not _opens(copy) and _opens(file.path):
        yield "openpyxl opened it before, and does no longer"


def _package_problems(before: bytes, after: bytes, changed_sheets: set[str]) -> Iterator[str]:
    """Members keep their order and, outside the changed sheets, their compressed bytes."""
    old, new = members(before), members(after)
    if [member.name for member in old] != [member.name for member in new]:
        yield "the zip has other members, or another order"
        return
    changed_parts = {sheet.part for name, sheet in read_sheets(before).items() if name in changed_sheets}
    for was, now in zip(old, new, strict=True):
        if was != now and was.name not in changed_parts:
            yield f"{was.name} changed, without a changed cell in it"


def _sheet_problems(before: bytes, after: bytes, result: Recalculation) -> Iterator[str]:
    old_sheets, new_sheets = read_sheets(before), read_sheets(after)
    old_parts, new_parts = ({m.name: m.content for m in members(data)} for data in (before, after))
    if list(old_sheets) != list(new_sheets):
        yield "sheets changed"
    for name, old in old_sheets.items():
        new = new_sheets[name]
        changes = {change.cell: change for change in result.changes if change.sheet == name}
        # By their text: to Python, TRUE equals 1.
        touched = {address for address, cell in new.cells.items() if repr(cell) != repr(old.cells.get(address))}
        if unannounced := {a for a in touched - changes.keys() if not _only_grew(old.cells.get(a), new.cells[a])}:
            yield f"{name} {sorted(unannounced)[:3]} changed, but are not among the changes"
        if missing := {a for a in old.cells.keys() - new.cells.keys() if changes.get(a, _NO_CHANGE).after is not None}:
            yield f"{name} {sorted(missing)[:3]} are gone"
        if old.rest != new.rest:
            yield f"{name} changed outside its cells"
        if _without(old_parts[old.part], touched) != _without(new_parts[new.part], touched):
            yield f"{name} is not the same to the byte outside the changed cells"
        for change in changes.values():
            yield from _change_problems(change, old, new)


_NO_CHANGE = Change("", "", 0.0, 0.0)


def _only_grew(old: StoredCell | None, new: StoredCell) -> bool:
    """True where nothing but the extent of an array formula differs."""
    return (
        old is not None
        and old.value == new.value
        and _frame(old) == _frame(new)
        and "ref" in dict(new.formula_attributes)
    )


def _change_problems(change: Change, old: StoredSheet, new: StoredSheet) -> Iterator[str]:
    was, now = old.cells.get(change.cell), new.cells.get(change.cell)
    place = f"{change.sheet}!{change.cell}"
    if (None if was is None else was.value) != change.before:
        yield f"{place} held {was}, not {change.before}"
    if (None if now is None else now.value) != _storable(change.after):
        yield f"{place} holds {now}, not {change.after}"
    if was is None or now is None:
        return
    if _frame(was) != _frame(now):
        yield f"{place}: attributes or formula changed from {was} to {now}"
    if was.formula is not None and was.value is not None and now.value is None:
        yield f"{place} lost its stored value"
    if isinstance(now.value, float) and not math.isfinite(now.value):
        yield f"{place} holds {now.value}"


def _frame(cell: StoredCell) -> tuple[object, ...]:
    """What a refresh leaves alone in a cell: all but its value, the extent of an array, the mark of a rich value."""
    attributes = [item for item in cell.attributes if item[0] != "vm"]
    is_array = ("t", "array") in cell.formula_attributes
    formula_attributes = [item for item in cell.formula_attributes if not (is_array and item[0] == "ref")]
    return attributes, cell.formula, formula_attributes


def _storable(value: CellValue) -> CellValue:
    return VALUE if isinstance(value, CellError) and value.code not in _NAMED_ERRORS else value


def _without(xml: bytes, addresses: set[str]) -> bytes:
    """Return a sheet without some of its cells, and without rows that are empty."""

    def kept(cell: re.Match[bytes]) -> bytes:
        address = _CELL_ADDRESS.search(cell[0])
        return b"" if address is not None and address[1].decode() in addresses else cell[0]

    return _EMPTY_ROW.sub(b"", _CELL.sub(kept, xml))


def _opens(path: Path) -> bool:
    try:
        openpyxl.load_workbook(path, keep_vba=True)
    except Exception:  # openpyxl raises whatever it stumbles over
        return False
    return True
