"""Quality and price as the market sees them: Gale's quality ratio and customer value map."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import NA, BadArgument, NoData
from service_kpi.kpis._checks import require_above_zero, require_not_negative
from service_kpi.kpis._groups import OVERALL, group_rows, require_one_label_per_row
from service_kpi.kpis._numerics import Floats, as_column, require_same_shape, row_blocks
from service_kpi.kpis.inference import Interval, t_interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

WORTH_MORE: Final = Text("worth more", "vale más")
FAIR: Final = Text("fair", "justo")
WORTH_LESS: Final = Text("worth less", "vale menos")

#: Gale draws a line without a width. A value within this share of the line is fair: finer than that neither a survey
#: nor a price list tells.
FAIR_BAND: Final = 0.05


@kpi(
    "KPI_QUALITY_RATIO",
    alias="KPI_CALIDAD_PERCIBIDA",
    question=Text(
        "Is our quality, as the market sees it, better than the competitors'?",
        "¿Es nuestra calidad, tal como la ve el mercado, mejor que la de los competidores?",
    ),
    summary=Text(
        "Gale's market-perceived quality: our score over theirs, attribute by attribute, weighted; 100 is parity.",
        "Calidad percibida por el mercado, de Gale: nuestra calificación entre la suya, por atributo y ponderada; "
        "100 es paridad.",
    ),
    arguments=(
        Argument(
            "ours",
            Kind.COLUMN,
            Text("our score on each attribute", "nuestra calificación en cada atributo"),
            unit="points",
            pairs="attributes",
        ),
        Argument(
            "theirs",
            Kind.COLUMN,
            Text(
                "the competitor's or the competitors' average score on each attribute, above zero",
                "calificación del competidor, o media de los competidores, en cada atributo; mayor que cero",
            ),
            unit="points",
            pairs="attributes",
        ),
        Argument(
            "weights",
            Kind.COLUMN,
            Text(
                "importance of each attribute to customers; any total",
                "importancia de cada atributo para los clientes; cualquier total",
            ),
            pairs="attributes",
        ),
    ),
    returns=Text("100 is parity, above 100 is better than theirs", "100 es paridad, más de 100 es mejor que la suya"),
    formula="Σ w · ours ÷ theirs ÷ Σ w × 100",
    rules=Text(
        "An attribute with a blank in any of the three leaves, and its weight goes to the others. A negative weight is "
        "#VALUE!, weights that are all zero #N/A, a score of theirs that is not above zero #NUM!.",
        "Un atributo con un blanco en cualquiera de los tres sale, y su peso pasa a los demás. Un peso negativo es "
        "#¡VALOR!, todos los pesos en cero #N/D, una calificación suya que no sea mayor que cero #¡NUM!.",
    ),
    source=(
        "Gale (1994), Managing Customer Value, Free Press (market-perceived quality profile); the example is Table 5.4 "
        "of Design for Six Sigma for Service"
    ),
    examples=(
        Example(
            ([[9], [6], [9], [7]], [[7], [6], [8], [7]], [[60], [20], [10], [10]]),
            118.39285714285714,
            Text("with ratios rounded to 1.29 and 1.13: 118.7", "con razones redondeadas a 1,29 y 1,13: 118,7"),
        ),
    ),
)
def quality_ratio(ours: Any, theirs: Any, weights: Any) -> float:
    """Return Gale's market-perceived quality ratio; 100 is parity.

    ``ours``, ``theirs``: mean scores, one per attribute, on a scale with a zero; ``weights``: importance of each
    attribute. NaN missing; an attribute needs all three.

    Formula: Σ w · ours ÷ theirs ÷ Σ w × 100.

    Raises :class:`~service_kpi.errors.BadArgument` for a negative weight and columns that do not pair,
    :class:`~service_kpi.errors.NoData` where no attribute is complete or all weights are zero,
    :class:`~service_kpi.errors.OutOfDomain` where a score of theirs is not above zero.

    Source: Gale (1994), Managing Customer Value; the example is Table 5.4 of Design for Six Sigma for Service.

    >>> quality_ratio([9, 6, 9, 7], [7, 6, 8, 7], [60, 20, 10, 10])
    118.39285714285714
    """
    ours, theirs, weights = as_column(ours), as_column(theirs), as_column(weights)
    require_same_shape(ours=ours, theirs=theirs, weights=weights)
    require_not_negative("weights", weights)
    complete = ~(np.isnan(ours) | np.isnan(theirs) | np.isnan(weights))
    weight = weights[complete]
    if not np.any(weight > 0):
        raise NoData(
            "no attribute has both scores and a weight above zero",
            "ningún atributo tiene ambas calificaciones y un peso mayor que cero",
        )
    require_above_zero("theirs", theirs)
    return float(weight @ (ours[complete] / theirs[complete]) / weight.sum() * 100)


HEADER: Final = (
    Text("Name", "Nombre"),
    Text("n", "n"),
    Text("Relative quality", "Calidad relativa"),
    Text("Relative price", "Precio relativo"),
    Text("Value", "Valor"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("Verdict", "Veredicto"),
)


@kpi(
    "KPI_VALUE_TABLE",
    alias="KPI_MAPA_VALOR",
    question=Text(
        "Is what we offer worth its price, next to what the others offer?",
        "¿Vale lo que cuesta lo que ofrecemos, frente a lo que ofrecen los demás?",
    ),
    summary=Text(
        "Customer value map: relative quality, relative price, value and which side of the fair-value line.",
        "Mapa de valor para el cliente: calidad relativa, precio relativo, valor y lado de la línea de valor justo.",
    ),
    arguments=(
        Argument(
            "quality",
            Kind.COLUMN,
            Text(
                "perceived quality of each offer, above zero; or one rating per row, several rows per name",
                "calidad percibida de cada oferta, mayor que cero; o una calificación por fila, varias por nombre",
            ),
            unit="points",
            pairs="rows",
        ),
        Argument(
            "price",
            Kind.COLUMN,
            Text("price of each offer, above zero", "precio de cada oferta, mayor que cero"),
            unit="money",
            pairs="rows",
        ),
        Argument(
            "names",
            Kind.LABELS,
            Text("name of each offer, ours among them", "nombre de cada oferta, la nuestra entre ellas"),
            pairs="rows",
        ),
        Argument(
            "quality_weight",
            Kind.NUMBER,
            Text(
                "weight of quality in the decision to buy, against price: 0.5 if left out, below 1; 0.6 means 60 to 40",
                "peso de la calidad en la decisión de compra, frente al precio: 0,5 si se omite, menor que 1; 0,6 es "
                "60 contra 40",
            ),
            unit="share",
            optional=True,
            low=0.0,
            high=1.0,
        ),
    ),
    returns=Text(
        "one row per name, A to Z, then Overall (the market average, 1 by definition): n rows, relative quality, "
        "relative price, value, its 95 % interval where every name has several rows, and the verdict",
        "una fila por nombre, de la A a la Z, y Total (la media del mercado, 1 por definición): n filas, calidad "
        "relativa, precio relativo, valor, su intervalo del 95 % si cada nombre tiene varias filas, y el veredicto",
    ),
    formula=(
        "relative = own mean ÷ mean of all names; fair price = 1 + w ÷ (1 − w) · (relative quality − 1); "
        "value = fair price ÷ relative price"
    ),
    rules=Text(
        "The fair-value line runs through the market average (1, 1) with the slope w ÷ (1 − w): with quality weighing "
        "0.6, one per cent more quality is worth one and a half per cent more price. Value above 1.05 is worth more, "
        "below 0.95 worth less, between them fair; where there is an interval that holds 1, fair too. With equal "
        "weights value is relative quality ÷ relative price. Each name counts once in the market average. Rows "
        "without name, quality or price leave. A quality weight of 1 is #VALUE!: price would not count at all.",
        "La línea de valor justo pasa por la media del mercado (1; 1) con pendiente w ÷ (1 − w): si la calidad pesa "
        "0,6, un uno por ciento más de calidad vale un uno y medio por ciento más de precio. Un valor mayor que 1,05 "
        "vale más, menor que 0,95 vale menos, entre ambos es justo; y también si hay un intervalo que contiene el 1. "
        "Con pesos iguales, el valor es calidad relativa ÷ precio relativo. Cada nombre cuenta una vez en la media del "
        "mercado. Las filas sin nombre, calidad o precio salen. Un peso de 1 es #¡VALOR!: el precio no contaría.",
    ),
    source=(
        "Gale (1994), Managing Customer Value, Free Press (customer value map, fair-value line whose slope is the "
        "weight of quality against price); value as a ratio, and the width of the fair zone, 5 %, are this function's "
        "conventions; interval by the delta method, degrees of freedom after Satterthwaite (1946)"
    ),
    examples=(
        Example(
            ([[8], [6]], [[110], [90]], [["Us"], ["Rival"]]),
            [
                [heading.en for heading in HEADER],
                ["Rival", 1, 6 / 7, 0.9, 20 / 21, NA, NA, "fair"],
                ["Us", 1, 8 / 7, 1.1, 80 / 77, NA, NA, "fair"],
                ["Overall", 2, 1.0, 1.0, 1.0, NA, NA, "fair"],
            ],
        ),
        Example(
            ([[8], [6]], [[100], [100]], [["Us"], ["Rival"]], 0.6),
            [
                [heading.en for heading in HEADER],
                ["Rival", 1, 6 / 7, 1.0, 11 / 14, NA, NA, "worth less"],
                ["Us", 1, 8 / 7, 1.0, 17 / 14, NA, NA, "worth more"],
                ["Overall", 2, 1.0, 1.0, 1.0, NA, NA, "fair"],
            ],
        ),
    ),
)
def value_table(quality: Any, price: Any, names: Any, quality_weight: float = 0.5) -> Table:
    """Return relative quality, relative price, value and verdict for each name, the market last.

    ``quality``: points on a scale with a zero; ``price``: money; ``names``: labels; one row per offer, or several
    rows per name whose means count. ``quality_weight``: the weight w of quality against price, from 0 up to but not
    including 1.

    Formula: relative quality Q and price P are a name's mean ÷ the mean of all names; the fair-value line is
    P = 1 + w ÷ (1 − w) · (Q − 1); value = what the line asks for that quality ÷ P. Where every name has two rows or
    more, a 95 % interval of the value comes from the rows' scatter by the delta method.

    Verdict: worth more above 1.05, worth less below 0.95, fair between them or where the interval holds 1.

    Raises :class:`~service_kpi.errors.NoData` below two names, :class:`~service_kpi.errors.OutOfDomain` for a quality
    or price that is not above zero, :class:`~service_kpi.errors.BadArgument` for a weight outside 0 to 1 and columns
    that do not pair.

    Source: Gale (1994), Managing Customer Value.
    """
    quality, price = as_column(quality), as_column(price)
    require_same_shape(quality=quality, price=price)
    require_one_label_per_row("names", names, quality.size)
    if not 0 <= quality_weight < 1:
        raise BadArgument(
            f"quality_weight must be 0 or more and below 1, but is {quality_weight:g}",
            f"quality_weight debe ser 0 o más y menor que 1, pero es {quality_weight:g}",
        )
    require_above_zero("quality", quality)
    require_above_zero("price", price)
    complete = ~(np.isnan(quality) | np.isnan(price))
    groups = group_rows(np.asarray(names, dtype=np.str_).reshape(-1)[complete])
    if len(groups.names) < 2:
        raise NoData("a market needs at least two names", "un mercado necesita al menos dos nombres")
    named = groups.of_row >= 0
    means = _means_by_name(groups.of_row[named], quality[complete][named], price[complete][named])
    relative_quality = means.quality / means.quality.mean()
    relative_price = means.price / means.price.mean()
    slope = quality_weight / (1 - quality_weight)
    value = (1 + slope * (relative_quality - 1)) / relative_price
    intervals = _value_intervals(means, value, slope)
    rows: list[list[TableCell]] = [
        [name, n, *position, *interval, _verdict(position[2], interval)]
        for name, n, position, interval in zip(
            groups.names,
            means.n.tolist(),
            np.column_stack((relative_quality, relative_price, value)).tolist(),
            intervals,
            strict=True,
        )
    ]
    rows.append([OVERALL, int(means.n.sum()), 1.0, 1.0, 1.0, None, None, FAIR])
    return Table(HEADER, rows)


class _Means(NamedTuple):
    """By name: how many rows, the means, and the sample variances and covariance (n − 1; NaN for a single row)."""

    n: NDArray[np.intp]
    quality: Floats
    price: Floats
    quality_variance: Floats
    price_variance: Floats
    covariance: Floats


def _means_by_name(name: NDArray[np.intp], quality: Floats, price: Floats) -> _Means:
    n = np.bincount(name)
    quality_mean, price_mean = np.bincount(name, quality) / n, np.bincount(name, price) / n
    quality_off, price_off = quality - quality_mean[name], price - price_mean[name]
    free = np.where(n > 1, n - 1.0, np.nan)
    return _Means(
        n,
        quality_mean,
        price_mean,
        np.bincount(name, quality_off**2) / free,
        np.bincount(name, price_off**2) / free,
        np.bincount(name, quality_off * price_off) / free,
    )


def _value_intervals(means: _Means, value: Floats, slope: float) -> list[Interval]:
    """Return the 95 % interval of each value by the delta method.

    Every name's rows move every value: their own name's through its mean, the others' through the market average.
    """
    market_quality, market_price, names = means.quality.mean(), means.price.mean(), len(means.n)
    total, squares = np.empty((2, names))
    for rows in row_blocks(np.broadcast_to(value, (names, names))):  # a whole square of many names fills the memory
        price = (means.price[rows] / market_price)[:, np.newaxis]
        own = np.eye(len(price), names, rows.start)
        shares = (means.quality[rows] / market_quality)[:, np.newaxis] / names
        by_quality = slope * (own - shares) / market_quality / price
        by_price = -value[rows, np.newaxis] * (own - price / names) / market_price / price
        parts = (
            by_quality**2 * means.quality_variance
            + by_price**2 * means.price_variance
            + 2 * by_quality * by_price * means.covariance
        ) / means.n
        parts = np.maximum(parts, 0.0)  # a sum of squares, but for rounding
        total[rows] = parts.sum(axis=1)
        squares[rows] = (parts**2 / (means.n - 1)).sum(axis=1) if means.n.min() > 1 else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        df = np.where(squares > 0, total**2 / squares, means.n.sum() - names)
    return [t_interval(*each) for each in zip(value.tolist(), np.sqrt(total).tolist(), df.tolist(), strict=True)]


def _verdict(value: float, interval: Interval) -> Text:
    if abs(value - 1) <= FAIR_BAND or interval.low <= 1 <= interval.high:
        return FAIR
    return WORTH_MORE if value > 1 else WORTH_LESS
