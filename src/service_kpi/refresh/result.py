"""What a refresh found and did, for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from service_kpi.addresses import cell_address
from service_kpi.cells import CellValue
from service_kpi.errors import CellError
from service_kpi.messages import warning_message
from service_kpi.text import Text


@dataclass(frozen=True)
class Notice:
    """Something that a manager should know of a workbook, or of one of its cells."""

    code: str
    sheet: str = ""
    cell: str = ""
    details: dict[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """``Sheet!B7``, or nothing when the notice is about the whole workbook."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def message(self) -> Text:
        """One sentence in both languages, with the place in it."""
        place = {"sheet": self.sheet, "cell": self.cell} if self.cell else {"where": self.sheet} if self.sheet else {}
        return warning_message(self.code, place | self.details)


@dataclass(frozen=True)
class KpiResult:
    """One call of a KPI function in a cell; ``reason`` says why there is no number where there is none."""

    sheet: str
    cell: str
    function: str
    value: Any
    reason: Text | None = None


@dataclass(frozen=True)
class Change:
    """A cell whose stored value was out of date."""

    sheet: str
    cell: str
    before: CellValue
    after: CellValue


@dataclass
class Recalculation:
    """The outcome of one refresh.

    ``values`` has every recomputed cell by sheet name and address, spilled cells included. ``data`` is the new
    file, or ``None`` when nothing changed.
    """

    path: str = ""
    values: dict[str, dict[str, CellValue]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    recomputed: int = 0
    kept: int = 0
    kpis: list[KpiResult] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    data: bytes | None = None

    @property
    def changed(self) -> int:
        """Number of cells whose stored value was out of date."""
        return len(self.changes)

    def to_json(self, language: str = "en") -> dict[str, Any]:
        """Return the facts as plain JSON types."""
        return {
            "workbook": self.path,
            "recomputed": self.recomputed,
            "changed": self.changed,
            "kept": self.kept,
            "changes": [
                {"sheet": c.sheet, "cell": c.cell, "before": plain(c.before), "after": plain(c.after)}
                for c in self.changes
            ],
            "kpis": [
                {
                    "sheet": k.sheet,
                    "cell": k.cell,
                    "function": k.function,
                    "value": plain(k.value),
                    "reason": k.reason.in_language(language) if k.reason else None,
                }
                for k in self.kpis
            ],
            "warnings": [
                {"code": n.code, "sheet": n.sheet, "cell": n.cell, "message": n.message.in_language(language)}
                for n in self.notices
            ],
        }


def place(row: int, column: int) -> str:
    """Return the address of a zero-based cell."""
    return cell_address(row, column)


def plain(value: Any) -> Any:
    """Return a value, or the rows of a table, as plain JSON types."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.code if isinstance(value, CellError) else value
