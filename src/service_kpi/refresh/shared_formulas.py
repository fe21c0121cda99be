"""Shared formulas: what was found out about the first of a thousand holds for the others, moved."""

from __future__ import annotations

from dataclasses import dataclass, field

from service_kpi.addresses import Range
from service_kpi.formulas.shared import shift
from service_kpi.formulas.usage import usage
from service_kpi.refresh.names import Frozen
from service_kpi.refresh.prepare import Preparation
from service_kpi.xlsx.sheet import FormulaCell
from service_kpi.xlsx.slim import Formula


@dataclass
class SharedFormulas:
    """Prepares the formulas of one sheet; the first cell of a shared formula once for all of its cells."""

    preparation: Preparation
    sheet: int
    _masters: dict[int, FormulaCell] = field(default_factory=dict)
    _prepared: dict[int, Formula | Frozen | None] = field(default_factory=dict)

    def master(self, cell: FormulaCell) -> FormulaCell | None:
        """Return the cell that holds the text of a cell's shared formula."""
        if cell.shared_index is None:
            return None
        if cell.text:
            self._masters[cell.shared_index] = cell
            self._prepared.pop(cell.shared_index, None)
        return self._masters.get(cell.shared_index)

    def formula(self, cell: FormulaCell, master: FormulaCell | None) -> Formula:
        """Return what the engine is given for a cell; raise :class:`Frozen` when it must keep its value."""
        if cell.shared_index is None or master is None:
            return self.preparation.formula(self.sheet, cell, master)
        if cell is master:
            return self._first(cell, cell.shared_index)
        known = self._prepared.get(cell.shared_index)
        if isinstance(known, Frozen):
            raise known
        if known is None:
            return self.preparation.formula(self.sheet, cell, master)
        text = shift(known.text, cell.row - master.row, cell.column - master.column)
        return Formula(text, None if known.array_ref is None else Range.cell(cell.row, cell.column))

    def _first(self, cell: FormulaCell, index: int) -> Formula:
        slots = len(self.preparation.slots)
        try:
            formula = self.preparation.formula(self.sheet, cell, cell)
        except Frozen as frozen:
            self._prepared[index] = frozen
            raise
        moves_whole = len(self.preparation.slots) == slots and _keeps_its_shape(formula.text)
        self._prepared[index] = formula if moves_whole else None
        return formula


def _keeps_its_shape(text: str) -> bool:
    """True where no range grows as the formula moves, as ``A$1:A1`` does: what is one cell here stays one cell."""
    return all(
        reference.absolute.first_row == reference.absolute.last_row
        and reference.absolute.first_column == reference.absolute.last_column
        for reference in usage(text).references
    )
