"""XML parts: proven well-formed and harmless once, at the speed of C, before anything of ours looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET  # the DTD is refused before ElementTree sees a byte
from xml.parsers import expat

import numpy as np

from service_kpi.errors import WorkbookError
from service_kpi.xlsx import limits

_DECLARATION: Final = re.compile(rb"""<\?xml(?:\s[^>]*?)?\sencoding\s*=\s*["']([A-Za-z0-9._:-]*)["'][^>]*?\?>""")
_PROLOG_DTD: Final = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_UTF16_STARTS: Final = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
#: Declared name → codec, for the encodings that workbooks are honestly written in.
_SINGLE_BYTE: Final = {"us-ascii": "ascii", "ascii": "ascii", "iso-8859-1": "latin-1", "latin1": "latin-1"}
_CHUNK: Final = 4 * limits.MEGABYTE


def normalised(data: bytes, part: str) -> bytes:
    """Return the part as UTF-8, after checking that it is well-formed and within limits.

    A part in UTF-8, as nearly all are, comes back as it is, byte order mark included. Others are transcoded and
    their declaration says so.

    Raises ``WorkbookError`` ``XML_DTD``, ``XML_ENCODING``, ``XML_INVALID``, ``XML_TOO_DEEP`` or ``XML_LIMIT``.
    """
    data = _as_utf8(data, part)
    if _PROLOG_DTD.match(data, len(_UTF8_BOM) if data.startswith(_UTF8_BOM) else 0):
        raise WorkbookError("XML_DTD", part=part)
    _check_runs(data, part)
    if _may_be_deep(data):
        _check_depth(data, part)
    else:
        _parse(expat.ParserCreate(), data, part)
    return data


def read_xml(data: bytes, part: str) -> ET.Element:
    """Return the root of a small structural part, checked as :func:`normalised` checks."""
    return parsed(normalised(data, part))


def parsed(checked: bytes) -> ET.Element:
    """Return the root of a part that :func:`normalised` has checked."""
    return ET.fromstring(checked)  # noqa: S314


def local(tag: str) -> str:
    """Return an element or attribute name without its namespace: strict and transitional files read alike."""
    return tag.rpartition("}")[2]


def children(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """Yield the direct children of a local name."""
    return (child for child in element if local(child.tag) == name)


def child(element: ET.Element, name: str) -> ET.Element | None:
    """Return the first direct child of a local name."""
    return next(children(element, name), None)


def attribute(element: ET.Element, name: str, default: str = "") -> str:
    """Return an attribute by its local name, in whatever namespace."""
    if name in element.attrib:
        return element.attrib[name]
    return next((value for key, value in element.attrib.items() if local(key) == name), default)


def boolean(element: ET.Element, name: str, default: bool = False) -> bool:
    """Return a boolean attribute."""
    value = attribute(element, name)
    return value in {"1", "true", "on"} if value else default


def integer(element: ET.Element, name: str, default: int) -> int:
    """Return an integer attribute, ``default`` where it is missing or none."""
    value = attribute(element, name)
    return int(value) if re.fullmatch("-?[0-9]{1,9}", value) else default


def _as_utf8(data: bytes, part: str) -> bytes:
    declaration = _DECLARATION.match(data, len(_UTF8_BOM) if data.startswith(_UTF8_BOM) else 0)
    declared = declaration.group(1).decode().lower() if declaration else "utf-8"
    codec = _UTF16_STARTS.get(data[:2])
    if codec is None:
        if declared in {"utf-8", "utf8", ""}:
            return data
        codec = _SINGLE_BYTE.get(declared)
        if codec is None or data.startswith(_UTF8_BOM):
            raise WorkbookError("XML_ENCODING", part=part, encoding=declared)
    try:
        transcoded = data.decode(codec).encode("utf-8")
    except UnicodeError:
        raise WorkbookError("XML_INVALID", part=part, reason=f"not {declared}") from None
    declaration = _DECLARATION.match(transcoded)
    if declaration is None:
        return transcoded
    if codec.startswith("utf-16") and not declaration.group(1).lower().startswith(b"utf-16"):
        raise WorkbookError("XML_ENCODING", part=part, encoding=declaration.group(1).decode())
    return transcoded[: declaration.start(1)] + b"UTF-8" + transcoded[declaration.end(1) :]


def _check_runs(data: bytes, part: str) -> None:
    """Refuse a single attribute or text that is too long: find a new tag within every window."""
    at = 0
    while len(data) - at > limits.XML_RUN:
        following = data.rfind(b"<", at + 1, at + limits.XML_RUN)
        if following < 0:
            raise WorkbookError("XML_LIMIT", part=part, limit="10 MB")
        at = following


def _may_be_deep(data: bytes) -> bool:
    """True unless simple counting proves that the nesting stays within the limit.

    Where every ``<`` has its ``>`` and there is neither comment nor CDATA nor instruction, each ``<`` opens a tag,
    ``</`` and ``/>`` close one, and the running sum is the depth. Otherwise counting proves nothing.
    """
    tags = data.count(b"<")
    if tags <= limits.XML_DEPTH:
        return False
    if tags != data.count(b">") or b"<!" in data or data.count(b"<?") > data.startswith((b"<?xml", _UTF8_BOM)):
        return True
    everything = np.frombuffer(data, dtype=np.uint8)
    depth = 0
    for start in range(0, len(data) - 1, _CHUNK):
        here = everything[start : start + _CHUNK]
        following = everything[start + 1 : start + 1 + _CHUNK]
        here = here[: len(following)]
        opening = here == ord("<")
        closing = (here == ord("/")) & (following == ord(">"))
        at = np.flatnonzero(opening | closing)
        steps = np.where(opening[at] & (following[at] != ord("/")), 1, -1)
        running = np.cumsum(steps)
        if len(running):
            if depth + int(running.max()) > limits.XML_DEPTH:
                return True
            depth += int(running[-1])
    return False


def _check_depth(data: bytes, part: str) -> None:
    depth = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.XML_DEPTH:
            raise WorkbookError("XML_TOO_DEEP", part=part, limit=limits.XML_DEPTH)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    _parse(parser, data, part)


def _parse(parser: expat.XMLParserType, data: bytes, part: str) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = f"{expat.errors.messages.get(error.code, 'error')}, line {error.lineno}"
        raise WorkbookError("XML_INVALID", part=part, reason=reason) from None
