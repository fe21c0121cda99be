"""Ratings of several competitors on several attributes, from either layout of a sheet."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service_kpi.errors import BadArgument, NoData
from service_kpi.kpis._checks import require_not_negative
from service_kpi.kpis._groups import Groups, group_rows, in_sheet_order, same_label
from service_kpi.kpis._numerics import Floats, as_column, as_matrix, mean, present
from service_kpi.kpis._respondents import respondent_scores

#: The scores of one competitor on one attribute: one per respondent (NaN missing) where ``Ratings.by_respondent``.
Sample = Floats


class Ratings(NamedTuple):
    """The scores by attribute and competitor, places in ``attributes`` and ``competitors``."""

    attributes: tuple[str, ...]
    competitors: tuple[str, ...]
    samples: dict[tuple[int, int], Sample]
    means: Floats  #: attributes × competitors, NaN where nobody answered
    #: True in the wide layout: the same row of two samples is the same respondent.
    by_respondent: bool


def read_ratings(scores: Any, competitors: Any, attributes: Any) -> Ratings:
    """Return the ratings of a long or a wide sheet.

    Long: ``scores`` is one column, and each row has its competitor and its attribute. Wide: ``scores`` is respondents
    × columns, and each column has its competitor and its attribute; several columns with the same two labels are
    items of one attribute. Scores without either label leave.

    Raises :class:`~service_kpi.errors.BadArgument` where the labels fit neither layout.
    """
    matrix = as_matrix(scores)
    rows, columns = matrix.shape
    found = {np.asarray(competitors).size, np.asarray(attributes).size}
    wide = found == {columns} and (columns > 1 or rows == 1)
    if not wide and not (found == {rows} and columns == 1):
        labels = f"{np.asarray(competitors).size}, {np.asarray(attributes).size}"
        raise BadArgument(
            f"competitors and attributes must have one label per score (scores in one column) or one per column of "
            f"scores ({columns}), without headings, but have {labels} beside {rows} × {columns} scores",
            f"competitors y attributes deben tener una etiqueta por calificación (scores en una columna) o una por "
            f"columna de scores ({columns}), sin encabezados, pero tienen {labels} junto a {rows} × {columns}",
        )
    by_competitor, by_attribute = group_rows(competitors), group_rows(attributes)
    if wide:
        by_attribute = in_sheet_order(by_attribute)
    samples = _wide_samples(matrix, by_competitor, by_attribute) if wide else {}
    if not wide:
        samples = _long_samples(matrix[:, 0], by_competitor, by_attribute)
    means = np.full((len(by_attribute.names), len(by_competitor.names)), np.nan)
    for place, sample in samples.items():
        means[place] = mean(sample)
    return Ratings(by_attribute.names, by_competitor.names, samples, means, wide)


def place_of(us: str, competitors: tuple[str, ...]) -> int:
    """Return our place among the competitors; refuse a name that is not there."""
    for place, name in enumerate(competitors):
        if same_label(name, us):
            return place
    known = ", ".join(competitors)
    raise BadArgument(
        f'us must be one of the competitors ({known}), but is "{us}"',
        f"us debe ser uno de los competidores ({known}), pero es «{us}»",
    )


def importance_of(importance: Any, attributes: Any, names: tuple[str, ...]) -> Floats:
    """Return one weight for each of ``names``, NaN where missing; all alike where ``importance`` is ``None``.

    ``importance`` stands beside ``attributes``, cell by cell (then an attribute has the mean of its cells), or has
    one value per attribute in the order in which the attributes first appear.

    Raises :class:`~service_kpi.errors.BadArgument` for any other length and for a negative weight,
    :class:`~service_kpi.errors.NoData` where no attribute has a weight above zero.
    """
    if importance is None:
        return np.ones(len(names))
    values = as_column(importance)
    require_not_negative("importance", values)
    groups = in_sheet_order(group_rows(attributes))
    if values.size == groups.of_row.size:
        weight = {name: mean(values[groups.of_row == place]) for place, name in enumerate(groups.names)}
    elif values.size == len(groups.names):
        weight = dict(zip(groups.names, values.tolist(), strict=True))
    else:
        raise BadArgument(
            f"importance must have one weight per attribute ({len(groups.names)}) or one per label of attributes "
            f"({groups.of_row.size}), but has {values.size}",
            f"importance debe tener un peso por atributo ({len(groups.names)}) o uno por etiqueta de attributes "
            f"({groups.of_row.size}), pero tiene {values.size}",
        )
    result = np.array([weight[name] for name in names], dtype=np.float64)
    if not np.any(result > 0):
        raise NoData("no attribute has an importance above zero", "ningún atributo tiene importancia mayor que cero")
    return result


def _wide_samples(matrix: Floats, by_competitor: Groups, by_attribute: Groups) -> dict[tuple[int, int], Sample]:
    labelled = (by_competitor.of_row >= 0) & (by_attribute.of_row >= 0)
    both = by_attribute.of_row * len(by_competitor.names) + by_competitor.of_row
    samples = {}
    for code in np.unique(both[labelled]).tolist():
        sample = respondent_scores(matrix[:, labelled & (both == code)])
        if present(sample).size:
            samples[divmod(code, len(by_competitor.names))] = sample
    return samples


def _long_samples(scores: Floats, by_competitor: Groups, by_attribute: Groups) -> dict[tuple[int, int], Sample]:
    kept = (by_competitor.of_row >= 0) & (by_attribute.of_row >= 0) & ~np.isnan(scores)
    both: NDArray[np.intp] = (by_attribute.of_row * len(by_competitor.names) + by_competitor.of_row)[kept]
    order = np.argsort(both, kind="stable")
    codes, first = np.unique(both[order], return_index=True)
    parts = np.split(scores[kept][order], first[1:])  # one empty part where there is no code at all
    return {divmod(code, len(by_competitor.names)): part for code, part in zip(codes.tolist(), parts, strict=False)}
