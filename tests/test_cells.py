"""Arrays become cells without a loop, and become the same cells as the list of their values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from service_kpi.cells import Cells


@given(arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4))))
def test_an_array_is_the_list_of_its_values(values: np.ndarray) -> None:
    from_array, from_list = Cells.from_values(values), Cells.from_values(values.tolist())
    assert (from_array.rows, from_array.columns) == (from_list.rows, from_list.columns)
    assert from_array.to_rows() == from_list.to_rows()


def test_one_dimension_is_one_row() -> None:
    assert Cells.from_values(np.array([1, 2])).to_rows() == [[1.0, 2.0]]
    assert Cells.from_values(np.array(3)).to_rows() == [[3.0]]


def test_three_dimensions_are_no_block() -> None:
    with pytest.raises(ValueError, match="more than two dimensions"):
        Cells.from_values(np.zeros((1, 2, 3)))
