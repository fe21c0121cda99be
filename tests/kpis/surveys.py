"""Surveys for property tests, and the shared ones with known answers."""

from __future__ import annotations

import csv
import json
import math
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from service_kpi.kpis._numerics import Floats
from tests.shared import shared

_ANSWER = st.one_of(st.just(math.nan), *[st.integers(1, 7).map(float)] * 4)


class Survey(NamedTuple):
    expected: Floats
    perceived: Floats


@st.composite
def answers(draw: st.DrawFn, *, fewest: int = 1, fewest_items: int = 1) -> Floats:
    """A block of answers from 1 to 7 with some missing."""
    n, k = draw(st.integers(fewest, 12)), draw(st.integers(fewest_items, 5))
    return np.array(draw(st.lists(st.lists(_ANSWER, min_size=k, max_size=k), min_size=n, max_size=n)))


@st.composite
def surveys(draw: st.DrawFn, *, fewest: int = 1, fewest_items: int = 1) -> Survey:
    """Expectations and perceptions of the same respondents, at least one of whom answered everything."""
    expected = draw(answers(fewest=fewest, fewest_items=fewest_items))
    n, k = expected.shape
    perceived = np.array(draw(st.lists(st.lists(_ANSWER, min_size=k, max_size=k), min_size=n, max_size=n)))
    expected[0], perceived[0] = 6.0, 4.0
    return Survey(expected, perceived)


def case(identifier: str) -> Any:
    """One of the shared cases: its expected values."""
    cases = json.loads(shared("cases/cases.json").read_text(encoding="utf-8"))
    return next(case["expected"] for case in cases if case["id"] == identifier)


def table(name: str) -> dict[str, Floats]:
    """A shared table of numbers by column, NaN where a cell is empty."""
    with shared(f"cases/{name}").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name] or "nan") for row in rows]) for name in rows[0]}


def kiosk() -> Survey:
    """The first 105 respondents of a published survey on self-service kiosks, two of whom left it blank."""
    columns = table("kiosk_first105.csv")
    sides = [np.column_stack([columns[f"{side}{item:02d}"] for item in range(1, 13)]) for side in "EP"]
    return Survey(*sides)
