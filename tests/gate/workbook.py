"""A small writer of workbooks, for what no library writes: shared formulas, spill anchors, tables, names, hidden rows.

A formula is a string that starts with ``=``, spelled as the file format spells it (``_xlfn.`` prefixes and all).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from service_kpi.addresses import Range
from service_kpi.errors import CellError

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_METADATA: Final = (
    f'<metadata xmlns="{_MAIN}" xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1"'
    ' pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1"'
    ' coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/>'
    '</ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)


@dataclass(frozen=True, slots=True)
class ArrayFormula:
    """Entered with Ctrl+Shift+Enter over ``ref``, at its first cell."""

    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Spill:
    """A dynamic array formula; ``ref`` is what it covered when the file was saved."""

    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A cell of a shared formula: the first carries ``text`` and ``ref``, the others the index alone."""

    index: int
    text: str = ""
    ref: str = ""


Input = float | bool | str | CellError | ArrayFormula | Spill | Shared


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name; ``sheet`` makes it local. A relative reference counts from A1, as in the file."""

    name: str
    refers_to: str
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row; ``totals`` says that its last row is a totals row."""

    name: str
    sheet: str
    ref: str
    columns: Sequence[str]
    totals: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook holds. Sheets keep their order."""

    sheets: Mapping[str, Mapping[str, Input]]
    names: Sequence[Name] = ()
    tables: Sequence[Table] = ()
    hidden_rows: Mapping[str, Collection[int]] = field(default_factory=dict)
    date1904: bool = False
    iterate: bool = False


def write_workbook(book: Book, cached: float | None = None) -> bytes:
    """Return the bytes of the .xlsx. ``cached``, when given, stands as the saved value of every formula."""
    sheets = list(book.sheets)
    parts = {
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(book),
        "xl/metadata.xml": _METADATA,
    }
    types = {"xl/workbook.xml": "sheet.main", "xl/metadata.xml": "sheetMetadata"}
    targets = [("worksheet", f"worksheets/sheet{i + 1}.xml") for i in range(len(sheets))]
    parts["xl/_rels/workbook.xml.rels"] = _relationships([*targets, ("sheetMetadata", "metadata.xml")])
    for i, sheet in enumerate(sheets):
        numbers = [n for n, table in enumerate(book.tables) if table.sheet == sheet]
        part = f"xl/worksheets/sheet{i + 1}.xml"
        parts[part], types[part] = _sheet(book, sheet, len(numbers), cached), "worksheet"
        if numbers:
            parts[f"xl/worksheets/_rels/sheet{i + 1}.xml.rels"] = _relationships(
                [("table", f"../tables/table{n + 1}.xml") for n in numbers]
            )
    for n, table in enumerate(book.tables):
        part = f"xl/tables/table{n + 1}.xml"
        parts[part], types[part] = _table(n + 1, table), "table"
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/{p}" ContentType="{_TYPE}{t}+xml"/>' for p, t in types.items())
        + "</Types>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, xml in parts.items():
            archive.writestr(part, _DECLARATION + xml)
    return stream.getvalue()


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{i + 1}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}relationships">{items}</Relationships>'


def _workbook(book: Book) -> str:
    sheets = list(book.sheets)
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i + 1}" r:id="rId{i + 1}"/>' for i, name in enumerate(sheets)
    )
    names = "".join(
        f"<definedName name={quoteattr(name.name)}"
        + (f' localSheetId="{sheets.index(name.sheet)}"' if name.sheet else "")
        + f">{escape(name.refers_to)}</definedName>"
        for name in book.names
    )
    dates = ' date1904="1"' if book.date1904 else ""
    iterate = ' iterate="1" iterateCount="100" iterateDelta="0.001"' if book.iterate else ""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr{dates}/>'
        f"<sheets>{listed}</sheets>"
        + (f"<definedNames>{names}</definedNames>" if names else "")
        + f'<calcPr calcId="191029"{iterate}/></workbook>'
    )


def _sheet(book: Book, sheet: str, tables: int, cached: float | None) -> str:
    rows: dict[int, list[tuple[int, str]]] = {row - 1: [] for row in book.hidden_rows.get(sheet, ())}
    hidden = dict.fromkeys(rows, ' hidden="1"')
    for address, value in book.sheets[sheet].items():
        place = Range.parse(address)
        rows.setdefault(place.first_row, []).append((place.first_column, _cell(address, value, cached)))
    data = "".join(
        f'<row r="{row + 1}"{hidden.get(row, "")}>{"".join(xml for _, xml in sorted(cells))}</row>'
        for row, cells in sorted(rows.items())
    )
    parts = "".join(f'<tablePart r:id="rId{i + 1}"/>' for i in range(tables))
    listed = f'<tableParts count="{tables}">{parts}</tableParts>' if tables else ""
    return f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetData>{data}</sheetData>{listed}</worksheet>'


def _cell(address: str, value: Input, cached: float | None) -> str:
    saved = "" if cached is None else f"<v>{cached!r}</v>"
    match value:
        case bool():
            return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{address}"><v>{value!r}</v></c>'
        case CellError():
            return f'<c r="{address}" t="e"><v>{value.code}</v></c>'
        case ArrayFormula(text, ref):
            return f'<c r="{address}"><f t="array" ref="{ref}">{escape(text[1:])}</f>{saved}</c>'
        case Spill(text, ref):
            return f'<c r="{address}" cm="1"><f t="array" ref="{ref}">{escape(text[1:])}</f>{saved}</c>'
        case Shared(index, text, ref):
            extent = f' ref="{ref}"' if ref else ""
            return f'<c r="{address}"><f t="shared" si="{index}"{extent}>{escape(text[1:])}</f>{saved}</c>'
        case str() if value.startswith("="):
            return f'<c r="{address}"><f>{escape(value[1:])}</f>{saved}</c>'
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _table(number: int, table: Table) -> str:
    columns = "".join(f'<tableColumn id="{i + 1}" name={quoteattr(name)}/>' for i, name in enumerate(table.columns))
    totals = ' totalsRowCount="1"' if table.totals else ' totalsRowShown="0"'
    return (
        f'<table xmlns="{_MAIN}" id="{number}" name="{table.name}" displayName="{table.name}" ref="{table.ref}"'
        f'{totals}><tableColumns count="{len(table.columns)}">{columns}</tableColumns></table>'
    )
