"""The language that a person at the terminal reads."""

from __future__ import annotations

import locale
import os

from service_kpi.text import LANGUAGES, Language

#: Set to ``en`` or ``es`` to choose the language whatever the system says.
VARIABLE = "SERVICE_KPI_LANGUAGE"


def system_language() -> Language:
    """Return the language of the environment: the variable above, else the locale, else English."""
    for variable in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return _language(value)
    return _language(locale.getlocale()[0] or "")


def chosen_language(arguments: list[str]) -> Language:
    """Return the language that ``--language`` asks for, so that even the help comes in it."""
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--language":
            value = value or next(iter(arguments[position + 1 : position + 2]), "")
            if value in LANGUAGES:
                return _language(value)
    return system_language()


def _language(value: str) -> Language:
    return "es" if value.lower().startswith(("es", "spanish")) else "en"
