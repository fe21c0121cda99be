"""The calculations sheet: the spilled tables, and beside them the sorted copies that the charts read."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from service_kpi.text import Text
from workbooks.demo.book import GREY, LARGE, PERCENT, SMALL, Book, Sheet, words_look
from workbooks.demo.layout import (
    GAP,
    GAP_GROUPS,
    GAP_ROW,
    PROMISE,
    PROMISE_GROUPS,
    PROMISE_ROW,
    RANK_COLUMN,
    RIVAL,
    RIVAL_GROUPS,
    RIVAL_ROW,
    SORTED_COLUMN,
    STATUS_COLUMN,
    WEIGHT_COLUMN,
)
from workbooks.demo.words import ATTRIBUTES, COLUMNS, FIRMS

COUNT: Final = "0"
SCORE: Final = "0.00"
SIGNED: Final = "+0.00;-0.00;0.00"
RATE: Final = "0.0%"

_GAP_FORMATS: Final = ("@", COUNT, SCORE, SCORE, SIGNED, SIGNED, SIGNED, RATE, SCORE, SCORE)
_PROMISE_FORMATS: Final = ("@", COUNT, COUNT, RATE, RATE, RATE, COUNT, COUNT, "0.0", "0.0", COUNT, COUNT)
_RIVAL_FORMATS: Final = (*("@", COUNT, SCORE, SCORE, "@", SIGNED, SIGNED, SIGNED, "0.000", COUNT, "@", COUNT, SCORE),)


def cell(row: int, column: int) -> str:
    """Return an absolute reference on the calculations sheet itself."""
    reference: str = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
    return reference


def area(row: int, column: int, rows: int) -> str:
    """Return an absolute reference to a column of cells on the calculations sheet itself."""
    reference: str = xl_range_abs(row, column, row + rows - 1, column)
    return reference


def write_calculations(book: Book) -> None:
    """Write the three tables, each with its sorted copy beside it."""
    sheet = book.sheets["calculations"]
    sheet.xl.set_row(0, 30)
    sheet.put(0, 0, Text("Calculations", "Cálculos"), font_size=LARGE, bold=True)
    explanation = Text(
        "Sample data, made up. Tables of our functions spill from their first heading; to the right, the same rows "
        "sorted for the charts with ordinary formulas.",
        "Datos de ejemplo, inventados. Las tablas de nuestras funciones se desbordan desde su primer encabezado; a la "
        "derecha, las mismas filas ordenadas para los gráficos con fórmulas corrientes.",
    )
    sheet.put(1, 0, explanation, font_color=GREY)
    _write_gap(book, sheet)
    _write_promises(book, sheet)
    _write_rivals(book, sheet)
    sheet.xl.set_column(0, 0, 30)
    sheet.xl.set_column(1, SORTED_COLUMN - 1, 13)
    sheet.xl.set_column(STATUS_COLUMN, STATUS_COLUMN + 1, 18)
    sheet.xl.set_column(SORTED_COLUMN, SORTED_COLUMN + 1, 9)
    sheet.xl.set_column(SORTED_COLUMN + 2, SORTED_COLUMN + 2, 24)
    sheet.xl.set_column(SORTED_COLUMN + 3, SORTED_COLUMN + 12, 14)
    sheet.xl.hide_gridlines(2)
    sheet.xl.freeze_panes(3, 1)
    sheet.page()
    sheet.xl.set_print_scale(50)
    sheet.xl.set_v_pagebreaks([RANK_COLUMN])


def ratings(book: Book, *, headings: bool = False) -> str:
    """Return the structured reference to all scores of the table ``Ratings``, or to their headings."""
    first = f"{FIRMS[0]} {book.say(ATTRIBUTES[0])}"
    last = f"{FIRMS[-1]} {book.say(ATTRIBUTES[-1])}"
    return f"Ratings[{'[#Headers],' if headings else ''}[{first}]:[{last}]]"


def _write_gap(book: Book, sheet: Sheet) -> None:
    _title(sheet, GAP_ROW, Text("Gap by dimension, points on 1–7", "Brecha por dimensión, puntos en 1–7"))
    call = book.kpi("KPI_GAP_TABLE", "Survey[[E1]:[E15]],Survey[[P1]:[P15]],Dimensions")
    sheet.spill(GAP_ROW, 0, call, rows=GAP_GROUPS + 2, formats=_GAP_FORMATS, headings=True)
    _write_ranks(sheet, GAP_ROW, GAP["value"], GAP_GROUPS)
    bars = _Bars(sheet, GAP_ROW, GAP_GROUPS, GAP)
    bars.write(reference="0", number=SIGNED)


def _write_promises(book: Book, sheet: Sheet) -> None:
    _title(sheet, PROMISE_ROW, Text("Promises by kind", "Promesas por clase"))
    promised, delivered, kind, in_full = (
        book.column("Promises", key) for key in ("promised", "delivered", "kind", "in_full")
    )
    call = book.kpi("KPI_PROMISE_TABLE", f"{promised},{delivered},AsOf,{kind},{in_full}")
    sheet.spill(PROMISE_ROW, 0, call, rows=PROMISE_GROUPS + 2, formats=_PROMISE_FORMATS, headings=True)
    _write_ranks(sheet, PROMISE_ROW, PROMISE["value"], PROMISE_GROUPS)
    bars = _Bars(sheet, PROMISE_ROW, PROMISE_GROUPS, PROMISE)
    bars.write(reference=f"INDEX({book.column('LastPeriod', 'target')},2)", number=RATE)


def _write_rivals(book: Book, sheet: Sheet) -> None:
    _title(sheet, RIVAL_ROW, Text("Against the best rival, points on 1–10", "Frente al mejor rival, puntos en 1–10"))
    weight = book.column("Weights", "weight")
    call = book.kpi("KPI_COMPETITOR_TABLE", f"{ratings(book)},RatedFirm,RatedAttribute,OurName,{weight},Margin")
    sheet.spill(RIVAL_ROW, 0, call, rows=RIVAL_GROUPS + 2, formats=_RIVAL_FORMATS, headings=True)
    sheet.head(RIVAL_ROW, WEIGHT_COLUMN, COLUMNS["weight"])
    for r in range(RIVAL_ROW + 1, RIVAL_ROW + RIVAL_GROUPS + 1):
        place = f"MATCH({cell(r, RIVAL['name'])},{book.column('Weights', 'attribute')},0)"
        sheet.calc(r, WEIGHT_COLUMN, f"INDEX({weight},{place})", num_format=PERCENT)
    _write_ranks(sheet, RIVAL_ROW, RIVAL["value"], RIVAL_GROUPS)
    _write_dots(book, sheet)


def _title(sheet: Sheet, row: int, words: Text) -> None:
    sheet.xl.set_row(row, 32)
    sheet.put(row - 1, 0, words, bold=True)
    sorted_rows = Text("Sorted for the chart", "Ordenado para el gráfico")
    sheet.put(row - 1, SORTED_COLUMN, sorted_rows, font_color=GREY, font_size=SMALL)


def _write_ranks(sheet: Sheet, row: int, column: int, groups: int) -> None:
    """Number the rows from the lowest value up; of equal values the upper row comes first."""
    sheet.head(row, RANK_COLUMN, Text("Place from below", "Lugar desde abajo"))
    values = area(row + 1, column, groups)
    for r in range(row + 1, row + groups + 1):
        here = cell(r, column)
        above = f"{cell(row, column)}:{cell(r - 1, column)}"
        formula = f"SUMPRODUCT(--({values}<{here}))+SUMPRODUCT(--({above}={here}))+1"
        sheet.calc(r, RANK_COLUMN, formula, num_format=COUNT)


class _Bars:
    """The rows of a bar chart: best first, because a bar chart draws its first row at the bottom.

    The value stands in one of three columns, below, unclear or above the reference, so that each has its colour.
    """

    HEADINGS: Final = (
        Text("Place", "Lugar"),
        Text("Row", "Fila"),
        Text("Label", "Etiqueta"),
        Text("Value", "Valor"),
        Text("Low", "Inferior"),
        Text("High", "Superior"),
        Text("Minus", "Menos"),
        Text("Plus", "Más"),
        Text("Below", "Por debajo"),
        Text("Unclear", "Sin certeza"),
        Text("Above", "Por encima"),
    )

    def __init__(self, sheet: Sheet, row: int, groups: int, columns: dict[str, int]) -> None:
        self.sheet, self.row, self.groups, self.columns = sheet, row, groups, columns

    def write(self, *, reference: str, number: str) -> None:
        """Write the rows; ``reference`` is what a value is good or bad against."""
        for c, heading in enumerate(self.HEADINGS, start=SORTED_COLUMN):
            self.sheet.head(self.row, c, heading, number=heading.en != "Label")
        for k in range(self.groups):
            self._write_row(self.row + 1 + k, self.groups - k, reference, number)

    def _write_row(self, r: int, place: int, reference: str, number: str) -> None:
        sheet = self.sheet
        match, label, value, low, high = range(SORTED_COLUMN + 1, SORTED_COLUMN + 6)
        sheet.put(r, SORTED_COLUMN, place, num_format=COUNT)
        ranks = area(self.row + 1, RANK_COLUMN, self.groups)
        sheet.calc(r, match, f"MATCH({cell(r, SORTED_COLUMN)},{ranks},0)", num_format=COUNT)
        name, n, *figures = (
            f"INDEX({area(self.row + 1, self.columns[key], self.groups)},{cell(r, match)})"
            for key in ("name", "n", "value", "low", "high")
        )
        sheet.calc(r, label, f'{name}&" (n "&{n}&")"', **words_look(label))
        for column, formula in zip((value, low, high), figures, strict=True):
            sheet.calc(r, column, formula, num_format=number)
        v, lo, hi = cell(r, value), cell(r, low), cell(r, high)
        below, above = f"{hi}<{reference}", f"{lo}>{reference}"
        formulas = (
            f"{v}-{lo}",
            f"{hi}-{v}",
            f"IF({below},{v},0)",
            f"IF(OR({below},{above}),0,{v})",
            f"IF({above},{v},0)",
        )
        for column, formula in enumerate(formulas, start=high + 1):
            sheet.calc(r, column, formula, num_format=number)


def _write_dots(book: Book, sheet: Sheet) -> None:
    """Write the rows of the dot plot, the widest shortfall first, with every firm's mean by AVERAGE."""
    picked = (
        (COLUMNS["attribute"], "name", "@"),
        (Text("Difference", "Diferencia"), "value", SIGNED),
        (Text("Low", "Inferior"), "low", SIGNED),
        (Text("High", "Superior"), "high", SIGNED),
        (Text("Best rival", "Mejor rival"), "who", "@"),
        (Text("Verdict", "Veredicto"), "verdict", "@"),
    )
    place, match, name = range(SORTED_COLUMN, SORTED_COLUMN + 3)
    firms = range(name + len(picked), name + len(picked) + len(FIRMS))
    sheet.head(RIVAL_ROW, place, Text("Place", "Lugar"))
    sheet.head(RIVAL_ROW, match, Text("Row", "Fila"))
    for c, (heading, _, number) in enumerate(picked, start=name):
        sheet.head(RIVAL_ROW, c, heading, number=number != "@")
    for c, firm in zip(firms, FIRMS, strict=True):
        sheet.head(RIVAL_ROW, c, Text(firm, firm))
    scores, headings = ratings(book), ratings(book, headings=True)
    ranks = area(RIVAL_ROW + 1, RANK_COLUMN, RIVAL_GROUPS)
    for k in range(RIVAL_GROUPS):
        r = RIVAL_ROW + 1 + k
        sheet.put(r, place, k + 1, num_format=COUNT)
        sheet.calc(r, match, f"MATCH({cell(r, place)},{ranks},0)", num_format=COUNT)
        for c, (_, key, number) in enumerate(picked, start=name):
            column = area(RIVAL_ROW + 1, RIVAL[key], RIVAL_GROUPS)
            look: dict[str, Any] = words_look(c) if number == "@" else {"num_format": number}
            sheet.calc(r, c, f"INDEX({column},{cell(r, match)})", **look)
        for c in firms:
            wanted = f'{cell(RIVAL_ROW, c)}&" "&{cell(r, name)}'
            sheet.calc(r, c, f"AVERAGE(INDEX({scores},0,MATCH({wanted},{headings},0)))", num_format=SCORE)
