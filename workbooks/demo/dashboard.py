"""The dashboard: how are we doing, where does it hurt, what next."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from service_kpi.text import Text
from workbooks.demo.book import BAD, DATE, GOOD, GREY, LARGE, LINE, PERCENT, PLUS_MINUS, SMALL, Book, Sheet
from workbooks.demo.charts import add_charts
from workbooks.demo.dashboard_tiles import write_tiles
from workbooks.demo.layout import (
    DASHBOARD_TILE_ROW,
    FIRST_COLUMN,
    GAP_GROUPS,
    GAP_ROW,
    LAST_COLUMN,
    PROMISE_GROUPS,
    PROMISE_ROW,
    RIVAL_GROUPS,
    RIVAL_ROW,
    SENTENCE_ROW,
    SORTED_COLUMN,
    TABLE_ROW,
)
from workbooks.demo.sentences import base_line, sentences
from workbooks.demo.words import COLUMNS

_SMALL: Final[dict[str, Any]] = {"font_size": SMALL, "font_color": GREY, "align": "left"}
_HEIGHTS: Final = {0: 6, 1: 30, 3: 6, 7: 6, DASHBOARD_TILE_ROW + 1: 30, 14: 8, TABLE_ROW - 1: 8}
_KEY: Final = Text(
    "Blue: clearly on the good side. Vermilion: clearly on the bad side. Grey: the interval does not say. Lines and "
    "limits are 95 % intervals. Full tables: sheet Calculations. What each figure means: sheet Notes.",
    "Azul: claramente del lado bueno. Bermellón: claramente del lado malo. Gris: el intervalo no lo dice. Líneas y "
    "límites son intervalos del 95 %. Tablas completas: hoja Cálculos. Qué es cada cifra: hoja Notas.",
)


class _Block(NamedTuple):
    """One of the three tables under the charts; ``columns`` are those of the calculations sheet."""

    rows: range
    columns: tuple[int, ...]
    headings: tuple[Text, ...]
    number: str


def write_dashboard(book: Book) -> None:
    """Write the page."""
    sheet = book.sheets["dashboard"]
    sheet.xl.set_column(0, 0, 1.5)
    sheet.xl.set_column(FIRST_COLUMN, LAST_COLUMN, 13)
    for row, height in _HEIGHTS.items():
        sheet.xl.set_row(row, height)
    _write_head(book, sheet)
    write_tiles(book)
    add_charts(book)
    _write_tables(book, sheet)
    sheet.xl.hide_gridlines(2)
    sheet.xl.freeze_panes(3, 0)
    sheet.xl.set_zoom(90)
    sheet.page(tall=1)
    sheet.xl.print_area(0, 0, TABLE_ROW + 8, LAST_COLUMN)
    sheet.xl.activate()


def _write_head(book: Book, sheet: Sheet) -> None:
    title = book.say(Text("Service dashboard", "Panel de servicio"))
    sheet.calc(1, FIRST_COLUMN, f'"{title} · "&Company', font_size=LARGE, bold=True)
    sample = Text("SAMPLE DATA, made up", "DATOS DE EJEMPLO, inventados")
    sheet.put(1, LAST_COLUMN, sample, bold=True, font_color=BAD, align="right")
    sheet.put(2, FIRST_COLUMN, Text("Period", "Periodo"), **_SMALL)
    sheet.calc(2, FIRST_COLUMN + 1, "PeriodStart", num_format=DATE, **_SMALL)
    sheet.calc(2, FIRST_COLUMN + 2, "PeriodEnd", num_format=f'"– "{DATE}', **_SMALL)
    sheet.put(2, FIRST_COLUMN + 3, Text("As of", "Fecha de corte"), **_SMALL)
    sheet.calc(2, FIRST_COLUMN + 4, "AsOf", num_format=DATE, **_SMALL)
    sheet.calc(2, FIRST_COLUMN + 5, base_line(book), **_SMALL)
    questions = (
        Text("How are we doing?", "¿Cómo vamos?"),
        Text("Where does it hurt?", "¿Dónde duele?"),
        Text("What next?", "¿Qué sigue?"),
    )
    for r, (question, sentence) in enumerate(zip(questions, sentences(book), strict=True), start=SENTENCE_ROW):
        sheet.xl.set_row(r, 18)
        sheet.put(r, FIRST_COLUMN, question, bold=True, font_color=GOOD)
        sheet.calc(r, FIRST_COLUMN + 2, sentence)


def _write_tables(book: Book, sheet: Sheet) -> None:
    """Write what the charts show as numbers, worst first; the full tables are on the calculations sheet."""
    label, value, low, high, who, verdict = (SORTED_COLUMN + c for c in (2, 3, 4, 5, 6, 7))
    limits = (COLUMNS["low"], COLUMNS["high"])
    blocks = (
        _Block(
            range(GAP_ROW + GAP_GROUPS, GAP_ROW, -1),
            (label, value, low, high),
            (Text("Dimension (n)", "Dimensión (n)"), Text("Gap", "Brecha"), *limits),
            PLUS_MINUS,
        ),
        _Block(
            range(PROMISE_ROW + PROMISE_GROUPS, PROMISE_ROW, -1),
            (label, value, low, high),
            (Text("Promises (n due)", "Promesas (n)"), Text("Kept", "Cumplidas"), *limits),
            PERCENT,
        ),
        _Block(
            range(RIVAL_ROW + 1, RIVAL_ROW + RIVAL_GROUPS + 1),
            (label, who, value, verdict),
            (
                COLUMNS["attribute"],
                Text("Best rival", "Mejor rival"),
                Text("Difference", "Diferencia"),
                Text("Verdict", "Veredicto"),
            ),
            PLUS_MINUS,
        ),
    )
    for k, block in enumerate(blocks):
        left = FIRST_COLUMN + 4 * k
        for c, heading in enumerate(block.headings, start=left):
            look = {"font_size": SMALL, "bold": True, "bottom": 1, "bottom_color": LINE}
            sheet.put(TABLE_ROW, c, heading, **look, **_side(c == left))
        for r, origin in enumerate(block.rows, start=TABLE_ROW + 1):
            for c, column in enumerate(block.columns, start=left):
                source = book.at("calculations", origin, column)
                sheet.calc(r, c, source, num_format=block.number, font_size=SMALL, **_side(c == left))
    sheet.put(TABLE_ROW + 8, FIRST_COLUMN, _KEY, font_size=SMALL, font_color=GREY)


def _side(is_label: bool) -> dict[str, Any]:
    return {"align": "left"} if is_label else {"align": "right", "indent": 2}
