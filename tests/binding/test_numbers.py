import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.binding.missing import NO_CODES, MissingCodes
from service_kpi.binding.numbers import read_number, read_numbers
from service_kpi.cells import Cells
from service_kpi.errors import NA
from service_kpi.readings import READ_ERROR, READ_INVALID, READ_MISSING, READ_NUMBER, READ_TEXT_NUMBER


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7), (" 7 ", 7), ("007", 7), ("+7", 7), ("-7", -7), ("−7", -7), ("- 7", -7),
        ("4,5", 4.5), ("4.5", 4.5), (",5", 0.5), (".5", 0.5), ("0,125", 0.125), ("0.125", 0.125),
        ("1234,567", 1234.567),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1.234.567", 1234567), ("1,234,567", 1234567),
        ("1.234.567,89", 1234567.89), ("1 234", 1234), ("1\u00a0234,5", 1234.5), ("1\u202f234.567", 1234.567),
        ("1'234.50", 1234.5), ("1’234", 1234),
        ("85%", 0.85), ("85 %", 0.85), ("4,5 %", 0.045), ("1e3", 1000), ("1,5E-3", 0.0015),
    ],
)  # fmt: skip
def test_a_number_kept_as_text(text: str, number: float) -> None:
    # exactly what Python reads from the same digits with a decimal point
    assert read_number(text) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["", "good", "4,5,6", "1.23.456", "12 34", "1 2", "1234,567.8", "1,2345.6", "--7", "7-", "1e999", "nan", "inf",
     "١٢", "0x10", "1_000", "5 of 7", "2024-03-01", "01,234.5", "9" * 400],
)  # fmt: skip
def test_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345", "-999.999"])
def test_three_digits_behind_one_separator_are_not_guessed(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["1,234", "4,5"], [1.234, 4.5]),
        (["1,234", "4.5"], [1234, 4.5]),
        (["1.234", "1.234.567"], [1234, 1234567]),
        (["1.234", "2.5"], [1.234, 2.5]),
        (["1.234", "7"], [math.nan, 7]),
        (["1.234", "2.5", "2,5"], [math.nan, 2.5, 2.5]),
    ],
)
def test_neighbours_tell_the_decimal_separator(column: list[str], expected: list[float]) -> None:
    values = read_numbers(Cells.from_values([[text] for text in column]), NO_CODES).values
    np.testing.assert_array_equal(values[:, 0], expected)


def test_what_became_of_each_cell() -> None:
    reading = read_numbers(Cells.from_values([[1, "2,5", None], ["NS/NC", "good", True], [NA, "", 99]]), NO_CODES)
    assert reading.outcomes.tolist() == [
        [READ_NUMBER, READ_TEXT_NUMBER, READ_MISSING],
        [READ_MISSING, READ_INVALID, READ_INVALID],
        [READ_ERROR, READ_MISSING, READ_NUMBER],
    ]
    np.testing.assert_array_equal(reading.values, [[1, 2.5, np.nan], [np.nan, np.nan, np.nan], [np.nan, np.nan, 99]])


def test_declared_codes_are_missing_as_number_and_as_text() -> None:
    cells = Cells.from_values([[1, 99, "99", "refused", "99,0"]])
    reading = read_numbers(cells, MissingCodes.of([99, "Refused"]))
    np.testing.assert_array_equal(reading.values, [[1, np.nan, np.nan, np.nan, np.nan]])
    assert reading.outcomes.tolist() == [[READ_NUMBER, *[READ_MISSING] * 4]]


@given(st.floats(-1e12, 1e12), st.sampled_from([".", ","]))
def test_a_number_written_with_either_separator_comes_back(number: float, separator: str) -> None:
    text = f"{number:.2f}"
    assert read_number(text.replace(".", separator)) == float(text)


@given(st.integers(-(10**12), 10**12), st.sampled_from([",", ".", " ", "\u00a0", "'"]), st.integers(0, 99))
def test_thousands_with_cents_come_back(whole: int, group: str, cents: int) -> None:
    decimal = "." if group == "," else ","
    text = f"{whole:,}".replace(",", group) + f"{decimal}{cents:02d}"
    assert read_number(text) == float(f"{whole}.{cents:02d}")
