from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, lines
from tests.gate.workbook import Book, Input, write_workbook

#: Gaps of −1, 0 and −2; then a respondent who says "abc" and one without a perception.
CELLS: dict[str, Input] = {
    "A2": 5.0, "B2": 4.0,
    "A3": "6,0", "B3": 6.0,
    "A4": 7.0, "B4": 5.0,
    "A5": "abc", "B5": 5.0,
    "A6": 5.0, "B6": "NS/NC",
    "D1": "=KPI_GAP(A2:A6,B2:B6)",
    "D2": "=KPI_BRECHA(A9:A10,B9:B10)",
    "D3": "=1+1",
    "D4": "=KPI_INTERVAL(B2,B3)",
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "May 2026!.xlsx"
    path.write_bytes(write_workbook(Book({"My data": CELLS}), -99.0))
    return path


def test_a_gap(run: Run, book: Path) -> None:
    before = book.read_bytes()
    outcome = run("explain", f"{book}!'My data'!D1")
    assert (outcome.code, outcome.err) == (0, "")
    # −1 ± 4.302653 · 1 ÷ √3
    assert outcome.out.startswith(
        lines(
            "My data!D1: -1",
            "  =KPI_GAP(A2:A6,B2:B6)",
            "",
            "KPI_GAP('My data'!A2:A6, 'My data'!B2:B6)",
            "  Customers perceive 1 point less than they expected.",
            "  n: 3 respondents",
            "  95 % interval: -3.484 to 1.484 (Student's t)",
            "  Reads:",
            "    expected = 'My data'!A2:A6: 5 cells, 4 used, 1 of them typed as text, 1 not valid (first: A5)",
            "    perceived = 'My data'!B2:B6: 5 cells, 4 used, 1 blank or \"no answer\"",
            "  Left out besides: 2 answers on one side only",
        )
    )
    assert "  Formula: mean over respondents" in outcome.out
    assert "  Source: Parasuraman, Zeithaml and Berry (1988)" in outcome.out
    assert book.read_bytes() == before


def test_a_gap_in_spanish(run: Run, book: Path) -> None:
    outcome = run("explain", f"{book}!My data!D1", "--language", "es")
    assert outcome.code == 0
    for said in (
        "  Los clientes perciben 1 punto menos de lo que esperaban.\n",
        "  n: 3 personas encuestadas\n",
        "  Intervalo del 95 %: de -3,484 a 1,484 (t de Student)\n",
        "A2:A6: 5 celdas, 4 usadas, 1 de ellas escritas como texto, 1 no válidas (primera: A5)\n",
        "B2:B6: 5 celdas, 4 usadas, 1 en blanco o «sin respuesta»\n",
        "  Además se excluyó: 2 respuestas de un solo lado\n",
    ):
        assert said in outcome.out


def test_no_number(run: Run, book: Path) -> None:
    outcome = run("explain", f"{book}!My data!D2")
    assert outcome.code == 0
    assert "  There is no number (#N/A): " in outcome.out
    assert "n:" not in outcome.out.split("Rules:")[0]


def test_single_values_are_shown(run: Run, book: Path) -> None:
    outcome = run("explain", f"{book}!My data!D4")
    assert "    successes = 'My data'!B2: 4\n    n = 'My data'!B3: 6\n" in outcome.out


def test_json(run: Run, book: Path) -> None:
    outcome = run("explain", f"{book}!My data!D1", "--json")
    facts: dict[str, Any] = json.loads(outcome.out)
    call = facts["calls"][0]
    assert (facts["sheet"], facts["cell"], facts["value"]) == ("My data", "D1", -1.0)
    assert (call["function"], call["value"], call["n"], call["unpaired"]) == ("KPI_GAP", -1.0, 3, 2)
    assert call["interval"]["low"] == pytest.approx(-1 - 4.302652729911275 / 3**0.5)
    assert call["arguments"][0] == {
        "name": "expected",
        "given": "'My data'!A2:A6",
        "cells": {
            "cells": 5,
            "used": 4,
            "text_numbers": 1,
            "headings": 0,
            "missing": 0,
            "invalid": 1,
            "errors": 0,
            "first_left_out": "A5",
        },
    }


@pytest.mark.parametrize(
    ("place", "code", "message"),
    [
        ("My data!D3", 2, "My data!D3 calls no KPI function: =1+1."),
        ("My data!Z99", 2, "My data!Z99 calls no KPI function: it has no formula."),
        ("Other!D1", 2, "There is no worksheet Other; the workbook has My data."),
        ("My data!ZZZ1", 2, "A cell is named as BOOK!Sheet!B7, and a function as KPI_GAP, but got ZZZ1."),
    ],
)
def test_what_cannot_be_explained(run: Run, book: Path, place: str, code: int, message: str) -> None:
    outcome = run("explain", f"{book}!{place}")
    assert (outcome.code, outcome.out, outcome.err) == (code, "", lines(message))
    as_json = run("explain", f"{book}!{place}", "--json")
    assert (as_json.code, json.loads(as_json.out)["message"]) == (code, message)


def test_a_book_that_is_not_there(run: Run, tmp_path: Path) -> None:
    words = f"{tmp_path / 'none.xlsx'}!Sheet1!B7"
    outcome = run("explain", words)
    assert (outcome.code, outcome.out) == (3, "")
    assert "none.xlsx was not found" in outcome.err
    as_json = run("explain", words, "--json")
    assert (as_json.code, json.loads(as_json.out)["error"]) == (3, "MISSING_FILE")


def test_a_function(run: Run) -> None:
    assert run("explain", "kpi_gap") == run("functions", "kpi_gap")
    facts = json.loads(run("explain", "KPI_GAP", "--json", "--language", "es").out)
    assert (facts["function"], facts["alias"]) == ("KPI_GAP", "KPI_BRECHA")
    assert facts["returns"] == "percepción − expectativa, en puntos"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("KPI_GAPP", "There is no function KPI_GAPP; did you mean KPI_GAP?"),
        ("book.xlsx", "A cell is named as BOOK!Sheet!B7, and a function as KPI_GAP, but got book.xlsx."),
        ("Sheet!B7", "A cell is named as BOOK!Sheet!B7, and a function as KPI_GAP, but got Sheet!B7."),
    ],
)
def test_words_that_name_nothing(run: Run, words: str, message: str) -> None:
    outcome = run("explain", words)
    assert (outcome.code, outcome.out, outcome.err) == (2, "", lines(message))
