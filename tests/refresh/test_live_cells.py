from __future__ import annotations

import pytest

from service_kpi.addresses import Range
from service_kpi.cells import Cells, CellValue
from service_kpi.errors import NA
from service_kpi.refresh.live_cells import LiveCells, cells_of, overlaid
from service_kpi.xlsx.slim import Formula

LIVE = LiveCells(
    {
        (0, 4, 3): Formula("1"),  # D5
        (0, 0, 5): Formula("SEQUENCE(2)", Range.parse("F1:F2"), dynamic=True),
        (1, 0, 0): Formula("A2:A4", Range.parse("A1:B2")),
    }
)


@pytest.mark.parametrize(
    ("sheet", "area", "touched"),
    [
        (0, "D1:D9", True),
        (0, "D1:D4", False),
        (0, "A1:C9", False),
        (0, "F2", True),
        (0, "F9:H9", True),  # the spill may grow down to there
        (0, "E1:E9", False),  # a spill grows right and down only
        (1, "B2", True),
        (1, "B3", False),  # a legacy array never grows
        (2, "A1:Z99", False),
    ],
)
def test_what_a_recalculation_may_touch(sheet: int, area: str, touched: bool) -> None:
    assert LIVE.touch(sheet, Range.parse(area)) is touched


def test_formulas_inside_a_range() -> None:
    assert LIVE.inside(0, Range.parse("A1:F5")) == [(4, 3), (0, 5)]
    assert LIVE.inside(0, Range.parse("A1:C5")) == []


def test_cells_within_another_range() -> None:
    assert list(cells_of(Range.parse("B2:C3"), Range.parse("C1:Z2"))) == [(1, 2)]


def test_values_laid_over_a_block_make_it_grow() -> None:
    block = Cells.from_values([[1.0, "a"]])
    updates: dict[tuple[int, int], CellValue] = {(1, 1): "b", (1, 2): True, (2, 1): NA, (3, 3): None}
    laid = overlaid(block, Range.parse("B2:D9"), updates)
    assert laid.to_rows() == [["b", True, None], [NA, None, None], [None, None, None]]
    assert block.to_rows() == [[1.0, "a"]]
