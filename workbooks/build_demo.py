"""Build the sample workbooks of ``service-kpi demo``, or check that the committed ones are what would be built.

    uv run python workbooks/build_demo.py            # writes src/service_kpi/demo/*.xlsx
    uv run python workbooks/build_demo.py --check    # exit code 1 when they differ

A book is built twice: first without values; a refresh computes them; then with those values, so that the copies that
charts keep are right too. A last refresh leaves the file as a manager's refresh would.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

# Started as a script, Python looks beside this file and not in the project's folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from service_kpi import recalculate
from service_kpi.demo import NAMES
from service_kpi.refresh.result import Recalculation
from service_kpi.text import LANGUAGES, Language
from workbooks.demo.assemble import write_book
from workbooks.demo.book import Scalar
from workbooks.demo.compare import differences

#: Another version writes the same books in other words; the check only makes sense with this one.
XLSXWRITER = "3.3.1"
PACKAGE_DATA = Path(__file__).resolve().parents[1] / "src" / "service_kpi" / "demo"


def build(folder: Path) -> list[Path]:
    """Write both books into a folder and return their paths."""
    return [_build(folder / NAMES[language], language) for language in LANGUAGES]


def _build(path: Path, language: Language) -> Path:
    with tempfile.TemporaryDirectory() as scratch:
        bare = Path(scratch) / path.name
        write_book(bare, language, {})
        write_book(path, language, _values(recalculate(bare, dry_run=True)))
    recalculate(path)
    return path


def _values(result: Recalculation) -> dict[tuple[str, str], Scalar]:
    return {
        (sheet, cell): value
        for sheet, cells in result.values.items()
        for cell, value in cells.items()
        if isinstance(value, (str, int, float))
    }


def main() -> int:
    """Build or check; return the exit code."""
    parser = argparse.ArgumentParser(description="Build the sample workbooks.")
    parser.add_argument("--check", action="store_true", help="compare with the committed books and write nothing")
    if not parser.parse_args().check:
        for path in build(PACKAGE_DATA):
            sys.stdout.write(f"{path}\n")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        found = [
            f"{path.name}: {text}"
            for path in build(Path(scratch))
            for text in differences(PACKAGE_DATA / path.name, path)
        ]
    sys.stdout.write("".join(f"{line}\n" for line in found) or "the committed sample workbooks are what is built\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
