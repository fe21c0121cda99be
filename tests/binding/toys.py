"""A function that says back what it was given, under any arguments."""

from __future__ import annotations

import inspect
from typing import Any

from service_kpi.spec import Argument, Example, FunctionSpec, Kind, Table, kpi, spec_of
from service_kpi.text import Text

ANY = Text("any", "cualquiera")


def argument(name: str, kind: Kind, **more: Any) -> Argument:
    return Argument(name, kind, ANY, **more)


def toy(*arguments: Argument, name: str = "KPI_TOY", alias: str = "KPI_JUGUETE", result: Any = None) -> FunctionSpec:
    """Return the spec of a function that keeps what it receives (see :func:`received`) and returns ``result``."""

    def function(**received: Any) -> Any:
        function.received = received  # type: ignore[attr-defined]
        if isinstance(result, BaseException):
            raise result
        return result

    if name.endswith("_TABLE"):
        function.__annotations__["return"] = Table
    function.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                a.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=None if a.optional else inspect.Parameter.empty,
            )
            for a in arguments
        ]
    )
    needed = tuple(1 for a in arguments if not a.optional)
    marked = kpi(
        name,
        alias=alias,
        question=ANY,
        summary=ANY,
        arguments=arguments,
        returns=ANY,
        formula="",
        rules=ANY,
        source="",
        examples=[Example(needed, result)],
    )(function)
    spec = spec_of(marked)
    assert spec is not None
    return spec


def received(spec: FunctionSpec) -> dict[str, Any]:
    values: dict[str, Any] = spec.function.received  # type: ignore[attr-defined]
    return values
