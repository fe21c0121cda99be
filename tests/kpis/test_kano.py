"""Kano's model against the ski study, a count by pandas, and the table of Berger et al. (1993) cell by cell."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis._numerics import Floats
from service_kpi.kpis.kano import kano_table
from tests.kpis.surveys import case
from tests.shared import shared

#: Berger et al. (1993), evaluation table: the category of each pair of answers, and one pair of each category.
EVALUATION = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
PAIR = {"A": (1, 3), "O": (1, 5), "M": (2, 5), "I": (3, 3), "R": (4, 1), "Q": (5, 5)}
CATEGORY, CS_PLUS, CS_MINUS = 8, 9, 12


def rows_of(functional: Any, dysfunctional: Any, items: Any) -> list[list[Any]]:
    return [list(row) for row in kano_table(functional, dysfunctional, items).rows]


def answers(**counts: int) -> tuple[Floats, Floats]:
    """One item's answers with so many pairs of each category."""
    pairs = np.array([pair for letter, count in counts.items() for pair in [PAIR[letter]] * count], dtype=float)
    return pairs[:, 0], pairs[:, 1]


blocks = st.integers(1, 12).flatmap(
    lambda n: st.integers(1, 3).flatmap(
        lambda k: st.tuples(
            *[
                st.lists(
                    st.lists(st.sampled_from([math.nan, 1, 2, 3, 4, 5]), min_size=k, max_size=k),
                    min_size=n,
                    max_size=n,
                ).map(lambda rows: np.array(rows, dtype=float))
            ]
            * 2
        )
    )
)


def test_every_cell_of_the_evaluation_table() -> None:
    for functional, dysfunctional in itertools.product(range(1, 6), repeat=2):
        row = rows_of([functional], [dysfunctional], ["x"])[0]
        assert row[CATEGORY] == EVALUATION[functional - 1][dysfunctional - 1]
        assert row[2:8] == [int(letter == row[CATEGORY]) for letter in "AOMIRQ"]


@pytest.mark.parametrize(
    ("item", "counts"),
    [
        ("edge", {"A": 70, "O": 323, "M": 493, "I": 95}),
        ("turn", {"A": 104, "O": 451, "M": 305, "I": 115}),
        ("service", {"A": 638, "O": 216, "M": 29, "I": 85}),
    ],
)
def test_ski_study(item: str, counts: dict[str, int]) -> None:
    # Sauerwein et al. (1996): percentages of 1,000
    better, worse, category = case("P-KANO")[item]
    row = rows_of(*answers(**counts), np.full(sum(counts.values()), item))[0]
    assert (row[CS_PLUS], row[CS_MINUS]) == pytest.approx((better, worse), abs=1e-6)
    assert row[CATEGORY] == category


def test_kiosk_as_pandas() -> None:
    survey = pd.read_csv(shared("data/kiosk_servqual.csv"))
    codes = {"like": 1, "must-be": 2, "neutral": 3, "live-with": 4, "dislike": 5}
    names = [f"K{feature:02d}" for feature in range(1, 30)]
    sides = [survey[[name + side for name in names]] for side in "fd"]
    cells = [
        [[None if pd.isna(answer) else answer for answer in row] for row in side.to_numpy().tolist()] for side in sides
    ]
    table: Any = functions["KPI_KANO_TABLE"](*cells, [names])
    for name, row in zip(names, table[1:], strict=False):
        pairs = survey[[f"{name}f", f"{name}d"]].dropna()
        letters = pd.Series(
            [EVALUATION[codes[there] - 1][codes[lacking] - 1] for there, lacking in pairs.itertuples(index=False)]
        )
        counts = letters.value_counts().reindex(list("AOMIRQ"), fill_value=0)
        assert row[1:8] == [len(pairs), *counts]
        assert counts[row[CATEGORY]] == counts.max()
        base = counts[list("AOMI")].sum()
        for first, hits, sign in ((CS_PLUS, counts["A"] + counts["O"], 1), (CS_MINUS, counts["O"] + counts["M"], -1)):
            low, high = proportion_confint(hits, base, method="wilson")
            assert row[first] == pytest.approx(sign * hits / base, rel=1e-12)
            assert sorted(row[first + 1 : first + 3]) == pytest.approx(sorted([sign * low, sign * high]), abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "category"),
    [
        ({"I": 2, "A": 2, "O": 2, "M": 2, "R": 2, "Q": 2}, "M"),
        ({"Q": 3, "R": 3, "I": 3, "A": 3, "O": 3, "M": 2}, "O"),
        ({"I": 3, "A": 3, "M": 2}, "A"),
        ({"I": 1, "R": 1, "Q": 1}, "I"),
        ({"R": 3, "M": 2}, "R"),
    ],
)
def test_ties(counts: dict[str, int], category: str) -> None:
    assert rows_of(*answers(**counts), np.full(sum(counts.values()), "x"))[0][CATEGORY] == category


@given(blocks, st.data())
def test_what_always_holds(block: tuple[Floats, Floats], data: st.DataObject) -> None:
    functional, dysfunctional = block
    names = [f"item {column}" for column in range(functional.shape[1])]
    try:
        *rows, overall = rows_of(functional, dysfunctional, names)
    except NoData:
        assert np.isnan(functional + dysfunctional).all()
        return
    pairs = ~np.isnan(functional + dysfunctional)
    assert [row[1] for row in rows] == pairs.sum(axis=0).tolist()
    assert overall[1:8] == np.sum([row[1:8] for row in rows], axis=0).tolist()
    for row in [*rows, overall]:
        assert sum(row[2:8]) == row[1]
        if row[CS_PLUS] is not None:
            assert 0 <= row[CS_PLUS + 1] <= row[CS_PLUS] <= row[CS_PLUS + 2] <= 1
            assert -1 <= row[CS_MINUS + 1] <= row[CS_MINUS] <= row[CS_MINUS + 2] <= 0
    order = data.draw(st.permutations(range(len(functional))))
    blank = np.full((1, functional.shape[1]), math.nan)
    shuffled = rows_of(np.vstack([functional[order], blank]), np.vstack([dysfunctional[order], blank + 1]), names)
    np.testing.assert_equal(shuffled, [*rows, overall])


def test_intervals_shrink_with_n() -> None:
    few, many = (rows_of(*answers(A=times, M=times, I=times), np.full(3 * times, "x"))[0] for times in (2, 20))
    assert many[CS_PLUS] == few[CS_PLUS]
    assert many[CS_PLUS + 2] - many[CS_PLUS + 1] < few[CS_PLUS + 2] - few[CS_PLUS + 1]


def test_answers_in_rows_as_answers_in_columns() -> None:
    functional, dysfunctional = np.array([[1, 3], [1, 2], [2, 1]]), np.array([[5, 3], [3, 5], [5, 5]])
    wide = rows_of(functional, dysfunctional, ["a", "b"])
    long = rows_of(functional.reshape(-1), dysfunctional.reshape(-1), np.tile(["a", "b"], 3))
    assert long == wide


def test_words_of_both_languages_and_numbers_kept_as_text() -> None:
    found: Any = functions["KPI_KANO_TABLA"](
        [["Sí"], ["I like it"], ["Me gusta"], ["2"], ["NS/NC"], ["perhaps"], [6]],
        [["No"], ["I dislike it"], ["no me gusta"], ["lo tolero"], [5], [5], [5]],
        [["x"]],
    )
    assert found[1][:9] == ["x", 3, 0, 2, 0, 1, 0, 0, "O"]
    assert found[0][4] == "M (obligatorio)"


def test_reverse_and_questionable_are_in_no_coefficient() -> None:
    row = rows_of(*answers(R=2, Q=1), ["x"] * 3)[0]
    assert row[1] == 3
    assert row[CS_PLUS] is row[CS_MINUS] is None
    assert math.isnan(row[CS_PLUS + 1])


def test_nothing_answered_on_both_sides() -> None:
    with pytest.raises(NoData):
        kano_table([[1, None]], [[None, 5]], ["a", "b"])
    assert functions["KPI_KANO_TABLE"]([[None]], [[None]], "x") == NA


def test_what_does_not_fit() -> None:
    with pytest.raises(BadArgument, match="one label per column"):
        kano_table([[1, 2]], [[5, 5]], ["a"])
    assert functions["KPI_KANO_TABLE"]([[1, 2]], [[5]], [["a", "b"]]) == VALUE
