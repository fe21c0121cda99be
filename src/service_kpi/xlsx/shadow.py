"""A second view of a sheet, of the same length, in which ``<`` and ``>`` are tags and nothing else.

Comments, processing instructions and CDATA sections may stand anywhere in XML, and ``>`` may stand in texts and
attributes. Rather than teach every pattern about them, the shadow replaces them byte for byte by control bytes
that XML cannot hold, so that a position in the shadow is the same position in the file. Nearly every sheet has
none of them and is its own shadow.
"""

from __future__ import annotations

import re
from typing import Final

_NOTHING: Final = b"\x01"
_LESS, _AMPERSAND, _GREATER = b"\x02", b"\x03", b"\x04"

_SPECIAL: Final = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_CDATA_START: Final = 9
_CDATA_END: Final = 3
_HIDE: Final = bytes.maketrans(b"<&>", _LESS + _AMPERSAND + _GREATER)
_SHOW: Final = bytes.maketrans(_LESS + _GREATER, b"<>")

_TAG_WITH_GREATER: Final = re.compile(
    rb"""<[^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*(?:"[^"<>]*>|'[^'<>]*>)""", re.DOTALL
)
_TAG: Final = re.compile(rb"""<[^<>"']*+(?:"[^"]*"|'[^']*'|[^<>"'])*+>""", re.DOTALL)
_TEXT_WITH_GREATER: Final = re.compile(rb">[^<>]*>[^<]*", re.DOTALL)


def shadow_of(data: bytes) -> bytes:
    """Return the shadow of a well-formed part: ``data`` itself where it is plain."""
    if b"<!" in data or data.find(b"<?", 5) >= 0:
        data = _SPECIAL.sub(_hide, data)
    if data.count(b"<") == data.count(b">"):
        return data
    if _TAG_WITH_GREATER.search(data):
        data = _TAG.sub(lambda match: match[0][:-1].replace(b">", _GREATER) + b">", data)
    return _TEXT_WITH_GREATER.sub(lambda match: b">" + match[0][1:].replace(b">", _GREATER), data)


def shown(raw: bytes) -> str:
    """Return a text from the shadow as the file's author meant it, entities still encoded."""
    if raw.isalnum():
        return raw.decode()
    if _NOTHING in raw or _LESS in raw or _AMPERSAND in raw or _GREATER in raw:
        raw = raw.replace(_NOTHING, b"").translate(_SHOW).replace(_AMPERSAND, b"&amp;")
    return raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _hide(match: re.Match[bytes]) -> bytes:
    content = match[1]
    if content is None:
        return _NOTHING * len(match[0])
    return _NOTHING * _CDATA_START + content.translate(_HIDE) + _NOTHING * _CDATA_END
