"""One call of a worksheet function, from the cells of its arguments to the cells of its result."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from service_kpi.binding.memory import remembered
from service_kpi.binding.missing import NO_CODES, MissingCodes
from service_kpi.binding.ranges import RangeArgument, read_ranges
from service_kpi.binding.results import SheetValue, to_sheet
from service_kpi.binding.scalars import is_blank, read_scalar
from service_kpi.cells import Cells
from service_kpi.errors import BadArgument, ErrorInInput, OutOfDomain
from service_kpi.spec import FunctionSpec, Kind
from service_kpi.text import Language


def bind(
    spec: FunctionSpec,
    arguments: Sequence[Any],
    language: Language = "en",
    missing_codes: Collection[float | str] = (),
) -> SheetValue:
    """Call a worksheet function on sheet-shaped arguments and return its sheet-shaped result.

    An argument is a :class:`~service_kpi.cells.Cells`, whatever ``Cells.from_values`` takes, or ``None`` where it
    was left out. ``missing_codes`` are further values that mean "no answer". Raises
    :class:`~service_kpi.errors.KpiError` where the whole call has no result.
    """
    values = bound_arguments(spec, arguments, missing_codes)
    try:
        with np.errstate(all="ignore"):
            result = spec.function(**values)
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        raise OutOfDomain(
            f"the calculation has no result for these numbers ({error})",
            f"el cálculo no tiene resultado con estos números ({error})",
        ) from error
    return to_sheet(result, language)


def bound_arguments(
    spec: FunctionSpec, arguments: Sequence[Any], missing_codes: Collection[float | str] = ()
) -> dict[str, Any]:
    """Return what the function receives, by argument name; the rest is as in :func:`bind`."""
    given = given_cells(spec, arguments)
    codes = MissingCodes.of(missing_codes) if missing_codes else NO_CODES
    ranges: list[RangeArgument] = []
    values: dict[str, Any] = {}
    for argument in spec.arguments:
        if argument.name not in given:
            continue
        cells = given[argument.name]
        if argument.kind is not Kind.CELLS:
            _propagate_error(cells)
        if argument.kind.is_range:
            ranges.append(RangeArgument(argument, cells))
        else:
            values[argument.name] = read_scalar(argument, cells)
    arrays, headers = read_ranges(ranges, headers=spec.is_table, codes=codes)
    values |= arrays
    for argument in spec.arguments:
        if argument.name not in values and argument.labels_of in headers:
            values[argument.name] = headers[argument.labels_of]
    return values


def given_cells(spec: FunctionSpec, arguments: Sequence[Any]) -> dict[str, Cells]:
    """Return the cells of each argument that was filled in."""
    if len(arguments) > len(spec.arguments):
        raise BadArgument(
            f"{spec.name} takes {len(spec.arguments)} arguments, but got {len(arguments)}",
            f"{spec.alias} toma {len(spec.arguments)} argumentos, pero recibió {len(arguments)}",
        )
    given: dict[str, Cells] = {}
    for argument, value in zip(spec.arguments, arguments, strict=False):
        if value is None:
            continue
        try:
            cells = value if isinstance(value, Cells) else Cells.from_values(value)
        except ValueError as error:
            raise BadArgument(f"{argument.name}: {error}", f"{argument.name} no es un rectángulo de celdas") from error
        if not (argument.optional and is_blank(cells)):
            given[argument.name] = cells
    for argument in spec.arguments:
        if not argument.optional and argument.name not in given:
            raise BadArgument(f"{spec.name} needs {argument.name}", f"{spec.alias} necesita {argument.name}")
    return given


def _propagate_error(cells: Cells) -> None:
    error = remembered(cells, "first error", cells.first_error)
    if error is not None:
        raise ErrorInInput(error)
