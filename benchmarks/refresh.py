"""Measure a refresh beside what people use today: ``python benchmarks/refresh.py [--quick]``. See README.md."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.books import LARGE, LARGE_QUICK, SMALL, write_book
from benchmarks.contestants import Contestant, contestants
from benchmarks.measure import measure
from benchmarks.report import facts, machine, markdown
from benchmarks.scenarios import Scenario, run_scenario


def main() -> None:
    """Generate the books, run everybody, print tables."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="service-kpi-benchmark-") as name:
        folder = Path(name)
        warm_up = folder / "warm-up.xlsx"
        write_book(warm_up, SMALL, seed=0, with_kpis=True)
        everybody, absent = contestants(folder, warm_up, options.formulas_python)
        wanted = [one for one in everybody if not options.only or one.name in options.only]
        absent = {who: why for who, why in absent.items() if not options.only or who in options.only}
        host = machine()
        print(
            f"{host['system']}, Python {host['python']}, {host['processors']} processors, load {host['load_average']}"
        )
        first_starts = _first_starts(wanted, warm_up, folder, options.limit)
        results = []
        quick = options.quick
        for key, title, size, books in (
            ("large", "One large book", LARGE_QUICK if quick else LARGE, 1),
            ("small", "Many small books", SMALL, 20 if quick else 200),
        ):
            if options.scenario not in (None, key):
                continue
            scenario = Scenario.make(key, title, size, books, folder)
            who = [one for one in wanted if key == "small" or not one.small_books_only]
            outcomes = run_scenario(scenario, who, runs=options.runs, limit=options.limit)
            print(f"\n{markdown(scenario, outcomes, absent)}", flush=True)
            results.append(facts(scenario, outcomes))
            shutil.rmtree(scenario.folder)
    if options.json:
        report = {"machine": host, "quick": quick, "first_start_seconds": first_starts, "absent": absent}
        Path(options.json).write_text(json.dumps({**report, "scenarios": results}, indent=2) + "\n", encoding="utf-8")


def _first_starts(who: list[Contestant], warm_up: Path, folder: Path, limit: float) -> dict[str, float]:
    """Run each on one small book: caches and profiles are made once on a machine and not at every start."""
    seconds: dict[str, float] = {}
    done = set()
    for contestant in who:
        program = contestant.name.partition("-")[0]
        if program in done:
            continue
        done.add(program)
        out = folder / f"first-{program}"
        out.mkdir()
        book = Path(shutil.copy(warm_up, out / "book.xlsx"))
        (out / "out").mkdir()
        run = measure(contestant.command([book], out / "out"), limit=limit, environment=contestant.environment)
        seconds[program] = run.seconds
        print(f"first start of {program}: {run.seconds:.2f} s")
    return seconds


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts (default 3)")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds allowed for one run (default 600)")
    parser.add_argument("--only", action="append", metavar="NAME", help="ours, libreoffice, formulas, openpyxl, …")
    parser.add_argument("--scenario", choices=["large", "small"], help="one of the two only")
    parser.add_argument("--json", metavar="FILE", help="write the numbers here")
    parser.add_argument(
        "--formulas-python",
        default=sys.executable,
        metavar="PYTHON",
        help="interpreter of an environment in which the package formulas is installed",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
