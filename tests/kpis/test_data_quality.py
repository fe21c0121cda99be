"""The audit on ranges whose cells can be counted by eye."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.cells import NUMBER, Cells
from service_kpi.errors import DIV0, NA
from service_kpi.functions import functions


def audit(values: Any, *scale: str, **more: Any) -> list[Any]:
    table: Any = functions["KPI_AUDIT"](values, *scale, **more)
    assert table[0][0] == "Cells"
    assert len(table) == 2
    return list(table[1])


def test_every_outcome_once() -> None:
    values = [[5, "4,5"], ["NS/NC", 9], ["soso", DIV0], [True, None]]
    #                              cells valid missing text invalid outside errors
    assert audit(values, "1-7") == [8, 2, 2, 1, 2, 1, 1, "row 2, column 2"]
    assert audit(values) == [8, 3, 2, 1, 2, 0, 1, "row 3, column 1"]


def test_a_text_number_out_of_scale_is_counted_in_both() -> None:
    assert audit([["9,0"]], "1-7") == [1, 0, 0, 1, 0, 1, 0, "row 1, column 1"]


def test_the_ends_of_the_scale_are_on_it() -> None:
    assert audit([[1, 7, 0.99, 7.01]], "1-7")[:6] == [4, 2, 0, 0, 0, 2]


def test_nothing_bad() -> None:
    assert audit([[1], [None]]) == [2, 1, 1, 0, 0, 0, 0, "none"]
    table: Any = functions["KPI_AUDITORIA"]([[1]])
    assert [row[-1] for row in table] == ["Primera celda mala", "ninguna"]


def test_the_address_where_the_host_knows_it() -> None:
    cells = replace(Cells.from_values([["Q1", "Q2"], [5, 5], [5, NA]]), top_left=(9, 1))
    # headings in B10:C10, answers in B11:C12
    assert audit(cells)[-1] == "C12"
    assert audit(replace(Cells.from_values([["x", 5]]), top_left=(0, 27)))[-1] == "AB1"


def test_headings_are_no_answers() -> None:
    assert audit([["Q1", "Q2"], [5, 4], [3, "x"]]) == [4, 3, 0, 0, 1, 0, 0, "row 3, column 2"]


def test_what_is_not_stored_is_missing() -> None:
    cells = Cells(1_048_576, 1, np.array([[5.0], [6.0]]), np.full((2, 1), NUMBER, dtype=np.uint8))
    assert audit(cells)[:3] == [1_048_576, 2, 1_048_574]


def test_codes_of_the_caller_are_missing() -> None:
    assert audit([[5], [99], ["refused"]], "1-7", missing_codes=[99, "Refused"])[:6] == [3, 1, 2, 0, 0, 0]


CELLS = st.one_of(st.none(), st.integers(-2, 12), st.booleans(), st.sampled_from(["4,5", "NS", "bad", "11", DIV0]))


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from([(), ("1-7",)]))
def test_every_cell_is_counted_once(values: list[list[Any]], scale: tuple[str, ...]) -> None:
    cells, valid, missing, text_numbers, invalid, outside, errors, first = audit(values, *scale)
    assert cells == valid + missing + invalid + outside + errors
    assert text_numbers <= valid + outside
    assert (first == "none") == (invalid + outside + errors == 0)


@pytest.mark.parametrize("scale", ["7", "7-1"])
def test_no_scale(scale: str) -> None:
    assert str(functions["KPI_AUDIT"]([[1]], scale)) == "#VALUE!"
