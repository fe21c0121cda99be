"""A thin layer over XlsxWriter: cell formats by need, formulas with the values that a refresh computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from service_kpi.catalogue import catalogue
from service_kpi.text import Language, Text
from workbooks.demo.words import COLUMNS, SHEETS

GOOD: Final = "#0072B2"
BAD: Final = "#D55E00"
UNCLEAR: Final = "#999999"
INK: Final = "#262626"
GREY: Final = "#595959"
LIGHT: Final = "#F3F3F3"
LINE: Final = "#D0D0D0"

SMALL: Final = 8
BODY: Final = 11
LARGE: Final = 20

#: Excel of today; with it and without a forced calculation, a book opened without the functions keeps its numbers.
CALCULATION_ID: Final = 191029
CREATED: Final = datetime(2026, 7, 1)

PLUS_MINUS: Final = "+0.0;-0.0;0.0"
PERCENT: Final = "0%"
DATE: Final = "d mmm yyyy"
AUTHOR: Final = "service_kpi"

Scalar = str | float | int | bool
#: What the formulas of a book came to, by sheet and cell.
Values = Mapping[tuple[str, str], Scalar]


class Call(NamedTuple):
    """A call of one of our functions, as a manager would type it, and the note that says what it is."""

    formula: str
    note: Text


class Book:
    """One workbook in one language."""

    def __init__(self, path: Path, language: Language, values: Values) -> None:
        self.language = language
        self.values = values
        self.workbook = xlsxwriter.Workbook(str(path))
        self.workbook.set_properties({"title": "service_kpi", "comments": "Sample data", "created": CREATED})
        self.workbook.set_calc_mode("auto", CALCULATION_ID)
        self.workbook.calc_on_load = False
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.sheets = {key: Sheet(self, self.workbook.add_worksheet(self.say(name))) for key, name in SHEETS.items()}

    def say(self, words: Text) -> str:
        """Return the words in the language of the book."""
        return words.in_language(self.language)

    def kpi(self, name: str, arguments: str) -> Call:
        """Return a call of one of our functions by its name in the language of the book, with the note of its cell."""
        spec = catalogue().find(name).spec
        return Call(
            f"{self.say(Text(spec.name, spec.alias))}({arguments})",
            Text(f"{spec.name}: {spec.summary.en}", f"{spec.alias}: {spec.summary.es}"),
        )

    def column(self, table: str, key: str) -> str:
        """Return the structured reference to a column of a table."""
        return f"{table}[{self.say(COLUMNS[key])}]"

    def look(self, **properties: Any) -> Any:
        """Return the cell format with these properties; vertically centred, in the body ink unless said otherwise."""
        properties = {"valign": "vcenter", "font_color": INK, "font_size": BODY} | properties
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def name(self, name: str, sheet: str, row: int, column: int, last_column: int | None = None) -> None:
        """Define a workbook-level name for a cell or a row of cells."""
        area = xl_range_abs(row, column, row, column if last_column is None else last_column)
        self.workbook.define_name(name, f"={self.quoted(sheet)}!{area}")

    def quoted(self, sheet: str) -> str:
        """Return a sheet's name as formulas write it."""
        return f"'{self.say(SHEETS[sheet])}'"

    def at(self, sheet: str, row: int, column: int, last_row: int | None = None, last_column: int | None = None) -> str:
        """Return an absolute reference to a cell, or to a range, with its sheet."""
        if last_row is None and last_column is None:
            return f"{self.quoted(sheet)}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"
        last_row, last_column = (
            (row if last_row is None else last_row),
            (column if last_column is None else last_column),
        )
        return f"{self.quoted(sheet)}!{xl_range_abs(row, column, last_row, last_column)}"


class Sheet:
    """One worksheet; rows and columns count from zero."""

    def __init__(self, book: Book, worksheet: Any) -> None:
        self.book = book
        self.xl = worksheet
        self.name: str = worksheet.name

    def put(self, row: int, column: int, value: Text | Scalar | date | None, **look: Any) -> None:
        """Write a constant; nothing but the format for ``None``."""
        style = self.book.look(**look)
        if value is None:
            self.xl.write_blank(row, column, None, style)
        elif isinstance(value, Text):
            self.xl.write_string(row, column, self.book.say(value), style)
        elif isinstance(value, date):
            self.xl.write_datetime(row, column, value, style)
        else:
            self.xl.write(row, column, value, style)

    def calc(self, row: int, column: int, formula: str, note: Text | None = None, **look: Any) -> None:
        """Write a formula with its value, and the note that says what it is."""
        self.xl.write_formula(row, column, f"={formula}", self.book.look(**look), self._value(row, column))
        if note is not None:
            self.note(row, column, note)

    def spill(self, row: int, column: int, call: Call, *, rows: int, formats: Sequence[str], headings: bool) -> None:
        """Write a dynamic array formula and the values that it spills; ``formats`` has one number format per column.

        A column of format ``@`` holds words.
        """
        last_row, last_column = row + rows - 1, column + len(formats) - 1
        style = self._spill_look(column, formats[0], headings)
        self.xl.write_dynamic_array_formula(
            row, column, last_row, last_column, f"={call.formula}", style, self._value(row, column)
        )
        for r in range(row, last_row + 1):
            for c, number in enumerate(formats, start=column):
                if (r, c) != (row, column):
                    self.xl.write(r, c, self._value(r, c), self._spill_look(c, number, headings and r == row))
        self.note(row, column, call.note)

    def head(self, row: int, column: int, words: Text, *, number: bool = True) -> None:
        """Write the heading of a column of numbers, or of words."""
        self.put(row, column, words, **_HEADING, **({"align": "right"} if number else words_look(column)))

    def _spill_look(self, column: int, number: str, heading: bool) -> Any:
        words = words_look(column) if number == "@" else {"align": "right"}
        return self.book.look(
            **words, **(_HEADING if heading else {"num_format": "General" if number == "@" else number})
        )

    def note(self, row: int, column: int, note: Text) -> None:
        """Attach a note to a cell."""
        self.xl.write_comment(row, column, self.book.say(note), {"author": AUTHOR, "x_scale": 1.8, "y_scale": 0.9})

    def page(self, *, tall: int = 0, repeat: int | None = None, landscape: bool = True) -> None:
        """Set the sheet up to print one page wide on A4; ``repeat`` is the heading row that every page shows."""
        self.xl.set_paper(9)
        if landscape:
            self.xl.set_landscape()
        self.xl.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        self.xl.fit_to_pages(1, tall)
        self.xl.set_footer(f"&L&8{self.book.say(_FOOTER)}&R&8&A · &P/&N")
        if repeat is not None:
            self.xl.repeat_rows(repeat)

    def values(self, first: int, last: int, column: int) -> list[Scalar]:
        """Return what the formulas of a column came to."""
        return [self._value(row, column) for row in range(first, last + 1)]

    def _value(self, row: int, column: int) -> Scalar:
        nothing_yet = "" if self.book.values else 0
        return self.book.values.get((self.name, xl_rowcol_to_cell(row, column)), nothing_yet)


def words_look(column: int) -> dict[str, Any]:
    """Return the look of words: off the number to their left, if there can be one."""
    return {"align": "left", "indent": 1 if column else 0}


_HEADING: Final[dict[str, Any]] = {"bold": True, "bg_color": LIGHT, "text_wrap": True}
_FOOTER: Final = Text("Sample data, made up", "Datos de ejemplo, inventados")
