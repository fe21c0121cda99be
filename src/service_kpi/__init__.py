"""Service KPIs straight from the sheets that managers already keep.

``functions["KPI_GAP"](cells, cells)`` computes on sheet-shaped values; ``recalculate(path)`` refreshes a workbook
without Excel; ``service_kpi.kpis`` has the mathematics on plain arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service_kpi.functions import functions

if TYPE_CHECKING:
    from service_kpi.refresh.recalculate import recalculate

__all__ = ["functions", "recalculate"]


def __getattr__(name: str) -> Any:
    # Excel loads only the functions: the engine and the file layer must not cost its first call anything.
    if name == "recalculate":
        from service_kpi.refresh.recalculate import recalculate

        return recalculate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
