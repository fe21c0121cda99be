"""Values for every live formula: the engine computes the manager's formulas, we compute ours, until both agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service_kpi.addresses import Range
from service_kpi.cells import Cells, CellValue
from service_kpi.engine.careful import CarefulEngine
from service_kpi.engine.interface import Engine, EngineBook, EngineError, EngineName
from service_kpi.errors import KpiError
from service_kpi.functions import functions
from service_kpi.refresh.live_cells import LiveCells, cells_of, overlaid
from service_kpi.refresh.prepare import Preparation
from service_kpi.refresh.profile import region_of
from service_kpi.refresh.slots import (
    SCRATCH_SHEET,
    SLOT_SHEET,
    CellRange,
    Literal,
    Position,
    Slot,
    SlotSheet,
    Source,
)
from service_kpi.xlsx.sheet import Sheet
from service_kpi.xlsx.slim import Formula, slim_sheet

_EMPTY_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'


@dataclass
class Evaluation:
    """Runs one workbook's live formulas. ``live`` maps each to what the engine is given for it."""

    preparation: Preparation
    sheets: Mapping[int, Sheet]
    live: dict[Position, Formula]
    constants: Mapping[Position, CellValue]  #: frozen formulas and the cells that they fill
    now: datetime
    _loaded: Engine | None = None
    #: Cells whose whole formula is one of our calls on constants: the engine gets their value.
    _own: dict[Position, CellValue] = field(default_factory=dict)
    _slot_sheet: SlotSheet = field(default_factory=SlotSheet)

    def __post_init__(self) -> None:
        self._cells = LiveCells(self.live)
        self.missing_codes: list[float | str] = []
        self._waiting: list[Slot] = []

    # Running ---------------------------------------------------------------------------------------------------

    def run(self) -> list[Slot]:
        """Compute everything, and return the calls that cannot be: they wait for themselves, or their function fails.

        Raises :class:`EngineError` when the engine gives up on the workbook.
        """
        self._waiting = self._compute_what_rests_on_constants()
        if faulty := self._faulty():
            return faulty
        if len(self._own) == len(self.live) and not self._waiting:
            return []
        for slot in self.preparation.slots:
            self._slot_sheet.place(slot)
        self._loaded = CarefulEngine(self._book())
        for slot in self.preparation.slots:
            self._write(slot)
        self._loaded.recalculate()
        return self._settle(self._loaded)

    def hold(self, values: Mapping[Position, CellValue]) -> None:
        """Replace formulas that turned out to be beyond the engine by constants, and recompute the rest."""
        for (sheet, row, column), value in values.items():
            self._engine.set_value(sheet, row, column, value)
        self._engine.recalculate()
        if self._settle(self._engine):
            raise EngineError("KPI calls did not settle")

    def _settle(self, engine: Engine) -> list[Slot]:
        """Compute our calls and the formulas around them in turns until nothing changes; return what never settles."""
        changed: list[Slot] = []
        for _ in range(len(self._waiting) + 2):
            self._read_missing_codes()
            changed = [slot for slot in self._waiting if self._compute(slot)]
            if not changed or self._faulty():
                break
            for slot in changed:
                if self._slot_sheet.place(slot):
                    engine.set_name(slot.name, slot.target)
                self._write(slot)
            engine.recalculate()
        return self._faulty() or changed

    def _faulty(self) -> list[Slot]:
        return [slot for slot in self.preparation.slots if slot.fault]

    def give_up(self) -> int:
        """Keep only our own cells that rest on constants; return how many formulas keep their stored value."""
        self.close()
        kept = len(self.live) - len(self._own)
        self.live = {position: self.live[position] for position in self._own}
        return kept

    def close(self) -> None:
        """Release the engine."""
        if self._loaded is not None:
            self._loaded.close()
            self._loaded = None

    @property
    def _engine(self) -> Engine:
        if self._loaded is None:
            raise EngineError("no workbook is loaded")
        return self._loaded

    def _compute_what_rests_on_constants(self) -> list[Slot]:
        """Compute the calls that no formula feeds; return the others."""
        if not self._is_constant(self.preparation.missing_codes):
            return list(self.preparation.slots)
        self._read_missing_codes()
        waiting, settled = [], {}
        for slot in self.preparation.slots:
            if all(self._is_constant(source) for source in slot.arguments):
                self._compute(slot)
                settled[slot.first_cell] = slot
            else:
                waiting.append(slot)
        for position, formula in self.live.items():
            slot_found = settled.get(formula.text)
            if slot_found is not None:
                self._own[position] = slot_found.value[0][0]
        return waiting

    def _is_constant(self, source: Source) -> bool:
        if isinstance(source, CellRange):
            return not self._cells.touch(source.sheet, source.range)
        return isinstance(source, Literal)

    def _book(self) -> EngineBook:
        workbook = self.preparation.workbook
        contents: dict[int, dict[tuple[int, int], Formula | CellValue]] = {sheet: {} for sheet in self.sheets}
        for position, formula in self.live.items():
            contents[position[0]][position[1:]] = self._own.get(position, formula)
        for position, value in self.constants.items():
            contents[position[0]][position[1:]] = value
        needed = self._needed_sheets()
        slim = [
            slim_sheet(self.sheets[part.index], contents[part.index]) if part.index in needed else _EMPTY_SHEET
            for part in workbook.sheets
        ]
        calculation = workbook.calculation
        return EngineBook(
            sheets=[
                *zip([part.name for part in workbook.sheets], slim, strict=True),
                (SLOT_SHEET, _EMPTY_SHEET),
                (SCRATCH_SHEET, _EMPTY_SHEET),
            ],
            names=[
                *self.preparation.engine_names,
                *(EngineName(slot.name, slot.target) for slot in self.preparation.slots),
            ],
            shared_strings=(workbook.shared_strings or ()) if workbook.strings_part else (),
            date1904=workbook.date1904,
            iterate=calculation.iterate,
            iterate_count=calculation.iterate_count,
            iterate_delta=calculation.iterate_delta,
            region=region_of(self.preparation.language, self.sheets.values()),
            now=self.now,
        )

    def _needed_sheets(self) -> set[int]:
        """Sheets that some formula may read; a survey that only our own functions read never enters the engine."""
        if self.preparation.read_sheets is None:
            return set(self.sheets)
        with_formulas = {position[0] for position in self.live if position not in self._own}
        return (self.preparation.read_sheets | with_formulas) & set(self.sheets)

    # Our calls -------------------------------------------------------------------------------------------------

    def _read_missing_codes(self) -> None:
        given = self._argument(self.preparation.missing_codes)
        cells = given if isinstance(given, Cells) else Cells.from_values(given)
        self.missing_codes = [value for row in cells.to_rows() for value in row if isinstance(value, (float, str))]

    def _compute(self, slot: Slot) -> bool:
        """Compute a slot; True when its value is another one than before."""
        before = slot.value
        try:
            arguments = self.arguments(slot)
        except KpiError as problem:
            slot.value, slot.reason = [[problem.cell_error]], problem.message
            return slot.value != before
        try:
            outcome = functions[slot.function].evaluate(*arguments, missing_codes=self.missing_codes)
        except Exception as problem:  # a fault of ours in one function is no reason to refuse the workbook
            slot.fault = type(problem).__name__
            return False
        slot.value = outcome.value if isinstance(outcome.value, list) else [[outcome.value]]
        slot.reason = outcome.error.message if outcome.error else None
        return slot.value != before

    def _argument(self, source: Source) -> object:
        if isinstance(source, Literal):
            return source.value
        if isinstance(source, CellRange):
            return self.cells(source.sheet, source.range)
        workbook = self.preparation.workbook
        place = source.place or (len(workbook.sheets) + 1, 0, 0)
        return Cells.from_values(self._engine.evaluate(place, source.text), date1904=workbook.date1904)

    def _write(self, slot: Slot) -> None:
        sheet = len(self.preparation.workbook.sheets)
        for r, row in enumerate(slot.value):
            for c, value in enumerate(row):
                self._engine.set_value(sheet, slot.block.first_row + r, slot.block.first_column + c, value)

    def arguments(self, slot: Slot) -> list[object]:
        """Return what a call is given now, one value or block of cells an argument; ``None`` for one left out."""
        return [self._argument(source) for source in slot.arguments]

    # Reading ---------------------------------------------------------------------------------------------------

    def cells(self, sheet: int, area: Range) -> Cells:
        """Return a range as it stands now: constants from the file, formulas and spills from the engine."""
        block = self.sheets[sheet].block(area) if sheet in self.sheets else Cells.from_values(None)
        if not self._cells.touch(sheet, area):
            return block
        updates: dict[tuple[int, int], CellValue] = {}
        for _, _, formula in self._cells.arrays(sheet):
            if formula.array_ref is not None:
                updates.update(dict.fromkeys(cells_of(formula.array_ref, area)))
        for row, column, _ in self._cells.arrays(sheet):
            filled = list(cells_of(self.filled(sheet, row, column), area))
            updates.update(zip(filled, self.values(sheet, filled), strict=True))
        inside = self._cells.inside(sheet, area)
        updates.update(zip(inside, self.values(sheet, inside), strict=True))
        return overlaid(block, area, updates)

    def values(self, sheet: int, cells: Iterable[tuple[int, int]]) -> list[CellValue]:
        """Return the values of live or filled cells; a formula over an empty cell shows 0, as in Excel."""
        wanted = list(cells)
        asked = [cell for cell in wanted if (sheet, *cell) not in self._own]
        given = dict(zip(asked, self._engine.values(sheet, asked), strict=True)) if asked else {}
        found = [given[cell] if cell in given else self._own[sheet, *cell] for cell in wanted]
        return [0.0 if value is None else value for value in found]

    def filled(self, sheet: int, row: int, column: int) -> Range:
        """Return the cells that the array formula at a cell fills now, its own included."""
        formula = self.live[sheet, row, column]
        if not formula.dynamic and formula.array_ref is not None:
            return formula.array_ref
        rows, columns = (1, 1) if (sheet, row, column) in self._own else self._engine.spill(sheet, row, column)
        return Range(row, column, row + max(rows, 1) - 1, column + max(columns, 1) - 1)
