"""Wilson's interval against the published tables of Newcombe (1998), Statistics in Medicine 17, table I, method 3."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from service_kpi.errors import NA, NUM, VALUE, BadArgument, NoData, OutOfDomain
from service_kpi.functions import functions
from service_kpi.kpis.proportions import interval


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombe_table_1(successes: int, n: int, low: float, high: float) -> None:
    assert interval(successes, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
@pytest.mark.parametrize(("successes", "n"), [(0, 1), (1, 1), (45, 50), (7, 9), (123456, 654321)])
def test_statsmodels(successes: int, n: int, confidence: float) -> None:
    # proportion_confint(45, 50, alpha=0.05, method="wilson") gives (0.78639..., 0.95652...)
    expected = proportion_confint(successes, n, alpha=1 - confidence, method="wilson")
    assert interval(successes, n, confidence) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_half_of_an_even_number_is_symmetric() -> None:
    # p = 1/2: the ends are 1/2 ∓ z / (2·√(n + z²)), with z = 1.959963984540054
    z = 1.959963984540054
    half_width = z / (2 * (100 + z * z) ** 0.5)
    assert interval(50, 100) == pytest.approx((0.5 - half_width, 0.5 + half_width), rel=1e-13)


def test_no_cases() -> None:
    with pytest.raises(NoData):
        interval(0, 0)
    assert functions["KPI_INTERVAL"](0, 0) == NA


def test_more_successes_than_cases() -> None:
    with pytest.raises(OutOfDomain):
        interval(11, 10)
    assert functions["KPI_INTERVALO"](11, 10) == NUM


@pytest.mark.parametrize("confidence", [0, 1])
def test_a_confidence_that_is_none(confidence: float) -> None:
    with pytest.raises(BadArgument):
        interval(5, 10, confidence)


def test_percent_for_share_is_refused() -> None:
    assert functions["KPI_INTERVAL"](5, 10, 95) == VALUE
    assert functions["KPI_INTERVAL"](5, 10, "95 %") == functions["KPI_INTERVAL"](5, 10)
