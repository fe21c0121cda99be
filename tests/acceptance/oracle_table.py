"""Print, as a table, how each worksheet function fares against the values that Excel stored.

Run as ``uv run python -m tests.acceptance.oracle_table``. A cell counts for every function that its formula uses.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable

from service_kpi.formulas.usage import usage
from tests.acceptance.corpus import REFUSED, corpus_files
from tests.acceptance.oracle import Judgement, Verdict, judge


def main() -> None:
    """Judge the whole corpus and print the table."""
    judged = [
        item
        for file in corpus_files()
        if file.excel_authored and file.formulas and file.name not in REFUSED
        for item in judge(file)
    ]
    sys.stdout.write(table(judged) + "\n")


def table(judged: Iterable[Judgement]) -> str:
    """Return the table in Markdown, the most used function first, the sum of all cells last."""
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for item in judged:
        names = usage(item.formula).functions if item.formula else {"(filled by another cell)"}
        for name in names or {"(operators only)"}:
            counts[name][item.verdict] += 1
        counts["(all cells)"][item.verdict] += 1
    total = counts.pop("(all cells)")
    lines = [
        f"| function | {' | '.join(verdict.value for verdict in Verdict)} |",
        f"|---|{'---:|' * len(Verdict)}",
        *(_line(name, count) for name, count in sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))),
        _line("**all cells**", total),
    ]
    return "\n".join(lines)


def _line(name: str, count: Counter[Verdict]) -> str:
    return f"| {name} | {' | '.join(f'{count[verdict]:,}' for verdict in Verdict)} |"


if __name__ == "__main__":
    main()
