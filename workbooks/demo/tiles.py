"""The figures behind the tiles: interval, target, last period, and whether anything really changed."""

from __future__ import annotations

from typing import Final, NamedTuple

from service_kpi.text import Text
from workbooks.demo.book import Book, Sheet, words_look
from workbooks.demo.calculations import COUNT, RATE, SIGNED, area, cell
from workbooks.demo.layout import (
    AUDIT_ROW,
    GAP,
    GAP_GROUPS,
    GAP_ROW,
    PROMISE,
    PROMISE_GROUPS,
    PROMISE_ROW,
    RIVAL,
    RIVAL_GROUPS,
    RIVAL_ROW,
    SMALL_ROW,
    STATUS_COLUMN,
    TILE_CELLS,
    TILE_ROW,
)
from workbooks.demo.words import COLUMNS, OWNERS, STATUS, TILES, YES

#: Columns of the block of figures.
LABEL, VALUE, LOW, HIGH, BASE, TARGET, LAST, LAST_LOW, LAST_HIGH, CHANGE, CHANGE_LOW, CHANGE_HIGH = range(12)
STATUS_WORD, CHANGE_WORD = STATUS_COLUMN, STATUS_COLUMN + 1

#: First columns of the small blocks below: the owners' overdue promises, and what is counted twice.
OWNER: Final = 6
CHECK: Final = 9

WORDS: Final = {
    "on": Text("on target", "en meta"),
    "below": Text("below target", "bajo meta"),
    "unclear": Text("unclear vs target", "incierto vs meta"),
    "better": Text("better", "mejor"),
    "worse": Text("worse", "peor"),
    "no_change": Text("no clear change", "sin cambio claro"),
    "no_interval": Text("no interval", "sin intervalo"),
    "agrees": Text("agrees", "coincide"),
    "differs": Text("differs", "difiere"),
}
_FORMATS: Final = {"gap": SIGNED, "quality": "0.0"}


class _Source(NamedTuple):
    """Where the interval and the base of a figure stand; empty where it has no interval."""

    low: str
    high: str
    n: str


def write_tile_figures(book: Book) -> None:
    """Write one row per tile, and the small blocks that feed them."""
    sheet = book.sheets["calculations"]
    sheet.put(TILE_ROW - 1, 0, Text("Figures of the tiles", "Cifras de las fichas"), bold=True)
    headings = (
        COLUMNS["kpi"],
        Text("Value", "Valor"),
        COLUMNS["low"],
        COLUMNS["high"],
        Text("n", "n"),
        COLUMNS["target"],
        COLUMNS["value"],
        COLUMNS["low"],
        COLUMNS["high"],
        Text("Change", "Cambio"),
        COLUMNS["low"],
        COLUMNS["high"],
        COLUMNS["status"],
        Text("Change?", "¿Cambió?"),
    )
    for c, heading in enumerate(headings):
        sheet.head(TILE_ROW, c, heading, number=LABEL < c < STATUS_WORD)
    sources = _sources()
    for k, key in enumerate(TILES):
        _write_figures(book, k, sources[key])
        _write_verdicts(book, k)
    _write_intervals(book, sheet)
    _write_owners(book, sheet)
    _write_audit(book, sheet)
    _write_checks(book, sheet)


def _sources() -> dict[str, _Source]:
    gap, promise = GAP_ROW + GAP_GROUPS + 1, PROMISE_ROW + PROMISE_GROUPS + 1
    rivals = RIVAL_ROW + RIVAL_GROUPS + 1
    shares = [_Source(cell(r, 3), cell(r, 4), cell(r, 2)) for r in range(SMALL_ROW + 1, SMALL_ROW + 4)]
    return {
        "gap": _Source(*(cell(gap, GAP[key]) for key in ("low", "high", "n"))),
        "promises": _Source(*(cell(promise, PROMISE[key]) for key in ("low", "high", "n"))),
        "customers": shares[0],
        "quality": _Source("", "", cell(rivals, RIVAL["n"])),
        "service_level": shares[1],
        "answered": shares[2],
    }


def _write_figures(book: Book, k: int, source: _Source) -> None:
    """Write value, interval, base, target, last period and the change with its interval."""
    sheet, r, key = book.sheets["calculations"], TILE_ROW + 1 + k, list(TILES)[k]
    number = _FORMATS.get(key, RATE)
    signed = number if number.startswith("+") else f"+{number};-{number};{number}"
    sheet.put(r, LABEL, TILES[key])
    sheet.calc(r, VALUE, book.at("dashboard", *TILE_CELLS[k]), num_format=number)
    sheet.calc(r, LOW, source.low or '""', num_format=number)
    sheet.calc(r, HIGH, source.high or '""', num_format=number)
    sheet.calc(r, BASE, source.n, num_format=COUNT)
    past = {
        column: f"INDEX({book.column('LastPeriod', name)},{k + 1})"
        for column, name in ((TARGET, "target"), (LAST, "value"), (LAST_LOW, "low"), (LAST_HIGH, "high"))
    }
    for column, formula in past.items():
        may_be_blank = column in {LAST_LOW, LAST_HIGH}
        sheet.calc(r, column, f'IF({formula}="","",{formula})' if may_be_blank else formula, num_format=number)
    v, low, high, old, old_low, old_high = (cell(r, c) for c in (VALUE, LOW, HIGH, LAST, LAST_LOW, LAST_HIGH))
    change = cell(r, CHANGE)
    sheet.calc(r, CHANGE, f"{v}-{old}", num_format=signed)
    # The interval of a difference from the intervals of its two sides; for two shares that is Newcombe's hybrid score.
    unknown = f"COUNT({low},{high},{old_low},{old_high})<4"
    down, up = f"SQRT(({v}-{low})^2+({old_high}-{old})^2)", f"SQRT(({high}-{v})^2+({old}-{old_low})^2)"
    sheet.calc(r, CHANGE_LOW, f'IF({unknown},"",{change}-{down})', num_format=signed)
    sheet.calc(r, CHANGE_HIGH, f'IF({unknown},"",{change}+{up})', num_format=signed)


def _write_verdicts(book: Book, k: int) -> None:
    """Write in words how the figure stands to its target, and whether it changed."""
    sheet, r = book.sheets["calculations"], TILE_ROW + 1 + k
    word = {key: f'"{book.say(text)}"' for key, text in WORDS.items()}
    v, low, high, target = (cell(r, c) for c in (VALUE, LOW, HIGH, TARGET))
    sure = f"IF({low}>={target},{word['on']},IF({high}<{target},{word['below']},{word['unclear']}))"
    bare = f"IF({v}>={target},{word['on']},{word['below']})"
    sheet.calc(r, STATUS_WORD, f"IF(ISNUMBER({low}),{sure},{bare})", **words_look(STATUS_WORD))
    change_low, change_high = cell(r, CHANGE_LOW), cell(r, CHANGE_HIGH)
    sure = f"IF({change_low}>0,{word['better']},IF({change_high}<0,{word['worse']},{word['no_change']}))"
    sheet.calc(r, CHANGE_WORD, f"IF(ISNUMBER({change_low}),{sure},{word['no_interval']})", **words_look(CHANGE_WORD))


def _write_intervals(book: Book, sheet: Sheet) -> None:
    """Write shares with their counts by ordinary formulas and Wilson's interval spilled beside them."""
    sheet.put(SMALL_ROW - 1, 0, Text("Intervals of shares", "Intervalos de proporciones"), bold=True)
    headings = (Text("Share", "Proporción"), Text("Yes", "Sí"), Text("Of", "De"), COLUMNS["low"], COLUMNS["high"])
    for c, heading in enumerate(headings):
        sheet.head(SMALL_ROW, c, heading, number=c > 0)
    customer, status = book.column("Promises", "customer"), book.column("Promises", "status")
    wait, answered = book.column("Calls", "wait"), book.column("Calls", "answered")
    opened, cancelled, yes = (book.say(word) for word in (STATUS["open"], STATUS["cancelled"], YES))
    due = f'({status}<>"{opened}")*({status}<>"{cancelled}")'
    same = f'COUNTIFS({customer},{customer},{status},"<>{opened}",{status},"<>{cancelled}")'
    customers = f"SUMPRODUCT({due}/({same}+1-{due}))"
    rows = (
        ("customers", f"ROUND({book.at('dashboard', *TILE_CELLS[2])}*{cell(SMALL_ROW + 1, 2)},0)", customers),
        ("service_level", f'COUNTIFS({wait},"<="&Threshold,{answered},"{yes}")', f"COUNT({wait})"),
        ("answered", f'COUNTIF({answered},"{yes}")', f"COUNTA({answered})"),
    )
    for r, (key, successes, n) in enumerate(rows, start=SMALL_ROW + 1):
        sheet.put(r, 0, TILES[key])
        sheet.calc(r, 1, successes, num_format=COUNT)
        sheet.calc(r, 2, n, num_format=COUNT)
        call = book.kpi("KPI_INTERVAL", f"{cell(r, 1)},{cell(r, 2)}")
        sheet.spill(r, 3, call, rows=1, formats=(RATE, RATE), headings=False)


def _write_owners(book: Book, sheet: Sheet) -> None:
    owner, status = book.column("Promises", "owner"), book.column("Promises", "status")
    sheet.put(
        SMALL_ROW - 1, OWNER, Text("Overdue by owner", "Atrasadas por responsable"), bold=True, **words_look(OWNER)
    )
    sheet.head(SMALL_ROW, OWNER, COLUMNS["owner"], number=False)
    sheet.head(SMALL_ROW, OWNER + 1, STATUS["overdue"])
    overdue = book.say(STATUS["overdue"])
    for r, name in enumerate(OWNERS, start=SMALL_ROW + 1):
        sheet.put(r, OWNER, name, **words_look(OWNER))
        formula = f'COUNTIFS({owner},{cell(r, OWNER)},{status},"{overdue}")'
        sheet.calc(r, OWNER + 1, formula, num_format=COUNT)


def _write_audit(book: Book, sheet: Sheet) -> None:
    sheet.put(AUDIT_ROW - 1, 0, Text("What the survey holds", "Qué contiene la encuesta"), bold=True)
    call = book.kpi("KPI_AUDIT", 'Survey[[E1]:[P15]],"1-7"')
    sheet.xl.set_row(AUDIT_ROW, 32)
    sheet.spill(AUDIT_ROW, 0, call, rows=2, formats=(*(COUNT,) * 7, "@"), headings=True)


def _write_checks(book: Book, sheet: Sheet) -> None:
    """Count the same things a second way, with Excel's own functions."""
    overall = PROMISE_ROW + PROMISE_GROUPS + 1
    kept = f'COUNTIF({book.column("Promises", "status")},"{book.say(STATUS["kept"])}")'
    overdue = f"SUM({area(SMALL_ROW + 1, OWNER + 1, len(OWNERS))})"
    answers = "COUNTA(Survey[[E1]:[P15]])+COUNTBLANK(Survey[[E1]:[P15]])"
    checks = (
        (Text("Kept", "Cumplidas"), kept, cell(overall, PROMISE["kept"])),
        (Text("Overdue", "Atrasadas"), overdue, cell(overall, PROMISE["overdue"])),
        (Text("Survey cells", "Celdas"), answers, cell(AUDIT_ROW + 1, 0)),
    )
    headings = (Text("Check", "Control"), Text("By Excel", "Con Excel"), Text("By KPI_", "Con KPI_"), COLUMNS["status"])
    sheet.put(SMALL_ROW - 1, CHECK, Text("Counted twice", "Contado dos veces"), bold=True, **words_look(CHECK))
    for c, heading in enumerate(headings, start=CHECK):
        sheet.head(SMALL_ROW, c, heading, number=c in {CHECK + 1, CHECK + 2})
    agrees, differs = (f'"{book.say(WORDS[key])}"' for key in ("agrees", "differs"))
    for r, (label, plain, ours) in enumerate(checks, start=SMALL_ROW + 1):
        sheet.put(r, CHECK, label, **words_look(CHECK))
        sheet.calc(r, CHECK + 1, plain, num_format=COUNT)
        sheet.calc(r, CHECK + 2, ours, num_format=COUNT)
        sheet.calc(
            r, CHECK + 3, f"IF({cell(r, CHECK + 1)}={cell(r, CHECK + 2)},{agrees},{differs})", **words_look(CHECK + 3)
        )
