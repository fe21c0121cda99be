"""Formulas that wait for themselves. Excel leaves such cells at their last value; so do we."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from service_kpi.formulas.references import Reference
from service_kpi.formulas.usage import usage
from service_kpi.refresh.slots import Position

#: Functions that look at where a reference lies and not at what it holds.
_LOOKS_AT_PLACE = frozenset(
    {"ROW", "ROWS", "COLUMN", "COLUMNS", "AREAS", "SHEET", "ISFORMULA", "FORMULATEXT", "OFFSET"}
)


def circular(texts: Mapping[Position, str], sheets: Mapping[str, int]) -> set[Position]:
    """Return the formulas that lie on a cycle of references among the given ones.

    ``texts`` has the suspects only: formulas that the engine could not settle. ``sheets`` gives the index of a
    sheet by its lower-case name.
    """
    suspects = sorted(texts)
    places = np.array(suspects, dtype=np.int64).reshape(-1, 3)
    reads: list[set[int]] = []
    for position in suspects:
        used = usage(texts[position])
        reads.append(
            set()
            if used.functions & _LOOKS_AT_PLACE
            else {int(i) for reference in used.references for i in _inside(places, reference, position[0], sheets)}
        )
    return {suspects[index] for index in _on_cycles(reads)}


def reads_itself(position: Position, text: str, sheets: Mapping[str, int]) -> bool:
    """True for a formula whose own cell lies in what it reads."""
    return bool(circular({position: text}, sheets))


def _inside(places: np.ndarray, reference: Reference, own_sheet: int, sheets: Mapping[str, int]) -> np.ndarray:
    sheet = own_sheet if reference.sheet is None else sheets.get(reference.sheet.lower(), -1)
    area = reference.range
    return np.flatnonzero(
        (places[:, 0] == sheet)
        & (places[:, 1] >= area.first_row)
        & (places[:, 1] <= area.last_row)
        & (places[:, 2] >= area.first_column)
        & (places[:, 2] <= area.last_column)
    )


def _on_cycles(reads: list[set[int]]) -> set[int]:
    """Strip what reads nothing that is left and what nothing left reads, until only cycles and bridges remain."""
    alive = set(range(len(reads)))
    while True:
        read = {target for source in alive for target in reads[source]}
        keep = {source for source in alive & read if reads[source] & alive}
        if keep == alive:
            return alive
        alive = keep
