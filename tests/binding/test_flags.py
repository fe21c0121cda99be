import numpy as np
import pytest

from service_kpi.binding.flags import read_flags
from service_kpi.binding.missing import NO_CODES, MissingCodes
from service_kpi.cells import Cells


@pytest.mark.parametrize(
    "value", [True, 1, 1.0, "1", "TRUE", "yes", "Y", "sí", "Si", "S", "x", "X", "Verdadero", " yes "]
)
def test_yes(value: object) -> None:
    assert read_flags(Cells.from_values(value), NO_CODES)[0, 0] == 1


@pytest.mark.parametrize("value", [False, 0, "0", "FALSE", "no", "N", "Falso"])
def test_no(value: object) -> None:
    assert read_flags(Cells.from_values(value), NO_CODES)[0, 0] == 0


@pytest.mark.parametrize("value", [None, "", "NS", "n/a", "-", 2, 0.5, -1, "maybe"])
def test_neither(value: object) -> None:
    assert np.isnan(read_flags(Cells.from_values(value), NO_CODES)[0, 0])


def test_a_declared_code_is_missing_but_true_is_not_the_number_one() -> None:
    flags = read_flags(Cells.from_values([[1, True, "1", 0]]), MissingCodes.of([1]))
    np.testing.assert_array_equal(flags, [[np.nan, 1, np.nan, 0]])
