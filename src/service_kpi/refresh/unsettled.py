"""Formulas that the engine could not settle: they are held at their stored values, and the rest is computed again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service_kpi.cells import CellValue
from service_kpi.errors import NAME, REF, CellError
from service_kpi.refresh.circular import circular, reads_itself
from service_kpi.refresh.evaluate import Evaluation
from service_kpi.refresh.result import Notice, Recalculation, place
from service_kpi.refresh.slots import Position

#: Excel holds no longer text and answers ``#VALUE!``; the engine cuts what is joined there and says nothing.
LONGEST_TEXT: Final = 32_767


def hold_unsettled(evaluation: Evaluation, result: Recalculation) -> set[Position]:
    """Hold formulas back in rounds, until every other one is settled; return those that are held."""
    held: set[Position] = set()
    parts = evaluation.preparation.workbook.sheets
    by_name = {part.name.lower(): part.index for part in parts}
    while reasons := _reasons(evaluation, held, by_name):
        for position, code in sorted(reasons.items()):
            result.notices.append(Notice(code, parts[position[0]].name, place(*position[1:])))
        held |= reasons.keys()
        evaluation.hold({p: evaluation.sheets[p[0]].formulas[p[1], p[2]].cached for p in sorted(reasons)})
    return held


def _reasons(evaluation: Evaluation, held: set[Position], by_name: dict[str, int]) -> dict[Position, str]:
    reasons: dict[Position, str] = {}
    suspects: dict[Position, str] = {}
    for position, stored, value in _results(evaluation, held):
        text = evaluation.live[position].text
        if value == NAME != stored:
            reasons[position] = "ENGINE_UNKNOWN_NAME"
        elif value == REF != stored:
            suspects[position] = text
            if not isinstance(stored, CellError) and evaluation.preparation.finds_its_cells(text):
                reasons[position] = "ENGINE_LOST_CELLS"
        elif isinstance(value, str) and len(value) >= LONGEST_TEXT and "&" in text and value != stored:
            reasons[position] = "TEXT_CUT"
        elif value == 0 and reads_itself(position, text, by_name):
            reasons[position] = "CIRCULAR"
    reasons.update(dict.fromkeys(circular(suspects, by_name), "CIRCULAR"))
    return reasons


def _results(evaluation: Evaluation, held: set[Position]) -> Iterator[tuple[Position, CellValue, CellValue]]:
    """Yield each live formula's position, stored value and computed value."""
    for sheet, formulas in ((index, sheet.formulas) for index, sheet in evaluation.sheets.items()):
        cells = [cell for cell in formulas if (sheet, *cell) in evaluation.live and (sheet, *cell) not in held]
        for cell, value in zip(cells, evaluation.values(sheet, cells), strict=True):
            yield (sheet, *cell), formulas[cell].cached, value
