"""A file on disk: which version it is, its bytes, and what the operating system says about it in our words."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service_kpi.errors import WorkbookError
from service_kpi.xlsx import limits
from service_kpi.xlsx.zip_directory import too_big

_SHARING_VIOLATION: Final = 32
_CODES: Final = {
    errno.ENOENT: "MISSING_FILE",
    errno.ENOTDIR: "MISSING_FILE",
    errno.EISDIR: "IS_FOLDER",
    errno.EACCES: "NO_PERMISSION",
    errno.EPERM: "NO_PERMISSION",
    errno.EROFS: "READ_ONLY",
    errno.ENOSPC: "DISK_FULL",
    errno.EDQUOT: "DISK_FULL",
    errno.EFBIG: "DISK_FULL",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one version of a file from the next."""

    device: int
    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, status: os.stat_result) -> Identity:
        """Return the identity in a stat result."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def read_file(path: Path) -> tuple[bytes, Identity]:
    """Return the bytes of a regular file and the version that was read.

    Raises ``WorkbookError`` for anything that cannot be read, is too big, or changes under the reading.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise WorkbookError("IS_FOLDER", str(path))
        if not stat.S_ISREG(status.st_mode):
            raise WorkbookError("NOT_XLSX", str(path))
        if status.st_size > limits.TOTAL_SIZE:
            raise too_big(str(path), "the file", status.st_size, limits.TOTAL_SIZE)
        with path.open("rb") as file:
            identity = Identity.of(os.fstat(file.fileno()))
            data = file.read(limits.TOTAL_SIZE + 1)
            after = Identity.of(os.fstat(file.fileno()))
    except OSError as error:
        raise file_error(error, path) from error
    if identity != after or len(data) != identity.size:
        raise WorkbookError("CHANGED_MEANWHILE", str(path))
    return data, identity


def file_error(error: OSError, path: Path) -> WorkbookError:
    """Return the typed error for what the operating system said about a workbook."""
    if getattr(error, "winerror", None) == _SHARING_VIOLATION:
        return WorkbookError("OPEN_ELSEWHERE", str(path))
    code = _CODES.get(error.errno or 0)
    if code is None:
        return WorkbookError("IO_ERROR", str(path), reason=error.strerror or type(error).__name__)
    return WorkbookError(code, str(path))
