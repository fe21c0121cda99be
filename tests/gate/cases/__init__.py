"""The cases by topic."""

from __future__ import annotations

from typing import Final

from ..case import GateCase
from . import (
    arithmetic,
    arrays,
    conditional,
    dates,
    finance,
    lifting,
    logic,
    lookup,
    references,
    statistics,
    subtotals,
    text,
)

_TOPICS = (
    arithmetic,
    arrays,
    conditional,
    dates,
    finance,
    lifting,
    logic,
    lookup,
    references,
    statistics,
    subtotals,
    text,
)

CASES: Final[tuple[GateCase, ...]] = tuple(case for topic in _TOPICS for case in topic.CASES)
