"""How long cases take, when some are still open: the product-limit estimate of Kaplan and Meier.

To leave the open cases out would make a slow team look fast; to count their age as their duration, too.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from service_kpi.kpis._distributions import normal_quantile
from service_kpi.kpis._numerics import Flags, Floats
from service_kpi.kpis.inference import Interval

#: A share of open cases that misses its mark by no more than products round is on it.
_ROUNDING: Final = 1e-9


class Survival(NamedTuple):
    """The share of cases still open just after each of the ``times`` at which any was closed, with its interval."""

    times: Floats
    share: Floats
    low: Floats
    high: Floats


def kaplan_meier(elapsed: Floats, is_closed: Flags, confidence: float = 0.95) -> Survival:
    """Return the estimate for cases that were closed after ``elapsed``, or are still open at that age.

    The interval is Greenwood's on the scale of log(−log S), which keeps it between 0 and 1; where S is 0 the interval
    is not known (NaN). A case open at the age at which others close was at risk then.

    Source: Kaplan and Meier (1958), JASA 53, 457–481; Kalbfleisch and Prentice (2002), The Statistical Analysis of
    Failure Time Data, section 1.4.
    """
    times, closed = np.unique(elapsed[is_closed], return_counts=True)
    at_risk = elapsed.size - np.searchsorted(np.sort(elapsed), times)
    share: Floats = np.cumprod((at_risk - closed) / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.sqrt(np.cumsum(closed / (at_risk * (at_risk - closed)))) / np.abs(np.log(share))
    spread = np.exp(normal_quantile(0.5 + confidence / 2) * greenwood)
    spread[share == 0] = math.nan
    return Survival(times, share, share**spread, share ** (1 / spread))


def quantile(survival: Survival, closed: float) -> float:
    """Return the age by which a share ``closed`` of the cases is closed; NaN where it has not come to that.

    Where exactly that share is closed for a while, the middle of the while, as with the median of an even number.
    """
    still_open = 1.0 - closed
    on_the_line = np.flatnonzero(np.abs(survival.share - still_open) <= _ROUNDING)
    if on_the_line.size and on_the_line[0] + 1 < survival.times.size:
        return float(survival.times[on_the_line[0] : on_the_line[0] + 2].mean())
    return _first(survival.times, survival.share <= still_open + _ROUNDING)


def quantile_interval(survival: Survival, closed: float) -> Interval:
    """Return the ages at which the interval of the share still open comes down to 1 − ``closed``; NaN where not.

    Source: Brookmeyer and Crowley (1982), Biometrics 38, 29–41.
    """
    still_open = 1.0 - closed
    return Interval(
        _first(survival.times, survival.low <= still_open + _ROUNDING),
        _first(survival.times, survival.high <= still_open + _ROUNDING),
    )


def _first(times: Floats, reached: Flags) -> float:
    return float(times[np.argmax(reached)]) if reached.any() else math.nan
