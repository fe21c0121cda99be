from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.binding.dates import read_date, read_dates
from service_kpi.binding.missing import NO_CODES, MissingCodes
from service_kpi.cells import Cells
from service_kpi.spec import CANCELLED

# Serial days as Excel shows them: DATE(2024,3,25) is 45376, DATE(1900,3,1) is 61, DATE(2000,1,1) is 36526.
MARCH_25 = 45376


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("2024-03-25", MARCH_25), ("2024/03/25", MARCH_25), ("20240325", MARCH_25), (" 2024-03-25 ", MARCH_25),
        ("2024-03-25T12:00", MARCH_25 + 0.5), ("2024-03-25 06:00:00", MARCH_25 + 0.25),
        ("2024-03-25T18:00:00Z", MARCH_25 + 0.75), ("2024-03-25T18:00:00.000+02:00", MARCH_25 + 0.75),
        ("25/03/2024", MARCH_25), ("25-03-2024", MARCH_25), ("25.3.2024", MARCH_25),
        ("03/25/2024", MARCH_25), ("05/05/2024", 45417), ("01/03/1900", None), ("2000-01-01", 36526),
        ("25/3/2024 12:00", MARCH_25 + 0.5),
        ("1900-03-01", 61), ("25 March 2024", MARCH_25), ("25 mar 2024", MARCH_25), ("25-Mar-2024", MARCH_25),
        ("25 de marzo de 2024", MARCH_25), ("25 de Marzo del 2024", MARCH_25), ("1 ene 2000", 36526),
    ],
)  # fmt: skip
def test_dates_kept_as_text(text: str, serial: float | None) -> None:
    assert read_date(text) == (None if serial is None else pytest.approx(serial, abs=1e-9))


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2024-13-01", "2023-02-29", "32/01/2024", "25/03/24", "2024", "2024-03", "2024-03-25T25:00",
     "25 foo 2024", "1899-12-31", "12:30", "3.5", "2024-03-25 10:00:60"],
)  # fmt: skip
def test_no_date(text: str) -> None:
    assert read_date(text) is None


def test_day_or_month_first_is_not_guessed() -> None:
    assert read_date("03/04/2024") is None


@pytest.mark.parametrize(
    ("neighbour", "expected"),
    [("25/03/2024", date(2024, 4, 3)), ("03/25/2024", date(2024, 3, 4)), ("2024-03-25", None), ("05/05/2024", None)],
)
def test_neighbours_tell_which_comes_first(neighbour: str, expected: date | None) -> None:
    values = read_dates(Cells.from_values([["03/04/2024"], [neighbour]]), NO_CODES)
    wanted = np.nan if expected is None else (expected - date(1899, 12, 30)).days
    np.testing.assert_array_equal(values[0, 0], wanted)


def test_numbers_dates_and_words_of_one_column() -> None:
    cells = Cells.from_values(
        [[MARCH_25], [date(2024, 3, 25)], [datetime(2024, 3, 25, 12)], ["Cancelled"], ["canceled by customer"],
         ["Cancelado"], ["ANULADA"], ["pending"], [None], ["n/d"], [True], [-1], [3e6]]
    )  # fmt: skip
    expected = [MARCH_25, MARCH_25, MARCH_25 + 0.5, *[CANCELLED] * 4, *[np.nan] * 6]
    np.testing.assert_array_equal(read_dates(cells, NO_CODES)[:, 0], expected)


def test_a_workbook_that_counts_from_1904() -> None:
    # 1 January 2000 is 36526 counted from 1900 and 35064 counted from 1904; text is a date in any calendar
    cells = Cells.from_values([[35064, "2000-01-01"]], date1904=True)
    np.testing.assert_array_equal(read_dates(cells, NO_CODES), [[36526, 36526]])


def test_declared_codes_are_no_dates() -> None:
    cells = Cells.from_values([[99, "open", MARCH_25]])
    np.testing.assert_array_equal(read_dates(cells, MissingCodes.of([99, "open"])), [[np.nan, np.nan, MARCH_25]])


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_iso_text_is_the_same_day_as_the_date(day: date) -> None:
    values = read_dates(Cells.from_values([[day, day.isoformat()]]), NO_CODES)
    assert values[0, 0] == values[0, 1] == (day - date(1899, 12, 30)).days
