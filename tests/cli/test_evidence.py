from __future__ import annotations

from typing import Any

import pytest

from service_kpi.catalogue import catalogue
from service_kpi.cli.evidence import Evidence, evidence
from service_kpi.functions import functions


def of(function: str, *arguments: Any) -> Evidence:
    spec = catalogue().find(function).spec
    return evidence(spec, arguments, functions[function](*arguments))


#: Student's 0.975 quantile with 2 degrees of freedom is 4.302653 (any t table).
T2 = 4.302652729911275
#: statsmodels.stats.proportion.proportion_confint(3, 5, method="wilson"), and so on
WILSON_3_OF_5 = (0.2307242812760129, 0.8823792257673522)
WILSON_2_OF_4 = (0.15003898915214947, 0.8499610108478506)
WILSON_1_OF_3 = (0.06149194472039626, 0.7923403991979523)


@pytest.mark.parametrize(
    ("function", "arguments", "n", "low", "high"),
    [
        # Gaps −1, 0, −2: mean −1, s = 1, standard error 1 ÷ √3.
        ("KPI_GAP", ([[5], [6], [7]], [[4], [6], [5]]), 3, -1 - T2 / 3**0.5, -1 + T2 / 3**0.5),
        # 4, 5 and 6; the blank does not count: s = 1.
        ("KPI_CES", ([[4], [None], [5], [6]],), 3, 5 - T2 / 3**0.5, 5 + T2 / 3**0.5),
        ("KPI_SERVPERF", ([[4, 4], [5, 5], [5, 7]],), 3, 5 - T2 / 3**0.5, 5 + T2 / 3**0.5),
        # Waits of the answered: 10, 20, 30; s = 10.
        ("KPI_ASA", ([[10], [20], [90], [30]], [[1], [1], [0], [1]]), 3, 20 - T2 * 10 / 3**0.5, 20 + T2 * 10 / 3**0.5),
        ("KPI_CSAT", ([[5], [4], [3], [5], [1], ["NS/NC"]],), 5, *WILSON_3_OF_5),
        ("KPI_CONSISTENCY", ([[5], [4], [3], [5], [1]], 3.5), 5, *WILSON_3_OF_5),
        ("KPI_ALIGNMENT", ([[1]] * 5 + [[0]], [[1], [0], [1], [0], [1], [1]]), 5, *WILSON_3_OF_5),
        ("KPI_PERFECT_ORDER", ([[1, 1], [1, None], [1, 0], [0, 0]],), 4, *WILSON_2_OF_4),
        ("KPI_SERVICE_LEVEL", ([[10], [20], [30], [40]], 20), 4, *WILSON_2_OF_4),
        (
            "KPI_SERVICE_LEVEL",  # the fifth gave up after 5 and is forgiven
            ([[10], [20], [30], [40], [5]], 20, [[1], [1], [1], [0], [0]], "offered_less_short"),
            4,
            *WILSON_2_OF_4,
        ),
        (
            "KPI_ABANDON_RATE",  # the last gave up within 5
            ([[1], [0], [1], [0], [0]], [[9], [20], [7], [60], [2]], 5),
            4,
            *WILSON_2_OF_4,
        ),
        (
            "KPI_PROMISE_RATE",  # one kept, one late, one overdue, one not due
            ([[10], [10], [10], [90]], [[10], [12], [None], [None]], 50),
            3,
            *WILSON_1_OF_3,
        ),
    ],
)  # fmt: skip
def test_n_and_interval(function: str, arguments: tuple[Any, ...], n: int, low: float, high: float) -> None:
    found = of(function, *arguments)
    assert found.n == n
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)


def test_one_answer_has_no_interval() -> None:
    found = of("KPI_CES", [[4]])
    assert (found.n, found.low, found.method) == (1, None, None)


def test_shares_of_dependent_answers_have_n_alone() -> None:
    found = of("KPI_MET_RATE", [[7, 6], [6, 6], [5, 7]], [[6, 6], [5, 6], [6, None]])
    assert (found.n, found.low, found.hint) == (5, None, "")


@pytest.mark.parametrize(
    ("function", "arguments", "hint"),
    [
        ("KPI_RELATIVE", ([[5], [6]], [[4], [5]]), "KPI_COMPETITOR_TABLE"),
        ("KPI_SERVPERF", ([[6, 6], [5, 7]], [[3, 1]]), ""),
        ("KPI_ERLANG_B", (10, 30, 180, 4), ""),
    ],
)
def test_where_to_find_what_is_not_shown(function: str, arguments: tuple[Any, ...], hint: str) -> None:
    found = of(function, *arguments)
    assert (found.n, found.hint) == (None, hint)


def test_a_value_that_does_not_agree_has_no_interval() -> None:
    spec = catalogue().find("KPI_CES").spec
    assert evidence(spec, ([[4], [5], [6]],), 4.5) == Evidence()


@pytest.mark.parametrize("spec", catalogue().specs, ids=lambda spec: spec.name)
def test_every_example(spec: Any) -> None:
    for example in spec.examples:
        value = functions[spec.name](*example.arguments)
        found = evidence(spec, example.arguments, value)
        if found.low is not None and found.high is not None:
            assert isinstance(value, float)
            assert found.low <= value <= found.high
        if found.hint:
            assert found.hint in catalogue()
