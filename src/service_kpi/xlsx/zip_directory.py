"""The table of contents of a zip file, read and checked before anything is unpacked.

Python's zipfile serves one name from whichever of two entries came last and inflates what it is told to. This
reader keeps every raw byte that a rewrite needs, and refuses what an honest workbook never is.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from service_kpi.errors import WorkbookError
from service_kpi.xlsx import limits

_LOCAL: Final = b"PK\x03\x04"
_CENTRAL: Final = b"PK\x01\x02"
_END: Final = b"PK\x05\x06"
_END64: Final = b"PK\x06\x06"
_LOCATOR64: Final = b"PK\x06\x07"
_END_SIZE: Final = 22
_END64_SIZE: Final = 56
_LOCATOR64_SIZE: Final = 20
_LONGEST_COMMENT: Final = 0xFFFF
_IN_EXTRA: Final = 0xFFFFFFFF

STORED: Final = 0
DEFLATED: Final = 8
_ENCRYPTED_FLAGS: Final = 0x2041
_UTF8_FLAG: Final = 0x800


@dataclass(slots=True)
class Entry:
    """One member: what the directory says, and where each number of it stands in the raw record."""

    name: str
    method: int
    crc: int
    compressed_size: int
    size: int
    #: Byte positions in the file: of the local header, of the data, and where the next thing begins.
    start: int
    data_start: int
    end: int
    #: The raw record in the directory.
    record: bytes
    #: Field name → (position in the record, width in bytes).
    fields: dict[str, tuple[int, int]]


@dataclass(slots=True)
class Directory:
    """The entries in directory order, and the frame around them."""

    entries: list[Entry]
    #: Bytes before the zip begins: offsets in the records count from here.
    shift: int
    #: Where the directory starts and ends.
    start: int
    end: int
    #: Position of the 22-byte end record.
    end_record: int
    has_zip64: bool
    trailing_bytes: int


def read_directory(data: bytes, path: str) -> Directory:
    """Read and check the directory of a zip file.

    Raises ``WorkbookError`` with a code of its own for each thing that is wrong.
    """
    end_record = _find_end(data, path)
    (count, size, offset, comment_length) = struct.unpack_from("<10xHIIH", data, end_record)
    end = end_record
    has_zip64 = False
    if data[end_record - _LOCATOR64_SIZE : end_record - _LOCATOR64_SIZE + 4] == _LOCATOR64:
        start64 = end_record - _LOCATOR64_SIZE - _END64_SIZE
        if start64 >= 0 and data[start64 : start64 + 4] == _END64:
            count, size, offset = struct.unpack_from("<32xQQQ", data, start64)
            end, has_zip64 = start64, True
    start = end - size
    shift = start - offset
    if start < 0 or shift < 0:
        raise WorkbookError("TRUNCATED_ZIP" if size <= len(data) else "CORRUPT_ZIP", path)
    if count > limits.PARTS:
        raise WorkbookError("TOO_MANY_PARTS", path, found=count, limit=limits.PARTS)
    trailing = len(data) - end_record - _END_SIZE - comment_length
    directory = Directory([], shift, start, end, end_record, has_zip64, max(0, trailing))
    _read_entries(data, directory, path)
    _check_entries(data, directory, path)
    return directory


def _find_end(data: bytes, path: str) -> int:
    """Find the end record: the last one whose comment fits, as mail gateways pad files behind it."""
    lowest = max(0, len(data) - _END_SIZE - _LONGEST_COMMENT)
    at = data.rfind(_END, lowest)
    while at >= 0:
        if at + _END_SIZE <= len(data):
            (size,) = struct.unpack_from("<12xI", data, at)
            if size == _IN_EXTRA or data[max(0, at - size) : max(0, at - size) + 4] in (_CENTRAL, _END, _END64):
                return at
            if data[at - _LOCATOR64_SIZE : at - _LOCATOR64_SIZE + 4] == _LOCATOR64:
                return at
        at = data.rfind(_END, lowest, at)
    if data.startswith(_LOCAL):
        raise WorkbookError("TRUNCATED_ZIP", path)
    raise WorkbookError("NOT_XLSX", path)


def _read_entries(data: bytes, directory: Directory, path: str) -> None:
    at = directory.start
    while at < directory.end:
        if data[at : at + 4] != _CENTRAL or at + 46 > directory.end:
            raise WorkbookError("CORRUPT_ZIP", path)
        flags, method, crc, compressed, size, name_length, extra_length, comment_length, offset = struct.unpack_from(
            "<8xHH4xIIIHHH8xI", data, at
        )
        length = 46 + name_length + extra_length + comment_length
        record = data[at : at + length]
        if at + length > directory.end:
            raise WorkbookError("CORRUPT_ZIP", path)
        name = record[46 : 46 + name_length].decode("utf-8" if flags & _UTF8_FLAG else "cp437", "replace")
        fields = {"crc": (16, 4), "compressed_size": (20, 4), "size": (24, 4), "offset": (42, 4)}
        numbers = {"size": size, "compressed_size": compressed, "offset": offset}
        if not _read_zip64_extra(record, (46 + name_length, extra_length), numbers, fields):
            raise WorkbookError("CORRUPT_ZIP", path)
        if flags & _ENCRYPTED_FLAGS:
            raise WorkbookError("ENCRYPTED", path, part=name)
        start = numbers["offset"] + directory.shift
        directory.entries.append(
            Entry(name, method, crc, numbers["compressed_size"], numbers["size"], start, 0, 0, record, fields)
        )
        at += length
        if len(directory.entries) > limits.PARTS:
            raise WorkbookError("TOO_MANY_PARTS", path, found=len(directory.entries), limit=limits.PARTS)
    if not directory.entries:
        raise WorkbookError("NOT_XLSX", path)


def _read_zip64_extra(
    record: bytes, extra: tuple[int, int], numbers: dict[str, int], fields: dict[str, tuple[int, int]]
) -> bool:
    """Take the numbers that did not fit into 32 bits from the extra field; ``False`` where one is missing."""
    at, end = extra[0], sum(extra)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", record, at)
        if kind == 1:
            position = at + 4
            for name in ("size", "compressed_size", "offset"):
                if numbers[name] != _IN_EXTRA:
                    continue
                if position + 8 > min(at + 4 + size, end):
                    return False
                (numbers[name],) = struct.unpack_from("<Q", record, position)
                fields[name] = (position, 8)
                position += 8
        at += 4 + size
    return True


def _check_entries(data: bytes, directory: Directory, path: str) -> None:
    total = 0
    seen: set[str] = set()
    for entry in directory.entries:
        _check_name(entry.name, path)
        key = part_key(entry.name)
        if key in seen:
            raise WorkbookError("DUPLICATE_PART", path, part=entry.name)
        seen.add(key)
        total += entry.size
        _locate(data, directory, entry, path)
    by_position = sorted(directory.entries, key=lambda entry: entry.start)
    for entry, following in zip(by_position, [*by_position[1:], None], strict=True):
        entry.end = following.start if following else directory.start
        if entry.data_start + entry.compressed_size > entry.end:
            raise WorkbookError("OVERLAPPING_ENTRIES", path, part=entry.name)
    for entry in directory.entries:
        if entry.size > limits.PART_SIZE and entry.size <= limits.RATIO * entry.compressed_size:
            raise too_big(path, entry.name, entry.size, limits.PART_SIZE)
    if total > limits.TOTAL_SIZE and not any(map(is_suspicious, directory.entries)):
        raise too_big(path, "the whole workbook unpacked", total, limits.TOTAL_SIZE)


def is_suspicious(entry: Entry) -> bool:
    """True when a part claims to unpack to more than an honest one could."""
    return entry.size > limits.RATIO_APPLIES_ABOVE and entry.size > limits.RATIO * entry.compressed_size


def too_big(path: str, what: str, found: int, limit: int) -> WorkbookError:
    """Return the error for something of ``found`` bytes where ``limit`` are allowed."""
    megabytes = limits.MEGABYTE
    return WorkbookError(
        "TOO_BIG", path, what=what, found=f"{found / megabytes:.0f} MB", limit=f"{limit // megabytes} MB"
    )


def _check_name(name: str, path: str) -> None:
    plain = name.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in plain or not plain:
        raise WorkbookError("BAD_PART_NAME", path, part=repr(name))


def part_key(name: str) -> str:
    """Return the form in which two spellings of one part name are the same: case and slash do not count."""
    return name.replace("\\", "/").lstrip("/").lower()


def _locate(data: bytes, directory: Directory, entry: Entry, path: str) -> None:
    if entry.start < 0 or entry.start + 30 > directory.start or data[entry.start : entry.start + 4] != _LOCAL:
        raise WorkbookError("CORRUPT_ZIP", path)
    flags, name_length, extra_length = struct.unpack_from("<6xH18xHH", data, entry.start)
    if flags & _ENCRYPTED_FLAGS:
        raise WorkbookError("ENCRYPTED", path, part=entry.name)
    entry.data_start = entry.start + 30 + name_length + extra_length
