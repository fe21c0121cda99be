"""Nothing but stored values changes, and what the sheet shows is what the function says."""

from __future__ import annotations

import math
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service_kpi import functions, recalculate
from service_kpi.addresses import column_letters
from service_kpi.errors import NA, CellError
from tests.gate.workbook import Book, Input, Spill, write_workbook
from tests.refresh.books import NOON, SURVEY, edited, member, put, raw_members, refresh, stored_values

SHEET = "xl/worksheets/sheet1.xml"
FORMULAS: dict[str, Input] = SURVEY | {
    "D1": "=KPI_GAP(A2:A4,B2:B4)",
    "D2": '=IF(D1<0,"short & <sour>","ok")',
    "D3": "=1=1",
    "F1": Spill("=_xlfn.SEQUENCE(2)", "F1:F2"),
    "F2": 9.0,
}


def without_values(xml: str) -> str:
    """Return a sheet without the values and types of its cells."""
    return re.sub(r'(<c r="[^"]*"(?: [a-su-z]\w*="[^"]*")*) t="[a-z]+"', r"\1", re.sub(r"<v[^>]*>.*?</v>", "", xml))


def test_only_the_values_of_a_sheet_change(tmp_path: Path) -> None:
    extras = (
        '</sheetData><mergeCells count="1"><mergeCell ref="H1:I1"/></mergeCells>'
        '<conditionalFormatting sqref="D1"><cfRule type="cellIs" dxfId="0" priority="1" operator="lessThan">'
        "<formula>0</formula></cfRule></conditionalFormatting><!-- kept --><pageMargins left=\"0.7\" right='0.7' "
        'top="0.75" bottom="0.75"   header="0.3" footer="0.3"/><extLst><ext uri="{x}"><v>1</v></ext></extLst>'
    )
    file = refresh(tmp_path, FORMULAS, edits={SHEET: put("</sheetData>", extras)})
    before = member(file.before, SHEET).decode()
    assert without_values(file.xml()) == without_values(before)
    assert file.xml() != before


def test_a_fresh_book_is_not_written(tmp_path: Path) -> None:
    path = refresh(tmp_path, FORMULAS).path
    os.utime(path, (1_000_000_000, 1_000_000_000))
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino
    result = recalculate(path, now=NOON)
    assert result.changes == []
    assert result.data is None
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_value_that_agrees_to_twelve_digits_stays_as_it_is(tmp_path: Path) -> None:
    """Engines add in another order: the last bit is no news."""
    stored = put("<v>-99.0</v>", "<v>0.30000000000000027</v>")
    file = refresh(tmp_path, {"A1": "=0.1+0.2"}, edits={SHEET: stored})
    assert file.result.changes == []
    assert file["A1"] == 0.30000000000000027


def test_every_member_keeps_its_order_dates_and_compressed_bytes(tmp_path: Path) -> None:
    data = write_workbook(Book({"Sheet1": FORMULAS, "Two": {"A1": 1.0}}), -99.0)
    data = edited(data, {"a/ñ.txt": lambda _: "x" * 500})
    file = refresh(tmp_path, data)
    before, after = raw_members(data), raw_members(file.path.read_bytes())
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == [SHEET]


# What the sheet shows is what the function says -----------------------------------------------------------------

ANSWERS = st.one_of(
    st.integers(1, 7).map(float),
    st.none(),
    st.sampled_from(["5", " 6 ", "3,5", "NS/NC", "n/a", "", "good", "-"]),
    st.booleans(),
    st.just(NA),
)
GRIDS = st.tuples(st.integers(1, 6), st.integers(1, 3)).flatmap(
    lambda shape: st.tuples(
        *(st.lists(st.lists(ANSWERS, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]),) * 2
    )
)
Grid = list[list[Any]]


def cells_at(grid: Grid, column: int) -> dict[str, Input]:
    """Write a grid from row 2 down; a blank is no cell at all."""
    return {
        f"{column_letters(column + c)}{r + 2}": value
        for r, row in enumerate(grid)
        for c, value in enumerate(row)
        if value is not None
    }


def area(grid: Grid, column: int) -> str:
    first, last = column_letters(column), column_letters(column + len(grid[0]) - 1)
    return f"{first}2:{last}{len(grid) + 1}"


def flat(value: Any) -> list[Any]:
    rows = value if isinstance(value, list) else [[value]]
    return [item.code if isinstance(item, CellError) else item for row in rows for item in row]


def same(shown: Any, said: Any) -> bool:
    if isinstance(said, float) and isinstance(shown, float):
        return math.isclose(shown, said, rel_tol=1e-15, abs_tol=0.0)
    return bool(shown == said)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(GRIDS)
def test_in_the_sheet_as_in_python(grids: tuple[Grid, Grid]) -> None:
    expected, perceived = grids
    e, p = area(expected, 0), area(perceived, 4)
    calls: dict[str, tuple[str, tuple[Any, ...], str]] = {
        "J1": ("KPI_GAP", (expected, perceived), f"KPI_GAP({e},{p})"),
        "J2": ("KPI_MET_RATE", (expected, perceived), f"KPI_MET_RATE({e},{p})"),
        "J3": ("KPI_SERVPERF", (perceived,), f"KPI_SERVPERF({p})"),
        "J4": ("KPI_ALPHA", (perceived,), f"KPI_ALPHA({p})"),
        "L1": ("KPI_AUDIT", (expected, "1-7"), f'KPI_AUDIT({e},"1-7")'),
    }
    book = cells_at(expected, 0) | cells_at(perceived, 4) | {at: f"={call}" for at, (_, _, call) in calls.items()}
    book["L1"] = Spill(f"={calls['L1'][2]}", "L1")
    book["J5"] = f"={calls['J1'][2]}+0"  # by way of the engine
    with tempfile.TemporaryDirectory() as folder:
        file = refresh(Path(folder), book)
        shown = stored_values(file.path.read_bytes())
    for at in ("J1", "J2", "J3", "J4"):
        name, arguments, call = calls[at]
        (said,) = flat(functions[name](*arguments))
        assert same(shown[at], said), call
    assert same(shown["J5"], flat(functions["KPI_GAP"](expected, perceived))[0])
    audit = [shown.get(f"{column_letters(11 + c)}{row}") for row in (1, 2) for c in range(8)]
    said_audit = flat(functions["KPI_AUDIT"](expected, "1-7"))
    # The sheet can name the first bad cell by its address, a list of rows cannot.
    assert audit[:15] == said_audit[:15]
