from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

from service_kpi.engine.interface import EngineBook, EngineName
from service_kpi.engine.slim_package import slim_package

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'


def parts_of(book: EngineBook) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(slim_package(book))) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_relationship_has_its_part_and_every_part_its_type() -> None:
    parts = parts_of(EngineBook([("A", SHEET), ("B", SHEET)], shared_strings=["x"]))
    relations = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])
    assert {f"xl/{relation.attrib['Target']}" for relation in relations} == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/metadata.xml",
        "xl/sharedStrings.xml",
    }
    types = {item.get("PartName") for item in ET.fromstring(parts["[Content_Types].xml"])}
    assert {f"/{name}" for name in parts if not name.endswith((".rels", "[Content_Types].xml"))} <= types


def test_names_and_texts_are_escaped() -> None:
    book = EngineBook(
        [('Tom & "Ann\'s" <1>', SHEET)],
        names=[EngineName("N", 'IF(1<2,"a&b","")'), EngineName("L", "1", sheet=0)],
        shared_strings=["<&>\n  two ", "_x0041_"],
        date1904=True,
        iterate=True,
        iterate_count=7,
        iterate_delta=0.5,
    )
    parts = parts_of(book)
    workbook = ET.fromstring(parts["xl/workbook.xml"])
    assert [sheet.attrib["name"] for sheet in workbook.iter(f"{MAIN}sheet")] == ['Tom & "Ann\'s" <1>']
    first, second = workbook.iter(f"{MAIN}definedName")
    assert (first.text, first.get("localSheetId")) == ('IF(1<2,"a&b","")', None)
    assert (second.text, second.get("localSheetId")) == ("1", "0")
    calculation = workbook.find(f"{MAIN}calcPr")
    assert calculation is not None
    assert (calculation.get("iterateCount"), calculation.get("iterateDelta")) == ("7", "0.5")
    settings = workbook.find(f"{MAIN}workbookPr")
    assert settings is not None
    assert settings.get("date1904") == "1"
    texts = [text.text for text in ET.fromstring(parts["xl/sharedStrings.xml"]).iter(f"{MAIN}t")]
    assert texts == ["<&>\n  two ", "_x005F_x0041_"]


def test_without_texts_there_is_no_part_for_them() -> None:
    assert "xl/sharedStrings.xml" not in parts_of(EngineBook([("A", SHEET)]))
