"""Cells read as numbers.

A number kept as text is a number: ``4,5`` and ``4.5``, ``1.234,5`` and ``1,234.5``, ``1 234``, ``85 %``. One
separator with three digits behind it (``1,234``) may be a thousand or a decimal: it is read as its neighbours in
the same range show, and is invalid where they show nothing, because a guess could be wrong by a factor of 1,000.

TRUE and FALSE inside a range are not numbers, as in Excel's AVERAGE.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.memory import object_at, remembered, sealed
from service_kpi.binding.missing import MissingCodes
from service_kpi.cells import BLANK, BOOLEAN, ERROR, NUMBER, TEXT, Cells
from service_kpi.readings import READ_ERROR, READ_INVALID, READ_MISSING, READ_NUMBER, READ_TEXT_NUMBER, Reading

_OUTCOME_OF_KIND: Final = np.zeros(5, dtype=np.uint8)
_OUTCOME_OF_KIND[[BLANK, NUMBER, BOOLEAN, TEXT, ERROR]] = [
    READ_MISSING,
    READ_NUMBER,
    READ_INVALID,
    READ_INVALID,
    READ_ERROR,
]

_CLEAN: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-", "’": "'", "\t": " "})
_PARTS: Final = re.compile(r"([+-]?) ?([0-9.,' ]*[0-9])(?:[eE]([+-]?[0-9]{1,3}))?( ?%)?", re.ASCII)
_WHOLE: Final = r"(?P<whole>[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[1-9][0-9]{{0,2}}(?:[ '][0-9]{{3}})+|[0-9]*)"
_WITH_POINT: Final = re.compile(_WHOLE.format(group=",") + r"(?:\.(?P<fraction>[0-9]+))?", re.ASCII)
_WITH_COMMA: Final = re.compile(_WHOLE.format(group=r"\.") + r"(?:,(?P<fraction>[0-9]+))?", re.ASCII)
_SEPARATORS: Final = re.compile(r"[ ',.]")


class _Readings(NamedTuple):
    """What a text is with a decimal point and with a decimal comma; ``None`` where it is no number so."""

    point: float | None
    comma: float | None


def read_number(text: str) -> float | None:
    """Return the number that a text spells, or ``None`` where it spells none or two."""
    readings = _readings(text)
    return _decide(readings, _decimals([readings]))


def read_numbers(cells: Cells, codes: MissingCodes) -> Reading:
    """Return the block read as numbers, with what became of each cell."""
    return remembered(cells, ("numbers", codes), lambda: _read(cells, codes))


def _read(cells: Cells, codes: MissingCodes) -> Reading:
    outcomes: NDArray[np.uint8] = _OUTCOME_OF_KIND[cells.kinds]
    values = np.where(cells.kinds == NUMBER, cells.numbers, np.nan)
    is_text = cells.kinds == TEXT
    texts: list[str] = object_at(cells, is_text)
    if texts:
        spelled = read_texts(set(texts), codes)
        read = [spelled[text] for text in texts]
        values[is_text] = [number for number, _ in read]
        outcomes[is_text] = [outcome for _, outcome in read]
    if codes.numbers:
        declared = np.isin(values, list(codes.numbers))
        values[declared] = np.nan
        outcomes[declared] = READ_MISSING
    return Reading(cells.rows, cells.columns, sealed(values), sealed(outcomes), 0, cells.top_left)


def read_texts(texts: Iterable[str], codes: MissingCodes) -> dict[str, tuple[float, int]]:
    """Return the number and the outcome of each text of one range."""
    missing = {text for text in texts if codes.covers(text)}
    readings = {text: _readings(text) for text in texts if text not in missing}
    decimals = _decimals(readings.values())
    result = dict.fromkeys(missing, (math.nan, READ_MISSING))
    for text, both in readings.items():
        number = _decide(both, decimals)
        result[text] = (math.nan, READ_INVALID) if number is None else (number, READ_TEXT_NUMBER)
    return result


def _decide(readings: _Readings, decimals: set[str]) -> float | None:
    if readings.point is None or readings.comma is None or readings.point == readings.comma:
        return readings.comma if readings.point is None else readings.point
    if len(decimals) == 1:
        return readings.point if "." in decimals else readings.comma
    return None


def _decimals(readings: Iterable[_Readings]) -> set[str]:
    """Return which decimal separators these texts can only have."""
    decimals: set[str] = set()
    for point, comma in readings:
        if point is not None and comma is None:
            decimals.add(".")
        elif comma is not None and point is None:
            decimals.add(",")
    return decimals


@lru_cache(maxsize=4096)
def _readings(text: str) -> _Readings:
    parts = _PARTS.fullmatch(text.translate(_CLEAN).strip()) if len(text) <= 64 else None
    if parts is None:
        return _Readings(None, None)
    sign, digits, exponent, percent = parts.groups()
    tail = f"e{int(exponent or 0) - (2 if percent else 0)}"

    def number(pattern: re.Pattern[str]) -> float | None:
        match = pattern.fullmatch(digits)
        if match is None:
            return None
        whole = _SEPARATORS.sub("", match["whole"])
        value = float(f"{sign}{whole or 0}.{match['fraction'] or 0}{tail}")
        return value if math.isfinite(value) else None

    return _Readings(number(_WITH_POINT), number(_WITH_COMMA))
