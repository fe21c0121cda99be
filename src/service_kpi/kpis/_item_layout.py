"""Answers about several items, from either layout of a sheet: a column per item, or a row per answer."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import BadArgument
from service_kpi.kpis._groups import BLANK_LABEL, Index, group_rows, in_sheet_order
from service_kpi.kpis._numerics import Floats, row_blocks
from service_kpi.text import Text


class ItemLayout(NamedTuple):
    """The items, and which of them each cell is about: ``names[places(rows)]``.

    Wide: one item per column, ``places_of`` is 1 × columns. Long: one item per row, ``places_of`` is rows × 1.
    """

    names: tuple[str | Text, ...]
    places_of: Index
    is_wide: bool

    def places(self, rows: slice) -> Index:
        """Return the items of a block of rows, to be broadcast over its cells."""
        return self.places_of if self.is_wide else self.places_of[rows]


class ItemMeans(NamedTuple):
    """The answers of each item: how many, and their mean (NaN where there are none)."""

    n: Index
    mean: Floats


def read_layout(labels: Any, argument: str, shape: tuple[int, int]) -> ItemLayout:
    """Return the layout of a block of answers by the labels of its items.

    Wide, one label per column: items as they stand on the sheet. Long, one column of answers and one label per row:
    items A to Z, or as they stand where every item has one row. Items without a label come last, together.

    Raises :class:`~service_kpi.errors.BadArgument` where the labels fit neither layout.
    """
    rows, columns = shape
    found = np.asarray(labels).size
    is_long = columns == 1 and found == rows
    if not is_long and found != columns:
        raise BadArgument(
            f"{argument} must have one label per column ({columns}) or, beside a single column, one per row, "
            f"without headings, but has {found} beside {rows} × {columns} answers",
            f"{argument} debe tener una etiqueta por columna ({columns}) o, junto a una sola columna, una por fila, "
            f"sin encabezados, pero tiene {found} junto a {rows} × {columns} respuestas",
        )
    groups = group_rows(labels)
    if not is_long or len(groups.names) == found:
        groups = in_sheet_order(groups)
    names: tuple[str | Text, ...] = groups.names
    if (groups.of_row < 0).any():
        names = (*names, BLANK_LABEL)
    places = groups.of_row_with_blank()
    return ItemLayout(names, places.reshape(-1, 1) if is_long else places.reshape(1, -1), not is_long)


def tally(layout: ItemLayout, classes: NDArray[np.signedinteger[Any]], kinds: int) -> Index:
    """Return items × ``kinds``: how many cells of each item have each class; a class below zero does not count."""
    counts = np.zeros(len(layout.names) * kinds, dtype=np.intp)
    for rows in row_blocks(classes):
        block = classes[rows]
        codes = layout.places(rows) * kinds + block
        counts += np.bincount(codes[block >= 0], minlength=counts.size)
    return counts.reshape(-1, kinds)


def item_means(layout: ItemLayout, answers: Floats) -> ItemMeans:
    """Return the number and the mean of the answers of each item; the sums are taken twice, as everywhere."""
    items = len(layout.names)
    n, means = np.zeros(items, dtype=np.intp), np.zeros(items)
    for _ in range(2):
        n, sums = np.zeros(items, dtype=np.intp), np.zeros(items)
        for rows in row_blocks(answers):
            block = answers[rows]
            answered = ~np.isnan(block)
            places = np.broadcast_to(layout.places(rows), block.shape)[answered]
            n += np.bincount(places, minlength=items)
            sums += np.bincount(places, weights=block[answered] - means[places], minlength=items)
        means = means + np.divide(sums, n, out=np.zeros(items), where=n > 0)
    return ItemMeans(n, np.where(n > 0, means, np.nan))
