"""The worked examples of the shared cases, through Python and through a worksheet formula."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from service_kpi.kpis import inference
from tests.acceptance.both_ways import Call, Cell, Ref, both_ways
from tests.acceptance.cases import cases, each_number, each_table, expected, near, numbers, read_csv

# Expectation versus perception


def kiosk() -> tuple[list[list[Cell]], Ref, Ref]:
    """Twelve items in four dimensions of three, the labels in the first row."""
    header, *rows = read_csv("kiosk_first105.csv")
    assert header[1:25] == [f"{side}{item:02}" for side in "EP" for item in range(1, 13)]
    dimensions: list[Cell] = [name for name in ("ACC", "FUN", "CTL", "SAV") for _ in range(3)]
    return [dimensions * 2, *numbers([row[1:25] for row in rows])], Ref("A2:L106"), Ref("M2:X106")


def test_gap_by_dimension(tmp_path: Path) -> None:
    data, expectations, perceptions = kiosk()
    call = Call("KPI_GAP_TABLE", (expectations, perceptions, Ref("A1:L1")))
    for table in each_table(tmp_path, data, call):
        for dimension, want in expected("P-KIOSK-GAP").items():
            row = table[dimension]
            assert row["n"] == want["n"]
            headings = {"E": "Expected", "P": "Perceived", "gap": "Gap", "ci_lo": "CI low", "ci_hi": "CI high"}
            headings["alpha_P"] = "Alpha of perceived"
            for key, heading in headings.items():
                assert row[heading] == near("P-KIOSK-GAP", want[key]), (dimension, key)
            # The standard deviation stands in the width of the interval: 2·t·sd/√n.
            sd = (row["CI high"] - row["CI low"]) / 2 * math.sqrt(row["n"]) / stats.t.ppf(0.975, row["n"] - 1)
            assert sd == near("P-KIOSK-GAP", want["sd"])


def test_weighted_gap(tmp_path: Path) -> None:
    data, expectations, perceptions = kiosk()
    data.append([weight for weight in (40, 10, 20, 30) for _ in range(3)])
    weighted = Call("KPI_GAP", (expectations, perceptions, Ref("A107:L107")))
    plain = Call("KPI_GAP", (expectations, perceptions))
    for call, key in ((weighted, "weighted"), (plain, "unweighted")):
        for gap in each_number(tmp_path, data, call):
            assert gap == near("P-KIOSK-WGAP", expected("P-KIOSK-WGAP")[key])


def test_gap_of_published_means(tmp_path: Path) -> None:
    want = expected("P-SERVQUAL-PMC")
    data: list[list[Cell]] = [
        [4.44, 4.49, 4.48, 4.50, 4.56],
        [4.19, 4.36, 4.35, 4.32, 4.40],
        [11, 32, 22, 19, 16],
        ["Tangibles", "Reliability", "Responsiveness", "Assurance", "Empathy"],
    ]
    both = Ref("A1:E1"), Ref("A2:E2")
    for gap in each_number(tmp_path, data, Call("KPI_GAP", both)):
        assert gap == near("P-SERVQUAL-PMC", want["unweighted"])
    for gap in each_number(tmp_path, data, Call("KPI_GAP", (*both, Ref("A3:E3")))):
        assert gap == near("P-SERVQUAL-PMC", want["weighted_11_32_22_19_16"])
    for table in each_table(tmp_path, data, Call("KPI_GAP_TABLE", (*both, Ref("A4:E4")))):
        gaps = [row["Gap"] for name, row in table.items() if name != "Overall"]
        assert gaps == near("P-SERVQUAL-PMC", want["gap"])


def test_alpha(tmp_path: Path) -> None:
    # The case's interval is Feldt's, which no function gives.
    data = numbers([row[1:] for row in read_csv("pingouin_cronbach_alpha_wide.csv")[1:]])
    for alpha in each_number(tmp_path, data, Call("KPI_ALPHA", (Ref(f"A1:J{len(data)}"),))):
        assert alpha == near("P-ALPHA-1", expected("P-ALPHA-1")["alpha"])


@pytest.mark.parametrize("missing", ["pairwise", "listwise"])
def test_alpha_with_missing_answers(tmp_path: Path, missing: str) -> None:
    data = numbers(read_csv("pingouin_cronbach_wide_missing.csv")[1:])
    assert any(cell is None for row in data for cell in row)
    for alpha in each_number(tmp_path, data, Call("KPI_ALPHA", (Ref(f"A1:K{len(data)}"), missing))):
        assert alpha == near("P-ALPHA-2", expected("P-ALPHA-2")[missing])


def test_paired_t(tmp_path: Path) -> None:
    want = expected("P-PAIRT")
    data = numbers(read_csv("R_sleep_paired.csv")[1:])
    a, b = np.array(data, dtype=float).T
    found = inference.paired_difference(a, b)
    assert (found.statistic, found.p, found.low, found.high) == near("P-PAIRT", (want["t"], want["p"], *want["ci"]))
    assert found.df == want["df"]
    # On the sheet: a as what was perceived, b as what was expected, one item.
    call = Call("KPI_GAP_TABLE", (Ref("B1:B10"), Ref("A1:A10"), Ref("A11")))
    for table in each_table(tmp_path, [*data, ["Sleep"]], call):
        assert [table["Sleep"]["CI low"], table["Sleep"]["CI high"]] == near("P-PAIRT", want["ci"])


# Numerical accuracy: NIST StRD univariate summary statistics

NIST = {"NumAcc3": (1000000.2, 1000000.1, 1000000.3), "NumAcc4": (10000000.2, 10000000.1, 10000000.3)}


@pytest.mark.parametrize("name", NIST)
def test_mean_and_deviation_of_the_nist_data(tmp_path: Path, name: str) -> None:
    """The certified mean is the first value, the certified standard deviation 0.1."""
    first, low, high = NIST[name]
    values = [first, *[low, high] * 500]
    found = inference.paired_difference(values, [0.0] * len(values))
    assert found.difference == pytest.approx(first, rel=1e-7)
    assert found.standard_error * math.sqrt(len(values)) == pytest.approx(0.1, rel=1e-7)
    # Beside them three times their deviations, exactly: then alpha is 2·2·3/(1 + 9 + 2·3) = 3/4, and it moves by
    # 3/8 of the relative error of their standard deviation.
    data: list[list[Cell]] = [[x, y] for x, y in zip(values, [0.0, *[-0.3, 0.3] * 500], strict=True)]
    for alpha in each_number(tmp_path, data, Call("KPI_ALPHA", (Ref("A1:B1001"),))):
        assert alpha == pytest.approx(0.75, rel=0, abs=3 / 8 * 1e-7)
    for mean in each_number(tmp_path, data, Call("KPI_SERVPERF", (Ref("A1:A1001"),))):
        assert mean == pytest.approx(first, rel=1e-7)
    if name == "NumAcc3":
        assert (first, 0.1) == near("P-NUMACC", (expected("P-NUMACC")["mean"], expected("P-NUMACC")["sd"]))


# Promises


def moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y %H:%M") if text else None


def orders(*, midnight_is_an_instant: bool) -> list[list[Cell]]:
    """Promised, delivered and status of the orders that were delivered: the case asks of those alone.

    Every promise is stored as 00:00, which to us means the whole day; the case's second figure takes it for the
    instant, which one second past midnight is to us too.
    """
    rows: list[list[Cell]] = []
    for _, status, _, promised, delivered in read_csv("promises_olist_1000.csv")[1:]:
        due = moment(promised)
        assert due is not None and (due.hour, due.minute) == (0, 0)
        if delivered:
            rows.append([due.replace(second=1) if midnight_is_an_instant else due, moment(delivered), status])
    return rows


def test_promises_of_delivered_orders(tmp_path: Path) -> None:
    want = expected("P-PROMISE-OLIST")
    data = orders(midnight_is_an_instant=False)
    assert len(data) == want["delivered"]
    arguments = Ref("A1:A974"), Ref("B1:B974"), "2020-01-01"
    for rate in each_number(tmp_path, data, Call("KPI_PROMISE_RATE", arguments)):
        assert rate == near("P-PROMISE-OLIST", want["rate_day"])
    for table in each_table(tmp_path, data, Call("KPI_PROMISE_TABLE", (*arguments, Ref("C1:C974")))):
        row = table["Overall"]
        assert (row["Due"], row["Kept"], row["Delivered late"]) == (974, want["kept_day"], want["n_late"])
        assert [row["CI low"], row["CI high"]] == near("P-PROMISE-OLIST", want["rate_day_wilson"])
        assert row["Mean days late"] == near("P-PROMISE-OLIST", want["mean_days_late_of_late"])


def test_promises_by_the_clock(tmp_path: Path) -> None:
    data = orders(midnight_is_an_instant=True)
    call = Call("KPI_PROMISE_RATE", (Ref("A1:A974"), Ref("B1:B974"), "2020-01-01", None, None, False))
    for rate in each_number(tmp_path, data, call):
        assert rate == near("P-PROMISE-OLIST", expected("P-PROMISE-OLIST")["rate_timestamp"])
        assert rate * 974 == pytest.approx(expected("P-PROMISE-OLIST")["kept_timestamp"])


def small_ledger() -> tuple[list[list[Cell]], dict[str, Ref]]:
    header, *rows = read_csv("promises_small.csv")
    columns = {name: Ref(f"{letter}2:{letter}{len(rows) + 1}") for name, letter in zip(header, "ABCDEFG", strict=True)}
    dates = [header.index("promised"), header.index("actual")]

    def typed(column: int, cell: str) -> Cell:
        return datetime.fromisoformat(cell) if column in dates and cell[:1].isdigit() else cell or None

    return [[*header], *([typed(c, cell) for c, cell in enumerate(row)] for row in rows)], columns


def test_small_ledger(tmp_path: Path) -> None:
    want = expected("P-PROMISE-SMALL")
    data, at = small_ledger()
    dates = at["promised"], at["actual"], "2025-03-31"
    for rate in each_number(tmp_path, data, Call("KPI_PROMISE_RATE", (*dates, at["in_full"]))):
        assert rate == near("P-PROMISE-SMALL", want["rate"])
    for rate in each_number(tmp_path, data, Call("KPI_PROMISE_RATE", dates)):
        assert rate == near("P-PROMISE-SMALL", want["on_time_rate"])
    for label, key in (("kind", "by_kind"), ("channel", "by_channel")):
        call = Call("KPI_PROMISE_TABLE", (*dates, at[label], at["in_full"]))
        for table in each_table(tmp_path, data, call):
            overall = table.pop("Overall")
            assert {name: f"{row['Kept']:g}/{row['Due']:g}" for name, row in table.items()} == want[key]
            assert (overall["Due"], overall["Kept"]) == (want["due"], want["kept"])
            assert [overall["CI low"], overall["CI high"]] == near("P-PROMISE-SMALL", want["wilson"])
            assert (overall["Open"], overall["Cancelled"]) == (1, 1)


# Intervals and competitors


@pytest.mark.parametrize(("case", "successes", "n"), [("P-WILSON-1", 81, 263), ("P-WILSON-2", 0, 20)])
def test_wilson(tmp_path: Path, case: str, successes: int, n: int) -> None:
    assert cases()[case]["input"] == f"{successes}/{n}"
    (answers,) = both_ways(tmp_path, [], Call("KPI_INTERVAL", (successes, n)))
    for answer in answers:
        assert answer == [near(case, expected(case))]


def test_newcombe() -> None:
    # No worksheet function gives the difference of two shares yet.
    assert list(inference.newcombe_interval(56, 70, 48, 80)) == near("P-NEWC", expected("P-NEWC"))


def test_two_proportions() -> None:
    # No worksheet function gives this test yet.
    want = expected("P-2PROP")
    assert tuple(inference.two_proportion_z(5, 83, 12, 99)) == near("P-2PROP", (want["z"], want["p"]))


def test_quality_ratio(tmp_path: Path) -> None:
    want = expected("P-GALE")
    data: list[list[Cell]] = [[9, 7, 60], [6, 6, 20], [9, 8, 10], [7, 7, 10]]
    call = Call("KPI_QUALITY_RATIO", (Ref("A1:A4"), Ref("B1:B4"), Ref("C1:C4")))
    for ratio in each_number(tmp_path, data, call):
        assert ratio == near("P-GALE", want["score"])
        assert 100 / ratio == near("P-GALE", want["value_ratio"])
