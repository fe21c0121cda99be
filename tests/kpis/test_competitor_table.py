from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis.competitor_table import AHEAD, BEHIND, HEADER, PARITY, UNCLEAR, competitor_table
from service_kpi.kpis.competitors import relative
from service_kpi.spec import Table

NAN = math.nan

#: Eight people who rated us and a rival on speed, care and price.
WIDE = np.array(
    [
        [7, 5, 6, 6, 5, 7],
        [6, 5, 6, 5, 6, 5],
        [7, 4, 5, 6, 4, 6],
        [6, 6, 6, 6, 5, 6],
        [7, 5, 7, 6, 6, 7],
        [5, 4, 6, 6, 3, 6],
        [7, 6, 6, 7, 5, 5],
        [6, 4, 5, 5, 5, 7],
    ],
    dtype=float,
)
WHO = ["Us", "Rival"] * 3
WHAT = ["Speed", "Speed", "Care", "Care", "Price", "Price"]
LONG = WIDE.reshape(-1), WHO * 8, WHAT * 8


def by_name(table: Table) -> dict[str, dict[str, Any]]:
    return {
        str(row[0]): {heading.en: value for heading, value in zip(table.header, row, strict=True)} for row in table.rows
    }


def test_wide_ratings_as_scipy_and_statsmodels_test_them() -> None:
    # scipy 1.17: t = ttest_rel(ours, theirs); t.confidence_interval(.95)
    # statsmodels 0.15: multipletests([.0025…, 1, .0281…], method="holm")[1]; ttost_paired(ours, theirs, -1, 1)[0]
    # is .0036 for care, .91 for speed, .70 for price
    table = competitor_table(WIDE, WHO, WHAT, "Us", margin=1)
    rows = by_name(table)
    assert [str(row[0]) for row in table.rows] == ["Speed", "Care", "Price", "Overall"]
    expected = {
        "Speed": (6.375, 4.875, 1.5, 0.7259950269248404, 2.2740049730751597, 0.007607988240774303, 1, AHEAD),
        "Care": (5.875, 5.875, 0, -0.6319724141369245, 0.6319724141369245, 1.0, 1, PARITY),
        "Price": (4.875, 6.125, -1.25, -2.3215613632272305, -0.1784386367727695, 0.05632279381801747, 2, UNCLEAR),
        "Overall": (5.708333333333333, 5.625, 1 / 12, -0.3572883806505027, 0.523955047317169, 0.6682310400715047, 1),
    }
    for name, values in expected.items():
        row = rows[name]
        columns = ("Ours", "Best rival", "Difference", "CI low", "CI high", "p (Holm)", "Rank")
        assert [row[column] for column in columns] == pytest.approx(values[:7], abs=1e-9)
        assert (row["n"], row["n of rival"], row["Who"], row["Margin"]) == (8, 8, "Rival", 1)
        if len(values) > 7:
            assert row["Verdict"] is values[7]


def test_importance_orders_the_rows_and_weights_overall() -> None:
    # scipy: ttest_rel(W[:, [0, 2, 4]] @ w, W[:, [1, 3, 5]] @ w) with w = .5, .3, .2
    for importance in ([50, 20, 30], [50, 50, 20, 20, 30, 30], [40, 60, 10, 30, NAN, 30]):
        table = competitor_table(WIDE, WHO, WHAT, "us", importance)
        assert [str(row[0]) for row in table.rows] == ["Speed", "Price", "Care", "Overall"]
    overall = by_name(competitor_table(WIDE, WHO, WHAT, "us", [5, 3, 2]))["Overall"]
    assert [overall[column] for column in ("Ours", "Best rival", "CI low", "CI high", "p (Holm)")] == pytest.approx(
        (5.925, 5.425, 0.09288025118465237, 0.9071197488153474, 0.022852276574122015), abs=1e-9
    )


def test_long_ratings_are_separate_samples() -> None:
    # scipy: ttest_ind(ours, theirs, equal_var=False); statsmodels: multipletests(…, method="holm")[1]
    table = competitor_table(*LONG, "Us", margin=1)
    rows = by_name(table)
    assert [str(row[0]) for row in table.rows] == ["Care", "Price", "Speed", "Overall"]
    expected = {
        "Speed": (1.5, 0.651158584229018, 2.3488414157709823, 0.006041325446287777, AHEAD),
        "Care": (0.0, -0.6872646627839907, 0.6872646627839907, 1.0, PARITY),
        "Price": (-1.25, -2.235123858537719, -0.2648761414622809, 0.0332962195179991, BEHIND),
    }
    for name, (*numbers, verdict) in expected.items():
        row = rows[name]
        assert [row[column] for column in ("Difference", "CI low", "CI high", "p (Holm)")] == pytest.approx(
            numbers, abs=1e-9
        )
        assert row["Verdict"] is verdict


def test_long_overall_adds_up_the_attributes() -> None:
    # Independent samples: variances add with squared weights, degrees of freedom after Satterthwaite (1946).
    weights = np.array([0.5, 0.3, 0.2])
    variances = WIDE.var(axis=0, ddof=1) / 8
    difference = weights @ (WIDE.mean(axis=0)[0::2] - WIDE.mean(axis=0)[1::2])
    parts = np.repeat(weights, 2) ** 2 * variances
    df = parts.sum() ** 2 / (parts**2 / 7).sum()
    error = math.sqrt(parts.sum())
    overall = by_name(competitor_table(*LONG, "Us", [50, 30, 20], 1))["Overall"]
    half = stats.t.ppf(0.975, df) * error
    assert [overall[column] for column in ("Difference", "CI low", "CI high", "p (Holm)")] == pytest.approx(
        (difference, difference - half, difference + half, 2 * stats.t.sf(abs(difference) / error, df)), abs=1e-9
    )
    assert (overall["n"], overall["n of rival"]) == (24, 24)


def test_overall_is_the_plain_function() -> None:
    overall = by_name(competitor_table(WIDE, WHO, WHAT, "Us"))["Overall"]
    assert overall["Difference"] == pytest.approx(relative(WIDE[:, 0::2], WIDE[:, 1::2]), abs=1e-12)


def test_best_of_several_rivals_and_rank() -> None:
    scores = np.array([[5, 6, 7, 7, 2], [6, 6, 7, 7, 3], [5, 7, 8, 8, 2], [4, 5, 6, 6, 1]], dtype=float)
    table = competitor_table(scores, ["us", "mid", "top b", "Top A", "low"], ["Speed"] * 5, "US")
    row = by_name(table)["Speed"]
    # of the two best, the first in the alphabet; three are better than us
    assert (row["Who"], row["Best rival"], row["Rank"], row["Verdict"]) == ("Top A", 7, 4, BEHIND)


def test_ties_share_the_better_rank() -> None:
    row = by_name(competitor_table([[5, 5, 4]], ["us", "a", "b"], ["x"] * 3, "us"))["x"]
    assert row["Rank"] == 1


def test_default_margin_is_half_a_standard_deviation() -> None:
    rows = by_name(competitor_table(WIDE, WHO, WHAT, "Us"))
    spread = np.sqrt((WIDE[:, 0].var(ddof=1) + WIDE[:, 1].var(ddof=1)) / 2)
    assert rows["Speed"]["Margin"] == pytest.approx(spread / 2, abs=1e-12)
    # statsmodels: ttost_paired(W[:, 2], W[:, 3], -.5, .5)[0] == .0518: not shown, with eight people
    assert by_name(competitor_table(WIDE, WHO, WHAT, "Us", margin=0.5))["Care"]["Verdict"] is UNCLEAR
    assert rows["Overall"]["Margin"] == pytest.approx(np.mean([rows[name]["Margin"] for name in set(WHAT)]), abs=1e-12)

    weighted = by_name(competitor_table(WIDE, WHO, WHAT, "Us", [3, 0, 1]))
    assert weighted["Overall"]["Margin"] == pytest.approx(
        0.75 * rows["Speed"]["Margin"] + 0.25 * rows["Price"]["Margin"], abs=1e-12
    )


def test_significant_but_too_small_to_notice_is_parity() -> None:
    theirs = np.tile([4.0, 5.0, 6.0], 100)
    ours = theirs + np.tile([0.1, 0.0, 0.1, 0.0], 75)
    row = by_name(competitor_table(np.column_stack((ours, theirs)), ["us", "a"], ["x", "x"], "us", margin=0.2))["x"]
    assert row["p (Holm)"] < 0.001
    assert row["Verdict"] is PARITY


def test_people_who_rated_one_side_only() -> None:
    # Most rated both: pairs. Few did: everybody, as separate samples.
    paired = np.array([[7, 5], [6, 5], [5, 4], [1, NAN]])
    row = by_name(competitor_table(paired, ["us", "a"], ["x", "x"], "us"))["x"]
    assert (row["n"], row["n of rival"], row["Ours"]) == (3, 3, 6)
    separate = np.array([[7, NAN], [6, NAN], [5, 4], [NAN, 3], [NAN, 5]])
    row = by_name(competitor_table(separate, ["us", "a"], ["x", "x"], "us"))["x"]
    assert (row["n"], row["n of rival"], row["Difference"]) == (3, 3, 2)


def test_items_of_one_attribute_follow_the_half_rule() -> None:
    # Three items of ours: the second person answered one of three and does not count.
    scores = np.array([[6, 5, NAN, 4], [7, NAN, NAN, 4], [4, 5, 6, 4]])
    row = by_name(competitor_table(scores, ["us"] * 3 + ["a"], ["x"] * 4, "us"))["x"]
    assert (row["n"], row["Ours"], row["Difference"]) == (2, 5.25, 1.25)


def test_all_answers_equal() -> None:
    same = by_name(competitor_table(np.full((5, 2), 4.0), ["us", "a"], ["x", "x"], "us"))["x"]
    assert (same["Difference"], same["Verdict"]) == (0, PARITY)
    apart = by_name(competitor_table(np.tile([5.0, 4.0], (5, 1)), ["us", "a"], ["x", "x"], "us"))
    for name in ("x", "Overall"):
        assert (apart[name]["Difference"], apart[name]["p (Holm)"], apart[name]["Verdict"]) == (1, 0, AHEAD)
    long = by_name(competitor_table([5, 5, 4, 4], ["us", "us", "a", "a"], ["x"] * 4, "us"))["Overall"]
    assert (long["Difference"], long["p (Holm)"], long["Verdict"]) == (1, 0, AHEAD)


def test_rounding_is_no_difference() -> None:
    # 0.1, 0.2 and 0.3 in two orders: the sums differ in the last digit, the people do not.
    people = np.tile([0.1, 0.3, 0.2, 0.2, 0.3, 0.1], (5, 1)) + np.arange(5).reshape(-1, 1)
    wide = by_name(competitor_table(people, WHO, WHAT, "Us", margin=0))["Overall"]
    # 0.7 · 3 − 0.3 · 7 is nothing, without any scatter
    weighted = by_name(competitor_table([4, 1, 1, 8] * 2, ["Us", "a"] * 4, ["x", "x", "y", "y"] * 2, "Us", [0.7, 0.3]))
    for overall in (wide, weighted["Overall"]):
        assert (overall["Difference"], overall["p (Holm)"], overall["Verdict"]) == (0, 1, PARITY)


def test_one_row_has_a_difference_but_no_verdict() -> None:
    for table in (
        competitor_table([[6, 4]], ["us", "a"], ["x", "x"], "us", margin=5),
        competitor_table([6, 4], ["us", "a"], ["x", "x"], "us", margin=5),
    ):
        for row in by_name(table).values():
            assert (row["Difference"], row["Verdict"], row["n"]) == (2, UNCLEAR, 1)
            assert math.isnan(row["CI low"])
            assert math.isnan(row["p (Holm)"])


def test_an_attribute_without_a_rival() -> None:
    scores = [6, 5, 4, 4, 7, 6]
    table = competitor_table(scores, ["us", "us", "a", "a", "us", "us"], ["x"] * 4 + ["y"] * 2, "us")
    rows = by_name(table)
    assert list(table.rows[1])[1:] == [0] + [None] * (len(HEADER) - 2)
    # Overall stays with what was compared, and Holm counts one test.
    assert rows["Overall"]["Difference"] == rows["x"]["Difference"] == 1.5
    assert rows["Overall"]["p (Holm)"] == pytest.approx(rows["x"]["p (Holm)"], abs=1e-15)


def test_overall_without_a_rival_rated_throughout() -> None:
    table = competitor_table([6, 5, 6, 5], ["us", "a", "us", "b"], ["x", "x", "y", "y"], "us")
    assert list(table.rows[-1])[1:] == [0] + [None] * (len(HEADER) - 2)


def test_without_data() -> None:
    nothing = np.full((3, 2), NAN)
    for scores in (nothing, np.array([[NAN, 3.0]]), np.array([[3.0, NAN]])):
        with pytest.raises(NoData, match="has no score"):
            competitor_table(scores, ["us", "a"], ["x", "x"], "us")
    with pytest.raises(NoData, match="any rival has no score"):
        competitor_table([[3, 4]], ["us", "us"], ["x", "y"], "us")
    with pytest.raises(NoData, match="importance above zero"):
        competitor_table(WIDE, WHO, WHAT, "Us", [0, 0, 0])


@pytest.mark.parametrize(
    ("arguments", "english", "spanish"),
    [
        ((WIDE, WHO, WHAT, "Nobody"), 'us must be one of the competitors (Rival, Us), but is "Nobody"', "«Nobody»"),
        ((WIDE, WHO, WHAT, "Us", [1, -2, 1]), "importance must be zero or more, but row 2 has -2", "la fila 2"),
        ((WIDE, WHO, WHAT, "Us", [1, 2]), "importance must have one weight per attribute (3)", "pero tiene 2"),
        ((WIDE, WHO, WHAT, "Us", None, -1), "margin must be zero or more points, but is -1", "pero es -1"),
        ((WIDE, WHO[:5], WHAT, "Us"), "but have 5, 6 beside 8 × 6 scores", "tienen 5, 6"),
        ((LONG[0], LONG[1][1:], LONG[2], "Us"), "but have 47, 48 beside 48 × 1 scores", "tienen 47, 48"),
    ],
)
def test_bad_arguments(arguments: tuple[Any, ...], english: str, spanish: str) -> None:
    with pytest.raises(BadArgument) as caught:
        competitor_table(*arguments)
    assert english in caught.value.message.en
    assert spanish in caught.value.message.es


_scores = arrays(np.float64, (6, 6), elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, NAN]))
_COMPARED = ["n", "Ours", "Best rival", "Who", "Difference", "CI low", "CI high", "p (Holm)", "Rank", "Verdict"]


def comparable(table: Table, columns: list[str]) -> list[list[str]]:
    """Return the rows as text of ten digits: the same whatever the order of a sum."""

    def shown(value: Any) -> str:
        return f"{round(value, 10) + 0.0:.10f}" if isinstance(value, float) else str(value)

    return [[name, *(shown(row[column]) for column in columns)] for name, row in by_name(table).items()]


def answered(scores: np.ndarray) -> np.ndarray:
    scores[0] = [4, 3, 4, 3, 4, 3]
    return scores


@given(_scores.map(answered), st.permutations(range(6)))
def test_order_of_rows_does_not_matter(scores: np.ndarray, order: list[int]) -> None:
    columns = ["n", "Ours", "Best rival", "Who", "Rank"]
    assert comparable(competitor_table(scores[order], WHO, WHAT, "Us"), columns) == comparable(
        competitor_table(scores, WHO, WHAT, "Us"), columns
    )
    long = scores.reshape(-1), np.array(WHO * 6), np.array(WHAT * 6)
    moved = np.random.default_rng(order).permutation(36)
    shuffled = competitor_table(long[0][moved], long[1][moved], long[2][moved], "Us")
    assert comparable(shuffled, columns) == comparable(competitor_table(*long, "Us"), columns)


@given(_scores.map(answered), st.floats(0.001, 1000))
def test_scale_of_importance_does_not_matter(scores: np.ndarray, scale: float) -> None:
    one, other = (
        competitor_table(scores, WHO, WHAT, "Us", np.array([5, 3, 2]) * factor, 1.0) for factor in (1.0, scale)
    )
    assert comparable(one, ["n", "Ours", "Difference", "Rank"]) == comparable(
        other, ["n", "Ours", "Difference", "Rank"]
    )


@given(_scores.map(answered))
def test_interval_contains_the_difference_and_margin_only_adds_parity(scores: np.ndarray) -> None:
    narrow = by_name(competitor_table(scores, WHO, WHAT, "Us", margin=0.5))
    wide = by_name(competitor_table(scores, WHO, WHAT, "Us", margin=2))
    for name, row in narrow.items():
        assert math.isnan(row["CI low"]) or row["CI low"] <= row["Difference"] <= row["CI high"]
        assert 1 <= row["Rank"] <= 2
        assert wide[name]["Verdict"] in (row["Verdict"], PARITY)


@given(_scores.map(answered))
def test_blank_respondents_change_nothing(scores: np.ndarray) -> None:
    more = np.vstack((scores, np.full((3, 6), NAN)))
    assert comparable(competitor_table(more, WHO, WHAT, "Us"), _COMPARED) == comparable(
        competitor_table(scores, WHO, WHAT, "Us"), _COMPARED
    )
