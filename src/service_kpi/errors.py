"""What can go wrong, as values and as exceptions.

Three kinds, kept apart:

* :class:`CellError` is a *value*: what Excel shows in a cell (``#N/A``).
* :class:`KpiError` and its children are raised by KPI functions; each knows the cell error it becomes.
* :class:`WorkbookError` is raised for a file that cannot be refreshed; its ``code`` is stable and typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from service_kpi.messages import workbook_message
from service_kpi.text import Text


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value in a cell, such as ``#N/A``."""

    code: str

    def in_language(self, language: str) -> str:
        """Return the error as Excel shows it in a language; files store the English one."""
        return _SPANISH.get(self.code, self.code) if language == "es" else self.code

    def __str__(self) -> str:
        return self.code


_SPANISH: Final = {
    "#NULL!": "#¡NULO!",
    "#DIV/0!": "#¡DIV/0!",
    "#VALUE!": "#¡VALOR!",
    "#REF!": "#¡REF!",
    "#NAME?": "#¿NOMBRE?",
    "#NUM!": "#¡NUM!",
    "#N/A": "#N/D",
    "#SPILL!": "#¡DESBORDAMIENTO!",
    "#CALC!": "#¡CALC!",
}


NULL: Final = CellError("#NULL!")
DIV0: Final = CellError("#DIV/0!")
VALUE: Final = CellError("#VALUE!")
REF: Final = CellError("#REF!")
NAME: Final = CellError("#NAME?")
NUM: Final = CellError("#NUM!")
NA: Final = CellError("#N/A")
GETTING_DATA: Final = CellError("#GETTING_DATA")
SPILL: Final = CellError("#SPILL!")
CALC: Final = CellError("#CALC!")

#: Every error that a workbook may hold, by its spelling.
CELL_ERRORS: Final[dict[str, CellError]] = {
    error.code: error for error in (NULL, DIV0, VALUE, REF, NAME, NUM, NA, GETTING_DATA, SPILL, CALC)
} | {
    code: CellError(code)
    for code in ("#FIELD!", "#BLOCKED!", "#CONNECT!", "#EXTERNAL!", "#BUSY!", "#PYTHON!", "#UNKNOWN!")
}


class KpiError(Exception):
    """A KPI that has no number; ``cell_error`` is what the cell shows, ``message`` says why in both languages."""

    cell_error: CellError = VALUE

    def __init__(self, en: str, es: str) -> None:
        super().__init__(en)
        self.message = Text(en, es)


class NoData(KpiError):
    """Nothing to measure yet: no answers, nothing due. Shows ``#N/A``."""

    cell_error = NA


class BadArgument(KpiError):
    """An argument that is not what the function takes, or ranges that do not pair. Shows ``#VALUE!``."""

    cell_error = VALUE


class OutOfDomain(KpiError):
    """Outside the mathematical domain: an unstable queue, a negative variance. Shows ``#NUM!``."""

    cell_error = NUM


class ErrorInInput(KpiError):
    """An input range holds a cell error; it propagates, as in Excel's own functions."""

    def __init__(self, error: CellError) -> None:
        super().__init__(f"an input cell holds {error}", f"una celda de entrada contiene {error}")
        self.cell_error = error


class WorkbookError(Exception):
    """A workbook that cannot be refreshed. The file itself is untouched.

    ``code`` is one of the typed codes of :mod:`service_kpi.messages`; ``details`` fill that code's sentence.
    """

    code: str

    def __init__(self, code: str, path: str = "", **details: object) -> None:
        self.code = code
        self.path = path
        self.details = details
        super().__init__(code, path, details)

    def text(self, language: str = "en") -> str:
        """Return one sentence: what is wrong with which file, and what to do."""
        return workbook_message(self.code, self.path, self.details).in_language(language)

    def __str__(self) -> str:
        return self.text("en")
