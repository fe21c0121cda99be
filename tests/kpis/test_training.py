"""Training by area against pandas, statsmodels and Excel's EDATE."""

from __future__ import annotations

import math
import random
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._groups import BLANK_LABEL
from service_kpi.kpis.training import HEADER, training_table
from service_kpi.spec import CANCELLED, Table
from tests.kpis.ledgers import AS_OF, day

NAN = math.nan
PEOPLE = st.lists(
    st.tuples(
        st.one_of(st.integers(-900, 60).map(lambda days: AS_OF + days), st.sampled_from([NAN, CANCELLED])),
        st.sampled_from(["Front line", "front line", "Office", "Area 10", ""]),
        st.one_of(st.integers(0, 40).map(float), st.just(NAN)),
    ),
    max_size=20,
).map(lambda rows: [*rows, (AS_OF - 10, "Office", 8.0)])


def by_name(table: Table) -> dict[str, dict[str, Any]]:
    return {
        str(row[0]): {str(heading): value for heading, value in zip(table.header, row, strict=True)}
        for row in table.rows
    }


def test_by_hand() -> None:
    last = [day("2025-02-10"), day("2024-11-05"), NAN, day("2023-01-20"), day("2025-03-01")]
    area = ["Front line"] * 3 + ["Office"] * 2
    rows = by_name(training_table(last, area, AS_OF, 12, [16, 8, NAN, 0, 4]))
    assert [row["n"] for row in rows.values()] == [3, 2, 5]
    assert [row["Trained"] for row in rows.values()] == [2, 1, 3]
    assert [row["Never trained"] for row in rows.values()] == [1, 0, 1]
    # 49 and 146 days; 801 and 30; all four
    assert [row["Median days since"] for row in rows.values()] == [97.5, 415.5, 97.5]
    assert [row["Hours per person"] for row in rows.values()] == [12, 2, 7]
    assert [row["n of hours"] for row in rows.values()] == [2, 2, 4]
    assert rows["Front line"]["Against the rest"] == pytest.approx(1 / 6)
    assert rows["Overall"]["Against the rest"] is None


def test_front_line_against_the_rest_as_statsmodels() -> None:
    # statsmodels 0.15: proportion_confint(56, 70, method="wilson") and
    # confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff"), which is (0.0524…, 0.3338…) as in
    # Newcombe (1998), Statistics in Medicine 17, 873–890, table II, column (a)
    last = [AS_OF] * 56 + [NAN] * 14 + [AS_OF] * 48 + [NAN] * 32
    area = ["front"] * 70 + ["shop"] * 30 + ["office"] * 50
    row = by_name(training_table(last, area, AS_OF))["front"]
    assert row["Against the rest"] == pytest.approx(0.2)
    low, high = row["CI low against the rest"], row["CI high against the rest"]
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5.1e-5)
    assert (low, high) == pytest.approx(
        confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff"), abs=1e-12
    )
    assert (row["CI low"], row["CI high"]) == pytest.approx(proportion_confint(56, 70, method="wilson"), rel=1e-9)


@pytest.mark.parametrize(
    ("as_of", "months", "first"),
    # Microsoft's page on EDATE: EDATE("15-Jan-11", 1) is 15-Feb-11; a day that a month lacks becomes its last
    [
        ("2011-02-15", 1, "2011-01-15"),
        ("2025-03-31", 1, "2025-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2025-02-28", 12, "2024-02-28"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2025-01-01", 25, "2022-12-01"),
    ],
)
def test_months_are_calendar_months(as_of: str, months: float, first: str) -> None:
    earliest = day(first)
    outside = pd.Timestamp(as_of) - pd.DateOffset(months=int(months))
    assert outside == datetime.fromisoformat(first)
    rows = training_table([earliest, earliest - 1, earliest + 0.9], ["a", "b", "c"], day(as_of), months).rows
    assert [row[2] for row in rows] == [1, 0, 1, 2]


def test_a_training_after_as_of_has_not_taken_place() -> None:
    rows = by_name(training_table([AS_OF + 1, AS_OF + 0.99, CANCELLED], ["a", "b", "c"], AS_OF))
    assert [row["Trained"] for row in rows.values()] == [0, 1, 0, 1]
    assert [row["Never trained"] for row in rows.values()] == [1, 0, 1, 2]
    assert [row["Median days since"] for row in rows.values()] == [None, 0, None, 0]


def test_rows_without_area() -> None:
    rows = by_name(training_table([AS_OF, NAN, AS_OF, CANCELLED], ["", "", "a", ""], AS_OF))
    assert {name: row["n"] for name, row in rows.items()} == {"a": 1, str(BLANK_LABEL): 1, "Overall": 2}


def test_one_area_has_no_rest() -> None:
    row = training_table([AS_OF, NAN], ["a", "a"], AS_OF).rows[0]
    assert row[6] is None
    assert all(math.isnan(end) for end in row[7:9])  # type: ignore[arg-type]


def test_unknown_hours_are_not_zero_hours() -> None:
    rows = training_table([AS_OF] * 3, ["a"] * 3, AS_OF, 12, [6, NAN, 0]).rows
    assert rows[0][11:] == [3, 2]
    without = training_table([AS_OF], ["a"], AS_OF).rows[0]
    assert math.isnan(without[11])  # type: ignore[arg-type]
    assert without[12] == 0


def test_everybody_and_one_person() -> None:
    # Wilson, 1 of 1: 1/(1 + z²) with z = 1.959963984540054
    assert training_table([AS_OF], ["a"], AS_OF).rows[0][1:6] == [1, 1, 1, pytest.approx(0.2065493143772375), 1]


def test_nobody() -> None:
    for last, area in (([], []), ([NAN, CANCELLED], ["", ""])):
        with pytest.raises(NoData, match="nobody in the list"):
            training_table(last, area, AS_OF)


def test_a_period_before_all_calendars() -> None:
    assert training_table([1.0], ["a"], AS_OF, 1e6).rows[0][2] == 1


def test_what_is_refused() -> None:
    for months in (0, -1, 1.5, math.inf, NAN):
        with pytest.raises(BadArgument, match="months must be a whole number from 1 up"):
            training_table([AS_OF], ["a"], AS_OF, months)
    for as_of in (-1, 2958466, math.inf, NAN):
        with pytest.raises(BadArgument, match="as_of must be a date"):
            training_table([AS_OF], ["a"], as_of)
    with pytest.raises(BadArgument, match="hours must be zero or more, but row 1 has -2"):
        training_table([AS_OF], ["a"], AS_OF, 12, [-2])
    with pytest.raises(BadArgument, match="one label per row"):
        training_table([AS_OF], ["a", "b"], AS_OF)
    with pytest.raises(BadArgument, match="hours must have the same rows"):
        training_table([AS_OF], ["a"], AS_OF, 12, [1, 2])


def test_in_the_sheet() -> None:
    last = [["Fecha"], ["10/02/2025"], [None], ["2024-03-30"], ["25/12/2024"]]
    area = [["Área"], ["Primera línea"], ["Primera línea"], ["Soporte"], ["soporte"]]
    spill: Any = functions["KPI_CAPACITACION_TABLA"](last, area, "2025-03-31", None, [["h"], ["2,5"], [None], [1], [2]])
    assert [row[:4] for row in spill] == [
        *[["Área", "n", "Capacitadas", "Cobertura"], ["Primera línea", 2, 1, 0.5]],
        *[["Soporte", 2, 1, 0.5], ["Total", 4, 2, 0.5]],
    ]
    assert [row[11] for row in spill[1:]] == [2.5, 1.5, pytest.approx(5.5 / 3)]
    assert functions["KPI_TRAINING_TABLE"]([[None]], [[None]], "2025-03-31") == NA
    assert functions["KPI_TRAINING_TABLE"]([[45000]], [["a"], ["b"]], "2025-03-31") == VALUE
    assert functions["KPI_TRAINING_TABLE"]([[45000]], [["a"]], "soon") == VALUE


@given(PEOPLE, st.sampled_from([1, 6, 12, 24]))
def test_as_pandas(rows: list[tuple[float, str, float]], months: int) -> None:
    frame = pd.DataFrame(rows, columns=["last", "area", "hours"])
    frame["area"] = frame.area.str.casefold()
    since = AS_OF - frame["last"].where(np.isfinite(frame["last"]) & (frame["last"] <= AS_OF))
    first = pd.Timestamp("2025-03-31") - pd.DateOffset(months=months)
    limit = (pd.Timestamp("2025-03-31") - first).days
    frame["since"], frame["trained"] = since, since <= limit
    people = frame[(frame.area != "") | np.isfinite(frame["last"])]
    groups = people[people.area != ""].groupby("area")
    *found, overall = training_table(frame["last"], frame.area, AS_OF, months, frame.hours).rows
    named = {str(row[0]): row for row in found if row[0] is not BLANK_LABEL}
    assert {name: row[3] for name, row in named.items()} == pytest.approx(groups.trained.mean().to_dict())
    for column, outside in ((9, groups.since.median()), (11, groups.hours.mean())):
        mine = {name: NAN if row[column] is None else row[column] for name, row in named.items()}
        assert mine == pytest.approx(outside.to_dict(), nan_ok=True)
    assert overall[1:4] == [len(people), int(people.trained.sum()), pytest.approx(people.trained.mean())]
    for column in (1, 2, 10, 12):
        assert overall[column] == sum(row[column] for row in found)  # type: ignore[misc]
    for row in [*found, overall]:
        assert row[4] <= row[3] <= row[5]  # type: ignore[operator]
        if row[6] is not None:
            assert row[7] - 1e-12 <= row[6] <= row[8] + 1e-12  # type: ignore[operator]


@given(PEOPLE, st.randoms())
def test_order_of_rows_does_not_matter(rows: list[tuple[float, str, float]], shuffle: random.Random) -> None:
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)

    def numbers(each: list[tuple[float, str, float]]) -> str:
        last, area, hours = zip(*each, strict=True)
        return str(
            [
                [f"{cell:.12g}" if isinstance(cell, float) else cell for cell in row[1:]]
                for row in training_table(last, area, AS_OF, 12, hours).rows
            ]
        )

    assert numbers(shuffled) == numbers(rows)


def test_every_column_has_a_heading_in_both_languages() -> None:
    assert len(HEADER) == len(training_table([AS_OF], ["a"], AS_OF).rows[0])
    assert len({heading.es for heading in HEADER}) == len({heading.en for heading in HEADER}) == len(HEADER)
