"""What the value of a KPI means, as one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from service_kpi.cli.terminal import safe, shown
from service_kpi.errors import CellError
from service_kpi.spec import FunctionSpec
from service_kpi.text import Text


@dataclass(frozen=True)
class _Compared:
    """Sentences about a value below, equal to and above ``around``; ``{x}`` is the distance from it."""

    below: Text
    equal: Text
    above: Text
    around: float = 0.0


#: ``{p}`` is the value as a percentage, ``{x}`` as a number; ``{points}`` agrees with it.
_SENTENCES: Final[dict[str, Text]] = {
    "KPI_ABANDON_RATE": Text(
        "{p} of the contacts were given up by the customer before we answered.",
        "El cliente abandonó el {p} de los contactos antes de que respondiéramos.",
    ),
    "KPI_ALIGNMENT": Text(
        "{p} of the approved initiatives serve the service strategy.",
        "El {p} de las iniciativas aprobadas sirve a la estrategia de servicio.",
    ),
    "KPI_CONSISTENCY": Text(
        "{p} of the encounters were above the benchmark.",
        "El {p} de los encuentros superó la referencia.",
    ),
    "KPI_CSAT": Text(
        "{p} of the answers are those of satisfied customers.", "El {p} de las respuestas es de clientes satisfechos."
    ),
    "KPI_ERLANG_B": Text(
        "{p} of the callers would find all lines busy.",
        "El {p} de quienes llaman encontraría todas las líneas ocupadas.",
    ),
    "KPI_EXCEEDED_RATE": Text(
        "In {p} of the answers the service was more than expected.",
        "En el {p} de las respuestas el servicio superó lo esperado.",
    ),
    "KPI_FCR": Text(
        "{p} of the customers' matters were settled with the first contact.",
        "El {p} de los asuntos de los clientes se resolvió en el primer contacto.",
    ),
    "KPI_MET_RATE": Text(
        "In {p} of the answers the service was at least what was expected.",
        "En el {p} de las respuestas el servicio fue al menos lo esperado.",
    ),
    "KPI_OTIF": Text(
        "{p} of the orders due came on time and in full.",
        "El {p} de los pedidos vencidos llegó a tiempo y completo.",
    ),
    "KPI_PERFECT_ORDER": Text(
        "{p} of the orders had nothing at all wrong with them.", "El {p} de los pedidos no tuvo ningún fallo."
    ),
    "KPI_PROMISE_CUSTOMERS": Text(
        "We kept every promise due to {p} of the customers.",
        "Al {p} de los clientes le cumplimos todas las promesas vencidas.",
    ),
    "KPI_PROMISE_RATE": Text("We kept {p} of the promises due.", "Cumplimos el {p} de las promesas vencidas."),
    "KPI_RANK": Text("We are in place {x}.", "Estamos en el puesto {x}."),
    "KPI_SERVICE_LEVEL": Text(
        "{p} of the contacts were answered within the threshold.",
        "El {p} de los contactos fue atendido dentro del umbral.",
    ),
    "KPI_SERVPERF": Text(
        "Customers give the service {x} {points} on average.", "Los clientes dan al servicio {x} {points} en promedio."
    ),
}

_COMPARED: Final[dict[str, _Compared]] = {
    "KPI_GAP": _Compared(
        Text(
            "Customers perceive {x} {points} less than they expected.",
            "Los clientes perciben {x} {points} menos de lo que esperaban.",
        ),
        Text("Customers perceive just what they expected.", "Los clientes perciben justo lo que esperaban."),
        Text(
            "Customers perceive {x} {points} more than they expected.",
            "Los clientes perciben {x} {points} más de lo que esperaban.",
        ),
    ),
    "KPI_NPS": _Compared(
        Text(
            "Of every 100 customers, {x} more would warn against us than recommend us.",
            "De cada 100 clientes, {x} más nos desaconsejarían que nos recomendarían.",
        ),
        Text(
            "As many customers would warn against us as recommend us.",
            "Tantos clientes nos desaconsejarían como nos recomendarían.",
        ),
        Text(
            "Of every 100 customers, {x} more would recommend us than warn against us.",
            "De cada 100 clientes, {x} más nos recomendarían que nos desaconsejarían.",
        ),
    ),
    "KPI_QUALITY_RATIO": _Compared(
        Text(
            "Customers rate our quality {x} % below the competitors'.",
            "Los clientes valoran nuestra calidad un {x} % por debajo de la competencia.",
        ),
        Text(
            "Customers rate our quality just like the competitors'.",
            "Los clientes valoran nuestra calidad igual que la de la competencia.",
        ),
        Text(
            "Customers rate our quality {x} % above the competitors'.",
            "Los clientes valoran nuestra calidad un {x} % por encima de la competencia.",
        ),
        around=100.0,
    ),
    "KPI_RELATIVE": _Compared(
        Text(
            "Customers rate us {x} {points} below the competitor.",
            "Los clientes nos valoran {x} {points} por debajo del competidor.",
        ),
        Text("Customers rate us just like the competitor.", "Los clientes nos valoran igual que al competidor."),
        Text(
            "Customers rate us {x} {points} above the competitor.",
            "Los clientes nos valoran {x} {points} por encima del competidor.",
        ),
    ),
}


def is_share(spec: FunctionSpec) -> bool:
    """True for a function whose value is a share from 0 to 1 and nothing else."""
    return spec.returns.en.startswith("a share") and ";" not in spec.returns.en.replace("; #N/A", "")


def percent(share: float, language: str) -> str:
    """Return a share as a percentage; almost all is not 100 %, and almost nothing not 0 %."""
    text = shown(100 * share, language)
    for digits in range(5, 16):
        if text not in ("0", "100") or share in (0, 1):
            break
        text = shown(100 * share, language, digits)
    return f"{text} %"


def sentence(spec: FunctionSpec, value: Any, reason: Text | None, language: str) -> str:
    """Return what a value means; a function without a sentence of its own answers its question with the value."""
    if isinstance(value, CellError) or value is None:
        why = reason.in_language(language) if reason else _UNKNOWN_REASON.in_language(language)
        text = Text(
            f"There is no number ({shown(value, language)}): {{}}.",
            f"No hay un número ({shown(value, language)}): {{}}.",
        )
        return text.in_language(language).format(safe(why).rstrip("."))
    own = _own_sentence(spec, value)
    if own is not None and isinstance(value, (int, float)):
        centre = _COMPARED[spec.name].around if spec.name in _COMPARED else 0.0
        x = shown(abs(value - centre) if spec.name in _COMPARED else value, language)
        points = Text("point", "punto") if x == "1" else Text("points", "puntos")
        return own.in_language(language).format(x=x, p=percent(value, language), points=points.in_language(language))
    question, returns = spec.question.in_language(language), spec.returns.in_language(language)
    return f"{question} {_answer(spec, value, language)} ({returns})."


_UNKNOWN_REASON: Final = Text("the call gives none", "la llamada no da ninguno")


def _own_sentence(spec: FunctionSpec, value: Any) -> Text | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    compared = _COMPARED.get(spec.name)
    if compared is None:
        return _SENTENCES.get(spec.name)
    if abs(value - compared.around) < 1e-12 * max(1.0, compared.around):
        return compared.equal
    return compared.below if value < compared.around else compared.above


def _answer(spec: FunctionSpec, value: Any, language: str) -> str:
    if not isinstance(value, list):
        share = is_share(spec) and isinstance(value, (int, float))
        return percent(value, language) if share else shown(value, language)
    if spec.is_table:
        rows = len(value) - 1
        words = Text("A table of {} {}", "Una tabla de {} {}").in_language(language)
        return words.format(rows, Text("row", "fila").in_language(language) + ("" if rows == 1 else "s"))
    return "; ".join(" … ".join(shown(cell, language) for cell in row) for row in value[:3]) + (
        " …" if len(value) > 3 else ""
    )
