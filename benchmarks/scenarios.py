"""One scenario: some books, every contestant's runs on them, and whether what they left behind is right."""

from __future__ import annotations

import math
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import openpyxl

from benchmarks.books import Control, Size, write_book
from benchmarks.contestants import Contestant
from benchmarks.measure import Measurement, measure

#: A contestant that needs longer than this is run once.
_CHEAP: Final = 60.0
#: Books for a contestant that starts a process for each.
_ONE_BY_ONE: Final = 20


@dataclass(frozen=True)
class Scenario:
    """Books of one size, each in two copies: with the KPI calls and without."""

    name: str
    title: str
    size: Size
    folder: Path
    controls: dict[str, dict[bool, list[Control]]]

    @classmethod
    def make(cls, name: str, title: str, size: Size, books: int, folder: Path) -> Scenario:
        """Write the books."""
        controls: dict[str, dict[bool, list[Control]]] = {}
        for number in range(1, books + 1):
            book = f"{name}-{number}.xlsx"
            controls[book] = {}
            for with_kpis in (True, False):
                path = folder / name / _copy_name(with_kpis) / book
                path.parent.mkdir(parents=True, exist_ok=True)
                controls[book][with_kpis] = write_book(path, size, seed=number, with_kpis=with_kpis)
        return cls(name, title, size, folder / name, controls)

    def sources(self, contestant: Contestant) -> list[Path]:
        """Return the generated books that a contestant is given."""
        names = list(self.controls)[: _ONE_BY_ONE if contestant.one_by_one else None]
        return [self.folder / _copy_name(contestant.with_kpis) / name for name in names]


@dataclass
class Outcome:
    """The runs of one contestant in one scenario."""

    contestant: Contestant
    books: int
    bytes_before: int
    bytes_after: int = 0
    seconds: list[float] = field(default_factory=list)
    #: Of the whole process or processes: less disturbed by whatever else runs on the machine.
    processor_seconds: list[float] = field(default_factory=list)
    peak_bytes: int = 0
    #: Why there is no number, or none to trust.
    trouble: str = ""

    @property
    def seconds_per_book(self) -> float | None:
        """Median over the runs, or nothing for a contestant that never finished rightly."""
        return None if self.trouble or not self.seconds else statistics.median(self.seconds) / self.books


def run_scenario(scenario: Scenario, who: Sequence[Contestant], *, runs: int, limit: float) -> list[Outcome]:
    """Run everybody once, then everybody again: what slows the machine for a while falls on all of them."""
    outcomes = []
    for contestant in who:
        sources = scenario.sources(contestant)
        outcomes.append(Outcome(contestant, len(sources), sum(book.stat().st_size for book in sources)))
    for run in range(runs):
        for outcome in outcomes:
            if not outcome.trouble and (run == 0 or max(outcome.seconds) <= _CHEAP):
                _run(scenario, outcome, limit)
    return outcomes


def _run(scenario: Scenario, outcome: Outcome, limit: float) -> None:
    contestant = outcome.contestant
    with tempfile.TemporaryDirectory(dir=scenario.folder) as folder:
        out = Path(folder) / "out"
        out.mkdir()
        books = [Path(shutil.copy(book, folder)) for book in scenario.sources(contestant)]
        batches = [[book] for book in books] if contestant.one_by_one else [books]
        took = []
        for batch in batches:
            took.append(measure(contestant.command(batch, out), limit=limit, environment=contestant.environment))
            outcome.peak_bytes = max(outcome.peak_bytes, took[-1].peak_bytes)
            outcome.trouble = _trouble(took[-1], limit)
            if outcome.trouble:
                return
        outcome.seconds.append(
            float(took[0].output.split()[-1]) if contestant.times_itself else sum(run.seconds for run in took)
        )
        outcome.processor_seconds.append(sum(run.processor_seconds for run in took))
        results = books if contestant.in_place else [out / book.name for book in books]
        missing = [book.name for book in results if not book.exists()]
        if missing:
            outcome.trouble = f"no result for {missing[0]}"
            return
        outcome.bytes_after = sum(book.stat().st_size for book in results)
        if contestant.computes:
            outcome.trouble = wrong_values(results[-1], scenario.controls[results[-1].name][contestant.with_kpis])


def wrong_values(book: Path, controls: Sequence[Control]) -> str:
    """Return which control cell of a computed book is wrong, or nothing when all are right."""
    values = openpyxl.load_workbook(book, read_only=True, data_only=True)
    try:
        sheets = {sheet.title.lower(): sheet for sheet in values.worksheets}  # formulas writes names in capitals
        for control in controls:
            found = sheets[control.sheet.lower()][control.cell].value
            if not isinstance(found, (int, float)) or not math.isclose(found, control.expected, rel_tol=1e-9):
                return f"{control.sheet}!{control.cell} is {found!r}, expected {control.expected!r}"
    finally:
        values.close()
    return ""


def _trouble(run: Measurement, limit: float) -> str:
    if run.late:
        return f"> {limit:.0f} s"
    if run.failed:
        last = (run.output.strip().splitlines() or ["no message"])[-1]
        return f"exit code {run.exit_code}: {last[:160]}"
    return ""


def _copy_name(with_kpis: bool) -> str:
    return "with-kpis" if with_kpis else "without-kpis"
