"""What a worksheet function is, said once beside the function.

A KPI function is plain Python on numpy arrays. :func:`kpi` *marks* it with a :class:`FunctionSpec` and returns it
unchanged; the catalogue, the binding, the documentation and every host read the mark.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, TypeVar

from service_kpi.errors import KpiError
from service_kpi.text import Text

_MARK: Final = "__kpi_spec__"


class Kind(Enum):
    """What an argument is on the sheet, and hence what the function receives."""

    MATRIX = "matrix"  #: numbers, respondents × items: 2-D float array, NaN where missing
    COLUMN = "column"  #: numbers, one field: 1-D float array, NaN where missing
    DATES = "dates"  #: 1-D float array of serial days; NaN missing, ``CANCELLED`` where the cell says so
    LABELS = "labels"  #: 1-D array of str, "" where missing
    FLAGS = "flags"  #: 1-D float array of 1, 0, NaN
    FLAG_MATRIX = "flag matrix"  #: 2-D float array of 1, 0, NaN
    MARKS = "marks"  #: points, or yes and no as 1 and 0, of a checklist: 2-D float array, NaN where missing
    #: numbers or words, units × raters: 2-D float array with NaN where missing; 2-D array of str with "" where
    #: missing, and numbers spelled out, as soon as one answer is a word
    RATINGS = "ratings"
    CODE_MATRIX = "code matrix"  #: answers out of ``choices``, which are codes: 2-D float array, NaN where no choice
    CELLS = "cells"  #: the :class:`~service_kpi.readings.Reading`: each cell with what became of it, errors included
    NUMBER = "number"  #: float
    DATE = "date"  #: float serial day
    BOOLEAN = "boolean"  #: bool
    CHOICE = "choice"  #: one of ``choices``, in English lower case
    SCALE = "scale"  #: "1-7" as the tuple (1.0, 7.0)
    TEXT = "text"  #: str

    @property
    def is_range(self) -> bool:
        """True for what a manager selects with the mouse."""
        return self in _RANGES


_RANGES: Final = frozenset(
    {
        *(Kind.MATRIX, Kind.COLUMN, Kind.DATES, Kind.LABELS, Kind.FLAGS, Kind.FLAG_MATRIX, Kind.CODE_MATRIX),
        *(Kind.MARKS, Kind.RATINGS, Kind.CELLS),
    }
)

#: In a ``DATES`` array: the row was cancelled by the customer.
CANCELLED: Final = float("-inf")


@dataclass(frozen=True)
class Argument:
    """One argument of a worksheet function.

    ``pairs`` names a group of ranges that belong together row by row: all of one group have the same number
    of rows; ranges of the groups ``"answers"`` have the same number of columns too.
    """

    name: str
    kind: Kind
    help: Text
    unit: str = ""
    pairs: str = ""
    optional: bool = False
    low: float | None = None  #: smallest value allowed (NUMBER)
    high: float | None = None  #: largest value allowed (NUMBER)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)  #: canonical word → other words, Spanish ones too
    or_numbers: int = 0  #: a CHOICE may be given as that many numbers instead, a tuple of floats; 0: it may not
    labels_of: str = ""  #: left out, this LABELS argument takes the header row of that range


@dataclass(frozen=True)
class Example:
    """One call with literal arguments and its result, both sheet-shaped (a value, or a list of rows)."""

    arguments: tuple[Any, ...]
    result: Any
    note: Text | None = None


#: What a table cell can hold: NaN and ``None`` show ``#N/A``, a :class:`KpiError` its own error.
TableCell = float | int | bool | str | Text | KpiError | None


@dataclass(frozen=True)
class Table:
    """What a ``_TABLE`` function returns: headings, then one row per group, overall last."""

    header: Sequence[Text]
    rows: Sequence[Sequence[TableCell]]


@dataclass(frozen=True)
class FunctionSpec:
    """Everything that a host, a document or a test needs to know of one worksheet function."""

    name: str
    alias: str
    function: Callable[..., Any]
    summary: Text
    arguments: tuple[Argument, ...]
    returns: Text
    formula: str
    rules: Text
    source: str
    examples: tuple[Example, ...]
    question: Text

    @property
    def family(self) -> str:
        """The module of ``kpis`` that the function lives in."""
        return self.function.__module__.rpartition(".")[2]

    @property
    def is_table(self) -> bool:
        """True when the function spills a labelled table."""
        return self.function.__annotations__.get("return") in (Table, Table.__name__)


F = TypeVar("F", bound=Callable[..., Any])


def kpi(
    name: str,
    *,
    alias: str,
    question: Text,
    summary: Text,
    arguments: Sequence[Argument],
    returns: Text,
    formula: str,
    rules: Text,
    source: str,
    examples: Sequence[Example],
) -> Callable[[F], F]:
    """Mark a function as the worksheet function ``name`` (and ``alias`` in Spanish). The function stays as it is."""

    def mark(function: F) -> F:
        spec = FunctionSpec(
            name=name,
            alias=alias,
            function=function,
            question=question,
            summary=summary,
            arguments=tuple(arguments),
            returns=returns,
            formula=formula,
            rules=rules,
            source=source,
            examples=tuple(examples),
        )
        _check_signature(spec)
        setattr(function, _MARK, spec)
        return function

    return mark


def spec_of(function: object) -> FunctionSpec | None:
    """Return the mark of a function, or ``None`` where there is none."""
    spec = getattr(function, _MARK, None)
    return spec if isinstance(spec, FunctionSpec) else None


def _check_signature(spec: FunctionSpec) -> None:
    parameters = inspect.signature(spec.function).parameters
    if tuple(parameters) != tuple(argument.name for argument in spec.arguments):
        raise TypeError(
            f"{spec.name}: the arguments {[a.name for a in spec.arguments]} of the mark "
            f"are not the parameters {list(parameters)} of {spec.function.__name__}()"
        )
    for argument in spec.arguments:
        has_default = parameters[argument.name].default is not inspect.Parameter.empty
        if has_default != argument.optional:
            raise TypeError(
                f"{spec.name}: argument {argument.name!r} is optional in one place and required in the other"
            )
