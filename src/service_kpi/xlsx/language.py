"""The language of the Excel that wrote a workbook. It decides what ``TEXT(x,"0,0")`` and ``1.5&""`` give."""

from __future__ import annotations

from typing import Final

from service_kpi.xlsx.package import Package
from service_kpi.xlsx.xml import local

_PART: Final = "docProps/app.xml"

#: What Excel calls worksheets in the document properties, by language.
_WORKSHEETS: Final = {
    "worksheets": "en",
    "hojas de cálculo": "es",
    "arbeitsblätter": "de",
    "feuilles de calcul": "fr",
    "fogli di lavoro": "it",
    "werkbladen": "nl",
    "planilhas": "pt",
    "folhas de cálculo": "pt",
    "листы": "ru",
    "ワークシート": "ja",
    "工作表": "zh",
    "워크시트": "ko",
}


def excel_language(package: Package) -> str:
    """Return the two letters of the language; English where the workbook does not say."""
    if _PART not in package:
        return "en"
    for element in package.root(_PART).iter():
        if local(element.tag) == "lpstr":
            return _WORKSHEETS.get((element.text or "").strip().lower(), "en")
    return "en"
