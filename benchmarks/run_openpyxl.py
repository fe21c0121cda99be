"""Load and save books with openpyxl: the floor that people know. Nothing is computed, and stored values are lost.

Call: ``run_openpyxl.py OUTPUT_FOLDER BOOK…``
"""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl

folder = Path(sys.argv[1])
for book in map(Path, sys.argv[2:]):
    openpyxl.load_workbook(book).save(folder / book.name)
