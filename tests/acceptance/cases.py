"""The worked examples of the shared cases, and how an answer is held against them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.both_ways import Answer, Call, Cell, both_ways
from tests.shared import shared


def cases() -> dict[str, dict[str, Any]]:
    found = json.loads(shared("cases/cases.json").read_text(encoding="utf-8"))
    return {case["id"]: case for case in found}


def expected(case: str) -> Any:
    return cases()[case]["expected"]


def near(case: str, value: Any) -> Any:
    return pytest.approx(value, rel=0, abs=cases()[case]["tol"])


def read_csv(name: str) -> list[list[str]]:
    with shared(f"cases/{name}").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def numbers(rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    return [[float(cell) if cell else None for cell in row] for row in rows]


def one(answer: Answer) -> Any:
    assert [len(row) for row in answer] == [1]
    return answer[0][0]


def each_number(folder: Path, data: Sequence[Sequence[Cell]], call: Call) -> Iterator[Any]:
    (answers,) = both_ways(folder, data, call)
    for answer in answers:
        yield one(answer)


def each_table(folder: Path, data: Sequence[Sequence[Cell]], call: Call) -> Iterator[dict[str, dict[str, Any]]]:
    """Yield the table as Python gives it and as the workbook shows it: row label → heading → value."""
    (answers,) = both_ways(folder, data, call)
    for header, *rows in answers:
        yield {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}
