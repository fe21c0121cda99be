"""Functions whose cells keep the value that Excel computed, and why.

An engine may know a name and still not be able to give Excel's answer without Excel: no pivot cache, no server,
no random seed. A function that the gate proves wrong is listed here too, until an engine upgrade proves it right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from service_kpi.formulas.calls import find_calls
from service_kpi.formulas.lexer import TokenKind, tokenize
from service_kpi.formulas.literals import literal
from service_kpi.formulas.references import parse_reference

#: Function → warning code. ``UNSUPPORTED_FUNCTION`` is for what no engine without Excel can answer.
FROZEN: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            "GETPIVOTDATA",
            "CUBEKPIMEMBER",
            "CUBEMEMBER",
            "CUBEMEMBERPROPERTY",
            "CUBERANKEDMEMBER",
            "CUBESET",
            "CUBESETCOUNT",
            "CUBEVALUE",
            "WEBSERVICE",
            "RTD",
            "STOCKHISTORY",
            "IMAGE",
            "PY",
            "COPILOT",
            "TRANSLATE",
            "DETECTLANGUAGE",
            "CELL",
            "INFO",
            "PHONETIC",
        ),
        "UNSUPPORTED_FUNCTION",
    ),
    # A refresh is repeatable: drawing new numbers would change a file that nobody changed.
    **dict.fromkeys(("RAND", "RANDBETWEEN", "RANDARRAY"), "RANDOM_KEPT"),
}


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
_NUMBER_FORMAT: Final = re.compile(
    r"""(?:[-+ ]|"[^"]*"|[$€£¥]|\\.)*(?:[#0](?:[#0,.]*[#0])?)?(?:E\+0+)?(?:%|[-+ ()]|"[^"]*"|[$€£¥]|\\.)*"""
)
_DATE_LETTERS: Final = {"en": "y", "es": "a"}


def unproven(formula: str, functions: frozenset[str], language: str) -> str | None:
    """Return the function that the engine is not proven to get right in this formula, if there is one.

    ``language`` is that of the Excel that wrote the workbook.
    """
    for function in sorted(functions & _WRONG):
        return function
    watched = functions & {"TEXT", *_CHECKS}
    if not watched:
        return None
    names = {spelling: name for name in watched for spelling in (name, f"_XLFN.{name}")}
    for name, arguments in _calls(formula, names):
        if _text(arguments, language) if name == "TEXT" else _CHECKS[name](arguments):
            return name
    return None


def _calls(formula: str, names: dict[str, str]) -> list[tuple[str, list[str]]]:
    return [(call.name, [formula[start:end] for start, end in call.arguments]) for call in find_calls(formula, names)]


def _text(arguments: Sequence[str], language: str) -> bool:
    format_text = literal(arguments[1]) if len(arguments) == 2 else None
    if not isinstance(format_text, str):
        return True
    sections = format_text.split(";")
    if len(sections) <= 3 and all(_NUMBER_FORMAT.fullmatch(section) for section in sections):
        return False
    year = _DATE_LETTERS.get(language)
    if year is None:
        return True
    date = rf"""(?:d{{1,4}}|m{{1,5}}|{year}{{4}}|{year}{{2}}|hh?|ss?|AM/PM|[-/.,: ]|"[^"]*"|\\.)+"""
    return not re.fullmatch(date, format_text, re.IGNORECASE)


def _names_an_error(arguments: Sequence[str]) -> bool:
    return any(argument.startswith('"') and "#" in argument for argument in arguments)


def _leaves_out(arguments: Sequence[str]) -> bool:
    return any(not argument for argument in arguments)


def _empty_delimiter(arguments: Sequence[str]) -> bool:
    delimiters = [literal(argument) for argument in arguments[1:3] if argument]
    return not delimiters or not all((isinstance(item, str) and item) or isinstance(item, list) for item in delimiters)


def _many_arguments(limit: int) -> Callable[[Sequence[str]], bool]:
    return lambda arguments: len(arguments) > limit


def _union(arguments: Sequence[str]) -> bool:
    return any(argument.startswith("(") for argument in arguments)


def _first_is(text: str) -> Callable[[Sequence[str]], bool]:
    return lambda arguments: arguments[0].strip() == text


def _over_offset(arguments: Sequence[str]) -> bool:
    return any("OFFSET(" in argument.upper() for argument in arguments[1:])


def _is_one_cell(argument: str) -> bool:
    tokens = tokenize(argument)
    if len(tokens) != 1 or tokens[0].kind is not TokenKind.REFERENCE:
        return False
    area = parse_reference(tokens[0].text).range
    return area.rows == area.columns == 1


def _any_one_cell(arguments: Sequence[str]) -> bool:
    return any(_is_one_cell(argument) for argument in arguments if argument)


def _over_range(arguments: Sequence[str]) -> bool:
    tokens = tokenize(arguments[0]) if arguments and arguments[0] else ()
    if len(tokens) == 1 and tokens[0].kind is TokenKind.REFERENCE:
        return not _is_one_cell(arguments[0])
    return False


#: Function → whether its arguments, as written, are a form that the engine is not proven to get right.
_CHECKS: Final[dict[str, Callable[[Sequence[str]], bool]]] = {
    **dict.fromkeys(
        ("COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS"), _names_an_error
    ),
    "SEQUENCE": _leaves_out,
    "TEXTSPLIT": _empty_delimiter,
    "TEXTBEFORE": _many_arguments(5),
    "TEXTAFTER": _many_arguments(5),
    "RANK": _union,
    "RANK.EQ": _union,
    "RANK.AVG": _union,
    "DATE": _first_is("1900"),
    "ADDRESS": _many_arguments(4),
    "SUBTOTAL": _over_offset,
    "SUMPRODUCT": _any_one_cell,
    "CODE": _over_range,
    "WEEKNUM": _over_range,
}
