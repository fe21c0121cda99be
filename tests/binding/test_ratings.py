from typing import Any

import numpy as np
import pytest

from service_kpi.binding.missing import NO_CODES, MissingCodes
from service_kpi.binding.ratings import read_marks, read_ratings
from service_kpi.cells import Cells


def marks(values: Any) -> list[list[float]]:
    found: list[list[float]] = read_marks(Cells.from_values(values), NO_CODES).tolist()
    return found


def ratings(values: Any, codes: MissingCodes = NO_CODES) -> list[list[Any]]:
    found: list[list[Any]] = read_ratings(Cells.from_values(values), codes).tolist()
    return found


def test_marks_are_points_or_yes_and_no() -> None:
    found = marks([["yes", "No", True, False], [0.5, "4,5", "sí", "x"]])
    assert found == [[1, 0, 1, 0], [0.5, 4.5, 1, 1]]


def test_what_does_not_apply_is_no_mark() -> None:
    assert np.isnan(marks([["N/A", "No aplica", None, "perhaps"]])).all()


def test_numbers_stay_numbers() -> None:
    found = ratings([[1, "2"], [None, "NS/NC"]])
    assert found[0] == [1, 2]
    assert np.isnan(found[1]).all()


def test_one_word_makes_all_words() -> None:
    # 15 digits, as a cell shows them; a number kept as text is the number
    assert ratings([[1, "2,50"], [None, "good"], [True, "5 %"]]) == [["1", "2.5"], ["", "good"], ["TRUE", "0.05"]]


def test_words_above_numbers_are_headings() -> None:
    found = ratings([["Ana", "Luis"], [1, 2], [3, 3]])
    assert np.isnan(found[0]).all()
    assert found[1:] == [[1, 2], [3, 3]]


@pytest.mark.parametrize(
    "values", [[["Ana", 1], [1, 2]], [["Ana", "Luis"], ["x", 2]], [["good", "bad"]], [["good", "bad"], [None, None]]]
)
def test_other_words_are_answers(values: Any) -> None:
    assert ratings(values) == [["" if value is None else str(value) for value in row] for row in values]


def test_declared_codes_are_missing() -> None:
    assert ratings([["good", 99], ["refused", "99,0"]], MissingCodes.of([99, "refused"])) == [["good", ""], ["", ""]]


def test_what_was_read_cannot_be_written() -> None:
    for values in ([["good"]], [[1]]):
        with pytest.raises(ValueError, match="read-only"):
            read_ratings(Cells.from_values(values), NO_CODES)[0, 0] = 0
