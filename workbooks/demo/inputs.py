"""The input sheets: survey, promises, competitors, calls. Every column a person fills in checks what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from service_kpi.text import Text
from workbooks.demo.book import BAD, DATE, GREY, LARGE, LIGHT, SMALL, Book, Sheet
from workbooks.demo.data import AS_OF, ITEMS, ITEMS_EACH, NOT_ANSWERED, PERIOD_START, DemoData, Promise
from workbooks.demo.layout import (
    EXPECTED_COLUMN,
    FIRST_ROW,
    GROUP_ROW,
    HEADER_ROW,
    RATINGS_HEADER,
    TEXT_ROW,
    TITLE_ROW,
)
from workbooks.demo.words import (
    ATTRIBUTES,
    CANCELLED,
    CHANNELS,
    COLUMNS,
    DIMENSIONS,
    FIRMS,
    IMPORTANCE,
    KINDS,
    NO,
    OWNERS,
    QUESTIONS,
    STATUS,
    TOUCHPOINTS,
    YES,
)

_STYLE: Final = "Table Style Light 1"
_SAMPLE: Final = Text("Sample data, made up. ", "Datos de ejemplo, inventados. ")


def heading(sheet: Sheet, title: Text, explanation: Text) -> None:
    """Write what the sheet is, and that its data are made up."""
    sheet.xl.set_row(TITLE_ROW, 30)
    sheet.put(TITLE_ROW, 0, title, font_size=LARGE, bold=True)
    sheet.put(TEXT_ROW, 0, sheet.book.say(_SAMPLE) + sheet.book.say(explanation), font_color=GREY)


def write_survey(book: Book, data: DemoData) -> None:
    """Write the table ``Survey``: respondents × items, expected E1… and perceived P1… on 1–7."""
    sheet = book.sheets["survey"]
    heading(
        sheet,
        Text("Survey", "Encuesta"),
        Text(
            "E = expected, P = perceived, 1 (not at all) to 7 (fully); empty or NS/NC = not answered. "
            "One answer is text (4,5), as pasted data often are.",
            "E = esperado, P = percibido, de 1 (nada) a 7 (del todo); vacío o NS/NC = sin respuesta. "
            "Una respuesta es texto (4,5), como suele pasar al pegar datos.",
        ),
    )
    for block, prefix in enumerate("EP"):
        for item in range(ITEMS):
            column = EXPECTED_COLUMN + block * ITEMS + item
            group = book.say(DIMENSIONS[item // ITEMS_EACH])
            sheet.put(GROUP_ROW, column, group, font_size=SMALL, font_color=GREY, align="center", shrink=True)
            sheet.note(HEADER_ROW, column, Text(*(f"{prefix}{item + 1}: {t}" for t in _both(QUESTIONS[item]))))
    book.name("Dimensions", "survey", GROUP_ROW, EXPECTED_COLUMN, EXPECTED_COLUMN + ITEMS - 1)
    headers = [book.say(COLUMNS[key]) for key in ("respondent", "day", "channel")]
    headers += [f"{prefix}{item + 1}" for prefix in "EP" for item in range(ITEMS)]
    rows = [(r.number, r.day, book.say(CHANNELS[r.channel]), *r.expected, *r.perceived) for r in data.survey]
    _table(sheet, "Survey", HEADER_ROW, headers, rows)
    last = FIRST_ROW + len(rows) - 1
    _allow_dates(sheet, (FIRST_ROW, last), 1)
    _allow_list(sheet, (FIRST_ROW, last), 2, [book.say(channel) for channel in CHANNELS])
    first = xl_rowcol_to_cell(FIRST_ROW, EXPECTED_COLUMN)
    answers = (FIRST_ROW, EXPECTED_COLUMN, last, EXPECTED_COLUMN + 2 * ITEMS - 1)
    rule = f'=OR({first}="{NOT_ANSWERED}",IF(ISNUMBER({first}),AND({first}>=1,{first}<=7),FALSE))'
    allowed = Text("A number from 1 to 7, NS/NC, or nothing.", "Un número de 1 a 7, NS/NC, o nada.")
    _allow(sheet, answers, {"validate": "custom", "value": rule}, allowed)
    sheet.xl.set_column(0, 1, 12)
    sheet.xl.set_column(2, 2, 11)
    sheet.xl.set_column(EXPECTED_COLUMN, EXPECTED_COLUMN + 2 * ITEMS - 1, 7)
    sheet.xl.freeze_panes(FIRST_ROW, 1)
    sheet.page(repeat=HEADER_ROW)


def write_promises(book: Book, data: DemoData) -> None:
    """Write the table ``Promises``: one row per promise, its status by an ordinary formula."""
    sheet = book.sheets["promises"]
    heading(
        sheet,
        Text("Promises", "Promesas"),
        Text(
            "One row per promise made to a customer. Delivered: a date, Cancelled (by the customer), or nothing yet. "
            "Status is a formula.",
            "Una fila por promesa hecha a un cliente. Entregada: una fecha, Cancelada (por el cliente), o nada aún. "
            "Estado es una fórmula.",
        ),
    )
    keys = ("promise", "customer", "kind", "touchpoint", "channel", "owner", "promised", "delivered", "in_full")
    headers = [book.say(COLUMNS[key]) for key in (*keys, "status")]
    rows = [_promise_row(book, promise) for promise in data.promises]
    _table(sheet, "Promises", HEADER_ROW, headers, rows, formula=_status_formula(book))
    last = FIRST_ROW + len(rows) - 1
    for column, words in ((2, KINDS), (3, TOUCHPOINTS), (4, CHANNELS), (8, (YES, NO))):
        _allow_list(sheet, (FIRST_ROW, last), column, [book.say(word) for word in words])
    _allow_list(sheet, (FIRST_ROW, last), 5, OWNERS)
    _allow_dates(sheet, (FIRST_ROW, last), 6)
    delivered = xl_rowcol_to_cell(FIRST_ROW, 7)
    rule = {"validate": "custom", "value": f'=OR(ISNUMBER({delivered}),{delivered}="{book.say(CANCELLED)}")'}
    allowed = Text("A date, the word Cancelled, or nothing.", "Una fecha, la palabra Cancelada, o nada.")
    _allow(sheet, (FIRST_ROW, 7, last, 7), rule, allowed)
    late = {"type": "cell", "criteria": "==", "value": f'"{book.say(STATUS["overdue"])}"'}
    sheet.xl.conditional_format(
        FIRST_ROW, 9, last, 9, late | {"format": book.workbook.add_format({"font_color": BAD, "bold": True})}
    )
    for column, width in enumerate((11, 11, 13, 19, 12, 14, 13, 13, 11, 13)):
        sheet.xl.set_column(column, column, width)
    sheet.xl.freeze_panes(FIRST_ROW, 1)
    sheet.page(repeat=HEADER_ROW)


def write_competitors(book: Book, data: DemoData) -> None:
    """Write the table ``Weights`` of the attributes and the table ``Ratings``, one person to a row."""
    sheet = book.sheets["competitors"]
    heading(
        sheet,
        Text("Competitors", "Competencia"),
        Text(
            "The same people rated us and our rivals, 1 (worst) to 10 (best). Weights say what matters to customers.",
            "Las mismas personas nos calificaron a nosotros y a los rivales, de 1 (peor) a 10 (mejor). "
            "Los pesos dicen qué importa al cliente.",
        ),
    )
    weights = [(book.say(attribute), weight) for attribute, weight in zip(ATTRIBUTES, IMPORTANCE, strict=True)]
    _table(sheet, "Weights", HEADER_ROW, [book.say(COLUMNS[key]) for key in ("attribute", "weight")], weights)
    total = FIRST_ROW + len(weights)
    _allow_numbers(sheet, (FIRST_ROW, total - 1), 1, low=0, high=1)
    sheet.put(total, 0, Text("Sum", "Suma"), font_color=GREY)
    sheet.calc(total, 1, f"SUM(Weights[{book.say(COLUMNS['weight'])}])", num_format="0%", align="left")
    pairs = [(firm, book.say(attribute)) for firm in FIRMS for attribute in ATTRIBUTES]
    for column, labels in enumerate(pairs, start=1):
        for row, label in enumerate(labels, start=RATINGS_HEADER - 2):
            sheet.put(row, column, label, font_size=SMALL, font_color=GREY, align="center", shrink=True)
    for name, row in (("RatedFirm", RATINGS_HEADER - 2), ("RatedAttribute", RATINGS_HEADER - 1)):
        book.name(name, "competitors", row, 1, len(pairs))
    headers = [book.say(COLUMNS["person"]), *(f"{firm} {attribute}" for firm, attribute in pairs)]
    _table(sheet, "Ratings", RATINGS_HEADER, headers, [(rater.number, *rater.scores) for rater in data.ratings])
    first, last = RATINGS_HEADER + 1, RATINGS_HEADER + len(data.ratings)
    for column in range(1, len(headers)):
        _allow_numbers(sheet, (first, last), column, low=1, high=10)
    sheet.xl.set_row(RATINGS_HEADER, 32)
    sheet.xl.set_column(0, 0, 16)
    sheet.xl.set_column(1, len(pairs), 11)
    sheet.xl.freeze_panes(RATINGS_HEADER + 1, 1)
    sheet.page(tall=1)


def write_calls(book: Book, data: DemoData) -> None:
    """Write the table ``Calls``: how long each caller waited and whether somebody answered."""
    sheet = book.sheets["calls"]
    heading(
        sheet,
        Text("Calls", "Llamadas"),
        Text("Two weeks of incoming calls; wait in seconds.", "Dos semanas de llamadas; espera en segundos."),
    )
    headers = [book.say(COLUMNS[key]) for key in ("call", "start", "wait", "answered")]
    rows = [(c.number, c.start, c.wait, book.say(YES if c.answered else NO)) for c in data.calls]
    _table(sheet, "Calls", HEADER_ROW, headers, rows)
    last = FIRST_ROW + len(rows) - 1
    _allow_dates(sheet, (FIRST_ROW, last), 1)
    _allow_numbers(sheet, (FIRST_ROW, last), 2, low=0, high=7200)
    _allow_list(sheet, (FIRST_ROW, last), 3, [book.say(YES), book.say(NO)])
    for column, width in enumerate((10, 20, 16, 12)):
        sheet.xl.set_column(column, column, width)
    sheet.xl.freeze_panes(FIRST_ROW, 0)
    sheet.page(repeat=HEADER_ROW, landscape=False)


def _both(words: Text) -> tuple[str, str]:
    return words.en, words.es


def _promise_row(book: Book, p: Promise) -> tuple[Any, ...]:
    delivered = book.say(CANCELLED) if p.cancelled else p.delivered
    in_full = None if p.in_full is None else book.say(YES if p.in_full else NO)
    categories = (KINDS[p.kind], TOUCHPOINTS[p.touchpoint], CHANNELS[p.channel])
    names = (book.say(words) for words in categories)
    return (f"P{p.number:03}", f"C{p.customer:02}", *names, OWNERS[p.owner], p.promised, delivered, in_full)


def _status_formula(book: Book) -> str:
    def cell(key: str) -> str:
        return f"Promises[[#This Row],[{book.say(COLUMNS[key])}]]"

    status = {key: f'"{book.say(word)}"' for key, word in STATUS.items()}
    delivered, promised = cell("delivered"), cell("promised")
    arrived = f'IF({cell("in_full")}="{book.say(NO)}",{status["partial"]},{status["kept"]})'
    return (
        f"IF({delivered}={status['cancelled']},{status['cancelled']},IF({promised}>AsOf,{status['open']},"
        f'IF({delivered}="",{status["overdue"]},IF({delivered}>{promised},{status["late"]},{arrived}))))'
    )


def _table(
    sheet: Sheet, name: str, top: int, headers: Sequence[str], rows: Sequence[Sequence[Any]], *, formula: str = ""
) -> None:
    """Write an Excel table whose last column holds ``formula``, if one is given."""
    head = {"bold": True, "bg_color": LIGHT, "text_wrap": True} | ({"font_size": SMALL} if name == "Ratings" else {})
    columns: list[dict[str, Any]] = []
    for header in headers:
        align = _column_look(name, header, sheet.book)["align"]
        columns.append({"header": header, "header_format": sheet.book.look(**head, align=align)})
    if formula:
        columns[-1]["formula"] = f"={formula}"
    area = (top, 0, top + len(rows), len(headers) - 1)
    sheet.xl.add_table(*area, {"name": name, "columns": columns, "style": _STYLE})
    for r, row in enumerate(rows, start=top + 1):
        for c, value in enumerate(row):
            sheet.put(r, c, value, **_column_look(name, headers[c], sheet.book))
        if formula:
            sheet.calc(r, len(headers) - 1, formula)


def _column_look(table: str, header: str, book: Book) -> dict[str, Any]:
    if header == book.say(COLUMNS["start"]):
        return {"num_format": "d mmm yyyy hh:mm", "align": "left"}
    if header in {book.say(COLUMNS[key]) for key in ("day", "promised", "delivered")}:
        return {"num_format": DATE, "align": "left"}
    if header == book.say(COLUMNS["weight"]):
        return {"num_format": "0%", "align": "left"}
    is_item = header[0] in "EP" and header[1:].isdigit()
    return {"align": "center" if table == "Ratings" or is_item else "left"}


def _allow(sheet: Sheet, area: tuple[int, int, int, int], rule: dict[str, Any], allowed: Text) -> None:
    title = Text("Not allowed here", "No se admite aquí")
    error = {"error_title": sheet.book.say(title), "error_message": sheet.book.say(allowed)}
    sheet.xl.data_validation(*area, rule | error)


def _allow_list(sheet: Sheet, rows: tuple[int, int], column: int, words: Sequence[str]) -> None:
    allowed = Text(f"One of: {', '.join(words)}.", f"Una de estas opciones: {', '.join(words)}.")
    _allow(sheet, (rows[0], column, rows[1], column), {"validate": "list", "source": list(words)}, allowed)


def _allow_numbers(sheet: Sheet, rows: tuple[int, int], column: int, *, low: int, high: int) -> None:
    rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
    allowed = Text(f"A number from {low} to {high}.", f"Un número de {low} a {high}.")
    _allow(sheet, (rows[0], column, rows[1], column), rule, allowed)


def _allow_dates(sheet: Sheet, rows: tuple[int, int], column: int) -> None:
    first, end = PERIOD_START.replace(year=PERIOD_START.year - 5), AS_OF.replace(year=AS_OF.year + 5)
    rule = {"validate": "date", "criteria": "between", "minimum": first, "maximum": end}
    allowed = Text(
        f"A date between {first:%d/%m/%Y} and {end:%d/%m/%Y}.", f"Una fecha entre {first:%d/%m/%Y} y {end:%d/%m/%Y}."
    )
    _allow(sheet, (rows[0], column, rows[1], column), rule, allowed)
