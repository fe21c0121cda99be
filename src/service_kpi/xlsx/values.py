"""What a stored cell value means: its type, its text, and back."""

from __future__ import annotations

import math
import re
from datetime import datetime, time
from typing import Final

from service_kpi.cells import CellValue, excel_serial
from service_kpi.errors import CELL_ERRORS, CellError
from service_kpi.xlsx.markup import Markup
from service_kpi.xlsx.shadow import shown
from service_kpi.xlsx.strings import decode_entities, decode_escapes

_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_TRUE: Final = frozenset({"1", "true"})
_FALSE: Final = frozenset({"0", "false"})
_TEXT_TYPES: Final = frozenset({b"str", b"inlineStr"})
_DAYS_1904: Final = 1462


def text_of(raw: bytes) -> str:
    """Return the text that a ``<v>`` or ``<t>`` in the shadow stands for."""
    return decode_escapes(decode_entities(shown(raw)))


def inline_text(raw: bytes, markup: Markup) -> str:
    """Return the text of an ``<is>``: runs joined, phonetic guides left out."""
    return "".join(text_of(piece) for piece in markup.text.findall(markup.phonetic.sub(b"", raw)))


def plain_value(kind: bytes, raw: bytes, date1904: bool) -> CellValue:
    """Return the value of a ``<v>`` of any type but ``s``.

    Raises ``ValueError`` for what is no value of its type.
    """
    if kind in _TEXT_TYPES:
        return text_of(raw)
    text = decode_entities(shown(raw)).strip()
    if not text:
        return None
    if kind in {b"", b"n"}:
        return number(text)
    if kind == b"b":
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
    elif kind == b"e":
        # Newer errors than the ones we know stay errors.
        return CELL_ERRORS.get(text.upper()) or CellError(text)
    elif kind == b"d":
        return _serial(text, date1904)
    raise ValueError(text)


def number(text: str) -> float:
    """Return the number that a ``<v>`` spells. Raises ``ValueError`` for NaN, infinity and anything else."""
    value = float(text) if _NUMBER.match(text) else math.nan
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def spelled(value: float) -> str:
    """Return the shortest spelling that reads back as the same number, in Excel's style: ``6``, ``0.1``, ``1E+20``.

    Raises ``ValueError`` for NaN and infinity, which a workbook cannot hold.
    """
    if not math.isfinite(value):
        raise ValueError(f"a workbook cannot hold {value!r}")
    text = repr(float(value) + 0.0)
    mantissa, e, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}E{exponent[0]}{exponent[1:].lstrip('0')}" if e else mantissa


def _serial(text: str, date1904: bool) -> float:
    if text[:1] == "T" or ("-" not in text and ":" in text):
        moment = time.fromisoformat(text)
        return (moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6) / 86400
    serial = excel_serial(datetime.fromisoformat(text))
    return serial - _DAYS_1904 if date1904 else serial
