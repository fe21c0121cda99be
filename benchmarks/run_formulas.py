"""Compute books with the package ``formulas``. It is started with the interpreter that has the package.

Call: ``run_formulas.py OUTPUT_FOLDER BOOK…``
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

formulas = importlib.import_module("formulas")

folder = Path(sys.argv[1])
for book in map(Path, sys.argv[2:]):
    model = formulas.ExcelModel().loads(str(book)).finish()
    model.calculate()
    (written,) = model.write().values()
    (workbook,) = written.values()
    workbook.save(folder / book.name)
