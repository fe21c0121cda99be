"""The notes sheet: where the data come from, what each function means, what the survey asked."""

from __future__ import annotations

from typing import Final

from service_kpi.catalogue import catalogue
from service_kpi.text import Text
from workbooks.demo.book import GREY, LARGE, Book, words_look
from workbooks.demo.data import ITEMS_EACH, SEED
from workbooks.demo.words import COMPANY, DIMENSIONS, QUESTIONS

_PARAGRAPHS: Final = (
    Text(
        f"{COMPANY.en}, its customers and its rivals do not exist. A program with a fixed seed ({SEED}) made "
        "up the data.",
        f"{COMPANY.es}, sus clientes y sus rivales no existen. Un programa con semilla fija ({SEED}) "
        "inventó los datos.",
    ),
    Text(
        "Replace the rows of the tables Survey, Promises, Ratings, Weights and Calls by your own; set period and "
        "targets on the sheet Settings.",
        "Sustituya las filas de las tablas Survey, Promises, Ratings, Weights y Calls por las suyas; fije periodo y "
        "metas en la hoja Ajustes.",
    ),
    Text(
        "Table names and workbook-level names are English in both languages, so that the two books are twins.",
        "Los nombres de tablas y del libro están en inglés en ambos idiomas, para que los dos libros sean gemelos.",
    ),
    Text(
        "Nothing is rounded inside a function; cells show fewer digits than they hold.",
        "Nada se redondea dentro de una función; las celdas muestran menos cifras de las que guardan.",
    ),
)
FUNCTIONS: Final = (
    "KPI_GAP",
    "KPI_GAP_TABLE",
    "KPI_PROMISE_RATE",
    "KPI_PROMISE_TABLE",
    "KPI_PROMISE_CUSTOMERS",
    "KPI_COMPETITOR_TABLE",
    "KPI_QUALITY_RATIO",
    "KPI_SERVICE_LEVEL",
    "KPI_ABANDON_RATE",
    "KPI_INTERVAL",
    "KPI_AUDIT",
)


def write_notes(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheets["notes"]
    sheet.xl.set_row(0, 30)
    sheet.put(0, 0, Text("Notes", "Notas"), font_size=LARGE, bold=True)
    for row, paragraph in enumerate(_PARAGRAPHS, start=2):
        sheet.put(row, 0, paragraph)
    row = 3 + len(_PARAGRAPHS)
    headings = (Text("Function", "Función"), Text("In Spanish", "En inglés"), Text("What it says", "Qué dice"))
    for c, heading in enumerate(headings):
        sheet.head(row, c, heading, number=False)
    for name in FUNCTIONS:
        row += 1
        spec = catalogue().find(name).spec
        sheet.put(row, 0, Text(spec.name, spec.alias))
        sheet.put(row, 1, Text(spec.alias, spec.name), **words_look(1))
        sheet.put(row, 2, spec.summary, font_color=GREY, **words_look(2))
    row += 2
    headings = (
        Text("Item", "Ítem"),
        Text("Dimension", "Dimensión"),
        Text("What the survey asked", "Qué preguntó la encuesta"),
    )
    for c, heading in enumerate(headings):
        sheet.head(row, c, heading, number=False)
    for k, question in enumerate(QUESTIONS):
        sheet.put(row + 1 + k, 0, f"E{k + 1}, P{k + 1}")
        sheet.put(row + 1 + k, 1, DIMENSIONS[k // ITEMS_EACH], **words_look(1))
        sheet.put(row + 1 + k, 2, question, font_color=GREY, **words_look(2))
    sheet.xl.set_column(0, 1, 28)
    sheet.xl.set_column(2, 2, 95)
    sheet.xl.hide_gridlines(2)
    sheet.xl.freeze_panes(1, 0)
    sheet.page(tall=1)
