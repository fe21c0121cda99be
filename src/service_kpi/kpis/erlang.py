"""What a number of agents or lines does for the callers: the formulas of Erlang and Palm.

Load = calls · handling ÷ interval, in erlangs: how many agents the calls would keep busy without a break.
"""

from __future__ import annotations

from service_kpi.errors import NoData, OutOfDomain
from service_kpi.kpis._queue_arguments import ABANDONMENT, AGENTS, CALLS, HANDLING, INTERVAL, MEASURES, THRESHOLD
from service_kpi.kpis._queues import (
    blocking,
    impatient_queue,
    offered_load,
    require_number,
    served_within,
    waiting,
    whole_servers,
)
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text


@kpi(
    "KPI_ERLANG_B",
    alias="KPI_ERLANG_B",
    question=Text(
        "How many callers would find all lines busy?", "¿Cuántas llamadas encontrarían todas las líneas ocupadas?"
    ),
    summary=Text(
        "Share of calls that find every line busy, where nobody can wait (Erlang B).",
        "Proporción de llamadas que encuentran todas las líneas ocupadas, si nadie puede esperar (Erlang B).",
    ),
    arguments=[
        CALLS,
        INTERVAL,
        HANDLING,
        Argument(
            "lines",
            Kind.NUMBER,
            Text("lines there are, a whole number", "líneas que hay, un número entero"),
            unit="count",
            low=0,
        ),
    ],
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="B(0) = 1; B(n) = load·B(n−1) ÷ (n + load·B(n−1)); load = calls·handling ÷ (60·interval)",
    rules=Text(
        "No lines: everyone is turned away. Any load has an answer. Interval or handling of zero, or part of a line: "
        "#VALUE!.",
        "Sin líneas: nadie entra. Toda carga tiene respuesta. Intervalo o gestión de cero, o una fracción de línea: "
        "#¡VALOR!.",
    ),
    source="Erlang (1917), Elektroteknikeren 13, 5–13; recursion: Jagerman (1974), Bell System Technical Journal 53, "
    "525–551",
    examples=[Example((100, 30, 180, 15), 0.0364969454723708)],
)
def erlang_b(calls: float, interval: float, handling: float, lines: float) -> float:
    """Return the share of calls that find all ``lines`` busy, where nobody can wait.

    ``calls`` per ``interval`` (minutes), each of ``handling`` seconds on average.

    Raises :class:`~service_kpi.errors.BadArgument` for numbers that no queue has.

    Source: Erlang (1917); recursion: Jagerman (1974), Bell System Technical Journal 53, 525–551.

    >>> round(erlang_b(100, 30, 180, 15), 6)
    0.036497
    """
    return blocking(offered_load(calls, interval, handling), whole_servers("lines", lines))


@kpi(
    "KPI_ERLANG_C",
    alias="KPI_ERLANG_C",
    question=Text(
        "With so many agents, what service level can we expect?",
        "Con tantos agentes, ¿qué nivel de servicio podemos esperar?",
    ),
    summary=Text(
        "Service level, wait and occupancy that a number of agents gives, if every caller waits (Erlang C).",
        "Nivel de servicio, espera y ocupación que da un número de agentes, si toda persona espera (Erlang C).",
    ),
    arguments=[
        CALLS,
        INTERVAL,
        HANDLING,
        AGENTS,
        THRESHOLD,
        Argument(
            "measure",
            Kind.CHOICE,
            Text(
                "service_level: share answered within the threshold (the default); wait_probability: share that waits "
                "at all; asa: mean wait of all calls in seconds; occupancy: share of their time that agents are busy",
                "nivel_servicio: proporción atendida dentro del umbral (por defecto); probabilidad_espera: proporción "
                "que espera algo; tmr: espera media de todas las llamadas, en segundos; ocupación: parte del tiempo "
                "en que los agentes están ocupados",
            ),
            optional=True,
            choices=MEASURES,
        ),
    ],
    returns=Text("a share from 0 to 1; asa in seconds", "una proporción de 0 a 1; tmr en segundos"),
    formula="C = n·B(n) ÷ (n − load + load·B(n)); service level = 1 − C·exp(−(n − load)·threshold ÷ handling); "
    "asa = C·handling ÷ (n − load); occupancy = load ÷ n",
    rules=Text(
        "The model has no hang-ups, so it needs more agents than load: at or past saturation the queue grows without "
        "end, #NUM!; KPI_ERLANG_A has an answer there. Without calls nobody waits. Interval or handling of zero, or "
        "part of an agent: #VALUE!.",
        "El modelo no conoce abandonos y necesita más agentes que carga: en la saturación o más allá la cola crece sin "
        "fin, #¡NUM!; KPI_ERLANG_A sí responde ahí. Sin llamadas nadie espera. Intervalo o gestión de cero, o una "
        "fracción de agente: #¡VALOR!.",
    ),
    source="Erlang (1917), Elektroteknikeren 13, 5–13; Gans, Koole and Mandelbaum (2003), Manufacturing & Service "
    "Operations Management 5, 79–141, section 3",
    examples=[
        Example((100, 30, 180, 14, 20), 0.8883500191794669),
        Example((100, 30, 180, 14, 20, "wait_probability"), 0.17413193359504986),
        Example((100, 30, 180, 14, 20, "asa"), 7.8359370117772436),
        Example((100, 30, 180, 14, 20, "occupancy"), 10 / 14),
    ],
)
def erlang_c(
    calls: float, interval: float, handling: float, agents: float, threshold: float, measure: str = "service_level"
) -> float:
    """Return what ``agents`` do for callers who wait however long it takes.

    ``calls`` per ``interval`` (minutes), each of ``handling`` seconds on average; ``threshold`` in seconds.
    ``measure``: "service_level", "wait_probability", "asa" (seconds, of all calls) or "occupancy".

    Raises :class:`~service_kpi.errors.OutOfDomain` at or past saturation (load ≥ agents) and
    :class:`~service_kpi.errors.BadArgument` for numbers that no queue has.

    Source: Erlang (1917); Gans, Koole and Mandelbaum (2003), section 3.

    >>> round(erlang_c(100, 30, 180, 14, 20), 6)
    0.88835
    """
    load, servers = offered_load(calls, interval, handling), whole_servers("agents", agents)
    require_number("threshold", threshold, above=False)
    if load >= servers:
        raise OutOfDomain(
            f"{servers} agents cannot keep up with a load of {load:g}: the queue grows without end",
            f"{servers} agentes no dan abasto con una carga de {load:g}: la cola crece sin fin",
        )
    if measure == "occupancy":
        return load / servers
    waits = waiting(load, servers, blocking(load, servers))
    if measure == "wait_probability":
        return waits
    if measure == "asa":
        return waits * handling / (servers - load)
    return served_within(load, servers, waits, handling, threshold)


@kpi(
    "KPI_ERLANG_A",
    alias="KPI_ERLANG_A",
    question=Text(
        "How many callers would we lose with so many agents, and how many would we answer in time?",
        "¿Cuántas llamadas perderíamos con tantos agentes, y cuántas atenderíamos a tiempo?",
    ),
    summary=Text(
        "Service level, wait, occupancy and abandonment where callers hang up when their patience ends (Erlang A).",
        "Nivel de servicio, espera, ocupación y abandono si quien llama cuelga al acabarse su paciencia (Erlang A).",
    ),
    arguments=[
        CALLS,
        INTERVAL,
        HANDLING,
        AGENTS,
        THRESHOLD,
        Argument(
            "patience",
            Kind.NUMBER,
            Text(
                "how long callers would wait on average before they hang up, above zero; longer than the mean wait of "
                "those who did: estimate it as the total wait of all calls ÷ the abandoned ones",
                "cuánto esperaría en promedio quien llama antes de colgar, más de cero; es más que la espera media de "
                "quienes colgaron: estímela como la espera total de todas las llamadas ÷ las abandonadas",
            ),
            unit="seconds",
            low=0,
        ),
        Argument(
            "measure",
            Kind.CHOICE,
            Text(
                "service_level: share of all calls answered within the threshold (the default); wait_probability: "
                "share that does not get an agent at once; asa: mean wait of all calls in seconds, hung up or "
                "answered; occupancy: share of their time that agents are busy; abandonment: share that hangs up",
                "nivel_servicio: proporción de todas las llamadas atendidas dentro del umbral (por defecto); "
                "probabilidad_espera: proporción sin agente inmediato; tmr: espera media de todas las llamadas, "
                "atendidas o no, en segundos; ocupación: parte del tiempo en que los agentes están ocupados; "
                "abandono: proporción que cuelga",
            ),
            optional=True,
            choices={**MEASURES, **ABANDONMENT},
        ),
    ],
    returns=Text("a share from 0 to 1; asa in seconds", "una proporción de 0 a 1; tmr en segundos"),
    formula="states with j waiting: p(j) = p(j−1)·λ ÷ (n·μ + j·θ); abandonment = Σ p(j)·(j+1)·θ ÷ (n·μ + (j+1)·θ); "
    "asa = abandonment·patience; λ calls, μ = 1 ÷ handling, θ = 1 ÷ patience, n agents",
    rules=Text(
        "Any load has an answer, since who waits too long hangs up. A call that hangs up within the threshold is not "
        "answered, so the service level is that of KPI_SERVICE_LEVEL with base offered. Without agents everyone "
        "hangs up and there is no occupancy: #N/A. Interval, handling or patience of zero, or part of an agent: "
        "#VALUE!. More than 10,000,000,000 calls within one patience: #NUM!.",
        "Toda carga tiene respuesta, pues quien espera demasiado cuelga. Una llamada que cuelga dentro del umbral no "
        "fue atendida: el nivel de servicio es el de KPI_NIVEL_SERVICIO con base ofrecidas. Sin agentes todos cuelgan "
        "y no hay ocupación: #N/D. Intervalo, gestión o paciencia de cero, o una fracción de agente: #¡VALOR!. Más de "
        "10.000.000.000 llamadas en una paciencia: #¡NUM!.",
    ),
    source="Palm (1957), Research on telephone traffic carried by full availability groups, Tele 1; Garnett, "
    "Mandelbaum and Reiman (2002), Manufacturing & Service Operations Management 4, 208–227; Zeltyn and "
    "Mandelbaum (2005), Queueing Systems 51, 361–402",
    examples=[
        Example((100, 30, 180, 12, 20, 120), 0.8255826443617604),
        Example((100, 30, 180, 12, 20, 120, "abandonment"), 0.061597377003680426),
        Example((100, 30, 180, 12, 20, 120, "asa"), 7.391685240441651),
    ],
)
def erlang_a(
    calls: float,
    interval: float,
    handling: float,
    agents: float,
    threshold: float,
    patience: float,
    measure: str = "service_level",
) -> float:
    """Return what ``agents`` do for callers who hang up after ``patience`` seconds on average.

    The other arguments are those of :func:`erlang_c`; ``measure`` may be "abandonment" too. Shares are of all calls;
    "asa" is the mean wait of all calls, those included that hang up.

    Raises :class:`~service_kpi.errors.BadArgument` for numbers that no queue has,
    :class:`~service_kpi.errors.NoData` for the occupancy of no agents.

    Source: Palm (1957); Garnett, Mandelbaum and Reiman (2002); Zeltyn and Mandelbaum (2005).

    >>> round(erlang_a(100, 30, 180, 12, 20, 120, "abandonment"), 6)
    0.061597
    """
    load, servers = offered_load(calls, interval, handling), whole_servers("agents", agents)
    require_number("threshold", threshold, above=False)
    require_number("patience", patience)
    queue = impatient_queue(load, servers, handling, patience, threshold)
    if measure == "abandonment":
        return queue.abandons
    if measure == "wait_probability":
        return queue.waits
    if measure == "asa":
        return patience * queue.abandons
    if measure == "occupancy":
        if servers == 0:
            raise NoData("there are no agents to be busy", "no hay agentes que puedan estar ocupados")
        return load * (1.0 - queue.abandons) / servers
    return 1.0 - queue.waits + (queue.waits - queue.abandons) * queue.within
