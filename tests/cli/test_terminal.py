"""Nothing in a workbook can style or steer the terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from service_kpi.cli.terminal import safe, shown, shown_change
from service_kpi.errors import NA
from service_kpi.refresh.recalculate import recalculate
from tests.cli.conftest import Run
from tests.gate.workbook import Book, write_workbook
from tests.refresh.books import SURVEY, edited, put

CSI = "\N{CONTROL SEQUENCE INTRODUCER}31m"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\x1b[31mred\x1b]0;title\x07", "·[31mred·]0;title·"),
        (CSI, "·31m"),
        ("a\nb\rc\td", "a·b·c·d"),
        ("\u202etxt.exe", "·txt.exe"),
        ("\u2066a\u2069", "·a·"),
        ("zero\u200bwidth", "zero·width"),
        ("half \udcff", "half ·"),
        ("[red]ñ → 😀 :smile:[/red]", "[red]ñ → 😀 :smile:[/red]"),
    ],
)
def test_safe(raw: str, expected: str) -> None:
    assert safe(raw) == expected


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (None, "en", "–"),
        (True, "en", "TRUE"),
        (False, "es", "FALSO"),
        (0.0, "en", "0"),
        (-0.0, "en", "0"),
        (7.0, "es", "7"),
        (1234567.0, "en", "1234567"),
        (0.123456, "en", "0.1235"),
        (0.5, "es", "0,5"),
        (-12.3456, "es", "-12,35"),
        (12345.678, "en", "12346"),
        (0.00012345, "en", "0.0001234"),
        (1.2345e-9, "en", "1.235e-09"),
        (1e20, "en", "1e+20"),
        (NA, "es", "#N/D"),
        ("text", "en", '"text"'),
        ("", "en", '""'),
        ("x" * 50, "en", '"' + "x" * 39 + '…"'),
    ],
)
def test_shown(value: object, language: str, expected: str) -> None:
    assert shown(value, language) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (0.38891, 0.38887, ("0.38891", "0.38887")),
        (12345.678, 12345.679, ("12345.678", "12345.679")),
        (1.0, 2.0, ("1", "2")),
        (5.0, "5", ("5", '"5"')),
    ],
)
def test_a_change_shows_the_digits_that_changed(before: object, after: object, expected: tuple[str, str]) -> None:
    assert shown_change(before, after, "en") == expected


#: A sheet name that turns the direction of writing.
HOSTILE, SHOWN = "a\u202eb {red}", "a·b {red}"


def hostile_book(path: Path) -> Path:
    cells = SURVEY | {"D1": '=UNICHAR(27)&"[31m [bold]loud[/bold] "&UNICHAR(8238)', "D2": "=NOSUCH(1)"}
    data = write_workbook(Book({"Plain": cells}), -99.0)
    path.write_bytes(edited(data, {"xl/workbook.xml": put('name="Plain"', f'name="{HOSTILE}"')}))
    return path


@pytest.mark.parametrize("option", ["--dry-run", "--quiet", "--check"])
def test_texts_of_a_workbook_are_printed_as_they_are(run: Run, tmp_path: Path, option: str) -> None:
    outcome = run("refresh", option, hostile_book(tmp_path / "[bold]a [1].xlsx"), tmp_path / "\x1b[31m no.xlsx")
    printed = outcome.out + outcome.err
    assert not {"\x1b", "\x07", "\u202e", "😄"} & set(printed)
    if option != "--quiet":
        assert "[bold]a [1].xlsx\n" in outcome.out
        assert f'  {SHOWN}!D1  -99 → "·[31m [bold]loud[/bold] ·"\n' in outcome.out
        assert f"  ! {SHOWN}!D2 uses NOSUCH" in outcome.out


def test_on_a_terminal_only_our_own_styles_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from service_kpi.cli import terminal
    from service_kpi.cli.summary import print_summary

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out: Console = terminal.console()
    result = recalculate(hostile_book(tmp_path / "book.xlsx"), dry_run=True)
    print_summary(out, result, "en", written=False)
    printed = out.file.getvalue()  # type: ignore[attr-defined]
    sequences = {piece.split("m")[0] for piece in printed.split("\x1b[")[1:]}
    assert sequences <= {"1", "33", "0"}  # bold for the book, yellow for the mark of a remark
    assert "[bold]loud[/bold]" in printed


def test_a_narrow_encoding_prints_what_it_can(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe on Windows may know no arrow."""
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr("sys.stdout", narrow)
    assert run("refresh", "--dry-run", hostile_book(tmp_path / "book.xlsx")).code == 0
    narrow.flush()
    assert b"-99 ? " in narrow.buffer.getvalue()
