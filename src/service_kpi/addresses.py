"""Cell addresses and ranges, zero-based inside, A1 outside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384

_RANGE: Final = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?(?::\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?)?\Z")


@lru_cache(maxsize=MAX_COLUMNS)
def column_letters(column: int) -> str:
    """Return the letters of a zero-based column: 0 is ``A``, 26 is ``AA``."""
    letters = ""
    number = column + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMNS)
def column_index(letters: str) -> int:
    """Return the zero-based column of its letters, in either case."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_address(row: int, column: int) -> str:
    """Return the A1 address of a zero-based cell."""
    return f"{column_letters(column)}{row + 1}"


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """A rectangle of cells, zero-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @classmethod
    def parse(cls, text: str) -> Range:
        """Read ``B2``, ``$B$2:C9``, ``A:C`` or ``3:7``.

        Raises ``ValueError`` for anything else, and for an address outside the sheet.
        """
        match = _RANGE.match(text)
        if not match:
            raise ValueError(f"{text!r} is not a cell or range")
        column1, row1, column2, row2 = match.groups()
        if ":" not in text:
            column2, row2 = column1, row1
            if not (column1 and row1):
                raise ValueError(f"{text!r} is not a cell or range")
        if (column1 is None) != (column2 is None) or (row1 is None) != (row2 is None) or not (column1 or row1):
            raise ValueError(f"{text!r} is not a cell or range")
        rows = sorted((int(row1) - 1, int(row2) - 1)) if row1 and row2 else [0, MAX_ROWS - 1]
        columns = (
            sorted((column_index(column1), column_index(column2))) if column1 and column2 else [0, MAX_COLUMNS - 1]
        )
        if rows[0] < 0 or rows[1] >= MAX_ROWS or columns[1] >= MAX_COLUMNS:
            raise ValueError(f"{text!r} lies outside the sheet")
        return cls(rows[0], columns[0], rows[1], columns[1])

    @classmethod
    def cell(cls, row: int, column: int) -> Range:
        """Return the range of one cell."""
        return cls(row, column, row, column)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.last_row - self.first_row + 1

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.last_column - self.first_column + 1

    def contains(self, row: int, column: int) -> bool:
        """True when the cell lies inside."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def overlaps(self, other: Range) -> bool:
        """True when the two share a cell."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )

    def __str__(self) -> str:
        first = cell_address(self.first_row, self.first_column)
        if self.rows == self.columns == 1:
            return first
        return f"{first}:{cell_address(self.last_row, self.last_column)}"
