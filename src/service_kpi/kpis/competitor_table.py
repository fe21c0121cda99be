"""Us against the best rival, attribute by attribute."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._comparison import Comparison, combine, compare, competition_rank, is_tie, rows_pair
from service_kpi.kpis._groups import OVERALL
from service_kpi.kpis._numerics import Floats, mean
from service_kpi.kpis._ratings import Ratings, importance_of, place_of, read_ratings
from service_kpi.kpis._respondents import respondent_scores
from service_kpi.kpis.inference import Difference, equivalent, holm
from service_kpi.spec import Argument, Example, Kind, Table, TableCell, kpi
from service_kpi.text import Text

AHEAD: Final = Text("ahead", "por delante")
PARITY: Final = Text("parity", "paridad")
BEHIND: Final = Text("behind", "por detrás")
UNCLEAR: Final = Text("unclear", "no concluyente")

ALPHA: Final = 0.05
#: Standard deviations that people can just tell apart: Norman, Sloan and Wyrwich (2003).
DEFAULT_MARGIN: Final = 0.5

HEADER: Final = (
    Text("Attribute", "Atributo"),
    Text("n", "n"),
    Text("Ours", "Nuestro"),
    Text("Best rival", "Mejor rival"),
    Text("Who", "Quién"),
    Text("Difference", "Diferencia"),
    Text("CI low", "IC inferior"),
    Text("CI high", "IC superior"),
    Text("p (Holm)", "p (Holm)"),
    Text("Rank", "Lugar"),
    Text("Verdict", "Veredicto"),
    Text("n of rival", "n del rival"),
    Text("Margin", "Margen"),
)


class _Line(NamedTuple):
    """One row before the p values are adjusted; ``comparison`` is ``None`` where there is nobody to compare."""

    label: str | Text
    who: str
    comparison: Comparison | None
    rank: int | None
    margin: float


@kpi(
    "KPI_COMPETITOR_TABLE",
    alias="KPI_COMPETENCIA_TABLA",
    question=Text(
        "Where are we truly better than the best competitor, and where only as good?",
        "¿En qué somos de verdad mejores que el mejor competidor, y en qué solo iguales?",
    ),
    summary=Text(
        "Per attribute: us against the best rival, with interval, adjusted p, rank and verdict.",
        "Por atributo: nosotros frente al mejor rival, con intervalo, p ajustada, lugar y veredicto.",
    ),
    arguments=(
        Argument(
            "scores",
            Kind.MATRIX,
            Text(
                "ratings: one column with one rating per row (long), or respondents × columns (wide)",
                "calificaciones: una columna con una por fila (larga), o encuestados × columnas (ancha)",
            ),
            unit="points",
        ),
        Argument(
            "competitors",
            Kind.LABELS,
            Text(
                "who was rated, us included: one label per rating (long) or per column (wide), without a heading",
                "a quién se calificó, nosotros incluidos: una etiqueta por calificación (larga) o por columna (ancha), "
                "sin encabezado",
            ),
        ),
        Argument(
            "attributes",
            Kind.LABELS,
            Text(
                "on what: one label per rating (long) or per column (wide), without a heading",
                "en qué: una etiqueta por calificación (larga) o por columna (ancha), sin encabezado",
            ),
        ),
        Argument(
            "us", Kind.TEXT, Text("our own label among the competitors", "nuestra etiqueta entre los competidores")
        ),
        Argument(
            "importance",
            Kind.COLUMN,
            Text(
                "importance of each attribute, in the order of first appearance or beside every label; orders the "
                "rows and weights Overall; all alike if left out",
                "importancia de cada atributo, en el orden de primera aparición o junto a cada etiqueta; ordena las "
                "filas y pondera el Total; todas iguales si se omite",
            ),
            optional=True,
        ),
        Argument(
            "margin",
            Kind.NUMBER,
            Text(
                "largest difference that customers would not notice; half a standard deviation if left out",
                "mayor diferencia que los clientes no notarían; media desviación estándar si se omite",
            ),
            unit="points",
            optional=True,
            low=0.0,
        ),
    ),
    returns=Text(
        "one row per attribute, then Overall: n, our mean, the best rival's mean and name, the difference with its "
        "95 % interval and Holm-adjusted p, our rank, the verdict, the rival's n, and the margin",
        "una fila por atributo y Total: n, nuestra media, la media y el nombre del mejor rival, la diferencia con su "
        "intervalo del 95 % y p ajustada por Holm, nuestro lugar, el veredicto, la n del rival y el margen",
    ),
    formula=(
        "difference = ours − best rival; parity: both one-sided t tests at 5 % show |difference| < margin; "
        "ahead, behind: Holm-adjusted p < 0.05; otherwise unclear"
    ),
    rules=Text(
        "The same level as a rival is no advantage: parity is shown by an equivalence test and outranks a difference "
        "that is significant yet within the margin. Unclear: too few answers to tell. Wide ratings are paired by "
        "respondent when at least half of those who rated either rated both, and both means are then theirs; long "
        "ones are separate samples (Welch). The best rival has the highest mean of all its answers; of tied rivals "
        "the first in the alphabet is named. Ties share the better rank. Holm covers the attributes; the p of Overall "
        "stands alone. A best rival picked from many looks better than it is: read 'behind' with that in mind. "
        "Overall compares the rivals that were rated on every attribute compared; its margin is the weighted mean "
        "of the margins. Wide attributes stand as on the sheet, long ones A to Z; with importance, the most important "
        "first. Capitals in labels do not matter.",
        "El mismo nivel que un rival no es ventaja: la paridad se demuestra con una prueba de equivalencia y prevalece "
        "sobre una diferencia significativa pero dentro del margen. No concluyente: faltan respuestas para saberlo. "
        "Las calificaciones anchas se emparejan por encuestado cuando al menos la mitad de quienes calificaron a uno u "
        "otro calificaron a ambos, y entonces ambas medias son las de ellos; las largas son muestras separadas "
        "(Welch). El mejor rival tiene la media más alta de todas sus respuestas; de los empatados se nombra el "
        "primero del alfabeto. Los empates comparten el mejor lugar. Holm abarca los atributos; la p del Total va "
        "aparte. El mejor rival elegido entre muchos parece mejor de lo que es: léase así «por detrás». Total compara "
        "a los rivales calificados en todos los atributos comparados; su margen es la media ponderada de los "
        "márgenes. Los atributos anchos siguen el orden de la hoja, los largos de la A a la Z; con importancia, el más "
        "importante primero. No se distinguen mayúsculas en las etiquetas.",
    ),
    source=(
        "equivalence: Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15, 657–680; default margin: Norman, "
        "Sloan and Wyrwich (2003), Medical Care 41, 582–592; Holm (1979), Scandinavian Journal of Statistics 6, 65–70; "
        "Welch (1947), Biometrika 34, 28–35"
    ),
    examples=(
        Example(
            (
                [[6, 5, 4, 4], [7, 5, 5, 5], [6, 4, 4, 4], [7, 6, 5, 5], [7, 5, 4, 4], [6, 5, 6, 6]],
                [["Us", "Rival", "Us", "Rival"]],
                [["Speed", "Speed", "Price", "Price"]],
                "us",
                [[60], [40]],
                0.5,
            ),
            [
                [heading.en for heading in HEADER],
                [
                    "Speed",
                    6,
                    6.5,
                    5.0,
                    "Rival",
                    1.5,
                    0.9252004273791009,
                    2.074799572620899,
                    0.0022288750830148435,
                    1,
                    "ahead",
                    6,
                    0.5,
                ],
                ["Price", 6, 28 / 6, 28 / 6, "Rival", 0.0, 0.0, 0.0, 1.0, 1, "parity", 6, 0.5],
                [
                    *("Overall", 6, 173 / 30, 146 / 30, "Rival", 0.9, 0.5551202564274609, 1.2448797435725396),
                    *(0.0011144375415074194, 1, "ahead", 6, 0.5),
                ],
            ],
        ),
    ),
)
def competitor_table(
    scores: Any,
    competitors: Any,
    attributes: Any,
    us: str,
    importance: Any | None = None,
    margin: float | None = None,
) -> Table:
    """Return us against the best rival on every attribute, Overall last.

    ``scores``: one column (long: ``competitors`` and ``attributes`` have a label for each score) or respondents ×
    columns (wide: they have a label for each column); NaN missing. ``us``: our label. ``importance``: weights, one
    per attribute in order of first appearance or one per label. ``margin``: points within which two means are the
    same to customers; half a standard deviation of the scores of both if left out.

    Formula: difference = ours − best rival, paired t where respondents pair and Welch's otherwise, p adjusted by Holm
    over the attributes. Parity where two one-sided t tests at 5 % show |difference| < margin, then ahead or behind
    where p < 0.05, else unclear. Identical answers without any scatter are parity. Overall is the weighted mean over
    attributes: of each respondent in the wide layout, of the attributes' differences in the long one.

    Raises :class:`~service_kpi.errors.BadArgument` for labels that fit neither layout, an unknown ``us``, a negative
    weight or margin; :class:`~service_kpi.errors.NoData` where we or all rivals have no score, or no weight is above
    zero. An attribute on which either is missing shows ``#N/A``.

    Source: Schuirmann (1987); Norman, Sloan and Wyrwich (2003), Medical Care 41, 582–592; Holm (1979); Welch (1947).
    """
    if margin is not None and not margin >= 0:
        raise BadArgument(
            f"margin must be zero or more points, but is {margin:g}",
            f"margin debe ser de cero puntos o más, pero es {margin:g}",
        )
    ratings = read_ratings(scores, competitors, attributes)
    we = place_of(us, ratings.competitors)
    for who, means in (("us", ratings.means[:, we]), ("any rival", np.delete(ratings.means, we, axis=1))):
        if np.isnan(means).all():
            raise NoData(
                f"{who} has no score", "no hay calificaciones " + ("nuestras" if who == "us" else "de ningún rival")
            )
    weights = importance_of(importance, attributes, ratings.attributes)
    lines = [_attribute_line(ratings, we, attribute, margin) for attribute in range(len(ratings.attributes))]
    adjusted = holm([line.comparison.difference.p if line.comparison else math.nan for line in lines])
    order = np.argsort(-weights, kind="stable")
    rows = [_cells(lines[place], float(adjusted[place])) for place in order]
    overall = _overall_line(ratings, we, weights, lines)
    rows.append(_cells(overall, overall.comparison.difference.p if overall.comparison else math.nan))
    return Table(HEADER, rows)


def _attribute_line(ratings: Ratings, we: int, attribute: int, margin: float | None) -> _Line:
    label, means = ratings.attributes[attribute], ratings.means[attribute]
    rival = _best_rival(means, we)
    if rival is None:
        return _Line(label, "", None, None, math.nan)
    ours, theirs = _answers(ratings, [attribute], we), _answers(ratings, [attribute], rival)
    comparison = compare(ours, theirs, paired=ratings.by_respondent and rows_pair(ours, theirs))
    return _Line(
        label,
        ratings.competitors[rival],
        comparison,
        competition_rank(means[we], means),
        DEFAULT_MARGIN * comparison.spread if margin is None else margin,
    )


def _overall_line(ratings: Ratings, we: int, weights: Floats, lines: list[_Line]) -> _Line:
    used = [place for place, line in enumerate(lines) if line.comparison and weights[place] > 0]
    if not used:
        return _Line(OVERALL, "", None, None, math.nan)
    share = weights[used] / weights[used].sum()
    composites = share @ ratings.means[used]  # NaN where one attribute is missing
    if ratings.by_respondent:
        for who in np.flatnonzero(~np.isnan(composites)).tolist():
            composites[who] = mean(respondent_scores(_answers(ratings, used, who), share.reshape(1, -1)))
    rival = _best_rival(composites, we)
    if rival is None:
        return _Line(OVERALL, "", None, None, math.nan)
    if ratings.by_respondent:
        ours, theirs = _answers(ratings, used, we), _answers(ratings, used, rival)
        comparison = compare(ours, theirs, paired=rows_pair(ours, theirs), weights=share.reshape(1, -1))
    else:
        parts = [
            compare(_answers(ratings, [each], we), _answers(ratings, [each], rival), paired=False) for each in used
        ]
        comparison = combine(parts, share)
    rank = competition_rank(composites[we], composites)
    margin = float(share @ np.array([lines[place].margin for place in used]))
    return _Line(OVERALL, ratings.competitors[rival], comparison, rank, margin)


def _answers(ratings: Ratings, attributes: list[int], who: int) -> Floats:
    """Return a competitor's scores, one column per attribute."""
    return np.column_stack([ratings.samples[attribute, who] for attribute in attributes])


def _best_rival(means: Floats, we: int) -> int | None:
    """Return the rival with the highest mean, the first of those that tie; ``None`` where there is none, or no us."""
    rivals = means.copy()
    rivals[we] = np.nan
    if np.isnan(means[we]) or np.isnan(rivals).all():
        return None
    return int(np.flatnonzero(is_tie(rivals, float(np.nanmax(rivals))))[0])


def _cells(line: _Line, p: float) -> list[TableCell]:
    if line.comparison is None:
        return [line.label, 0, *[None] * (len(HEADER) - 2)]
    ours, theirs, difference, _ = line.comparison
    return [
        line.label,
        difference.n_a,
        ours,
        theirs,
        line.who,
        difference.difference,
        difference.low,
        difference.high,
        p,
        line.rank,
        _verdict(difference, line.margin, p),
        difference.n_b,
        line.margin,
    ]


def _verdict(difference: Difference, margin: float, p: float) -> Text:
    same = difference.difference == 0 and difference.standard_error == 0
    if same or equivalent(difference.difference, difference.standard_error, difference.df, margin, ALPHA):
        return PARITY
    if p < ALPHA:
        return AHEAD if difference.difference > 0 else BEHIND
    return UNCLEAR
