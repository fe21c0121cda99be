"""Real workbooks: every sheet reads as openpyxl reads it, and rewriting keeps every member."""

from __future__ import annotations

import datetime
import warnings
from pathlib import Path

import openpyxl
import pytest

from service_kpi.errors import WorkbookError
from service_kpi.xlsx.package import Package
from service_kpi.xlsx.patch import CellEdit, patch_sheet
from service_kpi.xlsx.sheet import Sheet
from service_kpi.xlsx.slim import Formula, slim_sheet
from service_kpi.xlsx.workbook import read_workbook
from service_kpi.xlsx.xml import normalised
from tests.shared import shared

pytestmark = pytest.mark.corpus

#: Damaged on purpose by those who test their readers with them; each with what is wrong.
REFUSED = {
    "apache+poi__test-data__openxml4j__invalid.xlsx": "NOT_XLSX",
    "apache+poi__test-data__poifs__extenxls_pwd123.xlsx": "ENCRYPTED",
    "apache+poi__test-data__poifs__protected_sha512.xlsx": "ENCRYPTED",
    "apache+poi__test-data__spreadsheet__clusterfuzz-testcase-minimized-POIFuzzer-5040805309710336.xlsx": "CORRUPT_ZIP",
    "apache+poi__test-data__spreadsheet__clusterfuzz-testcase-minimized-POIXSSFFuzzer-5089447305609216.xlsx":
        "TRUNCATED_ZIP",
    "apache+poi__test-data__spreadsheet__clusterfuzz-testcase-minimized-POIXSSFFuzzer-6419366255919104.xlsx":
        "TRUNCATED_ZIP",
    "apache+poi__test-data__spreadsheet__clusterfuzz-testcase-minimized-POIXSSFFuzzer-6448258963341312.xlsx":
        "TRUNCATED_ZIP",
    "apache+poi__test-data__spreadsheet__clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5025401116950528.xlsx":
        "TRUNCATED_ZIP",
    "apache+poi__test-data__spreadsheet__clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-6504225896792064.xlsx":
        "CORRUPT_ZIP",
    "apache+poi__test-data__spreadsheet__duplicate-filename-case-insensitive.xlsx": "DUPLICATE_PART",
    # Row number zero.
    "apache+poi__test-data__spreadsheet__poc-shared-strings.xlsx": "BAD_REF",
    "apache+poi__test-data__spreadsheet__poc-xmlbomb-empty.xlsx": "XML_DTD",
    "apache+poi__test-data__spreadsheet__protected_passtika.xlsx": "ENCRYPTED",
    # Of a beta of 2006, whose shared strings have other names.
    "apache+poi__test-data__spreadsheet__sample-beta.xlsx": "BAD_SST_INDEX",
    "decalage2+oletools__tests__test-data__encrypted__dde-test-encrypt-standardpassword.xlsm": "ENCRYPTED",
    "decalage2+oletools__tests__test-data__encrypted__encrypted.xlsm": "ENCRYPTED",
    "exceljs+exceljs__spec__integration__data__invalid-xml.xlsx": "XML_INVALID",
    "exceljs+exceljs__spec__integration__data__missing-bits.xlsx": "NOT_XLSX",
    "qax-os+excelize__test__encryptSHA512.xlsx": "ENCRYPTED",
    "tafia+calamine__tests__pass_protected.xlsx": "ENCRYPTED",
    "theorchard+openpyxl__openpyxl__tests__data__reader__null_archive.xlsx": "NOT_XLSX",
}  # fmt: skip


def books() -> list[Path]:
    return sorted(path for path in shared("corpus").iterdir() if path.suffix.startswith(".xl"))


def scan(package: Package) -> list[Sheet]:
    workbook = read_workbook(package)
    return [Sheet.scan(package.xml(part.part), workbook, part) for part in workbook.sheets if part.kind == "worksheet"]


def test_only_the_damaged_are_refused() -> None:
    refused = {}
    for path in books():
        try:
            package = Package.open(path)
            sheets = scan(package)
        except WorkbookError as error:
            refused[path.name] = error.code
            continue
        assert package.rewrite({}) == path.read_bytes(), path.name
        for sheet in sheets:
            constants = zip(sheet.cells.rows.tolist(), sheet.cells.columns.tolist(), strict=True)
            equal = {place: CellEdit(sheet.value(*place)) for place in constants if place not in sheet.formulas}
            equal |= {place: CellEdit(formula.cached) for place, formula in sheet.formulas.items()}
            assert patch_sheet(sheet, equal) is sheet.data, path.name
            slim = slim_sheet(sheet, dict.fromkeys(sheet.formulas, Formula("1")))
            copy = Sheet.scan(normalised(slim, "slim"), sheet.workbook, sheet.part)
            assert copy.formulas.keys() == sheet.formulas.keys(), path.name
    assert refused == {name: code for name, code in REFUSED.items() if name in {path.name for path in books()}}


def test_cells_are_what_openpyxl_reads() -> None:
    """openpyxl drops what lies under merged cells and turns numbers into dates: those are not compared."""
    compared = 0
    differences: list[tuple[object, ...]] = []
    for path in books()[::7]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                sheets = scan(Package.open(path))
                formulas = openpyxl.load_workbook(path)
                cached = openpyxl.load_workbook(path, data_only=True)
            except Exception:
                continue
        for sheet in sheets:
            if sheet.part.name not in formulas.sheetnames or sheet.workbook.strict:
                continue
            theirs, values = formulas[sheet.part.name], cached[sheet.part.name]
            for cell in values._cells.values():
                place = (cell.row - 1, cell.column - 1)
                if isinstance(cell.value, (datetime.date, datetime.time, datetime.timedelta)):
                    continue
                compared += 1
                mine = sheet.value(*place)
                expected = "" if cell.value is None else cell.value
                found = "" if mine is None else mine if isinstance(mine, (bool, float, str)) else str(mine)
                if isinstance(found, str) and isinstance(expected, str):
                    found, expected = found.replace("\r", ""), expected.replace("\r", "").replace("_x000D_", "")
                under_merge = type(cell).__name__ == "MergedCell"
                if found != expected and not under_merge:
                    differences.append((path.name, sheet.part.name, cell.coordinate, expected, found))
            has_formula = {(c.row - 1, c.column - 1) for c in theirs._cells.values() if c.data_type == "f"}
            merged = {(c.row - 1, c.column - 1) for c in theirs._cells.values() if type(c).__name__ == "MergedCell"}
            if has_formula != sheet.formulas.keys() - merged:
                differences.append((path.name, sheet.part.name, "formulas", has_formula, sheet.formulas.keys()))
    assert differences == []
    assert compared > 10_000
