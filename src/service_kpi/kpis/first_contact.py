"""Whether the first contact settles the matter: no second one about it comes within a window of days.

The hard cases, decided once:

* What is counted is matters, not contacts. A matter begins with a contact of one customer about one issue that has no
  other of the same in the window before it; later ones, each within the window of the one before, belong to it.
* A repeat is one within the window, its last day included. Calendar days are compared, so that a log with clock times
  and one without agree.
* A first contact younger than the window could still be repeated: it leaves, even where it has been repeated already,
  or young failures would enter the share and young successes not.
* A contact after ``as_of`` is not known then. A row without customer, issue or date does not count.
* Two contacts on one day are a first and a repeat, also without a clock time.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._groups import number_rows, require_one_label_per_row
from service_kpi.kpis._numerics import as_column
from service_kpi.spec import Argument, Example, Kind, kpi
from service_kpi.text import Text


@kpi(
    "KPI_FCR",
    alias="KPI_RPC",
    question=Text(
        "How often is the customer's matter settled with the first contact?",
        "¿Con qué frecuencia se resuelve el asunto del cliente en el primer contacto?",
    ),
    summary=Text(
        "First-contact resolution: share of matters without a second contact within a window of days.",
        "Resolución en el primer contacto: proporción de asuntos sin un segundo contacto dentro de un plazo de días.",
    ),
    arguments=[
        Argument(
            "customer",
            Kind.LABELS,
            Text(
                "customer of each contact, name or number; capitals do not matter",
                "cliente de cada contacto, nombre o número; sin distinguir mayúsculas",
            ),
            pairs="contacts",
        ),
        Argument(
            "issue",
            Kind.LABELS,
            Text(
                "what each contact was about; the same word throughout if every repeat counts, whatever it is about",
                "de qué trató cada contacto; la misma palabra en todos si cuenta cualquier repetición, trate de lo que "
                "trate",
            ),
            pairs="contacts",
        ),
        Argument(
            "when",
            Kind.DATES,
            Text("date of each contact, clock time ignored", "fecha de cada contacto; la hora no cuenta"),
            unit="date",
            pairs="contacts",
        ),
        Argument(
            "window",
            Kind.NUMBER,
            Text(
                "within how many days a second contact shows that the first did not settle it, such as 7",
                "dentro de cuántos días un segundo contacto muestra que el primero no lo resolvió, por ejemplo 7",
            ),
            unit="days",
            low=0,
        ),
        Argument(
            "as_of",
            Kind.DATE,
            Text(
                "the last day that the log covers; never the clock",
                "el último día que cubre el registro; nunca el reloj",
            ),
            unit="date",
        ),
    ],
    returns=Text(
        "a share from 0 to 1; #N/A while every matter is younger than the window",
        "una proporción de 0 a 1; #N/D mientras todos los asuntos sean más recientes que el plazo",
    ),
    formula="first contacts without a repeat within the window ÷ first contacts at least a window old",
    rules=Text(
        "A first contact has no other of the same customer about the same issue in the window before it. First "
        "contacts younger than the window on as_of leave numerator and denominator, repeated already or not, for a "
        "second contact may still come. Calendar days; the last day of the window counts. Rows without customer, issue "
        "or date, and contacts after as_of, do not count. At the start of a log some firsts are repeats of contacts "
        "before it: begin the log one window early.",
        "Un primer contacto no tiene otro del mismo cliente por el mismo asunto en el plazo anterior. Los primeros "
        "contactos más recientes que el plazo en as_of salen del numerador y del denominador, repetidos o no, pues el "
        "segundo aún puede llegar. Días naturales; el último día del plazo cuenta. Las filas sin cliente, asunto o "
        "fecha, y los contactos posteriores a as_of, no cuentan. Al comienzo del registro algunos primeros repiten "
        "contactos anteriores a él: empiece el registro un plazo antes.",
    ),
    source="Cleveland (2012), Call Center Management on Fast Forward (first-call resolution); right censoring after "
    "Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, ch. 1",
    examples=[
        Example(
            (
                [["Ana"], ["Ana"], ["Luis"], ["Eva"], ["Eva"]],
                [["invoice"], ["invoice"], ["invoice"], ["delivery"], ["delivery"]],
                [["2025-03-03"], ["2025-03-06"], ["2025-03-10"], ["2025-03-01"], ["2025-03-29"]],
                7,
                "2025-03-31",
            ),
            2 / 3,
            Text(
                "Ana came again after 3 days, Luis and Eva not within 7; Eva's second is a new matter, still young.",
                "Ana volvió a los 3 días, Luis y Eva no en 7; lo segundo de Eva es un asunto nuevo, aún reciente.",
            ),
        )
    ],
)
def first_contact_resolution(customer: Any, issue: Any, when: Any, window: float, as_of: float) -> float:
    """Return the share of matters that the first contact settled.

    ``customer`` and ``issue``: labels, one per contact, ``""`` missing. ``when``: serial days, NaN missing.
    ``window``: days. ``as_of``: the serial day up to which contacts are known.

    Formula: first contacts without a repeat within the window ÷ first contacts at least a window old on ``as_of``.

    Raises :class:`~service_kpi.errors.NoData` while there is no first contact that old,
    :class:`~service_kpi.errors.BadArgument` for columns that do not pair, a window below zero, an ``as_of`` that is no
    date.

    Source: Cleveland (2012), Call Center Management on Fast Forward.

    >>> first_contact_resolution(["Ana", "Ana", "Luis"], ["bill"] * 3, [45719, 45722, 45726], 7, 45747)
    0.5
    """
    day = np.floor(as_column(when))
    require_one_label_per_row("customer", customer, day.size)
    require_one_label_per_row("issue", issue, day.size)
    if not window >= 0:
        raise BadArgument(
            f"window must be zero days or more, but is {window:g}",
            f"window debe ser de cero días o más, pero es {window:g}",
        )
    if not math.isfinite(as_of):
        raise BadArgument(f"as_of must be a date, but is {as_of}", f"as_of debe ser una fecha, pero es {as_of}")
    today = math.floor(as_of)

    customers, issues = number_rows(customer), number_rows(issue)
    known = np.isfinite(day) & (day <= today) & (customers >= 0) & (issues >= 0)
    matter, day = (customers * (issues.max(initial=0) + 1) + issues)[known], day[known]
    order = np.lexsort((day, matter))
    matter, day = matter[order], day[order]
    follows = np.zeros(day.size + 1, dtype=bool)  # whether a contact is a repeat of the one before it
    follows[1:-1] = (matter[1:] == matter[:-1]) & (day[1:] - day[:-1] <= window)
    old_enough = ~follows[:-1] & (day + window <= today)
    counted = int(np.count_nonzero(old_enough))
    if not counted:
        raise NoData(
            "no first contact is a whole window old yet on as_of",
            "ningún primer contacto tiene aún la antigüedad del plazo en as_of",
        )
    return int(np.count_nonzero(old_enough & ~follows[1:])) / counted
