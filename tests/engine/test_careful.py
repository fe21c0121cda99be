"""The careful engine behind our interface. Values: Excel's documentation of the functions named, or arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from service_kpi.engine import wasm
from service_kpi.engine.careful import CarefulEngine, supported_functions
from service_kpi.engine.interface import EngineBook, EngineError, EngineName
from service_kpi.errors import CELL_ERRORS, CellError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(*cells: str) -> bytes:
    rows = "".join(f'<row r="{number}">{content}</row>' for number, content in enumerate(cells, 1))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


@contextmanager
def loaded(*sheets: bytes, **options: Any) -> Iterator[CarefulEngine]:
    book = EngineBook([(f"S{number}", content) for number, content in enumerate(sheets, 1)], **options)
    engine = CarefulEngine(book)
    try:
        engine.recalculate()
        yield engine
    finally:
        engine.close()


def value_of(formula: str, **options: Any) -> Any:
    with loaded(sheet(f'<c r="A1"><f>{formula}</f></c>'), **options) as engine:
        (value,) = engine.values(0, [(0, 0)])
        return value


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1+1", 2.0),
        ("1=1", True),
        ('"ñ→😀"', "ñ→😀"),
        ('""', ""),
        ("1/0", CELL_ERRORS["#DIV/0!"]),
        ("NA()", CELL_ERRORS["#N/A"]),
        ('"a"*1', CELL_ERRORS["#VALUE!"]),
        ("SQRT(-1)", CELL_ERRORS["#NUM!"]),
        ("nope", CELL_ERRORS["#NAME?"]),
        ("A2:A3 B2:B3", CELL_ERRORS["#NULL!"]),
    ],
)
def test_values_of_every_kind(formula: str, expected: Any) -> None:
    found = value_of(formula)
    assert found == expected
    assert type(found) is type(expected)


def test_a_formula_over_an_empty_cell_and_an_empty_cell() -> None:
    with loaded(sheet('<c r="A1"><f>B9</f></c>')) as engine:
        assert engine.values(0, [(5, 5)]) == [None]
        assert engine.values(0, [(0, 0)]) in ([None], [0.0])


@pytest.mark.parametrize("error", CELL_ERRORS.values(), ids=str)
def test_every_error_goes_in_and_comes_out(error: CellError) -> None:
    with loaded(sheet('<c r="A1"><f>B1</f></c><c r="C1"><f>ISERROR(B1)</f></c>')) as engine:
        engine.set_value(0, 0, 1, error)
        engine.recalculate()
        assert engine.values(0, [(0, 0), (0, 2)]) == [error, True]


@pytest.mark.parametrize("value", [1.5, -0.0, 1e300, True, False, "text", "", "1", None])
def test_constants_go_in_and_come_out(value: Any) -> None:
    with loaded(sheet('<c r="B1"><f>ISBLANK(A1)</f></c>')) as engine:
        engine.set_value(0, 0, 0, value)
        engine.recalculate()
        assert engine.values(0, [(0, 0), (0, 1)]) == [value, value is None]


def test_names_point_elsewhere_when_told() -> None:
    cells = sheet('<c r="A1"><f>SUM(Slot)</f></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c>')
    with loaded(cells, names=[EngineName("Slot", "S1!$B$1")]) as engine:
        assert engine.values(0, [(0, 0)]) == [2.0]
        engine.set_name("Slot", "S1!$B$1:$C$1")
        engine.recalculate()
        assert engine.values(0, [(0, 0)]) == [5.0]


def test_spills() -> None:
    cells = sheet('<c r="A1" cm="1"><f t="array" ref="A1">_xlfn.SEQUENCE(B1,2)</f></c><c r="D1"><v>3</v></c>')
    with loaded(cells) as engine:
        engine.set_value(0, 0, 1, None)
        engine.recalculate()
        assert engine.spill(0, 0, 3) == (0, 0)
    grown = sheet('<c r="A1" cm="1"><f t="array" ref="A1">_xlfn.SEQUENCE(D1,2)</f></c><c r="D1"><v>3</v></c>')
    with loaded(grown) as engine:
        assert engine.spill(0, 0, 0) == (3, 2)
        assert engine.values(0, [(2, 1)]) == [6.0]
        assert engine.spill(0, 2, 1) == (0, 0)  # a child is no anchor


def test_evaluate_where_it_stands() -> None:
    cells = sheet('<c r="A1"><v>1</v></c>', '<c r="A2"><v>2</v></c>', '<c r="A3"><v>3</v></c>')
    with loaded(cells, sheet()) as engine:
        assert engine.evaluate((1, 0, 0), "S1!A1:A3*2") == [[2.0], [4.0], [6.0]]
        assert engine.evaluate((0, 1, 5), "_xlfn.SINGLE(A1:A3)") == [[2.0]]
        assert engine.evaluate((0, 0, 5), 'INDIRECT("A1:A2")') == [[1.0], [2.0]]
        assert engine.evaluate((1, 0, 0), "1/0") == [[CELL_ERRORS["#DIV/0!"]]]


def test_now_is_what_the_book_says() -> None:
    now = datetime(2026, 3, 14, 18, 0, 0)
    assert value_of("TODAY()", now=now) == 46095.0
    assert value_of("NOW()-TODAY()", now=now) == 0.75
    assert value_of("TODAY()", now=now, date1904=True) == 46095.0 - 1462.0


@pytest.mark.parametrize(
    ("region", "expected"), [("en_US", "1.5"), ("es_ES", "1,5"), ("es_MX", "1.5"), ("de_DE", "1,5")]
)
def test_numbers_turn_to_text_by_the_rules_of_the_region(region: str, expected: str) -> None:
    assert value_of('1.5&""', region=region) == expected


def test_a_package_that_cannot_be_loaded_is_an_engine_error() -> None:
    with pytest.raises(EngineError) as caught:
        CarefulEngine(EngineBook([("no/name", sheet())]))
    assert "name is invalid" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert value_of("1+1") == 2.0


def test_a_deadline_traps_and_the_next_book_is_not_harmed() -> None:
    formula = "SUMPRODUCT(--(_xlfn.SEQUENCE(1000)=_xlfn.SEQUENCE(1,1000)))"
    heavy = sheet(*(f'<c r="A{row}"><f>{formula}+{row}</f></c>' for row in range(1, 200)))
    engine = CarefulEngine(EngineBook([("S1", heavy)]))
    with pytest.raises(EngineError, match=r"^it took too long$"), wasm.deadline(0.01):
        engine._workbook.recalc()
    engine.close()
    assert value_of("1+1") == 2.0


def test_supported_functions() -> None:
    names = supported_functions()
    assert {"SUM", "VLOOKUP", "XLOOKUP", "SEQUENCE", "LET"} <= names
    assert all(name == name.upper() for name in names)
    assert not any(name.startswith("KPI_") for name in names)
