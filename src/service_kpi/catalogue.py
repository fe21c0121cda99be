"""Every worksheet function there is, collected from the marks in ``service_kpi.kpis``."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from service_kpi import kpis
from service_kpi.spec import FunctionSpec, spec_of
from service_kpi.text import Language

#: One spelling that VBA, Office.js, LibreOffice and a workbook without Excel all take.
_NAME: Final = re.compile(r"KPI_[A-Z0-9_]{1,60}")
#: Keywords of :mod:`service_kpi.functions`, which an argument of that name would hide.
_RESERVED: Final = frozenset({"language", "missing_codes"})


class CatalogueError(ValueError):
    """A mark that cannot be a worksheet function; the message names the function and the fault."""


class Found(NamedTuple):
    """A function, and the language of the name that it was called by."""

    spec: FunctionSpec
    language: Language


class Catalogue:
    """The worksheet functions by name and by alias.

    Raises :class:`CatalogueError` for a name that a host would refuse, a name given twice, and an example that does
    not fit its function.
    """

    def __init__(self, specs: Iterable[FunctionSpec]) -> None:
        self.specs: tuple[FunctionSpec, ...] = tuple(sorted(specs, key=lambda spec: spec.name))
        self._found: dict[str, Found] = {}
        for spec in self.specs:
            _check(spec)
            self._add(spec.name, Found(spec, "en"))
            if spec.alias != spec.name:
                self._add(spec.alias, Found(spec, "es"))

    def _add(self, name: str, found: Found) -> None:
        if name in self._found:
            raise CatalogueError(f"{name} is the name of both {self._found[name].spec.name} and {found.spec.name}")
        self._found[name] = found

    @property
    def names(self) -> tuple[str, ...]:
        """Every name and alias, in alphabetical order."""
        return tuple(sorted(self._found))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.upper() in self._found

    def find(self, name: str) -> Found:
        """Return the function of a name or alias, in either case.

        An alias answers in Spanish, a name in English; a name that is its own alias in English. Raises ``KeyError``
        with the nearest name for one that is not there.
        """
        found = self._found.get(name.upper())
        if found is None:
            raise KeyError(f"there is no function {name}{self._hint(name)}")
        return found

    def _hint(self, name: str) -> str:
        near = difflib.get_close_matches(name.upper(), self._found, n=1)
        return f"; did you mean {near[0]}?" if near else ""


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of the public modules of ``service_kpi.kpis``."""
    specs: list[FunctionSpec] = []
    for module_info in pkgutil.iter_modules(kpis.__path__):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{kpis.__name__}.{module_info.name}")
        for value in vars(module).values():
            spec = spec_of(value)
            if spec is not None and spec.function.__module__ == module.__name__:
                specs.append(spec)
    return Catalogue(specs)


def _check(spec: FunctionSpec) -> None:
    for name in (spec.name, spec.alias):
        if not _NAME.fullmatch(name):
            raise CatalogueError(f"{spec.name}: {name!r} must be KPI_ and then capital letters, digits or underscores")
    names = [argument.name for argument in spec.arguments]
    if reserved := _RESERVED.intersection(names):
        raise CatalogueError(f"{spec.name}: no argument may be called {min(reserved)}")
    for argument in spec.arguments:
        if argument.labels_of and argument.labels_of not in names:
            raise CatalogueError(f"{spec.name}: {argument.name} takes the headings of {argument.labels_of!r}, unknown")
    if not spec.examples:
        raise CatalogueError(f"{spec.name} has no example")
    needed = max((index for index, argument in enumerate(spec.arguments, 1) if not argument.optional), default=0)
    for example in spec.examples:
        if not needed <= len(example.arguments) <= len(spec.arguments):
            raise CatalogueError(
                f"{spec.name} takes {needed} to {len(spec.arguments)} arguments, "
                f"but an example has {len(example.arguments)}"
            )
