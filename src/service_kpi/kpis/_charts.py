"""The lines of the classic control charts: what a stable process plots, and how far it strays."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from service_kpi.kpis._numerics import Flags, Floats, mean

#: d₂ and D₄ for ranges of two, as the tables of ASTM and NIST print them and every package computes with.
RANGE_TO_SIGMA: Final = 1.128
UPPER_RANGE: Final = 3.267


class Chart(NamedTuple):
    """What is plotted, where its centre is, how far it strays, and what it cannot fall below or rise above."""

    plotted: Floats
    centre: Floats
    sigma: Floats
    lowest: Floats | float = 0.0
    highest: Floats | float = math.inf


def individuals_chart(values: Floats, baseline: Flags) -> Chart:
    """Return the X chart of single values; sigma is NaN where the baseline has no two values."""
    everywhere = np.ones(values.size)
    return Chart(
        values,
        mean(values[baseline]) * everywhere,
        mean_range(values[baseline]) / RANGE_TO_SIGMA * everywhere,
        -math.inf,
    )


def share_chart(counts: Floats, sizes: Floats, baseline: Flags) -> Chart:
    """Return the p chart: the share of each sample."""
    shares = counts / sizes
    centre = counts[baseline].sum() / sizes[baseline].sum()
    return Chart(shares, np.full(shares.size, centre), np.sqrt(centre * (1 - centre) / sizes), 0.0, 1.0)


def count_in_sample_chart(counts: Floats, sizes: Floats, baseline: Flags) -> Chart:
    """Return the np chart: the count of each sample, whose centre moves with its size."""
    chart = share_chart(counts, sizes, baseline)
    return Chart(counts, chart.centre * sizes, chart.sigma * sizes, 0.0, sizes)


def rate_chart(counts: Floats, sizes: Floats, baseline: Flags) -> Chart:
    """Return the u chart: events per unit of opportunity. With sizes of one it is the c chart."""
    centre = counts[baseline].sum() / sizes[baseline].sum()
    return Chart(counts / sizes, np.full(counts.size, centre), np.sqrt(centre / sizes))


def laney_chart(counts: Floats, sizes: Floats, baseline: Flags) -> Chart:
    """Return the p′ chart: the p chart, widened by how far the shares stray beyond what their sizes explain.

    Source: Laney (2002), Quality Engineering 14, 531–537.
    """
    chart = share_chart(counts, sizes, baseline)
    strays = chart.sigma > 0
    scores = np.divide(chart.plotted - chart.centre, chart.sigma, out=np.zeros(counts.size), where=strays)
    return chart._replace(sigma=chart.sigma * mean_range(scores[baseline]) / RANGE_TO_SIGMA)


def mean_range(points: Floats) -> float:
    """Return the mean distance between neighbours; NaN below two points."""
    return mean(np.abs(np.diff(points)))
