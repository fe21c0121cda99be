from __future__ import annotations

import pytest

from service_kpi.refresh.circular import circular, reads_itself

SHEETS = {"one": 0, "two": 1}
A1, A2, A3, B1 = (0, 0, 0), (0, 1, 0), (0, 2, 0), (1, 0, 1)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({A1: "A1+1"}, {A1}),
        ({A1: "A2", A2: "A1"}, {A1, A2}),
        ({A1: "A2", A2: "A3", A3: "1"}, set()),
        ({A1: "A2", A2: "A1", A3: "A1"}, {A1, A2}),  # A3 reads the cycle and is not on it
        ({A1: "A2", A2: "A1+A3", A3: "5"}, {A1, A2}),
        ({A1: "SUM(A:A)"}, {A1}),
        ({A1: "Two!B1", B1: "One!A1"}, {A1, B1}),
        ({A1: "Two!A1", (1, 0, 0): "A1"}, {(1, 0, 0)}),
        ({A1: "ROW(A1)"}, set()),
        ({A1: "Missing!A1"}, set()),
    ],
)
def test_cycles(texts: dict[tuple[int, int, int], str], expected: set[tuple[int, int, int]]) -> None:
    assert circular(texts, SHEETS) == expected


def test_a_cell_that_reads_itself() -> None:
    assert reads_itself(A2, "SUM(A1:A3)", SHEETS)
    assert not reads_itself(A2, "SUM(A1,A3)", SHEETS)
