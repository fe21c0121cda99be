from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service_kpi.errors import WorkbookError
from service_kpi.xlsx.package import Package
from tests.xlsx.building import zipped


class Unseekable(io.RawIOBase):
    """A stream that cannot go back, so that zipfile writes data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.data += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


def streamed(parts: dict[str, bytes], *, force_zip64: bool = False) -> bytes:
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=force_zip64) as member:
                member.write(content)
    return bytes(stream.data)


def raw_members(data: bytes) -> dict[str, bytes]:
    """Return the compressed bytes of every member, found by zipfile and not by us."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name, extra = struct.unpack_from("<26xHH", data, info.header_offset)
            start = info.header_offset + 30 + name + extra
            members[info.filename] = data[info.header_offset : start + info.compress_size]
    return members


def code_of(data: bytes, read: str | None = None) -> str:
    with pytest.raises(WorkbookError) as caught:
        package = Package.open(data)
        if read:
            package.read(read)
    return caught.value.code


PARTS = {"a.xml": b"<a/>" * 100, "dir/b.bin": bytes(range(256)) * 8, "empty": b""}


@pytest.mark.parametrize("force_zip64", [False, True])
@pytest.mark.parametrize("make", ["seekable", "streamed", "stored", "prefixed", "commented", "trailing"])
def test_every_kind_of_zip_reads_and_rewrites(make: str, force_zip64: bool) -> None:
    if make == "streamed":
        data = streamed(PARTS, force_zip64=force_zip64)
    else:
        stream = io.BytesIO()
        method = zipfile.ZIP_STORED if make == "stored" else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(stream, "w", method) as archive:
            for name, content in PARTS.items():
                with archive.open(name, "w", force_zip64=force_zip64) as member:
                    member.write(content)
            archive.comment = b"a comment" if make == "commented" else b""
        data = stream.getvalue()
    if make == "prefixed":
        data = b"#!/bin/sh\n" + data
    if make == "trailing":
        data += b"\0" * 100
    package = Package.open(data)
    assert package.names == list(PARTS)
    assert {name: package.read(name) for name in PARTS} == PARTS
    assert package.rewrite({}) == data
    assert package.warnings == ([("TRAILING_BYTES", {"found": 100})] if make == "trailing" else [])

    changed = package.rewrite({"A.XML": b"<new/>"})
    before, after = raw_members(data), raw_members(changed)
    assert {n: m for n, m in after.items() if n != "a.xml"} == {n: m for n, m in before.items() if n != "a.xml"}
    with zipfile.ZipFile(io.BytesIO(changed)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(PARTS)
        assert archive.read("a.xml") == b"<new/>"
        assert archive.comment == (b"a comment" if make == "commented" else b"")
    assert Package.open(changed).read("dir/b.bin") == PARTS["dir/b.bin"]


names = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?\.xml", fullmatch=True)


@settings(deadline=None)
@given(st.dictionaries(names, st.binary(max_size=200), min_size=1, max_size=6), st.data())
def test_rewriting_changes_only_what_was_named(parts: dict[str, bytes], data: st.DataObject) -> None:
    source = zipped(parts)
    package = Package.open(source)
    assert package.rewrite({}) == source
    replaced = data.draw(st.dictionaries(st.sampled_from(sorted(parts)), st.binary(max_size=300)))
    result = package.rewrite(replaced)
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == parts | replaced
    before, after = raw_members(source), raw_members(result)
    assert all(after[name] == before[name] for name in parts if name not in replaced)


def test_a_zip64_end_record_follows_the_directory() -> None:
    """A zip64 end record and locator (APPNOTE 4.3.14, 4.3.15) written by hand around an ordinary zip."""
    data = zipped(PARTS)
    end = len(data) - 22
    count, size, offset = struct.unpack_from("<10xHII", data, end)
    end64 = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    classic = data[end : end + 10] + struct.pack("<HIIH", 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    whole = data[:end] + end64 + locator + classic
    package = Package.open(whole)
    assert package.rewrite({}) == whole
    changed = package.rewrite({"a.xml": b"x" * 5000})
    with zipfile.ZipFile(io.BytesIO(changed)) as archive:
        assert archive.testzip() is None
        assert archive.read("a.xml") == b"x" * 5000
    assert Package.open(changed).read("a.xml") == b"x" * 5000


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def test_refusals() -> None:
    good = zipped(PARTS)
    directory = good.index(b"PK\x01\x02")
    assert code_of(b"") == "NOT_XLSX"
    assert code_of(b"name;value\n1;2\n") == "NOT_XLSX"
    assert code_of(good[: len(good) // 2]) == "TRUNCATED_ZIP"
    assert code_of(patched(good, directory + 8, b"\1\0")) == "ENCRYPTED"
    assert code_of(patched(good, directory + 10, struct.pack("<H", 99)), "a.xml") == "UNSUPPORTED_COMPRESSION"
    assert code_of(patched(good, directory + 16, b"\1\2\3\4"), "a.xml") == "CRC"
    assert code_of(patched(good, directory + 24, struct.pack("<I", 10)), "a.xml") == "SIZE_MISMATCH"
    assert code_of(patched(good, directory + 24, struct.pack("<I", 500)), "a.xml") == "SIZE_MISMATCH"
    assert code_of(patched(good, directory + 42, struct.pack("<I", 1)), "a.xml") == "CORRUPT_ZIP"
    assert code_of(patched(good, directory + 20, struct.pack("<I", 100_000)), "a.xml") == "OVERLAPPING_ENTRIES"
    assert code_of(good, "xl/workbook.xml") == "MISSING_PART"
    with pytest.raises(WorkbookError, match=r"xl/workbook\.xml"):
        Package.open(good).rewrite({"xl/workbook.xml": b""})


@pytest.mark.parametrize("name", ["/etc/passwd", "../up.xml", "xl/../../up.xml", "C:/x.dll", "xl\\..\\..\\up.xml"])
def test_names_that_point_outside(name: str) -> None:
    data = zipped({"a.xml": b"", "X" * len(name): b""}).replace(b"X" * len(name), name.encode())
    assert code_of(data) == "BAD_PART_NAME"


def test_the_same_name_twice() -> None:
    assert code_of(zipped({"a.xml": b"1", "b.xml": b"2"}).replace(b"b.xml", b"a.xml")) == "DUPLICATE_PART"
    assert code_of(zipped({"a.xml": b"1", "A.xml": b"2"})) == "DUPLICATE_PART"


def test_sizes() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = bomb.compress(b" " * (11 << 20)) + bomb.flush()
    assert len(packed) * 200 < 11 << 20
    assert code_of(zipped({"a.xml": b" " * (11 << 20)})) == "ZIP_BOMB"
    assert code_of(zipped({"a.xml": b'<a b="' + b"x" * (11 << 20) + b'"/>'})) == "XML_LIMIT"
    assert Package.open(zipped({"a.xml": b" " * (9 << 20)})).read("a.xml") == b" " * (9 << 20)
    many = {f"{number}.xml": b"" for number in range(10_001)}
    assert code_of(zipped(many)) == "TOO_MANY_PARTS"


def test_what_is_not_a_file(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.xlsx", "MISSING_FILE"), (tmp_path, "IS_FOLDER")):
        with pytest.raises(WorkbookError) as caught:
            Package.open(path)
        assert caught.value.code == code
    book = tmp_path / "book.xlsx"
    book.write_bytes(zipped(PARTS))
    package = Package.open(book)
    book.unlink()
    assert package.read("a.xml") == PARTS["a.xml"]


def ole(*streams: str) -> bytes:
    """Return an OLE file with an empty directory of these names: header, directory sector, allocation sector."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HH", header, 26, 3, 0xFFFE)
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 0)
    struct.pack_into("<109I", header, 76, 1, *[0xFFFFFFFF] * 108)
    directory = bytearray()
    for name in ("Root Entry", *streams):
        encoded = name.encode("utf-16-le")
        directory += encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded) + 2) + bytes(62)
    allocation = struct.pack("<2I", 0xFFFFFFFE, 0xFFFFFFFD) + b"\xff" * 504
    return bytes(header) + bytes(directory.ljust(512, b"\0")) + allocation


def test_ole_files() -> None:
    assert code_of(ole("EncryptionInfo", "EncryptedPackage")) == "ENCRYPTED"
    assert code_of(ole("Workbook")) == "OLD_XLS"
    assert code_of(ole("Book")) == "OLD_XLS"
    assert code_of(ole("WordDocument")) == "NOT_XLSX"
    assert code_of(ole("Workbook")[:600]) == "ENCRYPTED_OR_CORRUPT"
    assert code_of(ole("Workbook")[:8]) == "ENCRYPTED_OR_CORRUPT"
