import math
import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.errors import NA, VALUE, BadArgument, NoData
from service_kpi.functions import functions
from service_kpi.kpis.alignment import alignment

NAN = math.nan
FLAG = st.sampled_from([1.0, 0.0, NAN])
INITIATIVES = st.lists(st.tuples(FLAG, FLAG), max_size=20).map(lambda rows: [*rows, (1.0, 1.0)])


def test_twenty_initiatives_counted() -> None:
    # 12 approved: 9 serve, 3 do not; 8 refused, of which 6 would have served
    assert alignment([1] * 12 + [0] * 8, [1] * 9 + [0] * 3 + [1] * 6 + [0] * 2) == 0.75


def test_nothing_serves_and_everything_serves() -> None:
    assert alignment([1, 1, 0], [0, 0, 1]) == 0
    assert alignment([1, 1, 0], [1, 1, 0]) == 1


def test_a_blank_is_not_a_no() -> None:
    assert alignment([1, 1, 1], [1, NAN, NAN]) == 1
    assert alignment([1, NAN, 1], [1, 0, 0]) == 0.5


def test_none_approved() -> None:
    for approved, linked in (([0, 0], [1, 1]), ([NAN], [1]), ([1], [NAN]), ([], [])):
        with pytest.raises(NoData):
            alignment(approved, linked)


def test_columns_that_do_not_pair() -> None:
    with pytest.raises(BadArgument):
        alignment([1, 1], [1])


def test_in_the_sheet() -> None:
    assert functions["KPI_ALINEACION"]([["Aprobada"], ["sí"], ["x"], [True]], [["Sirve"], ["no"], [1], [0]]) == 1 / 3
    assert functions["KPI_ALIGNMENT"]([[None]], [[None]]) == NA
    assert functions["KPI_ALIGNMENT"]([["yes"], ["no"]], [["yes"]]) == VALUE


@given(INITIATIVES)
def test_as_pandas(rows: list[tuple[float, float]]) -> None:
    # pandas: the mean of linked where approved == 1, missing left out
    frame = pd.DataFrame(rows, columns=["approved", "linked"])
    outside = frame.loc[frame.approved == 1, "linked"].mean()
    assert alignment(*zip(*rows, strict=True)) == pytest.approx(outside, rel=1e-14)


@given(INITIATIVES, st.randoms())
def test_order_does_not_matter(rows: list[tuple[float, float]], shuffle: random.Random) -> None:
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)
    assert alignment(*zip(*shuffled, strict=True)) == alignment(*zip(*rows, strict=True))
