"""The small .xlsx package, in memory, that an engine loads: nothing in it but what decides values."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from service_kpi.engine.interface import EngineBook, EngineName
from service_kpi.xlsx.strings import encode_text

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

#: Says that cm="1" marks a dynamic array; without this part an engine takes it for a legacy array formula.
_METADATA: Final = (
    f'<metadata xmlns="{_MAIN}" xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
    'pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" '
    'coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/>'
    '</ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)


def slim_package(book: EngineBook) -> bytes:
    """Return the package of a book. Members are stored, not deflated: it never leaves memory."""
    parts = {f"xl/worksheets/sheet{number}.xml": xml for number, (_, xml) in enumerate(book.sheets, 1)}
    relations = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(book.sheets) + 1)]
    relations.append(("sheetMetadata", "metadata.xml"))
    parts["xl/metadata.xml"] = _METADATA.encode()
    types = {f"/{name}": f"{_TYPE}.worksheet+xml" for name in parts} | {
        "/xl/workbook.xml": f"{_TYPE}.sheet.main+xml",
        "/xl/metadata.xml": f"{_TYPE}.sheetMetadata+xml",
    }
    if book.shared_strings:
        parts["xl/sharedStrings.xml"] = _shared_strings(book.shared_strings)
        types["/xl/sharedStrings.xml"] = f"{_TYPE}.sharedStrings+xml"
        relations.append(("sharedStrings", "sharedStrings.xml"))
    parts["xl/workbook.xml"] = _workbook(book).encode()
    parts["xl/_rels/workbook.xml.rels"] = _relationships(relations)
    parts["_rels/.rels"] = _relationships([("officeDocument", "xl/workbook.xml")])
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items())
        + "</Types>"
    ).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def _workbook(book: EngineBook) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, (name, _) in enumerate(book.sheets, 1)
    )
    names = "".join(_defined_name(name) for name in book.names)
    iterate = (
        f' iterate="1" iterateCount="{book.iterate_count}" iterateDelta="{book.iterate_delta!r}"'
        if book.iterate
        else ""
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr date1904="{int(book.date1904)}"/>'
        f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames>"
        f'<calcPr calcId="191029"{iterate}/></workbook>'
    )


def _defined_name(name: EngineName) -> str:
    scope = "" if name.sheet is None else f' localSheetId="{name.sheet}"'
    return f"<definedName name={quoteattr(name.name)}{scope}>{escape(name.text)}</definedName>"


def _shared_strings(strings: Sequence[str]) -> bytes:
    items = b"".join(b'<si><t xml:space="preserve">%s</t></si>' % encode_text(text) for text in strings)
    return b'<sst xmlns="%s">%s</sst>' % (_MAIN.encode(), items)


def _relationships(relations: list[tuple[str, str]]) -> bytes:
    body = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{body}</Relationships>'.encode()
