from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from service_kpi.cli import refresh as command
from service_kpi.refresh.recalculate import recalculate
from tests.cli.conftest import STALE, Run, lines
from tests.gate.workbook import Book, write_workbook
from tests.refresh.books import SURVEY, stored_values

REMARK = "  ! Sheet1!D3: KPI_GAP: no respondent answered at least half of the items"


def test_a_refresh_says_what_became_of_the_book(run: Run, book: Path) -> None:
    outcome = run("refresh", book)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == lines(
        str(book),
        "  saved: 3 values computed, 3 changed",
        "  Sheet1!D1  -99 → -1",
        '  Sheet1!D2  -99 → "short [red]"',
        "  Sheet1!D3  -99 → #N/A",
        REMARK,
    )
    assert stored_values(book.read_bytes())["D1"] == -1.0


def test_the_second_refresh_finds_it_fresh(run: Run, book: Path) -> None:
    run("refresh", book)
    before = book.read_bytes(), book.stat().st_mtime_ns
    outcome = run("refresh", book)
    assert outcome.out == lines(str(book), "  already up to date: 3 values computed", REMARK)
    assert (book.read_bytes(), book.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    ("option", "stale_code"),
    [("--check", 1), ("--dry-run", 0)],
)
def test_looking_writes_nothing(run: Run, book: Path, option: str, stale_code: int) -> None:
    outcome = run("refresh", option, "-o", book.parent / "new", book)
    assert outcome.code == stale_code
    assert "out of date, nothing written: 3 values computed, 3 changed" in outcome.out
    assert book.read_bytes() == STALE
    assert [file.name for file in book.parent.iterdir()] == ["book.xlsx"]
    run("refresh", book)
    assert run("refresh", option, book).code == 0


def test_into_a_folder(run: Run, book: Path) -> None:
    folder = book.parent / "new" / "deep"
    outcome = run("refresh", "-o", folder, book)
    assert outcome.code == 0
    assert f"  saved as {folder / 'book.xlsx'}: " in outcome.out
    assert book.read_bytes() == STALE
    assert stored_values((folder / "book.xlsx").read_bytes())["D1"] == -1.0
    again = run("refresh", folder / "book.xlsx", "-o", book.parent / "third")
    assert "already up to date; copied as" in again.out


def test_two_books_of_one_name_do_not_overwrite_each_other(run: Run, book: Path) -> None:
    (book.parent / "other").mkdir()
    second = book.parent / "other" / "BOOK.xlsx"
    second.write_bytes(STALE)
    outcome = run("refresh", "-o", book.parent / "new", book, second)
    assert outcome.code == 3
    assert "another workbook of that name" in outcome.err
    assert [file.name for file in (book.parent / "new").iterdir()] == ["book.xlsx"]


@pytest.mark.parametrize("name", ["report.xlsx", "taken"])
def test_an_output_that_is_no_folder(run: Run, book: Path, name: str) -> None:
    (book.parent / "taken").write_text("a file")
    outcome = run("refresh", book, "-o", book.parent / name)
    assert outcome.code == 3
    assert outcome.err == lines(f"✗ {name} is no folder, and the refreshed copies go into one: name a folder.")
    assert not (book.parent / "report.xlsx").exists()


def test_an_output_folder_that_is_the_own_one_refreshes_in_place(run: Run, book: Path) -> None:
    if os.name != "nt":
        book.chmod(0o640)
    assert run("refresh", book, "-o", book.parent).code == 0
    assert stored_values(book.read_bytes())["D1"] == -1.0
    if os.name != "nt":
        assert stat.S_IMODE(book.stat().st_mode) == 0o640


def test_json_has_the_same_facts(run: Run, book: Path) -> None:
    bad = book.parent / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    expected = recalculate(book, dry_run=True).to_json("en")
    outcome = run("refresh", "--json", book, bad)
    assert (outcome.code, outcome.err) == (3, "")
    facts = json.loads(outcome.out, parse_constant=pytest.fail)  # no NaN, no infinity
    assert facts[0] == expected
    assert facts[0]["changes"][0] == {"sheet": "Sheet1", "cell": "D1", "before": -99.0, "after": -1.0}
    assert facts[0]["kpis"][1]["value"] == "#N/A"
    assert facts[1] == {
        "workbook": str(bad),
        "error": "NOT_XLSX",
        "message": "bad.xlsx is not an Excel workbook (.xlsx or .xlsm): open it in Excel and save it as one.",
    }


def test_json_is_utf_8_and_comes_in_spanish(run: Run, book: Path) -> None:
    outcome = run("refresh", "--json", "--language", "es", book)
    (facts,) = json.loads(outcome.out)
    assert facts["kpis"][1]["reason"] == "ninguna persona respondió al menos la mitad de los ítems"


def test_quiet_prints_errors_only(run: Run, book: Path) -> None:
    outcome = run("refresh", "--quiet", book, book.parent / "nope.xlsx")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == lines("✗ nope.xlsx was not found: check the name and the folder.")
    assert stored_values(book.read_bytes())["D1"] == -1.0


def test_one_bad_book_does_not_stop_the_others(run: Run, book: Path) -> None:
    bad, last = book.parent / "a bad.xlsx", book.parent / "last.xlsx"
    bad.write_bytes(STALE[:300])
    last.write_bytes(STALE)
    outcome = run("refresh", bad, book, last, book)
    assert outcome.code == 3
    assert outcome.err == lines("✗ a bad.xlsx is incomplete, its end is missing: copy or download it again.")
    assert outcome.out.splitlines()[-1] == "3 workbooks: 2 saved, 1 failed"
    assert stored_values(last.read_bytes())["D1"] == -1.0


@pytest.mark.parametrize("problem", [ValueError("x"), RecursionError(), MemoryError(), KeyError("y"), OSError(5, "z")])
def test_a_fault_of_ours_is_one_sentence_too(
    run: Run, book: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    other = book.parent / "other.xlsx"
    other.write_bytes(STALE)

    def faulty(path: Any, **options: Any) -> Any:
        if path == str(book):
            raise problem
        return recalculate(path, **options)

    monkeypatch.setattr(command, "recalculate", faulty)
    outcome = run("refresh", book, other)
    assert outcome.code == 3
    assert outcome.err.count("\n") == 1
    assert "Traceback" not in outcome.err
    if not isinstance(problem, OSError):
        assert f"a fault in this program ({type(problem).__name__}, refresh.py:" in outcome.err
    assert book.read_bytes() == STALE
    assert stored_values(other.read_bytes())["D1"] == -1.0


def test_wildcards_that_the_shell_left_alone(run: Run, book: Path) -> None:
    (book.parent / "more [2].xlsx").write_bytes(STALE)
    (book.parent / "~$other.xlsx").write_bytes(b"owner")
    outcome = run("refresh", book.parent / "*.xlsx", book.parent / "more [2].xlsx")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[-1] == "2 workbooks: 2 saved"


def test_a_wildcard_without_match(run: Run, tmp_path: Path) -> None:
    outcome = run("refresh", tmp_path / "*.xlsx")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == lines("✗ No workbook matches *.xlsx: check the name and the folder.")


def test_many_changes_and_many_remarks_are_cut_short(run: Run, tmp_path: Path) -> None:
    cells = SURVEY | {f"D{row}": "=KPI_ASA(Z9)" for row in range(1, 21)} | {f"E{row}": "=NOSUCH(1)" for row in (1, 2)}
    path = tmp_path / "book.xlsx"
    path.write_bytes(write_workbook(Book({"Sheet1": cells}), -99.0))
    printed = run("refresh", path).out.splitlines()
    assert printed[1] == "  saved: 20 values computed, 20 changed, 2 kept as stored"
    assert printed[10] == "  … and 12 more (--json lists them all)"
    assert len(printed) == 13  # each remark once
    assert printed[11].endswith("(also: " + ", ".join(f"Sheet1!D{row}" for row in range(2, 10)) + " … +11)")
    assert printed[12] == (
        "  ! Sheet1!E1 uses NOSUCH, which only Excel computes; it keeps its last value. (also: Sheet1!E2)"
    )


def test_spanish(run: Run, book: Path) -> None:
    outcome = run("refresh", book, book.parent / "nada.xlsx", "--language=es")
    assert outcome.out == lines(
        str(book),
        "  guardado: 3 valores calculados, 3 cambiados",
        "  Sheet1!D1  -99 → -1",
        '  Sheet1!D2  -99 → "short [red]"',
        "  Sheet1!D3  -99 → #N/D",
        "  ! Sheet1!D3: KPI_GAP: ninguna persona respondió al menos la mitad de los ítems",
        "2 libros: 1 guardado, 1 con error",
    )
    assert outcome.err == lines("✗ No se encontró nada.xlsx: revise el nombre y la carpeta.")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("refresh",), "service-kpi refresh: the following arguments are required: BOOK"),
        (("refresh", "x.xlsx", "--bogus"), "service-kpi: unrecognized arguments: --bogus"),
        (("refresh", "x.xlsx", "--che"), "service-kpi: unrecognized arguments: --che"),
        (("bogus",), "invalid choice: 'bogus'"),
        ((), "service-kpi: the following arguments are required: COMMAND"),
        (("--language", "es", "refresh"), "service-kpi refresh: falta: LIBRO"),
        (("refresh", "x.xlsx", "--nada", "--language", "es"), "service-kpi: opción desconocida: --nada"),
        (("refresh", "x", "--language", "fr"), "invalid choice: 'fr'"),
    ],
)
def test_wrong_words(run: Run, words: tuple[str, ...], complaint: str) -> None:
    outcome = run(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert complaint in outcome.err
    assert outcome.err.startswith("uso:" if "es" in words else "usage:")


@pytest.mark.parametrize(("language", "words"), [("en", ("usage:", "exit with 1")), ("es", ("uso:", "termina con 1"))])
def test_help(run: Run, language: str, words: tuple[str, str]) -> None:
    outcome = run("refresh", "--help", "--language", language)
    assert outcome.code == 0
    assert all(word in outcome.out for word in words)
