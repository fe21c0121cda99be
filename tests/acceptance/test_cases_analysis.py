"""The worked examples of the shared cases from queues to the whole chain."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.acceptance.both_ways import Call, Cell, Ref, both_ways
from tests.acceptance.cases import cases, each_number, each_table, expected, near, numbers, read_csv
from tests.shared import shared

# Queues: 100 calls per 30 minutes, 180 seconds of handling


@pytest.mark.parametrize(
    ("measure", "key"), [(None, "SL"), ("wait_probability", "Pw"), ("asa", "ASA"), ("occupancy", "occ")]
)
def test_erlang_c(tmp_path: Path, measure: str | None, key: str) -> None:
    arguments = (100, 30, 180, 14, 20) if measure is None else (100, 30, 180, 14, 20, measure)
    for value in each_number(tmp_path, [], Call("KPI_ERLANG_C", arguments)):
        assert value == near("P-ERLC-1", expected("P-ERLC-1")[key])


def test_agents(tmp_path: Path) -> None:
    want = expected("P-ERLC-2")
    for agents in each_number(tmp_path, [], Call("KPI_AGENTS", (100, 30, 180, 0.8, 20, 0.85))):
        assert agents == want["raw"]
    for agents in each_number(tmp_path, [], Call("KPI_AGENTS", (100, 30, 180, 0.8, 20, 0.85, 0.3))):
        assert agents == want["scheduled"]


@pytest.mark.parametrize(
    ("measure", "key"),
    [("abandonment", "P_abandon"), ("asa", "ASA_s"), ("wait_probability", "Pwait"), ("occupancy", "occ")],
)
def test_erlang_a(tmp_path: Path, measure: str, key: str) -> None:
    for value in each_number(tmp_path, [], Call("KPI_ERLANG_A", (100, 30, 180, 12, 20, 120, measure))):
        assert value == near("P-ERLA", expected("P-ERLA")[key])


# Loyalty


def test_net_promoter_score(tmp_path: Path) -> None:
    # The case's interval is the plain one; ours is adjusted, so that it never has width zero.
    data: list[list[Cell]] = [[score] for score, count in ((10, 162), (7, 108), (3, 54)) for _ in range(count)]
    for score in each_number(tmp_path, data, Call("KPI_NPS", (Ref("A1:A324"),))):
        assert score == near("P-NPS-1", expected("P-NPS-1")["nps"])


# Importance, drivers, Kano


def test_importance_and_performance(tmp_path: Path) -> None:
    want = expected("P-IPA")
    _, *rows = read_csv("martilla_james_1977.csv")
    data: list[list[Cell]] = [[row[0], float(row[1]), float(row[2])] for row in rows]
    assert len(data) == want["n"]
    call = Call("KPI_IPA_TABLE", (Ref("B1:B14"), Ref("C1:C14"), Ref("A1:A14")))
    for table in each_table(tmp_path, data, call):
        crosshair = table["Crosshair"]
        assert crosshair["Importance"] == near("P-IPA", want["mean_imp"])
        assert crosshair["Performance"] == near("P-IPA", want["mean_perf"])
        for item, _, _, quadrant, *_ in rows:
            assert quadrant in table[item]["Quadrant"], item


def test_drivers(tmp_path: Path) -> None:
    want = expected("P-LMG")
    header, *rows = read_csv("R_swiss.csv")
    data: list[list[Cell]] = [[*header], *numbers(rows)]
    last = len(data)
    call = Call("KPI_DRIVER_TABLE", (Ref(f"A2:A{last}"), Ref(f"B2:F{last}"), Ref("B1:F1")))
    for table in each_table(tmp_path, data, call):
        for driver in header[1:]:
            assert table[driver]["LMG (Shapley)"] == near("P-LMG", want[driver])
            assert table[driver]["Relative weight"] == near("P-LMG", want["johnson_rw"][driver])
        assert table["Overall"]["LMG (Shapley)"] == near("P-LMG", want["R2"])
        assert table["Overall"]["Relative weight"] == near("P-LMG", want["R2"])


def test_kano(tmp_path: Path) -> None:
    """The case gives percentages: ten people for each tenth of one, A O M I in turn, as answers to both questions."""
    answers = (("like", "neutral"), ("like", "dislike"), ("neutral", "dislike"), ("neutral", "neutral"))
    people = {"edge": (70, 323, 493, 95), "turn": (104, 451, 305, 115), "service": (638, 216, 29, 85)}
    columns: list[list[str]] = []
    for counts in people.values():
        given = [pair for pair, count in zip(answers, counts, strict=True) for _ in range(count)]
        columns += [[functional for functional, _ in given], [dysfunctional for _, dysfunctional in given]]
    height = max(len(column) for column in columns)
    data: list[list[Cell]] = [
        [columns[at][row] if row < len(columns[at]) else None for at in (0, 2, 4, 1, 3, 5)] for row in range(height)
    ]
    data.append([*people, None, None, None])
    call = Call("KPI_KANO_TABLE", (Ref(f"A1:C{height}"), Ref(f"D1:F{height}"), Ref(f"A{height + 1}:C{height + 1}")))
    for table in each_table(tmp_path, data, call):
        for item, (satisfaction, dissatisfaction, category) in expected("P-KANO").items():
            row = table[item]
            assert [row["CS+"], row["CS−"]] == near("P-KANO", [satisfaction, dissatisfaction])
            assert row["Category"] == category


# Consistency


def orange_juice() -> list[list[Cell]]:
    """Defective cans in each of thirty samples of fifty, and whether the sample is other than the 15th and 23rd."""
    with shared("cases/qcc_orangejuice.txt").open(encoding="utf-8", newline="") as stream:
        _, *rows = csv.reader(stream, delimiter="\t")
    trial = [row for row in rows if row[3] == "TRUE"]
    return [[float(row[1]), float(row[2]), row[0] not in ("15", "23")] for row in trial]


def test_p_chart(tmp_path: Path) -> None:
    want = expected("P-PCHART")
    data = orange_juice()
    assert len(data) == 30
    arguments = Ref("A1:A30"), Ref("B1:B30"), "p"
    for table in each_table(tmp_path, data, Call("KPI_CONTROL_TABLE", arguments)):
        for row in table.values():
            found = [row["Centre"], row["Lower limit"], row["Upper limit"]]
            assert found == near("P-PCHART", [want["center"], want["LCL"], want["UCL"]])
        # openpyxl reads an empty text as nothing.
        out = [point for point, row in table.items() if "1" in (row["Signals"] or "").split(", ")]
        assert out == want["out"]
    want = want["excluding_15_23"]
    for table in each_table(tmp_path, data, Call("KPI_CONTROL_TABLE", (*arguments, Ref("C1:C30")))):
        for row in table.values():
            found = [row["Centre"], row["Lower limit"], row["Upper limit"]]
            assert found == near("P-PCHART", [want["center"], want["LCL"], want["UCL"]])


def test_individuals_chart(tmp_path: Path) -> None:
    want = expected("P-XMR")
    data: list[list[Cell]] = [[float(value)] for value in cases()["P-XMR"]["input"].split(",")]
    for table in each_table(tmp_path, data, Call("KPI_CONTROL_TABLE", (Ref("A1:A10"),))):
        for row in table.values():
            found = [row["Centre"], row["Lower limit"], row["Upper limit"]]
            assert found == near("P-XMR", [want["mean"], want["LCL"], want["UCL"]])
            # Its upper limit is 3.267 times the mean moving range.
            assert row["Upper limit of the range"] / 3.267 == near("P-XMR", want["MRbar"])


@pytest.mark.parametrize("rule", range(1, 9))
def test_run_rules(tmp_path: Path, rule: int) -> None:
    (values,) = [
        given for name, given in cases()["P-NELSON"]["input"].items() if name.partition("_")[0] == f"rule{rule}"
    ]
    data: list[list[Cell]] = [[value] for value in values]
    (answers,) = both_ways(tmp_path, data, Call("KPI_RUN_RULES", (Ref(f"A1:A{len(data)}"), 0, 1)))
    for _, *points in answers:
        fires = [point[1 + rule] for point in points]
        assert fires == [*[False] * (len(data) - 1), True]


# Agreement


def test_kappa(tmp_path: Path) -> None:
    table = [[20, 5], [10, 15]]
    assert cases()["P-KAPPA"]["input"] == str(table).replace(" ", "")
    data: list[list[Cell]] = [
        [f"rating {first}", f"rating {second}"]
        for first, row in enumerate(table)
        for second, count in enumerate(row)
        for _ in range(count)
    ]
    for kappa in each_number(tmp_path, data, Call("KPI_AGREEMENT", (Ref("A1:B50"), "cohen"))):
        assert kappa == near("P-KAPPA", expected("P-KAPPA"))


# The whole chain


def test_weakest_link(tmp_path: Path) -> None:
    want = expected("P-WEAK")
    data: list[list[Cell]] = [
        ["recursos", 0.95, 40],
        ["estructura", 0.9, 30],
        ["proceso", 0.6, 20],
        ["producto", 0.85, 10],
    ]
    alike = Ref("B1:B4"), Ref("A1:A4")
    for table in each_table(tmp_path, data, Call("KPI_WEAKEST", alike)):
        assert table["Weakest link"]["Weakest"] == want["weakest"]
        assert table["Weakest link"]["Score"] == near("P-WEAK", want["min"])
        assert table["Series product"]["Score"] == near("P-WEAK", want["series_product"])
        assert table["Overall"]["Score"] == near("P-WEAK", want["geometric"])
    for table in each_table(tmp_path, data, Call("KPI_WEAKEST", (*alike, Ref("C1:C4")))):
        assert table["Overall"]["Score"] == near("P-WEAK", want["weighted_geo_40_30_20_10"])
