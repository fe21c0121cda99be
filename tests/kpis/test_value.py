from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from service_kpi.errors import BadArgument, NoData, OutOfDomain
from service_kpi.kpis._groups import OVERALL
from service_kpi.kpis.value import FAIR, WORTH_LESS, WORTH_MORE, quality_ratio, value_table
from tests.shared import shared

NAN = math.nan


def test_gale_as_published() -> None:
    cases = json.loads(shared("cases/cases.json").read_text(encoding="utf-8"))
    expected = next(case["expected"] for case in cases if case["id"] == "P-GALE")
    score = quality_ratio([9, 6, 9, 7], [7, 6, 8, 7], [60, 20, 10, 10])
    assert score == pytest.approx(expected["score"], abs=1e-6)
    # Table 5.4 rounds the four ratios first: 1.29, 1, 1.13, 1
    assert pytest.approx(expected["published_with_2dp_ratios"]) == 60 * 1.29 + 20 + 10 * 1.13 + 10
    # At the same price, the price-quality ratio is one over the value; the map's weights are equal.
    table = value_table([score, 100], [1, 1], ["us", "them"])
    them, us, _ = table.rows
    assert them[4] / us[4] == pytest.approx(expected["value_ratio"], abs=1e-9)  # type: ignore[operator]


def test_quality_ratio_by_hand() -> None:
    assert quality_ratio([8, 6], [4, 6], [1, 3]) == (1 * 2 + 3 * 1) / 4 * 100
    assert quality_ratio([5, 5], [5, 5], [1, 9]) == 100
    assert quality_ratio([6], [8], [0.1]) == pytest.approx(75, rel=1e-14)


def test_quality_ratio_incomplete_attributes_leave() -> None:
    assert quality_ratio([8, 6, NAN, 1], [4, 6, 5, NAN], [1, 3, 50, 50]) == 125
    assert quality_ratio([8, 6, 9], [4, 6, 1], [1, 3, NAN]) == 125


@pytest.mark.parametrize("weights", [[0, 0], [NAN, NAN], [NAN, 0]])
def test_quality_ratio_without_weights(weights: list[float]) -> None:
    with pytest.raises(NoData):
        quality_ratio([8, 6], [4, 6], weights)


def test_quality_ratio_refuses() -> None:
    with pytest.raises(BadArgument, match="weights must be zero or more, but row 2 has -3"):
        quality_ratio([8, 6], [4, 6], [1, -3])
    with pytest.raises(OutOfDomain, match="theirs must be above zero to be divided by, but row 1 has 0"):
        quality_ratio([8, 6], [0, 6], [1, 3])
    with pytest.raises(BadArgument, match="weights must have"):
        quality_ratio([8, 6], [4, 6], [1])


_attributes = st.lists(st.tuples(st.floats(1, 10), st.floats(1, 10), st.floats(0.01, 100)), min_size=1, max_size=8)


@given(_attributes, st.floats(0.01, 1000), st.randoms())
def test_quality_ratio_scale_of_weights_and_order_do_not_matter(
    attributes: list[tuple[float, float, float]], scale: float, random: Any
) -> None:
    ours, theirs, weights = zip(*attributes, strict=True)
    result = quality_ratio(ours, theirs, weights)
    assert quality_ratio(ours, theirs, np.array(weights) * scale) == pytest.approx(result, rel=1e-12)
    random.shuffle(attributes)
    assert quality_ratio(*zip(*attributes, strict=True)) == pytest.approx(result, rel=1e-12)


def rows(*arguments: Any) -> dict[str, tuple[Any, ...]]:
    return {str(row[0]): tuple(row[1:]) for row in value_table(*arguments).rows}


def test_value_map_by_hand() -> None:
    # market 7 and 100; relative quality 8/7 and 6/7; relative price 1.1 and 0.9; equal weights: value = Q / P
    found = rows([8, 6], [110, 90], ["Us", "Rival"])
    assert found["Us"][:4] == pytest.approx((1, 8 / 7, 1.1, (8 / 7) / 1.1), abs=1e-12)
    assert found["Rival"][:4] == pytest.approx((1, 6 / 7, 0.9, (6 / 7) / 0.9), abs=1e-12)
    assert list(found) == ["Rival", "Us", "Overall"]
    assert found["Overall"][:4] == (2, 1, 1, 1)


def test_gales_line_at_60_to_40() -> None:
    # Slope 0.6 / 0.4: ten per cent more quality for fifteen per cent more price is exactly on the line.
    found = rows([1.1, 0.9, 1.1, 0.9], [1.15, 0.85, 0.85, 1.15], ["a", "b", "c", "d"], 0.6)
    assert [found[name][3] for name in "ab"] == pytest.approx([1, 1], abs=1e-12)
    assert [found[name][3] for name in "cd"] == pytest.approx([1.15 / 0.85, 0.85 / 1.15], abs=1e-12)
    assert [found[name][-1] for name in "abcd"] == [FAIR, FAIR, WORTH_MORE, WORTH_LESS]


def test_only_price_counts_without_quality_weight() -> None:
    found = rows([9, 1], [0.8, 1.2], ["a", "b"], 0.0)
    assert [found[name][3] for name in "ab"] == pytest.approx([1 / 0.8, 1 / 1.2], abs=1e-12)


def test_value_map_of_ratings_has_intervals() -> None:
    # The delta method with derivatives taken numerically and scipy's t, for three names of 4, 3 and 5 rows.
    quality = np.array([8, 7, 9, 8, 6, 7, 5, 7, 7, 6, 8, 9], dtype=float)
    price = np.array([10, 11, 12, 10, 9, 8, 9, 10, 10, 11, 9, 10], dtype=float)
    names = np.repeat(["a", "b", "c"], [4, 3, 5])
    weight = 0.6

    def values(means: Any) -> Any:
        relative_quality, relative_price = means[:, 0] / means[:, 0].mean(), means[:, 1] / means[:, 1].mean()
        return (1 + weight / (1 - weight) * (relative_quality - 1)) / relative_price

    parts = [np.column_stack((quality, price))[names == name] for name in "abc"]
    means = np.array([part.mean(axis=0) for part in parts])
    for place, name in enumerate("abc"):
        shares = []
        for other, part in enumerate(parts):
            gradient = np.empty(2)
            for which in range(2):
                step = np.zeros_like(means)
                step[other, which] = 1e-5
                gradient[which] = (values(means + step)[place] - values(means - step)[place]) / 2e-5
            shares.append(gradient @ np.cov(part.T) @ gradient / len(part))
        df = sum(shares) ** 2 / sum(share**2 / (len(part) - 1) for share, part in zip(shares, parts, strict=True))
        half = stats.t.ppf(0.975, df) * math.sqrt(sum(shares))
        found = rows(quality, price, names, weight)[name]
        assert found[0] == len(parts[place])
        centre = values(means)[place]
        assert found[3:6] == pytest.approx((centre, centre - half, centre + half), rel=1e-7)


def test_a_value_that_may_be_fair_is_fair() -> None:
    # Far from the line on average, but two people each who disagree widely.
    found = rows([9, 3, 2, 8], [10] * 4, ["a", "a", "b", "b"])
    assert found["a"][3] == pytest.approx(6 / 5.5)
    assert found["a"][4] < 1 < found["a"][5]
    assert found["a"][-1] == FAIR


def test_all_answers_equal() -> None:
    found = rows([5] * 4, [10] * 4, ["a", "a", "b", "b"])
    assert found["a"] == found["b"] == (2, 1, 1, 1, 1, 1, FAIR)


def test_incomplete_rows_leave() -> None:
    found = rows([8, 6, NAN, 5, 5], [110, 90, 100, NAN, 5], ["Us", "Rival", "Us", "Rival", ""])
    assert found == rows([8, 6], [110, 90], ["Us", "Rival"])


def test_value_map_without_a_market() -> None:
    for names in (["a", "A"], ["a", ""]):
        with pytest.raises(NoData, match="at least two names"):
            value_table([5, 6], [1, 1], names)
    with pytest.raises(NoData):
        value_table([NAN, NAN], [1, 1], ["a", "b"])


def test_value_map_refuses() -> None:
    for weight in (1, -0.1, NAN):
        with pytest.raises(BadArgument, match="quality_weight must be 0 or more and below 1"):
            value_table([5, 6], [1, 1], ["a", "b"], weight)
    with pytest.raises(OutOfDomain, match="price must be above zero to be divided by, but row 2 has 0"):
        value_table([5, 6], [1, 0], ["a", "b"])
    with pytest.raises(BadArgument, match="names must have one label per row"):
        value_table([5, 6], [1, 1], ["a"])


_offers = st.lists(
    st.tuples(st.floats(1, 10), st.floats(1, 1000), st.sampled_from(["a", "b", "c"])), min_size=2, max_size=12
).filter(lambda offers: len({name for _, _, name in offers}) > 1)


@given(_offers, st.floats(0, 0.9), st.floats(0.01, 100), st.randoms())
def test_units_and_order_do_not_matter(
    offers: list[tuple[float, float, str]], weight: float, unit: float, random: Any
) -> None:
    quality, price, names = zip(*offers, strict=True)
    expected = rows(quality, price, names, weight)
    random.shuffle(offers)
    quality, price, names = zip(*offers, strict=True)
    found = rows(np.array(quality) * 3, np.array(price) * unit, names, weight)
    assert list(found) == list(expected)
    for name, row in found.items():
        if name != OVERALL.en:
            assert row[:4] == pytest.approx(expected[name][:4], rel=1e-9, abs=1e-9)


@given(_offers, st.floats(0, 0.9))
def test_interval_contains_the_value(offers: list[tuple[float, float, str]], weight: float) -> None:
    quality, price, names = zip(*offers, strict=True)
    for row in value_table(quality, price, names, weight).rows[:-1]:
        _, _, _, _, value, low, high, _ = row
        assert math.isnan(low) or low <= value <= high  # type: ignore[arg-type, operator]
