"""Whatever stands in the cells, every function answers with values that a cell can hold."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service_kpi.catalogue import catalogue
from service_kpi.errors import DIV0, CellError
from service_kpi.functions import functions
from service_kpi.spec import Argument, FunctionSpec, Kind

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 11),
    st.floats(-1e300, 1e300),
    st.sampled_from(
        ["", "NS/NC", "4,5", "yes", "no", "A", "B", "2024-03-25", "cancelled", "1-7", "mean", 45376, 0, 1, 5]
    ),
    st.just(DIV0),
)
NUMBERS = st.one_of(st.integers(0, 10), st.none())


def grid(rows: int, columns: int) -> st.SearchStrategy[list[list[Any]]]:
    def of(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
        return st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=rows, max_size=rows)

    return st.one_of(of(NUMBERS), of(VALUES))


def one(argument: Argument, rows: int, columns: int) -> st.SearchStrategy[Any]:
    if argument.kind in (Kind.MATRIX, Kind.FLAG_MATRIX, Kind.CODE_MATRIX, Kind.MARKS, Kind.RATINGS, Kind.CELLS):
        return grid(rows, columns)
    if argument.kind.is_range:
        return grid(rows, 1)
    likely = st.sampled_from([*argument.choices]) if argument.choices else st.floats(0, 50_000)
    return st.one_of(likely, VALUES)


@pytest.mark.parametrize("spec", catalogue().specs, ids=lambda spec: spec.name)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_answer_for_every_input(spec: FunctionSpec, data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 3))
    arguments = [
        data.draw(st.none() | one(argument, rows, columns) if argument.optional else one(argument, rows, columns))
        for argument in spec.arguments
    ]
    outcome = functions[spec.alias].evaluate(*arguments)
    rows_found = outcome.value if isinstance(outcome.value, list) else [[outcome.value]]
    assert len({len(row) for row in rows_found}) == 1
    for value in (value for row in rows_found for value in row):
        assert type(value) in (float, bool, str, CellError)
        assert not isinstance(value, float) or math.isfinite(value)
    if outcome.error is not None:
        assert outcome.value == outcome.error.cell_error
        assert outcome.error.message.en
        assert outcome.error.message.es
