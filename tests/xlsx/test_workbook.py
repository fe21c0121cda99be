from __future__ import annotations

import pytest

from service_kpi.addresses import Range
from service_kpi.errors import CELL_ERRORS, WorkbookError
from service_kpi.xlsx.package import Package
from service_kpi.xlsx.workbook import Calculation, DefinedName, SheetPart, Table, WorkbookParts, read_workbook
from tests.xlsx.building import MAIN, RELATIONSHIPS, book, relationships, sheet_xml, workbook_parts, zipped

EMPTY = sheet_xml("")


def read(parts: dict[str, bytes | str]) -> WorkbookParts:
    encoded = {name: part.encode() if isinstance(part, str) else part for name, part in parts.items()}
    return read_workbook(Package.open(zipped(encoded)))


def code_of(parts: dict[str, bytes | str]) -> str:
    with pytest.raises(WorkbookError) as caught:
        read(parts)
    return caught.value.code


def with_sheets(sheets: str, arrows: dict[str, tuple[str, str]], more: dict[str, str]) -> dict[str, bytes | str]:
    parts: dict[str, bytes | str] = {**workbook_parts(EMPTY), **more}
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets>{sheets}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relationships(arrows)
    return parts


def test_sheets_of_every_kind() -> None:
    parts = with_sheets(
        '<sheet name="A &amp; B" r:id="a"/><sheet name="Chart" r:id="b" state="hidden"/>'
        '<sheet name="Macro" r:id="c" state="veryHidden"/><sheet name="Module"/>',
        {
            "a": ("worksheet", "/XL/Worksheets/Sheet1.xml"),
            "b": ("chartsheet", "../xl/chartsheets/sheet1.xml"),
            "c": ("xlMacrosheet", "macro%20sheet.xml"),
        },
        {"xl/chartsheets/sheet1.xml": "<chartsheet/>", "xl/macro sheet.xml": "<macrosheet/>"},
    )
    found = read(parts)
    assert found.sheets == [
        SheetPart("A & B", "XL/Worksheets/Sheet1.xml", "worksheet", False, 0),
        SheetPart("Chart", "xl/chartsheets/sheet1.xml", "chartsheet", True, 1),
        SheetPart("Macro", "xl/macro sheet.xml", "macrosheet", True, 2),
        SheetPart("Module", "", "other", True, 3),
    ]
    assert found.has_macro_sheets


def test_names_and_settings() -> None:
    found = book(
        EMPTY,
        workbook="<definedNames>"
        '<definedName name="Rate">Data!$A$1</definedName>'
        '<definedName name="Local" localSheetId="0" hidden="1">Data!$B:$B</definedName>'
        '<definedName name="Run" xlm="true" function="1">Macro!$A$1</definedName></definedNames>'
        '<workbookPr date1904="1"/>'
        '<calcPr iterate="1" iterateCount="7" iterateDelta="1E-4" calcMode="manual" fullPrecision="0"/>',
    )
    assert found.defined_names == [
        DefinedName("Rate", "Data!$A$1", None, False, False, False),
        DefinedName("Local", "Data!$B:$B", 0, True, False, False),
        DefinedName("Run", "Macro!$A$1", None, False, True, True),
    ]
    assert found.date1904
    assert found.calculation == Calculation(True, 7, 1e-4, "manual", False)
    assert book(EMPTY).calculation == Calculation()


def test_tables() -> None:
    parts: dict[str, bytes | str] = {**workbook_parts(EMPTY)}
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships({"t": ("table", "../tables/table1.xml")})
    parts["xl/tables/table1.xml"] = (
        f'<table xmlns="{MAIN}" name="x" displayName="Survey" ref="B2:C9" totalsRowCount="1"><tableColumns>'
        '<tableColumn name="Two_x000a_lines"/><tableColumn name="A&amp;B"/></tableColumns></table>'
    )
    assert read(parts).tables == [Table("Survey", 0, Range.parse("B2:C9"), 1, 1, ["Two\nlines", "A&B"])]
    parts["xl/tables/table1.xml"] = f'<table xmlns="{MAIN}" displayName="T" ref="B2:?"/>'
    assert code_of(parts) == "BAD_REF"


METADATA = f"""<metadata xmlns="{MAIN}" xmlns:xda="http://a" xmlns:xlrd="http://b">
<metadataTypes><metadataType name="XLRICHVALUE"/><metadataType name="XLDAPR"/></metadataTypes>
<futureMetadata name="XLDAPR"><bk><extLst><ext><xda:dynamicArrayProperties fDynamic="0"/></ext></extLst></bk>
<bk><extLst><ext><xda:dynamicArrayProperties fDynamic="1"/></ext></extLst></bk></futureMetadata>
<futureMetadata name="XLRICHVALUE"><bk><extLst><ext><xlrd:rvb i="1"/></ext></extLst></bk>
<bk><extLst><ext><xlrd:rvb i="0"/></ext></extLst></bk></futureMetadata>
<cellMetadata><bk><rc t="2" v="0"/></bk><bk><rc t="2" v="1"/></bk></cellMetadata>
<valueMetadata><bk><rc t="1" v="0"/></bk><bk><rc t="1" v="1"/></bk></valueMetadata></metadata>"""


def test_metadata_of_dynamic_arrays_and_rich_errors() -> None:
    parts: dict[str, bytes | str] = {**workbook_parts(EMPTY)}
    parts["xl/_rels/workbook.xml.rels"] = relationships(
        {
            "rId1": ("worksheet", "worksheets/sheet1.xml"),
            "m": ("sheetMetadata", "metadata.xml"),
            "s": ("rdRichValueStructure", "richData/rdrichvaluestructure.xml"),
            "v": ("rdRichValue", "richData/rdrichvalue.xml"),
        }
    )
    parts["xl/metadata.xml"] = METADATA
    parts["xl/richData/rdrichvaluestructure.xml"] = (
        '<rvStructures><s t="_localImage"><k n="x"/></s>'
        '<s t="_error"><k n="colOffset"/><k n="errorType" t="i"/></s></rvStructures>'
    )
    parts["xl/richData/rdrichvalue.xml"] = '<rvData><rv s="0"><v>8</v></rv><rv s="1"><v>1</v><v>8</v></rv></rvData>'
    found = read(parts)
    assert found.dynamic_cm == {2}
    assert found.rich_errors == {1: CELL_ERRORS["#SPILL!"]}


def test_external_links_are_named_and_not_followed() -> None:
    parts = with_sheets(
        '<sheet name="A" r:id="a"/>',
        {"a": ("worksheet", "worksheets/sheet1.xml"), "e": ("externalLink", "externalLinks/externalLink1.xml")},
        {"xl/externalLinks/externalLink1.xml": "<externalLink/>"},
    )
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relationships(
        {"x": ("externalLinkPath", "file:///C:/Other.xlsx")}
    )
    assert read(parts).external_links == ["file:///C:/Other.xlsx"]


def test_strict_workbooks() -> None:
    parts: dict[str, bytes | str] = {**workbook_parts(EMPTY)}
    for name in ("_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        part = parts[name]
        assert isinstance(part, bytes)
        parts[name] = part.replace(
            RELATIONSHIPS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ).replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    found = read(parts)
    assert found.strict
    assert [sheet.name for sheet in found.sheets] == ["Data"]


def test_refusals() -> None:
    good: dict[str, bytes | str] = {**workbook_parts(EMPTY)}

    def without(name: str) -> dict[str, bytes | str]:
        return {key: part for key, part in good.items() if key != name}

    assert code_of(without("[Content_Types].xml")) == "NOT_XLSX"
    assert code_of(without("_rels/.rels")) == "NOT_XLSX"
    assert code_of(without("xl/workbook.xml")) == "MISSING_PART"
    assert code_of(without("xl/worksheets/sheet1.xml")) == "MISSING_PART"
    assert code_of(good | {"_rels/.rels": relationships({"a": ("officeDocument", "xl/workbook.bin")})}) == "XLSB"
    assert code_of(good | {"xl/workbook.xml": "<document/>"}) == "NOT_XLSX"
    for target in ("file:///etc/passwd", "http://example.org/a.xml", "../../a.xml"):
        arrows = relationships({"rId1": ("worksheet", target)})
        assert code_of(good | {"xl/_rels/workbook.xml.rels": arrows}) == "BAD_RELATIONSHIP"


def test_without_package_relationships_the_content_type_tells() -> None:
    parts: dict[str, bytes | str] = {**workbook_parts(EMPTY)}
    del parts["_rels/.rels"]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts["[Content_Types].xml"] = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'
    assert [sheet.name for sheet in read(parts).sheets] == ["Data"]
