"""The shipped books hold what the dashboard guide asks for, in both languages alike."""

from __future__ import annotations

import re

import pytest

from service_kpi.catalogue import catalogue
from service_kpi.text import LANGUAGES, Language
from tests.demo import books

pytestmark = pytest.mark.parametrize("language", LANGUAGES)

SHEETS = {
    "en": ["Dashboard", "Settings", "Survey", "Promises", "Competitors", "Calls", "Calculations", "Notes"],
    "es": ["Panel", "Ajustes", "Encuesta", "Promesas", "Competencia", "Llamadas", "Cálculos", "Notas"],
}
TABLES = {"Survey": 80, "Promises": 160, "Ratings": 40, "Weights": 6, "Calls": 240, "LastPeriod": 6}


def test_sheets(language: Language) -> None:
    assert books.formulas(language).sheetnames == SHEETS[language]


def test_tables_have_english_names_and_their_rows(language: Language) -> None:
    rows = {
        table.name: len(sheet[table.ref]) - 1 for sheet in books.formulas(language) for table in sheet.tables.values()
    }
    assert rows == TABLES


def test_survey_is_as_dirty_as_real_ones(language: Language) -> None:
    sheet = books.formulas(language).worksheets[2]
    headers = [cell.value for cell in sheet[5]]
    assert headers[3:] == [f"{side}{item}" for side in "EP" for item in range(1, 16)]
    answers = [cell.value for row in sheet["D6:AG85"] for cell in row]
    assert {type(answer) for answer in answers} == {int, str, type(None)}
    assert {answer for answer in answers if isinstance(answer, str)} == {"NS/NC", "4,5"}
    assert {answer for answer in answers if isinstance(answer, int)} <= set(range(1, 8))


def test_promises_are_of_every_status(language: Language) -> None:
    statuses = {row[9].value for row in books.stored(language).worksheets[3].iter_rows(min_row=6)}
    words = {
        "en": {"Kept", "Late", "Not in full", "Overdue", "Open", "Cancelled"},
        "es": {"Cumplida", "Tarde", "Incompleta", "Atrasada", "Abierta", "Cancelada"},
    }
    assert statuses == words[language]


def test_no_cell_shows_an_error(language: Language) -> None:
    shown = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in books.stored(language)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e" or (isinstance(cell.value, str) and cell.value.startswith("#"))
    ]
    assert shown == []


def test_formulas_name_our_functions_plainly_in_the_language_of_the_book(language: Language) -> None:
    calls = [name for cell in books.kpi_cells(language) for name in re.findall(r"[\w.!\[\]]*KPI_[A-Z_]+", cell.formula)]
    assert len(set(calls)) == 11
    assert [name for name in calls if name not in catalogue()] == []
    languages = {catalogue().find(name).language for name in calls}
    assert languages == {language}


def test_every_kpi_cell_has_a_note_that_names_its_function(language: Language) -> None:
    for cell in books.kpi_cells(language):
        note = books.formulas(language)[cell.sheet][cell.cell].comment
        name = re.findall(r"KPI_[A-Z_]+", cell.formula)[0]
        assert note is not None and name in note.text, cell.cell


def test_every_input_column_checks_what_is_typed(language: Language) -> None:
    identifiers = {"Respondent", "Promise", "Customer", "Person", "Call", "Attribute", "KPI"} | {
        "Encuestado", "Promesa", "Cliente", "Persona", "Llamada", "Atributo",
    }  # fmt: skip
    formulas = {"Status", "Estado"}
    for sheet in books.formulas(language):
        checked = [rule for rule in sheet.data_validations.dataValidation if rule.error]
        for table in sheet.tables.values():
            header, first, *_ = sheet[table.ref]
            for heading, cell in zip(header, first, strict=True):
                if heading.value not in identifiers | formulas:
                    assert any(cell.coordinate in rule.sqref for rule in checked), (sheet.title, heading.value)


def test_stored_values_stand_when_excel_opens_the_book(language: Language) -> None:
    (workbook,) = books.parts(language, r"^xl/workbook\.xml$").values()
    assert re.findall(r"<calcPr[^>]*>", workbook) == ['<calcPr calcId="191029"/>']
    sheets = books.parts(language, r"^xl/worksheets/sheet")
    assert sum(sheet.count('cm="1"') for sheet in sheets.values()) == 7
    assert books.parts(language, r"^xl/metadata\.xml$")


def test_charts_have_titles_axes_and_intervals(language: Language) -> None:
    charts = list(books.parts(language, r"^xl/charts/").values())
    assert len(charts) == 3
    for chart in charts:
        assert chart.count("<c:title>") == 3, "a title and two axis titles"
        assert "#N/A" not in chart
    assert sum("<c:errBars>" in chart for chart in charts) == 2


def test_page_set_up(language: Language) -> None:
    for sheet in books.formulas(language):
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes
        assert sheet.page_setup.paperSize == 9
    dashboard = books.formulas(language).worksheets[0]
    assert dashboard.page_setup.orientation == "landscape"
    assert dashboard.sheet_properties.pageSetUpPr.fitToPage
    assert (dashboard.page_setup.fitToWidth or 1, dashboard.page_setup.fitToHeight or 1) == (1, 1), "1 where left out"
    assert not dashboard.sheet_view.showGridLines


def test_every_sheet_says_that_the_data_are_made_up(language: Language) -> None:
    words = {"en": "made up", "es": "invent"}
    for sheet in books.stored(language):
        texts = [str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row]
        assert any(words[language] in text for text in texts), sheet.title


def test_the_two_books_are_twins(language: Language) -> None:
    other: Language = "es" if language == "en" else "en"
    ours, theirs = books.formulas(language), books.formulas(other)
    assert set(ours.defined_names) == set(theirs.defined_names)
    for sheet, twin in zip(ours, theirs, strict=True):
        filled = [
            {
                cell.coordinate: cell.data_type == "f"
                for row in one.iter_rows()
                for cell in row
                if cell.value is not None
            }
            for one in (sheet, twin)
        ]
        assert filled[0] == filled[1], sheet.title
        numbers = [
            [cell.value for row in one.iter_rows() for cell in row if cell.data_type in "nd"] for one in (sheet, twin)
        ]
        if sheet.title != SHEETS[language][6]:  # the tables of promises stand in each language's alphabet
            assert numbers[0] == numbers[1], sheet.title
