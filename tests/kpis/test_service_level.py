"""Service level, speed of answer and abandonment on a log small enough to count by hand.

Contacts (seconds, answered): 5 yes, 20 yes, 21 yes, 60 yes, 3 no, 20 no, 90 no, unknown no, 10 unknown, unknown yes.
Known fates with a wait where one is needed: 4 answered, 4 abandoned. Within 20 seconds: 2 answered, 2 abandoned.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.service_level import abandon_rate, average_speed_of_answer, service_level

NAN = float("nan")
WAIT = np.array([5, 20, 21, 60, 3, 20, 90, NAN, 10, NAN])
ANSWERED = np.array([1, 1, 1, 1, 0, 0, 0, 0, NAN, 1])


@pytest.mark.parametrize(
    ("base", "share"), [("offered", 2 / 8), ("answered", 2 / 4), ("offered_less_short", 2 / (8 - 2))]
)
def test_service_level_by_base(base: str, share: float) -> None:
    assert service_level(WAIT, 20, ANSWERED, base) == share


def test_80_20() -> None:
    # "80 % of calls in 20 seconds": 100 calls offered, 80 of them answered after exactly 20 seconds, 20 after 21
    waits = [20] * 80 + [21] * 20
    assert service_level(waits, 20) == 0.8


def test_cisco_service_level_types() -> None:
    # The worked example of Cisco's ICM/CCE guide: 70 answered within the threshold, 10 abandoned within it, 20 past
    # it. Abandoned calls have negative impact: 70 %; abandoned calls ignored: 77.8 %. What became of the 20 later
    # (here: 15 answered, 5 abandoned) makes no difference.
    wait = [10] * 70 + [10] * 10 + [40] * 20
    answered = [1] * 70 + [0] * 10 + [1] * 15 + [0] * 5
    assert service_level(wait, 30, answered) == 0.70
    assert service_level(wait, 30, answered, "offered_less_short") == pytest.approx(0.778, abs=5e-4)


def test_cisco_without_abandoned_calls() -> None:
    # The same guide: 50 calls answered in under 30 seconds and 80 later give 38 %
    assert service_level([29] * 50 + [31] * 80, 30) == pytest.approx(0.38, abs=5e-3)


def test_average_speed_of_answer() -> None:
    assert average_speed_of_answer(WAIT, ANSWERED) == (5 + 20 + 21 + 60) / 4
    assert average_speed_of_answer([4, NAN, 8]) == 6


def test_abandon_rate() -> None:
    # the unknown fate leaves; the answered contact without a wait stays, since no wait is asked of it
    assert abandon_rate(ANSWERED) == 4 / 9
    assert abandon_rate(ANSWERED, WAIT) == 4 / 9
    assert abandon_rate(ANSWERED, WAIT, 3) == 3 / 8
    assert abandon_rate(ANSWERED, WAIT, 20) == 2 / 7


def test_nothing_to_count() -> None:
    with pytest.raises(NoData):
        service_level([NAN], 20)
    with pytest.raises(NoData):
        service_level([5], 20, [0], "answered")
    with pytest.raises(NoData):
        service_level([5], 20, [0], "offered_less_short")
    with pytest.raises(NoData):
        average_speed_of_answer([5], [0])
    with pytest.raises(NoData):
        abandon_rate([0], [2], 5)
    assert service_level([5], 20, [0]) == 0


def test_a_negative_wait_names_its_contact() -> None:
    with pytest.raises(BadArgument) as error:
        service_level([3, -2, 5], 20)
    assert error.value.message.en == "wait must be zero or more, but contact 2 waited -2"
    assert error.value.message.es == "la espera debe ser cero o más, pero el contacto 2 esperó -2"


def test_short_needs_waits() -> None:
    with pytest.raises(BadArgument, match="short needs wait"):
        abandon_rate([1, 0], short=5)


def test_lists_that_do_not_pair() -> None:
    with pytest.raises(BadArgument):
        service_level([1, 2], 20, [1])
    with pytest.raises(BadArgument):
        abandon_rate([1, 0], [1], 5)


def test_in_the_sheet() -> None:
    wait, answered = [["5"], ["20,0"], [21], ["NS/NC"]], [["sí"], ["yes"], [True], ["no"]]
    assert functions["KPI_NIVEL_SERVICIO"](wait, 20, answered, "Atendidas") == 2 / 3
    assert functions["KPI_SERVICE_LEVEL"](wait, 20, answered) == 2 / 4
    assert functions["KPI_TMR"](wait, answered) == pytest.approx((5 + 20 + 21) / 3)
    assert functions["KPI_TASA_ABANDONO"](answered, wait, 5) == 1 / 4
    assert functions["KPI_SERVICE_LEVEL"](wait, 20, [[1], [1]]) == VALUE
    assert functions["KPI_ASA"]([[None], [None]]) == NA


LOGS = st.lists(st.tuples(st.integers(0, 300), st.sampled_from([0, 1])), min_size=1, max_size=40)


@given(LOGS, st.integers(0, 300))
def test_each_base_forgives_more(log: list[tuple[int, int]], threshold: int) -> None:
    wait, answered = zip(*log, strict=True)
    if not any(answered):
        return
    levels = [service_level(wait, threshold, answered, base) for base in ("offered", "offered_less_short", "answered")]
    assert 0 <= levels[0] <= levels[1] <= levels[2] <= 1


@given(LOGS)
def test_all_contacts_are_answered_in_time_or_abandoned(log: list[tuple[int, int]]) -> None:
    wait, answered = zip(*log, strict=True)
    assert service_level(wait, 300, answered) + abandon_rate(answered) == pytest.approx(1)
