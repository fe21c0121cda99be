"""The defined names of a workbook, and the reasons why a name or formula keeps its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service_kpi.formulas.references import split_prefix


class Frozen(Exception):
    """A formula that keeps its cached value; ``code`` says why."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass
class Names:
    """The defined names that formulas may use, and those that they may not."""

    sheets: Mapping[str, int]  #: lower-case name → index
    usable: dict[tuple[int | None, str], str] = field(default_factory=dict)
    frozen: dict[tuple[int | None, str], Frozen] = field(default_factory=dict)

    def find(self, name: str, sheet: int) -> str:
        """Return the text of a name as a sheet sees it; raise :class:`Frozen` for an unusable or unknown one.

        ``Sheet2!Rate`` is the name as that sheet sees it.
        """
        prefix, rest = split_prefix(name)
        upper = rest.upper()
        sheet = self.sheets.get((prefix.sheet or "").lower(), sheet)
        for scope in (sheet, None):
            if (scope, upper) in self.usable:
                return self.usable[scope, upper]
            if (scope, upper) in self.frozen:
                raise self.frozen[scope, upper]
        raise Frozen("UNKNOWN_NAME", name=name)
