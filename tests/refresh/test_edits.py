from __future__ import annotations

import math

import pytest

from service_kpi.cells import CellValue
from service_kpi.errors import NA, SPILL, VALUE
from service_kpi.refresh.edits import same_value


@pytest.mark.parametrize(
    ("stored", "computed", "same"),
    [
        (1.0, 1.0, True),
        (0.30000000000000004, 0.3, True),  # the last bits depend on the order of adding
        (1.0, 1.0 + 1e-9, False),
        (0.0, 1e-300, True),
        (0.0, 1e-9, False),
        (math.pi, math.nextafter(math.pi, 4), True),
        (1.0, True, False),
        (0.0, False, False),
        (True, True, True),
        (True, False, False),
        ("1", 1.0, False),
        ("a", "a", True),
        ("a", "A", False),
        ("", "", True),
        (None, "", False),
        (None, 0.0, False),
        (NA, NA, True),
        (NA, VALUE, False),
        ("#N/A", NA, False),
        (VALUE, SPILL, True),  # all that the file format can say of it
        (SPILL, SPILL, True),
        (NA, SPILL, False),
        (SPILL, VALUE, False),
    ],
)
def test_same_value(stored: CellValue, computed: CellValue, same: bool) -> None:
    assert same_value(stored, computed) is same
