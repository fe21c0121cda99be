"""The weakest link against scipy's geometric means and a published index."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gmean

from service_kpi.errors import NA, NUM, VALUE, BadArgument, NoData, OutOfDomain
from service_kpi.functions import functions
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL
from service_kpi.kpis.weakest_link import HEADER, SERIES, WEAKEST, weakest_link
from service_kpi.spec import Table
from tests.kpis.surveys import case

NAN = math.nan
NAMES = ["recursos", "estructura", "proceso", "producto"]
SCORES = [0.95, 0.90, 0.60, 0.85]
CHAINS = st.lists(
    st.tuples(st.floats(0.01, 1), st.sampled_from(["a", "b", "c"]), st.floats(0.1, 10)), min_size=1, max_size=6
)


def whole(table: Table) -> float:
    assert table.rows[-1][0] is OVERALL
    found = table.rows[-1][1]
    assert isinstance(found, float)
    return found


def test_shared_case() -> None:
    expected = case("P-WEAK")
    *_, weakest, series, overall = weakest_link(SCORES, NAMES).rows
    assert (weakest[0], weakest[1], weakest[3]) == (WEAKEST, expected["min"], expected["weakest"])
    assert series[:2] == [SERIES, pytest.approx(expected["series_product"], abs=1e-8)]
    assert overall[1] == pytest.approx(expected["geometric"], abs=1e-8)
    weighted = weakest_link(SCORES, NAMES, [40, 30, 20, 10])
    assert whole(weighted) == pytest.approx(expected["weighted_geo_40_30_20_10"], abs=1e-8)


def test_as_scipy() -> None:
    # scipy 1.17: gmean([0.95, 0.9, 0.6, 0.85]) 0.8126135742723316, with weights=[40, 30, 20, 10] 0.8432072608599329
    assert whole(weakest_link(SCORES, NAMES)) == pytest.approx(0.8126135742723316, rel=1e-14)
    assert whole(weakest_link(SCORES, NAMES, [40, 30, 20, 10])) == pytest.approx(0.8432072608599329, rel=1e-14)


def test_lusser_product_of_parts_in_series() -> None:
    # The textbook line: a hundred parts of reliability 0.99 in series hold 36.6 % of the time.
    series = weakest_link([0.99] * 100, [f"part {number}" for number in range(100)]).rows[-2]
    assert series[1] == pytest.approx(0.366, abs=5e-4)


def test_raising_each_pillar() -> None:
    rows = weakest_link(SCORES, NAMES).rows
    for place, row in enumerate(rows[:4]):
        raised = SCORES.copy()
        raised[place] = 0.95
        assert row[4] == pytest.approx(gmean(raised) - gmean(SCORES), abs=1e-15)
        # a point more: the difference quotient of scipy's gmean
        nudged = SCORES.copy()
        nudged[place] += 1e-6
        assert row[5] == pytest.approx((gmean(nudged) - gmean(SCORES)) / 1e-6, rel=1e-5)
    assert [row[3] for row in rows[:4]] == [False, False, True, False]
    assert rows[4][3:] == ["proceso", *rows[2][4:]]


def test_a_zero_makes_the_whole_zero() -> None:
    *pillars, weakest, series, overall = weakest_link([0.95, 0.9, 0, 0.85], NAMES).rows
    assert [row[1] for row in (weakest, series, overall)] == [0, 0, 0]
    # raising the others buys nothing; raising the zero to 0.95 buys the geometric mean of the four
    assert [row[4] for row in pillars] == pytest.approx([0, 0, gmean([0.95, 0.9, 0.95, 0.85]), 0])
    assert [row[5] for row in pillars] == [0, 0, math.inf, 0]


def test_two_zeros() -> None:
    *pillars, _, _, overall = weakest_link([0, 0.9, 0], NAMES[:3]).rows
    assert overall[1] == 0
    assert [row[4:] for row in pillars] == [[0, 0]] * 3
    assert [row[3] for row in pillars] == [True, False, True]
    assert [row[1] for row in weakest_link([0, 0], ["a", "b"]).rows] == [0, 0, 0, 0, 0]


def test_a_missing_pillar_leaves_the_whole_unknown() -> None:
    table = weakest_link([0.95, NAN, 0.6], NAMES[:3])
    assert [row[:2] for row in table.rows] == [
        *[["recursos", 0.95], ["estructura", None], ["proceso", 0.6]],
        *[[WEAKEST, None], [SERIES, None], [OVERALL, None]],
    ]
    assert all(cell is None for row in table.rows for cell in row[3:])


def test_all_pillars_equal() -> None:
    *pillars, weakest, _, overall = weakest_link([0.7] * 3, NAMES[:3]).rows
    assert [row[3:5] for row in pillars] == [[True, 0]] * 3
    assert weakest[3] == "recursos"
    assert overall[1] == pytest.approx(0.7, rel=1e-15)


def test_one_pillar() -> None:
    assert [row[1] for row in weakest_link([0.7], ["a"]).rows] == pytest.approx([0.7] * 4)
    assert weakest_link([0], ["a"]).rows[0][5] == 1


def test_scores_that_are_no_shares_have_no_series_product() -> None:
    *_, series, overall = weakest_link([95, 90, 60, 85], NAMES).rows
    assert series[1] is None
    assert overall[1] == pytest.approx(81.26135742723316)


def test_a_pillar_of_weight_zero_is_no_pillar() -> None:
    assert weakest_link([*SCORES, 0, NAN], [*NAMES, "x", "y"], [1, 1, 1, 1, 0, 0]) == weakest_link(SCORES, NAMES)


def test_blank_rows_and_pillars_without_a_name() -> None:
    assert weakest_link([*SCORES, NAN], [*NAMES, ""]) == weakest_link(SCORES, NAMES)
    assert weakest_link([0.5], [""]).rows[0][0] is BLANK_LABEL


def test_no_pillar_and_no_weight() -> None:
    for scores, names, weights in (([], [], None), ([NAN], [""], None), ([0.5], ["a"], [0])):
        with pytest.raises(NoData, match="no pillar with a weight"):
            weakest_link(scores, names, weights)
    with pytest.raises(NoData, match="pillar in row 2 has no weight"):
        weakest_link([0.5, 0.6], ["a", "b"], [1, NAN])


def test_what_is_refused() -> None:
    with pytest.raises(OutOfDomain, match="scores must be zero or more, but row 2 has -1"):
        weakest_link([1, -1], ["a", "b"])
    with pytest.raises(BadArgument, match="weights must be zero or more, but row 1 has -1"):
        weakest_link([1, 1], ["a", "b"], [-1, 1])
    with pytest.raises(BadArgument, match="one label per row"):
        weakest_link([1, 1], ["a"])


def test_in_the_sheet() -> None:
    scores = [["Puntaje"], ["95 %"], [0.9], ["0,6"], [0.85]]
    spill: Any = functions["KPI_ESLABON"](scores, [["Pilar"], *([name] for name in NAMES)])
    assert [row[0] for row in spill] == ["Pilar", *NAMES, "Eslabón más débil", "Producto en serie", "Total"]
    assert spill[5][1:4] == [0.6, 0.25, "proceso"]
    assert spill[-1][1] == pytest.approx(0.8126135743)
    spill = functions["KPI_WEAKEST"]([[0.9], ["NS/NC"]], [["a"], ["b"]])
    assert spill[2][1] == spill[-1][1] == NA
    assert functions["KPI_WEAKEST"]([[0.9], [-1]], [["a"], ["b"]]) == NUM
    assert functions["KPI_WEAKEST"]([[0.9], [1]], [["a"]]) == VALUE


@given(CHAINS)
def test_between_the_weakest_and_the_best(chain: list[tuple[float, str, float]]) -> None:
    scores, names, weights = zip(*chain, strict=True)
    table = weakest_link(scores, names, weights)
    assert whole(table) == pytest.approx(gmean(scores, weights=weights), rel=1e-12)
    assert min(scores) * (1 - 1e-12) <= whole(table) <= max(scores) * (1 + 1e-12)
    assert table.rows[-2][1] == pytest.approx(np.prod(scores), rel=1e-12)
    # Two scores that differ by the rounding of their last digit are tied, and the first of them is shown.
    assert table.rows[-3][1] == pytest.approx(min(scores), rel=1e-12)


@given(CHAINS, st.randoms(), st.floats(0.001, 1000))
def test_order_and_the_unit_of_the_weights_do_not_matter(
    chain: list[tuple[float, str, float]], shuffle: random.Random, factor: float
) -> None:
    shuffled = [(score, name, weight * factor) for score, name, weight in chain]
    shuffle.shuffle(shuffled)
    one, other = (weakest_link(*zip(*each, strict=True)) for each in (chain, shuffled))
    assert whole(one) == pytest.approx(whole(other), rel=1e-12)
    assert one.rows[-3][1] == other.rows[-3][1]
    gains = [sorted(row[4] for row in table.rows[: len(chain)]) for table in (one, other)]  # type: ignore[type-var]
    assert gains[0] == pytest.approx(gains[1], abs=1e-12)


def test_every_column_has_a_heading_in_both_languages() -> None:
    assert {len(row) for row in weakest_link(SCORES, NAMES).rows} == {len(HEADER)}
    assert len({heading.es for heading in HEADER}) == len({heading.en for heading in HEADER}) == len(HEADER)
