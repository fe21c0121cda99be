"""``E1#`` where the formula in E1 is frozen: the engine has no spill there, so the stored one is written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from service_kpi.addresses import Range
from service_kpi.formulas.calls import find_calls
from service_kpi.formulas.lexer import FormulaError, TokenKind, tokenize
from service_kpi.formulas.references import Reference, parse_reference, quote_sheet
from service_kpi.refresh.slots import Position
from service_kpi.xlsx.slim import Formula

_CALLS = {"ANCHORARRAY": "ANCHORARRAY", "_XLFN.ANCHORARRAY": "ANCHORARRAY"}


def write_out_frozen_spills(
    live: dict[Position, Formula], frozen: Mapping[Position, Range], sheets: Mapping[str, int]
) -> None:
    """Replace references to the spills of frozen formulas by the cells that they fill in the file.

    ``frozen`` has the stored range of each frozen array formula; ``sheets`` the index of a sheet by its lower-case
    name.
    """
    if not frozen:
        return
    for position, formula in live.items():
        if "#" in formula.text or "ANCHORARRAY(" in formula.text.upper():
            live[position] = replace(formula, text=_written_out(formula.text, position[0], frozen, sheets))


def _written_out(text: str, sheet: int, frozen: Mapping[Position, Range], sheets: Mapping[str, int]) -> str:
    for call in reversed(find_calls(text, _CALLS)):
        start, end = call.arguments[0] if call.arguments else (0, 0)
        cells = _frozen_cells(text[start:end], sheet, frozen, sheets)
        if cells:
            text = text[: call.start] + cells + text[call.end :]
    return "".join(
        (_frozen_cells(token, sheet, frozen, sheets) or token)
        if kind is TokenKind.REFERENCE and token.endswith("#")
        else token
        for kind, token in tokenize(text)
    )


def _frozen_cells(text: str, sheet: int, frozen: Mapping[Position, Range], sheets: Mapping[str, int]) -> str | None:
    """Return the stored range of a frozen array, as a formula writes it, where the text names its first cell."""
    reference = _reference(text)
    if reference is None or reference.workbook is not None:
        return None
    named = sheet if reference.sheet is None else sheets.get(reference.sheet.lower(), -1)
    area = frozen.get((named, reference.range.first_row, reference.range.first_column))
    if area is None:
        return None
    return str(area) if reference.sheet is None else f"{quote_sheet(reference.sheet)}!{area}"


def _reference(text: str) -> Reference | None:
    try:
        return parse_reference(text)
    except FormulaError:
        return None
