"""The oracle: the values that Excel itself stored beside the formulas of real workbooks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from service_kpi import recalculate
from service_kpi.cells import CellValue
from service_kpi.errors import VALUE, CellError
from tests.acceptance.corpus import NOW, CorpusFile
from tests.acceptance.package_reader import StoredCell, StoredSheet, read_sheets, saved_at

RELATIVE_TOLERANCE = 1e-9


class Verdict(Enum):
    """How a formula's value stands to the one that Excel stored."""

    RIGHT = "right"
    LOUD = "wrong, loud"  #: an error where Excel has a value or another error: everybody sees it
    SILENT = "wrong, silent"  #: a value, and not Excel's
    KEPT = "kept"  #: not recomputed: Excel's value stands


@dataclass(frozen=True)
class Judgement:
    """One cell whose value Excel stored."""

    sheet: str
    cell: str
    formula: str
    stored: CellValue
    computed: CellValue
    verdict: Verdict


def judge(file: CorpusFile) -> list[Judgement]:
    """Refresh a workbook and judge every formula cell, and every cell that a formula fills, that has a stored value."""
    data = file.path.read_bytes()
    sheets = read_sheets(data)
    now = (moment_shown(sheets) or saved_at(data) or NOW) if file.volatile else NOW
    values = recalculate(file.path, dry_run=True, now=now).values
    found = []
    for name, sheet in sheets.items():
        computed = values.get(name, {})
        formulas = formula_texts(sheet)
        for address in dict.fromkeys([*formulas, *computed]):
            cell = sheet.cells.get(address)
            if cell is None or cell.value is None:
                continue
            formula = formulas.get(address, "")
            if address in computed:
                value = computed[address]
                found.append(Judgement(name, address, formula, cell.value, value, _verdict(cell, value)))
            else:
                found.append(Judgement(name, address, formula, cell.value, None, Verdict.KEPT))
    return found


def moment_shown(sheets: Mapping[str, StoredSheet]) -> datetime | None:
    """Return the moment of the last calculation, where a cell of the workbook shows it."""
    for formula in ("NOW()", "TODAY()"):
        for sheet in sheets.values():
            for cell in sheet.cells.values():
                if cell.formula == formula and isinstance(cell.value, float):
                    return datetime(1899, 12, 30) + timedelta(days=cell.value)
    return None


def formula_texts(sheet: StoredSheet) -> dict[str, str]:
    """Return the formula of each cell that has one; those of a shared formula all show the text of its first cell."""
    masters: dict[str, str] = {}
    found = {}
    for address, cell in sheet.cells.items():
        if cell.formula is None:
            continue
        index = dict(cell.formula_attributes).get("si", "")
        if cell.formula and index:
            masters[index] = cell.formula
        found[address] = cell.formula or masters.get(index, "")
    return found


def _verdict(cell: StoredCell, computed: CellValue) -> Verdict:
    if _agree(cell, computed):
        return Verdict.RIGHT
    return Verdict.LOUD if isinstance(computed, CellError) else Verdict.SILENT


def _agree(cell: StoredCell, computed: CellValue) -> bool:
    stored = cell.value
    if isinstance(stored, bool) or isinstance(computed, bool):
        return stored is computed
    if isinstance(stored, float) and isinstance(computed, (int, float)):
        return math.isclose(stored, computed, rel_tol=RELATIVE_TOLERANCE)
    if stored == VALUE and "vm" in dict(cell.attributes):
        # Errors younger than the file format are stored as #VALUE!, their real name beside it.
        return isinstance(computed, CellError)
    return type(stored) is type(computed) and stored == computed
