"""The refresh of one workbook from end to end."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from service_kpi.addresses import Range
from service_kpi.catalogue import catalogue
from service_kpi.cells import CellValue
from service_kpi.engine.careful import supported_functions
from service_kpi.engine.interface import EngineError
from service_kpi.refresh.circular import circular
from service_kpi.refresh.edits import collect_edits
from service_kpi.refresh.evaluate import Evaluation
from service_kpi.refresh.frozen_spills import write_out_frozen_spills
from service_kpi.refresh.live_cells import cells_of
from service_kpi.refresh.names import Frozen
from service_kpi.refresh.prepare import Preparation
from service_kpi.refresh.result import KpiResult, Notice, Recalculation, place
from service_kpi.refresh.shared_formulas import SharedFormulas
from service_kpi.refresh.slots import NOWHERE, Position, Slot
from service_kpi.refresh.unsettled import hold_unsettled
from service_kpi.xlsx.package import Package
from service_kpi.xlsx.patch import patch_sheet
from service_kpi.xlsx.replace import check_not_open_elsewhere, replace_file, write_new
from service_kpi.xlsx.sheet import FormulaCell, Sheet
from service_kpi.xlsx.slim import Formula
from service_kpi.xlsx.workbook import WorkbookParts, read_workbook

if TYPE_CHECKING:
    import openpyxl


def recalculate(
    workbook: str | Path | openpyxl.Workbook,
    *,
    output: str | Path | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Recalculation:
    """Recompute a workbook's formulas and bring its stored values up to date.

    ``workbook`` is the path of an .xlsx or .xlsm file, which is refreshed in place (or into ``output``), or an
    ``openpyxl.Workbook``, which is left as it is: take the values from the result. Only the stored values of
    recomputed cells change in a file; a file in which nothing changed is not written. ``now`` is the moment that
    ``NOW()`` and ``TODAY()`` show, by default this one.

    Raises :class:`~service_kpi.errors.WorkbookError` when the file cannot be read, refreshed or written; it is
    then untouched.
    """
    if not isinstance(workbook, (str, Path)):
        buffer = io.BytesIO()
        workbook.save(buffer)
        return refreshed(Package.open(buffer.getvalue()), now)
    path = Path(workbook)
    if output is not None and Path(output).exists() and path.samefile(output):
        output = None  # what is refreshed in place keeps its mode and owner, and other people's changes
    if not dry_run and output is None:
        check_not_open_elsewhere(path)
    package = Package.open(path)
    result = refreshed(package, now)
    result.path = str(path)
    if dry_run:
        return result
    if output is not None:
        write_new(Path(output), package.rewrite({}) if result.data is None else result.data)
    elif result.data is not None:
        replace_file(path, result.data, package.identity)
    return result


def refreshed(
    package: Package, now: datetime | None, look: Callable[[Evaluation, Recalculation], None] | None = None
) -> Recalculation:
    """Return what a refresh makes of a package. ``look`` sees the settled cells while the engine still has them."""
    workbook = read_workbook(package)
    result = Recalculation(notices=[Notice(code, details=details) for code, details in package.warnings])
    sheets = {
        part.index: Sheet.scan(package.xml(part.part), workbook, part)
        for part in workbook.sheets
        if part.kind == "worksheet"
    }
    result.notices += _odd_things(workbook, sheets)
    functions = catalogue()
    known = {name: functions.find(name).spec.name for name in functions.names}
    preparation = Preparation(workbook, known, supported_functions())
    live, constants = _prepare(preparation, sheets, result)
    _freeze_cycles(preparation, sheets, live, constants, result)
    now = now or datetime.now()
    evaluation = Evaluation(preparation, sheets, live, constants, now)
    held: set[Position] = set()
    try:
        try:
            while unsettled := evaluation.run():
                _freeze_unsettled(unsettled, evaluation, constants, result)
                evaluation.close()
                evaluation = Evaluation(preparation, sheets, live, constants, now)
            held = hold_unsettled(evaluation, result)
        except EngineError as problem:
            result.kept += evaluation.give_up()
            result.notices.append(Notice("ENGINE_FAILED", details={"problem": str(problem)}))
        edits = collect_edits(evaluation, held, result)
        if look is not None:
            look(evaluation, result)
        patched = {
            workbook.sheets[index].part: patch_sheet(sheets[index], sheet_edits) for index, sheet_edits in edits.items()
        }
        if patched:
            result.data = package.rewrite(patched)
    finally:
        evaluation.close()
    result.kept += len(held)
    _report_kpis(preparation, result)
    return result


def _odd_things(workbook: WorkbookParts, sheets: dict[int, Sheet]) -> Iterator[Notice]:
    for part in workbook.sheets:
        if part.kind == "macrosheet":
            yield Notice("XLM_MACRO", part.name)
    for sheet in sheets.values():
        for code, details in sheet.warnings:
            yield Notice(code, sheet.part.name, details=details)


def _prepare(
    preparation: Preparation, sheets: dict[int, Sheet], result: Recalculation
) -> tuple[dict[Position, Formula], dict[Position, CellValue]]:
    live: dict[Position, Formula] = {}
    constants: dict[Position, CellValue] = {}
    only_ours = not preparation.workbook.calculation.full_precision
    if only_ours:
        result.notices.append(Notice("PRECISION_AS_DISPLAYED"))
    for index, sheet in sheets.items():
        shared = SharedFormulas(preparation, index)
        empty: list[FormulaCell] = []
        for cell in sheet.formulas.values():
            master = shared.master(cell)
            if not cell.text and master is None and cell.kind != "datatable":
                # Excel marks the cells that a volatile array fills with an empty formula; they follow the array.
                empty.append(cell)
                continue
            try:
                formula = shared.formula(cell, master)
            except Frozen as frozen:
                _freeze(index, cell, sheet, constants)
                result.kept += 1
                name = preparation.workbook.sheets[index].name
                result.notices.append(Notice(frozen.code, name, place(cell.row, cell.column), frozen.details))
            else:
                if only_ours and not preparation.is_own(formula.text):
                    _freeze(index, cell, sheet, constants)
                    result.kept += 1
                    continue
                live[index, cell.row, cell.column] = formula
        filled = [f.array_ref for position, f in live.items() if position[0] == index and f.array_ref is not None]
        for cell in empty:
            if not any(area.contains(cell.row, cell.column) for area in filled):
                constants[index, cell.row, cell.column] = cell.cached
    write_out_frozen_spills(live, _frozen_arrays(sheets, live), preparation.sheet_index)
    return live, constants


def _frozen_arrays(sheets: dict[int, Sheet], live: dict[Position, Formula]) -> dict[Position, Range]:
    return {
        (index, *cell): formula.ref
        for index, sheet in sheets.items()
        for cell, formula in sheet.formulas.items()
        if formula.kind == "array" and formula.ref is not None and (index, *cell) not in live
    }


def _freeze_cycles(
    preparation: Preparation,
    sheets: dict[int, Sheet],
    live: dict[Position, Formula],
    constants: dict[Position, CellValue],
    result: Recalculation,
) -> None:
    """Iterative formulas step on from where Excel left off at each calculation: taking one more step is not ours."""
    if not preparation.workbook.calculation.iterate:
        return
    by_name = {part.name.lower(): part.index for part in preparation.workbook.sheets}
    for position in sorted(circular({at: formula.text for at, formula in live.items()}, by_name)):
        index, row, column = position
        del live[position]
        _freeze(index, sheets[index].formulas[row, column], sheets[index], constants)
        result.kept += 1
        name = preparation.workbook.sheets[index].name
        result.notices.append(Notice("ITERATE_UNSUPPORTED", name, place(row, column)))


def _freeze_unsettled(
    unsettled: list[Slot], evaluation: Evaluation, constants: dict[Position, CellValue], result: Recalculation
) -> None:
    """Keep what cannot be computed: KPI calls that wait for their own results, or whose function broke down."""
    preparation, live = evaluation.preparation, evaluation.live
    positions = {slot.place: slot for slot in unsettled}
    if NOWHERE in positions:
        raise EngineError("a KPI call in a defined name cannot be computed")
    for (index, row, column), slot in sorted(positions.items()):
        del live[index, row, column]
        sheet = evaluation.sheets[index]
        _freeze(index, sheet.formulas[row, column], sheet, constants)
        result.kept += 1
        details: dict[str, object] = {"function": slot.function, "fault": slot.fault} if slot.fault else {}
        code = "KPI_FAULT" if slot.fault else "CIRCULAR_KPI"
        result.notices.append(Notice(code, sheet.part.name, place(row, column), details))
    preparation.slots = [slot for slot in preparation.slots if slot.place not in positions]


def _freeze(index: int, cell: FormulaCell, sheet: Sheet, constants: dict[Position, CellValue]) -> None:
    """A frozen formula is an input: its stored value stands, and so do those of the cells that it fills."""
    constants[index, cell.row, cell.column] = cell.cached
    if cell.ref is not None and cell.kind in ("array", "datatable"):
        for row, column in cells_of(cell.ref):
            if (row, column) not in sheet.formulas:
                constants[index, row, column] = sheet.value(row, column)


def _report_kpis(preparation: Preparation, result: Recalculation) -> None:
    for slot in preparation.slots:
        sheet, row, column = slot.place
        if sheet < 0:
            continue
        name = preparation.workbook.sheets[sheet].name
        address = place(row, column)
        value = slot.value if slot.is_table else slot.value[0][0]
        result.kpis.append(KpiResult(name, address, slot.function, value, slot.reason))
        if slot.is_table and slot.shows_one_cell:
            result.notices.append(Notice("TABLE_IN_ONE_CELL", name, address, {"function": slot.function}))
