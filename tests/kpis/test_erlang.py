"""Erlang B, C and A against published tables, pyworkforce, scipy and solved Markov chains.

Most calls here use intervals of one minute and handling of 60 seconds, so that ``calls`` is the load in erlangs.
"""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from service_kpi.errors import NA, NUM, VALUE, BadArgument, NoData, OutOfDomain
from service_kpi.functions import functions
from service_kpi.kpis.erlang import erlang_a, erlang_b, erlang_c
from tests.kpis.surveys import case

LOADS = st.floats(0.01, 60)
AGENTS = st.integers(1, 80)
SECONDS = st.floats(0, 600)
PATIENCE = st.floats(1, 3600)


@pytest.mark.parametrize(
    ("lines", "erlangs", "unit", "lost"),
    # The usual Erlang B table: the load that so many lines carry at 1 % and at 2 % lost, to three figures.
    [
        (5, 1.36, 0.01, 0.01),
        (10, 4.46, 0.01, 0.01),
        (20, 12.0, 0.1, 0.01),
        (50, 37.9, 0.1, 0.01),
        (100, 84.1, 0.1, 0.01),
        (10, 5.08, 0.01, 0.02),
    ],
)
def test_b_published_table(lines: int, erlangs: float, unit: float, lost: float) -> None:
    assert erlang_b(erlangs - unit / 2, 1, 60, lines) < lost < erlang_b(erlangs + unit / 2, 1, 60, lines)


def test_b_by_hand() -> None:
    # 2 erlangs on 3 lines: (8/6) ÷ (1 + 2 + 2 + 8/6) = 4/19
    assert erlang_b(2, 1, 60, 3) == pytest.approx(4 / 19, rel=1e-15)
    assert erlang_b(60, 30, 60, 3) == pytest.approx(4 / 19, rel=1e-15)


@pytest.mark.parametrize(("load", "lines"), [(0.5, 4), (25, 30), (900, 1000), (1100, 1000), (20_000, 20_100)])
def test_b_scipy(load: float, lines: int) -> None:
    # Erlang's own formula, load^n/n! ÷ Σ load^k/k!, is a Poisson probability over a cumulated one.
    expected = stats.poisson.pmf(lines, load) / stats.poisson.cdf(lines, load)
    assert erlang_b(load, 1, 60, lines) == pytest.approx(expected, rel=1e-9)


def test_b_at_the_edges() -> None:
    assert erlang_b(10, 30, 180, 0) == 1
    assert erlang_b(0, 30, 180, 3) == 0
    assert erlang_b(5, 1, 60, 2000) == 0  # below the least float
    assert erlang_b(1e300, 1, 60, 5) == 1


def test_c_shared_case() -> None:
    expected = case("P-ERLC-1")
    for measure, name in (("service_level", "SL"), ("wait_probability", "Pw"), ("asa", "ASA"), ("occupancy", "occ")):
        assert erlang_c(100, 30, 180, 14, 20, measure) == pytest.approx(expected[name], abs=1e-9)


@pytest.mark.parametrize(
    ("agents", "waits", "level"),
    # pyworkforce 0.5.1: e = ErlangC(transactions=1200, aht=4, asa=1/3, interval=60);
    # e.waiting_probability(n), e.service_level(n)
    [(81, 0.8706254663926921, 0.19898590241135405), (85, 0.47483208740118904, 0.686971395462248), (1000, 0.0, 1.0)],
)
def test_c_pyworkforce(agents: int, waits: float, level: float) -> None:
    assert erlang_c(1200, 60, 240, agents, 20, "wait_probability") == pytest.approx(waits, rel=1e-9, abs=1e-300)
    assert erlang_c(1200, 60, 240, agents, 20) == pytest.approx(level, rel=1e-12)


def test_c_one_agent_is_the_queue_of_one() -> None:
    # M/M/1 at load r: waits r, mean wait r ÷ (1 − r) handlings, within T: 1 − r·exp(−(1 − r)·T ÷ handling)
    assert erlang_c(0.6, 1, 60, 1, 30, "wait_probability") == pytest.approx(0.6, rel=1e-14)
    assert erlang_c(0.6, 1, 60, 1, 30, "asa") == pytest.approx(90, rel=1e-14)
    assert erlang_c(0.6, 1, 60, 1, 30) == pytest.approx(1 - 0.6 * math.exp(-0.2), rel=1e-14)


def test_c_two_thousand_agents() -> None:
    lost = stats.poisson.pmf(2000, 1950) / stats.poisson.cdf(2000, 1950)
    expected = lost / (1 - 1950 / 2000 * (1 - lost))
    assert erlang_c(1950, 1, 60, 2000, 20, "wait_probability") == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("agents", [0, 9, 10])
def test_c_saturated(agents: int) -> None:
    with pytest.raises(OutOfDomain, match="cannot keep up with a load of 10"):
        erlang_c(100, 30, 180, agents, 20)
    assert functions["KPI_ERLANG_C"](100, 30, 180, agents, 20) == NUM
    assert functions["KPI_ERLANG_C"](100, 30, 180, agents, 20, "ocupación") == NUM


def test_without_calls_nobody_waits() -> None:
    assert erlang_c(0, 30, 180, 1, 20) == 1
    assert erlang_c(0, 30, 180, 1, 20, "asa") == 0
    assert erlang_a(0, 30, 180, 1, 20, 60) == 1
    assert erlang_a(0, 30, 180, 1, 20, 60, "abandonment") == 0


def test_a_shared_case() -> None:
    expected = case("P-ERLA")
    measures = {"abandonment": "P_abandon", "asa": "ASA_s", "wait_probability": "Pwait", "occupancy": "occ"}
    for measure, name in measures.items():
        assert erlang_a(100, 30, 180, 12, 20, 120, measure) == pytest.approx(expected[name], abs=1e-9)


@pytest.mark.parametrize(("load", "agents"), [(10, 12), (50, 50), (300, 240), (1000, 1040)])
def test_a_patience_as_long_as_handling(load: float, agents: int) -> None:
    # Then every customer leaves at the same rate, waiting or not: the number present is Poisson with the load.
    present = np.arange(agents, int(load + 40 * math.sqrt(load) + 100))
    probability = stats.poisson.pmf(present, load)
    waits = stats.poisson.sf(agents - 1, load)
    abandons = float(probability @ (present - agents)) / load
    assert erlang_a(load, 1, 60, agents, 20, 60, "wait_probability") == pytest.approx(waits, rel=1e-10)
    assert erlang_a(load, 1, 60, agents, 20, 60, "abandonment") == pytest.approx(abandons, rel=1e-10)


@pytest.mark.parametrize(
    ("calls", "agents", "threshold", "patience"),
    [(100, 12, 20, 120), (100, 8, 20, 120), (100, 4, 30, 20), (90, 20, 10, 900), (5, 1, 60, 30), (400, 40, 15, 600)],
)
def test_a_service_level_by_integration(calls: float, agents: int, threshold: float, patience: float) -> None:
    # Zeltyn and Mandelbaum (2005), with exponential patience G: the offered wait has the density
    # λ·exp(λ·∫(1 − G) − n·μ·t) ÷ (ε + λJ) and no wait the probability ε ÷ (ε + λJ), ε = 1 ÷ B(n − 1).
    arrival, service, impatience = calls / 1800, 1 / 180, 1 / patience

    def density(wait: float) -> float:
        patient = (1 - math.exp(-impatience * wait)) / impatience
        return arrival * math.exp(arrival * patient - agents * service * wait)

    def answered(wait: float) -> float:
        return density(wait) * math.exp(-impatience * wait)

    load = arrival / service
    none = stats.poisson.cdf(agents - 1, load) / stats.poisson.pmf(agents - 1, load)
    total = none + integrate.quad(density, 0, math.inf, limit=500)[0]
    within = integrate.quad(answered, 0, threshold, limit=500)[0]
    served = integrate.quad(answered, 0, math.inf, limit=500)[0]
    assert erlang_a(calls, 30, 180, agents, threshold, patience) == pytest.approx((none + within) / total, rel=1e-8)
    assert erlang_a(calls, 30, 180, agents, threshold, patience, "abandonment") == pytest.approx(
        1 - (none + served) / total, abs=1e-8
    )


def test_a_markov_chain() -> None:
    # 3 agents, load 4, patience half the handling: balance equations of 120 states, solved as they stand.
    states = 120
    rates = np.zeros((states, states))
    for n in range(states - 1):
        rates[n, n + 1] = 4
        rates[n + 1, n] = min(n + 1, 3) + 2 * max(n - 2, 0)
    np.fill_diagonal(rates, -rates.sum(axis=1))
    balance = np.vstack([rates.T, np.ones(states)])
    shares = np.linalg.lstsq(balance, np.append(np.zeros(states), 1.0), rcond=None)[0]
    queue = shares @ np.maximum(np.arange(states) - 3, 0)
    assert erlang_a(4, 1, 60, 3, 0, 30, "wait_probability") == pytest.approx(shares[3:].sum(), rel=1e-9)
    assert erlang_a(4, 1, 60, 3, 0, 30, "abandonment") == pytest.approx(queue * 2 / 4, rel=1e-9)
    assert erlang_a(4, 1, 60, 3, 0, 30, "occupancy") == pytest.approx(shares @ np.minimum(np.arange(states), 3) / 3)


def test_a_between_b_and_c() -> None:
    assert erlang_a(10, 1, 60, 12, 20, 1e-6, "abandonment") == pytest.approx(erlang_b(10, 1, 60, 12), rel=1e-6)
    for measure in ("service_level", "wait_probability", "asa"):
        patient = erlang_a(10, 1, 60, 12, 20, 1e9, measure)
        assert patient == pytest.approx(erlang_c(10, 1, 60, 12, 20, measure), rel=1e-6)


def test_a_never_saturates() -> None:
    # Ten times too many calls: nearly nine in ten must hang up, the agents have no pause, and few are in time.
    assert erlang_a(1000, 1, 60, 100, 20, 120, "abandonment") == pytest.approx(0.9, rel=1e-9)
    assert erlang_a(1000, 1, 60, 100, 20, 120, "occupancy") == pytest.approx(1, rel=1e-9)
    assert 0 <= erlang_a(1000, 1, 60, 100, 20, 120) < 1e-6
    # Overload with very patient callers: the sum of the states would overflow if it began at the first.
    assert erlang_a(2000, 1, 60, 1000, 20, 1e6, "abandonment") == pytest.approx(0.5, rel=1e-9)


def test_a_without_agents() -> None:
    assert erlang_a(10, 1, 60, 0, 20, 60, "abandonment") == 1
    assert erlang_a(10, 1, 60, 0, 20, 60, "asa") == 60
    assert erlang_a(10, 1, 60, 0, 20, 60) == 0
    with pytest.raises(NoData):
        erlang_a(10, 1, 60, 0, 20, 60, "occupancy")
    assert functions["KPI_ERLANG_A"](10, 1, 60, 0, 20, 60, "occupancy") == NA


def test_a_more_callers_than_can_be_summed() -> None:
    with pytest.raises(OutOfDomain, match="use KPI_ERLANG_C"):
        erlang_a(10, 1, 60, 12, 20, 1e12)


def test_large_rooms_are_fast() -> None:
    start = time.perf_counter()
    erlang_a(100_000, 1, 60, 100_000, 20, 6000)
    erlang_c(999_000, 1, 60, 1_000_000, 20)
    assert time.perf_counter() - start < 5


def test_numbers_that_no_queue_has() -> None:
    with pytest.raises(BadArgument, match="interval must be above zero, but is 0"):
        erlang_b(10, 0, 180, 5)
    with pytest.raises(BadArgument, match="handling must be above zero, but is 0"):
        erlang_c(10, 30, 0, 5, 20)
    with pytest.raises(BadArgument, match="calls must be zero or more, but is -1"):
        erlang_b(-1, 30, 180, 5)
    with pytest.raises(BadArgument, match=r"agents must be a whole number from 0 to 1000000, but is 14\.5"):
        erlang_c(10, 30, 180, 14.5, 20)
    with pytest.raises(BadArgument, match="patience must be above zero"):
        erlang_a(10, 30, 180, 5, 20, 0)
    with pytest.raises(OutOfDomain, match="too large"):
        erlang_b(1e300, 1e-300, 180, 5)
    assert functions["KPI_ERLANG_B"]("many", 30, 180, 5) == VALUE


def test_in_the_sheet_in_spanish() -> None:
    assert functions["KPI_ERLANG_C"]("100", 30, "180,0", 14, 20, "probabilidad de espera") == pytest.approx(
        0.1741319336
    )
    assert functions["KPI_ERLANG_A"](100, 30, 180, 12, 20, 120, "Abandono") == pytest.approx(0.0615973774)


@given(LOADS, AGENTS)
def test_one_more_line_loses_fewer(load: float, lines: int) -> None:
    assert 0 <= erlang_b(load, 1, 60, lines + 1) <= erlang_b(load, 1, 60, lines) <= 1


@given(st.floats(0.01, 0.99), AGENTS, SECONDS, SECONDS)
def test_c_holds_together(busy: float, agents: int, one: float, other: float) -> None:
    load = busy * agents
    low, high = sorted((one, other))
    waits = erlang_c(load, 1, 60, agents, 0, "wait_probability")
    assert erlang_b(load, 1, 60, agents) <= waits <= 1
    assert erlang_c(load, 1, 60, agents, 0) == pytest.approx(1 - waits)
    assert erlang_c(load, 1, 60, agents, low) <= erlang_c(load, 1, 60, agents, high)
    assert erlang_c(load, 1, 60, agents, low) <= erlang_c(load, 1, 60, agents + 1, low) + 1e-12


@given(LOADS, AGENTS, SECONDS, SECONDS, PATIENCE)
def test_a_holds_together(load: float, agents: int, one: float, other: float, patience: float) -> None:
    low, high = sorted((one, other))
    waits = erlang_a(load, 1, 60, agents, low, patience, "wait_probability")
    abandons = erlang_a(load, 1, 60, agents, low, patience, "abandonment")
    assert 0 <= abandons <= waits <= 1
    assert erlang_a(load, 1, 60, agents, low, patience, "occupancy") <= 1 + 1e-12
    levels = [erlang_a(load, 1, 60, agents, threshold, patience) for threshold in (low, high)]
    assert 1 - waits - 1e-12 <= levels[0] <= levels[1] + 1e-12
    assert levels[1] <= 1 - abandons + 1e-12
    assert erlang_a(load, 1, 60, agents + 1, low, patience, "abandonment") <= abandons + 1e-12
    if load < agents:
        assert waits <= erlang_c(load, 1, 60, agents, low, "wait_probability") + 1e-12
