"""The zone of tolerance against pandas, scipy and its own definition."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from service_kpi.errors import NA, VALUE, BadArgument
from service_kpi.functions import functions
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis.zone import zone_table
from tests.kpis.surveys import answers


@st.composite
def levels(draw: st.DrawFn) -> tuple[Floats, Floats, Floats]:
    adequate = draw(answers())
    shift = st.integers(-1, 3)
    desired = adequate + np.array([[draw(shift) for _ in row] for row in adequate])
    perceived = adequate + np.array([[draw(shift) for _ in row] for row in adequate])
    adequate[0], desired[0], perceived[0] = 4, 6, 5
    return adequate, desired, perceived


def test_published_shape_of_the_three_positions() -> None:
    # Parasuraman, Zeithaml and Berry (1994), figure 3: measures of service superiority and adequacy have opposite signs
    # inside the zone, are both negative below it and both positive above it.
    adequate, desired = [[5, 5, 5]] * 2, [[7, 7, 7]] * 2
    rows = zone_table(adequate, desired, [[4, 6, 8]] * 2, ["slow", "fair", "great"]).rows
    found = {str(row[0]): (row[2], row[5], row[8], row[9], str(row[10])) for row in rows[:3]}
    assert found == {
        "slow": (-1, -3, 2, -0.5, "below"),
        "fair": (1, -1, 2, 0.5, "inside"),
        "great": (3, 1, 2, 1.5, "above"),
    }


@given(levels())
def test_as_pandas(block: tuple[Floats, Floats, Floats]) -> None:
    adequate, desired, perceived = (pd.DataFrame(side) for side in block)
    complete = adequate.notna() & desired.notna() & perceived.notna()
    inconsistent = complete & (desired < adequate)
    used = complete & ~inconsistent
    for item, row in enumerate(zone_table(*block).rows[:-1]):
        a, d, p = (side.where(used)[item].dropna() for side in (adequate, desired, perceived))
        width = float((d - a).mean())
        position = float((p - a).mean()) / width if width > 0 else None
        assert row[1] == len(a)
        assert row[11] == int(inconsistent[item].sum())
        assert row[2] == pytest.approx((p - a).mean(), abs=1e-12, nan_ok=True)
        assert row[5] == pytest.approx((p - d).mean(), abs=1e-12, nan_ok=True)
        assert row[8] == pytest.approx(width, abs=1e-12, nan_ok=True)
        assert row[9] == (None if position is None else pytest.approx(position, rel=1e-9))


def test_intervals_as_scipy() -> None:
    adequate, desired, perceived = np.array([[4, 7, 5], [5, 6, 6], [3, 6, 7], [5, 7, 4], [4, 6, 6]], dtype=float).T
    row = zone_table(adequate, desired, perceived).rows[0]
    outside = stats.ttest_rel(perceived, adequate).confidence_interval()
    assert row[3:5] == pytest.approx([outside.low, outside.high], rel=1e-12)
    outside = stats.ttest_rel(perceived, desired).confidence_interval()
    assert row[6:8] == pytest.approx([outside.low, outside.high], rel=1e-12)


@given(levels())
def test_what_always_holds(block: tuple[Floats, Floats, Floats]) -> None:
    for _, n, *cells, _, status, _ in zone_table(*block).rows:
        numbers = [cell for cell in cells if isinstance(cell, float)]
        assert len(numbers) == len(cells) == 7
        adequacy, low, high, superiority, low_of_it, high_of_it, width = numbers
        if n == 0:
            assert status is None
            continue
        assert width == pytest.approx(adequacy - superiority, abs=1e-12)
        assert width >= 0
        expected = "below" if adequacy < 0 else "above" if superiority > 0 else "inside"
        assert str(status) == expected
        if n != 1:
            assert low <= adequacy <= high
            assert low_of_it <= superiority <= high_of_it


@given(levels(), st.data())
def test_order_and_blanks_do_not_matter(block: tuple[Floats, Floats, Floats], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(block[0]))))
    blank = np.full((1, block[0].shape[1]), np.nan)
    adequate, desired, perceived = (np.vstack([side[order], blank + 4]) for side in block)
    perceived[-1] = math.nan
    for row, other in zip(zone_table(*block).rows, zone_table(adequate, desired, perceived).rows, strict=True):
        assert other[:2] == row[:2]
        assert other[2:9] == pytest.approx(row[2:9], abs=1e-9, nan_ok=True)
    adequate[-1], desired[-1], perceived[-1] = 4, 4, 0
    with_zeros = zone_table(adequate, desired, perceived).rows[-1]
    assert with_zeros[2] < zone_table(*block).rows[-1][2]  # type: ignore[operator]


def test_overall_is_the_mean_over_respondents_of_all_items() -> None:
    adequate, desired, perceived = [[4, 5], [5, 6]], [[6, 6], [7, 8]], [[5, 5], [4, 7]]
    overall = zone_table(adequate, desired, perceived).rows[-1]
    # respondents' adequacy: (1 + 0)/2 and (−1 + 1)/2; superiority: (−1 − 1)/2 and (−3 − 1)/2
    assert (overall[2], overall[5], overall[8]) == (0.25, -1.5, 1.75)
    assert overall[9] == pytest.approx(0.25 / 1.75)


def test_a_zone_without_width_has_no_position() -> None:
    row = zone_table([6, 6], [6, 6], [6, 6]).rows[0]
    assert row[8] == 0
    assert row[9] is None
    assert str(row[10]) == "inside"


def test_one_respondent_and_none() -> None:
    row = zone_table([[4]], [[7]], [[5]]).rows[0]
    assert (row[1], row[2], row[5]) == (1, 1, -2)
    assert all(math.isnan(row[place]) for place in (3, 4, 6, 7))  # type: ignore[arg-type]
    empty = zone_table([[None]], [[7]], [[5]]).rows[0]
    assert (empty[1], empty[9], empty[10], empty[11]) == (0, None, None, 0)


def test_only_inconsistent_answers() -> None:
    row = zone_table([7, 6], [5, 5], [6, 6]).rows[0]
    assert (row[1], row[11]) == (0, 2)


def test_on_the_sheet() -> None:
    header = ["Rapidez", "Trato"]
    spilled = functions["KPI_ZONA_TABLA"](
        [header, [4, 5], [5, "NC"]], [header, [7, 7], [7, 6]], [header, [5, 8], [6, 5]]
    )
    assert isinstance(spilled, list)
    assert [row[0] for row in spilled] == ["Ítem", "Rapidez", "Trato", "Total"]
    assert [row[10] for row in spilled[1:]] == ["dentro", "por encima", "dentro"]
    assert spilled[2][3] == NA
    assert functions["KPI_ZONE_TABLE"]([[4], [5]], [[7], [6]], [[5]]) == VALUE
    with pytest.raises(BadArgument, match="items must have one label per item"):
        zone_table([4, 5], [7, 7], [5, 5], ["a", "b"])
