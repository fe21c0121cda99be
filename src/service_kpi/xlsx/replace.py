"""Putting a file in the place of another: wholly or not at all, and never over somebody else's work."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from service_kpi.errors import WorkbookError
from service_kpi.xlsx.files import Identity, file_error


def check_not_open_elsewhere(path: Path) -> None:
    """Raise ``WorkbookError`` ``OPEN_ELSEWHERE`` where Excel or LibreOffice left its sign beside the workbook."""
    for sign in (f"~${path.name}", f".~lock.{path.name}#"):
        if (path.parent / sign).exists():
            raise WorkbookError("OPEN_ELSEWHERE", str(path))


def replace_file(path: Path, data: bytes, expected: Identity | None) -> Identity:
    """Replace the content of a workbook and return its new identity.

    A symbolic link stays and its target is replaced; mode and owner are kept. ``expected`` is the version that was
    read. Raises ``WorkbookError``, and then the original is untouched and nothing is left beside it.
    """
    try:
        target = path.resolve(strict=True)
        status = target.stat()
    except OSError as error:
        raise file_error(error, path) from error
    check_not_open_elsewhere(target)
    _check_unchanged(target, path, expected)
    if status.st_nlink > 1:
        raise WorkbookError("HARD_LINKED", str(path))
    if not status.st_mode & 0o222:
        raise WorkbookError("READ_ONLY", str(path))
    if not os.access(target, os.W_OK):
        raise WorkbookError("NO_PERMISSION", str(path))
    return _put(target, path, data, status, expected)


def write_new(path: Path, data: bytes) -> Identity:
    """Write a workbook beside or over an earlier result, wholly or not at all, and return its identity."""
    check_not_open_elsewhere(path)
    return _put(path, path, data, None, None)


def _put(target: Path, path: Path, data: bytes, status: os.stat_result | None, expected: Identity | None) -> Identity:
    temporary = target.parent / f".service-kpi-{secrets.token_hex(8)}.tmp"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                if status is not None:
                    _keep_owner_and_mode(file.fileno(), temporary, status)
                os.fsync(file.fileno())
            _check_unchanged(target, path, expected)
            _rename(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise file_error(error, path) from error
    _sync_folder(target.parent)
    return Identity.of(target.stat())


def _check_unchanged(target: Path, path: Path, expected: Identity | None) -> None:
    if expected is not None and Identity.of(target.stat()) != expected:
        raise WorkbookError("CHANGED_MEANWHILE", str(path))


def _keep_owner_and_mode(descriptor: int, temporary: Path, status: os.stat_result) -> None:
    """Give the new file the owner, where we may, and then the mode: changing the owner clears mode bits."""
    if hasattr(os, "fchown"):
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, status.st_uid, status.st_gid)
    temporary.chmod(status.st_mode & 0o7777)


def _rename(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except PermissionError as error:
        if os.name == "nt":
            # Excel holds the file: Windows says access denied (5) or sharing violation (32).
            raise WorkbookError("OPEN_ELSEWHERE", str(target)) from error
        raise


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, on systems where a folder can be synced."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
