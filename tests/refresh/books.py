"""Workbooks for the refresh: made small, refreshed as files, and read back by a reader of its own."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from service_kpi.refresh.recalculate import recalculate
from service_kpi.refresh.result import Recalculation
from tests.gate.workbook import Book, Input, write_workbook

#: A moment that tests may show.
NOON = datetime(2026, 3, 14, 12, 0, 0)

#: Three respondents, one item: gaps of −1, 0 and −2, so that KPI_GAP(A2:A4,B2:B4) is −1.
SURVEY: dict[str, Input] = {
    "A1": "Expected", "B1": "Perceived",
    "A2": 5.0, "B2": 4.0,
    "A3": 6.0, "B3": 6.0,
    "A4": 7.0, "B4": 5.0,
}  # fmt: skip


@dataclass(frozen=True)
class Refreshed:
    """A refreshed file with what the refresh said of it."""

    path: Path
    result: Recalculation
    before: bytes

    def __getitem__(self, place: str) -> Any:
        """Return what the file stores at ``Sheet!A1`` (or ``A1`` of the first sheet)."""
        sheet, _, cell = place.rpartition("!")
        return self.sheet(sheet).get(cell)

    def sheet(self, name: str = "") -> dict[str, Any]:
        """Return every stored value of a sheet by address."""
        return stored_values(self.path.read_bytes(), name)

    def xml(self, part: str = "xl/worksheets/sheet1.xml") -> str:
        """Return a part as text."""
        return member(self.path.read_bytes(), part).decode()

    @property
    def codes(self) -> list[tuple[str, str]]:
        """The notices, as code and place."""
        return [(notice.code, notice.place) for notice in self.result.notices]


def refresh(
    folder: Path,
    book: Book | bytes | Mapping[str, Input],
    *,
    edits: Mapping[str, Callable[[str], str]] | None = None,
    cached: float | None = -99.0,
    now: datetime = NOON,
    name: str = "book.xlsx",
) -> Refreshed:
    """Write a book, refresh it, and hold the promises of every refresh: nothing else changed, and once is enough."""
    if isinstance(book, Mapping):
        book = Book({"Sheet1": book})
    data = book if isinstance(book, bytes) else write_workbook(book, cached)
    data = edited(data, edits or {})
    path = folder / name
    path.write_bytes(data)
    result = recalculate(path, now=now)
    after = path.read_bytes()
    assert other_members(data, result) == other_members(after, result)
    if not result.changes:
        assert after == data
    again = recalculate(path, now=now)
    assert again.changes == []
    assert again.data is None
    assert path.read_bytes() == after
    return Refreshed(path, result, data)


def edited(data: bytes, edits: Mapping[str, Callable[[str], str]]) -> bytes:
    """Return a package with the text of some parts changed; a part that is not there is made from ``""``."""
    if not edits:
        return data
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for part in [*names, *(part for part in edits if part not in names)]:
            content = old.read(part) if part in names else b""
            if part in edits:
                changed = edits[part](content.decode())
                assert changed != content.decode(), f"the edit of {part} found nothing to change"
                content = changed.encode()
            new.writestr(part, content)
    return stream.getvalue()


def put(old: str, new: str) -> Callable[[str], str]:
    """Return an edit that replaces one text by another, wherever it stands."""
    return lambda text: text.replace(old, new)


def member(data: bytes, part: str) -> bytes:
    """Return the content of one part."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(part)


def raw_members(data: bytes) -> dict[str, bytes]:
    """Return every member as it lies in the file: compressed."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            header = data[info.header_offset : info.header_offset + 30]
            start = info.header_offset + 30 + int.from_bytes(header[26:28], "little")
            start += int.from_bytes(header[28:30], "little")
            found[info.filename] = data[start : start + info.compress_size]
    return found


def other_members(data: bytes, result: Recalculation) -> dict[str, bytes]:
    """Return the members that a refresh with this result must not touch."""
    changed = {sheet_parts(data)[change.sheet] for change in result.changes}
    return {name: raw for name, raw in raw_members(data).items() if name not in changed}


def sheet_parts(data: bytes) -> dict[str, str]:
    """Return the part of each sheet by its name."""
    workbook = ET.fromstring(member(data, "xl/workbook.xml"))
    relations = ET.fromstring(member(data, "xl/_rels/workbook.xml.rels"))
    targets = {relation.attrib["Id"]: relation.attrib["Target"] for relation in relations}
    parts = {}
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        key = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
        target = targets[key]
        parts[sheet.attrib["name"]] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return parts


def stored_values(data: bytes, sheet: str = "") -> dict[str, Any]:
    """Read the stored values of a sheet (the first, if not named) straight from the XML."""
    parts = sheet_parts(data)
    shared: list[str] = []
    if "xl/sharedStrings.xml" in raw_members(data):
        strings = ET.fromstring(member(data, "xl/sharedStrings.xml"))
        shared = ["".join(t.text or "" for t in item.iterfind(".//{*}t")) for item in strings]
    root = ET.fromstring(member(data, parts[sheet or next(iter(parts))]))
    return {
        cell.attrib["r"]: value
        for cell in root.iterfind(".//{*}c")
        if (value := _stored_value(cell, shared)) is not None
    }


def _stored_value(cell: ET.Element, shared: list[str]) -> Any:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iterfind(".//{*}t"))
    text = cell.findtext("{*}v")
    if text is None:
        return None
    if kind == "s":
        return shared[int(text)]
    if kind == "b":
        return text == "1"
    return float(text) if kind == "n" else text
