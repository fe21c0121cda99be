"""The cells that an argument of a formula in the sample workbooks means, looked up with openpyxl alone."""

from __future__ import annotations

import re
from typing import Any

from service_kpi.text import Language
from tests.demo import books

_STRUCTURED = re.compile(r"(\w+)\[(.+)\]")


def arguments(language: Language, sheet: str, formula: str) -> list[Any]:
    """Return the values of the arguments of the call in a formula, sheet-shaped."""
    found = books.CALL.search(formula)
    assert found
    return [_value(language, sheet, text) for text in _split(found[2])]


def _split(text: str) -> list[str]:
    """Split at the commas outside brackets and quotes."""
    return [part for part in re.findall(r"""((?:\[(?:[^\[\]]|\[[^\[\]]*\])*\]|"[^"]*"|'[^']*'|[^,])+)""", text) if part]


def _value(language: Language, sheet: str, text: str) -> Any:
    if text.startswith('"'):
        return text.strip('"')
    if match := _STRUCTURED.fullmatch(text):
        return _column_range(language, match[1], match[2])
    defined = books.stored(language).defined_names.get(text)
    reference = defined.attr_text if defined else text
    if "!" in reference:
        sheet, reference = reference.rsplit("!", 1)
    return _cells(language, sheet.strip("'"), reference.replace("$", ""))


def _column_range(language: Language, table_name: str, columns: str) -> Any:
    for sheet in books.stored(language):
        if table_name in sheet.tables:
            rows = sheet[sheet.tables[table_name].ref]
            headers = [cell.value for cell in rows[0]]
            names = columns.strip("[]").split("]:[")
            first, last = headers.index(names[0]), headers.index(names[-1])
            return [[cell.value for cell in row[first : last + 1]] for row in rows[1:]]
    raise AssertionError(f"no table {table_name}")


def _cells(language: Language, sheet: str, reference: str) -> Any:
    found = books.stored(language)[sheet][reference]
    return [[cell.value for cell in row] for row in found] if isinstance(found, tuple) else found.value
