"""The tags of a sheet, whatever prefix its author gave them: patterns, and the anatomy of one cell element."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

ATTRIBUTE: Final = re.compile(rb"""[\s\x01]*([^\s=<>"'\x01]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

_ROOT: Final = re.compile(rb"<(?:([^\s:<>/]+):)?(?:worksheet|macrosheet|dialogsheet|chartsheet)(?=[\s/>])[^>]*>")


class Markup:
    """The patterns for one prefix, ``b""`` or such as ``b"x:"``."""

    SPANS: Final = re.compile(rb"""\sspans\s*=\s*["']([0-9: ]+)["']""")

    def __init__(self, prefix: bytes) -> None:
        self.prefix = prefix
        p = re.escape(prefix)
        tag_end = rb"(?=[\s/>])"
        self.cell_start = re.compile(rb"<" + p + rb"c" + tag_end)
        self.cell_open = re.compile(rb"<" + p + rb"c" + tag_end + rb"([^>]*?)(/?)>")
        self.cell_close = re.compile(rb"</" + p + rb"c\s*>")
        self.formula_start = re.compile(rb"<" + p + rb"f" + tag_end)
        self.child = re.compile(
            rb"<" + p + rb"(f|v|is)" + tag_end + rb"([^>]*?)(?:/>|>(.*?)</" + p + rb"\1\s*>)", re.DOTALL
        )
        self.phonetic = re.compile(rb"<" + p + rb"rPh" + tag_end + rb".*?</" + p + rb"rPh\s*>", re.DOTALL)
        self.text = re.compile(rb"<" + p + rb"t" + tag_end + rb"[^>]*?(?<!/)>([^<]*)<")
        self.sheet_data = re.compile(rb"<" + p + rb"sheetData\s*>")
        self.sheet_data_close = re.compile(rb"</" + p + rb"sheetData\s*>")
        self.dimension = re.compile(rb"<" + p + rb"dimension" + tag_end + rb"[^>]*>")
        self.auto_filter = re.compile(
            rb"<" + p + rb"autoFilter" + tag_end + rb"(?:[^>]*/>|.*?</" + p + rb"autoFilter\s*>)", re.DOTALL
        )
        #: A formula cell as nearly every program writes it: letters, digits, type, cm, attributes and text of the
        #: formula, v, number, other value, inline text.
        self.usual_formula_cell = re.compile(
            rb"<" + p + rb'c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?(?: cm="([0-9]+)")?>'
            rb"<" + p + rb"f((?: [^>]*?)?)(?:/>|>([^<]*)</" + p + rb"f>)"
            rb"(?:<" + p + rb'(v)(?: xml:space="preserve")?>(?:([-+.0-9eE]+)|([^<]*))</' + p + rb"v>"
            rb"|<" + p + rb"is><" + p + rb"t>([^<]*)</" + p + rb"t></" + p + rb"is>)?</" + p + rb"c>"
        )


@lru_cache(maxsize=64)
def markup_for(prefix: bytes) -> Markup:
    """Return the patterns for a prefix."""
    return Markup(prefix)


def find_root(shadow: bytes) -> tuple[Markup, re.Match[bytes]] | None:
    """Return the patterns for a sheet by the prefix of its root, and the root's opening tag."""
    root = _ROOT.search(shadow)
    if root is None:
        return None
    return markup_for(root[1] + b":" if root[1] else b""), root


@dataclass(slots=True)
class Child:
    """``<f>``, ``<v>`` or ``<is>`` in a cell; the content is ``None`` where the element closes itself."""

    start: int
    end: int
    attributes: bytes
    attributes_start: int
    content: bytes | None


@dataclass(slots=True)
class CellElement:
    """Where the pieces of one cell element lie."""

    start: int
    #: Just behind the ``>`` of the opening tag.
    open_end: int
    #: Just behind the whole element.
    end: int
    closes_itself: bool
    attributes: dict[bytes, bytes]
    children: dict[bytes, Child]


def read_element(shadow: bytes, start: int, markup: Markup) -> CellElement:
    """Take the cell element apart that starts at ``start``."""
    opening = markup.cell_open.match(shadow, start)
    if opening is None:
        raise ValueError(f"no cell starts at byte {start}")
    attributes = attributes_of(opening[1])
    if opening[2]:
        return CellElement(start, opening.end(), opening.end(), True, attributes, {})
    closing = markup.cell_close.search(shadow, opening.end())
    if closing is None:
        raise ValueError(f"the cell at byte {start} does not end")
    children = {
        found[1]: Child(found.start(), found.end(), found[2], found.start(2), found[3])
        for found in markup.child.finditer(shadow, opening.end(), closing.start())
    }
    return CellElement(start, opening.end(), closing.end(), False, attributes, children)


def attributes_of(raw: bytes) -> dict[bytes, bytes]:
    """Return the attributes of a tag, values as they stand."""
    return {name: first or second for name, first, second in ATTRIBUTE.findall(raw)}
