"""Each block of cells is read once: hundreds of formulas look at the same column."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from service_kpi.cells import Cells

T = TypeVar("T")

#: What was read from a block lives as long as the block.
_READ: Final[WeakKeyDictionary[Cells, dict[Hashable, Any]]] = WeakKeyDictionary()


def remembered(cells: Cells, key: Hashable, read: Callable[[], T]) -> T:
    """Return what ``read()`` gave for this block and key the first time."""
    known = _READ.setdefault(cells, {})
    if key not in known:
        known[key] = read()
    value: T = known[key]
    return value


A = TypeVar("A", bound=NDArray[Any])


def sealed(array: A) -> A:
    """Return the array, read-only: a function that wrote into it would spoil the next formula's input."""
    array.setflags(write=False)
    return array


def object_at(cells: Cells, mask: NDArray[np.bool_]) -> list[Any]:
    """Return the texts or errors where ``mask`` is true, in reading order."""
    return [] if cells.objects is None else cells.objects[mask].tolist()
