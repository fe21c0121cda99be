"""Agreement against the published examples of its authors, and against krippendorff, statsmodels and pingouin."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from service_kpi.errors import NA, NUM, VALUE, BadArgument, NoData, OutOfDomain
from service_kpi.functions import functions
from service_kpi.kpis._krippendorff import _pool, _ratio_of_all_pairs
from service_kpi.kpis.agreement import agreement
from tests.kpis.surveys import case

NAN = math.nan
ALPHAS = ["krippendorff_nominal", "krippendorff_ordinal", "krippendorff_interval", "krippendorff_ratio"]
COMPLETE = ["fleiss", "icc"]
COHEN = ["cohen", "cohen_linear", "cohen_quadratic"]

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections A, B and C: observers × units.
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
WORDS = [list("aabbdcccedda"), list("babbbccceddd")]
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
# Fleiss (1971), Psychological Bulletin 76, 378–382, table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
PSYCHIATRISTS = """
    444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
    333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""
# Shrout and Fleiss (1979), Psychological Bulletin 86, 420–428, table 2: 6 targets, 4 judges.
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

RATINGS = st.integers(2, 4).flatmap(
    lambda raters: st.lists(
        st.lists(
            st.one_of(*[st.integers(0, 4).map(float)] * 4, st.just(NAN)),
            min_size=raters,
            max_size=raters,
        ),
        min_size=1,
        max_size=10,
    ).map(lambda rows: np.array([*rows, [1.0] * raters, [3.0] * (raters - 1) + [2.0]]))
)


def transposed(rows: list[list[Any]]) -> NDArray[Any]:
    return np.array(rows).T


def by_hand(ratings: NDArray[np.float64], metric: str) -> float:
    """Alpha from the coincidence matrix, pair by pair, as Krippendorff (2011) writes it."""
    values = np.unique(ratings[~np.isnan(ratings)])
    coincidences = np.zeros((values.size, values.size))
    for unit in ratings:
        found = unit[~np.isnan(unit)]
        for i, one in enumerate(found):
            for j, other in enumerate(found):
                if i != j:
                    coincidences[np.searchsorted(values, one), np.searchsorted(values, other)] += 1 / (found.size - 1)
    totals = coincidences.sum(axis=1)
    n = totals.sum()

    def distance(c: int, k: int) -> float:
        if c == k:
            return 0.0
        low, high = min(c, k), max(c, k)
        return float(
            {
                "krippendorff_nominal": 1.0,
                "krippendorff_ordinal": (totals[low : high + 1].sum() - (totals[low] + totals[high]) / 2) ** 2,
                "krippendorff_interval": (values[c] - values[k]) ** 2,
                "krippendorff_ratio": ((values[c] - values[k]) / (values[c] + values[k])) ** 2,
            }[metric]
        )

    squares = np.array([[distance(c, k) for k in range(values.size)] for c in range(values.size)])
    expected = (np.outer(totals, totals) * squares).sum() / (n - 1)
    return float(1 - (coincidences * squares).sum() / expected)


def test_krippendorff_section_a_and_b() -> None:
    assert agreement(transposed(BINARY)) == pytest.approx(0.095, abs=5e-4)
    assert agreement(transposed(WORDS)) == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize(
    ("method", "published", "printed"),
    # published: sections C and D; printed by krippendorff 0.9.0,
    # krippendorff.alpha(reliability_data=FOUR_OBSERVERS, level_of_measurement="nominal") and so on
    [
        ("krippendorff_nominal", 0.743, 0.743421052631579),
        ("krippendorff_ordinal", 0.815, 0.8153875037548814),
        ("krippendorff_interval", 0.849, 0.8491071428571428),
        ("krippendorff_ratio", 0.797, 0.7974027747116121),
    ],
)
def test_krippendorff_section_c_and_d(method: str, published: float, printed: float) -> None:
    assert agreement(transposed(FOUR_OBSERVERS), method) == pytest.approx(published, abs=5e-4)
    assert agreement(transposed(FOUR_OBSERVERS), method) == pytest.approx(printed, rel=1e-13)


@pytest.mark.parametrize(
    ("method", "printed"),
    # krippendorff 0.9.0, as above: a scale with fractions and zeros, and a unit that one observer rated alone
    [
        ("krippendorff_nominal", 0.05056179775280889),
        ("krippendorff_ordinal", 0.9497792494481236),
        ("krippendorff_interval", 0.9809610655171461),
        ("krippendorff_ratio", 0.6562357990056575),
    ],
)
def test_krippendorff_package_with_fractions(method: str, printed: float) -> None:
    data = [[2.5, 0, 7, 3.25, NAN, 10, 5], [2, 0, 8, 3.5, 1, NAN, NAN], [NAN, 1, 7.5, NAN, 1.5, 9, NAN]]
    assert agreement(transposed(data), method) == pytest.approx(printed, rel=1e-12)


def test_cohen_shared_case() -> None:
    assert agreement(pairs_of([[20, 5], [10, 15]]), "cohen") == pytest.approx(case("P-KAPPA"), abs=1e-6)


def test_cohen_of_r_vcd() -> None:
    # R, vcd: Kappa(SexualFun), after Agresti (1990): unweighted 0.1293, weighted with equal spacing 0.2374.
    # statsmodels 0.15: cohens_kappa(table, wt="linear").kappa gives 0.23738062755798084
    ratings = pairs_of([[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]])
    assert agreement(ratings, "cohen") == pytest.approx(0.1293, abs=5e-5)
    assert agreement(ratings, "cohen_linear") == pytest.approx(0.2374, abs=5e-5)
    assert agreement(ratings, "cohen_linear") == pytest.approx(0.23738062755798084, rel=1e-12)
    assert agreement(ratings, "cohen_quadratic") == pytest.approx(0.3320455862468612, rel=1e-12)


@given(st.lists(st.lists(st.integers(1, 9), min_size=4, max_size=4), min_size=4, max_size=4))
def test_cohen_as_statsmodels(table: list[list[int]]) -> None:
    for method, weights in zip(COHEN, [None, "linear", "quadratic"], strict=True):
        outside = cohens_kappa(np.array(table), wt=weights, return_results=False)
        assert agreement(pairs_of(table), method) == pytest.approx(outside, abs=1e-12)


def test_a_step_that_nobody_used_is_still_a_step() -> None:
    # The scale is 1, 2, 4: with a category of its own for 3, as cohens_kappa(table, wt="quadratic") counts.
    table = np.array([[3, 1, 0, 1], [1, 4, 0, 0], [0, 0, 0, 0], [1, 2, 0, 5]])
    for method, weights in zip(COHEN, [None, "linear", "quadratic"], strict=True):
        outside = cohens_kappa(table, wt=weights, return_results=False)
        assert agreement(pairs_of(table.tolist()), method) == pytest.approx(outside, rel=1e-12)


def test_fleiss_1971() -> None:
    ratings = np.array([[float(diagnosis) for diagnosis in patient] for patient in PSYCHIATRISTS.split()])
    assert agreement(ratings, "fleiss") == pytest.approx(0.430, abs=5e-4)
    # statsmodels 0.15: fleiss_kappa(aggregate_raters(ratings)[0]) gives 0.43024452006014074
    assert agreement(ratings, "fleiss") == pytest.approx(0.43024452006014074, rel=1e-12)


def test_fleiss_of_fourteen_raters() -> None:
    # The example of the method's encyclopaedia article, also in statsmodels' tests: 0.210
    counts = [
        *([0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1]),
        *([7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]),
    ]
    ratings = [np.repeat(list("ABCDE"), row).tolist() for row in counts]
    assert agreement(ratings, "fleiss") == pytest.approx(0.210, abs=5e-4)


def test_shrout_and_fleiss_1979() -> None:
    assert agreement(JUDGES, "icc") == pytest.approx(0.29, abs=5e-3)
    # pingouin 0.7.0, intraclass_corr(long, targets="unit", raters="rater", ratings="score"): ICC(A,1) 0.289764
    assert agreement(JUDGES, "icc") == pytest.approx(0.289764, abs=5e-7)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_icc_as_pingouin(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=(12, 3)) + 1e4
    values += np.arange(12)[:, np.newaxis] * (seed - 1) / 4
    long = pd.DataFrame(values).rename_axis("unit").reset_index().melt("unit", var_name="rater", value_name="score")
    outside = pingouin.intraclass_corr(long, targets="unit", raters="rater", ratings="score").set_index("Type")
    assert agreement(values, "icc") == pytest.approx(outside.loc["ICC(A,1)", "ICC"], rel=1e-7)


def test_all_pairs_of_a_ratio_scale() -> None:
    # Pair by pair, over values as near as 1000 and 1000.1 and as far as 1e-6 and 1e6, with zeros.
    for values in ([1000, 1000.1, 1000.3], [1e-6, 1, 1, 2.5, 1e6], [0, 0, 3, 4], [0, 1e-9], [7, 8]):
        pairs = np.array(values, dtype=float)
        sums = pairs[:, np.newaxis] + pairs
        squares = np.divide(pairs[:, np.newaxis] - pairs, sums, out=np.zeros_like(sums), where=sums > 0) ** 2
        assert _ratio_of_all_pairs(_pool(pairs.copy())) == pytest.approx(squares.sum(), rel=1e-12)


@given(RATINGS, st.sampled_from(ALPHAS))
def test_alpha_pair_by_pair(ratings: NDArray[np.float64], method: str) -> None:
    assert agreement(ratings, method) == pytest.approx(by_hand(ratings, method), abs=1e-11)


@given(RATINGS)
def test_fleiss_as_statsmodels(ratings: NDArray[np.float64]) -> None:
    complete = ratings[~np.isnan(ratings).any(axis=1)]
    outside = statsmodels_fleiss(aggregate_raters(complete)[0])
    assert agreement(ratings, "fleiss") == pytest.approx(outside, abs=1e-12)


@given(RATINGS, st.sampled_from([*ALPHAS, *COMPLETE]), st.randoms())
def test_order_of_units_and_raters_does_not_matter(
    ratings: NDArray[np.float64], method: str, shuffle: random.Random
) -> None:
    units, raters = (list(range(length)) for length in ratings.shape)
    shuffle.shuffle(units)
    shuffle.shuffle(raters)
    assert agreement(ratings[units][:, raters], method) == pytest.approx(agreement(ratings, method), abs=1e-12)


@given(RATINGS)
def test_words_are_numbers_to_who_only_compares(ratings: NDArray[np.float64]) -> None:
    words = np.where(np.isnan(ratings), "", np.char.add("Word ", ratings.astype(np.str_)))
    upper = np.where(np.arange(len(words))[:, np.newaxis] % 2 == 0, words, np.char.upper(words))
    for method in ("krippendorff_nominal", "fleiss"):
        assert agreement(upper, method) == pytest.approx(agreement(ratings, method), rel=1e-13)


@given(RATINGS, st.sampled_from([*ALPHAS, *COMPLETE]))
def test_units_without_ratings_change_nothing(ratings: NDArray[np.float64], method: str) -> None:
    blank = np.full((2, ratings.shape[1]), NAN)
    blank[1, 0] = 4.0  # rated by one: nobody to agree with
    assert agreement(np.vstack([ratings, blank]), method) == agreement(ratings, method)


@pytest.mark.parametrize("method", [*ALPHAS, *COMPLETE, *COHEN])
def test_who_always_agrees(method: str) -> None:
    assert agreement([[1, 1], [2, 2], [5, 5], [5, 5]], method) == pytest.approx(1.0)
    with pytest.raises(OutOfDomain, match="all ratings are the same"):
        agreement([[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]], method)


@pytest.mark.parametrize("method", [*ALPHAS, *COMPLETE, *COHEN])
def test_nothing_to_compare(method: str) -> None:
    for ratings in ([[NAN, NAN]], [[1, NAN], [NAN, 2]], np.empty((0, 2))):
        with pytest.raises(NoData):
            agreement(ratings, method)


def test_one_unit() -> None:
    assert agreement([[1, 2]]) == 0
    with pytest.raises(NoData, match="two units"):
        agreement([[1, 2]], "icc")


def test_one_rater_and_too_many() -> None:
    with pytest.raises(NoData):
        agreement([1, 2, 3])
    for method in COMPLETE:
        with pytest.raises(BadArgument, match="two raters or more"):
            agreement([1, 2, 3], method)
    for method in COHEN:
        with pytest.raises(BadArgument, match="there are 3 columns"):
            agreement([[1, 2, 3]], method)


def test_units_and_raters_without_a_difference() -> None:
    with pytest.raises(OutOfDomain, match="neither the units nor the raters differ"):
        agreement([[1, 2], [2, 1]], "icc")


def test_negative_ratio() -> None:
    with pytest.raises(OutOfDomain, match="starts at zero, but a rating is -1"):
        agreement([[1, -1], [2, 2]], "krippendorff_ratio")


def test_words_where_numbers_are_needed() -> None:
    for method in [*ALPHAS[1:], *COHEN[1:], "icc"]:
        with pytest.raises(BadArgument, match=r'such as 1 to 5, but the ratings are words, such as "low"'):
            agreement([["low", "high"], ["low", "low"]], method)
    # a word between numbers is left out, as everywhere
    assert agreement([["1", "inf"], ["1", "2"], ["3", "3"]], "icc") == agreement([[1, 2], [3, 3]], "icc")
    assert agreement([[1, None], [1, 2], [3, 3]]) == agreement([["a", None], ["a", "b"], ["c", "c"]])


def test_in_the_sheet() -> None:
    four = [[None if math.isnan(cell) else cell for cell in unit] for unit in transposed(FOUR_OBSERVERS).tolist()]
    assert functions["KPI_CONCORDANCIA"](four, "Krippendorff razón") == pytest.approx(0.797, abs=5e-4)
    assert functions["KPI_AGREEMENT"]([[None, None], [1, "-"]]) == NA
    headed = [["Ana", "Luis", "Eva", "Pau"], *four]
    assert functions["KPI_AGREEMENT"](headed, "krippendorff ordinal") == pytest.approx(0.815, abs=5e-4)
    words = [list(pair) for pair in zip(*WORDS, strict=True)]
    assert functions["KPI_AGREEMENT"](words) == pytest.approx(0.692, abs=5e-4)
    assert functions["KPI_AGREEMENT"]([*words, ["NS/NC", "a"], [None, "-"]]) == pytest.approx(0.692, abs=5e-4)
    assert functions["KPI_AGREEMENT"](words, "icc") == VALUE
    assert functions["KPI_AGREEMENT"](words, "kendall") == VALUE
    assert functions["KPI_AGREEMENT"]([["a", "a"], ["A", "a"]]) == NUM
    assert functions["KPI_AGREEMENT"]([["1,0", 1], [2, "2"], [3, "3,00"], [3, 2]], "cohen") == pytest.approx(
        agreement([[1, 1], [2, 2], [3, 3], [3, 2]], "cohen")
    )


def pairs_of(table: list[list[int]]) -> list[list[float]]:
    """One row per unit from a table of the first rater's rating by the second's."""
    return [
        [float(i), float(j)]
        for i, row in enumerate(table, start=1)
        for j, count in enumerate(row, start=1)
        for _ in range(count)
    ]
