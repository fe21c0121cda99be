"""The workbooks that the words on the command line mean."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

from service_kpi.errors import WorkbookError

#: Excel's sign beside an open workbook; a wildcard finds it and nobody means it.
_OWNER_FILE = "~$"


def named_books(words: Iterable[str]) -> Iterator[str | WorkbookError]:
    """Yield each workbook once; a wildcard that the shell left alone is expanded, and one without match is an error."""
    seen: set[str] = set()
    for word in words:
        for book in _expanded(word):
            key = str(Path(book).absolute()) if isinstance(book, str) else ""
            if not key or key not in seen:
                yield book
            seen.add(key)


def _expanded(word: str) -> Iterable[str | WorkbookError]:
    if not glob.has_magic(word) or Path(word).exists():
        return [word]
    found = sorted(path for path in glob.glob(word) if not Path(path).name.startswith(_OWNER_FILE))  # noqa: PTH207
    return found or [WorkbookError("NO_MATCH", word)]
