"""KPI calls taken out of formulas: each gets a slot, a defined name that the formula reads instead.

``=IF(KPI_GAP(E2:E90,P2:P90)<0,"short","ok")`` becomes ``=IF(__KPI_0<0,"short","ok")``: the engine computes the
manager's formula, we compute ours, and the slot carries the value from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from service_kpi.addresses import Range, column_letters
from service_kpi.cells import CellValue
from service_kpi.text import Text

#: Sheets that exist only in the engine's copy of a workbook.
SLOT_SHEET: Final = "__kpi_slots"
SCRATCH_SHEET: Final = "__kpi_scratch"
SLOT_PREFIX: Final = "__KPI_"


Position = tuple[int, int, int]  #: sheet index, row, column

#: Where a call in a defined name stands.
NOWHERE: Final[Position] = (-1, -1, -1)


@dataclass(frozen=True)
class Literal:
    """An argument written out in the formula; ``None`` is an argument left out."""

    value: Any


@dataclass(frozen=True)
class CellRange:
    """An argument that is a range of one sheet."""

    sheet: int
    range: Range


@dataclass(frozen=True)
class Expression:
    """An argument that the engine must evaluate first; its references name their sheets.

    ``place`` is where it must be evaluated, ``None`` where it means the same everywhere.
    """

    text: str
    place: Position | None = None


Source = Literal | CellRange | Expression


@dataclass
class Slot:
    """One KPI call: where it stands, what it reads, and the value that it has now."""

    number: int
    function: str
    arguments: tuple[Source, ...]
    place: Position  #: of the formula, or ``NOWHERE``
    value: list[list[CellValue]] = field(default_factory=lambda: [[None]])
    reason: Text | None = None
    fault: str = ""  #: the exception, where the function broke down
    block: Range = field(default_factory=lambda: Range.cell(0, 0))  #: the cells of the slot sheet that hold the value
    shows_one_cell: bool = False  #: the call is a whole formula that does not spill

    @property
    def name(self) -> str:
        """The defined name that stands for the call in the engine's formulas."""
        return f"{SLOT_PREFIX}{self.number}"

    @property
    def first_cell(self) -> str:
        """What stands for the call where a formula shows one cell only."""
        return f"INDEX({self.name},1,1)"

    @property
    def is_table(self) -> bool:
        """True when the value has more than one cell."""
        return len(self.value) > 1 or len(self.value[0]) > 1

    @property
    def target(self) -> str:
        """What the defined name refers to now."""
        first = f"$A${self.block.first_row + 1}"
        last = f"${column_letters(self.block.last_column)}${self.block.last_row + 1}"
        return f"{SLOT_SHEET}!{first}:{last}"


class SlotSheet:
    """Hands out blocks of the slot sheet, top to bottom, one below the other."""

    def __init__(self) -> None:
        self._next_row = 0
        self._placed: set[int] = set()

    def place(self, slot: Slot) -> bool:
        """Give the slot a block of its value's size; True when that is another block than before."""
        rows, columns = len(slot.value), len(slot.value[0])
        if slot.number in self._placed and (slot.block.rows, slot.block.columns) == (rows, columns):
            return False
        slot.block = Range(self._next_row, 0, self._next_row + rows - 1, columns - 1)
        self._placed.add(slot.number)
        self._next_row += rows
        return True
