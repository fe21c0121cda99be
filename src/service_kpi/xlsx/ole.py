"""What an OLE compound file is when it lies where a workbook should: encrypted workbook, old .xls, or neither."""

from __future__ import annotations

import struct
from typing import Final

OLE_SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")

_FREE_SECTORS: Final = 0xFFFFFFFA
_ENTRY_SIZE: Final = 128
_SECTORS_READ: Final = 4096
_WORKBOOK_STREAMS: Final = frozenset({"workbook", "book"})


def ole_error_code(data: bytes) -> str:
    """Return the error code for an OLE file: ``ENCRYPTED``, ``OLD_XLS``, ``NOT_XLSX`` or ``ENCRYPTED_OR_CORRUPT``.

    Reads the directory stream alone, by [MS-CFB]; nothing is decrypted.
    """
    try:
        names = _stream_names(data)
    except (struct.error, IndexError):
        return "ENCRYPTED_OR_CORRUPT"
    if "encryptedpackage" in names and "encryptioninfo" in names:
        return "ENCRYPTED"
    if names & _WORKBOOK_STREAMS:
        return "OLD_XLS"
    return "NOT_XLSX" if "root entry" in names else "ENCRYPTED_OR_CORRUPT"


def _stream_names(data: bytes) -> set[str]:
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise IndexError(shift)
    size = 1 << shift
    (sector,) = struct.unpack_from("<I", data, 48)
    allocation_sectors = struct.unpack_from("<109I", data, 76)
    per_sector = size // 4
    names: set[str] = set()
    for _ in range(_SECTORS_READ):
        if sector >= _FREE_SECTORS:
            break
        start = (sector + 1) * size
        block = data[start : start + size]
        if len(block) < size:
            raise IndexError(sector)
        names.update(_name(block[at : at + _ENTRY_SIZE]) for at in range(0, size, _ENTRY_SIZE))
        table = allocation_sectors[sector // per_sector]
        (sector,) = struct.unpack_from("<I", data, (table + 1) * size + sector % per_sector * 4)
    return names


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
