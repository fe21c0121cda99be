"""Formulas that the engine is not proven to get right, told by their text. They keep the value that Excel computed.

Every entry stands for a case of the gate (tests/gate) that the engine fails.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from service_kpi.addresses import MAX_ROWS
from service_kpi.formulas.arrays import may_be_array
from service_kpi.formulas.calls import find_calls
from service_kpi.formulas.lexer import TokenKind, tokenize
from service_kpi.formulas.literals import literal
from service_kpi.formulas.references import parse_reference
from service_kpi.formulas.usage import Usage


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a formula's text does not say: the language of its Excel, the names of single cells, the date system."""

    language: str = "en"
    single_names: frozenset[str] = frozenset()
    date1904: bool = False


@dataclass(frozen=True, slots=True)
class _Call:
    arguments: list[str]
    around: Surroundings

    def may_be_array(self, place: int) -> bool:
        """True where an argument may have more than one value."""
        return (
            place < len(self.arguments)
            and bool(self.arguments[place])
            and may_be_array(self.arguments[place], self.around.single_names)
        )


_Check = Callable[[_Call], bool]


#: Functions that the engine gets wrong in forms that no formula text tells apart.
_WRONG: Final = frozenset(
    {
        *("DEVSQ", "SUMXMY2", "SUMX2MY2", "SUMX2PY2", "MODE", "WRAPROWS", "WRAPCOLS", "ISOMITTED"),
        # The engine's copy of a workbook has other formulas and more sheets than the workbook.
        *("FORMULATEXT", "ISFORMULA", "SHEETS"),
    }
)

#: Number formats of TEXT that are proven: digits with optional sign sections, percent, currency; dates and times
#: in the letters of the workbook's language. Anything else (fractions, conditions) stays with Excel.
_LITERALS: Final = r"""(?:[-+ ()]|"[^"]*"|[$€£¥]|\\.)*"""
_NUMBER_FORMAT: Final = re.compile(rf"{_LITERALS}(?:[#0](?:[#0,.]*[#0])?)?(?:E\+0+)?{_LITERALS}%?{_LITERALS}")
_YEAR_LETTERS: Final = {"en": "y", "es": "a"}


#: Functions that do not look through the sheets of a 3-D reference.
_FLAT: Final = frozenset({"TEXTJOIN", "VSTACK", "HSTACK", "TOCOL", "TOROW"})
#: In a workbook of the 1904 system the engine reads a date text right in these functions only.
_READS_DATES: Final = re.compile(r'(?:DATEVALUE|YEAR|MONTH|DAY)\("[^"]*"\)', re.IGNORECASE)
_DATE_TEXT: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


def unproven(formula: str, used: Usage, around: Surroundings) -> str | None:
    """Return the function (or the feature) that the engine is not proven to get right in this formula, if any."""
    wrong = used.functions & (_WRONG | _FLAT if used.three_d else _WRONG)
    if wrong:
        return min(wrong)
    if around.date1904 and _DATE_TEXT.search(_READS_DATES.sub("", formula)):
        return "1904"
    watched = used.functions & _CHECKS.keys()
    if not watched:
        return None
    names = {spelling: name for name in watched for spelling in (name, f"_XLFN.{name}")}
    for call in find_calls(formula, names):
        arguments = [formula[start:end] for start, end in call.arguments]
        if _CHECKS[call.name](_Call(arguments, around)):
            return call.name
    return None


def _text(call: _Call) -> bool:
    format_text = literal(call.arguments[1]) if len(call.arguments) == 2 else None
    if not isinstance(format_text, str):
        return True
    sections = format_text.split(";")
    if len(sections) <= 3 and all(_NUMBER_FORMAT.fullmatch(section) for section in sections):
        return False
    year = _YEAR_LETTERS.get(call.around.language)
    if year is None:
        return True
    date = rf"""(?:d{{1,4}}|m{{1,5}}|{year}{{4}}|{year}{{2}}|hh?|ss?|AM/PM|[-/.,: ]|"[^"]*"|\\.)+"""
    return not re.fullmatch(date, format_text, re.IGNORECASE)


def _odd_criterion(call: _Call) -> bool:
    """A criterion that spells an error counts errors; one with ``~~`` looks for a tilde."""
    return any(text.startswith('"') and ("#" in text or "~~" in text) for text in call.arguments)


def _sequence(call: _Call) -> bool:
    return any(not text for text in call.arguments) or _is_huge(call.arguments[:2])


def _offset(call: _Call) -> bool:
    return any(call.may_be_array(place) for place in (1, 2, 3, 4)) or _is_huge(call.arguments[3:5])


def _is_huge(sizes: list[str]) -> bool:
    """True for a written-out size that is past what the engine can count or Excel users mean."""
    numbers = [literal(text) for text in sizes if text]
    return math.prod(number for number in numbers if isinstance(number, float)) > MAX_ROWS


def _empty_delimiter(call: _Call) -> bool:
    delimiters = [literal(text) for text in call.arguments[1:3] if text]
    return not delimiters or not all((isinstance(item, str) and item) or isinstance(item, list) for item in delimiters)


def _more_arguments_than(limit: int) -> _Check:
    return lambda call: len(call.arguments) > limit


def _ranks_unsurely(call: _Call) -> bool:
    return call.may_be_array(0) or any(text.startswith("(") for text in call.arguments)


def _is_in_1900(call: _Call) -> bool:
    return call.arguments[:1] == ["1900"]


def _over_offset(call: _Call) -> bool:
    return any("OFFSET(" in text.upper() for text in call.arguments[1:])


def _has_single_cell(call: _Call) -> bool:
    return any(_is_one_cell(text) for text in call.arguments if text)


def _is_one_cell(text: str) -> bool:
    tokens = tokenize(text)
    if len(tokens) != 1 or tokens[0].kind is not TokenKind.REFERENCE:
        return False
    area = parse_reference(tokens[0].text).range
    return area.rows == area.columns == 1


def _may_hold_booleans(call: _Call) -> bool:
    """A matrix straight from the sheet: one boolean in it is ``#VALUE!`` to Excel and a number to the engine."""
    return any(token.kind in _FROM_SHEET for text in call.arguments if text for token in tokenize(text)[:1])


def _arrays_at(*places: int) -> _Check:
    """Arguments that the engine takes one value of where Excel takes every one of an array."""
    return lambda call: any(call.may_be_array(place) for place in places)


_FROM_SHEET: Final = frozenset({TokenKind.REFERENCE, TokenKind.NAME})

#: Function → whether a call of it, as written, is a form that the engine is not proven to get right.
_CHECKS: Final[dict[str, _Check]] = {
    "TEXT": _text,
    **dict.fromkeys(
        ("COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS"), _odd_criterion
    ),
    "SEQUENCE": _sequence,
    "TEXTSPLIT": _empty_delimiter,
    **dict.fromkeys(("TEXTBEFORE", "TEXTAFTER"), _more_arguments_than(5)),
    **dict.fromkeys(("RANK", "RANK.EQ", "RANK.AVG"), _ranks_unsurely),
    "DATE": _is_in_1900,
    "ADDRESS": _more_arguments_than(4),
    "SUBTOTAL": _over_offset,
    "SUMPRODUCT": _has_single_cell,
    **dict.fromkeys(("CODE", "LOOKUP"), _arrays_at(0)),
    **dict.fromkeys(("WEEKNUM", "NETWORKDAYS", "WORKDAY", "NETWORKDAYS.INTL", "WORKDAY.INTL"), _arrays_at(0, 1)),
    **dict.fromkeys(("VLOOKUP", "HLOOKUP"), _arrays_at(2)),
    "MMULT": _may_hold_booleans,
    "OFFSET": _offset,
}
