"""What is in a range before anything is computed from it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service_kpi.readings import READ_ERROR, READ_INVALID, READ_MISSING, READ_TEXT_NUMBER, Reading
from service_kpi.spec import Argument, Example, Kind, Table, kpi
from service_kpi.text import Text

_HEADER = (
    Text("Cells", "Celdas"),
    Text("Valid", "Válidas"),
    Text("Missing", "Faltantes"),
    Text("Text numbers", "Números como texto"),
    Text("Invalid", "No válidas"),
    Text("Out of scale", "Fuera de escala"),
    Text("Errors", "Errores"),
    Text("First bad cell", "Primera celda mala"),
)
_NOTHING_BAD = Text("none", "ninguna")


@kpi(
    "KPI_AUDIT",
    alias="KPI_AUDITORIA",
    question=Text(
        "Can these answers be trusted, and which cell should be put right first?",
        "¿Son fiables estas respuestas y qué celda hay que corregir primero?",
    ),
    summary=Text(
        "What the cells of a range are: valid, missing, invalid, out of scale, errors; and the first bad one.",
        "Qué son las celdas de un rango: válidas, faltantes, no válidas, fuera de escala, errores; y la primera mala.",
    ),
    arguments=[
        Argument(
            "range",
            Kind.CELLS,
            Text("the answers, with or without their headings", "las respuestas, con o sin encabezados"),
        ),
        Argument(
            "scale",
            Kind.SCALE,
            Text('the lowest and highest answer allowed, such as "1-7"', 'la respuesta mínima y máxima, como "1-7"'),
            optional=True,
        ),
    ],
    returns=Text(
        "headings and one row: cells, valid, missing, text numbers, invalid, out of scale, errors, first bad cell",
        "encabezados y una fila: celdas, válidas, faltantes, números como texto, no válidas, fuera de escala, "
        "errores, primera celda mala",
    ),
    formula="cells = valid + missing + invalid + out of scale + errors; text numbers are part of valid or out of scale",
    rules=Text(
        "A cell is valid when the other functions use it: a number, kept as text or not, within the scale. Missing: "
        "blank, NS/NC, N/A and the other words for no answer. Invalid: other text, TRUE and FALSE; excluded elsewhere. "
        "Bad: invalid, out of scale, or an error, which makes every other function show that error.",
        "Una celda es válida cuando las demás funciones la usan: un número, aunque sea texto, en la escala. "
        "Faltante: vacía, NS/NC, N/A y las demás palabras de no respuesta. No válida: otro texto, VERDADERO y FALSO; "
        "las demás funciones la excluyen. Mala: no válida, fuera de escala o un error, que todas muestran.",
    ),
    source="the shared rules of this catalogue for missing, text and out-of-scale answers",
    examples=[
        Example(
            ([[7, "4,5"], ["NS/NC", 9], [None, "good"]], "1-7"),
            [
                ["Cells", "Valid", "Missing", "Text numbers", "Invalid", "Out of scale", "Errors", "First bad cell"],
                [6, 2, 2, 1, 1, 1, 0, "row 2, column 2"],
            ],
        )
    ],
)
def audit(range: Reading, scale: tuple[float, float] | None = None) -> Table:
    """Return how many cells of a block are what, and where the first bad one lies in reading order.

    ``range``: the cells with what became of each. ``scale``: lowest and highest valid value.
    Every cell asked for is counted, stored or not.
    """
    values, outcomes = range.values, range.outcomes
    out_of_scale = np.zeros(values.shape, dtype=bool)
    if scale is not None:
        out_of_scale = (values < scale[0]) | (values > scale[1])
    cells = range.rows * range.columns
    invalid = _count(outcomes == READ_INVALID)
    errors = _count(outcomes == READ_ERROR)
    outside = _count(out_of_scale)
    missing = cells - outcomes.size + _count(outcomes == READ_MISSING)
    bad = np.argwhere((outcomes == READ_INVALID) | (outcomes == READ_ERROR) | out_of_scale)
    row = (
        cells,
        cells - missing - invalid - outside - errors,
        missing,
        _count(outcomes == READ_TEXT_NUMBER),
        invalid,
        outside,
        errors,
        range.place(*bad[0].tolist()) if len(bad) else _NOTHING_BAD,
    )
    return Table(_HEADER, [row])


def _count(mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))
