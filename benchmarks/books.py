"""Workbooks to measure on: a survey table, a ledger with formulas, a summary and a dashboard of KPI calls.

They come from a fixed seed, so that every machine measures the same books. Every formula is stored with the value
0, as XlsxWriter does: a refresh has to change nearly all of them, which is the slowest case for it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from service_kpi.addresses import column_letters

#: Answers as a survey has them: mostly numbers from 1 to 7, some left blank, a few in words.
_ANSWERS: Final = (1, 2, 3, 4, 5, 6, 7, None, "NS/NC")
_EXPECTED_WEIGHTS: Final = (1, 1, 2, 6, 20, 34, 32, 3, 1)
_PERCEIVED_WEIGHTS: Final = (2, 4, 8, 18, 28, 24, 12, 3, 1)

_FORMULAS_PER_VISIT: Final = 10
_FORMULAS_PER_BRANCH: Final = 9
_FORMULAS_PER_QUESTION: Final = 2


@dataclass(frozen=True)
class Size:
    """What a book holds. ``items`` questions are asked twice: what was expected, what was perceived."""

    respondents: int
    items: int
    visits: int
    branches: int
    kpi_calls: int

    @property
    def standard_formulas(self) -> int:
        """Number of formulas without a KPI call."""
        return (
            _FORMULAS_PER_VISIT * self.visits
            + _FORMULAS_PER_BRANCH * self.branches
            + _FORMULAS_PER_QUESTION * 2 * self.items
        )


#: 1,000,000 answers, 20,000 standard formulas and 200 KPI calls over whole columns.
LARGE: Final = Size(respondents=100_000, items=5, visits=1_980, branches=20, kpi_calls=200)
LARGE_QUICK: Final = Size(respondents=10_000, items=5, visits=180, branches=20, kpi_calls=20)
#: 200 standard formulas and five KPI calls.
SMALL: Final = Size(respondents=60, items=3, visits=17, branches=2, kpi_calls=5)


@dataclass(frozen=True)
class Control:
    """A cell whose value the generator knows: whoever leaves another one there did not compute the book."""

    sheet: str
    cell: str
    expected: float


def write_book(path: Path, size: Size, *, seed: int, with_kpis: bool) -> list[Control]:
    """Write one book and return its control cells. Without KPI calls the dashboard has labels only."""
    draw = random.Random(seed)
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        answers = _write_survey(book.add_worksheet("Survey"), size, draw)
        _write_branches(book.add_worksheet("Branches"), size, draw)
        branches_of_visits = _write_visits(book.add_worksheet("Visits"), size, draw, day)
        _write_summary(book.add_worksheet("Summary"), size)
        _write_dashboard(book.add_worksheet("Dashboard"), size, with_kpis=with_kpis)
    controls = [
        Control("Summary", "B2", branches_of_visits.count(1)),
        Control("Summary", "N2", sum(isinstance(answer, int) and answer >= 6 for answer in answers[0])),
    ]
    if with_kpis:
        pairs = [
            (expected, perceived)
            for expected, perceived in zip(answers[0], answers[size.items], strict=True)
            if isinstance(expected, int) and isinstance(perceived, int)
        ]
        met = sum(perceived >= expected for expected, perceived in pairs)
        controls.append(Control("Dashboard", "B3", met / len(pairs)))
    return controls


def kpi_formulas(size: Size) -> Iterator[str]:
    """Yield the dashboard's formulas, every one over whole columns of the survey table."""
    written = 0
    for shift in range(size.items):
        for item in range(size.items):
            expected, perceived = f"Survey[E{item + 1}]", f"Survey[P{(item + shift) % size.items + 1}]"
            for formula in (
                f"KPI_GAP({expected},{perceived})",
                f"KPI_MET_RATE({expected},{perceived})",
                f'IF(KPI_GAP({expected},{perceived})<0,"short","ok")',
                f"KPI_SERVPERF({perceived})",
                f"ROUND(KPI_EXCEEDED_RATE({expected},{perceived}),3)",
                f"KPI_EXCEEDED_RATE({expected},{perceived})",
                f"KPI_RELATIVE({perceived},{expected})",
                f'TEXT(KPI_MET_RATE({expected},{perceived}),"0.0%")',
            ):
                if written == size.kpi_calls:
                    return
                written += 1
                yield formula


def _write_survey(sheet: Any, size: Size, draw: random.Random) -> list[list[int | str | None]]:
    names = [f"{side}{item + 1}" for side in "EP" for item in range(size.items)]
    columns = [
        draw.choices(_ANSWERS, _EXPECTED_WEIGHTS if name[0] == "E" else _PERCEIVED_WEIGHTS, k=size.respondents)
        for name in names
    ]
    for column, answers in enumerate(columns):
        for row, answer in enumerate(answers, 1):
            if isinstance(answer, int):
                sheet.write_number(row, column, answer)
            elif answer is not None:
                sheet.write_string(row, column, answer)
    headers = [{"header": name} for name in names]
    sheet.add_table(0, 0, size.respondents, len(names) - 1, {"name": "Survey", "columns": headers})
    return columns


def _write_branches(sheet: Any, size: Size, draw: random.Random) -> None:
    sheet.write_row(0, 0, ["Code", "Branch", "Region", "Days promised", "Staff"])
    for number in range(1, size.branches + 1):
        region = ("North", "Centre", "South", "Coast")[number % 4]
        sheet.write_row(number, 0, [number, f"Branch {number}", region, draw.randint(2, 9), draw.randint(4, 30)])


def _write_visits(sheet: Any, size: Size, draw: random.Random, day: Any) -> list[int]:
    titles = ["Code", "Opened", "Closed", "Price", "Units"]
    titles += ["Gap", "Promise", "Total", "Branch", "Region", "Month", "Days", "Call back", "Score", "To do"]
    sheet.write_row(0, 0, titles)
    table = f"Branches!$A$2:$E${size.branches + 1}"
    p, q = column_letters(size.items), column_letters(2 * size.items - 1)
    e = column_letters(size.items - 1)
    codes = []
    for row in range(1, size.visits + 1):
        r = row + 1
        codes.append(draw.randint(1, size.branches))
        opened = date(2026, 1, 1) + timedelta(days=draw.randrange(180))
        sheet.write_number(row, 0, codes[-1])
        sheet.write_datetime(row, 1, opened, day)
        if draw.random() < 0.9:
            sheet.write_datetime(row, 2, opened + timedelta(days=draw.randint(1, 12)), day)
        sheet.write_number(row, 3, draw.randint(100, 99_999) / 100)
        sheet.write_number(row, 4, draw.randint(1, 12))
        formulas = (
            f'IFERROR(AVERAGE(Survey!{p}{r}:{q}{r})-AVERAGE(Survey!A{r}:{e}{r}),"")',
            f'IF(C{r}="","open",IF(C{r}-B{r}<=VLOOKUP(A{r},{table},4,FALSE),"kept","late"))',
            f"ROUND(D{r}*E{r}*1.21,2)",
            f"VLOOKUP(A{r},{table},2,FALSE)",
            f"INDEX(Branches!$C$2:$C${size.branches + 1},MATCH(A{r},Branches!$A$2:$A${size.branches + 1},0))",
            f'TEXT(B{r},"yyyy-mm")',
            f'IF(C{r}="","",C{r}-B{r})',
            f"EDATE(B{r},1)",
            f"SUM(Survey!{p}{r}:{q}{r})",
            f'IF(AND(ISNUMBER(F{r}),F{r}<0),"call "&I{r},"")',
        )
        _write_formulas(sheet, row, 5, formulas)
    return codes


def _write_summary(sheet: Any, size: Size) -> None:
    titles = ["Code", "Visits", "Sales", "Kept", "Share kept", "Gap", "March", "Share of sales", "Rank", "Says"]
    sheet.write_row(0, 0, [*titles, "", "Question", "Answers", "Six or seven"])
    last, last_branch, last_answer = size.visits + 1, size.branches + 1, size.respondents + 1

    def visits(letter: str) -> str:
        return f"Visits!${letter}$2:${letter}${last}"

    for row in range(1, size.branches + 1):
        r = row + 1
        sheet.write_number(row, 0, row)
        formulas = (
            f"COUNTIFS({visits('A')},$A{r})",
            f"SUMIFS({visits('H')},{visits('A')},$A{r})",
            f'COUNTIFS({visits("A")},$A{r},{visits("G")},"kept")',
            f"IF(B{r}=0,0,ROUND(D{r}/B{r},3))",
            f'IFERROR(AVERAGEIFS({visits("F")},{visits("A")},$A{r}),"")',
            f'SUMIFS({visits("H")},{visits("A")},$A{r},{visits("K")},"2026-03")',
            f"C{r}/SUM(C$2:C${last_branch})",
            f"RANK(C{r},C$2:C${last_branch})",
            f'TEXT(E{r},"0.0%")&" kept"',
        )
        _write_formulas(sheet, row, 1, formulas)
    for question in range(2 * size.items):
        letter = column_letters(question)
        answers = f"Survey!${letter}$2:${letter}${last_answer}"
        sheet.write_string(question + 1, 11, f"Question {question + 1}")
        _write_formulas(sheet, question + 1, 12, (f"COUNT({answers})", f'COUNTIF({answers},">=6")'))


def _write_dashboard(sheet: Any, size: Size, *, with_kpis: bool) -> None:
    sheet.write_row(0, 0, ["KPI", "Value"])
    for row, formula in enumerate(kpi_formulas(size), 1):
        sheet.write_string(row, 0, formula)
        if with_kpis:
            sheet.write_formula(row, 1, f"={formula}")


def _write_formulas(sheet: Any, row: int, column: int, formulas: tuple[str, ...]) -> None:
    for offset, formula in enumerate(formulas):
        sheet.write_formula(row, column + offset, f"={formula}")
