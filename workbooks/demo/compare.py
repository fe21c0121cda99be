"""Whether two workbooks are the same, member by member.

The bytes between the numbers must agree exactly. Numbers that a refresh computed may differ in their last digits from
one processor to the next, and deflated bytes from one zlib to the next; neither makes another workbook.
"""

from __future__ import annotations

import math
import re
import zipfile
from pathlib import Path
from typing import Final

_NUMBER: Final = re.compile(r"(?<=<v>)[-+.\dEe]+(?=</v>)|(?<=<c:v>)[-+.\dEe]+(?=</c:v>)")
_RELATIVE: Final = 1e-9


def differences(one: Path, other: Path) -> list[str]:
    """Return one sentence for each member in which two workbooks differ."""
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
        names, others = first.namelist(), second.namelist()
        if names != others:
            return [f"the members differ: {sorted(set(names) ^ set(others)) or 'their order'}"]
        return [f"{name} differs" for name in names if not _same(first.read(name), second.read(name))]


def _same(one: bytes, other: bytes) -> bool:
    if one == other:
        return True
    first, second = one.decode("utf-8"), other.decode("utf-8")
    if _NUMBER.sub("", first) != _NUMBER.sub("", second):
        return False
    pairs = zip(_NUMBER.findall(first), _NUMBER.findall(second), strict=True)
    return all(math.isclose(float(a), float(b), rel_tol=_RELATIVE, abs_tol=_RELATIVE) for a, b in pairs)
