"""Small workbooks made byte by byte, so that a test says exactly what the file holds."""

from __future__ import annotations

import io
import zipfile

from service_kpi.xlsx.package import Package
from service_kpi.xlsx.sheet import Sheet
from service_kpi.xlsx.workbook import WorkbookParts, read_workbook
from service_kpi.xlsx.xml import normalised

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    return (
        f'{_DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def workbook_parts(sheet: str | bytes, *, strings: str | None = None, workbook: str = "") -> dict[str, bytes]:
    """Return the parts of a workbook with one sheet; ``workbook`` is put behind its sheets."""
    arrows = {"rId1": ("worksheet", "worksheets/sheet1.xml")}
    if strings is not None:
        arrows["rId2"] = ("sharedStrings", "sharedStrings.xml")
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relationships({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'{_DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}">'
        f'<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets>{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(arrows),
        SHEET: sheet,
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    return {name: part if isinstance(part, bytes) else part.encode() for name, part in parts.items()}


def relationships(arrows: dict[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{identifier}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in arrows.items()
    )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE_RELATIONSHIPS}">{inner}</Relationships>'


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip file of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def book(sheet: str | bytes, *, strings: str | None = None, workbook: str = "") -> WorkbookParts:
    return read_workbook(Package.open(zipped(workbook_parts(sheet, strings=strings, workbook=workbook))))


def scanned(rows: str, *, strings: str | None = None, before: str = "", after: str = "", workbook: str = "") -> Sheet:
    """Return the scan of a sheet with these rows."""
    return scanned_part(sheet_xml(rows, before, after).encode(), strings=strings, workbook=workbook)


def scanned_part(sheet: bytes, *, strings: str | None = None, workbook: str = "") -> Sheet:
    parts = book(sheet, strings=strings, workbook=workbook)
    return Sheet.scan(parts.package.xml(SHEET), parts, parts.sheets[0])


def rescanned(sheet: Sheet, data: bytes) -> Sheet:
    """Return the scan of other bytes for the same sheet."""
    return Sheet.scan(normalised(data, sheet.part.part), sheet.workbook, sheet.part)
