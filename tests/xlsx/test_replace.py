from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from service_kpi.errors import WorkbookError
from service_kpi.xlsx.files import Identity, read_file
from service_kpi.xlsx.replace import replace_file, write_new


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "Libro ñ.xlsx"
    path.write_bytes(b"old")
    return path


def refused(book: Path, act: Callable[[], object], code: str) -> None:
    """The act fails with a code, the book is untouched and nothing new lies beside it."""
    before = sorted(path.name for path in book.parent.iterdir())
    with pytest.raises(WorkbookError) as caught:
        act()
    assert caught.value.code == code
    assert caught.value.path == str(book)
    assert book.read_bytes() == b"old"
    assert sorted(path.name for path in book.parent.iterdir()) == before
    assert caught.value.text("es") != caught.value.text("en")


def test_the_new_content_takes_the_place_of_the_old(book: Path) -> None:
    book.chmod(0o640)
    _, identity = read_file(book)
    new = replace_file(book, b"new", identity)
    assert book.read_bytes() == b"new"
    assert stat.S_IMODE(book.stat().st_mode) == 0o640
    assert new == Identity.of(book.stat()) != identity
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_a_link_stays_a_link(book: Path) -> None:
    link = book.parent / "link.xlsx"
    link.symlink_to(book.name)
    replace_file(link, b"new", None)
    assert link.is_symlink()
    assert book.read_bytes() == b"new"


def test_a_changed_file_is_left_alone(book: Path) -> None:
    book.write_bytes(b"before")
    _, identity = read_file(book)
    book.write_bytes(b"old")
    refused(book, lambda: replace_file(book, b"new", identity), "CHANGED_MEANWHILE")


def test_a_change_at_the_last_moment(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, identity = read_file(book)
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        os.utime(book, ns=(1, 1))

    monkeypatch.setattr(os, "fsync", fsync)
    refused(book, lambda: replace_file(book, b"new", identity), "CHANGED_MEANWHILE")


@pytest.mark.parametrize("sign", ["~$Libro ñ.xlsx", ".~lock.Libro ñ.xlsx#"])
def test_a_book_that_someone_has_open(book: Path, sign: str) -> None:
    (book.parent / sign).write_bytes(b"Ana")
    refused(book, lambda: replace_file(book, b"new", None), "OPEN_ELSEWHERE")
    refused(book, lambda: write_new(book, b"new"), "OPEN_ELSEWHERE")


def test_read_only_and_hard_linked(book: Path) -> None:
    book.chmod(0o444)
    refused(book, lambda: replace_file(book, b"new", None), "READ_ONLY")
    book.chmod(0o644)
    os.link(book, book.parent / "other.xlsx")
    refused(book, lambda: replace_file(book, b"new", None), "HARD_LINKED")


def test_a_book_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        replace_file(tmp_path / "none.xlsx", b"new", None)
    assert caught.value.code == "MISSING_FILE"
    with pytest.raises(WorkbookError) as caught:
        write_new(tmp_path / "none" / "book.xlsx", b"new")
    assert caught.value.code == "MISSING_FILE"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "DISK_FULL"),
        (errno.EDQUOT, "DISK_FULL"),
        (errno.EROFS, "READ_ONLY"),
        (errno.EACCES, "NO_PERMISSION"),
        (errno.EIO, "IO_ERROR"),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync", "rename"])
def test_whatever_fails_the_book_survives(
    book: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, step: str
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    if step == "rename":
        monkeypatch.setattr(Path, "replace", fail)
    else:
        monkeypatch.setattr(os, step, fail)
    refused(book, lambda: replace_file(book, b"new", None), code)


def test_an_interruption_leaves_nothing_behind(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        replace_file(book, b"new", None)
    assert book.read_bytes() == b"old"
    assert [path.name for path in book.parent.iterdir()] == [book.name]


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert write_new(path, b"one") == Identity.of(path.stat())
    write_new(path, b"two")
    assert path.read_bytes() == b"two"
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask
