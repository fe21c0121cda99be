from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from service_kpi.errors import WorkbookError
from service_kpi.messages import ERRORS, WARNINGS, warning_message, workbook_message
from service_kpi.text import Text

SOURCE = Path(__file__).parents[1] / "src" / "service_kpi"


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("code", [*ERRORS, *WARNINGS])
def test_both_languages_say_the_same(code: str) -> None:
    text = (ERRORS | WARNINGS)[code]
    assert placeholders(text.en) == placeholders(text.es)
    assert text.en != text.es
    assert text.en[-1] == text.es[-1] == "."


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_names_the_book(code: str) -> None:
    for words in (ERRORS[code].en, ERRORS[code].es):
        assert "{book}" in words


def test_every_code_in_the_source_is_known() -> None:
    raised = re.compile(r'WorkbookError\(\s*"([A-Z_0-9]+)"')
    used = {code for path in SOURCE.rglob("*.py") for code in raised.findall(path.read_text("utf-8"))}
    assert used
    assert not used - ERRORS.keys()


def test_a_message_is_one_sentence_with_its_details() -> None:
    text = workbook_message(
        "BAD_SST_INDEX", "/home/ana/Ventas.xlsx", {"sheet": "Hoja", "cell": "B2", "found": 9, "limit": 3}
    )
    assert text == Text(
        "Ventas.xlsx is damaged: Hoja!B2 shows text number 9, but the workbook holds 3 texts; repair it in Excel.",
        "Ventas.xlsx está dañado: Hoja!B2 muestra el texto número 9, pero el libro contiene 3 textos; "
        "repárelo en Excel.",
    )
    assert warning_message("ROW_ORDER", {"sheet": "Hoja"}).en.startswith("Hoja: ")


def test_a_missing_detail_does_not_fail() -> None:
    assert "…" in workbook_message("BAD_VALUE", "", {}).en
    assert str(WorkbookError("MISSING_FILE", "a/b.xlsx")) == "b.xlsx was not found: check the name and the folder."
