"""The arguments that the Erlang functions share."""

from __future__ import annotations

from typing import Final

from service_kpi.spec import Argument, Kind
from service_kpi.text import Text

CALLS: Final = Argument(
    "calls",
    Kind.NUMBER,
    Text("how many calls arrive in one interval", "cuántas llamadas llegan en un intervalo"),
    unit="count",
    low=0,
)
INTERVAL: Final = Argument(
    "interval",
    Kind.NUMBER,
    Text("how long the interval is, above zero, such as 30", "cuánto dura el intervalo, más de cero, por ejemplo 30"),
    unit="minutes",
    low=0,
)
HANDLING: Final = Argument(
    "handling",
    Kind.NUMBER,
    Text(
        "mean handling time of a call, talk and after-call work together",
        "tiempo medio de gestión de una llamada: conversación y trabajo posterior",
    ),
    unit="seconds",
    low=0,
)
AGENTS: Final = Argument(
    "agents",
    Kind.NUMBER,
    Text("agents at work at the same time, a whole number", "agentes que trabajan a la vez, un número entero"),
    unit="count",
    low=0,
)
THRESHOLD: Final = Argument(
    "threshold",
    Kind.NUMBER,
    Text("the longest wait that still counts, itself included", "la mayor espera que aún cuenta, inclusive"),
    unit="seconds",
    low=0,
)

#: The words for what an Erlang function can say, and their Spanish ones.
MEASURES: Final[dict[str, tuple[str, ...]]] = {
    "service_level": ("nivel_servicio", "nivel_de_servicio"),
    "wait_probability": ("probabilidad_espera", "probabilidad_de_espera"),
    "asa": ("tmr", "espera_media"),
    "occupancy": ("ocupación",),
}
ABANDONMENT: Final[dict[str, tuple[str, ...]]] = {"abandonment": ("abandono",)}
