"""Where the parts of a package point: relationships, resolved and never followed outside."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from service_kpi.errors import WorkbookError
from service_kpi.xlsx.package import Package
from service_kpi.xlsx.xml import attribute, children

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow from a part: ``kind`` is the last word of its type, ``target`` a part name or an outside address."""

    kind: str
    target: str
    external: bool


def read_relationships(package: Package, part: str) -> dict[str, Relationship]:
    """Return the relationships of a part by their id; of the package itself for ``""``. None where it has none."""
    folder, _, name = part.rpartition("/")
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source not in package:
        return {}
    found = {}
    for element in children(package.root(source), "Relationship"):
        target = attribute(element, "Target")
        external = attribute(element, "TargetMode").lower() == "external" or bool(_SCHEME.match(target))
        kind = attribute(element, "Type").rstrip("/").rpartition("/")[2]
        found[attribute(element, "Id")] = Relationship(
            kind, target if external else _resolve(package, folder, target), external
        )
    return found


def internal_target(relationship: Relationship, path: str, part: str) -> str:
    """Return the part that a relationship leads to.

    Raises ``WorkbookError`` ``BAD_RELATIONSHIP`` where it leads outside the package.
    """
    if relationship.external or relationship.target.startswith("../"):
        raise WorkbookError("BAD_RELATIONSHIP", path, part=part, target=relationship.target)
    return relationship.target


def _resolve(package: Package, folder: str, target: str) -> str:
    plain = target.replace("\\", "/")
    joined = plain.lstrip("/") if plain.startswith("/") else posixpath.join(folder, plain)
    name = posixpath.normpath(joined)
    return unquote(name) if name not in package and unquote(name) in package else name
