"""How many agents a service level takes."""

from __future__ import annotations

import math
from typing import Final

from service_kpi.errors import BadArgument, OutOfDomain
from service_kpi.kpis._queue_arguments import CALLS, HANDLING, INTERVAL, THRESHOLD
from service_kpi.kpis._queues import MOST_SERVERS, offered_load, require_number, served_within, waiting
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text

#: What rounding may leave over a whole agent: 14 ÷ (1 − 0.3) is 20 and not 21.
_ROUNDING: Final = 1e-9


@kpi(
    "KPI_AGENTS",
    alias="KPI_AGENTES",
    question=Text(
        "How many agents do we have to schedule to keep our promise of service?",
        "¿Cuántos agentes hay que programar para cumplir el nivel de servicio prometido?",
    ),
    summary=Text(
        "Fewest agents that reach a service level without exceeding an occupancy, breaks and absences included.",
        "Los menos agentes que alcanzan un nivel de servicio sin pasar de una ocupación, con pausas y ausencias.",
    ),
    arguments=[
        CALLS,
        INTERVAL,
        HANDLING,
        Argument(
            "target",
            Kind.NUMBER,
            Text(
                "share of calls to be answered within the threshold, such as 0.8; below 1",
                "proporción de llamadas que se deben atender dentro del umbral, por ejemplo 0,8; menos de 1",
            ),
            unit="share",
            low=0,
            high=1,
        ),
        THRESHOLD,
        Argument(
            "occupancy",
            Kind.NUMBER,
            Text(
                "the largest share of their time that agents may be busy, such as 0.85; no limit if left out",
                "la mayor parte del tiempo que los agentes pueden estar ocupados, por ejemplo 0,85; sin límite si se "
                "omite",
            ),
            unit="share",
            optional=True,
            low=0,
            high=1,
        ),
        Argument(
            "shrinkage",
            Kind.NUMBER,
            Text(
                "share of paid time that agents are not at work: breaks, training, absence; 0 if left out",
                "parte del tiempo pagado en que los agentes no atienden: pausas, formación, ausencias; 0 si se omite",
            ),
            unit="share",
            optional=True,
            low=0,
            high=1,
        ),
    ],
    returns=Text("a whole number of agents to schedule", "un número entero de agentes que programar"),
    formula="least n with Erlang C service level ≥ target and load ÷ n ≤ occupancy; n ÷ (1 − shrinkage), rounded up",
    rules=Text(
        "Nobody calls: no agents. A target of 1 is never certain: #NUM!. An occupancy of 0, a shrinkage of 1, an "
        "interval or handling of zero: #VALUE!. A load of more than 1,000,000 agents: #NUM!.",
        "Si nadie llama: ningún agente. Un objetivo de 1 nunca es seguro: #¡NUM!. Ocupación 0, reducción 1, intervalo "
        "o gestión de cero: #¡VALOR!. Una carga de más de 1.000.000 de agentes: #¡NUM!.",
    ),
    source="Erlang C as in KPI_ERLANG_C; occupancy and shrinkage: Cleveland (2012), Call Center Management on Fast "
    "Forward",
    examples=[
        Example((100, 30, 180, 0.8, 20, 0.85, 0.3), 20, Text("14 at work", "14 atendiendo")),
        Example((100, 30, 180, 0.8, 20), 14),
    ],
)
def agents(
    calls: float,
    interval: float,
    handling: float,
    target: float,
    threshold: float,
    occupancy: float = 1.0,
    shrinkage: float = 0.0,
) -> int:
    """Return the fewest agents to schedule for a share ``target`` of calls to be answered within ``threshold`` seconds.

    ``calls`` per ``interval`` (minutes), each of ``handling`` seconds on average. ``occupancy``: largest share of their
    time that agents may be busy. ``shrinkage``: share of paid time that they are not at work.

    Formula: the least n with Erlang C service level ≥ target and load ÷ n ≤ occupancy; n ÷ (1 − shrinkage), rounded up.

    Raises :class:`~service_kpi.errors.OutOfDomain` for a target of 1 or a load past a million agents,
    :class:`~service_kpi.errors.BadArgument` for an occupancy of 0, a shrinkage of 1 and numbers that no queue has.

    >>> agents(100, 30, 180, 0.8, 20, occupancy=0.85, shrinkage=0.3)
    20
    """
    load = offered_load(calls, interval, handling)
    require_number("threshold", threshold, above=False)
    _require_shares(target, occupancy, shrinkage)
    if load == 0:
        return 0
    if load > MOST_SERVERS:
        raise OutOfDomain(
            f"the load needs {load:g} agents, more than the {MOST_SERVERS} that can be computed",
            f"la carga pide {load:g} agentes, más de los {MOST_SERVERS} que se pueden calcular",
        )
    at_work = max(_fewest(load, handling, target, threshold), math.ceil(load / occupancy - _ROUNDING))
    return math.ceil(at_work / (1.0 - shrinkage) - _ROUNDING)


def _fewest(load: float, handling: float, target: float, threshold: float) -> int:
    """Return the fewest agents whose Erlang C service level reaches ``target``, which grows with every agent."""
    servers, lost = 0, 1.0
    while True:
        servers += 1
        lost = load * lost / (servers + load * lost)
        if servers > load:
            waits = waiting(load, servers, lost)
            if served_within(load, servers, waits, handling, threshold) >= target:
                return servers


def _require_shares(target: float, occupancy: float, shrinkage: float) -> None:
    if target == 1:
        raise OutOfDomain(
            "no number of agents is certain to answer every call within the threshold; target must be below 1",
            "ningún número de agentes asegura atender todas las llamadas dentro del umbral; target va por debajo de 1",
        )
    for name, value, allowed, rule in (
        ("target", target, 0 <= target < 1, ("from 0 to below 1", "de 0 a menos de 1")),
        ("occupancy", occupancy, 0 < occupancy <= 1, ("above 0 and at most 1", "mayor que 0 y a lo sumo 1")),
        ("shrinkage", shrinkage, 0 <= shrinkage < 1, ("from 0 to below 1", "de 0 a menos de 1")),
    ):
        if not allowed:
            raise BadArgument(
                f"{name} must be {rule[0]}, but is {value:g}", f"{name} debe ser {rule[1]}, pero es {value:g}"
            )
