"""The worksheet functions, called from Python on sheet-shaped values.

>>> from service_kpi.functions import functions
>>> functions["KPI_ASA"]([[30], [10], ["20"], ["NS/NC"]])
20.0
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from service_kpi.binding import bind
from service_kpi.binding.results import SheetValue
from service_kpi.catalogue import catalogue
from service_kpi.errors import KpiError
from service_kpi.spec import FunctionSpec
from service_kpi.text import Language


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gave: the value for the sheet, and where that is an error, why."""

    value: SheetValue
    error: KpiError | None = None


class WorksheetFunction:
    """One worksheet function by one of its names."""

    def __init__(self, spec: FunctionSpec, language: Language) -> None:
        self.spec = spec
        self.language: Language = language
        self.__doc__ = spec.function.__doc__

    def __call__(
        self,
        *arguments: Any,
        language: Language | None = None,
        missing_codes: Collection[float | str] = (),
        **named: Any,
    ) -> SheetValue:
        """Return what the cell would show: a value, the rows of a spill, or a ``CellError``.

        An argument is a value, a list of rows, an array or a ``Cells``; ``None`` leaves it out, and is a blank
        inside a list. ``missing_codes`` are further values that mean "no answer".
        """
        return self.evaluate(*arguments, language=language, missing_codes=missing_codes, **named).value

    def evaluate(
        self,
        *arguments: Any,
        language: Language | None = None,
        missing_codes: Collection[float | str] = (),
        **named: Any,
    ) -> Outcome:
        """Return the value together with the reason where it is an error. Arguments as in a plain call."""
        try:
            value = bind(self.spec, self._in_order(arguments, named), language or self.language, missing_codes)
        except KpiError as error:
            return Outcome(error.cell_error, error)
        return Outcome(value)

    def __repr__(self) -> str:
        arguments = ", ".join(f"[{a.name}]" if a.optional else a.name for a in self.spec.arguments)
        return f"{self.spec.name}({arguments})"

    def _in_order(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        if not named:
            return arguments
        names = [argument.name for argument in self.spec.arguments]
        for name in named:
            if name not in names:
                raise TypeError(f"{self.spec.name} has no argument {name}; it has {', '.join(names)}")
            if name in names[: len(arguments)]:
                raise TypeError(f"{self.spec.name} got {name} twice")
        return arguments + tuple(named.get(name) for name in names[len(arguments) :])


class Functions(Mapping[str, WorksheetFunction]):
    """The worksheet functions by name or alias, in either case; an alias answers in Spanish."""

    def __getitem__(self, name: str) -> WorksheetFunction:
        return WorksheetFunction(*catalogue().find(name))

    def __contains__(self, name: object) -> bool:
        return name in catalogue()

    def __iter__(self) -> Iterator[str]:
        return iter(catalogue().names)

    def __len__(self) -> int:
        return len(catalogue().names)


functions: Final = Functions()
