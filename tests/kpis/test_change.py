"""Two surveys compared, against R, scipy, statsmodels and published sample sizes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.change import HEADER, change_table
from service_kpi.kpis.loyalty import net_promoter_score
from tests.kpis.surveys import case
from tests.kpis.test_inference import SLEEP_A, SLEEP_B
from tests.kpis.test_loyalty import scores

NAN = math.nan


def change(before: Any, after: Any, kind: str = "mean") -> dict[str, Any]:
    table = change_table(before, after, kind)
    return {heading.en: value for heading, value in zip(table.header, table.rows[0], strict=True)}


def flags(yes: int, n: int) -> list[float]:
    return [1.0] * yes + [0.0] * (n - yes)


def test_mean_sleep() -> None:
    # R, t.test(extra ~ group, data = sleep): t = -1.8608, p-value = 0.07939, 95 percent confidence interval
    # -3.3654832 0.2054832, means 0.75 and 2.33: group 1 − group 2, here after − before
    row = change(SLEEP_B, SLEEP_A)
    assert (row["Before"], row["After"]) == pytest.approx((2.33, 0.75), rel=1e-14)
    assert (row["CI low"], row["CI high"]) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)
    assert (row["Statistic"], row["p"]) == pytest.approx((-1.8608, 0.07939), abs=5e-5)


def test_mean_scipy() -> None:
    # also where both surveys have as many rows: they are not paired
    before, after = [4, 3, 5, 4, 2, 4, NAN], [5, 4, 5, 4, 5, 3, 4]
    row = change(before, after)
    expected = stats.ttest_ind(after, before[:6], equal_var=False)
    low, high = expected.confidence_interval()
    assert (row["n before"], row["n after"]) == (6, 7)
    assert [row[name] for name in ("CI low", "CI high", "Statistic", "p")] == pytest.approx(
        [low, high, expected.statistic, expected.pvalue], rel=1e-10
    )


def test_rate_shared_case() -> None:
    expected = case("P-2PROP")
    row = change(flags(12, 99), flags(5, 83), "rate")
    assert (row["Statistic"], row["p"]) == pytest.approx((expected["z"], expected["p"]), abs=1e-9)
    assert (row["n before"], row["n after"], row["Before"], row["After"]) == (99, 83, 12 / 99, 5 / 83)


def test_rate_newcombe_shared_case() -> None:
    row = change(flags(48, 80), flags(56, 70), "rate")
    assert (row["CI low"], row["CI high"]) == pytest.approx(case("P-NEWC"), abs=1e-6)


def test_n_needed() -> None:
    # as in test_sample_size: an effect of half a standard deviation, and 90 % against 100 %
    before = np.array([-1.0, 0, 1])
    assert change(before, before + 0.5)["n needed"] == 64
    assert change(flags(18, 20), flags(20, 20), "rate")["n needed"] == 74


def augmented(promoters: int, passives: int, detractors: int) -> Any:
    """Answers as 100, 0 and −100, with one promoter and one detractor more."""
    return np.repeat([100.0, 0, -100], [promoters + 1, passives, detractors + 1])


def test_nps_closed_form() -> None:
    was, now = (40, 30, 30), (70, 40, 10)
    row = change(scores(*was), scores(*now), "nps")
    assert (row["Before"], row["After"], row["Difference"]) == pytest.approx((10, 50, 40))
    one, other = augmented(*was), augmented(*now)
    standard_error = math.sqrt(np.var(one) / one.size + np.var(other) / other.size)
    assert row["Statistic"] == pytest.approx(40 / standard_error, rel=1e-12)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(40 / standard_error), rel=1e-9)
    # Zou and Donner (2008): the distances to the limits of the two scores, squared and added
    limits = [
        each.mean() + np.array([-1, 1]) * 1.959963984540054 * each.std() / math.sqrt(each.size) for each in (one, other)
    ]
    low = 40 - math.hypot(50 - limits[1][0], limits[0][1] - 10)
    high = 40 + math.hypot(limits[1][1] - 50, 10 - limits[0][0])
    assert (row["CI low"], row["CI high"]) == pytest.approx((low, high), rel=1e-12)
    reach = stats.norm.isf(0.025) + stats.norm.isf(0.2)
    assert row["n needed"] == math.ceil(reach**2 * (np.var(one) + np.var(other)) / 40**2)


def test_nps_large_samples_agree_with_the_plain_z() -> None:
    # the shared example (standard error 4.1408666) against itself mirrored: z = 66.67 ÷ (4.1408666·√2) = 11.384
    expected = case("P-NPS-1")
    row = change(scores(54, 108, 162), scores(162, 108, 54), "nps")
    assert row["Statistic"] == pytest.approx(2 * expected["nps"] / (expected["se"] * math.sqrt(2)), rel=0.01)


def test_nothing_changed() -> None:
    for kind, answers in (("mean", [3.0, 4, 5]), ("rate", flags(1, 3)), ("nps", scores(2, 1, 1))):
        row = change(answers, answers, kind)
        assert (row["Difference"], row["Statistic"], row["p"], row["n needed"]) == (0, 0, 1, None)


def test_equal_means_differ_by_nothing_whatever_their_last_digit() -> None:
    # both sum to 24, in another order; and 0.1 + 0.2 is not 0.3 to the last digit
    row = change([2.0, 6, 3, 7, 1, 1, 4], [2.0, 6, 1, 1, 1, 6, 7])
    assert (row["Difference"], row["Statistic"], row["p"], row["n needed"]) == (0, 0, 1, None)
    assert row["CI low"] == -row["CI high"]
    row = change([0.1 + 0.2] * 5, [0.3] * 5)
    assert (row["Difference"], row["CI low"], row["p"], row["n needed"]) == (0, 0, 1, None)


def test_all_alike() -> None:
    row = change([4.0] * 5, [4.0] * 7)
    assert (row["Difference"], row["p"], row["n needed"]) == (0, 1, None)
    row = change([4.0] * 5, [5.0] * 7)
    assert (row["Difference"], row["p"], row["n needed"]) == (1, 0, 2)
    row = change(flags(0, 5), flags(0, 7), "rate")
    assert (row["Difference"], row["Statistic"], row["p"], row["n needed"]) == (0, 0, 1, None)
    assert row["CI low"] < 0 < row["CI high"]
    row = change(scores(3, 0, 0), scores(50, 0, 0), "nps")
    assert (row["Difference"], row["Statistic"], row["p"], row["n needed"]) == (0, 0, 1, None)
    assert row["CI low"] < 0 < row["CI high"]


def test_one_respondent() -> None:
    row = change([3.0], [5.0])
    assert row["Difference"] == 2
    assert row["n needed"] is None
    assert all(math.isnan(row[name]) for name in ("CI low", "CI high", "Statistic", "p"))
    assert change(flags(0, 1), flags(1, 1), "rate")["p"] == pytest.approx(proportions_ztest([1, 0], [1, 1])[1])
    assert 0 < change([2.0], [10.0], "nps")["p"] < 1


@pytest.mark.parametrize("kind", ["mean", "rate", "nps"])
def test_no_answers(kind: str) -> None:
    with pytest.raises(NoData, match="before has no answers"):
        change_table([NAN], [1.0], kind)
    with pytest.raises(NoData, match="after has no answers"):
        change_table([1.0], [], kind)
    assert functions["KPI_CHANGE_TABLE"]([[None]], [[1]], kind) == NA


def test_refusals() -> None:
    with pytest.raises(BadArgument, match="a rate is of 1 and 0, or yes and no, but before has 7"):
        change_table([1.0, 7.0], [1.0], "rate")
    with pytest.raises(BadArgument, match="after takes one column or one row, but got 2 × 2"):
        change_table([1.0], [[1.0, 2.0], [3.0, 4.0]])
    assert functions["KPI_CAMBIO_TABLA"]([[1]], [[1, 2], [3, 4]]) == VALUE


def test_in_the_sheet_with_words_and_headings() -> None:
    found: Any = functions["KPI_CAMBIO_TABLA"](
        [["Mayo"], [0], ["no"], ["sí"], ["NS/NC"]], [["Junio"], [1], ["sí"], [True], ["no"]], "Tasa"
    )
    assert found[0] == [heading.es for heading in HEADER]
    assert found[1][:6] == ["Tasa", 3, 4, 1 / 3, 0.75, pytest.approx(0.75 - 1 / 3)]


NPS_SAMPLES = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)).filter(any)
MEAN_SAMPLES = st.lists(st.one_of(st.integers(1, 7).map(float), st.just(NAN)), max_size=30).map(
    lambda answers: [2.0, 6.0, *answers]
)


@given(MEAN_SAMPLES, MEAN_SAMPLES)
def test_mean_properties(before: list[float], after: list[float]) -> None:
    row, back = change(before, after), change(after, before)
    assert row["CI low"] <= row["Difference"] <= row["CI high"]
    assert (row["CI low"], row["p"]) == pytest.approx((-back["CI high"], back["p"]))
    assert (row["p"] < 0.05) == (row["CI low"] > 0 or row["CI high"] < 0)
    assert change([*before[::-1], NAN], after) == pytest.approx(row, nan_ok=True)
    more = change(before * 3, after * 3)
    assert more["CI high"] - more["CI low"] < row["CI high"] - row["CI low"]


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_rate_properties(n_before: int, n_after: int, data: st.DataObject) -> None:
    before, after = data.draw(st.integers(0, n_before)), data.draw(st.integers(0, n_after))
    row = change(flags(before, n_before), flags(after, n_after), "rate")
    assert row["CI low"] <= row["Difference"] <= row["CI high"]
    expected = confint_proportions_2indep(after, n_after, before, n_before, compare="diff", method="newcomb")
    assert (row["CI low"], row["CI high"]) == pytest.approx(expected, abs=1e-9)
    if 0 < before + after < n_before + n_after:
        z, p = proportions_ztest([after, before], [n_after, n_before])
        assert (row["Statistic"], row["p"]) == pytest.approx((z, p), abs=1e-9)


@given(NPS_SAMPLES, NPS_SAMPLES)
def test_nps_properties(was: tuple[int, int, int], now: tuple[int, int, int]) -> None:
    before, after = scores(*was), scores(*now)
    row, back = change(before, after, "nps"), change(after, before, "nps")
    assert (row["Before"], row["After"]) == (net_promoter_score(before), net_promoter_score(after))
    assert row["CI low"] <= row["Difference"] <= row["CI high"]
    assert row["CI low"] < row["CI high"]
    assert row["CI low"] >= -200
    assert row["CI high"] <= 200
    assert (row["CI low"], row["Statistic"]) == pytest.approx((-back["CI high"], -back["Statistic"]))
    assert change([*before[::-1], NAN, 11], after, "nps") == row
    assume(row["Difference"])
    more = change(before * 4, after * 4, "nps")
    assert more["CI high"] - more["CI low"] < row["CI high"] - row["CI low"]
    assert abs(more["Statistic"]) > abs(row["Statistic"])
