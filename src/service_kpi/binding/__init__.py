"""Between the sheet and the mathematics: the one place where cells become arrays and exceptions become cell errors."""

from service_kpi.binding.call import bind

__all__ = ["bind"]
