"""Cells read as what a judge gave: points or yes and no on a checklist, numbers or words as categories."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.flags import read_flags
from service_kpi.binding.labels import number_label, read_labels
from service_kpi.binding.memory import remembered, sealed
from service_kpi.binding.missing import MissingCodes
from service_kpi.binding.numbers import read_numbers
from service_kpi.cells import Cells
from service_kpi.readings import READ_INVALID, READ_MISSING, READ_TEXT_NUMBER, Reading


def read_marks(cells: Cells, codes: MissingCodes) -> NDArray[np.float64]:
    """Return the numbers of a block, 1 for a yes and 0 for a no in words, NaN where missing."""

    def read() -> NDArray[np.float64]:
        numbers = read_numbers(cells, codes).values
        return sealed(np.where(np.isnan(numbers), read_flags(cells, codes), numbers))

    return remembered(cells, ("marks", codes), read)


def read_ratings(cells: Cells, codes: MissingCodes) -> NDArray[Any]:
    """Return the numbers of a block, NaN where missing; or, where there are words, every answer as a word.

    A number beside words is spelled as a label, ``"4,5"`` and 4.5 alike. Words in the first row alone, above
    numbers, are headings and no answers.
    """
    return remembered(cells, ("ratings", codes), lambda: _read_ratings(cells, codes))


def _read_ratings(cells: Cells, codes: MissingCodes) -> NDArray[Any]:
    reading = read_numbers(cells, codes)
    is_word = reading.outcomes == READ_INVALID
    headings_only = is_word[:1].all() and not is_word[1:].any() and not np.isnan(reading.values[1:]).all()
    if headings_only or not is_word.any():
        return reading.values
    return sealed(_spelled(reading, read_labels(cells, codes)))


def _spelled(reading: Reading, labels: NDArray[np.str_]) -> NDArray[np.str_]:
    spelled = np.where(reading.outcomes == READ_MISSING, "", labels)
    is_text_number = reading.outcomes == READ_TEXT_NUMBER
    if is_text_number.any():
        names = np.array([number_label(value) for value in reading.values[is_text_number].tolist()], dtype=np.str_)
        spelled = spelled.astype(np.promote_types(spelled.dtype, names.dtype))
        spelled[is_text_number] = names
    return spelled
