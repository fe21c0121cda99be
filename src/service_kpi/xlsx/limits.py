"""What a workbook may be at most: above the largest of two thousand honest workbooks, below what hurts."""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1 << 20

TOTAL_SIZE: Final = 512 * MEGABYTE
PART_SIZE: Final = 256 * MEGABYTE
PARTS: Final = 10_000
SHEETS: Final = 10_000

#: A part may unpack to this many times its size; small parts may be as repetitive as they like.
RATIO: Final = 200
RATIO_APPLIES_ABOVE: Final = 10 * MEGABYTE

XML_DEPTH: Final = 256
#: Longest run of bytes without a new tag: bounds attributes and texts alike.
XML_RUN: Final = 10 * MEGABYTE

#: Excel's own bound for the text of a cell.
TEXT_LENGTH: Final = 32_767
#: Cells that one array formula may fill.
ARRAY_CELLS: Final = 10_000_000
