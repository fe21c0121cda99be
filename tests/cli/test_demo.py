from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_the_samples_are_made_once_and_shown(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    outcome = run("demo", "-o", folder)
    assert (outcome.code, outcome.err) == (0, "")
    assert sorted(file.name for file in folder.iterdir()) == ["service-kpi-demo-es.xlsx", "service-kpi-demo.xlsx"]
    assert "KPI_GAP " in outcome.out
    assert "KPI_BRECHA " in outcome.out
    before = {file: file.read_bytes() for file in folder.iterdir()}
    assert run("demo", "-o", folder).code == 0
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_a_person_s_own_figures_in_a_sample_stay(run: Run, tmp_path: Path) -> None:
    (tmp_path / "service-kpi-demo.xlsx").write_bytes(b"mine")
    outcome = run("demo", "-o", tmp_path)
    assert outcome.code == 3
    assert outcome.err.startswith("✗ service-kpi-demo.xlsx is not an Excel workbook")
    assert (tmp_path / "service-kpi-demo.xlsx").read_bytes() == b"mine"


def test_a_folder_that_cannot_be(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    outcome = run("demo", "-o", tmp_path / "file", "--language", "es")
    assert outcome.code == 3
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("✗ ")
