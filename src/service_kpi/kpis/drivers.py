"""What drives satisfaction: R² dealt out among drivers that go together."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._distributions import normal_quantile
from service_kpi.kpis._groups import OVERALL
from service_kpi.kpis._numerics import Floats, as_column, as_matrix, row_blocks
from service_kpi.kpis._relative_importance import johnson_weights, shapley_shares, subset_r_squared
from service_kpi.kpis.inference import Interval
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

#: The number of models doubles with each driver: 2¹⁵ are fitted at once.
MOST_DRIVERS: Final = 15

HEADER: Final = (
    Text("Driver", "Impulsor"),
    Text("n", "n"),
    Text("Correlation", "Correlación"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("LMG (Shapley)", "LMG (Shapley)"),
    Text("Share of R²", "Proporción de R²"),
    Text("Relative weight", "Peso relativo"),
    Text("Share of R² (weight)", "Proporción de R² (peso)"),
)


@kpi(
    "KPI_DRIVER_TABLE",
    alias="KPI_IMPULSORES_TABLA",
    question=Text(
        "Which part of the service moves overall satisfaction the most?",
        "¿Qué parte del servicio mueve más la satisfacción general?",
    ),
    summary=Text(
        "How much of the variation of an outcome each driver accounts for: Shapley (LMG) shares and Johnson's relative "
        "weights.",
        "Cuánto de la variación de un resultado explica cada impulsor: proporciones de Shapley (LMG) y pesos relativos "
        "de Johnson.",
    ),
    arguments=(
        Argument(
            "outcome",
            Kind.COLUMN,
            Text(
                "what is to be explained, such as overall satisfaction: one row per respondent",
                "lo que se quiere explicar, como la satisfacción general: una fila por persona encuestada",
            ),
            pairs="rows",
        ),
        Argument(
            "drivers",
            Kind.MATRIX,
            Text(
                "what may explain it: same rows, one column per driver, 15 at most",
                "lo que puede explicarlo: las mismas filas, una columna por impulsor, 15 como máximo",
            ),
            pairs="rows",
        ),
        Argument(
            "names",
            Kind.LABELS,
            Text(
                "name of each driver, one per column; left out: the header row of drivers, or their numbers",
                "nombre de cada impulsor, uno por columna; si se omite: el encabezado de drivers, o sus números",
            ),
            optional=True,
            labels_of="drivers",
        ),
    ),
    returns=Text(
        "one row per driver: respondents, correlation with the outcome and its 95 % interval, LMG share and its part "
        "of R², relative weight and its part of R²; Overall has R²",
        "una fila por impulsor: personas, correlación con el resultado y su intervalo del 95 %, proporción LMG y su "
        "parte de R², peso relativo y su parte de R²; Total tiene R²",
    ),
    formula=(
        "LMG = mean over all orders of entry of the R² that the driver adds; relative weight = Σ λ²·β² over the "
        "nearest orthogonal variables; both sum to R² of the linear model with all drivers"
    ),
    rules=Text(
        "Only respondents who answered the outcome and every driver count. Drivers that go together share what they "
        "explain together. Two drivers that are copies of each other share alike. A driver without any variation "
        "explains nothing that could be measured: #N/A. More than 15 drivers: #VALUE!. Fewer complete rows than "
        "drivers + 2, or an outcome that never varies: #N/A. A share is no proof of cause.",
        "Solo cuentan las personas que respondieron el resultado y todos los impulsores. Los impulsores que van "
        "juntos se reparten lo que explican juntos. Dos impulsores que son copia uno del otro reciben lo mismo. Un "
        "impulsor sin variación no explica nada medible: #N/D. Más de 15 impulsores: #¡VALOR!. Menos filas completas "
        "que impulsores + 2, o un resultado que nunca varía: #N/D. Una proporción no prueba causa.",
    ),
    source=(
        "LMG: Lindeman, Merenda and Gold (1980), Introduction to Bivariate and Multivariate Analysis; Grömping (2006), "
        "Journal of Statistical Software 17(1); relative weights: Johnson (2000), Multivariate Behavioral Research 35, "
        "1–19; interval: Fisher (1921), Metron 1, 3–32"
    ),
    examples=(
        Example(
            ([[1], [2], [3], [6]], [[1, 1], [2, -1], [3, -1], [4, 1]], [["Speed", "Staff"]]),
            [
                [heading.en for heading in HEADER],
                [
                    "Speed",
                    4,
                    8 / 70**0.5,
                    -0.06052695349856608,
                    0.9991114779175776,
                    32 / 35,
                    64 / 69,
                    32 / 35,
                    64 / 69,
                ],
                ["Staff", 4, 1 / 14**0.5, -0.9336424897663678, 0.9773141219485431, 1 / 14, 5 / 69, 1 / 14, 5 / 69],
                ["Overall", 4, None, None, None, 69 / 70, 1.0, 69 / 70, 1.0],
            ],
            Text(
                "drivers that do not go together: the shares are the squared correlations",
                "impulsores que no van juntos: las proporciones son las correlaciones al cuadrado",
            ),
        ),
    ),
)
def driver_table(outcome: Any, drivers: Any, names: Any | None = None) -> Table:
    """Return correlation, LMG share and relative weight of every driver, R² in the last row.

    ``outcome``: one value per respondent; ``drivers``: respondents × drivers, NaN where missing; ``names``: one per
    driver. Respondents with anything missing leave.

    LMG: the Shapley value of R² over all subsets of the drivers. Relative weight: Johnson's. Correlation: Pearson's,
    with Fisher's 95 % interval.

    Raises :class:`~service_kpi.errors.BadArgument` for ranges that do not pair and above 15 drivers,
    :class:`~service_kpi.errors.NoData` below drivers + 2 complete rows and for an outcome that never varies.

    Source: Grömping (2006), Journal of Statistical Software 17(1); Johnson (2000), Multivariate Behavioral Research
    35, 1–19.
    """
    answers, causes = as_column(outcome), as_matrix(drivers)
    count = causes.shape[1]
    if len(causes) != answers.size:
        raise BadArgument(
            f"drivers must have the rows of outcome, {answers.size}, but has {len(causes)}",
            f"drivers debe tener las filas de outcome, {answers.size}, pero tiene {len(causes)}",
        )
    if count > MOST_DRIVERS:
        raise BadArgument(
            f"drivers may have {MOST_DRIVERS} columns, because every one doubles the number of models, but has {count}",
            f"drivers puede tener {MOST_DRIVERS} columnas, porque cada una duplica el número de modelos, pero tiene "
            f"{count}",
        )
    labels = _labels(names, count)
    n, correlations = _correlations(answers, causes)
    if n < count + 2:
        raise NoData(
            f"{count} drivers need at least {count + 2} respondents who answered everything, but there are {n}",
            f"{count} impulsores requieren al menos {count + 2} personas que respondan todo, pero hay {n}",
        )
    varies = ~np.isnan(np.diagonal(correlations))
    if not varies[-1]:
        raise NoData("the outcome never varies", "el resultado nunca varía")
    usable = correlations[np.ix_(varies, varies)]
    r_squared = subset_r_squared(usable)
    total = float(r_squared[-1])
    shares, weights = np.full((2, count), np.nan)
    shares[varies[:-1]], weights[varies[:-1]] = shapley_shares(r_squared), johnson_weights(usable)
    rows: list[list[TableCell]] = [
        [
            label,
            n,
            correlation,
            *_fisher_interval(correlation, n),
            *_with_part(share, total),
            *_with_part(weight, total),
        ]
        for label, correlation, share, weight in zip(
            labels, correlations[-1, :-1].tolist(), shares.tolist(), weights.tolist(), strict=True
        )
    ]
    overall: list[TableCell] = [OVERALL, n, None, None, None, *_with_part(total, total), *_with_part(total, total)]
    return Table(HEADER, [*rows, overall])


def _with_part(share: float, total: float) -> tuple[float, float | None]:
    """Return a share of the variation, and its part of R²; nothing explained has no parts."""
    return share, share / total if total > 0 else None


def _labels(names: Any | None, drivers: int) -> list[str | Text]:
    given = np.full(drivers, "") if names is None else np.asarray(names, dtype=np.str_).reshape(-1)
    if given.size != drivers:
        raise BadArgument(
            f"names must have one label per driver, {drivers} in all, but has {given.size}",
            f"names debe tener una etiqueta por impulsor, {drivers} en total, pero tiene {given.size}",
        )
    return [name or Text(f"Driver {i}", f"Impulsor {i}") for i, name in enumerate(given.tolist(), 1)]


def _correlations(outcome: Floats, drivers: Floats) -> tuple[int, Floats]:
    """Return the number of complete rows, and the correlations of the drivers and then the outcome in these rows.

    What does not vary but for rounding has NaN. The sums are taken of deviations from a first mean.
    """
    size = drivers.shape[1] + 1
    n, shift, largest = 0, np.zeros(size), np.zeros(size)
    sums, products = np.zeros(size), np.zeros((size, size))
    for products_wanted in (False, True):
        n, sums = 0, np.zeros(size)
        for rows in row_blocks(drivers):
            block = np.column_stack([drivers[rows], outcome[rows]])
            block = block[~np.isnan(block).any(axis=1)]
            n += len(block)
            if products_wanted:
                deviations = block - shift
                sums += deviations.sum(axis=0)
                products += deviations.T @ deviations
            else:
                sums += block.sum(axis=0)
                largest = np.maximum(largest, np.abs(block).max(axis=0, initial=0.0))
        shift = shift if products_wanted else sums / max(n, 1)
    products -= np.outer(sums, sums) / max(n, 1)
    rounding = 4 * np.finfo(np.float64).eps * largest
    squares = np.diagonal(products)
    scale = np.sqrt(np.where(squares > max(n - 1, 1) * rounding**2, squares, np.nan))
    correlations: Floats = np.clip(products / np.outer(scale, scale), -1.0, 1.0)
    return n, correlations


def _fisher_interval(correlation: float, n: int) -> Interval:
    """Return the 95 % interval of a correlation; a perfect one is its own interval."""
    if abs(correlation) == 1:
        return Interval(correlation, correlation)
    if math.isnan(correlation) or n < 4:
        return Interval(math.nan, math.nan)
    half_width = normal_quantile(0.975) / math.sqrt(n - 3)
    return Interval(math.tanh(math.atanh(correlation) - half_width), math.tanh(math.atanh(correlation) + half_width))
