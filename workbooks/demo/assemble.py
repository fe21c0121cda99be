"""Put a whole book together."""

from __future__ import annotations

from pathlib import Path

from service_kpi.text import Language
from workbooks.demo.book import Book, Values
from workbooks.demo.calculations import write_calculations
from workbooks.demo.dashboard import write_dashboard
from workbooks.demo.data import make_data
from workbooks.demo.inputs import write_calls, write_competitors, write_promises, write_survey
from workbooks.demo.notes import write_notes
from workbooks.demo.origin import say_language
from workbooks.demo.settings import write_settings
from workbooks.demo.tiles import write_tile_figures


def write_book(path: Path, language: Language, values: Values) -> None:
    """Write the sample workbook in one language; ``values`` are what its formulas came to."""
    book = Book(path, language, values)
    data = make_data()
    write_settings(book)
    for write in (write_survey, write_promises, write_competitors, write_calls):
        write(book, data)
    write_calculations(book)
    write_tile_figures(book)
    write_dashboard(book)
    write_notes(book)
    book.workbook.close()
    say_language(path, language)
