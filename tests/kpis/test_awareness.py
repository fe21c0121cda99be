"""Awareness by area against pandas, statsmodels and the equation of the finite-population interval."""

from __future__ import annotations

import math
import random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.proportion import proportion_confint

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL
from service_kpi.kpis.awareness import HEADER, awareness_table
from service_kpi.spec import Table

NAN = math.nan
ANSWERS = st.lists(
    st.tuples(
        st.one_of(*[st.integers(0, 3).map(float)] * 4, st.sampled_from([NAN, 4.0, -1.0])),
        st.sampled_from(["Ventas", "ventas", "Caja", "Area 2", ""]),
    ),
    max_size=20,
).map(lambda rows: [*rows, (2.0, "Caja")])


def by_name(table: Table) -> dict[str, dict[str, Any]]:
    return {
        str(row[0]): {str(heading): value for heading, value in zip(table.header, row, strict=True)}
        for row in table.rows
    }


def test_by_hand() -> None:
    level = [3, 2, 2, 1, 0, 0, 1, 2]
    area = ["Sales", "Sales", "Sales", "Sales", "Office", "Office", "Office", ""]
    rows = by_name(awareness_table(level, area))
    assert list(rows) == ["Office", "Sales", str(BLANK_LABEL), "Overall"]
    assert [row["n"] for row in rows.values()] == [3, 4, 1, 8]
    assert [row["Index"] for row in rows.values()] == pytest.approx([1 / 9, 8 / 12, 2 / 3, 11 / 24])
    assert [row["Level 2 or 3"] for row in rows.values()] == [0, 3 / 4, 1, 1 / 2]
    assert [row["Weakest"] for row in rows.values()] == [True, False, False, "Office"]
    assert [row["Staff"] for row in rows.values()] == [None] * 4


def test_interval_as_statsmodels() -> None:
    # statsmodels 0.15: proportion_confint(3, 4, method="wilson") gives (0.30064183…, 0.95441270…)
    rows = by_name(awareness_table([3, 2, 2, 1], ["a"] * 4))
    outside = proportion_confint(3, 4, method="wilson")
    assert (rows["a"]["CI low"], rows["a"]["CI high"]) == pytest.approx(outside, rel=1e-12)


def test_interval_of_a_finite_staff() -> None:
    # 14 of 20 asked out of 50: the shares p where |0.7 − p| = z·√(p(1 − p)/20 · 30/49), found by scipy
    z = stats.norm.ppf(0.975)

    def excess(p: float) -> float:
        return float((0.7 - p) ** 2 - z * z * p * (1 - p) / 20 * 30 / 49)

    rows = by_name(awareness_table([2] * 14 + [0] * 6, ["a"] * 20, [50]))
    assert rows["a"]["CI low"] == pytest.approx(optimize.brentq(excess, 0.1, 0.7), rel=1e-9)
    assert rows["a"]["CI high"] == pytest.approx(optimize.brentq(excess, 0.7, 0.99), rel=1e-9)
    assert rows["Overall"]["Staff"] == 50
    assert rows["Overall"]["CI low"] == rows["a"]["CI low"]


def test_everybody_asked() -> None:
    row = by_name(awareness_table([3, 2, 0, 0], ["a"] * 4, [4] * 4))["a"]
    assert (row["CI low"], row["Level 2 or 3"], row["CI high"]) == (0.5, 0.5, 0.5)


def test_staff_beside_each_person_or_once_an_area() -> None:
    area = ["b", "a", "b", "b"]
    beside = awareness_table([1, 2, 3, 0], area, [30, 5, 30, NAN])
    assert beside == awareness_table([1, 2, 3, 0], area, [30, 5])
    assert [row[2] for row in beside.rows] == [5, 30, 35]


def test_unknown_staff_of_one_area() -> None:
    rows = by_name(awareness_table([1, 2, 3], ["a", "b", "b"], [NAN, 3]))
    assert [row["Staff"] for row in rows.values()] == [None, 3, None]
    assert rows["a"]["CI high"] == pytest.approx(proportion_confint(0, 1, method="wilson")[1])


def test_areas_that_tie_for_the_weakest() -> None:
    rows = awareness_table([1, 0.1, 0.2, 0.15], ["c", "a", "a", "b"]).rows
    assert [row[7] for row in rows] == [True, True, False, "a"]


def test_an_area_without_answers() -> None:
    table = awareness_table([1, NAN, 7], ["a", "b", "b"], [10, 20])
    assert table.rows[1] == ["b", 0, 20, None, None, None, None, False, 1]
    assert [row[2] for row in table.rows] == [10, 20, 30]


def test_nobody() -> None:
    for level, area in (([], []), ([NAN, NAN], ["a", "b"]), ([4, -0.1], ["a", "b"])):
        with pytest.raises(NoData, match="nobody has a level"):
            awareness_table(level, area)


def test_one_person_without_area() -> None:
    assert awareness_table([3], [""]).rows[0][:2] == [BLANK_LABEL, 1]
    assert awareness_table([3], [""]).rows[1][7] is None


def test_all_answers_equal() -> None:
    rows = by_name(awareness_table([3] * 8, ["a", "b"] * 4))
    assert [row["Index"] for row in rows.values()] == [1, 1, 1]
    assert rows["a"]["CI low"] == pytest.approx(proportion_confint(4, 4, method="wilson")[0])


def test_what_is_refused() -> None:
    with pytest.raises(BadArgument, match="staff of a must be at least the 2 people who answered, but is 1"):
        awareness_table([1, 2], ["a", "a"], [1])
    with pytest.raises(BadArgument, match="that of A is both 10 and 12"):
        awareness_table([1, 2], ["A", "A"], [10, 12])
    with pytest.raises(BadArgument, match=r"one number per person \(3\) or one per area \(1\), but has 2"):
        awareness_table([1, 2, 2], ["a", "a", "a"], [10, 12])
    with pytest.raises(BadArgument, match="one label per row"):
        awareness_table([1, 2], ["a"])


def test_in_the_sheet() -> None:
    level, area = [["Nivel"], [3], ["1"], ["NS/NC"]], [["Área"], ["Caja"], ["Ventas"], ["Ventas"]]
    staff = [["Personal"], [4], ["1.000"], [1000]]
    spill: Any = functions["KPI_CONOCIMIENTO_TABLA"](level, area, staff)
    assert [row[:2] for row in spill] == [["Área", "n"], ["Caja", 1], ["Ventas", 1], ["Total", 2]]
    assert [row[2] for row in spill[1:]] == [4, 1000, 1004]
    assert spill[-1][7] == "Ventas"
    assert functions["KPI_AWARENESS_TABLE"]([[None]], [["a"]]) == NA
    assert functions["KPI_AWARENESS_TABLE"]([[1], [2]], [["a"]]) == VALUE


@given(ANSWERS)
def test_as_pandas(rows: list[tuple[float, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["level", "area"])
    frame["area"] = frame.area.str.casefold()
    valid = frame[frame.level.between(0, 3)]
    groups = valid[valid.area != ""].groupby("area")["level"]
    *found, overall = awareness_table(frame.level, frame.area).rows
    index = {str(row[0]): row[3] for row in found if row[0] is not BLANK_LABEL and row[1]}
    assert index == pytest.approx((groups.mean() / 3).to_dict(), abs=1e-12)
    shares = {str(row[0]): row[4] for row in found if row[0] is not BLANK_LABEL and row[1]}
    assert shares == pytest.approx(groups.agg(lambda level: (level >= 2).mean()).to_dict(), abs=1e-12)
    assert overall[3] == pytest.approx(valid.level.mean() / 3)
    for column in (1, 8):
        assert overall[column] == sum(row[column] for row in found)  # type: ignore[misc]
    assert overall[8] == int((~frame.level.between(0, 3) & frame.level.notna()).sum())


@given(ANSWERS, st.randoms())
def test_order_of_rows_does_not_matter(rows: list[tuple[float, str]], shuffle: random.Random) -> None:
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)

    def numbers(each: list[tuple[float, str]]) -> list[list[Any]]:
        level, area = zip(*each, strict=True)
        staff = [{"ventas": 40.0, "caja": 25.0}.get(label.casefold(), NAN) for label in area]
        return [
            [round(cell, 12) if isinstance(cell, float) else cell for cell in row[1:]]
            for row in awareness_table(level, area, staff).rows
        ]

    assert numbers(shuffled) == numbers(rows)


@given(ANSWERS, st.integers(20, 200))
def test_a_smaller_staff_is_known_better(rows: list[tuple[float, str]], people: int) -> None:
    level, area = zip(*rows, strict=True)
    one_area = ["Caja"] * len(area)
    widths = []
    for staff in ([people], [people + 50], None):
        row = awareness_table(level, one_area, staff).rows[0]
        low, share, high = row[5], row[4], row[6]
        assert low <= share <= high  # type: ignore[operator]
        widths.append(high - low)  # type: ignore[operator]
    assert widths[0] <= widths[1] <= widths[2]


def test_every_column_has_a_heading_in_both_languages() -> None:
    assert len(HEADER) == len(awareness_table([1], ["a"]).rows[0])
    assert len({heading.es for heading in HEADER}) == len(HEADER)
    assert awareness_table([1], ["a"]).rows[-1][0] is OVERALL
