"""Items gathered into dimensions: the rows of a table about a questionnaire."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument
from service_kpi.kpis._groups import BLANK_LABEL, Index, group_rows, in_sheet_order
from service_kpi.text import Text


class Dimension(NamedTuple):
    """A name, and the columns of the items that bear it."""

    name: str | Text
    items: Index


def dimensions_of(labels: Any | None, items: int, argument: str) -> list[Dimension]:
    """Return the dimensions in the order in which they first appear, items without a label last.

    ``labels`` has one label per item column; ``None`` makes every item a dimension of its own, by its number.
    """
    if labels is None:
        return [Dimension(Text(f"Item {i + 1}", f"Ítem {i + 1}"), np.array([i])) for i in range(items)]
    found = np.asarray(labels).size
    if found != items:
        raise BadArgument(
            f"{argument} must have one label per item, {items} in all, but has {found}",
            f"{argument} debe tener una etiqueta por ítem, {items} en total, pero tiene {found}",
        )
    groups = in_sheet_order(group_rows(labels))
    dimensions = [Dimension(name, np.flatnonzero(groups.of_row == place)) for place, name in enumerate(groups.names)]
    unlabelled = np.flatnonzero(groups.of_row < 0)
    if unlabelled.size:
        dimensions.append(Dimension(BLANK_LABEL, unlabelled))
    return dimensions
