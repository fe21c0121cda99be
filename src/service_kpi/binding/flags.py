"""Cells read as yes or no: TRUE and FALSE, 1 and 0, and the words for them in both languages."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.memory import object_at, remembered, sealed
from service_kpi.binding.missing import MissingCodes, folded
from service_kpi.binding.numbers import read_number
from service_kpi.cells import BOOLEAN, NUMBER, TEXT, Cells

FLAG_WORDS: Final[dict[str, float]] = dict.fromkeys(
    ("true", "yes", "y", "sí", "si", "s", "x", "✓", "✔", "verdadero"), 1.0
) | dict.fromkeys(("false", "no", "n", "falso", "✗", "✘"), 0.0)


def read_flag(text: str) -> float:
    """Return 1, 0, or NaN for a text that says neither."""
    flag = FLAG_WORDS.get(folded(text))
    if flag is None:
        number = read_number(text)
        flag = number if number in (0.0, 1.0) else None
    return math.nan if flag is None else flag


def read_flags(cells: Cells, codes: MissingCodes) -> NDArray[np.float64]:
    """Return 1, 0 and NaN for a block. A blank is missing and not a no; a number other than 1 and 0 is invalid."""
    return remembered(cells, ("flags", codes), lambda: _read(cells, codes))


def _read(cells: Cells, codes: MissingCodes) -> NDArray[np.float64]:
    values = np.where((cells.kinds == NUMBER) | (cells.kinds == BOOLEAN), cells.numbers, np.nan)
    if codes.numbers:
        values[np.isin(values, list(codes.numbers)) & (cells.kinds == NUMBER)] = np.nan
    values[(values != 0) & (values != 1)] = np.nan
    is_text = cells.kinds == TEXT
    texts: list[str] = object_at(cells, is_text)
    if texts:
        spelled = {text: math.nan if codes.covers(text) else read_flag(text) for text in set(texts)}
        values[is_text] = [spelled[text] for text in texts]
    return sealed(values)
