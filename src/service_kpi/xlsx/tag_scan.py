"""The row and cell tags in a piece of a sheet, taken apart all at once.

In the shadow of a sheet every ``<`` begins a tag and every ``>`` ends one, so the n-th of each belong together. The
positions of both are found in one sweep; everything else is arithmetic on arrays of positions. A cell that is not
written as nearly all are is marked, and read on its own by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]
Block = NDArray[np.uint8]

#: Bytes behind the piece that may be looked at: longer than any pattern below.
PADDING: Final = 64
_MISSING: Final = -1

#: The types of cells, as numbers: positions in this tuple.
TYPES: Final = (b"", b"s", b"b", b"e", b"str", b"inlineStr", b"n")
PLAIN, SHARED, BOOLEAN, ERROR, FORMULA_TEXT, INLINE, NUMBER = range(len(TYPES))

_ENDS_NAME: Final = np.isin(np.arange(256), np.frombuffer(b" \t\r\n/>", dtype=np.uint8))


@dataclass(slots=True)
class RowScan:
    """The row tags of a piece; ``number`` is zero where the tag does not begin with a plain ``r``."""

    starts: Positions
    ends: Positions
    numbers: Positions
    closes_itself: Mask


@dataclass(slots=True)
class CellScan:
    """The cells of a piece.

    ``is_usual`` says where the rest is right. ``rows`` and ``columns`` count from one. ``value_starts`` is -1 where a
    cell has no ``<v>`` and no inline text.
    """

    starts: Positions
    is_usual: Mask
    rows: Positions
    columns: Positions
    styles: Positions
    types: NDArray[np.uint8]
    value_starts: Positions
    value_ends: Positions


def scan_tags(block: Block, prefix: bytes) -> tuple[RowScan, CellScan]:
    """Take a piece of a sheet apart; ``block`` ends in ``PADDING`` zeros and begins and ends between tags."""
    opens = np.flatnonzero(block == ord("<"))
    closes = np.flatnonzero(block == ord(">"))
    names = opens + 1 + len(prefix)
    ours = np.ones(len(opens), dtype=bool)
    for offset, byte in enumerate(prefix, start=1):
        ours &= block[opens + offset] == byte
    first, second = block[names], block[names + 1]
    cells = np.flatnonzero(ours & (first == ord("c")) & _ENDS_NAME[second])
    rows = np.flatnonzero(ours & (first == ord("r")) & (second == ord("o")))
    rows = rows[(block[names[rows] + 2] == ord("w")) & _ENDS_NAME[block[names[rows] + 3]]]
    return _scan_rows(block, opens, closes, rows, len(prefix)), _scan_cells(block, opens, closes, cells, prefix)


def _scan_rows(block: Block, opens: Positions, closes: Positions, rows: Positions, prefix_length: int) -> RowScan:
    at = opens[rows] + 4 + prefix_length
    said = _stands(block, at, b' r="')
    numbers, after = _digits(block, at + 4, 7)
    said &= block[after] == ord('"')
    ends = closes[rows]
    return RowScan(opens[rows], ends + 1, np.where(said, numbers, 0), block[ends - 1] == ord("/"))


def _scan_cells(block: Block, opens: Positions, closes: Positions, cells: Positions, prefix: bytes) -> CellScan:
    at = opens[cells] + 2 + len(prefix)
    usual = _stands(block, at, b' r="')
    columns, at = _letters(block, at + 4)
    rows, at = _digits(block, at, 7)
    usual &= (columns > 0) & (rows > 0) & (block[at] == ord('"'))
    at += 1
    styles, at = _style(block, at)
    types, at = _type(block, at)
    end = closes[cells]
    closes_itself = block[end - 1] == ord("/")
    usual &= (at == end) | (closes_itself & ((at == end - 1) | ((at == end - 2) & (block[at] == ord(" ")))))

    # Behind the last tags stand sentinels that look like nothing.
    opens = np.append(opens, np.full(6, len(block) - PADDING))
    names = opens + 1 + len(prefix)
    letters = block[names]
    ends_tag = block[opens + 1] == ord("/")
    closing_letters = block[np.minimum(names + 1, len(block) - 1)]

    child = cells + 1
    formula = ~ends_tag[child] & (letters[child] == ord("f")) & ~closes_itself
    child = child + formula
    child += formula & ends_tag[child] & (closing_letters[child] == ord("f"))
    has_value = ~closes_itself & ~ends_tag[child] & (letters[child] == ord("v"))
    value_open = block[names[child] + 1]
    filled = has_value & (value_open == ord(">"))
    # What openpyxl writes behind a formula that nobody has computed yet.
    closes = np.append(closes, np.zeros(6, dtype=np.int64))
    unfilled = has_value & (block[closes[child] - 1] == ord("/")) & (types == PLAIN)
    has_inline = ~closes_itself & ~ends_tag[child] & (letters[child] == ord("i")) & (types == INLINE) & ~formula
    has_inline &= ~ends_tag[child + 1] & (letters[child + 1] == ord("t")) & (block[names[child + 1] + 1] == ord(">"))
    empty = closes_itself | (ends_tag[child] & (closing_letters[child] == ord("c")))
    # After the value the cell ends: nothing unknown follows. A text has </t>, </is> and </c> behind it.
    usual &= (
        empty
        | (unfilled & ends_tag[child + 1])
        | (filled & ends_tag[child + 1] & ends_tag[child + 2])
        | (has_inline & ends_tag[child + 2] & ends_tag[child + 3] & ends_tag[child + 4])
    )
    text = child + has_inline
    present = (filled | has_inline) & usual
    value_starts = np.where(present, names[text] + 2, _MISSING)
    value_ends = np.where(present, opens[text + 1], _MISSING)
    return CellScan(opens[cells], usual, rows, columns, styles, types, value_starts, value_ends)


def _stands(block: Block, at: Positions, pattern: bytes) -> Mask:
    found = np.ones(len(at), dtype=bool)
    for offset, byte in enumerate(pattern):
        found &= block[at + offset] == byte
    return found


def _letters(block: Block, at: Positions) -> tuple[Positions, Positions]:
    """Read up to three capital letters as a column number, from one; zero where there is none."""
    number = np.zeros(len(at), dtype=np.int64)
    for _ in range(3):
        letter = block[at] - np.uint8(ord("A"))
        is_letter = letter < 26
        number = np.where(is_letter, number * 26 + letter + 1, number)
        at = at + is_letter
    return number, at


def _digits(block: Block, at: Positions, most: int) -> tuple[Positions, Positions]:
    """Read an unsigned integer; zero where there is none."""
    number = np.zeros(len(at), dtype=np.int64)
    for _ in range(most):
        digit = block[at] - np.uint8(ord("0"))
        is_digit = digit < 10
        if not is_digit.any():
            break
        number = np.where(is_digit, number * 10 + digit, number)
        at = at + is_digit
    return number, at


def _style(block: Block, at: Positions) -> tuple[Positions, Positions]:
    styles = np.full(len(at), _MISSING, dtype=np.int64)
    has = np.flatnonzero(_stands(block, at, b' s="'))
    if len(has):
        number, after = _digits(block, at[has] + 4, 6)
        whole = block[after] == ord('"')
        has, number, after = has[whole], number[whole], after[whole]
        styles[has] = number
        at = at.copy()
        at[has] = after + 1
    return styles, at


def _type(block: Block, at: Positions) -> tuple[NDArray[np.uint8], Positions]:
    types = np.full(len(at), PLAIN, dtype=np.uint8)
    has = np.flatnonzero(_stands(block, at, b' t="'))
    if not len(has):
        return types, at
    at = at.copy()
    start = at[has] + 4
    for number, name in enumerate(TYPES[1:], start=1):
        found = _stands(block, start, name + b'"')
        types[has[found]] = number
        at[has[found]] = start[found] + len(name) + 1
    return types, at
