"""The survey of the kiosk users as a manager's workbook: a table, our formulas, ordinary formulas, a chart."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import xlsxwriter

from tests.shared import shared

ITEMS = tuple(f"{item:02}" for item in range(1, 25))
DIMENSIONS = ("Access", "Fun", "Control", "Saving", "Five", "Six", "Seven", "Eight")

E, P, IMPORTANCE = (f"Survey[[{side}01]:[{side}24]]" for side in ("E", "P", "IMP"))

#: Cell of the sheet "KPI" → formula. B21:B28 are the gaps by dimension.
FORMULAS = {
    "B1": f"=KPI_GAP({E},{P})",
    "B2": f"=KPI_GAP({E},{P},{IMPORTANCE})",
    "B3": f"=KPI_SERVPERF({P})",
    "B4": f"=KPI_SERVPERF({P},{IMPORTANCE})",
    "B5": f"=KPI_MET_RATE({E},{P})",
    "B6": f"=KPI_EXCEEDED_RATE({E},{P})",
    "B7": f"=KPI_ALPHA({P})",
    "B8": f"=KPI_DIFFERENCE_RELIABILITY({E},{P})",
    "B9": f"=KPI_BRECHA({E},{P})",
    # Ordinary formulas on the survey.
    "B11": "=AVERAGE(Survey[P01])",
    "B12": "=COUNT(Survey[E01])",
    "B13": "=SUMPRODUCT(Survey[IMP01]*(Survey[P01]-Survey[E01]))",
    "B14": "=STDEV(Survey[P24])",
    "B15": '=COUNTIFS(Survey[gender],"F",Survey[P01],">=6")',
    # Ordinary formulas on our cells, and around our calls.
    "B16": '=IF(B1<0,"shortfall","met")',
    "B17": "=ROUND(B1*100,1)",
    "B18": f"=IF(KPI_GAP({E},{P})<-0.5,B5*100,0)",
    "B19": "=INDEX(A21:A28,MATCH(MIN(B21:B28),B21:B28,0))",
    "B30": "=Table!B10",
    "B31": "=MAX(Table!E2:E9)-MIN(Table!E2:E9)",
}
ORDINARY = ("B11", "B12", "B13", "B14", "B15")
TABLE = f"=KPI_GAP_TABLE({E},{P},Dimensions!A1:X1)"


def survey() -> pd.DataFrame:
    """Return the answers: one row per respondent."""
    return pd.read_csv(shared("data/kiosk_servqual.csv"))


def dimension_ranges() -> dict[str, str]:
    """Return the formula of each dimension's gap by its cell on the sheet "KPI"."""
    found = {}
    for i in range(len(DIMENSIONS)):
        first, last = ITEMS[3 * i], ITEMS[3 * i + 2]
        found[f"B{21 + i}"] = f"=KPI_GAP(Survey[[E{first}]:[E{last}]],Survey[[P{first}]:[P{last}]])"
    return found


def write_workbook(path: Path) -> None:
    """Write the workbook as it is before its first refresh: every formula cell shows 0."""
    answers = survey()
    answers = answers[["id", "gender", "age", *(f"{side}{i}" for side in ("E", "P", "IMP") for i in ITEMS)]]
    rows, columns = answers.shape
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Survey")
        headings = [{"header": name} for name in answers.columns]
        sheet.add_table(0, 0, rows, columns - 1, {"name": "Survey", "columns": headings})
        for r, row in enumerate(answers.itertuples(index=False), start=1):
            for c, value in enumerate(row):
                if not pd.isna(value):
                    sheet.write(r, c, value)
        book.add_worksheet("Dimensions").write_row(0, 0, [name for name in DIMENSIONS for _ in range(3)])
        kpi = book.add_worksheet("KPI")
        kpi.write_column("A21", DIMENSIONS)
        for cell, formula in (FORMULAS | dimension_ranges()).items():
            kpi.write_formula(cell, formula)
        book.add_worksheet("Table").write_dynamic_array_formula("A1", TABLE)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": "=KPI!$A$21:$A$28", "values": "=KPI!$B$21:$B$28"})
        kpi.insert_chart("D1", chart)
