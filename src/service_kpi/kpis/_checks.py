"""Refusals that several families share; each names the argument, the row and what was found."""

from __future__ import annotations

import numpy as np

from service_kpi.errors import BadArgument, OutOfDomain
from service_kpi.kpis._numerics import Floats


def require_not_negative(name: str, values: Floats) -> None:
    """Refuse a value below zero where there can be none: a weight, a quantity."""
    if np.any(values < 0):
        row = int(np.argmax(values < 0))
        raise BadArgument(
            f"{name} must be zero or more, but row {row + 1} has {values[row]:g}",
            f"{name} debe ser cero o más, pero la fila {row + 1} tiene {values[row]:g}",
        )


def require_above_zero(name: str, values: Floats) -> None:
    """Refuse a value that nothing can be divided by."""
    if np.any(values <= 0):
        row = int(np.argmax(values <= 0))
        raise OutOfDomain(
            f"{name} must be above zero to be divided by, but row {row + 1} has {values[row]:g}",
            f"{name} debe ser mayor que cero para dividir entre él, pero la fila {row + 1} tiene {values[row]:g}",
        )


def require_counts(name: str, values: Floats) -> None:
    """Refuse a count that is negative or no whole number, such as a share in place of a count."""
    require_not_negative(name, values)
    wrong = (values != np.rint(values)) & ~np.isnan(values)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise BadArgument(
            f"{name} must be counts, whole numbers, but row {row + 1} has {values[row]:g}",
            f"{name} debe tener recuentos, números enteros, pero la fila {row + 1} tiene {values[row]:g}",
        )


def require_parts(name: str, parts: Floats, whole_name: str, wholes: Floats) -> None:
    """Refuse a part that exceeds its whole."""
    if np.any(parts > wholes):
        row = int(np.argmax(parts > wholes))
        raise BadArgument(
            f"{name} cannot exceed {whole_name}, but row {row + 1} has {parts[row]:g} of {wholes[row]:g}",
            f"{name} no puede superar {whole_name}, pero la fila {row + 1} tiene {parts[row]:g} de {wholes[row]:g}",
        )
