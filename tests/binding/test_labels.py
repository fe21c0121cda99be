import pytest

from service_kpi.binding.labels import read_labels
from service_kpi.binding.missing import NO_CODES, MissingCodes
from service_kpi.cells import Cells
from service_kpi.errors import BadArgument


def test_labels_of_every_kind_of_cell() -> None:
    cells = Cells.from_values([["North ", "north", "a  b"], [2024, 1.5, True], [None, "n/a", "  "]])
    assert read_labels(cells, NO_CODES).tolist() == [["North", "north", "a b"], ["2024", "1.5", "TRUE"], ["", "", ""]]


def test_numbers_alone() -> None:
    assert read_labels(Cells.from_values([[3], [1], [3], [None]]), NO_CODES).ravel().tolist() == ["3", "1", "3", ""]


def test_declared_codes_are_missing() -> None:
    assert read_labels(Cells.from_values([[99, "other", 1]]), MissingCodes.of([99, "Other"])).tolist() == [
        ["", "", "1"]
    ]


def test_a_comment_is_no_label() -> None:
    with pytest.raises(BadArgument, match="255 characters, but one cell has 256"):
        read_labels(Cells.from_values([["ok"], ["x" * 256]]), NO_CODES)
