"""The structure of a workbook: sheets, names, tables, texts and settings, read from the small parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

from service_kpi.addresses import Range
from service_kpi.errors import CellError, WorkbookError
from service_kpi.xlsx import limits
from service_kpi.xlsx.metadata import dynamic_array_indexes, rich_errors
from service_kpi.xlsx.package import Package
from service_kpi.xlsx.relationships import Relationship, internal_target, read_relationships
from service_kpi.xlsx.strings import decode_escapes, read_shared_strings
from service_kpi.xlsx.xml import attribute, boolean, child, children, integer, local

_SHEET_KINDS: Final = {
    "worksheet": "worksheet",
    "chartsheet": "chartsheet",
    "dialogsheet": "dialogsheet",
    "xlMacrosheet": "macrosheet",
    "xlIntlMacrosheet": "macrosheet",
}
_STRICT_NAMESPACE: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_WORKBOOK_TYPES: Final = (
    "sheet.main+xml",
    "sheet.macroenabled.main+xml",
    "template.main+xml",
    "addin.macroenabled.main+xml",
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of the workbook; ``part`` is its name in the package."""

    name: str
    part: str
    kind: str
    hidden: bool
    index: int


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name; ``scope`` is the index of its sheet, or ``None`` where it counts everywhere."""

    name: str
    text: str
    scope: int | None
    hidden: bool
    is_function: bool
    is_macro: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``range`` includes its header and totals rows."""

    name: str
    sheet: int
    range: Range
    header_rows: int
    totals_rows: int
    columns: list[str]


@dataclass(frozen=True, slots=True)
class Calculation:
    """How the workbook wants to be calculated."""

    iterate: bool = False
    iterate_count: int = 100
    iterate_delta: float = 0.001
    mode: str = "auto"
    full_precision: bool = True


@dataclass(slots=True)
class WorkbookParts:
    """Everything about a workbook that is not in its cells."""

    package: Package
    sheets: list[SheetPart]
    defined_names: list[DefinedName]
    tables: list[Table]
    date1904: bool
    calculation: Calculation
    #: One-based ``cm`` indexes that mark a dynamic array formula.
    dynamic_cm: frozenset[int]
    #: One-based ``vm`` indexes that stand for an error which ``<v>`` cannot name.
    rich_errors: dict[int, CellError]
    #: Addresses of linked workbooks: for the report only, never opened.
    external_links: list[str]
    strict: bool
    #: Number of cell styles, or ``None`` where the workbook has no styles part.
    style_count: int | None
    #: The texts that cells share, or ``None`` where the workbook has none.
    shared_strings: list[str] | None = field(repr=False)
    #: Name of the part that holds them.
    strings_part: str | None

    @property
    def has_macro_sheets(self) -> bool:
        """True where a sheet holds Excel 4.0 macros."""
        return any(sheet.kind == "macrosheet" for sheet in self.sheets)


def read_workbook(package: Package) -> WorkbookParts:
    """Read the structure of a workbook.

    Raises ``WorkbookError``, among others ``NOT_XLSX``, ``XLSB``, ``MISSING_PART`` and ``BAD_RELATIONSHIP``.
    """
    part = _workbook_part(package)
    root = package.root(part)
    if local(root.tag) != "workbook":
        raise WorkbookError("NOT_XLSX", package.path)
    relationships = read_relationships(package, part)
    sheets = list(_sheets(package, part, root, relationships))
    properties = child(root, "workbookPr")
    styles = _target(package, relationships, "styles")
    strings = _target(package, relationships, "sharedStrings")
    dynamic_cm, errors = _metadata(package, relationships)
    return WorkbookParts(
        package=package,
        sheets=sheets,
        defined_names=list(_defined_names(root)),
        tables=[table for sheet in sheets if sheet.kind == "worksheet" for table in _tables(package, sheet)],
        date1904=properties is not None and boolean(properties, "date1904"),
        calculation=_calculation(root),
        dynamic_cm=dynamic_cm,
        rich_errors=errors,
        external_links=[address for link in _all(relationships, "externalLink") for address in _outside(package, link)],
        strict=root.tag.startswith(f"{{{_STRICT_NAMESPACE}}}"),
        style_count=_style_count(package.root(styles)) if styles else None,
        shared_strings=read_shared_strings(package.xml(strings)) if strings else None,
        strings_part=strings,
    )


def _workbook_part(package: Package) -> str:
    if "[Content_Types].xml" not in package:
        raise WorkbookError("NOT_XLSX", package.path)
    types = package.root("[Content_Types].xml")
    for relationship in _all(read_relationships(package, ""), "officeDocument"):
        target = internal_target(relationship, package.path, "_rels/.rels")
        if target.lower().endswith(".bin"):
            raise WorkbookError("XLSB", package.path)
        if target in package:
            return target
        raise WorkbookError("MISSING_PART", package.path, part=target)
    for override in children(types, "Override"):
        name = attribute(override, "PartName").lstrip("/")
        if attribute(override, "ContentType").lower().endswith(_WORKBOOK_TYPES) and name in package:
            return name
    raise WorkbookError("NOT_XLSX", package.path)


def _sheets(
    package: Package, part: str, root: ET.Element, relationships: dict[str, Relationship]
) -> Iterator[SheetPart]:
    holder = child(root, "sheets")
    elements = [] if holder is None else list(children(holder, "sheet"))
    if len(elements) > limits.SHEETS:
        raise WorkbookError("TOO_BIG", package.path, what="sheets", found=len(elements), limit=limits.SHEETS)
    for index, element in enumerate(elements):
        name = attribute(element, "name")
        identifier = attribute(element, "id")
        if not identifier:
            # A Visual Basic module of Excel 95 has a sheet and no part.
            yield SheetPart(name, "", "other", True, index)
            continue
        relationship = relationships.get(identifier)
        if relationship is None:
            raise WorkbookError("MISSING_PART", package.path, part=f"sheet {name}")
        target = internal_target(relationship, package.path, part)
        if target not in package:
            raise WorkbookError("MISSING_PART", package.path, part=target)
        kind = _SHEET_KINDS.get(relationship.kind, "other")
        yield SheetPart(name, target, kind, attribute(element, "state", "visible") != "visible", index)


def _defined_names(root: ET.Element) -> Iterator[DefinedName]:
    holder = child(root, "definedNames")
    for element in () if holder is None else children(holder, "definedName"):
        scope = attribute(element, "localSheetId")
        yield DefinedName(
            name=attribute(element, "name"),
            text="".join(element.itertext()),
            scope=int(scope) if scope.isdigit() else None,
            hidden=boolean(element, "hidden"),
            is_function=boolean(element, "function"),
            is_macro=boolean(element, "xlm") or boolean(element, "vbProcedure"),
        )


def _tables(package: Package, sheet: SheetPart) -> Iterator[Table]:
    for relationship in _all(read_relationships(package, sheet.part), "table"):
        target = internal_target(relationship, package.path, sheet.part)
        if target not in package:
            continue
        root = package.root(target)
        holder = child(root, "tableColumns")
        try:
            area = Range.parse(attribute(root, "ref"))
        except ValueError:
            raise WorkbookError("BAD_REF", package.path, part=target, found=repr(attribute(root, "ref"))) from None
        yield Table(
            name=decode_escapes(attribute(root, "displayName") or attribute(root, "name")),
            sheet=sheet.index,
            range=area,
            header_rows=integer(root, "headerRowCount", 1),
            totals_rows=integer(root, "totalsRowCount", 0),
            columns=[
                decode_escapes(attribute(column, "name"))
                for column in (() if holder is None else children(holder, "tableColumn"))
            ],
        )


def _calculation(root: ET.Element) -> Calculation:
    element = child(root, "calcPr")
    if element is None:
        return Calculation()
    try:
        delta = float(attribute(element, "iterateDelta", "0.001"))
    except ValueError:
        delta = 0.001
    return Calculation(
        iterate=boolean(element, "iterate"),
        iterate_count=integer(element, "iterateCount", 100),
        iterate_delta=delta,
        mode=attribute(element, "calcMode", "auto"),
        full_precision=boolean(element, "fullPrecision", default=True),
    )


def _metadata(package: Package, relationships: dict[str, Relationship]) -> tuple[frozenset[int], dict[int, CellError]]:
    parts = [_target(package, relationships, kind) for kind in ("sheetMetadata", "rdRichValueStructure", "rdRichValue")]
    roots = [package.root(part) for part in parts if part]
    return (
        dynamic_array_indexes(roots[0]) if parts[0] else frozenset(),
        rich_errors(roots[0], roots[1], roots[2]) if all(parts) else {},
    )


def _style_count(root: ET.Element) -> int:
    """Count the cell formats, those that stand in alternative content included."""
    holders = [element for element in root.iter() if local(element.tag) == "cellXfs"]
    return sum(1 for holder in holders for element in holder.iter() if local(element.tag) == "xf")


def _outside(package: Package, link: Relationship) -> Iterator[str]:
    if not link.external and link.target in package:
        yield from (found.target for found in read_relationships(package, link.target).values() if found.external)


def _all(relationships: dict[str, Relationship], kind: str) -> Iterator[Relationship]:
    return (relationship for relationship in relationships.values() if relationship.kind == kind)


def _target(package: Package, relationships: dict[str, Relationship], kind: str) -> str | None:
    """Return the part of a kind that the workbook points to, where it is there."""
    for relationship in _all(relationships, kind):
        if not relationship.external and relationship.target in package:
            return relationship.target
    return None
