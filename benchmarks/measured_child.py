"""Runs one command and writes what it took: seconds, peak memory, exit code. Started by ``measure.py`` alone.

It is a process of its own because the peak memory that a system reports for a child is never below that of the
process that started it: this one is small, the benchmark itself is not.

Call: ``measured_child.py SECONDS_ALLOWED RESULT_FILE COMMAND…``
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time

_KIBIBYTE = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    limit, result_file, command = float(sys.argv[1]), sys.argv[2], sys.argv[3:]
    late = threading.Event()
    start = time.perf_counter()
    # A group of its own, so that the limit ends the whole family and nobody else.
    child = os.posix_spawnp(command[0], command, os.environ, setsid=True)

    def stop() -> None:
        late.set()
        os.killpg(child, signal.SIGKILL)

    timer = threading.Timer(limit, stop)
    timer.start()
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    timer.cancel()
    facts = {
        "seconds": seconds,
        "peak_bytes": usage.ru_maxrss * _KIBIBYTE,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "exit_code": os.waitstatus_to_exitcode(status),
        "late": late.is_set(),
    }
    with open(result_file, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib would make this process larger
        json.dump(facts, file)


main()
