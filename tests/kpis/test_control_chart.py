"""Control charts against R's qcc and qicharts2, NIST's example and their own definitions."""

from __future__ import annotations

import csv
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.control_chart import control_table
from tests.kpis.surveys import case
from tests.shared import shared

VALUE_OF, CENTRE, LOW, HIGH, SIGNALS, RANGE, RANGE_LIMIT = range(1, 8)

INDIVIDUALS = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
# qcc 2.7, data(circuit): nonconformities of 26 inspection units (Montgomery)
CIRCUIT = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
# qcc 2.7, data(pcmanufact): nonconformities of 20 samples of 5 computers (Montgomery)
COMPUTERS = [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5]
LARGE = [520, 610, 587, 702, 655, 480, 690, 733, 598, 641, 560, 712]
LARGE_SIZES = [10010, 11250, 9870, 12400, 11830, 9560, 10400, 12120, 10890, 11510, 9980, 11900]


def rows_of(*arguments: Any, **more: Any) -> list[list[Any]]:
    return [list(row) for row in control_table(*arguments, **more).rows]


def beyond(rows: list[list[Any]]) -> list[int]:
    return [row[0] for row in rows if row[SIGNALS] and "1" in row[SIGNALS].split(", ")]


def orange_juice() -> tuple[list[int], list[int]]:
    with shared("cases/qcc_orangejuice.txt").open(encoding="utf-8", newline="") as file:
        trial = [row for row in csv.DictReader(file, delimiter="\t") if row["trial"] == "TRUE"]
    return [int(row["D"]) for row in trial], [int(row["size"]) for row in trial]


def test_p_chart_of_the_orange_juice_cans() -> None:
    counts, sizes = orange_juice()
    expected = case("P-PCHART")
    rows = rows_of(counts, sizes)
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([expected[name] for name in ("center", "LCL", "UCL")], abs=1e-6)
    assert beyond(rows) == expected["out"]
    baseline = [place not in expected["out"] for place in range(1, 31)]
    rows, expected = rows_of(counts, sizes, "p", baseline), expected["excluding_15_23"]
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([expected[name] for name in ("center", "LCL", "UCL")], abs=1e-6)
    assert beyond(rows) == [15, 21, 23]


def test_np_chart_as_qcc() -> None:
    # qcc(tr$D, sizes=tr$size, type="np"): center 11.5666666667, LCL 2.6213774036, UCL 20.5119559297, beyond 15 23
    counts, sizes = orange_juice()
    rows = rows_of(counts, sizes, "np")
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([11.5666666667, 2.6213774036, 20.5119559297], rel=1e-11)
    assert [row[VALUE_OF] for row in rows] == counts
    assert beyond(rows) == [15, 23]


def test_p_chart_of_varying_size_as_qcc() -> None:
    # qcc(x, sizes=n, type="p"): center 0.169642857143 and these limits
    counts = [20, 18, 14, 16, 13, 29, 21, 14, 6, 6, 7, 7]
    sizes = [98, 104, 97, 99, 97, 102, 104, 101, 55, 48, 50, 53]
    rows = rows_of(counts, sizes, "p")
    assert rows[0][CENTRE] == pytest.approx(0.169642857143, rel=1e-11)
    assert [row[LOW] for row in rows[:3]] == pytest.approx([0.05590410244106, 0.05923376542773, 0.05531932349801])
    assert [row[HIGH] for row in rows[-2:]] == pytest.approx([0.328877113725, 0.324304839364])
    assert beyond(rows) == [6]  # 29/102 = 0.2843 above 0.2811
    assert [row[6] for row in rows] == sizes


def test_c_chart_as_qcc() -> None:
    # qcc(ct$x, type="c"): center 19.8461538462, LCL 6.48144716717, UCL 33.2108605251, beyond 20 6
    rows = rows_of(CIRCUIT, chart="c")
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([19.8461538462, 6.48144716717, 33.2108605251], rel=1e-11)
    assert beyond(rows) == [6, 20]


def test_u_chart_as_qcc() -> None:
    # qcc(pm$x, sizes=pm$size, type="u"): center 1.93, LCL 0.0661330519589, UCL 3.79386694804, none beyond
    rows = rows_of(COMPUTERS, [5] * 20, "u")
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([1.93, 0.0661330519589, 3.79386694804], rel=1e-10)
    assert beyond(rows) == []


def test_individuals_as_nist_and_qcc() -> None:
    expected = case("P-XMR")
    rows = rows_of(INDIVIDUALS)
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([expected[name] for name in ("mean", "LCL", "UCL")], abs=1e-6)
    assert np.mean([row[RANGE] for row in rows[1:]]) == pytest.approx(expected["MRbar"], abs=1e-9)
    assert rows[0][RANGE_LIMIT] == pytest.approx(6.1347, abs=5e-5)
    assert beyond(rows) == []


def test_individuals_with_rows_left_out_as_qicharts2() -> None:
    # qicharts2 0.8.1, qic.i with include[c(3, 10)] <- FALSE: cl 50.7625, lcl 44.911436170213, ucl 56.613563829787
    rows = rows_of(INDIVIDUALS, baseline=[place not in (3, 10) for place in range(1, 11)])
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([50.7625, 44.911436170213, 56.613563829787], rel=1e-13)


def test_laney_as_qicharts2() -> None:
    # qicharts2 0.8.1, qic.pp: cl, lcl, ucl of all rows; then with include[c(6, 8)] <- FALSE
    rows = rows_of(LARGE, LARGE_SIZES, "p'")
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([0.05684785909505, 0.044821157996671, 0.068874560193429])
    assert rows[5][CENTRE : HIGH + 1] == pytest.approx([0.05684785909505, 0.044541357562622, 0.069154360627478])
    rows = rows_of(LARGE, LARGE_SIZES, "p'", [place not in (6, 8) for place in range(1, 13)])
    assert rows[1][CENTRE : HIGH + 1] == pytest.approx([0.05702471828426, 0.045871793565378, 0.068177643003142])


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60)), min_size=2, max_size=30),
    st.sampled_from(["p", "np", "u", "p'"]),
)
def test_what_holds_for_every_chart_with_sizes(samples: list[tuple[int, int]], chart: str) -> None:
    counts, sizes = np.array([(min(count, size), size) for count, size in samples]).T
    rows = rows_of(counts, sizes, chart)
    for row, size in zip(rows, sizes, strict=True):
        assert row[LOW] <= row[CENTRE] <= row[HIGH]
        assert row[LOW] >= 0
        assert row[HIGH] <= {"p": 1, "p'": 1, "np": size}.get(chart, math.inf)
        outside = not row[LOW] - 1e-12 <= row[VALUE_OF] <= row[HIGH] + 1e-12
        assert outside == ("1" in row[SIGNALS].split(", "))
        pooled = counts.sum() / sizes.sum()
        assert row[CENTRE] == pytest.approx(pooled * (size if chart == "np" else 1))
        if chart == "p":
            larger = rows_of([*counts * 4], [*sizes * 4], "p")[row[0] - 1]
            assert larger[HIGH] - larger[LOW] <= row[HIGH] - row[LOW] + 1e-12


measurements = st.lists(st.integers(-50, 50).map(lambda tenth: tenth / 10), min_size=2, max_size=30)


@given(measurements, st.data())
def test_a_blank_row_is_no_point(values: list[float], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values)))
    plain = rows_of(values)
    gappy = rows_of([*values[:place], None, *values[place:]])
    assert gappy[place] == [place + 1, *[None] * 7]
    del gappy[place]
    np.testing.assert_equal([row[1:] for row in gappy], [row[1:] for row in plain])


@given(measurements, st.sampled_from([(0.1, 3.0), (60.0, -7.0)]))
def test_unit_and_origin_change_no_signal(values: list[float], unit: tuple[float, float]) -> None:
    factor, shift = unit
    for row, other in zip(rows_of(values), rows_of([factor * value + shift for value in values]), strict=True):
        assert other[SIGNALS] == row[SIGNALS]
        assert other[HIGH] == pytest.approx(factor * row[HIGH] + shift, abs=1e-9)


@given(measurements)
def test_later_points_do_not_move_a_baseline(values: list[float]) -> None:
    baseline = [True] * len(values)
    longer = rows_of([*values, 99.0, None, -99.0], baseline=[*baseline, False, None, False])
    assert [row[CENTRE:SIGNALS] for row in longer[: len(values)]] == [row[CENTRE:SIGNALS] for row in rows_of(values)]
    assert "1" in longer[-1][SIGNALS].split(", ")


def test_all_values_equal() -> None:
    rows = rows_of([7.1] * 5 + [7.2], baseline=[1] * 5 + [0])
    assert rows[0][CENTRE : HIGH + 1] == pytest.approx([7.1, 7.1, 7.1])
    assert [row[SIGNALS] for row in rows] == [""] * 5 + ["1, mR"]
    assert [row[SIGNALS] for row in rows_of([0, 0, 0], [9, 8, 7])] == [""] * 3
    assert [row[SIGNALS] for row in rows_of([9, 8, 7], [9, 8, 7], "p'")] == [""] * 3


def test_a_single_point_has_no_limits() -> None:
    row = rows_of([4.0])[0]
    assert row[VALUE_OF] == row[CENTRE] == 4
    assert math.isnan(row[LOW])
    assert math.isnan(row[HIGH])
    assert rows_of([4], [10])[0][HIGH] == pytest.approx(0.4 + 3 * math.sqrt(0.24 / 10))


def test_a_sample_of_nobody_is_no_point() -> None:
    rows = rows_of([0, 5, None], [0, 50, 50])
    assert [row[1] for row in rows] == [None, 0.1, None]


def test_no_points() -> None:
    with pytest.raises(NoData):
        control_table([None, None])
    with pytest.raises(NoData):
        control_table([1, 2], baseline=[0, 0])
    assert functions["KPI_CONTROL_TABLE"]([[None]]) == NA


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2], None, "p"), "chart p needs sizes"),
        (([1, 2], [5, 5], "c"), "chart c takes no sizes"),
        (([1, 2], None, "x"), "chart must be xmr"),
        (([0.2, 0.4], [5, 5]), "whole numbers, but row 1 has 0.2"),
        (([1, 6], [5, 5]), "row 2 has 6 of 5"),
        (([1, -1], None, "c"), "zero or more, but row 2 has -1"),
        (([1, 2], [5]), "same rows"),
        (([1, 2], None, None, [1]), "same rows"),
    ],
)
def test_what_does_not_fit(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(BadArgument, match=message):
        control_table(*arguments)


def test_words_and_headings_of_the_sheet() -> None:
    table: Any = functions["KPI_CONTROL_TABLA"]([["Quejas"], [1], [2]], [["Visitas"], [50], [60]], "Laney")
    assert table[0] == ["Punto", "Valor", "Centro", "Límite inferior", "Límite superior", "Señales", "n"]
    assert len(table) == 3
    assert functions["KPI_CONTROL_TABLE"]([[1], [2]], [[50]]) == VALUE
