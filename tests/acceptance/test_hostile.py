"""Damaged, hostile and odd workbooks, each in a process of its own with 60 seconds and 2 GB."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.shared import shared

#: What the manifest says, and what a refresh comes to instead, to the same end for the file.
OTHER_WORDS = {
    "072_sheet_name_odd.xlsx": "WARN:EXTERNAL_LINK",  # the manifest allows a warning for the brackets
    "112_circular_iterate_on.xlsx": "WARN:ITERATE_UNSUPPORTED",  # the manifest allows it
    "116_parens_10k.xlsx": "WARN:FORMULA_TOO_LONG",  # it is both too long and too complex
    "124_name_mutual.xlsx": "WARN:UNKNOWN_NAME",  # two names that wait for each other never become known
    "132_lambda_recursion.xlsx": "WARN:UNSUPPORTED_FUNCTION",  # the name that calls itself never becomes known
    "130_full_column_sumproduct.xlsx": "WARN:CIRCULAR",  # its second formula sums itself
    # External links: the cached value stands and the report says so.
    "142_external_link_cached.xlsx": "WARN:EXTERNAL_LINK",
    "144_external_link_passwd.xlsx": "WARN:EXTERNAL_LINK",
}

#: Killed after its 60 seconds.
TOO_SLOW = "094_million_shared_formulas.xlsx"

#: What does not hold yet.
REMAINING = {
    "126_string_doubling.xlsx": "text past 32,767 characters is cut, where Excel shows #VALUE!",
    "128_sequence_bomb.xlsx": "the sum of 17 billion cells comes to 0",
    "134_offset_huge.xlsx": "#CALC! over a number",
}

#: Cells that the manifest's notes name.
VALUES = {
    "000_control_good.xlsx": {"B1": "6.0"},
    "052_prefixed_namespace.xlsx": {"B1": "6.0"},
    "054_cdata_comment_pi.xlsx": {"B1": "3.0"},
    "070_style_index_out_of_range.xlsx": {"B1": "6.0"},
    "080_dimension_claim_full.xlsx": {"B1": "6.0"},
    "086_cells_without_r.xlsx": {"B1": "6.0"},
    "088_rows_out_of_order.xlsx": {"B2": "6.0"},
    "092_huge_merge.xlsx": {"B1": "6.0"},
    "114_dependency_chain_100k.xlsx": {"A100000": "100000.0"},
    "110_circular_direct.xlsx": {"C1": "6.0"},
    "118_nested_if_64.xlsx": {"A1": "7.0"},
    "126_string_doubling.xlsx": {"A60": "#VALUE!"},
    "130_full_column_sumproduct.xlsx": {"B1": "2.0"},
    "134_offset_huge.xlsx": {"A1": "0.0"},
    "136_unknown_function.xlsx": {"B1": "43.0"},
    "140_network_functions.xlsx": {"D1": "go"},
    "150_macro_garbage_vba.xlsm": {"B1": "6.0"},
    "152_xlsx_named_xlsm.xlsm": {"B1": "6.0"},
}


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of CPU and memory need a POSIX system")


def manifest() -> dict[str, str]:
    with (shared("hostile") / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row["verdict"] for row in csv.DictReader(stream)}


def refreshed(names: Sequence[str], folder: Path) -> dict[str, Any]:
    """Refresh files of the folder in processes of their own and return what came of each."""
    paths = [str(folder / name) for name in names]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.acceptance.hostile_child", *paths],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
        cwd=root,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["path"] for line in lines] == paths, f"{done.stdout[-300:]} {done.stderr[-300:]}"
    return dict(zip(names, lines, strict=True))


def check(name: str, seen: dict[str, Any], verdict: str) -> None:
    assert seen["outcomes"] == [OTHER_WORDS.get(name, verdict)], name
    assert VALUES.get(name, {}).items() <= seen["values"].items(), name
    if verdict.startswith("REJECT"):
        assert seen["seconds"] <= 5, name
        assert seen["megabytes"] <= 256, name


@needs_fork
@pytest.mark.parametrize("tens", range(16))
def test_each_comes_to_its_verdict_within_its_limits(tens: int) -> None:
    folder = shared("hostile")
    verdicts = {name: verdict for name, verdict in manifest().items() if int(name[:3]) // 10 == tens}
    names = [name for name in verdicts if name not in REMAINING and name != TOO_SLOW]
    before = {name: (folder / name).read_bytes() for name in names}
    for name, seen in refreshed(names, folder).items():
        check(name, seen, verdicts[name])
        assert (folder / name).read_bytes() == before[name]


@needs_fork
@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.xfail(reason=why)) for n, why in REMAINING.items()])
def test_what_does_not_hold_yet(name: str) -> None:
    check(name, refreshed([name], shared("hostile"))[name], manifest()[name])


def test_a_million_formulas() -> None:
    pytest.skip(f"{TOO_SLOW} takes more than 60 seconds")


def test_the_lists_name_files_of_the_manifest() -> None:
    assert OTHER_WORDS.keys() | REMAINING.keys() | VALUES.keys() | {TOO_SLOW} <= manifest().keys()
