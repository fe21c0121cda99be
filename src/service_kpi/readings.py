"""What became of each cell of a block when it was read as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.addresses import cell_address
from service_kpi.text import Text

READ_NUMBER: Final = 0  #: a number
READ_TEXT_NUMBER: Final = 1  #: a number kept as text
READ_MISSING: Final = 2  #: blank, or a word that means "no answer"
READ_INVALID: Final = 3  #: other text, or TRUE and FALSE
READ_ERROR: Final = 4  #: an error value


@dataclass(frozen=True, eq=False)
class Reading:
    """A block of cells read as numbers.

    ``values`` is NaN where ``outcomes`` is neither ``READ_NUMBER`` nor ``READ_TEXT_NUMBER``. Both are the stored
    part of the ``rows`` × ``columns`` that were asked for; what is not stored is missing. ``skipped_rows`` header
    rows stood above the first row. ``top_left`` is the zero-based row and column of the block's first cell (header
    included) in its sheet, where the host can tell.
    """

    rows: int
    columns: int
    values: NDArray[np.float64]
    outcomes: NDArray[np.uint8]
    skipped_rows: int = 0
    top_left: tuple[int, int] | None = None

    def place(self, row: int, column: int) -> Text:
        """Return where a zero-based position lies: ``B7`` in the sheet, or "row 3, column 2" of the range."""
        row += self.skipped_rows
        if self.top_left is not None:
            address = cell_address(self.top_left[0] + row, self.top_left[1] + column)
            return Text(address, address)
        return Text(f"row {row + 1}, column {column + 1}", f"fila {row + 1}, columna {column + 1}")
