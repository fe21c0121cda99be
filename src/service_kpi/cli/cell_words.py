"""``BOOK!Sheet!B7`` taken apart."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


class CellWords(NamedTuple):
    """The three parts, as typed but for the quotes of the sheet."""

    book: str
    sheet: str
    cell: str


def cell_words(words: str) -> CellWords | None:
    """Return the parts of ``BOOK!Sheet!B7``, ``None`` where the words are not of that form.

    The sheet may be quoted as in a formula. Paths and sheet names may hold ``!`` themselves: of the ways to read the
    words, the one whose book is there counts, and if none is, the one whose sheet is quoted or has the shortest name.

    >>> cell_words("May 2026.xlsx!'Tom''s sheet'!$B$7")
    CellWords(book='May 2026.xlsx', sheet="Tom's sheet", cell='B7')
    """
    place, _, cell = words.rpartition("!")
    match = _CELL.fullmatch(cell.strip())
    if match is None:
        return None
    address = f"{match[1]}{match[2]}".upper()
    readings = []
    end = place.rfind("!")
    while end > 0:
        if sheet := _unquoted(place[end + 1 :]):
            readings.append(CellWords(place[:end], sheet, address))
        end = place.rfind("!", 0, end)
    readings.sort(key=lambda reading: not place.endswith(f"!{_quoted(reading.sheet)}"))
    return next((reading for reading in readings if _is_file(reading.book)), readings[0] if readings else None)


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _unquoted(sheet: str) -> str:
    if len(sheet) > 1 and sheet[0] == sheet[-1] == "'":
        return sheet[1:-1].replace("''", "'")
    return sheet


def _is_file(book: str) -> bool:
    try:
        return Path(book).is_file()
    except (OSError, ValueError):
        return False
