"""Recomputed values against those that Excel stored in its own workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from tests.acceptance.corpus import REFUSED, corpus_files
from tests.acceptance.oracle import Judgement, Verdict, judge

pytestmark = pytest.mark.corpus

#: File, sheet, cells that differ from what Excel stored, and why that is no error of ours.
EXPLAINED: tuple[tuple[str, str, str, str], ...] = (
    (
        "apache+poi__test-data__spreadsheet__47813.xlsx",
        "Numbers",
        "C92 B182 C272 B362 C452 B542 C632",
        "sine and cosine at multiples of π/2: 16 digits of nothing, which processors round in their own ways",
    ),
    (
        "ironcalc+IronCalc__xlsx__tests__docs__COS.xlsx",
        "Sheet1",
        "B2 B6",
        "cosine at π/2, the same",
    ),
    (
        "ironcalc+IronCalc__xlsx__tests__docs__TAN.xlsx",
        "Sheet1",
        "B2 B3 B4 B8 B9 B10",
        "tangent at multiples of π/2, the same and its inverse",
    ),
    (
        "ironcalc+IronCalc__xlsx__tests__calc_tests__FINANCIAL__IRR.xlsx",
        "FullRow",
        "P1 P2",
        "a rate of return of zero, found to 16 digits",
    ),
    (
        "PHPOffice+PhpSpreadsheet__tests__data__Reader__XLSX__issue.2301.xlsx",
        "HS1-XYZ",
        "K57 AN56",
        "a stale value: AM57 is 38,980 and AO56 blank, so K57, AND(AM57>400,AO56=0), is M; AN56 follows it",
    ),
    (
        "ironcalc+IronCalc__xlsx__tests__calc_tests__STATISTICAL__COUNTIF.xlsx",
        "Rows",
        "V9 W9 V10 W10",
        "the criterion is a cell with the text #N/A or #DIV/0!, for which Excel counts the cells with that error",
    ),
    (
        "ironcalc+IronCalc__xlsx__tests__calc_tests__STATISTICAL__COUNTIF.xlsx",
        "Columns",
        "I20 J20 I21 J21",
        "the same",
    ),
)


def test_values_are_those_of_excel() -> None:
    """At least 99.3 % of all that is recomputed, 99.98 % of what people keep, and nothing silently wrong."""
    judged = {
        file: judge(file)
        for file in corpus_files()
        if file.excel_authored and file.formulas and file.name not in REFUSED
    }
    everything = [item for items in judged.values() for item in items]
    business = [item for file, items in judged.items() if file.is_business_style for item in items]
    assert _recomputed(everything) > 55_000
    assert _recomputed(business) > 45_000
    assert _share_right(everything) >= 0.993
    assert _share_right(business) >= 0.9998
    explained = {(name, sheet, cell) for name, sheet, cells, _ in EXPLAINED for cell in cells.split()}
    silent = {
        (file.name, item.sheet, item.cell): item
        for file, items in judged.items()
        for item in items
        if item.verdict is Verdict.SILENT
    }
    assert _unexplained(silent, explained) == {}
    assert explained - silent.keys() == set(), "right by now: no explanation needed"


def _recomputed(judged: Sequence[Judgement]) -> int:
    return sum(item.verdict is not Verdict.KEPT for item in judged)


def _share_right(judged: Sequence[Judgement]) -> float:
    return Counter(item.verdict for item in judged)[Verdict.RIGHT] / _recomputed(judged)


def _unexplained(
    silent: Mapping[tuple[str, str, str], Judgement], explained: set[tuple[str, str, str]]
) -> dict[tuple[str, str, str], Judgement]:
    return {place: item for place, item in silent.items() if place not in explained}
