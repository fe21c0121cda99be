"""Damaged and hostile files get exactly their code; files that are merely odd are read."""

from __future__ import annotations

import csv
import time
from pathlib import Path

from service_kpi.errors import WorkbookError
from service_kpi.messages import ERRORS, WARNINGS
from service_kpi.xlsx.package import Package
from service_kpi.xlsx.sheet import Sheet
from service_kpi.xlsx.workbook import read_workbook
from tests.shared import shared

#: Found while formulas are prepared or evaluated, not in the file.
_LATER = {"CIRCULAR", "FORMULA_TOO_COMPLEX", "FORMULA_TOO_LONG", "BUDGET", "UNSUPPORTED_FUNCTION", "XLM_MACRO"}


def outcome(path: Path) -> str:
    """Return the manifest's word for what reading a file came to."""
    try:
        package = Package.open(path)
        workbook = read_workbook(package)
        warnings = list(package.warnings)
        for sheet in workbook.sheets:
            if sheet.kind == "worksheet":
                warnings += Sheet.scan(package.xml(sheet.part), workbook, sheet).warnings
    except WorkbookError as error:
        assert path.name in str(error)
        return f"REJECT:{error.code}"
    return "".join(f"WARN:{code}" for code, _ in warnings) or "OK"


def test_every_hostile_file_comes_to_its_verdict() -> None:
    folder = shared("hostile")
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        manifest = {row["file"]: row["verdict"] for row in csv.DictReader(file)}
    slow = []
    wrong = {}
    for name, verdict in manifest.items():
        before = (folder / name).read_bytes()
        start = time.process_time()
        found = outcome(folder / name)
        if found.startswith("REJECT") and time.process_time() - start > 5:
            slow.append(name)
        kind, _, code = verdict.partition(":")
        expected = "OK" if kind == "WARN" and code in _LATER else verdict
        if found != expected:
            wrong[name] = (found, expected)
        assert (folder / name).read_bytes() == before
    assert manifest
    assert wrong == {}
    assert slow == []


def test_every_code_of_the_manifest_has_its_sentence() -> None:
    with (shared("hostile") / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, _, code = row["verdict"].partition(":")
            assert kind == "OK" or code in (ERRORS if kind == "REJECT" else WARNINGS)
