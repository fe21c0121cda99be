"""Means and variances that keep their digits, with missing values and without a Python loop.

Every sum that can cancel is taken twice: once for a first mean, once of the deviations from it. That holds
on the hardest of NIST's reference data (StRD NumAcc3 and NumAcc4), where the textbook formula has no right digit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import BadArgument

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Cells that are worked on at a time.
_BLOCK: Final = 1 << 16
#: Rows that show well enough where a column's values lie.
_FIRST_ROWS: Final = 1000


def as_matrix(values: Any) -> Floats:
    """Return respondents × items; a plain list is one item. ``None`` is missing."""
    matrix = np.asarray(values, dtype=np.float64)
    if matrix.ndim > 2:
        raise BadArgument(
            f"expected rows and columns of numbers, found an array of {matrix.ndim} dimensions",
            f"se esperaban filas y columnas de números y se encontró una matriz de {matrix.ndim} dimensiones",
        )
    return matrix if matrix.ndim == 2 else matrix.reshape(-1, 1)


def as_column(values: Any) -> Floats:
    """Return all values as one field. ``None`` is missing."""
    return np.asarray(values, dtype=np.float64).reshape(-1)


def require_same_shape(**ranges: Floats) -> None:
    """Refuse ranges that do not pair cell by cell."""
    (first, reference), *others = ranges.items()
    for name, matrix in others:
        if matrix.shape != reference.shape:
            raise BadArgument(
                f"{name} must have the same rows and columns as {first} ({_size(reference)}), but has {_size(matrix)}",
                f"{name} debe tener las mismas filas y columnas que {first} ({_size(reference)}), "
                f"pero tiene {_size(matrix)}",
            )


def row_blocks(matrix: NDArray[Any]) -> Iterator[slice]:
    """Cut the rows into blocks that stay in the processor's cache while several sums are taken of them."""
    rows, columns = matrix.shape
    step = max(1, _BLOCK // max(columns, 1))
    for start in range(0, rows, step):
        yield slice(start, start + step)


def present(values: Floats) -> Floats:
    """Return the values that are not missing."""
    missing = np.isnan(values)
    return values[~missing] if missing.any() else values


def mean(values: Any) -> float:
    """Return the mean of the values that are not missing; NaN where there are none."""
    found = present(as_column(values))
    if not found.size:
        return math.nan
    first = float(found.mean())
    return first + float((found - first).mean())


def variance(values: Any) -> float:
    """Return the sample variance (n − 1) of the values that are not missing; NaN below two values.

    Values that differ by no more than the rounding of their last digit are one value: their variance is exactly 0.
    """
    found = present(as_column(values))
    if found.size < 2:
        return math.nan
    deviations = found - found.mean()
    # einsum, not @: a second BLAS thread costs more than it gives here, and adds in an order of its own.
    total = float(np.einsum("i,i->", deviations, deviations)) - float(deviations.sum()) ** 2 / found.size
    result = total / (found.size - 1)
    rounding = 4 * np.finfo(np.float64).eps * max(float(found.max()), -float(found.min()))
    return 0.0 if result <= rounding**2 else result


def standard_deviation(values: Any) -> float:
    """Return the sample standard deviation (n − 1); NaN below two values."""
    return math.sqrt(variance(values))


def column_means(matrix: Floats) -> Floats:
    """Return the mean of every column over its values that are not missing; NaN for an empty column."""
    first = _plain_column_means(matrix[:_FIRST_ROWS])
    first[np.isnan(first)] = 0.0
    return first + _plain_column_means(matrix, first)


def _plain_column_means(matrix: Floats, shift: Floats | float = 0.0) -> Floats:
    counts, sums = np.zeros(matrix.shape[1]), np.zeros(matrix.shape[1])
    for rows in row_blocks(matrix):
        block = matrix[rows]
        answered = ~np.isnan(block)
        ones = np.ones(len(block))
        counts += ones @ answered
        sums += ones @ np.where(answered, block - shift, 0.0)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / counts, dtype=np.float64)


def _size(matrix: Floats) -> str:
    return " × ".join(str(length) for length in matrix.shape)
