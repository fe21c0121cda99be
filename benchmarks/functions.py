"""Measure every worksheet function beside bare numpy and pandas: ``python benchmarks/functions.py [--quick]``.

See README.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.function_cases import CASES, Case, uncovered
from benchmarks.report import machine
from service_kpi.binding import bind
from service_kpi.binding.call import bound_arguments
from service_kpi.catalogue import catalogue
from service_kpi.cells import Cells
from service_kpi.readings import Reading
from service_kpi.spec import FunctionSpec

_SEED: Final = 2026
#: A call shorter than this is repeated until it lasts as long.
_LEAST_SECONDS: Final = 0.01
#: Rounds of one function stop after this.
_MOST_SECONDS: Final = 20.0
#: Sizes by which growth is measured, as multiples of a function's own.
_GROWTH: Final = (0.01, 0.1, 1.0, 10.0)
#: One of each way to read and to add up: answers, scores, means, dates, labels, covariances.
GROWING: Final = ("KPI_GAP", "KPI_NPS", "KPI_CES", "KPI_PROMISE_RATE", "KPI_NPS_TABLE", "KPI_ALPHA")
_HEADER: Final = (
    *("function", "rows", "pure ms"),
    *("pure ÷ numpy", "bound ÷ numpy", "again ÷ numpy", "pure ÷ pandas", "bound ÷ pandas", "bound ÷ pure"),
    *("numpy memory", "pure memory", "bound memory"),
)
_GROWTH_HEADER: Final = ("function", "rows", "pure × time", "bound × time", "pure memory", "bound memory")

Calls = Mapping[str, Callable[[], Any]]


@dataclass(frozen=True)
class Measured:
    """One function at one size: medians of seconds by way of calling, ratios within rounds, peak memory."""

    name: str
    rows: int
    seconds: dict[str, float]
    ratios: dict[str, float]
    #: Peak of what a call allocates, as a multiple of what it is given.
    memory: dict[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the functions asked for and print two tables."""
    options = _options(arguments)
    if missing := uncovered():
        sys.exit("\n".join(missing))
    wanted = options.only or sorted(CASES)
    scale, rounds = (0.1, 3) if options.quick else (1.0, options.runs)
    host = machine()
    print(f"{host['system']}, Python {host['python']}, {host['processors']} processors, load {host['load_average']}")
    print(f"\n{_line(_HEADER)}\n|{'---|' * len(_HEADER)}")
    functions = []
    for name in wanted:
        functions.append(measure(name, scale, rounds))
        print(_line(_function_row(functions[-1])), flush=True)
    growth: list[list[Measured]] = []
    for name in GROWING:
        if name not in wanted:
            continue
        sizes = [measure(name, scale * size, min(rounds, 3), ways=("pure", "bound")) for size in _GROWTH]
        if not growth:
            print(f"\n{_line(_GROWTH_HEADER)}\n|{'---|' * len(_GROWTH_HEADER)}")
        growth.append(sizes)
        print("\n".join(map(_line, _growth_rows(sizes))), flush=True)
    if options.json:
        report = {
            "machine": host,
            "quick": options.quick,
            "functions": [asdict(one) for one in functions],
            "growth": [[asdict(one) for one in sizes] for sizes in growth],
        }
        Path(options.json).write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def measure(name: str, scale: float, rounds: int, ways: Sequence[str] = ()) -> Measured:
    """Measure one function on ``scale`` times its rows, in the given ways of calling it or in all."""
    case, spec = CASES[name], catalogue().find(name).spec
    rows = case.rows if case.fixed else max(1, round(case.rows * scale))
    arguments = case.arguments(np.random.default_rng(_SEED), rows)
    values = bound_arguments(spec, arguments)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        calls = _calls(case, spec, arguments, values)
        calls = {way: call for way, call in calls.items() if not ways or way in ways}
        times = _times(calls, rounds)
        given = {"bound": _bytes(arguments)}
        memory = {
            way: _peak_bytes(calls[way]) / given.get(way, _bytes(values.values()))
            for way in calls
            if way in ("numpy", "pure", "bound") and not case.fixed
        }
    seconds = {way: statistics.median(taken) for way, taken in times.items()}
    ratios = {
        f"{way} ÷ {base}": statistics.median(a / b for a, b in zip(times[way], times[base], strict=True))
        for way in ("pure", "bound", "again")
        for base in ("numpy", "pandas", "pure")
        if way in times and base in times and way != base
    }
    return Measured(name, rows, seconds, ratios, memory)


def _calls(case: Case, spec: FunctionSpec, arguments: Sequence[Any], values: Mapping[str, Any]) -> Calls:
    """Return the ways of calling: ``bound`` reads its cells for the first time, ``again`` as the next formula does."""

    def unread() -> list[Any]:
        return [replace(one) if isinstance(one, Cells) else one for one in arguments]

    calls: dict[str, Callable[[], Any]] = {}
    if case.numpy is not None:
        bare = case.numpy
        calls["numpy"] = lambda: bare(**values)
    if case.pandas is not None:
        theirs = case.pandas
        frames = {name: _frame(value) for name, value in values.items()}
        calls["pandas"] = lambda: theirs(**frames)
    calls["pure"] = lambda: spec.function(**values)
    calls["bound"] = lambda: bind(spec, unread())
    calls["again"] = lambda: bind(spec, arguments)
    return calls


def _frame(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    return pd.Series(value) if value.ndim == 1 else pd.DataFrame(value)


def _times(calls: Calls, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each call in each round; a slow spell of the machine falls on all calls of a round."""
    repeats = {way: max(1, round(_LEAST_SECONDS / max(_timed(call, 1), 1e-7))) for way, call in calls.items()}
    times: dict[str, list[float]] = {way: [] for way in calls}
    end = time.perf_counter() + _MOST_SECONDS
    for _ in range(rounds):
        for way, call in calls.items():
            times[way].append(_timed(call, repeats[way]))
        if time.perf_counter() > end:
            break
    return times


def _timed(call: Callable[[], Any], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def _peak_bytes(call: Callable[[], Any]) -> int:
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _bytes(values: Any) -> int:
    """Return how many bytes the arrays of some arguments hold."""
    return sum(array.nbytes for value in values for array in _arrays(value))


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, Reading):
        yield value.values
        yield value.outcomes
    elif isinstance(value, Cells):
        yield value.numbers
        yield value.kinds
        if value.objects is not None:
            yield value.objects


def _function_row(one: Measured) -> list[str]:
    ratios = [_number(one.ratios.get(title)) for title in _HEADER[3:9]]
    memory = [_number(one.memory.get(title.partition(" ")[0])) for title in _HEADER[9:]]
    return [one.name, f"{one.rows:,}", f"{one.seconds['pure'] * 1000:,.3g}", *ratios, *memory]


def _growth_rows(sizes: Sequence[Measured]) -> Iterator[list[str]]:
    """Yield a row for each size, with the time as a multiple of that for a tenth of the rows."""
    for before, one in zip([None, *sizes], sizes, strict=False):
        growth = [_number(one.seconds[way] / before.seconds[way] if before else None) for way in ("pure", "bound")]
        yield [one.name, f"{one.rows:,}", *growth, *(_number(one.memory[way]) for way in ("pure", "bound"))]


def _number(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}" if number < 100 else f"{number:,.0f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows, three rounds")
    parser.add_argument("--runs", type=int, default=7, help="rounds of each function; medians count (default 7)")
    parser.add_argument("--only", action="append", choices=sorted(CASES), metavar="NAME", help="KPI_GAP, KPI_NPS, …")
    parser.add_argument("--json", metavar="FILE", help="write the numbers here")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
