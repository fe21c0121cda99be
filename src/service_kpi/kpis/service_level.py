"""How fast customers who contact us are answered, and how many give up.

A contact is *offered* when it reaches the queue. It is then *answered* or *abandoned*; ``wait`` is the time until
either. A contact of which it is not known whether it was answered is left out of everything; so is an answered one
without a wait. An abandoned one without a wait was still offered.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._numerics import Flags, Floats, as_column, mean, require_same_shape
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text

_WAIT_HELP: Final = Text(
    "how long each contact waited until it was answered or gave up",
    "cuánto esperó cada contacto hasta que fue atendido o abandonó",
)
_ANSWERED_HELP: Final = Text(
    "1, TRUE or yes where the contact was answered; 0, FALSE or no where it was abandoned. Left out: all were answered",
    "1, VERDADERO o sí si el contacto fue atendido; 0, FALSO o no si abandonó. Si se omite: todos fueron atendidos",
)
_WAITS: Final = [30, 10, 20, 8, 95, 3], [1, 1, 1, 0, 0, 0]
_WAIT_COLUMN: Final = [[wait] for wait in _WAITS[0]]
_ANSWERED_COLUMN: Final = [[answered] for answered in _WAITS[1]]


@kpi(
    "KPI_SERVICE_LEVEL",
    alias="KPI_NIVEL_SERVICIO",
    question=Text(
        "What share of the customers who called did we answer within 20 seconds?",
        "¿Qué proporción de los clientes que llamaron atendimos en 20 segundos?",
    ),
    summary=Text(
        "Share of contacts that were answered within a threshold.",
        "Proporción de contactos atendidos dentro de un umbral.",
    ),
    arguments=[
        Argument("wait", Kind.COLUMN, _WAIT_HELP, unit="seconds", pairs="contacts"),
        Argument(
            "threshold",
            Kind.NUMBER,
            Text("the longest wait that still counts, itself included", "la mayor espera que aún cuenta, inclusive"),
            unit="seconds",
            low=0,
        ),
        Argument("answered", Kind.FLAGS, _ANSWERED_HELP, pairs="contacts", optional=True),
        Argument(
            "base",
            Kind.CHOICE,
            Text(
                "what it is a share of: offered (all contacts; the default), answered, or offered_less_short "
                "(all but those who gave up within the threshold)",
                "de qué es proporción: ofrecidas (todos los contactos; por defecto), atendidas u "
                "ofrecidas_sin_cortas (todos menos los que abandonaron dentro del umbral)",
            ),
            optional=True,
            choices={
                "offered": ("ofrecidas", "ofrecidos"),
                "answered": ("atendidas", "atendidos", "contestadas"),
                "offered_less_short": ("ofrecidas_sin_cortas", "ofrecidos_sin_cortos"),
            },
        ),
    ],
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="answered with wait ≤ threshold ÷ base",
    rules=Text(
        "An abandoned contact never counts as within the threshold; base 'offered' counts it against us, base "
        "'answered' forgets it, base 'offered_less_short' forgives it when the customer gave up within the threshold, "
        "since nobody could say that we would have been late. No contacts in the base: #N/A. A negative wait: #VALUE!.",
        "Un contacto abandonado nunca cuenta como dentro del umbral; la base 'ofrecidas' lo cuenta en contra, "
        "'atendidas' lo olvida y 'ofrecidas_sin_cortas' lo perdona si abandonó dentro del umbral, pues nadie "
        "puede decir que habríamos llegado tarde. Sin contactos en la base: #N/D. Espera negativa: #¡VALOR!.",
    ),
    source="Cisco Unified ICM/CCE reporting guide, service level types: abandoned have negative impact (offered), "
    "abandoned ignored (offered_less_short); Cleveland (2012), Call Center Management on Fast Forward, ch. 4",
    examples=[
        Example((_WAIT_COLUMN, 20, _ANSWERED_COLUMN), 2 / 6),
        Example((_WAIT_COLUMN, 20, _ANSWERED_COLUMN, "answered"), 2 / 3),
        Example((_WAIT_COLUMN, 20, _ANSWERED_COLUMN, "offered_less_short"), 2 / 4),
    ],
)
def service_level(wait: Any, threshold: float, answered: Any = None, base: str = "offered") -> float:
    """Return the share of contacts answered within ``threshold``, of all that ``base`` counts.

    ``wait``: seconds of each contact, NaN where unknown. ``answered``: 1 or 0 of each, NaN where unknown.
    ``offered`` counts all contacts, ``answered`` the answered ones, ``offered_less_short`` all but those abandoned
    within ``threshold``; an abandoned contact of unknown wait stays in.

    Raises :class:`~service_kpi.errors.NoData` where the base is empty and
    :class:`~service_kpi.errors.BadArgument` for a negative wait.

    >>> service_level([30, 10, 20, 25], 20)
    0.5
    """
    wait = _waits(wait)
    was_answered, was_abandoned = _fates(wait, answered)
    in_time = wait <= threshold
    within = _count(was_answered & in_time)
    counted = _count(was_answered)
    if base != "answered":
        counted += _count(was_abandoned)
    if base == "offered_less_short":
        counted -= _count(was_abandoned & in_time)
    return _share(within, counted)


@kpi(
    "KPI_ASA",
    alias="KPI_TMR",
    question=Text("How long does a customer wait for an answer?", "¿Cuánto espera un cliente hasta ser atendido?"),
    summary=Text(
        "Average speed of answer: mean wait of the contacts that were answered.",
        "Tiempo medio de respuesta: espera media de los contactos atendidos.",
    ),
    arguments=[
        Argument("wait", Kind.COLUMN, _WAIT_HELP, unit="seconds", pairs="contacts"),
        Argument("answered", Kind.FLAGS, _ANSWERED_HELP, pairs="contacts", optional=True),
    ],
    returns=Text("the unit of wait, usually seconds", "la unidad de la espera, normalmente segundos"),
    formula="Σ wait of the answered ÷ number answered",
    rules=Text(
        "Abandoned contacts stay out: they were never answered. Nobody answered: #N/A. A negative wait: #VALUE!.",
        "Los abandonados quedan fuera: nunca fueron atendidos. Ninguno atendido: #N/D. Espera negativa: #¡VALOR!.",
    ),
    source="Cleveland (2012), Call Center Management on Fast Forward, ch. 4 (ASA)",
    examples=[Example((_WAIT_COLUMN, _ANSWERED_COLUMN), 20.0)],
)
def average_speed_of_answer(wait: Any, answered: Any = None) -> float:
    """Return the mean wait of the answered contacts.

    Arguments as in :func:`service_level`. Raises :class:`~service_kpi.errors.NoData` where none was answered.

    >>> average_speed_of_answer([30, 10, 95], [1, 1, 0])
    20.0
    """
    wait = _waits(wait)
    was_answered, _ = _fates(wait, answered)
    if not was_answered.any():
        raise NoData("no contact was answered", "ningún contacto fue atendido")
    return mean(wait[was_answered])


@kpi(
    "KPI_ABANDON_RATE",
    alias="KPI_TASA_ABANDONO",
    question=Text(
        "How many customers give up before we answer?", "¿Cuántos clientes abandonan antes de ser atendidos?"
    ),
    summary=Text("Share of contacts that were abandoned.", "Proporción de contactos abandonados."),
    arguments=[
        Argument(
            "answered",
            Kind.FLAGS,
            Text(
                "1, TRUE or yes where the contact was answered; 0, FALSE or no where it was abandoned",
                "1, VERDADERO o sí si el contacto fue atendido; 0, FALSO o no si abandonó",
            ),
            pairs="contacts",
        ),
        Argument("wait", Kind.COLUMN, _WAIT_HELP, unit="seconds", pairs="contacts", optional=True),
        Argument(
            "short",
            Kind.NUMBER,
            Text(
                "who gives up within this time has not really waited and does not count; left out, everyone counts",
                "quien abandona dentro de este tiempo no esperó de verdad y no cuenta; si se omite, todos cuentan",
            ),
            unit="seconds",
            optional=True,
            low=0,
        ),
    ],
    returns=Text("a share from 0 to 1", "una proporción de 0 a 1"),
    formula="(abandoned − short) ÷ (offered − short), short: abandoned with wait ≤ short",
    rules=Text(
        "Short abandons leave numerator and denominator alike; an abandoned contact without a wait is not short. "
        "Nothing offered, or nothing but short abandons: #N/A. short without wait, or a negative wait: #VALUE!.",
        "Los abandonos cortos salen del numerador y del denominador; un abandono sin espera no es corto. "
        "Nada ofrecido, o solo abandonos cortos: #N/D. short sin wait, o una espera negativa: #¡VALOR!.",
    ),
    source="Cisco Unified ICM/CCE, abandoned call wait time (short calls); "
    "Cleveland (2012), Call Center Management on Fast Forward, ch. 4",
    examples=[
        Example((_ANSWERED_COLUMN,), 3 / 6),
        Example((_ANSWERED_COLUMN, _WAIT_COLUMN, 5), 2 / 5),
    ],
)
def abandon_rate(answered: Any, wait: Any = None, short: float | None = None) -> float:
    """Return the share of contacts that were abandoned, short abandons aside.

    ``answered``: 1 or 0 of each contact, NaN where unknown. ``wait``: seconds of each; needed with ``short``, the
    wait up to which an abandoned contact does not count at all.

    Raises :class:`~service_kpi.errors.NoData` where no contact is left and
    :class:`~service_kpi.errors.BadArgument` for ``short`` without ``wait``.

    >>> abandon_rate([1, 0, 1, 0, 1], [9, 2, 7, 60, 12], 5)
    0.25
    """
    answered = as_column(answered)
    was_answered, was_abandoned = answered == 1, answered == 0
    if short is not None:
        if wait is None:
            raise BadArgument("short needs wait beside it", "short necesita que se indique también wait")
        wait = _waits(wait)
        require_same_shape(answered=answered, wait=wait)
        was_abandoned &= ~(wait <= short)
    abandoned = _count(was_abandoned)
    return _share(abandoned, abandoned + _count(was_answered))


def _fates(wait: Floats, answered: Any) -> tuple[Flags, Flags]:
    """Return which contacts were answered after a known wait, and which were abandoned."""
    known = ~np.isnan(wait)
    if answered is None:
        return known, np.zeros(wait.shape, dtype=bool)
    answered = as_column(answered)
    require_same_shape(wait=wait, answered=answered)
    return (answered == 1) & known, answered == 0


def _waits(values: Any) -> Floats:
    wait = as_column(values)
    if np.any(wait < 0):
        row = int(np.argmax(wait < 0))
        raise BadArgument(
            f"wait must be zero or more, but contact {row + 1} waited {wait[row]:g}",
            f"la espera debe ser cero o más, pero el contacto {row + 1} esperó {wait[row]:g}",
        )
    return wait


def _count(mask: Flags) -> int:
    return int(np.count_nonzero(mask))


def _share(count: int, total: int) -> float:
    if total == 0:
        raise NoData("no contacts to count", "no hay contactos que contar")
    return count / total
