"""One cell read as the single value that an argument asks for."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from typing import Any, Final

from service_kpi.binding.dates import read_date, serial_1900
from service_kpi.binding.flags import read_flag
from service_kpi.binding.labels import number_label
from service_kpi.binding.numbers import read_number
from service_kpi.binding.words import plain_word
from service_kpi.cells import Cells, CellValue
from service_kpi.errors import BadArgument
from service_kpi.spec import Argument, Kind

_SCALE: Final = re.compile(r"(.+?)\s*(?:-|–|—|−|\.\.|…|:|\ba\b|\bto\b)\s*(.+)", re.IGNORECASE)


def read_scalar(argument: Argument, cells: Cells) -> Any:
    """Return the value of a scalar argument.

    A range of more than one cell raises :class:`BadArgument`, unless it has the ``or_numbers`` of the argument.
    """
    if argument.or_numbers > 1 and cells.rows * cells.columns == argument.or_numbers:
        places = itertools.product(range(cells.rows), range(cells.columns))
        return tuple(_number(argument, cells.value(row, column)) for row, column in places)
    if (cells.rows, cells.columns) != (1, 1):
        raise BadArgument(
            f"{argument.name} takes one cell, but got {cells.rows} × {cells.columns} cells",
            f"{argument.name} toma una celda, pero recibió {cells.rows} × {cells.columns} celdas",
        )
    value = cells.value(0, 0)
    if argument.kind is Kind.DATE:
        return _date(argument, value, cells.date1904)
    return _READERS[argument.kind](argument, value)


def is_blank(cells: Cells) -> bool:
    """Return whether this is one blank cell: an argument that nobody filled in."""
    return (cells.rows, cells.columns) == (1, 1) and cells.value(0, 0) in (None, "")


def _number(argument: Argument, value: CellValue) -> float:
    number = read_number(value) if isinstance(value, str) else value
    if number is None or not isinstance(number, (int, float)):
        raise _refused(argument, "a number", "un número", value)
    number = float(number)
    if argument.low is not None and number < argument.low:
        low = number_label(argument.low)
        raise _refused(argument, f"not less than {low}", f"no menor que {low}", value)
    if argument.high is not None and number > argument.high:
        high = number_label(argument.high)
        raise _refused(argument, f"not more than {high}", f"no mayor que {high}", value)
    return number


def _date(argument: Argument, value: CellValue, date1904: bool) -> float:
    serial: float | None = math.nan
    if isinstance(value, str):
        serial = read_date(value)
    elif isinstance(value, float) and not isinstance(value, bool):
        serial = serial_1900(value, date1904)
    if serial is None or math.isnan(serial):
        raise _refused(argument, "a date", "una fecha", value)
    return serial


def _boolean(argument: Argument, value: CellValue) -> bool:
    if isinstance(value, (bool, float)):
        return bool(value)
    flag = read_flag(value) if isinstance(value, str) else math.nan
    if math.isnan(flag):
        raise _refused(argument, "TRUE or FALSE", "VERDADERO o FALSO", value)
    return bool(flag)


def _choice(argument: Argument, value: CellValue) -> str:
    word = _word(value) if isinstance(value, (str, float)) and not isinstance(value, bool) else ""
    for canonical, others in argument.choices.items():
        if word and word in {_word(canonical), *map(_word, others)}:
            return canonical
    english = ", ".join(argument.choices)
    spanish = ", ".join(others[0] if others else canonical for canonical, others in argument.choices.items())
    raise _refused(argument, f"one of {english}", f"uno de {spanish}", value)


def _scale(argument: Argument, value: CellValue) -> tuple[float, float]:
    match = _SCALE.fullmatch(value.strip()) if isinstance(value, str) else None
    low, high = (read_number(match[1]), read_number(match[2])) if match else (None, None)
    if low is None or high is None or low >= high:
        raise _refused(argument, 'a scale such as "1-7"', 'una escala como "1-7"', value)
    return low, high


def _text(argument: Argument, value: CellValue) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_label(value)
    if not isinstance(value, str):
        raise _refused(argument, "a text", "un texto", value)
    return value.strip()


_READERS: Final[dict[Kind, Callable[[Argument, CellValue], Any]]] = {
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
    Kind.SCALE: _scale,
    Kind.TEXT: _text,
}


def _word(value: str | float) -> str:
    return plain_word(value if isinstance(value, str) else number_label(value))


def _refused(argument: Argument, en: str, es: str, value: CellValue) -> BadArgument:
    found = ("an empty cell", "una celda vacía") if value is None else (_shown(value), _shown(value))
    return BadArgument(
        f"{argument.name} must be {en}, but got {found[0]}", f"{argument.name} debe ser {es}, pero recibió {found[1]}"
    )


def _shown(value: CellValue) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_label(value)
    text = str(value)
    return f'"{text}"' if len(text) <= 40 else f'"{text[:39]}…"'
