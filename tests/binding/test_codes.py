import numpy as np
import pytest

from service_kpi.binding.codes import read_codes
from service_kpi.binding.missing import NO_CODES, MissingCodes
from service_kpi.cells import Cells

CHOICES = {"1": ("like", "me gusta"), "2": ("must-be", "lo espero")}


@pytest.mark.parametrize("value", [1, 1.0, "1", " Like ", "ME GUSTA", "me  gusta"])
def test_a_code_and_its_words(value: object) -> None:
    assert read_codes(Cells.from_values(value), CHOICES, NO_CODES)[0, 0] == 1


@pytest.mark.parametrize("value", [None, "", "NS/NC", 0, 3, 1.5, "1,5", "3", "perhaps", True])
def test_no_choice(value: object) -> None:
    assert np.isnan(read_codes(Cells.from_values(value), CHOICES, NO_CODES)[0, 0])


def test_a_declared_code_is_missing() -> None:
    found = read_codes(Cells.from_values([[1, "1", "like", 2, "Must be"]]), CHOICES, MissingCodes.of([1]))
    np.testing.assert_array_equal(found, [[np.nan, np.nan, 1, 2, 2]])


def test_each_question_has_its_own_words() -> None:
    cells = Cells.from_values([["like"], ["never"]])
    np.testing.assert_array_equal(read_codes(cells, CHOICES, NO_CODES), [[1], [np.nan]])
    np.testing.assert_array_equal(read_codes(cells, {"5": ("never",)}, NO_CODES), [[np.nan], [5]])
