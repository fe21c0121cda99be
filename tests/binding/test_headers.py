from typing import Any

import numpy as np
import pytest

from service_kpi.binding import bind
from service_kpi.spec import FunctionSpec, Kind
from tests.binding.toys import argument, received, toy

GAPS = (
    argument("expected", Kind.MATRIX, pairs="answers"),
    argument("perceived", Kind.MATRIX, pairs="answers"),
    argument("items", Kind.LABELS, optional=True, labels_of="perceived"),
)
LEDGER = (
    argument("promised", Kind.DATES, pairs="rows"),
    argument("delivered", Kind.DATES, pairs="rows"),
    argument("by", Kind.LABELS, pairs="rows"),
    argument("in_full", Kind.FLAGS, pairs="rows", optional=True),
)


def table(*arguments: Any) -> FunctionSpec:
    return toy(*arguments, name="KPI_TOY_TABLE")


def call(spec: FunctionSpec, *arguments: Any) -> dict[str, Any]:
    bind(spec, arguments)
    return received(spec)


def test_a_header_row_leaves_and_gives_the_labels() -> None:
    got = call(table(*GAPS), [["E1", "E2"], [7, 6]], [["Staff", "Shop"], [5, "4,5"]])
    np.testing.assert_array_equal(got["expected"], [[7, 6]])
    np.testing.assert_array_equal(got["perceived"], [[5, 4.5]])
    assert got["items"].tolist() == ["Staff", "Shop"]


def test_labels_that_are_given_win() -> None:
    got = call(table(*GAPS), [["E1", "E2"], [7, 6]], [["Staff", "Shop"], [5, 4]], [["a", "b"]])
    assert got["items"].tolist() == ["a", "b"]


def test_without_header_the_labels_are_left_out() -> None:
    assert "items" not in call(table(*GAPS), [[7, 6]], [[5, 4]])


def test_a_plain_function_takes_no_header() -> None:
    got = call(toy(*GAPS), [["E1"], [7]], [["P1"], [5]])
    np.testing.assert_array_equal(got["expected"], [[np.nan], [7]])
    assert "items" not in got


@pytest.mark.parametrize(
    "first_row",
    [["Staff", None], ["Staff", 3], ["Staff", "3"], ["Staff", "NS/NC"], [None, None]],
    ids=["a blank", "a number", "a text number", "a missing answer", "all blank"],
)
def test_a_row_that_is_not_all_words_is_data(first_row: list[Any]) -> None:
    got = call(table(argument("scores", Kind.MATRIX)), [first_row, [5, 4]])
    assert got["scores"].shape == (2, 2)


def test_words_over_words_are_no_header() -> None:
    got = call(table(argument("scores", Kind.MATRIX)), [["Staff"], ["good"], ["bad"]])
    assert got["scores"].shape == (3, 1)


def test_labels_follow_the_dates_beside_them() -> None:
    spec = table(*LEDGER)
    got = call(
        spec, [["Promised"], ["2024-03-25"]], [["Delivered"], [None]], [["Channel"], ["web"]], [["Full"], ["yes"]]
    )
    assert got["promised"].tolist() == [45376]
    assert got["by"].tolist() == ["web"]
    assert got["in_full"].tolist() == [1]


def test_labels_without_header_keep_their_first_row() -> None:
    got = call(table(*LEDGER), [["2024-03-25"], [45377]], [[None], [None]], [["web"], ["shop"]])
    assert got["by"].tolist() == ["web", "shop"]


def test_a_word_beside_a_value_is_no_heading() -> None:
    got = call(table(*LEDGER), [["2024-03-25"], [45377]], [["pending"], [45377]], [["web"], ["shop"]])
    np.testing.assert_array_equal(got["delivered"], [np.nan, 45377])
    assert got["by"].tolist() == ["web", "shop"]


def test_the_audit_skips_headings_and_still_counts_sheet_rows() -> None:
    spec = table(argument("range", Kind.CELLS))
    reading = call(spec, [["Q1", "Q2"], [5, "bad"]])["range"]
    assert (reading.rows, reading.columns) == (1, 2)
    assert reading.place(0, 1).en == "row 2, column 2"


def test_labels_of_rows_follow_the_range_with_as_many_rows() -> None:
    spec = table(
        argument("scores", Kind.MATRIX),
        argument("competitors", Kind.LABELS),
        argument("attributes", Kind.LABELS),
        argument("items", Kind.LABELS, optional=True, labels_of="scores"),
    )
    got = call(spec, [["Score"], [5], [4]], [["Who"], ["us"], ["them"]], [["Price", "Speed"]], [["a"], ["b"], ["c"]])
    assert got["scores"].tolist() == [[5], [4]]
    assert got["competitors"].tolist() == ["us", "them"]
    assert got["attributes"].tolist() == ["Price", "Speed"]
    assert got["items"].tolist() == ["a", "b", "c"]
