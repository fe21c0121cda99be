"""Calls of our own functions, in every spelling that a workbook stores."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from service_kpi.formulas.lexer import TokenKind, tokenize

# Written before names that are new, missing, or come from an add-in of either technology.
_STORED_PREFIX: Final = re.compile(r"(?:_XLFN\.|_XLWS\.|_XLL\.|_*XLUDF\.)+")
_OFFICE_PREFIX: Final = "_XLDUDF_"
_LIBREOFFICE_PREFIXES: Final = ("ORG.", "COM.")


class Place(Enum):
    """Where in its formula a call stands."""

    WHOLE = "whole"  #: the call is the formula
    OPERAND = "operand"  #: only operators and parentheses around it
    ARGUMENT = "argument"  #: somewhere within the arguments of another function


@dataclass(frozen=True, slots=True)
class Call:
    """A call: ``formula[start:end]`` is all of it, ``arguments`` are the spans of its arguments.

    ``name`` is the name of the function; ``name_as_called`` is that or its alias, in upper case. Spaces around an
    argument are no part of its span; the span of one left out is empty.
    """

    name: str
    name_as_called: str
    start: int
    end: int
    arguments: tuple[tuple[int, int], ...]
    place: Place


@dataclass(slots=True)
class _Open:
    """A bracket that is not closed yet."""

    called: str | None
    is_function: bool
    start: int
    argument_start: int
    arguments: list[tuple[int, int]] = field(default_factory=list)


def canonical_name(text: str, known: Mapping[str, str]) -> str | None:
    """Return the name of our function that a function token calls, ``None`` for any other function.

    ``known`` has every name and alias in upper case, and the name that it stands for.

    >>> canonical_name("[1]!kpi_brecha(", {"KPI_GAP": "KPI_GAP", "KPI_BRECHA": "KPI_GAP"})
    'KPI_GAP'
    """
    called = _called(text, known)
    return None if called is None else known[called]


def _called(text: str, known: Mapping[str, str]) -> str | None:
    name = text.removesuffix("(").upper()
    if name in known:
        return name
    name = name.rpartition("!")[2]
    name = _STORED_PREFIX.sub("", name, count=1) if name.startswith("_") else name
    if name in known:
        return name
    if name.startswith(_OFFICE_PREFIX):
        return _behind_namespace(name.removeprefix(_OFFICE_PREFIX), known)
    if name.startswith(_LIBREOFFICE_PREFIXES):
        squeezed = name.rpartition(".")[2].replace("_", "")
        return next((one for one in known if one.replace("_", "") == squeezed), None)
    return None


def _behind_namespace(name: str, known: Mapping[str, str]) -> str | None:
    """The longest known name that ``name`` is, or ends with behind an underscore or a dot."""
    while name not in known:
        cut = re.search(r"[_.]", name)
        if not cut:
            return None
        name = name[cut.end() :]
    return name


def find_calls(formula: str, known: Mapping[str, str]) -> list[Call]:
    """Return the calls of known functions in a formula, innermost first, otherwise from left to right."""
    tokens = tokenize(formula)
    if not any(token.kind is TokenKind.FUNCTION and _called(token.text, known) for token in tokens):
        return []
    calls = []
    opened: list[_Open] = []
    position = 0
    for token in tokens:
        kind, text = token
        start, position = position, position + len(text)
        if kind is TokenKind.FUNCTION:
            opened.append(_Open(_called(text, known), True, start, position))
        elif kind is TokenKind.OPEN or kind is TokenKind.ARRAY_OPEN:
            opened.append(_Open(None, False, start, position))
        elif kind is TokenKind.SEPARATOR:
            opened[-1].arguments.append(_trimmed(formula, opened[-1].argument_start, start))
            opened[-1].argument_start = position
        elif kind is TokenKind.CLOSE or kind is TokenKind.ARRAY_CLOSE:
            closed = opened.pop()
            if closed.called is not None:
                arguments = _arguments(formula, closed, position - 1)
                place = _place(formula, closed.start, position, opened)
                calls.append(Call(known[closed.called], closed.called, closed.start, position, arguments, place))
    return calls


def _arguments(formula: str, closed: _Open, end: int) -> tuple[tuple[int, int], ...]:
    last = _trimmed(formula, closed.argument_start, end)
    if not closed.arguments and last[0] == last[1]:
        return ()
    return (*closed.arguments, last)


def _place(formula: str, start: int, end: int, around: list[_Open]) -> Place:
    if any(bracket.is_function for bracket in around):
        return Place.ARGUMENT
    return Place.WHOLE if formula[start:end] == formula.strip() else Place.OPERAND


def _trimmed(formula: str, start: int, end: int) -> tuple[int, int]:
    text = formula[start:end]
    start += len(text) - len(text.lstrip())
    return start, start + len(text.strip())
