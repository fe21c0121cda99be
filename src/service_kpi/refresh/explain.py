"""The KPI calls behind one cell: what each is given and what it gives, as the workbook stands after a dry refresh."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from service_kpi.addresses import MAX_ROWS, Range, column_letters
from service_kpi.cells import CellValue
from service_kpi.errors import KpiError
from service_kpi.formulas.literals import render
from service_kpi.formulas.references import quote_sheet
from service_kpi.formulas.shared import shift
from service_kpi.refresh.evaluate import Evaluation
from service_kpi.refresh.recalculate import refreshed
from service_kpi.refresh.result import Recalculation, place
from service_kpi.refresh.slots import SLOT_PREFIX, CellRange, Literal, Position, Slot, Source
from service_kpi.text import Text
from service_kpi.xlsx.package import Package
from service_kpi.xlsx.sheet import Sheet

#: How a file spells functions that are younger than its format, or an add-in's.
_STORED_PREFIX: Final = re.compile(r"(?:_xlfn\.|_xlws\.|_xll\.|_*xludf\.)+", re.IGNORECASE)
_STAND_IN: Final = re.compile(rf"INDEX\({SLOT_PREFIX}(\d+),1,1\)|{SLOT_PREFIX}(\d+)")


class NothingToExplain(Exception):
    """The words name no cell with a KPI; ``message`` says so in both languages."""

    def __init__(self, en: str, es: str) -> None:
        super().__init__(en)
        self.message = Text(en, es)


class KeptAsStored(NothingToExplain):
    """The cell calls a KPI, but keeps its stored value; ``message`` says why."""


@dataclass(frozen=True)
class ExplainedCall:
    """One call: the name it was called by, what it read, and its value (rows where it has several cells)."""

    function: str
    sources: tuple[str, ...]
    arguments: tuple[Any, ...]
    value: Any
    reason: Text | None


@dataclass(frozen=True)
class ExplainedCell:
    """A cell with its formula as written, its value now, and its KPI calls, inner ones first."""

    sheet: str
    cell: str
    formula: str
    value: CellValue
    calls: tuple[ExplainedCall, ...]
    missing_codes: tuple[float | str, ...]


def explain_cell(path: str | Path, sheet: str, row: int, column: int, *, now: datetime | None = None) -> ExplainedCell:
    """Return what stands behind a zero-based cell, or behind the formula that spills over it. Nothing is written.

    Raises :class:`NothingToExplain` where there is no such sheet or no KPI in the cell, and
    :class:`~service_kpi.errors.WorkbookError` when the file cannot be read.
    """
    found: list[ExplainedCell] = []
    refreshed(
        Package.open(Path(path)),
        now,
        lambda evaluation, result: found.append(_explained(evaluation, result, sheet, row, column)),
    )
    return found[0]


def _explained(evaluation: Evaluation, result: Recalculation, sheet_name: str, row: int, column: int) -> ExplainedCell:
    preparation = evaluation.preparation
    parts = preparation.workbook.sheets
    index = preparation.sheet_index.get(sheet_name.lower())
    if index is None or index not in evaluation.sheets:
        names = ", ".join(part.name for part in parts if part.index in evaluation.sheets)
        raise NothingToExplain(
            f"There is no worksheet {sheet_name}; the workbook has {names}.",
            f"No existe la hoja {sheet_name}; el libro tiene {names}.",
        )
    sheet = evaluation.sheets[index]
    position = _formula_position(evaluation, (index, row, column))
    formula = _written(sheet, position[1], position[2])
    name, address = parts[index].name, place(*position[1:])
    slots = [slot for slot in preparation.slots if slot.place == position]
    if position not in evaluation.live and "KPI_" in formula.upper():
        raise _kept(result, name, address)
    if not slots:
        raise NothingToExplain(
            f"{name}!{address} calls no KPI function: {_content(formula, 'it has no formula')}.",
            f"{name}!{address} no llama a ninguna función KPI: {_content(formula, 'no tiene fórmula')}.",
        )
    by_number = {slot.number: slot for slot in preparation.slots}
    return ExplainedCell(
        name,
        address,
        f"={formula}",
        result.values.get(name, {}).get(address, sheet.formulas[position[1:]].cached),
        tuple(_call(evaluation, slot, by_number) for slot in slots),
        tuple(evaluation.missing_codes),
    )


def _formula_position(evaluation: Evaluation, position: Position) -> Position:
    """Return where the formula of a cell stands: in the cell, or where an array formula over it begins."""
    index, row, column = position
    formula = evaluation.sheets[index].formulas.get((row, column))
    if formula is None or (not formula.text and formula.shared_index is None):
        for (sheet, *anchor), live in evaluation.live.items():
            if (
                sheet == index
                and live.array_ref is not None
                and evaluation.filled(sheet, *anchor).contains(row, column)
            ):
                return (index, anchor[0], anchor[1])
    return position


def _written(sheet: Sheet, row: int, column: int) -> str:
    """Return a cell's formula as Excel shows it, without its equals sign; ``""`` where there is none."""
    cell = sheet.formulas.get((row, column))
    if cell is None:
        return ""
    text, master = cell.text, None
    if not text and cell.shared_index is not None:
        for other in sheet.formulas.values():
            if other is cell:
                break
            if other.shared_index == cell.shared_index and other.text:
                master = other
        if master is not None:
            text = shift(master.text, row - master.row, column - master.column)
    return _STORED_PREFIX.sub("", text)


def _content(formula: str, otherwise: str) -> str:
    return f"={formula}" if formula else otherwise


def _kept(result: Recalculation, sheet: str, address: str) -> KeptAsStored:
    notices = [notice for notice in result.notices if (notice.sheet, notice.cell) == (sheet, address)]
    notices += [notice for notice in result.notices if notice.code in ("ENGINE_FAILED", "PRECISION_AS_DISPLAYED")]
    messages: Iterable[Text] = (notice.message for notice in notices)
    message = next(
        iter(messages),
        Text(f"{sheet}!{address} keeps its stored value.", f"{sheet}!{address} conserva su valor guardado."),
    )
    return KeptAsStored(message.en, message.es)


def _call(evaluation: Evaluation, slot: Slot, by_number: dict[int, Slot]) -> ExplainedCall:
    try:
        arguments = tuple(evaluation.arguments(slot))
    except KpiError:
        arguments = ()  # the reason of the slot says why
    return ExplainedCall(
        slot.function,
        tuple(_source_text(evaluation, source, by_number) for source in slot.arguments),
        arguments,
        slot.value if slot.is_table else slot.value[0][0],
        slot.reason,
    )


def _source_text(evaluation: Evaluation, source: Source, by_number: dict[int, Slot]) -> str:
    if isinstance(source, CellRange):
        sheet = evaluation.preparation.workbook.sheets[source.sheet].name
        return f"{quote_sheet(sheet)}!{_area(source.range)}"
    if isinstance(source, Literal):
        return "" if source.value is None else render(source.value)

    def called(match: re.Match[str]) -> str:
        return f"{by_number[int(match[1] or match[2])].function}(…)"

    return _STORED_PREFIX.sub("", _STAND_IN.sub(called, source.text))


def _area(area: Range) -> str:
    if area.rows == MAX_ROWS:
        return f"{column_letters(area.first_column)}:{column_letters(area.last_column)}"
    return str(area)
