"""The shared corpus of real workbooks, as its index describes it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.shared import shared

#: The moment that NOW() and TODAY() show, so that two runs of the tests see the same.
NOW = datetime(2026, 11, 21, 12)

#: Zip files that are refused, with the code and what is wrong with them.
REFUSED = {
    "apache+poi__test-data__openxml4j__invalid.xlsx": ("NOT_XLSX", "its workbook part is named and not there"),
    "apache+poi__test-data__spreadsheet__clusterfuzz-testcase-minimized-POIFuzzer-5040805309710336.xlsx": (
        "CORRUPT_ZIP",
        "a fuzzer's file: entries point past the end of the file",
    ),
    "apache+poi__test-data__spreadsheet__duplicate-filename-case-insensitive.xlsx": (
        "DUPLICATE_PART",
        "two sheets whose names differ in case alone: readers disagree on which counts",
    ),
    "apache+poi__test-data__spreadsheet__poc-shared-strings.xlsx": ("BAD_REF", "a row that calls itself 0"),
    "apache+poi__test-data__spreadsheet__poc-xmlbomb-empty.xlsx": ("XML_DTD", "an attack with entities"),
    "apache+poi__test-data__spreadsheet__sample-beta.xlsx": (
        "BAD_SST_INDEX",
        "a beta of Excel 2007 under other namespaces: no shared text is where it belongs",
    ),
    "theorchard+openpyxl__openpyxl__tests__data__reader__null_archive.xlsx": ("NOT_XLSX", "an empty zip"),
    "exceljs+exceljs__spec__integration__data__invalid-xml.xlsx": ("XML_INVALID", "a sheet that is not XML"),
    "exceljs+exceljs__spec__integration__data__missing-bits.xlsx": ("NOT_XLSX", "no list of content types"),
}

#: Suites that test calculation engines function by function: their formulas are what nobody writes in an office.
_ENGINE_SUITES = re.compile(
    r"^ironcalc\+.*__(calc_tests|docs|statistical)__"
    r"|^apache\+poi__.*(FormulaEval|NumberFormat|FormatChoice|FormatCondition|ElapsedFormat|GeneralFormat|47813)"
)


@dataclass(frozen=True)
class CorpusFile:
    """One workbook of the corpus that is no damaged archive."""

    path: Path
    excel_authored: bool
    formulas: int
    volatile: bool

    @property
    def name(self) -> str:
        """The file name, which is unique in the corpus."""
        return self.path.name

    @property
    def is_business_style(self) -> bool:
        """True for what people keep, rather than what tests a calculation engine."""
        return not _ENGINE_SUITES.search(self.name)


def corpus_files() -> list[CorpusFile]:
    """Return the files in the order of the index: zips that can be opened."""
    folder = shared("corpus")
    with (folder / "index.csv").open(encoding="utf-8", newline="") as stream:
        return [
            CorpusFile(
                folder / row["path"],
                row["excel_authored"] == "1",
                int(row["formulas"] or 0),
                int(row["volatile"] or 0) > 0,
            )
            for row in csv.DictReader(stream)
            if row["container"] == "zip" and not row["error"]
        ]
