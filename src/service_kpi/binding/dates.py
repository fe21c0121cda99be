"""Cells read as dates: serial days counted from 1900.

Numbers are serial days; ISO text (``2024-03-25``, ``2024-03-25T14:30``), ``25/03/2024`` and ``25 March 2024`` or
``25 de marzo de 2024`` are dates too. ``03/04/2024`` is read as the other dates of the same range show (a
``25/03/2024`` among them says day first) and is invalid where they show nothing. A zone after a time is dropped:
the clock time stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.binding.memory import object_at, remembered, sealed
from service_kpi.binding.missing import MissingCodes, folded
from service_kpi.cells import NUMBER, TEXT, Cells, excel_serial
from service_kpi.spec import CANCELLED

#: Days between the first days of the two calendars.
DAYS_1904: Final = 1462
#: One more than the serial day of 31 December 9999, the last that Excel knows.
_END_OF_DATES: Final = 2958466

_TIME: Final = r"(?:(?:[T ]|, ?) ?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:\.\d{1,9})?))?)?"
_ZONE: Final = r"(?:Z|[+-]\d{2}:?\d{2})?"
_ISO: Final = re.compile(r"(?P<year>\d{4})([-/]?)(?P<month>\d{2})\2(?P<day>\d{2})" + _TIME + _ZONE, re.ASCII)
_NUMERIC: Final = re.compile(r"(?P<first>\d{1,2})([-/.])(?P<other>\d{1,2})\2(?P<year>\d{4})" + _TIME, re.ASCII)
_WORDS: Final = re.compile(
    r"(?P<day>\d{1,2})[ -](?:de )?(?P<name>[a-z]{3,10})\.?[ -](?:de(?:l)? )?(?P<year>\d{4})" + _TIME, re.IGNORECASE
)
_MONTHS: Final = {
    name[:length]: month
    for names in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for month, name in enumerate(names.split(), start=1)
    for length in (3, 4, len(name))
} | {"setiembre": 9}
_CANCELLED: Final = re.compile(r"cancel|anulad|annul")


class _Readings(NamedTuple):
    """What a text is with the day first and with the month first; ``None`` where it is no date so."""

    day_first: float | None
    month_first: float | None


def read_date(text: str) -> float | None:
    """Return the serial day that a text spells, or ``None`` where it spells none or two."""
    readings = _readings(text)
    return _decide(readings, _orders([readings]))


def read_dates(cells: Cells, codes: MissingCodes) -> NDArray[np.float64]:
    """Return the serial days of a block; NaN where missing or no date, ``CANCELLED`` where the cell says so."""
    return remembered(cells, ("dates", codes), lambda: _read(cells, codes))


def serial_1900(serial: float, date1904: bool) -> float:
    """Return a cell's number as a serial day counted from 1900, NaN where no such day exists."""
    serial += DAYS_1904 if date1904 else 0
    return serial if 0 <= serial < _END_OF_DATES else math.nan


def _read(cells: Cells, codes: MissingCodes) -> NDArray[np.float64]:
    values = np.where(cells.kinds == NUMBER, cells.numbers, np.nan)
    if codes.numbers:
        values[np.isin(values, list(codes.numbers))] = np.nan
    if cells.date1904:
        values += DAYS_1904
    values[(values < 0) | (values >= _END_OF_DATES)] = np.nan
    is_text = cells.kinds == TEXT
    texts: list[str] = object_at(cells, is_text)
    if texts:
        spelled = _read_texts(set(texts), codes)
        values[is_text] = [spelled[text] for text in texts]
    return sealed(values)


def _read_texts(texts: Iterable[str], codes: MissingCodes) -> dict[str, float]:
    readings = {text: _readings(text) for text in texts if not codes.covers(text)}
    orders = _orders(readings.values())
    result: dict[str, float] = {}
    for text in texts:
        if _CANCELLED.match(folded(text)):
            result[text] = CANCELLED
            continue
        serial = _decide(readings[text], orders) if text in readings else None
        result[text] = math.nan if serial is None else serial
    return result


def _decide(readings: _Readings, orders: set[str]) -> float | None:
    if readings.day_first is None or readings.month_first is None or readings.day_first == readings.month_first:
        return readings.month_first if readings.day_first is None else readings.day_first
    if len(orders) == 1:
        return readings.day_first if "day" in orders else readings.month_first
    return None


def _orders(readings: Iterable[_Readings]) -> set[str]:
    """Return which part these texts can only have in front: the day, the month, or both."""
    orders: set[str] = set()
    for day_first, month_first in readings:
        if day_first is not None and month_first is None:
            orders.add("day")
        elif month_first is not None and day_first is None:
            orders.add("month")
    return orders


@lru_cache(maxsize=65536)
def _readings(text: str) -> _Readings:
    text = " ".join(text.split()) if len(text) <= 64 else ""
    if match := _ISO.fullmatch(text):
        serial = _serial(match, match["month"], match["day"])
        return _Readings(serial, serial)
    if match := _WORDS.fullmatch(text):
        month = _MONTHS.get(match["name"].lower())
        serial = _serial(match, month, match["day"]) if month else None
        return _Readings(serial, serial)
    if match := _NUMERIC.fullmatch(text):
        first, second = match["first"], match["other"]
        return _Readings(_serial(match, second, first), _serial(match, first, second))
    return _Readings(None, None)


def _serial(match: re.Match[str], month: str | int, day: str) -> float | None:
    seconds = float(match["second"] or 0)
    try:
        moment = datetime(int(match["year"]), int(month), int(day), int(match["hour"] or 0), int(match["minute"] or 0))
    except ValueError:
        return None
    if moment.year < 1900 or seconds >= 60:
        return None
    return excel_serial(moment) + seconds / 86400
