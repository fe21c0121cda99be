"""A real survey in a real workbook: every number again in pandas, scipy and pingouin; LibreOffice on the result."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pingouin
import pytest
from scipy import stats

from service_kpi import recalculate
from tests.acceptance import kiosk
from tests.acceptance.package_reader import members

_LOAD_FORMULAS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item></oor:items>
"""
_ALWAYS, _NEVER = 0, 1


@pytest.fixture
def refreshed(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.xlsx"
    kiosk.write_workbook(path)
    recalculate(path)
    return path


def sides(first: int = 0, last: int = 24) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Expectation, perception and importance of the items, their columns named alike."""
    answers = kiosk.survey()
    items = kiosk.ITEMS[first:last]
    blocks = [answers[[f"{side}{item}" for item in items]].set_axis(items, axis=1) for side in ("E", "P", "IMP")]
    return blocks[0], blocks[1], blocks[2]


def alpha(items: pd.DataFrame) -> float:
    return float(pingouin.cronbach_alpha(items.dropna())[0])


def difference_reliability(expected: pd.DataFrame, perceived: pd.DataFrame) -> float:
    """Peter, Churchill and Brown (1993)."""
    e, p = expected.mean(axis=1).dropna(), perceived.mean(axis=1).dropna()
    shared_part = 2 * e.corr(p) * e.std() * p.std()
    return float(
        (p.var() * alpha(perceived) + e.var() * alpha(expected) - shared_part) / (p.var() + e.var() - shared_part)
    )


def row_of(first: int, last: int) -> list[Any]:
    """One row of the gap table: n, expected, perceived, gap, its interval, met, alpha, reliability."""
    expected, perceived, _ = sides(first, last)
    gaps = (perceived - expected).mean(axis=1).dropna()
    interval = stats.t.interval(0.95, len(gaps) - 1, gaps.mean(), stats.sem(gaps))
    met = (perceived >= expected).to_numpy()[expected.notna().to_numpy()].mean()
    means = expected.mean(axis=1).mean(), perceived.mean(axis=1).mean()
    return [
        len(gaps),
        *means,
        gaps.mean(),
        *interval,
        met,
        alpha(perceived),
        difference_reliability(expected, perceived),
    ]


def ordinary() -> dict[str, Any]:
    answers = kiosk.survey()
    return {
        "B11": answers["P01"].mean(),
        "B12": answers["E01"].count(),
        "B13": (answers["IMP01"] * (answers["P01"] - answers["E01"])).sum(),
        "B14": answers["P24"].std(),
        "B15": ((answers["gender"] == "F") & (answers["P01"] >= 6)).sum(),
    }


def test_the_survey_is_as_the_tests_take_it() -> None:
    expected, perceived, importance = sides()
    assert len(expected) == 211
    for block in (expected, perceived, importance):
        assert block.isna().all(axis=1).sum() == block.isna().any(axis=1).sum() == 4


def test_every_number_is_the_independent_one(refreshed: Path) -> None:
    expected, perceived, importance = sides()
    differences = perceived - expected
    gaps = differences.mean(axis=1)
    share = importance.div(importance.sum(axis=1), axis=0)
    by_dimension = {f"B{21 + i}": row_of(3 * i, 3 * i + 3)[3] for i in range(8)}
    met = (perceived >= expected).sum().sum() / differences.notna().sum().sum()
    worst = kiosk.DIMENSIONS[min(range(8), key=lambda i: by_dimension[f"B{21 + i}"])]
    wanted = {
        "B1": gaps.mean(),
        "B2": (differences * share).sum(axis=1, min_count=24).mean(),
        "B3": perceived.mean(axis=1).mean(),
        "B4": (perceived * share).sum(axis=1, min_count=24).mean(),
        "B5": met,
        "B6": (perceived > expected).sum().sum() / differences.notna().sum().sum(),
        "B7": alpha(perceived),
        "B8": difference_reliability(expected, perceived),
        "B9": gaps.mean(),
        **ordinary(),
        "B16": "shortfall",
        "B17": round(gaps.mean() * 100, 1),
        "B18": met * 100,
        "B19": worst,
        **by_dimension,
        "B30": 207,
        "B31": max(by_dimension.values()) - min(by_dimension.values()),
    }
    assert gaps.mean() < -0.5
    shown = openpyxl.load_workbook(refreshed, data_only=True)["KPI"]
    assert wanted.keys() == kiosk.FORMULAS.keys() | kiosk.dimension_ranges().keys()
    for cell, value in wanted.items():
        assert shown[cell].value == (value if isinstance(value, str) else pytest.approx(value, rel=1e-10)), cell


def test_the_table_spills(refreshed: Path) -> None:
    header, *rows = openpyxl.load_workbook(refreshed, data_only=True)["Table"].iter_rows(values_only=True)
    assert header[:3] == ("Dimension", "n", "Expected")
    assert [row[0] for row in rows] == [*kiosk.DIMENSIONS, "Overall"]
    for i, row in enumerate(rows):
        first, last = (0, 24) if row[0] == "Overall" else (3 * i, 3 * i + 3)
        assert row[1] == 207
        assert list(row[1:]) == pytest.approx(row_of(first, last), rel=1e-10)


def test_only_values_changed_and_a_second_refresh_changes_nothing(refreshed: Path, tmp_path: Path) -> None:
    original = tmp_path / "original.xlsx"
    kiosk.write_workbook(original)
    before, after = members(original.read_bytes()), members(refreshed.read_bytes())
    assert [member.name for member in before] == [member.name for member in after]
    changed = {was.name for was, now in zip(before, after, strict=True) if was.content != now.content}
    # docProps/core.xml has the moment at which each of the two was written.
    assert changed - {"docProps/core.xml"} == {"xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"}
    assert any(member.name.startswith("xl/charts/") for member in after)
    bytes_before = refreshed.read_bytes()
    again = recalculate(refreshed)
    assert (again.data, again.changes, again.notices) == (None, [], [])
    assert refreshed.read_bytes() == bytes_before


@pytest.mark.libreoffice
def test_libreoffice_agrees(refreshed: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("soffice is not installed")
    # Recalculated there: the formulas that do not rest on ours, for it does not know our functions.
    recalculated = openpyxl.load_workbook(_through_libreoffice(refreshed, tmp_path, _ALWAYS), data_only=True)["KPI"]
    for cell, value in ordinary().items():
        assert recalculated[cell].value == pytest.approx(value, rel=1e-10), cell
    # Opened as it is: what we stored is what is shown. The spilled table is not: LibreOffice computes array formulas
    # on every load, and knows none of ours.
    opened = openpyxl.load_workbook(_through_libreoffice(refreshed, tmp_path, _NEVER), data_only=True)["KPI"]
    stored = openpyxl.load_workbook(refreshed, data_only=True)["KPI"]
    for cell in kiosk.FORMULAS.keys() | kiosk.dimension_ranges().keys():
        value = stored[cell].value
        assert opened[cell].value == (value if isinstance(value, str) else pytest.approx(value, rel=1e-12)), cell


def _through_libreoffice(path: Path, folder: Path, mode: int) -> Path:
    """Return the workbook as LibreOffice saves it, formulas recalculated on load or not."""
    profile, output = folder / f"profile{mode}", folder / f"out{mode}"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_LOAD_FORMULAS.format(mode=mode), encoding="utf-8")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            *("--convert-to", "xlsx", "--outdir", str(output), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return output / path.name
