"""The benchmark's books are what they say, and its measuring and reporting hold; nothing timed is asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from benchmarks.books import LARGE, SMALL, Size, kpi_formulas, write_book
from benchmarks.contestants import OURS, Contestant
from benchmarks.function_cases import CASES, uncovered
from benchmarks.functions import GROWING
from benchmarks.measure import measure
from benchmarks.report import markdown, ratio
from benchmarks.scenarios import Outcome, Scenario, wrong_values
from service_kpi.binding import bind
from service_kpi.binding.call import bound_arguments
from service_kpi.catalogue import catalogue

TINY = Size(respondents=30, items=2, visits=7, branches=3, kpi_calls=12)


def formulas_of(book: Path) -> list[str]:
    sheets = openpyxl.load_workbook(book).worksheets
    return [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_sizes_are_those_that_the_readme_names() -> None:
    assert (LARGE.respondents * 2 * LARGE.items, LARGE.standard_formulas, LARGE.kpi_calls) == (1_000_000, 20_000, 200)
    assert (SMALL.standard_formulas, SMALL.kpi_calls) == (200, 5)
    assert len(list(kpi_formulas(LARGE))) == LARGE.kpi_calls


@pytest.mark.parametrize("with_kpis", [True, False])
@pytest.mark.parametrize("size", [TINY, SMALL])
def test_a_book_holds_the_formulas_that_its_size_says(tmp_path: Path, size: Size, with_kpis: bool) -> None:
    book = tmp_path / "book.xlsx"
    write_book(book, size, seed=1, with_kpis=with_kpis)
    formulas = formulas_of(book)
    ours = [formula for formula in formulas if "KPI_" in formula]
    assert len(ours) == (size.kpi_calls if with_kpis else 0)
    assert len(formulas) - len(ours) == size.standard_formulas
    table = openpyxl.load_workbook(book)["Survey"].tables["Survey"]
    assert table.ref.endswith(str(size.respondents + 1))
    assert len(table.tableColumns) == 2 * size.items


def test_the_same_seed_gives_the_same_answers(tmp_path: Path) -> None:
    books = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    controls = [write_book(book, TINY, seed=5, with_kpis=True) for book in books]
    assert controls[0] == controls[1]
    first, second = (list(openpyxl.load_workbook(book)["Survey"].values) for book in books)
    assert first == second


def test_every_kpi_call_is_in_the_catalogue() -> None:
    for formula in kpi_formulas(LARGE):
        for piece in formula.split("KPI_")[1:]:
            catalogue().find(f"KPI_{piece.partition('(')[0]}")


def test_a_book_that_nobody_computed_is_found_out(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    controls = write_book(book, SMALL, seed=1, with_kpis=True)
    assert wrong_values(book, controls).startswith("Summary!B2 is 0")
    filled = openpyxl.load_workbook(book)
    for control in controls:
        filled[control.sheet][control.cell] = control.expected
    filled.save(book)
    assert wrong_values(book, controls) == ""


def test_a_command_is_measured_and_its_failure_noticed() -> None:
    megabytes = 64
    run = measure([sys.executable, "-c", f"x = b'1' * ({megabytes} << 20); print('done')"], limit=60)
    assert (run.output.strip(), run.late, run.failed) == ("done", False, False)
    assert run.peak_bytes > megabytes << 20
    assert measure([sys.executable, "-c", "raise SystemExit(3)"], limit=60).failed


def test_a_command_past_its_limit_is_ended() -> None:
    run = measure([sys.executable, "-c", "import time; time.sleep(600)"], limit=0.3)
    assert run.late
    assert not run.failed


def test_the_table_names_ratios_and_troubles(tmp_path: Path) -> None:
    def outcome(name: str, seconds: list[float], books: int, trouble: str = "") -> Outcome:
        contestant = Contestant(name, name, lambda _books, _out: [])
        return Outcome(contestant, books, 1000, seconds=seconds, processor_seconds=seconds, trouble=trouble)

    ours, slow, late = outcome(OURS, [2.0, 9.0, 1.0], 10), outcome("slow", [1.0], 1), outcome("late", [], 10, "> 600 s")
    assert ratio(slow, ours.seconds_per_book) == 5.0
    assert ratio(late, ours.seconds_per_book) is None
    scenario = Scenario("small", "Many small books", TINY, tmp_path, {})
    text = markdown(scenario, [ours, slow, late], {"formulas": "not installed"})
    assert "| ours | 10 | 2.00 (1.00–9.00) | 2.00 | 200 | 1.00 |" in text
    assert "| late | 10 | > 600 s |" in text
    assert "| formulas | not installed |" in text
    assert len({line.count("|") for line in text.splitlines() if line.startswith("|")}) == 1


def values_of(name: str, rows: int = 500) -> dict[str, Any]:
    return bound_arguments(catalogue().find(name).spec, CASES[name].arguments(np.random.default_rng(1), rows))


def test_every_function_is_measured() -> None:
    assert not uncovered(), "\n".join(uncovered())
    assert set(CASES) == {spec.name for spec in catalogue().specs}
    assert set(GROWING) <= set(CASES)


def test_a_function_without_a_case_is_told_what_to_add(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CASES, "KPI_RANK")
    assert uncovered() == [
        'CASES in benchmarks/function_cases.py has no "KPI_RANK": '
        "add Case(lambda draw, rows: (score, scores), numpy=…, pandas=…)"
    ]


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_a_function_is_measured_on_gives_a_result(name: str) -> None:
    spec = catalogue().find(name).spec
    arguments = CASES[name].arguments(np.random.default_rng(1), 500)
    result = bind(spec, arguments)
    assert isinstance(result, list if spec.is_table or name == "KPI_INTERVAL" else float)


@pytest.mark.parametrize(
    "name", sorted(name for name, case in CASES.items() if case.numpy and not catalogue().find(name).spec.is_table)
)
def test_the_bare_expression_computes_the_same(name: str) -> None:
    case, values = CASES[name], values_of(name)
    assert case.numpy is not None
    expected = case.numpy(**values)
    assert catalogue().find(name).spec.function(**values) == pytest.approx(expected, rel=1e-9)
    if case.pandas is not None:
        frames = {
            key: (pd.Series if value.ndim == 1 else pd.DataFrame)(value) if isinstance(value, np.ndarray) else value
            for key, value in values.items()
        }
        assert case.pandas(**frames) == pytest.approx(expected, rel=1e-9)


def test_the_same_seed_gives_the_same_cells() -> None:
    first, second = (values_of("KPI_PROMISE_CUSTOMERS") for _ in range(2))
    for name, value in first.items():
        np.testing.assert_array_equal(value, second[name])


def test_one_function_is_measured_from_the_command_line(tmp_path: Path) -> None:
    numbers = tmp_path / "numbers.json"
    script = Path(__file__).parents[1] / "benchmarks" / "functions.py"
    run = subprocess.run(
        [sys.executable, script, "--quick", "--only", "KPI_GAP", "--json", numbers],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    tables = [line for line in run.stdout.splitlines() if line.startswith("| KPI_GAP |")]
    assert len(tables) == 1 + 4
    report = json.loads(numbers.read_text(encoding="utf-8"))
    (one,) = report["functions"]
    assert (one["name"], one["rows"]) == ("KPI_GAP", 10_000)
    assert set(one["memory"]) == {"numpy", "pure", "bound"}
    assert {"pure ÷ numpy", "bound ÷ numpy", "again ÷ numpy", "pure ÷ pandas", "bound ÷ pandas"} <= set(one["ratios"])
    assert [size["rows"] for size in report["growth"][0]] == [100, 1_000, 10_000, 100_000]
