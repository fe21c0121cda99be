from __future__ import annotations

from pathlib import Path

import pytest

from service_kpi.cli.cell_words import CellWords, cell_words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("book.xlsx!Sheet!B7", ("book.xlsx", "Sheet", "B7")),
        ("book.xlsx!Sheet!$b$7", ("book.xlsx", "Sheet", "B7")),
        ("May 2026.xlsx!My sheet!B7", ("May 2026.xlsx", "My sheet", "B7")),
        ("May 2026.xlsx!'My sheet'!B7", ("May 2026.xlsx", "My sheet", "B7")),
        ("book.xlsx!'Tom''s'!B7", ("book.xlsx", "Tom's", "B7")),
        ("book.xlsx!'a!b'!B7", ("book.xlsx", "a!b", "B7")),
        (r"C:\Data\May!\book.xlsx!Sheet!B7", (r"C:\Data\May!\book.xlsx", "Sheet", "B7")),
        (r"\\server\share\book.xlsx!'My sheet'!B7", (r"\\server\share\book.xlsx", "My sheet", "B7")),
    ],
)
def test_the_three_parts(words: str, expected: tuple[str, str, str]) -> None:
    assert cell_words(words) == CellWords(*expected)


@pytest.mark.parametrize(
    "words", ["", "KPI_GAP", "Sheet!B7", "book.xlsx!Sheet!B7:B9", "book.xlsx!Sheet!B0", "book.xlsx!!B7", "!Sheet!B7"]
)
def test_other_words(words: str) -> None:
    assert cell_words(words) is None


def test_of_two_readings_the_one_whose_book_is_there_counts(tmp_path: Path) -> None:
    book = tmp_path / "now!.xlsx"
    book.touch()
    assert cell_words(f"{book}!a!b!B7") == CellWords(str(book), "a!b", "B7")
    assert cell_words(f"{book}!b!B7") == CellWords(str(book), "b", "B7")
