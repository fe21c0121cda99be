"""Which Excel a workbook's own formulas were written for: numbers and dates turn to text by its rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from service_kpi.xlsx.sheet import Sheet

_REGIONS: Final = {
    "en": "en_US",
    "de": "de_DE",
    "fr": "fr_FR",
    "it": "it_IT",
    "nl": "nl_NL",
    "pt": "pt_BR",
    "ru": "ru_RU",
    "ja": "ja_JP",
    "zh": "zh_CN",
    "ko": "ko_KR",
}
_DECIMAL_POINT: Final = re.compile(r"\d\.\d")
_DECIMAL_COMMA: Final = re.compile(r"\d,\d")


def region_of(language: str, sheets: Iterable[Sheet]) -> str:
    """Return language and country, such as ``en_US``.

    Spanish is written with a decimal comma in Spain and most of South America, with a point in Mexico and Central
    America: the texts that Excel has computed in the workbook tell which.
    """
    if language != "es":
        return _REGIONS[language]
    texts = [cell.cached for sheet in sheets for cell in sheet.formulas.values() if isinstance(cell.cached, str)]
    points = sum(bool(_DECIMAL_POINT.search(text)) for text in texts)
    commas = sum(bool(_DECIMAL_COMMA.search(text)) for text in texts)
    return "es_MX" if points > commas else "es_ES"
