"""The three charts of the dashboard, all native, all reading the sorted rows of the calculations sheet."""

from __future__ import annotations

from typing import Any, Final

from service_kpi.text import Text
from workbooks.demo.book import BAD, GOOD, GREY, INK, LINE, SMALL, UNCLEAR, Book
from workbooks.demo.layout import (
    CHART_ROW,
    CHART_ROWS,
    FIRST_COLUMN,
    GAP_GROUPS,
    GAP_ROW,
    PROMISE_GROUPS,
    PROMISE_ROW,
    RIVAL_GROUPS,
    RIVAL_ROW,
    SORTED_COLUMN,
)
from workbooks.demo.words import FIRMS

_WIDTH: Final = 4 * 96 - 6
_HEIGHT: Final = CHART_ROWS * 20 - 6
_FONT: Final = {"size": SMALL, "color": GREY, "bold": False}
_THIN: Final = {"color": LINE, "width": 0.5}
#: Nearly hollow: some programs draw a marker by its fill alone.
PALE: Final = "#BFBFBF"
#: Rivals stay apart in print by their shapes, not by a colour.
_RIVAL_MARKERS: Final = ("square", "triangle", "diamond")


def add_charts(book: Book) -> None:
    """Put the charts side by side, four columns each."""
    gap = _bars(
        book,
        GAP_ROW,
        GAP_GROUPS,
        Text("Gap by dimension (95 % interval)", "Brecha por dimensión (intervalo 95 %)"),
        value_axis={
            "name": book.say(Text("perceived − expected, points", "percibido − esperado, puntos")),
            "num_format": "+0.0;-0.0;0.0",
            "major_unit": 0.5,
        },
        category_axis={"name": book.say(Text("dimension", "dimensión")), "line": {"color": INK, "width": 1.75}},
    )
    promises = _bars(
        book,
        PROMISE_ROW,
        PROMISE_GROUPS,
        Text("Promises kept by kind (95 % interval)", "Promesas cumplidas por clase (int. 95 %)"),
        value_axis={
            "name": book.say(Text("kept, % of promises due", "cumplidas, % de las promesas vencidas")),
            "num_format": "0%",
            "min": 0,
            "max": 1,
            "major_unit": 0.2,
        },
        category_axis={"name": book.say(Text("kind of promise", "clase de promesa")), "line": _THIN},
    )
    for k, chart in enumerate((gap, promises, _dots(book))):
        column = FIRST_COLUMN + 4 * k
        book.sheets["dashboard"].xl.insert_chart(CHART_ROW, column, chart, {"x_offset": 3, "y_offset": 3})


def _frame(book: Book, chart: Any, title: Text) -> None:
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    chart.set_title({"name": book.say(title), "name_font": {"size": 10, "color": INK, "bold": True}, "overlay": False})
    chart.set_chartarea({"border": {"none": True}})
    chart.show_na_as_empty_cell()


def _bars(
    book: Book, row: int, groups: int, title: Text, *, value_axis: dict[str, Any], category_axis: dict[str, Any]
) -> Any:
    """Return horizontal bars in the colour of their verdict, with the interval on a series that has no fill.

    The two limits are series without fill too, so that the axis reaches as far as the intervals do.
    """
    chart = book.workbook.add_chart({"type": "bar"})
    first, last = row + 1, row + groups

    def column(offset: int) -> str:
        return "=" + book.at("calculations", first, SORTED_COLUMN + offset, last, SORTED_COLUMN + offset)

    def invisible(offset: int) -> dict[str, Any]:
        name = "=" + book.at("calculations", row, SORTED_COLUMN + offset)
        nothing = {"none": True}
        return {"name": name, "categories": column(2), "values": column(offset), "fill": nothing, "border": nothing}

    for offset, colour in ((8, BAD), (9, UNCLEAR), (10, GOOD)):
        chart.add_series(
            {
                "name": "=" + book.at("calculations", row, SORTED_COLUMN + offset),
                "categories": column(2),
                "values": column(offset),
                "fill": {"color": colour},
                "gap": 60,
                "overlap": 100,
            }
        )
    error_bars = {
        "type": "custom",
        "minus_values": column(6),
        "plus_values": column(7),
        "minus_data": _numbers(book, first, last, SORTED_COLUMN + 6),
        "plus_data": _numbers(book, first, last, SORTED_COLUMN + 7),
        "line": {"color": INK, "width": 1},
    }
    chart.add_series(invisible(3) | {"y_error_bars": error_bars})
    chart.add_series(invisible(4))
    chart.add_series(invisible(5))
    _frame(book, chart, title)
    chart.set_legend({"none": True})
    look = {"name_font": _FONT, "num_font": _FONT}
    chart.set_x_axis(value_axis | look | {"major_gridlines": {"visible": True, "line": _THIN}, "line": {"none": True}})
    chart.set_y_axis(category_axis | look | {"label_position": "low", "major_tick_mark": "none"})
    return chart


def _dots(book: Book) -> Any:
    """Return one column of dots per attribute: ours filled, rivals hollow, a thin line from lowest to highest."""
    chart = book.workbook.add_chart({"type": "line"})
    first, last = RIVAL_ROW + 1, RIVAL_ROW + RIVAL_GROUPS
    names = "=" + book.at("calculations", first, SORTED_COLUMN + 2, last, SORTED_COLUMN + 2)
    for k in (*range(1, len(FIRMS)), 0):
        column = SORTED_COLUMN + 8 + k
        ours = k == 0
        chart.add_series(
            {
                "name": "=" + book.at("calculations", RIVAL_ROW, column),
                "categories": names,
                "values": "=" + book.at("calculations", first, column, last, column),
                "line": {"none": True},
                "marker": {
                    "type": "circle" if ours else _RIVAL_MARKERS[k - 1],
                    "size": 9 if ours else 7,
                    "fill": {"color": GOOD if ours else PALE},
                    "border": {"color": GOOD if ours else GREY},
                },
            }
        )
    _frame(
        book, chart, Text("Us and our rivals, widest shortfall first", "Nosotros y los rivales, la mayor falta primero")
    )
    chart.set_high_low_lines({"line": _THIN | {"color": UNCLEAR}})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_x_axis(
        {
            "name": book.say(Text("attribute", "atributo")),
            "name_font": _FONT,
            "num_font": _FONT | {"rotation": -45},
            "line": _THIN,
        }
    )
    chart.set_y_axis(
        {
            "name": book.say(Text("mean score, 1–10 (axis from 5)", "nota media, 1–10 (eje desde 5)")),
            "name_font": _FONT,
            "num_font": _FONT,
            "num_format": "0",
            "min": 5,
            "max": 10,
            "major_unit": 1,
            "major_gridlines": {"visible": True, "line": _THIN},
            "line": {"none": True},
        }
    )
    return chart


def _numbers(book: Book, first: int, last: int, column: int) -> list[Any]:
    """Return the values of cells, for the copy that a chart keeps of its error bars."""
    return book.sheets["calculations"].values(first, last, column)
