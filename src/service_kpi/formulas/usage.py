"""What a formula uses: functions, names, references."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from service_kpi.formulas.lexer import FormulaError, TokenKind, tokenize
from service_kpi.formulas.references import Reference, parse_reference, split_prefix

_FUTURE_PREFIXES: Final = ("_XLFN.", "_XLWS.")
_OWN_WORKBOOK: Final = "[0]!"
_PARAMETER_PREFIX: Final = "_XLPM."


@dataclass(frozen=True, slots=True)
class Usage:
    """What a formula uses.

    ``functions`` are in upper case, without the prefixes ``_xlfn.`` and ``_xlws.``; any other prefix stays, so that
    ``[1]!RATE`` is never taken for Excel's own ``RATE``. ``names`` are in upper case with their sheet where given,
    the parameters of ``LET`` and ``LAMBDA`` left out. ``references`` leaves deleted ones out. ``external`` is true for
    a reference, name or table of another workbook; a function of another workbook shows in ``functions`` alone.
    """

    functions: frozenset[str]
    names: frozenset[str]
    references: tuple[Reference, ...]
    external: bool
    has_structured: bool
    three_d: bool


@lru_cache(maxsize=32768)
def usage(formula: str) -> Usage:
    """Return what a formula uses.

    >>> sorted(usage("_xlfn.STDEV.S(A1:A9)/SUM(rate)").functions)
    ['STDEV.S', 'SUM']
    """
    functions, names, references = set(), set(), []
    external = has_structured = False
    for kind, text in tokenize(formula):
        if kind is TokenKind.FUNCTION:
            functions.add(builtin_name(text))
        elif kind is TokenKind.REFERENCE:
            reference = _living(text)
            if reference:
                references.append(reference)
            external = external or _from_outside(text)
        elif kind is TokenKind.NAME:
            name = text.upper().removeprefix(_OWN_WORKBOOK)
            if not name.startswith(_PARAMETER_PREFIX):
                names.add(name)
            external = external or _from_outside(text)
        elif kind is TokenKind.STRUCTURED:
            has_structured = True
            external = external or _from_outside(text)
    return Usage(
        frozenset(functions),
        frozenset(names),
        tuple(references),
        external,
        has_structured,
        any(reference.last_sheet is not None for reference in references),
    )


@lru_cache(maxsize=4096)
def builtin_name(text: str) -> str:
    """Return the name in a function token, in upper case and without the prefixes of functions new since 2007."""
    name = text.removesuffix("(").upper()
    for prefix in _FUTURE_PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _from_outside(text: str) -> bool:
    return "!" in text and split_prefix(text)[0].workbook is not None


def _living(text: str) -> Reference | None:
    try:
        return parse_reference(text)
    except FormulaError:
        return None
