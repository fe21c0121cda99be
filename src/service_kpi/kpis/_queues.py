"""The three queues behind the Erlang formulas, by recursions that neither overflow nor cancel.

Calls arrive at random (Poisson), handling times and patience are exponential, agents serve first come, first served.
B: who finds all lines busy is lost. C: waits however long it takes. A: waits and hangs up when patience ends.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument, OutOfDomain
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis._quadrature import gauss_legendre

#: More agents or lines than any room has; the recursions take a step for each.
MOST_SERVERS: Final = 1_000_000
#: Most calls that may arrive within one patience: the states of the queue that are summed grow with its root.
_MOST_IMPATIENT: Final = 1e10
#: Terms smaller than e to the minus this, beside the largest, change no digit of a sum.
_NEGLIGIBLE: Final = 45.0


class ImpatientQueue(NamedTuple):
    """Erlang A in the steady state. ``waits`` and ``abandons`` are shares of all calls, ``within`` of those answered
    after a wait: how many of them waited no longer than the threshold."""

    waits: float
    abandons: float
    within: float


def offered_load(calls: float, interval: float, handling: float) -> float:
    """Return the erlangs that ``calls`` per ``interval`` minutes of ``handling`` seconds each bring.

    Raises :class:`~service_kpi.errors.BadArgument` for a number below zero, an interval or a handling time of zero.
    """
    require_number("calls", calls, above=False)
    require_number("interval", interval)
    require_number("handling", handling)
    load = calls * handling / (60.0 * interval)
    if not math.isfinite(load):
        raise OutOfDomain("the load is too large to compute", "la carga es demasiado grande para calcularla")
    return load


def require_number(name: str, value: float, *, above: bool = True) -> None:
    """Refuse a value that is not ``above`` zero, or where zero may be, one below it."""
    if not (value > 0 if above else value >= 0) or math.isinf(value):
        rule = ("above zero", "mayor que cero") if above else ("zero or more", "cero o más")
        raise BadArgument(
            f"{name} must be {rule[0]}, but is {value:g}",
            f"{name} debe ser {rule[1]}, pero es {value:g}",
        )


def whole_servers(name: str, value: float) -> int:
    """Return how many agents or lines there are; refuse half a one."""
    if not 0 <= value <= MOST_SERVERS or value != int(value):
        raise BadArgument(
            f"{name} must be a whole number from 0 to {MOST_SERVERS}, but is {value:g}",
            f"{name} debe ser un número entero de 0 a {MOST_SERVERS}, pero es {value:g}",
        )
    return int(value)


def blocking(load: float, lines: int) -> float:
    """Return Erlang B: the probability that all lines are busy where nobody waits.

    B(0) = 1, B(n) = load·B(n−1) ÷ (n + load·B(n−1)): every term is positive and at most 1.
    """
    probability = 1.0
    for line in range(1, lines + 1):
        probability = load * probability / (line + load * probability)
    return probability


def waiting(load: float, agents: int, lost: float) -> float:
    """Return Erlang C, the probability of a wait, from Erlang B ``lost`` of the same agents; load < agents."""
    return agents * lost / (agents - load + load * lost)


def served_within(load: float, agents: int, waits: float, handling: float, threshold: float) -> float:
    """Return the share of calls answered within ``threshold`` seconds where everybody waits (Erlang C)."""
    return 1.0 - waits * math.exp(-(agents - load) * threshold / handling)


def impatient_queue(load: float, agents: int, handling: float, patience: float, threshold: float) -> ImpatientQueue:
    """Return Erlang A.

    With j customers waiting the next wait begins at rate calls and ends at rate agents ÷ handling + j ÷ patience, so
    each state is that ratio times the one before. The largest state counts as 1 and the others are taken from it both
    ways, so that an overload of any size overflows nothing. The customer who finds j waiting is one of j + 1 who may
    give up, which is where the abandonment comes from without a difference of two large numbers.
    """
    arrivals, departures = load * patience / handling, agents * patience / handling
    if not (arrivals <= _MOST_IMPATIENT and math.isfinite(departures)):
        raise OutOfDomain(
            f"{arrivals:g} calls would arrive within one patience, more than the {_MOST_IMPATIENT:g} that can be "
            f"computed; where hardly anyone hangs up, use KPI_ERLANG_C",
            f"en una paciencia llegarían {arrivals:g} llamadas, más de las {_MOST_IMPATIENT:g} que se pueden calcular; "
            f"si casi nadie cuelga, use KPI_ERLANG_C",
        )
    first, weights = _waiting_states(arrivals, departures)
    lost = blocking(load, agents)
    total = float(weights.sum())
    nobody_waiting = float(weights[0]) if first == 0 else 0.0
    waits = lost * total / (lost * total + nobody_waiting * (1.0 - lost))
    place = first + 1.0 + np.arange(weights.size)
    gives_up = min(1.0, float(weights @ (place / (departures + place))) / total)
    return ImpatientQueue(waits, waits * gives_up, _share_before(threshold / patience, arrivals, departures))


def _waiting_states(arrivals: float, departures: float) -> tuple[int, Floats]:
    """Return the first number of waiting customers that matters, and the weight of it and of each one after it."""
    mode = max(0, math.floor(arrivals - departures))
    span = math.ceil(math.sqrt(2.0 * _NEGLIGIBLE * arrivals + _NEGLIGIBLE**2) + _NEGLIGIBLE)
    above = np.cumprod(arrivals / (departures + mode + np.arange(1, span + 1)))
    down = np.arange(mode, max(0, mode - span), -1)
    below = np.cumprod((departures + down) / arrivals) if down.size else np.empty(0)
    return mode - down.size, np.concatenate([below[::-1], [1.0], above])


def _share_before(threshold: float, arrivals: float, departures: float) -> float:
    """Return how many of those answered after a wait waited at most ``threshold`` patiences.

    Their waits have the density exp(arrivals·(1 − e^−u) − (departures + 1)·u), which has one hump; it is integrated
    by Gauss and Legendre on both sides of the threshold, as far as it matters.
    """
    rate = departures + 1.0

    def logarithm(u: Floats | float) -> Floats:
        return np.asarray(-arrivals * np.expm1(-np.asarray(u)) - rate * np.asarray(u), dtype=np.float64)

    mode = math.log(arrivals / rate) if arrivals > rate else 0.0
    top = float(logarithm(mode))

    def falls_at(step: float) -> float:
        """Return where the hump has become negligible, in the direction of ``step``; 0 where it does not."""
        near, far = mode, mode + step
        while float(logarithm(far)) > top - _NEGLIGIBLE:
            near, far = far, far + (far - mode)
        for _ in range(60):
            middle = 0.5 * (near + far)
            near, far = (middle, far) if float(logarithm(middle)) > top - _NEGLIGIBLE else (near, middle)
        return max(far, 0.0)

    def integral(low: float, high: float) -> float:
        waits, weights = gauss_legendre(low, high)
        return float(weights @ np.exp(logarithm(waits) - top))

    step = 1.0 / rate
    begin, end = falls_at(-step) if mode > 0 else 0.0, falls_at(step)
    if threshold <= begin or threshold >= end:
        return float(threshold >= end)
    before, after = integral(begin, threshold), integral(threshold, end)
    return before / (before + after)
