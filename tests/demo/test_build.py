"""The shipped books are what the builder builds, and a refresh finds nothing to do in them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from service_kpi import recalculate
from service_kpi.text import LANGUAGES, Language
from tests.demo import books
from workbooks.build_demo import PACKAGE_DATA, XLSXWRITER, build
from workbooks.demo.assemble import write_book
from workbooks.demo.compare import differences


@pytest.mark.skipif(
    xlsxwriter.__version__ != XLSXWRITER,
    reason=f"the books were built with XlsxWriter {XLSXWRITER}, and it writes them",
)
def test_shipped_books_are_what_is_built(tmp_path: Path) -> None:
    for path in build(tmp_path):
        assert differences(PACKAGE_DATA / path.name, path) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_builds_are_the_same_bytes(language: Language, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_book(tmp_path / name, language, {})
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_refresh_finds_nothing_to_do(language: Language) -> None:
    result = recalculate(books.path(language), dry_run=True)
    assert (result.changes, result.kept, result.notices, result.data) == ([], 0, [], None)
    assert len(result.kpis) == len(books.kpi_cells(language))


def _copy(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as copy:
        for name in package.namelist():
            data = package.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new, 1)
            copy.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        (b"<v>191029</v>", b"<v>191030</v>", True),
        (b"<v>191029</v>", b"<v>191029.0000000001</v>", False),
        (b"<v>191029</v>", b"<v>191029</v> ", True),
    ],
)
def test_comparison_forgives_last_digits_alone(old: bytes, new: bytes, differs: bool, tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    with zipfile.ZipFile(one, "w") as package:
        package.writestr("xl/worksheets/sheet1.xml", b"<c><v>191029</v></c>")
    _copy(one, other, "xl/worksheets/sheet1.xml", old, new)
    assert differences(one, other) == (["xl/worksheets/sheet1.xml differs"] if differs else [])


def test_comparison_names_a_missing_member(tmp_path: Path) -> None:
    for name, members in (("one.xlsx", ["a", "b"]), ("other.xlsx", ["a"])):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            for member in members:
                package.writestr(member, b"")
    assert differences(tmp_path / "one.xlsx", tmp_path / "other.xlsx") == ["the members differ: ['b']"]
