"""The guides for managers: what they name exists, and every number printed beside a formula is what the program gives.

A guide holds its own data. A table under ``<!-- sheet: Name -->`` is a sheet, with its column letters and row numbers;
the formulas of its code blocks are put into that workbook, which is then refreshed. Where a block ends in a formula
without an arrow, the table below the block is what that formula spills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from service_kpi import recalculate
from service_kpi.catalogue import catalogue
from service_kpi.errors import CellError
from service_kpi.messages import WARNINGS, warning_message
from service_kpi.refresh.prepare import MISSING_CODES_NAMES
from service_kpi.text import LANGUAGES, Language

ROOT: Final = Path(__file__).parents[1]
PAGES: Final[dict[Language, str]] = {"en": "guide.md", "es": "guia.md"}
#: Where the examples of the table of warnings stand.
PLACE: Final[dict[Language, str]] = {"en": "Sheet!B7", "es": "Hoja!B7"}
#: How Excel in Spanish shows an error.
SPANISH_ERRORS: Final = {"#VALUE!": "#¡VALOR!", "#NUM!": "#¡NUM!", "#N/A": "#N/D"}
#: Excel's own functions, as the Spanish guide writes them.
SPANISH_FUNCTIONS: Final = {"PROMEDIO": "AVERAGE"}
#: The confidence level, the top of the scale and the day: given and not computed.
NOT_COMPUTED: Final = frozenset({95.0, 7.0, 31.0, 2025.0})

_BLOCK: Final = re.compile(r"^```text\n((?:(?!```).*\n)*)```\n\n?((?:\|.*\n)*)", re.MULTILINE)
_SHEET: Final = re.compile(r"^<!-- sheet: (.+?) -->\n\n((?:^\|.*\n)+)", re.MULTILINE)
_NAMES: Final = re.compile(r"KPI_[A-Z0-9_]+")
_DEFINITION: Final = re.compile(r"(KPI_\w+)\s+=(\S+)")
_NUMBER: Final = re.compile(r"[-−]?\d+(?:[.,]\d+)?")

Value = float | bool | str | CellError | None


@dataclass(frozen=True)
class Promised:
    """A formula of a guide, in the spelling that a file stores, and what the guide prints for it."""

    formula: str
    shown: str | list[list[str]]
    missing_codes: str | None


@cache
def page(language: Language) -> str:
    return (ROOT / "docs" / PAGES[language]).read_text(encoding="utf-8")


def rows_of(table: str) -> list[list[str]]:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return lines[2:] if not any(lines[0]) else [lines[0], *lines[2:]]


def sheet_value(shown: str, language: Language) -> str | float | date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", shown):
        return date.fromisoformat(shown)
    if _NUMBER.fullmatch(shown):
        return plain_number(shown, language)
    return shown.removeprefix("'") or None


def plain_number(shown: str, language: Language) -> float:
    return float((shown.replace(",", ".") if language == "es" else shown).replace("−", "-"))


def stored(formula: str, language: Language) -> str:
    """Return a formula as a file stores it: English names of Excel's functions, commas, decimal points."""
    if language == "en":
        return formula
    outside = re.split(r'("[^"]*")', formula)
    for place in range(0, len(outside), 2):
        part = re.sub(r"(?<=\d),(?=\d)", ".", outside[place]).replace(";", ",")
        for spanish, english in SPANISH_FUNCTIONS.items():
            part = re.sub(rf"\b{spanish}\(", f"{english}(", part)
        outside[place] = part
    return "".join(outside)


def formulas(language: Language) -> Iterator[Promised]:
    missing_codes = None
    for match in _BLOCK.finditer(page(language)):
        for line in match[1].splitlines():
            if definition := _DEFINITION.fullmatch(line.strip()):
                assert definition[1] in MISSING_CODES_NAMES
                missing_codes = definition[2]
            elif line.startswith("="):
                formula, _, shown = (part.strip() for part in line.partition("→"))
                assert shown or match[2], f"nothing is printed for {formula}"
                yield Promised(stored(formula, language), shown or rows_of(match[2]), missing_codes)


def refreshed(language: Language, promised: list[Promised]) -> list[Value | list[list[Value]]]:
    """Return what each formula gives in a workbook with the sheets of the guide."""
    book = openpyxl.Workbook()
    answers = book.active
    assert answers is not None
    for match in _SHEET.finditer(page(language)):
        sheet = book.create_sheet(match[1])
        letters, *rows = rows_of(match[2])
        for number, *cells in rows:
            for letter, shown in zip(letters[1:], cells, strict=True):
                sheet[f"{letter}{number}"] = sheet_value(shown, language)
    codes = promised[0].missing_codes
    if codes is not None:
        name = MISSING_CODES_NAMES[LANGUAGES.index(language)]
        book.defined_names[name] = DefinedName(name, attr_text=codes)
    for row, one in enumerate(promised, start=1):
        answers[f"A{row}"] = one.formula
    result = recalculate(book)
    tables = {kpi.cell: kpi.value for kpi in result.kpis if isinstance(kpi.value, list)}
    values = result.values[answers.title]
    return [tables.get(f"A{row}", values[f"A{row}"]) for row in range(1, len(promised) + 1)]


@cache
def computed(language: Language) -> list[tuple[Promised, Value | list[list[Value]]]]:
    found = list(formulas(language))
    by_state = [[one for one in found if one.missing_codes == state] for state in {one.missing_codes for one in found}]
    return [pair for group in by_state for pair in zip(group, refreshed(language, group), strict=True)]


def assert_shown(value: Value, shown: str, language: Language) -> None:
    if isinstance(value, bool):
        assert shown == {"en": ("FALSE", "TRUE"), "es": ("FALSO", "VERDADERO")}[language][value]
    elif isinstance(value, float):
        assert rounded(value, decimals(shown)) == rounded(plain_number(shown, language), decimals(shown))
    else:
        told = str(value)
        assert shown == (SPANISH_ERRORS.get(told, told) if language == "es" else told)


def rounded(value: float, places: int) -> Decimal:
    """Return a number as a cell shows it: Excel rounds halves up."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def decimals(shown: str) -> int:
    return len(re.split("[.,]", shown, maxsplit=1)[1]) if re.search("[.,]", shown) else 0


def mentioned(language: Language) -> set[str]:
    return set(_NAMES.findall(page(language))) - set(MISSING_CODES_NAMES) - WARNINGS.keys()


def warnings_of_a_refresh() -> set[str]:
    """Return the warning codes that stand in the source outside the list of messages."""
    source = [path for path in (ROOT / "src").rglob("*.py") if path.name != "messages.py"]
    words = {word for path in source for word in re.findall(r'"([A-Z_]+)"', path.read_text(encoding="utf-8"))}
    return words & WARNINGS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_exists_and_goes_by_the_name_of_the_language(language: Language) -> None:
    for name in mentioned(language):
        spec = catalogue().find(name).spec
        assert name == (spec.alias if language == "es" else spec.name)


def test_both_guides_mention_the_same_functions() -> None:
    english, spanish = ({catalogue().find(name).spec.name for name in mentioned(language)} for language in LANGUAGES)
    assert english == spanish
    assert len(english) > 40


def test_both_guides_hold_the_same_formulas() -> None:
    english, spanish = (list(formulas(language)) for language in LANGUAGES)
    assert [_kpis_of(one.formula) for one in english] == [_kpis_of(one.formula) for one in spanish]


def _kpis_of(formula: str) -> list[str]:
    return [catalogue().find(name).spec.name for name in _NAMES.findall(formula)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_formula_gives_the_number_beside_it(language: Language) -> None:
    assert computed(language)
    for one, value in computed(language):
        if isinstance(one.shown, str):
            assert not isinstance(value, list), f"{one.formula} gives a table"
            assert_shown(value, one.shown, language)
            continue
        assert isinstance(value, list), f"{one.formula} gives no table"
        assert [len(row) for row in value] == [len(row) for row in one.shown]
        for cells, shown_cells in zip(value, one.shown, strict=True):
            for cell, shown in zip(cells, shown_cells, strict=True):
                assert_shown(cell, shown, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_conclusion_was_computed(language: Language) -> None:
    numbers: list[float] = []
    for _, value in computed(language):
        cells = [cell for row in value for cell in row] if isinstance(value, list) else [value]
        numbers += [abs(cell) for cell in cells if isinstance(cell, float)]
    numbers += [100 * number for number in numbers]
    conclusion = "".join(line for line in page(language).splitlines() if line.startswith(">"))
    said = _NUMBER.findall(conclusion)
    assert len(said) > 10
    for shown in said:
        number = abs(plain_number(shown, language))
        places = decimals(shown)
        known = {rounded(other, places) for other in numbers}
        assert number in NOT_COMPUTED or rounded(number, places) in known, shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_warnings_says_what_a_refresh_says(language: Language) -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .+ \|$", page(language), re.MULTILINE))
    assert told.keys() == warnings_of_a_refresh(), f"the table of warnings in docs/{PAGES[language]} is out of date"
    for code, sentence in told.items():
        assert sentence == warning_message(code, {"where": PLACE[language]}).in_language(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_leads_to_the_guide(language: Language) -> None:
    assert f"(docs/{PAGES[language]})" in (ROOT / "README.md").read_text(encoding="utf-8")
