"""Rows gathered by a label: the groups of every table that has a ``by``.

Labels are the same where Excel finds them the same: capitals do not matter. A group carries its commonest spelling.
Groups stand in the order of a pivot table, A to Z with numbers by value (``Branch 2`` before ``Branch 10``), because
the order of a ledger's rows is an accident of data entry and last month's table should compare line by line.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import BadArgument
from service_kpi.text import Text

Index = NDArray[np.intp]

#: The last row of a table.
OVERALL: Final = Text("Overall", "Total")
#: The row of what has no label, before the last; a pivot table says the same words.
BLANK_LABEL: Final = Text("(blank)", "(en blanco)")

_DIGITS: Final = re.compile(r"(\d+)")
_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(29)


class Groups(NamedTuple):
    """Which group each row belongs to: ``names[of_row[row]]``, and −1 where the row has no label."""

    names: tuple[str, ...]
    of_row: Index

    def of_row_with_blank(self) -> Index:
        """Return ``of_row`` with the unlabelled rows as one more group behind the named ones."""
        return np.where(self.of_row < 0, len(self.names), self.of_row)


def group_rows(labels: Any) -> Groups:
    """Return the groups of an array of labels, ``""`` where missing."""
    spellings, inverse = _distinct(np.asarray(labels, dtype=np.str_).reshape(-1))
    counts = np.bincount(inverse, minlength=len(spellings)).tolist()
    keys = _keys(spellings)
    commonest: dict[str, tuple[int, str]] = {}
    for key, count, spelling in zip(keys, counts, spellings, strict=True):
        candidate = (-count, spelling)
        commonest[key] = min(commonest.get(key, candidate), candidate)
    commonest.pop("", None)
    ordered = sorted(commonest, key=_natural)
    position = {key: place for place, key in enumerate(ordered)}
    place_of_spelling = np.array([position.get(key, -1) for key in keys], dtype=np.intp)
    return Groups(tuple(commonest[key][1] for key in ordered), place_of_spelling[inverse])


def number_rows(labels: Any) -> Index:
    """Return a number from 0 up for each row's group, −1 where the row has no label: groups without name or order.

    For very many groups, such as customers, of whom nobody reads a table.
    """
    spellings, inverse = _distinct(np.asarray(labels, dtype=np.str_).reshape(-1))
    number: dict[str, int] = {"": -1}
    number_of_spelling = [number.setdefault(key, len(number) - 1) for key in _keys(spellings)]
    return np.array(number_of_spelling, dtype=np.intp)[inverse]


def same_label(one: str, other: str) -> bool:
    """Return whether two labels name the same group."""
    return _keys([one]) == _keys([other])


def in_sheet_order(groups: Groups) -> Groups:
    """Return the same groups in the order in which they first appear: for labels of columns, which someone arranged."""
    named = groups.of_row[groups.of_row >= 0]
    present, first = np.unique(named, return_index=True)
    order = present[np.argsort(first)]
    place = np.empty(len(groups.names) + 1, dtype=np.intp)
    place[order] = np.arange(len(order))
    place[-1] = -1
    return Groups(tuple(groups.names[old] for old in order), place[groups.of_row])


def require_one_label_per_row(name: str, labels: Any, rows: int) -> None:
    """Refuse labels that do not pair with the rows."""
    found = np.asarray(labels).size
    if found != rows:
        raise BadArgument(
            f"{name} must have one label per row, {rows} in all, but has {found}",
            f"{name} debe tener una etiqueta por fila, {rows} en total, pero tiene {found}",
        )


def _keys(spellings: list[str]) -> list[str]:
    """Return what labels have in common that Excel compares as equal."""
    return [" ".join(spelling.split()).casefold() for spelling in spellings]


def _natural(key: str) -> list[tuple[int, int, str]]:
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _DIGITS.split(key) if part]


def _distinct(labels: NDArray[np.str_]) -> tuple[list[str], Index]:
    """Return the distinct labels and which of them each row has.

    Sorting a million strings takes most of a second, sorting a 64-bit key of each a tenth. Whether two different
    labels share a key is checked, and then the strings themselves are sorted.
    """
    words = np.ascontiguousarray(labels).view(np.uint32).reshape(len(labels), labels.dtype.itemsize // 4)
    key = np.zeros(len(labels), dtype=np.uint64)
    for column in range(words.shape[1]):
        key = (key ^ words[:, column]) * _MIXER
        key ^= key >> _SHIFT
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    distinct = labels[first]
    if not np.array_equal(distinct[inverse], labels):
        distinct, inverse = np.unique(labels, return_inverse=True)
    return distinct.tolist(), inverse.reshape(-1)
