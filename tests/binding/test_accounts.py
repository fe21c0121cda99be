from __future__ import annotations

from typing import Any

import pytest

from service_kpi.binding.accounts import Account, accounts
from service_kpi.catalogue import catalogue
from service_kpi.errors import NA, BadArgument
from service_kpi.text import Text


def account(function: str, *arguments: Any, missing_codes: tuple[float | str, ...] = ()) -> dict[str, Account]:
    return dict(accounts(catalogue().find(function).spec, arguments, missing_codes).ranges)


def test_every_cell_is_counted_once() -> None:
    column = [[7], ["6,5"], ["NS/NC"], [None], ["broken"], [True], [NA], [99]]
    assert account("KPI_ASA", column, missing_codes=(99,)) == {
        "wait": Account(8, 2, 1, 0, 3, 2, 1, Text("row 5, column 1", "fila 5, columna 1"))
    }


def test_words_are_read_as_the_argument_reads_them() -> None:
    found = account("KPI_ABANDON_RATE", [["yes"], ["no"], ["perhaps"], [1], [""]])
    assert found["answered"] == Account(5, 3, 0, 0, 1, 1, 0, Text("row 3, column 1", "fila 3, columna 1"))


def test_headings_of_a_table_are_no_answers() -> None:
    expected, perceived = [["E1", "E2"], [7, 6], [5, 5]], [["P1", "P2"], [6, 6], [5, "x"]]
    found = account("KPI_GAP_TABLE", expected, perceived)
    assert found["expected"] == Account(6, 4, 0, 2, 0, 0, 0, None)
    assert found["perceived"] == Account(6, 3, 0, 2, 0, 1, 0, Text("row 3, column 2", "fila 3, columna 2"))


def test_answers_on_one_side_only() -> None:
    spec = catalogue().find("KPI_GAP").spec
    assert accounts(spec, ([[7, 6], [5, None], [None, 4]], [[6, None], [None, None], [None, 4]])).unpaired == 2


def test_too_many_arguments() -> None:
    with pytest.raises(BadArgument):
        account("KPI_ASA", 1, 1, 1)


@pytest.mark.parametrize("spec", catalogue().specs, ids=lambda spec: spec.name)
def test_the_counts_add_up_for_every_example(spec: Any) -> None:
    for example in spec.examples:
        for one in accounts(spec, example.arguments).ranges.values():
            assert one.used + one.headings + one.missing + one.invalid + one.errors == one.cells
