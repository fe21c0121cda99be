from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_kpi.xlsx.number_scan import LONG, OTHER, READ, read_numbers


def read(texts: list[str]) -> tuple[list[float], list[int]]:
    joined = "<".join(texts).encode()
    lengths = np.array([len(text.encode()) for text in texts], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths + 1)[:-1]]).astype(np.int64)
    block = np.frombuffer(joined + bytes(64), dtype=np.uint8)
    values, states = read_numbers(block, starts, starts + lengths)
    return values.tolist(), states.tolist()


decimals = st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{0,12})?", fullmatch=True) | st.floats(
    allow_nan=False, allow_infinity=False
).map(repr)


@given(st.lists(decimals, min_size=1, max_size=20))
def test_numbers_are_those_of_float(texts: list[str]) -> None:
    """Python's float is correctly rounded: what is read here must be the same to the last bit."""
    values, states = read(texts)
    for text, value, state in zip(texts, values, states, strict=True):
        if state == READ:
            assert value.hex() == float(text).hex()
        elif state == LONG:
            assert set(text) <= set("-.0123456789")


@pytest.mark.parametrize("text", ["0", "7", "-0.5", "5.", ".5", "9007199254740992", "0.1", "123456789.123456"])
def test_plain_numbers_are_read_here(text: str) -> None:
    assert read([text, "1"]) == ([float(text), 1.0], [READ, READ])


def test_too_many_digits_are_left_to_float() -> None:
    assert read(["9007199254740993", "0.30000000000000004"])[1] == [LONG, LONG]


@pytest.mark.parametrize(
    "text", ["", "-", ".", "-.", "1.2.3", "1e5", "+1", " 1", "1,5", "--1", "NaN", "1" * 20, "1/2", "1:"]
)
def test_everything_else_is_left_alone(text: str) -> None:
    assert read([text, "1"])[1] == [OTHER, READ]
