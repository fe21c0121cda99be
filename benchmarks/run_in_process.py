"""Refresh books by ``service_kpi.recalculate`` in one process that is already warm; the seconds are printed last.

Call: ``run_in_process.py WARM_UP_BOOK BOOK…``
"""

from __future__ import annotations

import sys
import time

import service_kpi

warm_up, *books = sys.argv[1:]
service_kpi.recalculate(warm_up)
start = time.perf_counter()
for book in books:
    service_kpi.recalculate(book)
print(time.perf_counter() - start)
