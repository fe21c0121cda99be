"""Sums against NIST's certified values (StRD, univariate summary statistics, NumAcc1 to NumAcc4)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import BadArgument
from service_kpi.kpis._numerics import (
    Floats,
    as_column,
    as_matrix,
    column_means,
    mean,
    require_same_shape,
    standard_deviation,
    variance,
)
from tests.kpis.surveys import answers, case


def alternating(offset: float) -> Floats:
    return np.array([offset + 0.2, *[offset + 0.1, offset + 0.3] * 500])


NIST = [
    pytest.param(np.array([10000001.0, 10000003.0, 10000002.0]), 10000002.0, 1.0, id="NumAcc1"),
    pytest.param(alternating(1.0), 1.2, 0.1, id="NumAcc2"),
    pytest.param(alternating(1e6), 1000000.2, 0.1, id="NumAcc3"),
    pytest.param(alternating(1e7), 10000000.2, 0.1, id="NumAcc4"),
]


@pytest.mark.parametrize(("values", "certified_mean", "certified_deviation"), NIST)
def test_nist(values: Floats, certified_mean: float, certified_deviation: float) -> None:
    assert mean(values) == pytest.approx(certified_mean, rel=1e-15)
    assert standard_deviation(values) == pytest.approx(certified_deviation, rel=1e-7)
    assert column_means(values.reshape(-1, 1))[0] == pytest.approx(certified_mean, rel=1e-15)


def test_shared_case() -> None:
    expected = case("P-NUMACC")
    assert mean(alternating(1e6)) == pytest.approx(expected["mean"], rel=1e-15)
    assert standard_deviation(alternating(1e6)) == pytest.approx(expected["sd"], rel=1e-8)


def test_a_million_values_keep_their_digits() -> None:
    # 1e9 + (0, 1, 2, … 9): variance of ten equally likely digits is 8.25 · n/(n − 1)
    values = 1e9 + np.tile(np.arange(10.0), 100_000)
    assert mean(values) == 1e9 + 4.5
    assert variance(values) == pytest.approx(8.25 * 1_000_000 / 999_999, rel=1e-13)


def test_nothing_and_one_value() -> None:
    assert math.isnan(mean([]))
    assert math.isnan(mean([None, math.nan]))
    assert mean([None, 3]) == 3
    assert math.isnan(variance([3]))
    assert math.isnan(variance([3, None]))


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e7 + 0.1, -2.7e-9])
def test_values_that_differ_by_rounding_alone_have_no_variance(value: float) -> None:
    assert variance([value] * 7) == 0
    assert variance([0.3, 0.1 + 0.2]) == 0
    assert variance([value, value * (1 + 1e-9)]) > 0


@given(answers())
def test_column_means_are_means_of_columns(block: Floats) -> None:
    expected = [mean(column) for column in block.T]
    assert column_means(block) == pytest.approx(expected, rel=1e-14, nan_ok=True)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.sampled_from([0.0, 1e3, 2.0**30]))
def test_variance_does_not_mind_where_zero_is(values: list[float], shift: float) -> None:
    shifted = np.array(values) + shift
    exact = np.var((shifted - shifted[0]).astype(np.longdouble), ddof=1)
    assert variance(shifted) == pytest.approx(float(exact), rel=1e-9, abs=1e-11)


def test_shapes_at_entry() -> None:
    assert as_matrix([1, None, 3]).shape == (3, 1)
    assert as_matrix(2).shape == (1, 1)
    assert as_matrix([[1, 2]]).shape == (1, 2)
    assert as_column([[1, 2], [3, None]]).tolist()[:3] == [1, 2, 3]
    with pytest.raises(BadArgument):
        as_matrix(np.zeros((2, 2, 2)))


def test_ranges_that_do_not_pair_are_named() -> None:
    with pytest.raises(BadArgument, match=r"perceived must have the same rows and columns as expected \(3 × 2\)") as it:
        require_same_shape(expected=np.zeros((3, 2)), perceived=np.zeros((2, 2)))
    assert "2 × 2" in it.value.message.es
