"""How many agents, against pyworkforce and against Erlang C itself."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service_kpi.errors import NUM, VALUE, BadArgument, OutOfDomain
from service_kpi.functions import functions
from service_kpi.kpis.erlang import erlang_c
from service_kpi.kpis.staffing import agents
from tests.kpis.surveys import case


def test_shared_case() -> None:
    expected = case("P-ERLC-2")
    assert agents(100, 30, 180, 0.8, 20, 0.85) == expected["raw"]
    assert agents(100, 30, 180, 0.8, 20, 0.85, 0.3) == expected["scheduled"]
    assert erlang_c(100, 30, 180, 13, 20) == pytest.approx(0.7955947884, abs=1e-9)  # one fewer is too few


@pytest.mark.parametrize(
    ("calls", "interval", "handling", "target", "threshold", "occupancy", "shrinkage", "raw", "scheduled"),
    # pyworkforce 0.5.1: ErlangC(transactions=calls, aht=handling/60, asa=threshold/60, interval=interval,
    # shrinkage=shrinkage).required_positions(service_level=target, max_occupancy=occupancy)
    [
        (1200, 60, 240, 0.9, 20, 1.0, 0.0, 90, 90),
        (250, 15, 300, 0.8, 30, 0.9, 0.25, 93, 124),
        (3000, 30, 360, 0.95, 15, 0.88, 0.35, 682, 1050),
    ],
)
def test_pyworkforce(
    calls: float,
    interval: float,
    handling: float,
    target: float,
    threshold: float,
    occupancy: float,
    shrinkage: float,
    raw: int,
    scheduled: int,
) -> None:
    assert agents(calls, interval, handling, target, threshold, occupancy) == raw
    assert agents(calls, interval, handling, target, threshold, occupancy, shrinkage) == scheduled


def test_occupancy_to_the_last_agent() -> None:
    # A load of 8.5 keeps 10 agents busy for exactly 85 % of their time, whatever the last digit says.
    assert agents(8.5, 1, 60, 0.1, 300, 0.85) == 10
    assert agents(0.3, 1, 60, 0.0, 0, 0.1) == 3


def test_shrinkage_to_the_last_agent() -> None:
    # 9 at work out of 10 with a tenth away, although 9 ÷ (1 − 0.1) may miss 10 by a rounding
    assert agents(8.1, 1, 60, 0, 0, 0.9, 0.1) == 10


def test_nobody_calls() -> None:
    assert agents(0, 30, 180, 0.8, 20, 0.85, 0.3) == 0


def test_a_target_of_nothing_still_needs_a_queue_that_ends() -> None:
    assert agents(10, 1, 60, 0, 20) == 11


def test_certainty_is_not_for_sale() -> None:
    with pytest.raises(OutOfDomain, match="target must be below 1"):
        agents(10, 1, 60, 1, 20)
    assert functions["KPI_AGENTES"](10, 1, 60, 1, 20) == NUM
    assert functions["KPI_AGENTES"](10, 1, 60, 80, 20) == VALUE


def test_arguments_out_of_range() -> None:
    with pytest.raises(BadArgument, match="occupancy must be above 0 and at most 1, but is 0"):
        agents(10, 1, 60, 0.8, 20, 0)
    with pytest.raises(BadArgument, match="shrinkage must be from 0 to below 1, but is 1"):
        agents(10, 1, 60, 0.8, 20, 1, 1)
    with pytest.raises(OutOfDomain, match="more than the 1000000"):
        agents(2e6, 1, 60, 0.8, 20)


def test_percentages_are_shares() -> None:
    assert functions["KPI_AGENTS"](100, 30, 180, "80 %", 20, "85%", "30%") == 20


def test_a_very_large_room() -> None:
    start = time.perf_counter()
    # by the rule of the square root: load + 0.8·√load is about what half of the calls without a wait takes
    assert 250_000 < agents(250_000, 1, 60, 0.8, 20) < 250_000 + 2 * math.sqrt(250_000)
    assert time.perf_counter() - start < 5


@settings(max_examples=50)
@given(st.floats(0.1, 200), st.floats(0, 0.99), st.floats(0, 120), st.floats(0.3, 1), st.floats(0, 0.6))
def test_enough_and_not_one_too_many(
    load: float, target: float, threshold: float, occupancy: float, shrinkage: float
) -> None:
    at_work = agents(load, 1, 60, target, threshold, occupancy)
    assert erlang_c(load, 1, 60, at_work, threshold) >= target
    assert load / at_work <= occupancy + 1e-9
    too_few = at_work - 1
    assert too_few <= load or erlang_c(load, 1, 60, too_few, threshold) < target or load / too_few > occupancy - 1e-9
    scheduled = agents(load, 1, 60, target, threshold, occupancy, shrinkage)
    assert (scheduled - 1) * (1 - shrinkage) < at_work <= scheduled * (1 - shrinkage) + 1e-6
