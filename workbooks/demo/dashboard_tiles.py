"""The tiles of the dashboard: the figure, its interval, its target, its change."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from service_kpi.kpis.competitor_table import AHEAD, BEHIND
from service_kpi.text import Text
from workbooks.demo.book import BAD, GOOD, GREY, LARGE, LIGHT, SMALL, UNCLEAR, Book, Call
from workbooks.demo.layout import RIVAL, RIVAL_GROUPS, RIVAL_ROW, TILE_CELLS, TILE_ROW, WEIGHT_COLUMN
from workbooks.demo.settings import FORMATS
from workbooks.demo.tiles import (
    BASE,
    CHANGE,
    CHANGE_HIGH,
    CHANGE_LOW,
    CHANGE_WORD,
    HIGH,
    LOW,
    STATUS_WORD,
    TARGET,
    WORDS,
)
from workbooks.demo.words import TILES

#: Words that stand inside a number format, so that the cell stays a number.
_PREFIXES: Final = {
    "interval": Text("95 %: ", "95 %: "),
    "to": Text("to ", "a "),
    "target": Text("target ", "meta "),
    "n": Text("n = ", "n = "),
    "change": Text("change ", "cambio "),
    "ahead": Text("ahead on ", "por delante en "),
    "behind": Text("behind on ", "por detrás en "),
}
_SMALL: Final[dict[str, Any]] = {"font_size": SMALL, "font_color": GREY, "align": "left"}
_RIGHT: Final[dict[str, Any]] = {"bg_color": LIGHT}
_LEFT: Final[dict[str, Any]] = _RIGHT | {"left": 5, "left_color": "#FFFFFF"}


def write_tiles(book: Book) -> None:
    """Write the six tiles."""
    for k, key in enumerate(TILES):
        _write_tile(book, k, key)
        _colour(book, k)


def tile_calls(book: Book) -> dict[str, Call]:
    """Return the call behind each tile."""
    promised, delivered, in_full = (book.column("Promises", key) for key in ("promised", "delivered", "in_full"))
    ours, best, weights = (
        book.at("calculations", RIVAL_ROW + 1, c, RIVAL_ROW + RIVAL_GROUPS, c)
        for c in (RIVAL["ours"], RIVAL["best"], WEIGHT_COLUMN)
    )
    customer, wait, answered = (
        book.column(table, key) for table, key in (("Promises", "customer"), ("Calls", "wait"), ("Calls", "answered"))
    )
    abandoned = book.kpi("KPI_ABANDON_RATE", answered)
    return {
        "gap": book.kpi("KPI_GAP", "Survey[[E1]:[E15]],Survey[[P1]:[P15]]"),
        "promises": book.kpi("KPI_PROMISE_RATE", f"{promised},{delivered},AsOf,{in_full}"),
        "customers": book.kpi("KPI_PROMISE_CUSTOMERS", f"{customer},{promised},{delivered},AsOf,{in_full}"),
        "quality": book.kpi("KPI_QUALITY_RATIO", f"{ours},{best},{weights}"),
        "service_level": book.kpi("KPI_SERVICE_LEVEL", f"{wait},Threshold,{answered}"),
        "answered": Call(f"1-{abandoned.formula}", Text(f"1 − {abandoned.note.en}", f"1 − {abandoned.note.es}")),
    }


def _write_tile(book: Book, k: int, key: str) -> None:
    sheet = book.sheets["dashboard"]
    row, left = TILE_CELLS[k]
    right = left + 1

    def figure(column: int) -> str:
        return book.at("calculations", TILE_ROW + 1 + k, column)

    def worded(prefix: str, number: str) -> str:
        return ";".join(f'"{book.say(_PREFIXES[prefix])}"{part}' for part in number.split(";"))

    number = FORMATS[key]
    signed = number if number.startswith("+") else f"+{number};-{number};{number}"
    sheet.put(row - 1, left, TILES[key], **_LEFT, **_SMALL, bold=True, top=2, top_color=GOOD)
    sheet.put(row - 1, right, None, **_RIGHT, top=2, top_color=GOOD)
    call = tile_calls(book)[key]
    sheet.calc(row, left, call.formula, call.note, num_format=number, font_size=LARGE, bold=True, align="left", **_LEFT)
    sheet.calc(row, right, figure(STATUS_WORD), **_RIGHT, **_SMALL, bold=True)
    interval = (figure(LOW), worded("interval", number), figure(HIGH), worded("to", number))
    if key == "quality":
        # A mean of ratios has no interval; the verdicts on the attributes say how sure it is.
        verdicts = book.at("calculations", RIVAL_ROW + 1, RIVAL["verdict"], RIVAL_ROW + RIVAL_GROUPS, RIVAL["verdict"])
        ahead, behind = (f'COUNTIF({verdicts},"{book.say(word)}")' for word in (AHEAD, BEHIND))
        interval = (ahead, worded("ahead", "0"), behind, worded("behind", "0"))
    lines = (
        interval,
        (figure(TARGET), worded("target", number), figure(BASE), worded("n", "0")),
        (figure(CHANGE), worded("change", signed), figure(CHANGE_WORD), "General"),
        (figure(CHANGE_LOW), worded("interval", signed), figure(CHANGE_HIGH), worded("to", signed)),
    )
    for r, (first, first_format, second, second_format) in enumerate(lines, start=row + 1):
        sheet.calc(r, left, first, num_format=first_format, **_LEFT, **_SMALL)
        sheet.calc(r, right, second, num_format=second_format, **_RIGHT, **_SMALL)


def _colour(book: Book, k: int) -> None:
    """Colour the figure and its word together: the colour never stands alone."""
    sheet = book.sheets["dashboard"]
    row, left = TILE_CELLS[k]
    for r, first, words in (
        (row, left, ("on", "below", "unclear")),
        (row + 3, left + 1, ("better", "worse", "no_change")),
    ):
        word = xl_rowcol_to_cell(r, left + 1, row_abs=True, col_abs=True)
        for key, colour in zip(words, (GOOD, BAD, UNCLEAR), strict=True):
            style = book.workbook.add_format({"font_color": colour})
            rule = {"type": "formula", "criteria": f'={word}="{book.say(WORDS[key])}"', "format": style}
            sheet.xl.conditional_format(r, first, r, left + 1, rule)
