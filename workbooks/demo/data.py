"""The made-up numbers of the sample company.

Everything comes from one seeded stream of uniform numbers (``random.Random.random``, whose sequence Python keeps
stable between versions), so that the workbooks build the same everywhere. Categories are indexes into the lists of
:mod:`workbooks.demo.words`; both languages therefore show the same company.

How the numbers were made: every respondent leans high or low a little, every dimension has its own expectation and
its own gap, every kind of promise its own chance of being kept, every firm its own level on every attribute, and waits
on the phone are exponential. The means below are the only "truth" there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log
from random import Random
from statistics import NormalDist
from typing import Final

SEED: Final = 20260630
AS_OF: Final = date(2026, 6, 30)
PERIOD_START: Final = date(2026, 4, 1)

DIMENSIONS: Final = 5
ITEMS_EACH: Final = 3
ITEMS: Final = DIMENSIONS * ITEMS_EACH
RESPONDENTS: Final = 80
PROMISES: Final = 160
RATERS: Final = 40
CALLS: Final = 240

_EXPECTED_MEAN: Final = (5.5, 6.3, 6.0, 5.9, 5.6)
_GAP_MEAN: Final = (0.25, -1.25, -0.75, -0.05, -0.45)
_KEPT_CHANCE: Final = (0.96, 0.88, 0.71, 0.58)
_KIND_SHARE: Final = (0.24, 0.50, 0.80, 1.0)
#: One row per firm, ours first; one column per attribute.
_RATING_MEAN: Final = (
    (7.0, 8.4, 7.2, 8.3, 6.9, 7.5),
    (8.2, 7.6, 7.1, 7.4, 7.4, 7.3),
    (7.1, 7.3, 8.0, 7.0, 6.6, 7.6),
    (6.4, 6.9, 7.4, 7.2, 7.1, 6.6),
)

#: What a cell of the survey holds when it holds no whole number.
NOT_ANSWERED: Final = "NS/NC"
TEXT_NUMBER: Final = "4,5"

Answer = int | str | None


@dataclass(frozen=True)
class Respondent:
    """One returned questionnaire."""

    number: int
    day: date
    channel: int
    expected: tuple[Answer, ...]
    perceived: tuple[Answer, ...]


@dataclass(frozen=True)
class Promise:
    """One promise made to a customer; ``delivered`` is None while nothing was delivered."""

    number: int
    customer: int
    kind: int
    touchpoint: int
    channel: int
    owner: int
    promised: date
    delivered: date | None
    in_full: bool | None
    cancelled: bool


@dataclass(frozen=True)
class Rater:
    """One person who rated us and every rival, firm by firm, attribute by attribute."""

    number: int
    scores: tuple[int, ...]


@dataclass(frozen=True)
class Call:
    """One incoming call."""

    number: int
    start: datetime
    wait: int
    answered: bool


@dataclass(frozen=True)
class DemoData:
    """Everything that the input sheets hold."""

    survey: tuple[Respondent, ...]
    promises: tuple[Promise, ...]
    ratings: tuple[Rater, ...]
    calls: tuple[Call, ...]


def make_data() -> DemoData:
    """Return the data of the sample company; the same at every call."""
    stream = _Stream(SEED)
    return DemoData(_survey(stream), _promises(stream), _ratings(stream), _calls(stream))


class _Stream:
    def __init__(self, seed: int) -> None:
        self._uniform = Random(seed).random  # noqa: S311 - made-up data, no secrets

    def chance(self, probability: float) -> bool:
        return self._uniform() < probability

    def index(self, count: int) -> int:
        return int(self._uniform() * count)

    def normal(self, mean: float, deviation: float) -> float:
        return NormalDist(mean, deviation).inv_cdf(min(max(self._uniform(), 1e-9), 1 - 1e-9))

    def exponential(self, mean: float) -> float:
        return -mean * log(1 - self._uniform())

    def answer(self, mean: float, deviation: float, low: int, high: int) -> int:
        return min(max(round(self.normal(mean, deviation)), low), high)


def _survey(stream: _Stream) -> tuple[Respondent, ...]:
    rows = []
    for number in range(1, RESPONDENTS + 1):
        leaning, mood = stream.normal(0, 0.35), stream.normal(0, 0.5)
        expected: list[Answer] = []
        perceived: list[Answer] = []
        for item in range(ITEMS):
            dimension = item // ITEMS_EACH
            wish = _EXPECTED_MEAN[dimension] + leaning
            expected.append(_with_holes(stream, stream.answer(wish, 0.7, 1, 7)))
            perceived.append(_with_holes(stream, stream.answer(wish + _GAP_MEAN[dimension] + mood, 0.8, 1, 7)))
        day = PERIOD_START + timedelta(days=stream.index(91))
        rows.append(Respondent(number, day, stream.index(4), tuple(expected), tuple(perceived)))
    rows[36] = _with_text_number(rows[36])
    return tuple(rows)


def _with_holes(stream: _Stream, answer: int) -> Answer:
    if stream.chance(0.012):
        return None
    return NOT_ANSWERED if stream.chance(0.002) else answer


def _with_text_number(row: Respondent) -> Respondent:
    perceived = (*row.perceived[:4], TEXT_NUMBER, *row.perceived[5:])
    return Respondent(row.number, row.day, row.channel, row.expected, perceived)


def _promises(stream: _Stream) -> tuple[Promise, ...]:
    rows = []
    for number in range(1, PROMISES + 1):
        share = stream.index(1000) / 1000
        kind = next(k for k, bound in enumerate(_KIND_SHARE) if share < bound)
        promised = _working_day(PERIOD_START + timedelta(days=stream.index(100)))
        delivered, in_full, cancelled = _outcome(stream, kind, promised)
        customer, touchpoint, channel, owner = (stream.index(n) for n in (62, 4, 4, 5))
        rows.append(
            Promise(number, customer + 1, kind, touchpoint, channel, owner, promised, delivered, in_full, cancelled)
        )
    return tuple(rows)


def _outcome(stream: _Stream, kind: int, promised: date) -> tuple[date | None, bool | None, bool]:
    if stream.chance(0.03):
        return None, None, True
    kept = stream.chance(_KEPT_CHANCE[kind])
    never, late = stream.chance(0.45), 1 + int(stream.exponential(4))
    early, full = stream.index(3), stream.chance(0.97)
    delivered = _working_day(promised - timedelta(days=early) if kept else promised + timedelta(days=late), kept)
    if delivered > AS_OF or (not kept and never):
        return None, None, False
    return delivered, full, False


def _working_day(day: date, back: bool = False) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=-1 if back else 1)
    return day


def _ratings(stream: _Stream) -> tuple[Rater, ...]:
    rows = []
    for number in range(1, RATERS + 1):
        leaning = stream.normal(0, 0.5)
        scores = (stream.answer(mean + leaning, 0.9, 1, 10) for firm in _RATING_MEAN for mean in firm)
        rows.append(Rater(number, tuple(scores)))
    return tuple(rows)


def _calls(stream: _Stream) -> tuple[Call, ...]:
    rows = []
    for day in (d for d in range(17, 31) if date(2026, 6, d).weekday() < 5):
        for _ in range(CALLS // 10):
            start = datetime(2026, 6, day, 9) + timedelta(seconds=stream.index(8 * 3600))
            wait = stream.exponential(13.0)
            answered = not stream.chance(0.03 if wait < 20 else 0.25)
            rows.append((start, round(wait), answered))
    return tuple(Call(n, *row) for n, row in enumerate(sorted(rows), start=1))
