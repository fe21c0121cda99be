"""What can go wrong with a file: one sentence, the original as it was, nothing left beside it."""

from __future__ import annotations

import errno
import io
import os
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service_kpi import recalculate
from service_kpi.engine.careful import CarefulEngine
from service_kpi.errors import WorkbookError
from tests.gate.workbook import Book, Input, write_workbook
from tests.refresh.books import SURVEY

FORMULAS: dict[str, Input] = SURVEY | {"D1": "=KPI_GAP(A2:A4,B2:B4)", "D2": "=D1*2"}
STALE = write_workbook(Book({"Sheet1": FORMULAS}), -99.0)
POSIX = pytest.mark.skipif(os.name == "nt", reason="the file system of Windows has no such thing")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "Encuesta de ñandú 'final' (1).xlsx"
    path.write_bytes(STALE)
    return path


def refusal(path: Path) -> WorkbookError:
    """Refresh a workbook that must be refused, and hold what every refusal promises."""
    folder = path.parent
    before = {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    with pytest.raises(WorkbookError) as caught:
        recalculate(path)
    assert {file: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before
    problem = caught.value
    for language in ("en", "es"):
        sentence = problem.text(language)
        assert path.name in sentence
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert "…" not in sentence  # nothing was left blank
    return problem


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "NOT_XLSX"),
        (b"name,score\nA,1\n", "NOT_XLSX"),
        (b"\xef\xbb\xbfnombre;nota\r\nA;1\r\n", "NOT_XLSX"),
        (b"<html><table></table></html>", "NOT_XLSX"),
        (b"%PDF-1.7", "NOT_XLSX"),
        (STALE[: len(STALE) // 2], "TRUNCATED_ZIP"),
        (STALE[:-1], "TRUNCATED_ZIP"),
        (STALE[:4], "TRUNCATED_ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "ENCRYPTED_OR_CORRUPT"),
    ],
)
def test_content_that_is_no_workbook(book: Path, content: bytes, code: str) -> None:
    book.write_bytes(content)
    assert refusal(book).code == code


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        (("Workbook",), "OLD_XLS"),
        (("Book",), "OLD_XLS"),
        (("EncryptionInfo", "EncryptedPackage"), "ENCRYPTED"),
        (("WordDocument",), "NOT_XLSX"),
    ],
)
def test_compound_files(book: Path, streams: tuple[str, ...], code: str) -> None:
    book.write_bytes(compound_file(*streams))
    assert refusal(book).code == code


def compound_file(*streams: str) -> bytes:
    """Return the smallest compound file [MS-CFB] that lists some streams: header, one FAT sector, one directory."""
    header = bytearray(512)
    header[0:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = (0x3E).to_bytes(2, "little") + (3).to_bytes(2, "little") + b"\xfe\xff" + b"\x09\x00" + b"\x06\x00"
    header[44:48] = (1).to_bytes(4, "little")  # one FAT sector
    header[48:52] = (1).to_bytes(4, "little")  # the directory starts in sector 1
    header[56:60] = (4096).to_bytes(4, "little")
    header[60:64] = header[68:72] = b"\xfe\xff\xff\xff"
    header[76:512] = (0).to_bytes(4, "little") + b"\xff" * 432
    fat = b"\xfd\xff\xff\xff" + b"\xfe\xff\xff\xff" + b"\xff" * 504
    directory = entry("Root Entry", 5, 1) + b"".join(entry(stream, 2, 0xFFFFFFFF) for stream in streams)
    return bytes(header) + fat + directory.ljust(512, b"\0")


def entry(name: str, kind: int, child: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    siblings = b"\xff" * 8 + child.to_bytes(4, "little")
    return encoded.ljust(64, b"\0") + len(encoded).to_bytes(2, "little") + bytes([kind, 1]) + siblings + bytes(48)


def test_a_zip_that_is_no_workbook(book: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    book.write_bytes(stream.getvalue())
    assert refusal(book).code in {"NOT_XLSX", "MISSING_PART", "BAD_WORKBOOK"}


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nope.xlsx").code == "MISSING_FILE"
    (tmp_path / "folder.xlsx").mkdir()
    assert refusal(tmp_path / "folder.xlsx").code == "IS_FOLDER"


@pytest.mark.parametrize("sign", ["~${}", ".~lock.{}#"])
def test_open_elsewhere(book: Path, sign: str) -> None:
    (book.parent / sign.format(book.name)).write_bytes(b"x")
    assert refusal(book).code == "OPEN_ELSEWHERE"


def test_read_only_file(book: Path) -> None:
    book.chmod(stat.S_IREAD)
    assert refusal(book).code == "READ_ONLY"
    book.chmod(stat.S_IREAD | stat.S_IWRITE)


@POSIX
def test_hard_link(book: Path) -> None:
    os.link(book, book.parent / "other name.xlsx")
    assert refusal(book).code == "HARD_LINKED"


@POSIX
def test_a_symbolic_link_stays_and_its_target_is_refreshed(book: Path) -> None:
    link = book.parent / "link.xlsx"
    link.symlink_to(book.name)
    book.chmod(0o640)
    assert recalculate(link).changed == 2
    assert link.is_symlink()
    assert book.read_bytes() != STALE
    assert stat.S_IMODE(book.stat().st_mode) == 0o640


def fails(code: int) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(code, os.strerror(code))

    return fail


class FullFile(io.BytesIO):
    """A file on a disk with no room left."""

    def write(self, _: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("target", "code", "expected"),
    [
        ("os.open", errno.EACCES, "NO_PERMISSION"),
        ("os.open", errno.EROFS, "READ_ONLY"),
        ("os.open", errno.ENOSPC, "DISK_FULL"),
        ("os.fsync", errno.EIO, "IO_ERROR"),
        ("os.fsync", errno.ENOSPC, "DISK_FULL"),
        ("os.fsync", errno.EDQUOT, "DISK_FULL"),
        ("pathlib.Path.replace", errno.EIO, "IO_ERROR"),
        ("pathlib.Path.replace", errno.ENOSPC, "DISK_FULL"),
    ],
)
def test_a_disk_that_fails(book: Path, monkeypatch: pytest.MonkeyPatch, target: str, code: int, expected: str) -> None:
    recalculate(book, dry_run=True)  # whatever the program opens once is open by now
    monkeypatch.setattr(target, fails(code))
    with pytest.raises(WorkbookError) as caught:
        recalculate(book)
    monkeypatch.undo()
    assert caught.value.code == expected
    assert book.read_bytes() == STALE
    assert [file.name for file in book.parent.iterdir()] == [book.name]


def test_a_write_that_finds_no_room(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, *_: Any) -> FullFile:
        os.close(descriptor)
        return FullFile()

    monkeypatch.setattr("os.fdopen", full)
    assert refusal(book).code == "DISK_FULL"


@pytest.mark.skipif(sys.platform != "linux" or not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to mount")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = (len(STALE) // 4096 + 2) * 4096
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("may not mount a file system here")
    try:
        path = disk / "book.xlsx"
        path.write_bytes(STALE)
        (disk / "filler").write_bytes(bytes(max(size - len(STALE) - 4096, 0)))
        assert refusal(path).code == "DISK_FULL"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_file_that_changes_meanwhile(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recalculate_formulas = CarefulEngine.recalculate

    def meddle(engine: CarefulEngine) -> None:
        book.write_bytes(STALE + b"somebody else's work")
        recalculate_formulas(engine)

    monkeypatch.setattr(CarefulEngine, "recalculate", meddle)
    with pytest.raises(WorkbookError) as caught:
        recalculate(book)
    assert caught.value.code == "CHANGED_MEANWHILE"
    assert book.read_bytes() == STALE + b"somebody else's work"
    assert len(list(book.parent.iterdir())) == 1


@pytest.mark.parametrize(
    "name", ["plain.xlsx", "with space.xlsx", 'quote\'s "both".xlsx', "ñandú→😀.xlsx", "[1].xlsx", "-o.xlsx", "A.XLSX"]
)
def test_names_of_every_kind(tmp_path: Path, name: str) -> None:
    if os.name == "nt" and '"' in name:
        pytest.skip("Windows allows no quotes in names")
    path = tmp_path / name
    path.write_bytes(STALE)
    assert recalculate(path).changed == 2
    assert [file.name for file in tmp_path.iterdir()] == [name]


# Killed at any moment -------------------------------------------------------------------------------------------

_REFRESH_FOREVER = """
import sys, pathlib
from service_kpi import recalculate
path, stale = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
recalculate(stale, dry_run=True)
print("ready", flush=True)
while True:
    recalculate(path)
    path.with_suffix(".next").write_bytes(stale.read_bytes())
    path.with_suffix(".next").replace(path)
"""


@POSIX
def test_killed_at_any_moment_the_file_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    stale, folder = tmp_path / "stale.xlsx", tmp_path / "work"
    folder.mkdir()
    cells: dict[str, Input] = FORMULAS | {f"F{row}": f"=A2+{row}" for row in range(1, 300)}
    stale.write_bytes(write_workbook(Book({"Sheet1": cells}), -99.0))
    fresh = recalculate(stale, dry_run=True).data
    path = folder / "book.xlsx"
    seen = set()
    for number in range(12):
        path.write_bytes(stale.read_bytes())
        process = subprocess.Popen(
            [sys.executable, "-c", _REFRESH_FOREVER, str(path), str(stale)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.02 + 0.0137 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        content = path.read_bytes()
        assert content in (stale.read_bytes(), fresh)
        seen.add(content == fresh)
        for left in folder.glob("*.next"):
            left.unlink()
    assert seen  # each round looked at a whole file
    for left in folder.glob(".service-kpi-*.tmp"):  # what a kill in mid-write leaves never bears the book's name
        left.unlink()
    assert [file.name for file in folder.iterdir()] == ["book.xlsx"]
    recalculate(path)
    assert path.read_bytes() == fresh
