"""What the ``cm`` and ``vm`` attributes of a cell point to: dynamic arrays, and errors younger than the file format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from service_kpi.errors import CELL_ERRORS, CellError
from service_kpi.xlsx.xml import attribute, boolean, child, children, integer, local

#: ``errorType`` of a rich value of the structure ``_error``.
_RICH_ERRORS: Final = {
    8: CELL_ERRORS["#SPILL!"],
    9: CELL_ERRORS["#CONNECT!"],
    10: CELL_ERRORS["#BLOCKED!"],
    11: CELL_ERRORS["#UNKNOWN!"],
    12: CELL_ERRORS["#FIELD!"],
    13: CELL_ERRORS["#CALC!"],
    14: CELL_ERRORS["#BUSY!"],
    18: CELL_ERRORS["#EXTERNAL!"],
}


def dynamic_array_indexes(metadata: ET.Element) -> frozenset[int]:
    """Return the one-based ``cm`` indexes that mark the formula of a dynamic array."""
    dynamic = [
        any(boolean(found, "fDynamic") for found in block.iter() if local(found.tag) == "dynamicArrayProperties")
        for block in _future_blocks(metadata, "XLDAPR")
    ]
    return frozenset(
        index
        for index, value in _records(metadata, "cellMetadata", "XLDAPR")
        if 0 <= value < len(dynamic) and dynamic[value]
    )


def rich_errors(metadata: ET.Element, structures: ET.Element, values: ET.Element) -> dict[int, CellError]:
    """Return the errors that one-based ``vm`` indexes stand for, such as ``#SPILL!``."""
    error_key: dict[int, int] = {}
    for number, structure in enumerate(children(structures, "s")):
        keys = [attribute(key, "n") for key in children(structure, "k")]
        if attribute(structure, "t") == "_error" and "errorType" in keys:
            error_key[number] = keys.index("errorType")
    errors: dict[int, CellError] = {}
    for number, value in enumerate(children(values, "rv")):
        key = error_key.get(integer(value, "s", -1))
        texts = [element.text or "" for element in children(value, "v")]
        if key is not None and key < len(texts) and texts[key].isdigit() and int(texts[key]) in _RICH_ERRORS:
            errors[number] = _RICH_ERRORS[int(texts[key])]
    pointers = [
        next((integer(found, "i", -1) for found in block.iter() if local(found.tag) == "rvb"), -1)
        for block in _future_blocks(metadata, "XLRICHVALUE")
    ]
    return {
        index: errors[pointers[value]]
        for index, value in _records(metadata, "valueMetadata", "XLRICHVALUE")
        if 0 <= value < len(pointers) and pointers[value] in errors
    }


def _future_blocks(metadata: ET.Element, name: str) -> Iterator[ET.Element]:
    for future in children(metadata, "futureMetadata"):
        if attribute(future, "name") == name:
            yield from children(future, "bk")


def _records(metadata: ET.Element, holder_name: str, type_name: str) -> Iterator[tuple[int, int]]:
    """Yield (one-based index, value) of the records of one metadata type."""
    types, holder = child(metadata, "metadataTypes"), child(metadata, holder_name)
    if types is None or holder is None:
        return
    names = [attribute(element, "name") for element in children(types, "metadataType")]
    for index, block in enumerate(children(holder, "bk"), start=1):
        for record in children(block, "rc"):
            kind = integer(record, "t", 0)
            if 0 < kind <= len(names) and names[kind - 1] == type_name:
                yield index, integer(record, "v", -1)
