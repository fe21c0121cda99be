import math
from typing import Any, NamedTuple

import numpy as np
import pytest

from service_kpi.binding.results import to_sheet
from service_kpi.errors import DIV0, NA, NUM, ErrorInInput, NoData, OutOfDomain
from service_kpi.spec import Table
from service_kpi.text import Text


class Ends(NamedTuple):
    low: float
    high: float


@pytest.mark.parametrize(
    ("result", "value"),
    [(1.5, 1.5), (3, 3.0), (np.float64(2), 2.0), (np.int64(2), 2.0), (True, True), (np.bool_(False), False),
     ("a", "a"), (math.nan, NA), (None, NA), (math.inf, NUM), (-math.inf, NUM), (np.array(4.0), 4.0)],
)  # fmt: skip
def test_one_cell(result: Any, value: Any) -> None:
    shown = to_sheet(result, "en")
    assert shown == value
    assert type(shown) is type(value)


def test_no_negative_zero() -> None:
    assert math.copysign(1, to_sheet(-0.0, "en")) == 1  # type: ignore[arg-type]


def test_words_in_the_language() -> None:
    assert to_sheet(Text("ahead", "adelante"), "es") == "adelante"
    assert to_sheet(Text("ahead", "adelante"), "en") == "ahead"


def test_a_tuple_is_a_row_and_an_array_a_column() -> None:
    assert to_sheet(Ends(0.1, math.nan), "en") == [[0.1, NA]]
    assert to_sheet(np.array([1, 2]), "en") == [[1.0], [2.0]]
    assert to_sheet(np.array([[1, np.inf], [np.nan, 2]]), "en") == [[1.0, NUM], [NA, 2.0]]


def test_table() -> None:
    table = Table(
        [Text("Group", "Grupo"), Text("n", "n"), Text("Rate", "Tasa"), Text("Ok", "Ok")],
        [
            ["web", 3, np.float64(0.5), True],
            [Text("Overall", "General"), None, OutOfDomain("x", "x"), NoData("x", "x")],
            ["e", math.inf, ErrorInInput(DIV0), math.nan],
        ],
    )
    assert to_sheet(table, "es") == [
        ["Grupo", "n", "Tasa", "Ok"],
        ["web", 3.0, 0.5, True],
        ["General", NA, NUM, NA],
        ["e", NUM, DIV0, NA],
    ]
