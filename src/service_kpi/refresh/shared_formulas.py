"""Formulas that are filled down: what was found out about the first of a thousand holds for the others, moved."""

from __future__ import annotations

from dataclasses import dataclass, field

from service_kpi.addresses import Range
from service_kpi.formulas.shared import fill_shape, shift
from service_kpi.formulas.usage import usage
from service_kpi.refresh.names import Frozen
from service_kpi.refresh.prepare import Preparation
from service_kpi.xlsx.sheet import FormulaCell
from service_kpi.xlsx.slim import Formula


@dataclass
class SharedFormulas:
    """Prepares the formulas of one sheet: a shared one once for all its cells, and one of each that look alike."""

    preparation: Preparation
    sheet: int
    _masters: dict[int, FormulaCell] = field(default_factory=dict)
    _prepared: dict[int, Formula | Frozen | None] = field(default_factory=dict)
    _unchanged: set[str] = field(default_factory=set)  #: shapes that the engine gets as they are

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
            return self._alone(cell) if cell.kind == "normal" else self.preparation.formula(self.sheet, cell, None)
        if cell is master:
            return self._first(cell, cell.shared_index)
        known = self._prepared.get(cell.shared_index)
        if isinstance(known, Frozen):
            raise known
        if known is None:
            return self.preparation.formula(self.sheet, cell, master)
        text = shift(known.text, cell.row - master.row, cell.column - master.column)
        return Formula(text, None if known.array_ref is None else Range.cell(cell.row, cell.column))

    def _alone(self, cell: FormulaCell) -> Formula:
        as_it_is = Formula(cell.text)
        shape = fill_shape(cell.text, cell.row)
        if shape in self._unchanged:
            return as_it_is
        slots = len(self.preparation.slots)
        formula = self.preparation.formula(self.sheet, cell, None)
        if formula == as_it_is and len(self.preparation.slots) == slots and _keeps_its_shape(cell.text):
            self._unchanged.add(shape)
        return formula

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
