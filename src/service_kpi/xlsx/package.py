"""A workbook file as its parts: checked first, read from memory, rewritten with everything else as it was."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from service_kpi.errors import WorkbookError
from service_kpi.xlsx import limits
from service_kpi.xlsx.files import Identity, read_file
from service_kpi.xlsx.ole import OLE_SIGNATURE, ole_error_code
from service_kpi.xlsx.xml import normalised, parsed
from service_kpi.xlsx.zip_directory import (
    DEFLATED,
    STORED,
    Directory,
    Entry,
    is_suspicious,
    part_key,
    read_directory,
    too_big,
)

_DESCRIPTOR_FLAG: Final = 0x8
#: A third of the time of the usual level, for files a tenth larger.
_LEVEL: Final = 4


class Package:
    """The parts of one workbook. After :meth:`open` the file is not needed any more."""

    def __init__(self, data: bytes, path: str, identity: Identity | None) -> None:
        self.path = path
        #: The version of the file that was read, for :func:`service_kpi.xlsx.replace.replace_file`.
        self.identity = identity
        #: (code, details) of everything odd that was let through.
        self.warnings: list[tuple[str, dict[str, object]]] = []
        self._data = data
        if data.startswith(OLE_SIGNATURE):
            raise WorkbookError(ole_error_code(data), path)
        self._directory: Directory = read_directory(data, path)
        self._entries = {part_key(entry.name): entry for entry in self._directory.entries}
        for entry in filter(is_suspicious, self._directory.entries):
            raise self._bomb(entry)
        if self._directory.trailing_bytes:
            self.warnings.append(("TRAILING_BYTES", {"found": self._directory.trailing_bytes}))

    @classmethod
    def open(cls, source: Path | bytes) -> Package:
        """Read a workbook from a file or from memory and check its directory. Nothing is unpacked yet.

        Raises ``WorkbookError``; its code says what is wrong with the file.
        """
        if isinstance(source, bytes):
            return cls(source, "", None)
        data, identity = read_file(source)
        return cls(data, str(source), identity)

    @property
    def names(self) -> list[str]:
        """The part names as the file spells them, in its order."""
        return [entry.name for entry in self._directory.entries]

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._entries

    def read(self, name: str) -> bytes:
        """Return the content of a part, whichever way its name is capitalised.

        Raises ``WorkbookError`` ``MISSING_PART``, ``CRC``, ``SIZE_MISMATCH`` or ``UNSUPPORTED_COMPRESSION``.
        """
        entry = self._entries.get(part_key(name))
        if entry is None:
            raise WorkbookError("MISSING_PART", self.path, part=name)
        content = self._unpack(entry, entry.size + 1)
        if len(content) != entry.size:
            raise WorkbookError("SIZE_MISMATCH", self.path, part=entry.name)
        if zlib.crc32(content) != entry.crc:
            raise WorkbookError("CRC", self.path, part=entry.name)
        return content

    def xml(self, name: str) -> bytes:
        """Return the content of an XML part as UTF-8, checked by :func:`service_kpi.xlsx.xml.normalised`."""
        try:
            return normalised(self.read(name), name)
        except WorkbookError as error:
            error.path = self.path
            raise

    def root(self, name: str) -> Element:
        """Return the root element of a small XML part, checked likewise."""
        return parsed(self.xml(name))

    def rewrite(self, replaced: Mapping[str, bytes]) -> bytes:
        """Return the file with the content of some parts replaced.

        Every other member is copied as it lies: header, compressed bytes, descriptor, order. So are the
        comment, and whatever stands before, between and after the members.
        """
        new_content = {}
        for name, content in replaced.items():
            if part_key(name) not in self._entries:
                raise WorkbookError("MISSING_PART", self.path, part=name)
            new_content[part_key(name)] = content
        data, directory = self._data, self._directory
        by_position = sorted(directory.entries, key=lambda entry: entry.start)
        chunks: list[bytes | memoryview] = [data[: by_position[0].start]]
        length = len(chunks[0])
        records: dict[int, bytes] = {}
        for entry in by_position:
            record = bytearray(entry.record)
            _set(record, entry, "offset", length - directory.shift)
            content_or_none = new_content.get(part_key(entry.name))
            if content_or_none is None:
                member: bytes | memoryview = memoryview(data)[entry.start : entry.end]
            else:
                member = self._new_member(entry, record, content_or_none)
            chunks.append(member)
            length += len(member)
            records[id(entry)] = bytes(record)
        central = b"".join(records[id(entry)] for entry in directory.entries)
        chunks += [central, self._end_records(length, len(central))]
        return b"".join(chunks)

    def _unpack(self, entry: Entry, at_most: int) -> bytes:
        raw = memoryview(self._data)[entry.data_start : entry.data_start + entry.compressed_size]
        if entry.method == STORED:
            return bytes(raw[:at_most])
        if entry.method != DEFLATED:
            raise WorkbookError("UNSUPPORTED_COMPRESSION", self.path, part=entry.name)
        try:
            return zlib.decompressobj(-15).decompress(raw, at_most)
        except zlib.error:
            raise WorkbookError("CRC", self.path, part=entry.name) from None

    def _bomb(self, entry: Entry) -> WorkbookError:
        """Say more exactly why a part unpacks to so much, from its first bytes: one endless attribute?"""
        beginning = self._unpack(entry, limits.XML_RUN + limits.MEGABYTE)
        if len(beginning) - beginning.rfind(b"<") > limits.XML_RUN and beginning.rfind(b">") < beginning.rfind(b"<"):
            return WorkbookError("XML_LIMIT", self.path, part=entry.name, limit="10 MB")
        if entry.compressed_size == 0:
            return too_big(self.path, entry.name, entry.size, limits.PART_SIZE)
        return WorkbookError("ZIP_BOMB", self.path, part=entry.name, ratio=entry.size // entry.compressed_size)

    def _new_member(self, entry: Entry, record: bytearray, content: bytes) -> bytes:
        """Return the local header and the data of a replaced part, and bring its directory record up to date."""
        compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        packed = compressor.compress(content) + compressor.flush()
        crc = zlib.crc32(content)
        for field, number in (("crc", crc), ("compressed_size", len(packed)), ("size", len(content))):
            _set(record, entry, field, number)
        header = bytearray(self._data[entry.start : entry.start + 30])
        name_length, extra_length = struct.unpack_from("<26xHH", header)
        name_end = entry.start + 30 + name_length
        extra = _without_zip64(self._data[name_end : name_end + extra_length])
        for raw, at in ((header, 6), (record, 8)):
            flags, _ = struct.unpack_from("<HH", raw, at)
            struct.pack_into("<HH", raw, at, flags & ~_DESCRIPTOR_FLAG, DEFLATED)
        struct.pack_into("<IIIHH", header, 14, crc, len(packed), len(content), name_length, len(extra))
        return bytes(header) + self._data[entry.start + 30 : name_end] + extra + packed

    def _end_records(self, start: int, size: int) -> bytes:
        """Return everything behind the directory, with the directory's new place in it."""
        directory = self._directory
        tail = bytearray(self._data[directory.end :])
        offset = start - directory.shift
        at = directory.end_record - directory.end
        if directory.has_zip64:
            struct.pack_into("<QQ", tail, 40, size, offset)
            (position,) = struct.unpack_from("<Q", tail, at - 12)
            struct.pack_into("<Q", tail, at - 12, position + start + size - directory.end)
        old_size, old_offset = struct.unpack_from("<II", tail, at + 12)
        saturated = 0xFFFFFFFF
        struct.pack_into(
            "<II",
            tail,
            at + 12,
            saturated if old_size == saturated and directory.has_zip64 else size,
            saturated if old_offset == saturated and directory.has_zip64 else offset,
        )
        return bytes(tail)


def _set(record: bytearray, entry: Entry, field: str, number: int) -> None:
    position, width = entry.fields[field]
    struct.pack_into("<Q" if width == 8 else "<I", record, position, number)


def _without_zip64(extra: bytes) -> bytes:
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept + extra[at:]
