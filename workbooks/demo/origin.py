"""The language that a workbook says its Excel has: XlsxWriter always says English."""

from __future__ import annotations

from pathlib import Path

from service_kpi.text import Language
from service_kpi.xlsx.package import Package

_PART = "docProps/app.xml"
_SPANISH = {"Worksheets": "Hojas de cálculo", "Named Ranges": "Rangos con nombre"}


def say_language(path: Path, language: Language) -> None:
    """Name the sheets and ranges as a Spanish Excel does, so that numbers in sentences get their decimal comma."""
    if language != "es":
        return
    package = Package.open(path)
    properties = package.read(_PART).decode("utf-8")
    for english, spanish in _SPANISH.items():
        properties = properties.replace(f"<vt:lpstr>{english}</vt:lpstr>", f"<vt:lpstr>{spanish}</vt:lpstr>")
    path.write_bytes(package.rewrite({_PART: properties.encode("utf-8")}))
