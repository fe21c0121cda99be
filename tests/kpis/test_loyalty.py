"""The net promoter score against a published example, statpsych and pandas."""

from __future__ import annotations

import math
import time
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._groups import BLANK_LABEL, OVERALL
from service_kpi.kpis._net_promoter import adjusted, adjusted_interval, net_score
from service_kpi.kpis.loyalty import HEADER, net_promoter_score, net_promoter_table
from service_kpi.spec import Table
from tests.kpis.surveys import case

NAN = math.nan


def scores(promoters: int, passives: int, detractors: int) -> list[float]:
    return [10.0] * promoters + [8.0] * passives + [3.0] * detractors


def by_name(table: Table) -> dict[str, list[Any]]:
    return {str(row[0]): list(row[1:]) for row in table.rows}


def test_shared_case() -> None:
    expected = case("P-NPS-1")
    counted = net_score(162, 108, 54)
    assert net_promoter_score(scores(162, 108, 54)) == pytest.approx(expected["nps"], abs=1e-6)
    assert counted.standard_error == pytest.approx(expected["se"], abs=1e-6)
    assert counted.standard_error**2 * counted.n / 100**2 == pytest.approx(expected["var"], abs=1e-6)
    assert 1.96 * counted.standard_error == pytest.approx(expected["moe95"], abs=1e-6)


def test_every_score_by_hand() -> None:
    # 0 to 6 detract, 7 and 8 are passive, 9 and 10 promote: 2 of 11 against 7 of 11
    assert net_promoter_score(range(11)) == pytest.approx(-500 / 11)
    assert [net_promoter_score([score]) for score in range(11)] == [-100] * 7 + [0] * 2 + [100] * 2


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "estimate", "error", "low", "high"),
    # statpsych 1.7: ci.pairs.prop1(.05, c(125, 82, 92)), rows 1-2, 1-3 and 2-3, and ci.prop.ps(.05, 12, 4, 26, 6)
    [
        (125, 92, 82, 14.285714, 4.731825, 5.011508, 23.559920),
        (125, 82, 92, 10.963455, 4.875715, 1.407230, 20.519680),
        (82, 125, 92, -3.322259, 4.403313, -11.952594, 5.308076),
        (26, 18, 4, 44.0, 9.448809, 25.48067, 62.51933),
    ],
)
def test_interval_statpsych(
    promoters: int, passives: int, detractors: int, estimate: float, error: float, low: float, high: float
) -> None:
    counted = net_score(promoters, passives, detractors)
    score, variance, n = adjusted(counted)
    assert (score, math.sqrt(variance / n)) == pytest.approx((estimate, error), abs=1e-6)
    assert adjusted_interval(counted) == pytest.approx((low, high), abs=1e-5)
    row = by_name(net_promoter_table(scores(promoters, passives, detractors)))["Overall"]
    assert row[:4] == [promoters + passives + detractors, promoters, passives, detractors]
    assert row[5:] == pytest.approx([low, high], abs=1e-5)


def test_all_alike_still_have_a_width() -> None:
    # all of n promote: a = (n + 1)/(n + 2), b = 1/(n + 2), so d = n/(n + 2) and the variance is 4(n + 1)/(n + 2)²
    for n in (1, 5, 50):
        score, low, high = by_name(net_promoter_table([10] * n))["Overall"][4:]
        half_width = 1.959963984540054 * math.sqrt(4 * (n + 1) / (n + 2) ** 3)
        assert (score, high) == (100, 100)
        assert low == pytest.approx(100 * (n / (n + 2) - half_width))
        assert by_name(net_promoter_table([0] * n))["Overall"][4:] == pytest.approx([-100, -100, -low])
    low, high = by_name(net_promoter_table([8] * 20))["Overall"][5:]
    assert low == pytest.approx(-high)
    assert high > 0


def test_groups_stand_like_a_pivot_table() -> None:
    table = net_promoter_table([10, 3, 9, 8, NAN, 10], ["Branch 10", "branch 2", "BRANCH 2", "branch 2", "West", ""])
    assert [(row[0], row[1], row[5]) for row in table.rows] == [
        ("branch 2", 3, 0),
        ("Branch 10", 1, 100),
        (BLANK_LABEL, 1, 100),
        (OVERALL, 5, 40),
    ]


def test_a_score_off_the_scale_does_not_count() -> None:
    assert net_promoter_score([10, 11, -1, 100, 8, NAN]) == 50
    assert net_promoter_score([6.5, 8.9, 9.5]) == pytest.approx(100 / 3)  # means of several answers lie between


def test_no_scores() -> None:
    with pytest.raises(NoData, match="no score from 0 to 10"):
        net_promoter_score([])
    with pytest.raises(NoData):
        net_promoter_table([NAN, 11], ["a", "b"])
    assert functions["KPI_NPS"]([[None], ["NS/NC"]]) == NA
    assert functions["KPI_NPS_TABLA"]([[None], ["NS/NC"]]) == NA


def test_labels_must_pair() -> None:
    with pytest.raises(BadArgument, match="by must have one label per row, 2 in all, but has 1"):
        net_promoter_table([9, 10], ["a"])


def test_in_the_sheet_with_headings() -> None:
    found: Any = functions["KPI_NPS_TABLA"]([["Puntaje"], ["10"], [9], [2]], [["Sucursal"], ["Sur"], ["Sur"], ["Sur"]])
    assert found[0] == [heading.es for heading in HEADER]
    assert [row[:6] for row in found[1:]] == [["Sur", 3, 2, 0, 1, 100 / 3], ["Total", 3, 2, 0, 1, 100 / 3]]


def test_a_million_scores() -> None:
    generator = np.random.default_rng(3)
    values = generator.integers(0, 11, 1_000_000).astype(float)
    by = np.array([f"Branch {number}" for number in range(200)])[generator.integers(0, 200, values.size)]
    start = time.perf_counter()
    net_promoter_table(values, by)
    assert time.perf_counter() - start < 5
    tracemalloc.start()
    net_promoter_table(values, by)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * (values.nbytes + by.nbytes)


ANSWERS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 10).map(float), st.just(NAN)), st.sampled_from(["north", "South", "NORTH", "east", ""])
    ),
    max_size=40,
).map(lambda rows: [(9.0, "north"), *rows])


@given(ANSWERS)
def test_overall_is_the_plain_function_and_the_sum_of_the_groups(answers: Any) -> None:
    values, by = zip(*answers, strict=True)
    *groups, overall = net_promoter_table(values, by).rows
    assert overall[5] == net_promoter_score(values)
    assert list(overall) == list(net_promoter_table(values).rows[0])
    for column in range(1, 5):
        assert overall[column] == sum(row[column] for row in groups)  # type: ignore[misc]


@given(ANSWERS, st.randoms())
def test_order_of_rows_does_not_matter(answers: Any, random: Any) -> None:
    shuffled = list(answers)
    random.shuffle(shuffled)
    tables = [net_promoter_table(*zip(*rows, strict=True)) for rows in (answers, shuffled)]
    assert [list(row)[1:] for row in tables[0].rows] == [list(row)[1:] for row in tables[1].rows]


@given(ANSWERS)
def test_a_blank_is_no_zero(answers: Any) -> None:
    values, _ = zip(*answers, strict=True)
    assert net_promoter_score([*values, NAN, NAN]) == net_promoter_score(values)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_intervals_contain_the_score_and_shrink(promoters: int, passives: int, detractors: int) -> None:
    if not promoters + passives + detractors:
        return
    counted = net_score(promoters, passives, detractors)
    low, high = adjusted_interval(counted)
    assert -100 <= low <= counted.score <= high <= 100
    assert low < high
    below, above = adjusted_interval(net_score(4 * promoters, 4 * passives, 4 * detractors))
    assert above - below < high - low
    other_way = adjusted_interval(net_score(detractors, passives, promoters))
    assert other_way == pytest.approx((-high, -low))
