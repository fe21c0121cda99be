from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis.orders import otif, perfect_order
from service_kpi.kpis.promises import promise_rate
from service_kpi.spec import CANCELLED
from tests.kpis.ledgers import AS_OF, day, ledgers, olist, small

NAN = math.nan


def test_otif_of_the_small_ledger() -> None:
    # in_full told by quantity: 10 ordered, 10 or 9 supplied. By hand as P-PROMISE-SMALL: 5 of 10.
    ledger = small()
    supplied = np.where(ledger["in_full"] == 1, 10.0, np.where(ledger["in_full"] == 0, 9.0, NAN))
    assert otif(ledger["promised"], ledger["delivered"], np.full(12, 10.0), supplied, AS_OF) == 0.5


def test_otif_when_all_is_full_is_the_promise_rate() -> None:
    # pandas as in test_promises: 717 of 799
    ledger = olist()
    delivered = np.where(ledger["status"] == "canceled", CANCELLED, ledger["delivered"])
    ones = np.ones(1000)
    assert otif(ledger["promised"], delivered, ones, ones, day("2018-06-30")) == 717 / 799


@pytest.mark.parametrize(
    ("ordered", "supplied", "expected"),
    [(10, 10, 1), (10, 11, 1), (10, 9.99, 0), (10, 0, 0)],
)
def test_otif_of_one_row(ordered: float, supplied: float, expected: float) -> None:
    assert otif([100], [100], [ordered], [supplied], 110) == expected


def test_otif_judges_what_can_be_judged() -> None:
    # in full; supplied unknown; ordered unknown; nothing ordered; undelivered and so broken without a quantity
    assert otif([100] * 5, [100, 100, 100, 100, NAN], [5, 5, NAN, 0, 5], [5, NAN, 5, 0, NAN], 110) == 1 / 2


@pytest.mark.parametrize("supplied", [NAN, 5])
def test_otif_without_data(supplied: float) -> None:
    with pytest.raises(NoData):
        otif([200], [NAN], [5], [supplied], 110)
    with pytest.raises(NoData):
        otif([100], [100], [NAN], [supplied], 110)


def test_otif_refuses() -> None:
    with pytest.raises(BadArgument, match="supplied must be zero or more, but row 2 has -1"):
        otif([100, 100], [100, 100], [5, 5], [5, -1], 110)
    with pytest.raises(BadArgument, match="ordered must have the same rows"):
        otif([100, 100], [100, 100], [5], [5, 5], 110)


@given(ledgers())
def test_otif_never_exceeds_on_time(ledger: tuple[np.ndarray, ...]) -> None:
    promised, delivered, in_full, _ = ledger
    supplied = np.where(in_full == 0, 1.0, 2.0)
    assert otif(promised, delivered, np.full(len(promised), 2.0), supplied, AS_OF) <= promise_rate(
        promised, delivered, AS_OF
    )


def test_perfect_order_by_hand() -> None:
    flags = [[1, 1, 1, 1], [1, 1, 0, 1], [1, NAN, 1, NAN], [NAN, NAN, NAN, 0], [NAN] * 4]
    # perfect; not; perfect on the half that was recorded; too little recorded; nothing recorded
    assert perfect_order(flags) == 2 / 3


def test_perfect_order_of_independent_components_is_their_product() -> None:
    # Every combination of 4 of 5, 3 of 4 and 2 of 3 once: 4·3·2 of 5·4·3.
    rows = [[a < 4, b < 3, c < 2] for a in range(5) for b in range(4) for c in range(3)]
    assert perfect_order(np.array(rows, dtype=float)) == 24 / 60


def test_perfect_order_without_data() -> None:
    for nothing in ([[NAN, NAN]], np.empty((0, 3)), [[NAN, NAN, 1]]):
        with pytest.raises(NoData):
            perfect_order(nothing)


_flags = arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 5)), elements=st.sampled_from([0.0, 1.0, NAN]))


@given(_flags, st.randoms())
def test_perfect_order_ignores_the_order_of_rows_and_components(flags: np.ndarray, random: object) -> None:
    flags[0] = 1.0
    rows, columns = np.arange(flags.shape[0]), np.arange(flags.shape[1])
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    assert perfect_order(flags[rows][:, columns]) == perfect_order(flags)


@given(_flags)
def test_perfect_order_is_no_better_than_its_worst_complete_component(flags: np.ndarray) -> None:
    flags = np.where(np.isnan(flags), 1.0, flags)
    assert perfect_order(flags) <= flags.mean(axis=0).min() + 1e-12


def test_a_blank_is_not_a_zero() -> None:
    assert perfect_order([[1, NAN], [1, 1]]) == 1
    assert perfect_order([[1, 0], [1, 1]]) == 0.5
