"""LibreOffice computes the ordinary formulas of the sample workbooks to the values that our refresh stored.

It does not know our functions: in the copy that it gets, their cells are plain values. Everything else it
recalculates from nothing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from service_kpi.text import LANGUAGES, Language
from tests.demo import books

_LOCALES: dict[Language, str] = {"en": "en-US", "es": "es-ES"}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
</oor:items>
"""
_OUR_FORMULA = re.compile(r"<f[^>]*>[^<]*KPI_[^<]*</f>")
_STORED_FORMULA_VALUE = re.compile(r"(</f>)<v>[^<]*</v>")


def _without_our_formulas(source: Path, target: Path) -> None:
    """Copy a book; our formulas become their values, the other formulas lose theirs."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as copy:
        for name in package.namelist():
            data = package.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = _OUR_FORMULA.sub("", data.decode())
                data = _STORED_FORMULA_VALUE.sub(r"\1", text).encode()
            copy.writestr(name, data)


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_computes_the_same(language: Language, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_SETTINGS.format(locale=_LOCALES[language]), encoding="utf-8")
    bare = tmp_path / "bare.xlsx"
    _without_our_formulas(books.path(language), bare)
    command = [soffice, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    computed = openpyxl.load_workbook(tmp_path / "out" / bare.name, data_only=True)
    compared = 0
    for sheet, cell, formula, _ in books.formula_cells(language):
        if "KPI_" in formula:
            continue
        ours, theirs = books.stored(language)[sheet][cell].value, computed[sheet][cell].value
        if isinstance(ours, (int, float)):
            assert theirs == pytest.approx(ours, rel=1e-12, abs=1e-12), f"{sheet}!{cell} {formula}"
        else:
            assert (theirs or "") == (ours or ""), f"{sheet}!{cell} {formula}"
        compared += 1
    assert compared > 450
