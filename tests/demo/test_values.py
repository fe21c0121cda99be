"""The figures in the shipped books: as the functions give them in Python, and as counted by hand from the sheets."""

from __future__ import annotations

import re
from datetime import datetime
from statistics import fmean
from typing import Any

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from service_kpi.functions import functions
from service_kpi.text import LANGUAGES, Language
from tests.demo import books
from tests.demo.arguments import arguments

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

AS_OF = datetime(2026, 6, 30)
#: First cells of the six tiles.
GAP, PROMISES, CUSTOMERS, QUALITY, SERVICE_LEVEL, ANSWERED = "B10", "D10", "F10", "H10", "J10", "L10"


def _dashboard(language: Language, cell: str) -> Any:
    return books.stored(language).worksheets[0][cell].value


def _rows(language: Language, sheet: int) -> list[list[Any]]:
    """Return the rows of a sheet's table that stands from row 6 on."""
    return [[cell.value for cell in row] for row in books.stored(language).worksheets[sheet].iter_rows(min_row=6)]


def _flat(value: Any) -> list[Any]:
    return [item for row in value for item in row] if isinstance(value, list) else [value]


def test_every_kpi_cell_is_what_the_function_gives_in_python(language: Language) -> None:
    cells = books.kpi_cells(language)
    assert len(cells) == 13
    for cell in cells:
        call = books.CALL.search(cell.formula)
        assert call
        result = functions[call[1]](*arguments(language, cell.sheet, cell.formula))
        if cell.formula.startswith("=1-"):
            assert isinstance(result, float)
            result = 1 - result
        wanted, found = _flat(result), _flat(cell.stored)
        assert [type(value) is str for value in wanted] == [type(value) is str for value in found]
        for one, other in zip(wanted, found, strict=True):
            assert one == (other if isinstance(other, str) else pytest.approx(other, rel=1e-12)), cell.cell


def test_gap_by_hand(language: Language) -> None:
    scores = []
    for row in _rows(language, 2):
        numbers = [4.5 if a == "4,5" else a if isinstance(a, int) else None for a in row[3:33]]
        pairs = [(e, p) for e, p in zip(numbers[:15], numbers[15:], strict=True) if e is not None and p is not None]
        assert len(pairs) >= 8, "every respondent answered at least half"
        scores.append(fmean(p - e for e, p in pairs))
    assert _dashboard(language, GAP) == pytest.approx(fmean(scores), rel=1e-12)


def _judged(language: Language) -> list[tuple[str, bool]]:
    """Return customer and kept-or-not of every promise that is due."""
    judged = []
    for _, customer, *_, promised, delivered, in_full, _ in _rows(language, 3):
        if promised <= AS_OF and not isinstance(delivered, str):
            judged.append((customer, delivered is not None and delivered <= promised and in_full != "No"))
    return judged


def test_promises_by_hand(language: Language) -> None:
    judged = _judged(language)
    assert _dashboard(language, PROMISES) == pytest.approx(fmean(kept for _, kept in judged), rel=1e-12)
    customers = {customer for customer, _ in judged}
    let_down = {customer for customer, kept in judged if not kept}
    assert _dashboard(language, CUSTOMERS) == pytest.approx(1 - len(let_down) / len(customers), rel=1e-12)


def test_calls_by_hand(language: Language) -> None:
    calls = [(wait, answered != "No") for _, _, wait, answered in _rows(language, 5)]
    in_time = fmean(answered and wait <= 20 for wait, answered in calls)
    assert _dashboard(language, SERVICE_LEVEL) == pytest.approx(in_time, rel=1e-12)
    assert _dashboard(language, ANSWERED) == pytest.approx(fmean(answered for _, answered in calls), rel=1e-12)


def test_quality_by_hand(language: Language) -> None:
    sheet = books.stored(language).worksheets[4]
    weights = {row[0].value: row[1].value for row in sheet["A6:B11"]}
    means: dict[str, dict[str, float]] = {}
    for firm, attribute, *scores in sheet.iter_cols(min_col=2, max_col=25, min_row=14, max_row=56, values_only=True):
        means.setdefault(attribute, {})[firm] = fmean(scores[1:])
    ratios = {
        attribute: firms["Brisa"] / max(mean for firm, mean in firms.items() if firm != "Brisa")
        for attribute, firms in means.items()
    }
    quality = 100 * sum(weights[attribute] * ratio for attribute, ratio in ratios.items()) / sum(weights.values())
    assert _dashboard(language, QUALITY) == pytest.approx(quality, rel=1e-12)


def test_changes_of_shares_are_newcombes_hybrid_score(language: Language) -> None:
    """statsmodels 0.14 confint_proportions_2indep(now, n, before, n, method="newcomb", compare="diff")."""
    judged = _judged(language)
    calls = [(wait, answered != "No") for _, _, wait, answered in _rows(language, 5)]
    now = {
        41: (sum(kept for _, kept in judged), len(judged)),
        44: (sum(answered and wait <= 20 for wait, answered in calls), len(calls)),
        45: (sum(answered for _, answered in calls), len(calls)),
    }
    before = {41: (76, 124), 44: (153, 210), 45: (187, 210)}
    sheet = books.stored(language).worksheets[6]
    for row, counts in now.items():
        low, high = confint_proportions_2indep(*counts, *before[row], method="newcomb", compare="diff", alpha=0.05)
        found = [sheet.cell(row, column).value for column in (11, 12)]
        assert found == pytest.approx([low, high], rel=1e-9)
        wilson = proportion_confint(*counts, alpha=0.05, method="wilson")
        assert [sheet.cell(row, column).value for column in (3, 4)] == pytest.approx(wilson, rel=1e-9)


def test_everything_counted_twice_agrees(language: Language) -> None:
    sheet = books.stored(language).worksheets[6]
    verdicts = [sheet.cell(row, 13).value for row in (50, 51, 52)]
    assert verdicts == [{"en": "agrees", "es": "coincide"}[language]] * 3


def test_charts_keep_the_values_of_their_cells(language: Language) -> None:
    """What a chart shows before anything recalculates is what the cells hold, error bars included."""
    checked = 0
    for chart in books.parts(language, r"^xl/charts/").values():
        for reference, cache in re.findall(
            r"<c:f>([^<]+:[^<]+)</c:f><c:(?:num|str)Cache>(.*?)</c:(?:num|str)Cache>", chart
        ):
            sheet, area = reference.rsplit("!", 1)
            cells = [row[0].value for row in books.stored(language)[sheet.strip("'")][area.replace("$", "")]]
            kept = re.findall(r"<c:v>([^<]*)</c:v>", cache)
            for one, other in zip(cells, kept, strict=True):
                assert one == other if isinstance(one, str) else one == pytest.approx(float(other), rel=1e-12)
            checked += len(kept)
    assert checked > 150
