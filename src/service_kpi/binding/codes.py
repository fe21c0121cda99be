"""Cells read as answers to a closed question: a code, or the words for it in both languages."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.memory import object_at, remembered, sealed
from service_kpi.binding.missing import MissingCodes
from service_kpi.binding.numbers import read_number
from service_kpi.binding.words import plain_word
from service_kpi.cells import NUMBER, TEXT, Cells


def read_codes(cells: Cells, choices: Mapping[str, tuple[str, ...]], codes: MissingCodes) -> NDArray[np.float64]:
    """Return the code of each answer, NaN where it is none of ``choices``: code → the words for it."""
    return remembered(cells, ("codes", *choices.items(), codes), lambda: _read(cells, choices, codes))


def _read(cells: Cells, choices: Mapping[str, tuple[str, ...]], codes: MissingCodes) -> NDArray[np.float64]:
    known = [float(code) for code in choices if float(code) not in codes.numbers]
    code_of_word = {plain_word(word): float(code) for code, words in choices.items() for word in words}
    values = np.where((cells.kinds == NUMBER) & np.isin(cells.numbers, known), cells.numbers, np.nan)
    is_text = cells.kinds == TEXT
    texts: list[str] = object_at(cells, is_text)
    if texts:
        spelled = {}
        for text in set(texts):
            number = read_number(text)
            code = code_of_word.get(plain_word(text)) if number is None else number if number in known else None
            spelled[text] = math.nan if code is None or codes.covers(text) else code
        values[is_text] = [spelled[text] for text in texts]
    return sealed(values)
