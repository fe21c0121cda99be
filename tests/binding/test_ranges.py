from typing import Any

import numpy as np
import pytest

from service_kpi.binding import bind
from service_kpi.cells import BLANK, NUMBER, Cells
from service_kpi.errors import BadArgument
from service_kpi.spec import FunctionSpec, Kind
from tests.binding.toys import argument, received, toy

ANSWERS = (argument("expected", Kind.MATRIX, pairs="answers"), argument("perceived", Kind.MATRIX, pairs="answers"))
ROWS = (
    argument("customer", Kind.LABELS, pairs="rows"),
    argument("promised", Kind.DATES, pairs="rows"),
    argument("kept", Kind.FLAGS, pairs="rows", optional=True),
    argument("scores", Kind.MATRIX, pairs="rows", optional=True),
)


def stored(values: list[list[float]], rows: int, columns: int) -> Cells:
    """Return a block that was asked for with more rows and columns than are stored."""
    numbers = np.array(values, dtype=float)
    return Cells(rows, columns, numbers, np.where(np.isnan(numbers), BLANK, NUMBER).astype(np.uint8))


def call(spec: FunctionSpec, *arguments: Any) -> dict[str, Any]:
    bind(spec, arguments)
    return received(spec)


def test_each_kind_reaches_the_function_as_its_array() -> None:
    spec = toy(
        *(argument(kind.name, kind) for kind in (Kind.MATRIX, Kind.COLUMN, Kind.DATES, Kind.LABELS, Kind.FLAGS)),
        argument("FLAG_MATRIX", Kind.FLAG_MATRIX),
        argument("CELLS", Kind.CELLS),
    )
    one = [["1"], ["x"]]
    got = call(spec, [["1", 2], [None, "x"]], one, one, one, one, [["yes", 0]], one)
    np.testing.assert_array_equal(got["MATRIX"], [[1, 2], [np.nan, np.nan]])
    np.testing.assert_array_equal(got["COLUMN"], [1, np.nan])
    np.testing.assert_array_equal(got["DATES"], [np.nan, np.nan])
    assert got["LABELS"].tolist() == ["1", "x"]
    np.testing.assert_array_equal(got["FLAGS"], [1, 1])
    np.testing.assert_array_equal(got["FLAG_MATRIX"], [[1, 0]])
    np.testing.assert_array_equal(got["CELLS"].values, [[1], [np.nan]])


def test_a_field_is_one_column_or_one_row() -> None:
    spec = toy(argument("scores", Kind.COLUMN))
    assert call(spec, [[1, 2, 3]])["scores"].tolist() == [1, 2, 3]
    assert call(spec, [[1], [2], [3]])["scores"].tolist() == [1, 2, 3]
    with pytest.raises(BadArgument, match="scores takes one column or one row, but got 2 × 2"):
        call(spec, [[1, 2], [3, 4]])


def test_answers_pair_in_rows_and_columns() -> None:
    spec = toy(*ANSWERS)
    with pytest.raises(BadArgument) as error:
        call(spec, [[1, 2], [3, 4]], [[1, 2]])
    assert error.value.message.en.startswith("expected is 2 × 2 and perceived is 1 × 2;")
    assert error.value.message.es.startswith("expected es 2 × 2 y perceived es 1 × 2;")
    with pytest.raises(BadArgument):
        call(spec, [[1, 2]], [[1], [2]])


def test_a_field_pairs_with_a_matrix_by_rows_and_with_a_field_by_shape() -> None:
    spec = toy(*ROWS)
    call(spec, [["a"], ["b"]], [[1], [2]], None, [[1, 2, 3], [4, 5, 6]])
    with pytest.raises(BadArgument, match="customer is 2 × 1 and promised is 1 × 2"):
        call(spec, [["a"], ["b"]], [[1, 2]])
    with pytest.raises(BadArgument, match="customer is 2 × 1 and scores is 1 × 3"):
        call(spec, [["a"], ["b"]], [[1], [2]], None, [[1, 2, 3]])


def test_ranges_of_different_groups_need_not_pair() -> None:
    spec = toy(argument("ours", Kind.COLUMN), argument("theirs", Kind.COLUMN))
    got = call(spec, [[1], [2]], [[1], [2], [3]])
    assert (len(got["ours"]), len(got["theirs"])) == (2, 3)


def test_whole_columns_end_where_the_longest_data_end() -> None:
    spec = toy(*ANSWERS)
    whole = 1_048_576
    got = call(spec, stored([[1, 2], [3, 4], [5, 6]], whole, 2), stored([[1]], whole, 2))
    np.testing.assert_array_equal(got["expected"], [[1, 2], [3, 4], [5, 6]])
    np.testing.assert_array_equal(got["perceived"], [[1, np.nan], [np.nan, np.nan], [np.nan, np.nan]])


def test_whole_columns_of_different_groups_are_as_long_too() -> None:
    # weights of each respondent stand beside the answers without being one of them
    spec = toy(*ANSWERS, argument("weights", Kind.MATRIX))
    whole = 1_048_576
    got = call(spec, stored([[1], [2]], whole, 1), stored([[1]], whole, 1), stored([[1], [1], [1]], whole, 1))
    assert {name: array.shape for name, array in got.items()} == dict.fromkeys(got, (3, 1))


def test_a_whole_column_does_not_pair_with_a_part_of_one() -> None:
    with pytest.raises(BadArgument, match="1048576 × 1 and perceived is 2 × 1"):
        call(toy(*ANSWERS), stored([[1], [2]], 1_048_576, 1), [[1], [2]])


def test_an_ordinary_range_keeps_its_blank_tail() -> None:
    spec = toy(argument("weights", Kind.COLUMN), argument("names", Kind.LABELS))
    got = call(spec, stored([[1, 2]], 1, 4), Cells.from_values([["a", None, None]]))
    np.testing.assert_array_equal(got["weights"], [1, 2, np.nan, np.nan])
    assert got["names"].tolist() == ["a", "", ""]


def test_arrays_are_read_once_and_cannot_be_written_to() -> None:
    spec = toy(argument("scores", Kind.COLUMN))
    cells = Cells.from_values([[1], ["2"], [3]])
    first = call(spec, cells)["scores"]
    assert np.shares_memory(first, call(spec, cells)["scores"])
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 9
