"""Which stored values are out of date, and the edits that bring them up to date."""

from __future__ import annotations

import math

from service_kpi.addresses import Range
from service_kpi.cells import CellValue
from service_kpi.errors import VALUE, CellError
from service_kpi.refresh.evaluate import Evaluation
from service_kpi.refresh.live_cells import cells_of
from service_kpi.refresh.result import Change, Recalculation, place
from service_kpi.refresh.slots import Position
from service_kpi.xlsx.patch import CellEdit
from service_kpi.xlsx.splices import is_stored_by_name

#: Two numbers that agree to this are the same number: engines add in different orders.
RELATIVE_TOLERANCE = 1e-12
#: What such adding leaves of a sum that is exactly zero.
RESIDUE_OF_ZERO = 1e-15


def same_value(stored: CellValue, computed: CellValue) -> bool:
    """True when the stored value needs no change."""
    if isinstance(stored, bool) or isinstance(computed, bool):
        return stored is computed
    if isinstance(stored, (int, float)) and isinstance(computed, (int, float)):
        if stored == 0 or computed == 0:
            return abs(stored - computed) < RESIDUE_OF_ZERO
        return math.isclose(stored, computed, rel_tol=RELATIVE_TOLERANCE)
    if isinstance(computed, CellError) and not is_stored_by_name(computed):
        return stored in (computed, VALUE)
    return type(stored) is type(computed) and stored == computed


def collect_edits(
    evaluation: Evaluation, held: set[Position], result: Recalculation
) -> dict[int, dict[tuple[int, int], CellEdit]]:
    """Compare every live cell with what the file stores, and return the edits by sheet."""
    edits: dict[int, dict[tuple[int, int], CellEdit]] = {}
    by_sheet: dict[int, list[tuple[int, int]]] = {}
    for sheet, row, column in evaluation.live:
        if (sheet, row, column) not in held:
            by_sheet.setdefault(sheet, []).append((row, column))
    for sheet, cells in by_sheet.items():
        collector = _SheetEdits(evaluation, sheet, result)
        for cell, value in zip(cells, evaluation.values(sheet, cells), strict=True):
            formula = evaluation.live[sheet, *cell]
            if formula.array_ref is None:
                collector.compare(cell, value)
            else:
                collector.array(cell, value, formula.array_ref)
        if collector.edits:
            edits[sheet] = collector.edits
    return edits


class _SheetEdits:
    def __init__(self, evaluation: Evaluation, sheet: int, result: Recalculation) -> None:
        self.edits: dict[tuple[int, int], CellEdit] = {}
        self._evaluation = evaluation
        self._index = sheet
        self._sheet = evaluation.sheets[sheet]
        self._name = evaluation.preparation.workbook.sheets[sheet].name
        self._values = result.values.setdefault(self._name, {})
        self._result = result

    def compare(self, cell: tuple[int, int], value: CellValue, ref: Range | None = None) -> None:
        """Note one computed cell, and the edit if its stored value differs."""
        address = place(*cell)
        self._values[address] = value
        self._result.recomputed += 1
        formula = self._sheet.formulas.get(cell)
        stored = formula.cached if formula is not None else self._sheet.value(*cell)
        if not same_value(stored, value):
            self._result.changes.append(Change(self._name, address, stored, value))
        elif ref is None:
            return
        self.edits[cell] = CellEdit(stored if same_value(stored, value) else value, ref=ref)

    def array(self, anchor: tuple[int, int], value: CellValue, stored_ref: Range) -> None:
        """Note an array formula: its anchor, the cells that it fills, and those that it fills no longer."""
        new_ref = self._evaluation.filled(self._index, *anchor)
        self.compare(anchor, value, new_ref if new_ref != stored_ref else None)
        children = [cell for cell in cells_of(new_ref) if cell != anchor]
        for cell, child in zip(children, self._evaluation.values(self._index, children), strict=True):
            self.compare(cell, child)
        for cell in cells_of(stored_ref):
            if not new_ref.contains(*cell) and cell not in self._sheet.formulas:
                stored = self._sheet.value(*cell)
                if stored is not None and cell not in self.edits:
                    self._result.changes.append(Change(self._name, place(*cell), stored, None))
                    self.edits[cell] = CellEdit(clear=True)
