"""A plain reader of workbook files for the acceptance tests: the standard library and nothing of ours below it.

It knows what it needs to compare two packages: the raw bytes of each zip member, and each cell of a sheet with its
attributes, its formula and its stored value.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree

from service_kpi.cells import CellValue
from service_kpi.errors import CellError

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True)
class Member:
    """One entry of the zip as it lies in the file."""

    name: str
    raw: bytes  #: compressed, as stored
    date_time: tuple[int, int, int, int, int, int]
    compression: int
    crc: int
    content: bytes  #: inflated


@dataclass(frozen=True)
class StoredCell:
    """One ``<c>``: ``attributes`` without ``r`` and ``t``."""

    attributes: tuple[tuple[str, str], ...]
    formula: str | None
    formula_attributes: tuple[tuple[str, str], ...]
    value: CellValue


@dataclass(frozen=True)
class StoredSheet:
    """A worksheet: its cells by address, and everything else in it, in order, as text."""

    part: str
    cells: dict[str, StoredCell]
    rest: tuple[str, ...]


def members(data: bytes) -> list[Member]:
    """Return the entries of a zip in the order of its directory."""
    found = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            name_length, extra_length = struct.unpack_from("<HH", data, entry.header_offset + 26)
            start = entry.header_offset + 30 + name_length + extra_length
            raw = data[start : start + entry.compress_size]
            found.append(
                Member(entry.filename, raw, entry.date_time, entry.compress_type, entry.CRC, archive.read(entry))
            )
    return found


def worksheets(data: bytes) -> dict[str, str]:
    """Return the part of each worksheet by sheet name, in the order of the tabs."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name.lower(): name for name in archive.namelist()}
        main = next(
            target for kind, target in _relationships(archive, parts, "").values() if kind.endswith("/officeDocument")
        )
        targets = _relationships(archive, parts, main)
        found = {}
        for element in _parse(archive.read(parts[main.lower()])).iter():
            if _local(element.tag) == "sheet":
                identity = next(value for name, value in element.items() if _local(name) == "id")
                kind, target = targets.get(identity, ("", ""))
                if kind.endswith("/worksheet"):
                    found[element.attrib["name"]] = parts[target.lower()]
        return found


def read_sheets(data: bytes) -> dict[str, StoredSheet]:
    """Return every worksheet by its name."""
    sheets = worksheets(data)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        strings = _shared_strings(archive)
        return {name: _sheet(part, archive.read(part), strings) for name, part in sheets.items()}


def saved_at(data: bytes) -> datetime | None:
    """Return when the workbook says that it was last saved."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return None
        for element in _parse(archive.read("docProps/core.xml")):
            if _local(element.tag) == "modified" and element.text:
                return datetime.fromisoformat(element.text).replace(tzinfo=None)
    return None


def _relationships(archive: zipfile.ZipFile, parts: dict[str, str], source: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(source)
    part = parts.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
    if part is None:
        return {}
    found = {}
    for element in _parse(archive.read(part)):
        target = element.attrib["Target"].replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.attrib["Id"]] = element.attrib["Type"], whole
    return found


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    part = next((name for name in archive.namelist() if name.lower().endswith("sharedstrings.xml")), None)
    return [] if part is None else [_text(item) for item in _parse(archive.read(part)) if _local(item.tag) == "si"]


def _sheet(part: str, xml: bytes, strings: list[str]) -> StoredSheet:
    cells: dict[str, StoredCell] = {}
    rest: list[str] = []
    for child in _parse(xml):
        if _local(child.tag) != "sheetData":
            rest.append(ElementTree.tostring(child, encoding="unicode"))
            continue
        row_number = 0
        for row in child:
            row_number = int(row.attrib.get("r", row_number + 1))
            if len(row.attrib) > 1:
                rest.append(f"row {sorted(row.items())}")
            column = 0
            for cell in row:
                address = cell.attrib.get("r") or f"{_letters(column + 1)}{row_number}"
                found = _ADDRESS.fullmatch(address)
                column = _number(found[1]) if found else column + 1
                cells[address] = _cell(cell, strings)
    return StoredSheet(part, cells, tuple(rest))


def _cell(element: ElementTree.Element, strings: list[str]) -> StoredCell:
    attributes = tuple(sorted((name, value) for name, value in element.items() if name not in ("r", "t")))
    parts = {_local(child.tag): child for child in element}
    formula = parts.get("f")
    return StoredCell(
        attributes,
        None if formula is None else formula.text or "",
        () if formula is None else tuple(sorted(formula.items())),
        _value(element.attrib.get("t", "n"), parts, strings),
    )


def _value(kind: str, parts: dict[str, ElementTree.Element], strings: list[str]) -> CellValue:
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else None
    text = parts["v"].text if "v" in parts else None
    if kind == "str":
        return None if "v" not in parts else _unescaped(text or "")
    if text is None:
        return None
    if kind == "s":
        return strings[int(text)]
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind == "e":
        return CellError(text.strip())
    return _unescaped(text) if kind == "d" else float(text)


def _text(element: ElementTree.Element) -> str:
    return _unescaped("".join(_runs(element)))


def _runs(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        if _local(child.tag) == "t":
            yield child.text or ""
        elif _local(child.tag) == "r":
            yield from _runs(child)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _parse(xml: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(xml)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
