from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from service_kpi.cli import main
from tests.gate.workbook import Book, Input, write_workbook
from tests.refresh.books import SURVEY

#: −1 from SURVEY, a text, and a KPI without data.
FORMULAS: dict[str, Input] = SURVEY | {
    "D1": "=KPI_GAP(A2:A4,B2:B4)",
    "D2": '="short [red]"',
    "D3": "=KPI_GAP(A9:A10,B9:B10)",
}
STALE = write_workbook(Book({"Sheet1": FORMULAS}), -99.0)


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_KPI_LANGUAGE", "en")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process."""

    def run_(*words: str | Path) -> Outcome:
        try:
            code = main([str(word) for word in words])
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run_


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(STALE)
    return path


def lines(*expected: str) -> str:
    """Return lines as a command prints them."""
    return "".join(f"{line}\n" for line in expected)


__all__: Sequence[str] = ["FORMULAS", "STALE", "Outcome", "Run", "lines"]
