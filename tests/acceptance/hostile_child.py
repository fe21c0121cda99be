"""Refresh workbooks under limits, each in a process of its own, and print a line of JSON about each.

Run as ``python -m tests.acceptance.hostile_child BOOK…``. A workbook that breaks the limits leaves no line.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import Any

from service_kpi import recalculate
from service_kpi.errors import WorkbookError

CPU_SECONDS = 60
BYTES = 2 << 30


def main() -> None:
    """Work through the workbooks that are named on the command line."""
    for path in sys.argv[1:]:
        child = os.fork()
        if not child:
            print_outcome(path)
            os._exit(0)
        os.waitpid(child, 0)


def print_outcome(path: str) -> None:
    """Refresh one workbook and say what came of it."""
    start = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
    values: dict[str, str] = {}
    try:
        result = recalculate(path, dry_run=True)
    except WorkbookError as problem:
        outcomes = {f"REJECT:{problem.code}"}
    else:
        outcomes = {f"WARN:{notice.code}" for notice in result.notices} or {"OK"}
        values = {cell: str(value) for sheet in result.values.values() for cell, value in sheet.items()}
    outcome: dict[str, Any] = {
        "path": path,
        "outcomes": sorted(outcomes),
        "values": dict(list(values.items())[:3] + list(values.items())[-1:]),
        "seconds": time.process_time() - start,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    sys.stdout.write(json.dumps(outcome) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
