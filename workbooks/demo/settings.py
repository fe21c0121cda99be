"""The settings sheet: what the period is, what was aimed at, and what last period came to."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from service_kpi.kpis.inference import wilson_interval
from service_kpi.text import Text
from workbooks.demo.book import DATE, GREY, LIGHT, PERCENT, PLUS_MINUS, SMALL, Book, Scalar
from workbooks.demo.data import AS_OF, PERIOD_START
from workbooks.demo.inputs import heading
from workbooks.demo.layout import FIRST_ROW, HEADER_ROW, LAST_PERIOD_HEADER, SETTING_COLUMN
from workbooks.demo.words import COLUMNS, COMPANY, FIRMS, TILES

_INDEX: Final = "0.0"

TARGETS: Final = {
    "gap": -0.3,
    "promises": 0.95,
    "customers": 0.85,
    "quality": 100,
    "service_level": 0.80,
    "answered": 0.85,
}
#: Shares of last period: how many of how many.
LAST_COUNTS: Final = {
    "promises": (76, 124),
    "customers": (27, 51),
    "service_level": (153, 210),
    "answered": (187, 210),
}
#: Last period's other figures: value, low and high; the quality ratio has no interval.
_LAST_OTHERS: Final[dict[str, tuple[float | None, ...]]] = {
    "gap": (-0.52, -0.66, -0.38),
    "quality": (92.1, None, None),
}
FORMATS: Final = {
    "gap": PLUS_MINUS,
    "promises": PERCENT,
    "customers": PERCENT,
    "quality": _INDEX,
    "service_level": PERCENT,
    "answered": PERCENT,
}


def write_settings(book: Book) -> None:
    """Write the named settings and the table ``LastPeriod``."""
    sheet = book.sheets["settings"]
    heading(
        sheet,
        Text("Settings", "Ajustes"),
        Text(
            "What the other sheets refer to. Change the shaded cells.",
            "A lo que remiten las demás hojas. Cambie las celdas sombreadas.",
        ),
    )
    rows: tuple[tuple[str, Text, Scalar | date, dict[str, Any], Text], ...] = (
        ("Company", Text("Company", "Empresa"), book.say(COMPANY), {}, Text("", "")),
        (
            "OurName",
            Text("Our name in the ratings", "Nuestro nombre en las calificaciones"),
            FIRMS[0],
            {},
            Text("", ""),
        ),
        ("PeriodStart", Text("Period from", "Periodo desde"), PERIOD_START, {"num_format": DATE}, Text("", "")),
        ("PeriodEnd", Text("Period to", "Periodo hasta"), AS_OF, {"num_format": DATE}, Text("", "")),
        (
            "AsOf",
            Text("As of", "Fecha de corte"),
            AS_OF,
            {"num_format": DATE},
            Text(
                "a promise is due when its date is on or before this day",
                "una promesa está vencida si su fecha no pasa de este día",
            ),
        ),
        (
            "Threshold",
            Text("Answer calls within", "Atender llamadas en"),
            20,
            {"num_format": '0" s"'},
            Text("seconds", "segundos"),
        ),
        (
            "Margin",
            Text("Margin of parity", "Margen de paridad"),
            0.5,
            {"num_format": "0.0"},
            Text(
                "points: closer than this to a rival is the same level",
                "puntos: más cerca que esto de un rival es el mismo nivel",
            ),
        ),
    )
    for r, (name, label, value, look, remark) in enumerate(rows, start=HEADER_ROW):
        sheet.put(r, 0, label)
        sheet.put(r, SETTING_COLUMN, value, bg_color=LIGHT, align="left", **look)
        sheet.put(r, SETTING_COLUMN + 1, remark, font_color=GREY, font_size=SMALL)
        book.name(name, "settings", r, SETTING_COLUMN)
        if isinstance(value, (date, int, float)):
            _check(book, r, value)
    _write_last_period(book)
    sheet.xl.set_column(0, 0, 38)
    sheet.xl.set_column(SETTING_COLUMN, SETTING_COLUMN, 30)
    sheet.xl.set_column(SETTING_COLUMN + 1, SETTING_COLUMN + 3, 16)
    sheet.xl.freeze_panes(FIRST_ROW - 1, 0)
    sheet.xl.hide_gridlines(2)
    sheet.page(tall=1)


def _last_period(key: str) -> tuple[float | None, ...]:
    if key not in LAST_COUNTS:
        return _LAST_OTHERS[key]
    successes, n = LAST_COUNTS[key]
    return (successes / n, *wilson_interval(successes, n))


def _check(book: Book, row: int, value: Scalar | date) -> None:
    title = book.say(Text("Not allowed here", "No se admite aquí"))
    if isinstance(value, date):
        rule: dict[str, Any] = {"validate": "date", "criteria": ">", "value": date(2000, 1, 1)}
        allowed = Text("A date.", "Una fecha.")
    else:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
        allowed = Text("A number, zero or more.", "Un número, cero o más.")
    book.sheets["settings"].xl.data_validation(
        row, SETTING_COLUMN, row, SETTING_COLUMN, rule | {"error_title": title, "error_message": book.say(allowed)}
    )


def _write_last_period(book: Book) -> None:
    sheet = book.sheets["settings"]
    sheet.put(
        LAST_PERIOD_HEADER - 1,
        0,
        Text(
            "Targets, and the figures of last period with their intervals",
            "Metas, y cifras del periodo anterior con sus intervalos",
        ),
        bold=True,
    )
    headers = [book.say(COLUMNS[key]) for key in ("kpi", "target", "value", "low", "high")]
    look = book.look(bold=True, bg_color=LIGHT)
    columns = [{"header": header, "header_format": look} for header in headers]
    last = LAST_PERIOD_HEADER + len(TILES)
    options = {"name": "LastPeriod", "columns": columns, "style": "Table Style Light 1", "autofilter": False}
    sheet.xl.add_table(LAST_PERIOD_HEADER, 0, last, len(headers) - 1, options)
    for r, (key, label) in enumerate(TILES.items(), start=LAST_PERIOD_HEADER + 1):
        sheet.put(r, 0, label)
        for c, number in enumerate((TARGETS[key], *_last_period(key)), start=1):
            sheet.put(r, c, number, num_format="+0.00;-0.00;0.00" if key == "gap" else FORMATS[key], align="left")
    message = Text("A number, or nothing.", "Un número, o nada.")
    rule = {"validate": "decimal", "criteria": "between", "minimum": -1000, "maximum": 1000}
    sheet.xl.data_validation(
        LAST_PERIOD_HEADER + 1, 1, last, len(headers) - 1, rule | {"error_message": book.say(message)}
    )
