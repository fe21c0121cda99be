"""Cells read as labels: names of groups, items, customers."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.memory import object_at, remembered, sealed
from service_kpi.binding.missing import MissingCodes
from service_kpi.cells import BOOLEAN, NUMBER, TEXT, Cells
from service_kpi.errors import BadArgument

#: The longest text that Excel itself compares in COUNTIF. One long comment in a column would otherwise make every
#: label of the column as wide.
LONGEST_LABEL: Final = 255


def read_labels(cells: Cells, codes: MissingCodes) -> NDArray[np.str_]:
    """Return the labels of a block, ``""`` where missing. A number is written as Excel shows it: ``2024``, ``1.5``."""
    return remembered(cells, ("labels", codes), lambda: _read(cells, codes))


def number_label(number: float) -> str:
    """Return a number as a label, without a needless fraction."""
    return f"{number:.15g}"


def _read(cells: Cells, codes: MissingCodes) -> NDArray[np.str_]:
    labels = np.full(cells.kinds.shape, "", dtype=object)
    is_number = cells.kinds == NUMBER
    if codes.numbers:
        is_number &= ~np.isin(cells.numbers, list(codes.numbers))
    if is_number.any():
        numbers, index = np.unique(cells.numbers[is_number], return_inverse=True)
        names = np.array([number_label(number) for number in numbers.tolist()], dtype=object)
        labels[is_number] = names[index.reshape(-1)]
    is_boolean = cells.kinds == BOOLEAN
    labels[is_boolean] = np.where(cells.numbers[is_boolean] == 1, "TRUE", "FALSE")
    is_text = cells.kinds == TEXT
    texts: list[str] = object_at(cells, is_text)
    if texts:
        spelled = {text: "" if codes.covers(text) else " ".join(text.split()) for text in set(texts)}
        longest = max(map(len, spelled.values()))
        if longest > LONGEST_LABEL:
            raise BadArgument(
                f"a label may have {LONGEST_LABEL} characters, but one cell has {longest}",
                f"una etiqueta puede tener {LONGEST_LABEL} caracteres, pero una celda tiene {longest}",
            )
        labels[is_text] = [spelled[text] for text in texts]
    return sealed(labels.astype(np.str_))
