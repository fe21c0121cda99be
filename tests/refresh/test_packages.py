"""Workbooks of every make: strict, prefixed, UTF-16, macro-enabled, with charts, in memory, of two date systems."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName

from service_kpi import recalculate
from tests.gate.workbook import Book, Input, Spill, write_workbook
from tests.refresh.books import NOON, SURVEY, put, refresh

SHEET, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
GAP = "=KPI_GAP(A2:A4,B2:B4)"
FORMULAS: dict[str, Input] = SURVEY | {"D1": GAP, "D2": "=D1*2"}


def strict(text: str) -> str:
    return text.replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
    ).replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def prefixed(text: str) -> str:
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", text).replace('xmlns="', 'xmlns:x="')


def test_strict(tmp_path: Path) -> None:
    parts = (SHEET, WORKBOOK, "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/metadata.xml")
    file = refresh(tmp_path, FORMULAS, edits=dict.fromkeys(parts, strict))
    assert (file["D1"], file["D2"]) == (-1.0, -2.0)


@pytest.mark.parametrize("parts", [(SHEET,), (SHEET, WORKBOOK)])
def test_prefixed_namespaces(tmp_path: Path, parts: tuple[str, ...]) -> None:
    book = FORMULAS | {"F1": Spill("=KPI_AUDIT(A2:B4)", "F1")}
    file = refresh(tmp_path, book, edits=dict.fromkeys(parts, prefixed))
    assert (file["D1"], file["D2"], file["F1"], file["G2"]) == (-1.0, -2.0, "Cells", 6.0)
    assert '<x:c r="G2"><x:v>6</x:v></x:c>' in file.xml()


def test_a_sheet_in_utf_16(tmp_path: Path) -> None:
    data = write_workbook(Book({"Sheet1": FORMULAS | {"E1": '="ñ→😀"', "E2": "señal"}}), -99.0)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == SHEET:
                content = content.decode().replace("UTF-8", "UTF-16").encode("utf-16")
            new.writestr(part, content)
    file = refresh(tmp_path, stream.getvalue())
    assert (file["D1"], file["E1"], file["E2"]) == (-1.0, "ñ→😀", "señal")


def test_a_macro_enabled_workbook_keeps_its_macros(tmp_path: Path) -> None:
    macros = "Attribute VB_Name"
    edits = {
        "[Content_Types].xml": put(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
        "xl/vbaProject.bin": lambda _: macros,
    }
    file = refresh(tmp_path, FORMULAS, edits=edits, name="book.xlsm")
    assert file["D1"] == -1.0
    assert file.xml("xl/vbaProject.bin") == macros


def test_hidden_sheets_and_chart_sheets_between(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    data = workbook.active
    data.title = "Data"
    for row in [("E", "P"), (5, 4), (6, 6), (7, 5)]:
        data.append(row)
    chart = BarChart()
    chart.add_data(Reference(data, min_col=1, min_row=1, max_row=4))
    workbook.create_chartsheet("Chart").add_chart(chart)
    hidden = workbook.create_sheet("Hidden")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = "=KPI_GAP(Data!A2:A4,Data!B2:B4)"
    last = workbook.create_sheet("Last's")
    last["A1"] = "=Hidden!A1*2"
    last["A2"] = "=KPI_GAP(Data!A2:A4,'Last''s'!A1)"  # −2 is no partner for three rows
    last["A3"] = "=KPI_ASA(Hidden!A1+Data!A3)"
    stream = io.BytesIO()
    workbook.save(stream)
    file = refresh(tmp_path, stream.getvalue())
    assert file["Hidden!A1"] == -1.0
    assert [file[f"Last's!A{row}"] for row in (1, 2, 3)] == [-2.0, "#VALUE!", 5.0]


def test_what_xlsxwriter_writes(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Survey")
        sheet.add_table("A1:B4", {"name": "T", "columns": [{"header": "E"}, {"header": "P"}]})
        for row, (expected, perceived) in enumerate([(5, 4), (6, 6), (7, 5)], 1):
            sheet.write_row(row, 0, [expected, perceived])
        sheet.write_formula("D1", "=KPI_GAP(T[E],T[P])")
        sheet.write_dynamic_array_formula("F1", "=KPI_AUDIT(T[[E]:[P]])")
        sheet.write_array_formula("D3:D4", "{=A2:A3*2}")
        workbook.define_name("Gap", "=KPI_GAP(Survey!$A$2:$A$4,Survey!$B$2:$B$4)")
        sheet.write_formula("D2", "=Gap+1")
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Survey!$A$2:$A$4"})
        sheet.insert_chart("A9", chart)
    file = refresh(tmp_path, stream.getvalue())
    assert [file[address] for address in ("D1", "D2", "D3", "D4")] == [-1.0, 0.0, 10.0, 12.0]
    assert [file[address] for address in ("F1", "F2", "M1")] == ["Cells", 6.0, "First bad cell"]


def test_an_openpyxl_workbook_in_memory_is_left_as_it_is() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [("E", "P"), (5, 4), (6, 6), (7, "NS/NC")]:
        sheet.append(row)
    workbook.defined_names["Asked"] = DefinedName("Asked", attr_text="Sheet!$A$2:$A$4")
    sheet["D1"] = "=KPI_GAP(Asked,B2:B4)"
    sheet["D2"] = '=IF(D1<0,"short","ok")'
    sheet["D3"] = datetime(2026, 3, 1)
    sheet["D4"] = "=D3+1"
    result = recalculate(workbook, now=NOON)
    assert result.values == {"Sheet": {"D1": -0.5, "D2": "short", "D4": 46083.0}}  # 2 March 2026
    assert sheet["D1"].value == "=KPI_GAP(Asked,B2:B4)"
    assert result.path == ""


@pytest.mark.parametrize("date1904", [False, True])
def test_both_date_systems(tmp_path: Path, date1904: bool) -> None:
    """45000 is 15 March 2023 where days count from 1900, and 16 March 2027 from 1904."""
    year, day = (2027, 16) if date1904 else (2023, 15)
    cells: dict[str, Input] = {"A1": 45000.0, "A2": 45001.0, "B1": 45000.0, "B2": 45002.0}
    cells |= {
        "D1": "=YEAR(A1)*10000+MONTH(A1)*100+DAY(A1)",
        "D2": f'=KPI_PROMISE_RATE(A1:A2,B1:B2,"{year}-03-{day}")',  # the first alone is due, and kept
        "D3": f'=KPI_PROMISE_RATE(A1:A2,B1:B2,"{year}-03-{day - 1}")',  # none is due
        "D4": f"=KPI_PROMISE_RATE(A1:A2,B1:B2,DATE({year},12,31))",  # both are, one was late
        "D5": "=KPI_PROMISE_RATE(A1:A2*1,B1:B2+0,A1+0)",
        "D6": "=TODAY()",
        "D7": "=NOW()",
    }
    file = refresh(tmp_path, Book({"Sheet1": cells}, date1904=date1904), now=NOON)
    today = 46095.0 - (1462.0 if date1904 else 0.0)  # 14 March 2026
    assert file["D1"] == year * 10000 + 300 + day
    assert [file[f"D{row}"] for row in (2, 3, 4, 5)] == [1.0, "#N/A", 0.5, 1.0]
    assert (file["D6"], file["D7"]) == (today, today + 0.5)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=TRUE", True),
        ("=1=2", False),
        ('="  two  spaces "', "  two  spaces "),
        ('="line"&CHAR(10)&"two"', "line\ntwo"),
        ('=CHAR(7)&"bell"', "_x0007_bell"),  # the format's spelling of a control character
        ('="_x0041_"', "_x005F_x0041_"),
        ('="<&>"""', '<&>"'),
        ("=UNICHAR(128512)", "😀"),
        ('=""', ""),
        ('=REPT("x",32767)', "x" * 32767),
        ('=REPT("x",32768)', "#VALUE!"),
        ("=NA()", "#N/A"),
        ("=1/0", "#DIV/0!"),
        ("=SQRT(-1)", "#NUM!"),
        ("=DATE(2026,1,2)", 46024.0),
        ("=1/3", 1 / 3),
        ("=0.1+0.2", 0.1 + 0.2),
        ("=1E300*1E5", 1e300 * 1e5),
        ("=Z99", 0.0),
    ],
)
def test_results_of_every_type(tmp_path: Path, formula: str, expected: Any) -> None:
    found = refresh(tmp_path, {"A1": formula})["A1"]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("cached", [None, -99.0])
def test_a_value_of_another_type_was_stored(tmp_path: Path, cached: float | None) -> None:
    """The old ``t`` goes with the old value."""
    edits = {SHEET: lambda text: re.sub(r'<c r="D1">', '<c r="D1" s="0" t="str">', text)}
    file = refresh(tmp_path, FORMULAS, edits=edits, cached=cached)
    assert file["D1"] == -1.0
    assert 't="str"' not in file.xml()


SPANISH = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><HeadingPairs>'
    '<vt:vector size="2" baseType="variant"><vt:variant><vt:lpstr>Hojas de cálculo</vt:lpstr></vt:variant>'
    "<vt:variant><vt:i4>1</vt:i4></vt:variant></vt:vector></HeadingPairs></Properties>"
)


def test_the_language_of_the_excel_that_wrote_it(tmp_path: Path) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties"
    edits = {
        "docProps/app.xml": lambda _: SPANISH,
        "_rels/.rels": put(
            "</Relationships>", f'<Relationship Id="rId9" Type="{relation}" Target="docProps/app.xml"/></Relationships>'
        ),
    }
    formulas = ('=TEXT(1.5,"0,0")', '=1.5&""', '=TEXT(DATE(2026,1,2),"dd/mm/aaaa")', '=VALUE("1,5")', '=TRUE&""')
    cells: dict[str, Input] = {f"A{row}": formula for row, formula in enumerate(formulas, 1)}
    file = refresh(tmp_path, cells, edits=edits)
    assert [file[f"A{row}"] for row in range(1, 6)] == ["1,5", "1,5", "02/01/2026", 1.5, "VERDADERO"]
    english = refresh(tmp_path, {"A1": '=TEXT(1.5,"0.0")', "A2": '=1.5&""', "A3": '=TRUE&""'})
    assert [english[f"A{row}"] for row in (1, 2, 3)] == ["1.5", "1.5", "TRUE"]


def test_cells_out_of_order_are_reported(tmp_path: Path) -> None:
    in_order, swapped = (
        '<c r="A2"><v>5.0</v></c><c r="B2"><v>4.0</v></c>',
        '<c r="B2"><v>4</v></c><c r="A2"><v>5</v></c>',
    )
    edits = {SHEET: put(in_order, swapped)}
    file = refresh(tmp_path, FORMULAS, edits=edits)
    assert (file["D1"], file["D2"]) == (-1.0, -2.0)
    assert file.codes == [("ROW_ORDER", "Sheet1")]


def test_output_elsewhere_leaves_the_original(tmp_path: Path) -> None:
    data = write_workbook(Book({"Sheet1": FORMULAS}), -99.0)
    path, target = tmp_path / "book.xlsx", tmp_path / "copy.xlsx"
    path.write_bytes(data)
    first = recalculate(path, output=target)
    assert path.read_bytes() == data
    assert first.data == target.read_bytes()
    assert recalculate(target, output=tmp_path / "again.xlsx").changes == []
    assert (tmp_path / "again.xlsx").read_bytes() == target.read_bytes()  # a copy, though nothing changed
    recalculate(path, output=tmp_path / "." / "book.xlsx")
    assert path.read_bytes() == target.read_bytes()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    data = write_workbook(Book({"Sheet1": FORMULAS}), -99.0)
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    result = recalculate(path, dry_run=True, output=tmp_path / "copy.xlsx")
    assert [change.after for change in result.changes] == [-1.0, -2.0]
    assert [file.name for file in tmp_path.iterdir()] == ["book.xlsx"]
    assert path.read_bytes() == data
