"""What the refresh asks of a formula engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from service_kpi.cells import CellValue


class EngineError(Exception):
    """The engine gave up on a whole workbook: it could not load it, ran out of its budget, or trapped."""


@dataclass(frozen=True)
class EngineName:
    """A defined name as the engine sees it; ``sheet`` is the index of its scope, ``None`` for the workbook."""

    name: str
    text: str
    sheet: int | None = None


@dataclass(frozen=True)
class EngineBook:
    """A workbook reduced to what decides values: slim sheets, names, shared strings and calculation settings."""

    sheets: Sequence[tuple[str, bytes]]
    names: Sequence[EngineName] = ()
    shared_strings: Sequence[str] = ()
    date1904: bool = False
    iterate: bool = False
    iterate_count: int = 100
    iterate_delta: float = 0.001
    region: str = "en_US"  #: by whose rules numbers and dates turn to text and back
    now: datetime = field(default_factory=datetime.now)


class Engine(Protocol):
    """One loaded workbook in an engine. Positions are zero-based; sheets go by their order in the book."""

    def recalculate(self) -> None:
        """Bring every formula up to date."""

    def values(self, sheet: int, cells: Iterable[tuple[int, int]]) -> list[CellValue]:
        """Return the values of cells; a formula that yields an empty cell gives ``None``."""

    def spill(self, sheet: int, row: int, column: int) -> tuple[int, int]:
        """Return the rows and columns that the array formula at a cell fills now; (0, 0) for any other cell."""

    def evaluate(self, place: tuple[int, int, int], formula: str) -> list[list[CellValue]]:
        """Evaluate a formula as if it stood at a place (sheet, row, column); what it spills must find room there."""

    def set_value(self, sheet: int, row: int, column: int, value: CellValue) -> None:
        """Put a constant into a cell."""

    def set_name(self, name: str, text: str) -> None:
        """Point a defined name of the workbook elsewhere."""

    def close(self) -> None:
        """Release the workbook."""
