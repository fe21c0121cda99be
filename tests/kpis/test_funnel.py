"""The funnel against R's binomial quantiles, scipy and the exact tail probabilities."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._binomial import binomial_quantiles
from service_kpi.kpis.funnel import funnel_table
from service_kpi.kpis.proportions import interval

TAILS = (0.025, 0.975, 0.001, 0.999)
SUCCESSES = [3, 12, 40, 7, 130, 0, 22, 64, 310, 9]
SIZES = [10, 31, 120, 9, 500, 4, 80, 150, 1000, 60]
NAMES = [f"Branch {place}" for place in range(1, 11)]


def rows_of(*arguments: Any) -> list[list[Any]]:
    return [list(row) for row in funnel_table(*arguments).rows]


branches = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=12
)


def test_as_r() -> None:
    # R 4.2.2: p <- sum(x)/sum(n); sapply(n, function(m) qbinom(c(.025, .975, .001, .999), m, p))
    quantiles = [
        [0, 5, 27, 0, 132, 0, 16, 35, 276, 11],
        [6, 15, 47, 6, 172, 3, 33, 57, 333, 25],
        [0, 2, 22, 0, 121, 0, 12, 29, 260, 8],
        [8, 18, 53, 7, 184, 4, 37, 63, 349, 30],
    ]
    *rows, overall = rows_of(SUCCESSES, SIZES, NAMES)
    assert overall[4] == pytest.approx(0.303971486761711, rel=1e-14)
    for place, row in enumerate(rows):
        assert row[0] == NAMES[place]
        assert row[5:9] == [each[place] / SIZES[place] for each in quantiles]
    assert [str(row[9]) for row in rows] == [
        *("within", "within", "within", "above", "below", "within", "within", "far above", "within", "below")
    ]


@pytest.mark.parametrize(
    ("n", "share", "expected"),
    [
        (10**6, 0.123, [122357, 123644, 121986, 124016]),
        (10**9, 0.31, [309971335, 310028665, 309954805, 310045196]),
        (5 * 10**7, 2e-6, [81, 120, 71, 132]),
        (2000, 0.9995, [1997, 2000, 1995, 2000]),
    ],
)
def test_quantiles_of_large_samples_as_r(n: int, share: float, expected: list[int]) -> None:
    # qbinom(c(.025, .975, .001, .999), n, share)
    assert binomial_quantiles(TAILS, n, share) == expected


@given(st.integers(1, 5000), st.floats(0.0005, 0.9995))
def test_quantiles_as_scipy(n: int, share: float) -> None:
    assert binomial_quantiles(TAILS, n, share) == stats.binom.ppf(TAILS, n, share).tolist()


@settings(max_examples=40)
@given(branches)
def test_a_verdict_is_a_test_of_the_tail(counts: list[tuple[int, int]]) -> None:
    successes, n = np.array(counts).T
    if not n.sum():
        return
    *rows, overall = rows_of(successes, n, [f"{place}" for place in range(len(n))])
    pooled = successes.sum() / n.sum()
    assert overall[1:5] == [n.sum(), successes.sum(), pooled, pooled]
    low, high = interval(int(successes.sum()), int(n.sum()))
    assert low <= overall[3] <= high
    for row in rows:
        _, size, count, *_, verdict = row
        if size == 0:
            assert verdict is None
            continue
        assert row[7] <= row[5] <= pooled + 1 / size
        assert pooled - 1 / size <= row[6] <= row[8]
        below, above = stats.binom.cdf(count, size, pooled), stats.binom.sf(count - 1, size, pooled)
        if min(abs(tail - edge) for tail in (below, above) for edge in (0.025, 0.001)) < 1e-9:
            continue
        expected = "within"
        if below < 0.025:
            expected = "far below" if below < 0.001 else "below"
        elif above < 0.025:
            expected = "far above" if above < 0.001 else "above"
        assert str(verdict) == expected


@given(branches, st.data())
def test_order_and_splitting_do_not_matter(counts: list[tuple[int, int]], data: st.DataObject) -> None:
    successes, n = (np.append(column, extra) for column, extra in zip(np.array(counts).T, (5, 9), strict=True))
    names = np.array([data.draw(st.sampled_from(["a", "b", "c"])) for _ in n])
    order = data.draw(st.permutations(range(len(n))))
    whole = rows_of(successes, n, names)
    np.testing.assert_equal(rows_of(successes[order], n[order], names[order]), whole)
    parts = np.concatenate([successes, 0 * successes]), np.concatenate([successes, n - successes])
    np.testing.assert_equal(rows_of(*parts, np.tile(names, 2)), whole)


def test_limits_close_in_on_the_pooled_rate() -> None:
    widths = [row[6] - row[5] for row in rows_of([50, 500, 5000], [100, 1000, 10000], ["a", "b", "c"])[:-1]]
    assert widths == sorted(widths, reverse=True)


def test_a_blank_is_no_zero() -> None:
    rows = rows_of([5, None, 3], [10, 10, math.nan], ["a", "b", "c"])
    assert [row[:3] for row in rows[:-1]] == [["a", 10, 5]]
    assert rows[-1][1:3] == [10, 5]


def test_everyone_alike_and_nobody() -> None:
    rows = rows_of([7, 9], [7, 9], ["a", "b"])
    assert [row[5:9] for row in rows[:-1]] == [[1, 1, 1, 1]] * 2
    assert [str(row[9]) for row in rows[:-1]] == ["within"] * 2
    assert rows_of([0, 4], [0, 9], ["a", "b"])[0] == ["a", 0, 0, None, 4 / 9, *[None] * 5]
    with pytest.raises(NoData):
        funnel_table([0], [0], ["a"])
    assert functions["KPI_FUNNEL_TABLE"]([[None]], [[None]], "a") == NA


def test_names_without_label_stand_together() -> None:
    found: Any = functions["KPI_EMBUDO_TABLA"]([[5], [3], [2]], [[10], [5], [5]], [["Sur"], [None], ["sur"]])
    assert [row[:3] for row in found[1:]] == [["Sur", 15, 7], ["(en blanco)", 5, 3], ["Total", 20, 10]]


@pytest.mark.parametrize(
    ("successes", "n", "message"),
    [
        ([6], [5], "row 1 has 6 of 5"),
        ([0.4], [5], "successes must be counts, whole numbers, but row 1 has 0.4"),
        ([-1], [5], "zero or more"),
        ([1, 2], [5], "same rows"),
        ([1], [1e12], "may be up to"),
    ],
)
def test_what_does_not_fit(successes: list[float], n: list[float], message: str) -> None:
    with pytest.raises(BadArgument, match=message):
        funnel_table(successes, n, ["a"] * len(successes))
    assert functions["KPI_FUNNEL_TABLE"]([[each] for each in successes], [[each] for each in n], [["a"]]) == VALUE
