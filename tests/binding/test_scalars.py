from datetime import date
from typing import Any

import pytest

from service_kpi.binding.scalars import is_blank, read_scalar
from service_kpi.cells import Cells
from service_kpi.errors import BadArgument
from service_kpi.spec import Kind
from tests.binding.toys import argument


def read(kind: Kind, value: Any, **more: Any) -> Any:
    return read_scalar(argument("asked", kind, **more), Cells.from_values(value))


@pytest.mark.parametrize(("value", "number"), [(4, 4), ("4,5", 4.5), (True, 1), ("90 %", 0.9), ([[2]], 2)])
def test_number(value: Any, number: float) -> None:
    assert read(Kind.NUMBER, value) == number


@pytest.mark.parametrize("value", [None, "", "many", "1,234"])
def test_no_number(value: Any) -> None:
    with pytest.raises(BadArgument, match="asked must be a number, but got"):
        read(Kind.NUMBER, value)


def test_bounds_are_part_of_the_range() -> None:
    assert read(Kind.NUMBER, 0, low=0, high=1) == 0
    assert read(Kind.NUMBER, 1, low=0, high=1) == 1
    with pytest.raises(BadArgument) as low:
        read(Kind.NUMBER, -0.5, low=0, high=1)
    assert low.value.message.en == "asked must be not less than 0, but got -0.5"
    assert low.value.message.es == "asked debe ser no menor que 0, pero recibió -0.5"
    with pytest.raises(BadArgument, match="not more than 1, but got 95"):
        read(Kind.NUMBER, 95, low=0, high=1)


@pytest.mark.parametrize("value", [45376, date(2024, 3, 25), "2024-03-25", "25/03/2024"])
def test_date(value: Any) -> None:
    assert read(Kind.DATE, value) == 45376


def test_date_of_a_workbook_that_counts_from_1904() -> None:
    assert read_scalar(argument("as_of", Kind.DATE), Cells.from_values(35064, date1904=True)) == 36526


@pytest.mark.parametrize("value", [None, "03/04/2024", "today", -3, True])
def test_no_date(value: Any) -> None:
    with pytest.raises(BadArgument, match="must be a date"):
        read(Kind.DATE, value)


@pytest.mark.parametrize(
    ("value", "flag"), [(True, True), (0, False), (2, True), ("sí", True), ("FALSO", False), ("no", False)]
)
def test_boolean(value: Any, flag: bool) -> None:
    assert read(Kind.BOOLEAN, value) is flag


def test_no_boolean() -> None:
    with pytest.raises(BadArgument, match='must be TRUE or FALSE, but got "perhaps"'):
        read(Kind.BOOLEAN, "perhaps")


CHOICES = {"offered_less_short": ("ofrecidas_sin_cortas",), "mean": ("media", "promedio"), "p'": ()}


@pytest.mark.parametrize(
    ("value", "choice"),
    [("mean", "mean"), (" MEAN ", "mean"), ("Promedio", "mean"), ("offered less-short", "offered_less_short"),
     ("Ofrecidas sin cortas", "offered_less_short"), ("médIa", "mean")],
)  # fmt: skip
def test_choice_in_both_languages(value: str, choice: str) -> None:
    assert read(Kind.CHOICE, value, choices=CHOICES) == choice


def test_no_choice_names_all() -> None:
    with pytest.raises(BadArgument) as error:
        read(Kind.CHOICE, "avg", choices={"mean": ("media",), "median": ("mediana",)})
    assert error.value.message.en == 'asked must be one of mean, median, but got "avg"'
    assert error.value.message.es == 'asked debe ser uno de media, mediana, pero recibió "avg"'


def test_choices_that_differ_in_an_apostrophe_stay_apart() -> None:
    choices = {"p": (), "p'": ()}
    assert read(Kind.CHOICE, "p'", choices=choices) == "p'"
    assert read(Kind.CHOICE, "p", choices=choices) == "p"


@pytest.mark.parametrize(
    ("text", "scale"),
    [("1-7", (1, 7)), ("1–7", (1, 7)), ("1 a 7", (1, 7)), ("0 to 10", (0, 10)), (" 1 - 5 ", (1, 5)), ("1..7", (1, 7)),
     ("0,5-4,5", (0.5, 4.5)), ("-3 a 3", (-3, 3)), ("-3--1", (-3, -1)), ("−3–3", (-3, 3))],
)  # fmt: skip
def test_scale(text: str, scale: tuple[float, float]) -> None:
    assert read(Kind.SCALE, text) == scale


@pytest.mark.parametrize("value", ["7", "7-1", "1-1", "a-b", "1-2-3", 45298, ""])
def test_no_scale(value: Any) -> None:
    with pytest.raises(BadArgument, match='a scale such as "1-7"'):
        read(Kind.SCALE, value)


@pytest.mark.parametrize(("value", "text"), [(" Us ", "Us"), (7, "7"), (True, "TRUE")])
def test_text(value: Any, text: str) -> None:
    assert read(Kind.TEXT, value) == text


def test_a_range_where_one_cell_is_asked_for() -> None:
    with pytest.raises(BadArgument, match="asked takes one cell, but got 2 × 1 cells"):
        read(Kind.NUMBER, [[1], [2]])


def test_a_long_text_is_shortened_in_the_message() -> None:
    with pytest.raises(BadArgument) as error:
        read(Kind.NUMBER, "x" * 1000)
    assert len(str(error.value)) < 90


def test_only_one_empty_cell_is_blank() -> None:
    assert is_blank(Cells.from_values(None))
    assert is_blank(Cells.from_values(""))
    assert not is_blank(Cells.from_values(0))
    assert not is_blank(Cells.from_values([[None], [None]]))


LINES = {"choices": {"mean": ("media",)}, "or_numbers": 2}


@pytest.mark.parametrize("value", [[[3, "2,5"]], [[3], [2.5]]])
def test_a_word_or_numbers(value: Any) -> None:
    assert read(Kind.CHOICE, value, **LINES) == (3.0, 2.5)
    assert read(Kind.CHOICE, "Media", **LINES) == "mean"


@pytest.mark.parametrize("value", [3, [[3, 2, 1]], [[3, None]], [["mean", "mean"]]])
def test_neither_a_word_nor_the_numbers(value: Any) -> None:
    with pytest.raises(BadArgument):
        read(Kind.CHOICE, value, **LINES)
