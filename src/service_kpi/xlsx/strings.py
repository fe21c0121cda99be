"""Texts as the file format spells them: entities, ``_xHHHH_`` escapes, rich runs, shared strings."""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

_ENTITY: Final = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(lt|gt|amp|quot|apos));")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: What XML cannot carry, and what would be read back as an escape.
_MUST_ESCAPE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def decode_entities(text: str) -> str:
    """Replace the entities that XML knows without a DTD."""
    return _ENTITY.sub(_entity, text) if "&" in text else text


def decode_escapes(text: str) -> str:
    """Replace ``_x000D_`` and its kin, by which the format carries control characters."""
    if "_x" not in text:
        return text
    decoded = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # An escaped surrogate pair is one character.
    return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def encode_text(text: str) -> bytes:
    """Return a text as the content of ``<v>`` or ``<t>``."""
    text = _MUST_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf-8")


def needs_preserve(text: str) -> bool:
    """True for a text whose white space a reader might trim."""
    return text != text.strip(" \t\n") or "\n" in text or "\t" in text


def read_shared_strings(data: bytes) -> list[str]:
    """Return the texts of a checked shared strings part: rich runs joined, phonetic guides left out."""
    strings: list[str] = []
    pieces: list[str] = []
    skipping = 0
    reading = False

    def start(name: str, _attributes: object) -> None:
        nonlocal skipping, reading
        name = name.rpartition(":")[2]
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            skipping += 1
        elif name == "t":
            reading = not skipping

    def end(name: str) -> None:
        nonlocal skipping, reading
        name = name.rpartition(":")[2]
        if name == "si":
            strings.append(decode_escapes("".join(pieces)))
        elif name == "rPh":
            skipping -= 1
        elif name == "t":
            reading = False

    def characters(text: str) -> None:
        if reading:
            pieces.append(text)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.Parse(data, True)
    return strings


def _entity(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
