"""Random formulas, built token by token, so that a test knows what a reader has to find."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st

from service_kpi.formulas.lexer import TokenKind as K

Piece = tuple[K, str]

#: Other work on the machine is no failure.
NO_DEADLINE = settings(deadline=None)

SHEETS = [
    "",
    "Sheet1!",
    "'My ''own'' sheet'!",
    "'2026'!",
    "Año_1.b!",
    "'Jan:Dec'!",
    "Jan:Dec!",
    "[1]Data!",
    "'C:\\x\\[b.xlsx]S'!",
]
NAMES = [
    "rate",
    "A1B",
    "R1C1",
    "x.y",
    "\\p",
    "Q?",
    "TRUEISH",
    "XFE1",
    "A1048577",
    "_x",
    "über.Wert",
    "テーブル",
    "ABCD1",
    "RC",
    "हिन्दी",
]
FUNCTIONS = [
    "SUM(",
    "LOG10(",
    "ATAN2(",
    "_xlfn.STDEV.S(",
    "_xll.KPI_GAP(",
    "[1]!KPI_GAP(",
    "'C:\\a b\\x.xlam'!KPI_GAP(",
    "Sheet1!f(",
]
STRUCTURED = [
    "T[c]",
    "T[@c]",
    "T[[#Headers],[a]:[b]]",
    "[@c]",
    "T[a'[x']]",
    "T['#''a]",
    "T[two\nlines]",
    "[[#This Row],[a]]",
    "T[a!b]",
]
TEXTS = ['""', '"a"', '"say ""A1"""', '"{1;2}"', '"\'["', '"two\nlines"']
NUMBERS = ["0", "1", "12.5", ".5", "3.", "1E+5", "2.5e-3", "1048577"]
ERRORS = ["#REF!", "#N/A", "#DIV/0!", "#NAME?"]
INFIX = ["+", "-", "*", "/", "^", "&", "=", "<", ">", "<=", ">=", "<>"]


@dataclass(frozen=True)
class Corner:
    """One corner of a range, zero-based."""

    row: int
    row_absolute: bool
    column: int
    column_absolute: bool

    def text(self) -> str:
        return (
            ("$" if self.column_absolute else "")
            + letters(self.column)
            + ("$" if self.row_absolute else "")
            + str(self.row + 1)
        )

    def moved(self, rows: int, columns: int) -> Corner:
        row = self.row if self.row_absolute else (self.row + rows) % 2**20
        column = self.column if self.column_absolute else (self.column + columns) % 2**14
        return Corner(row, self.row_absolute, column, self.column_absolute)


def letters(column: int) -> str:
    """Column letters, by counting and not by the code under test."""
    if column < 26:
        return chr(65 + column)
    if column < 26 + 26**2:
        return letters((column - 26) // 26) + letters((column - 26) % 26)
    return letters((column - 26 - 26**2) // 26**2) + letters(26 + (column - 26 - 26**2) % 26**2)


corners = st.builds(Corner, st.integers(0, 2**20 - 1), st.booleans(), st.integers(0, 2**14 - 1), st.booleans())
sheets = st.sampled_from(SHEETS)


@st.composite
def references(draw: st.DrawFn) -> str:
    first, last = draw(corners), draw(corners)
    form = draw(st.sampled_from(["cell", "range", "columns", "rows", "spill"]))
    address = {
        "cell": first.text(),
        "range": f"{first.text()}:{last.text()}",
        "columns": f"{letters(first.column)}:${letters(last.column)}",
        "rows": f"${first.row + 1}:{last.row + 1}",
        "spill": first.text() + "#",
    }[form]
    return draw(sheets) + address


def _piece(kind: K, values: list[str]) -> st.SearchStrategy[list[Piece]]:
    return st.sampled_from(values).map(lambda text: [(kind, text)])


_constants = st.one_of(
    _piece(K.NUMBER, NUMBERS), _piece(K.TEXT, TEXTS), _piece(K.BOOLEAN, ["TRUE", "FALSE"]), _piece(K.ERROR, ERRORS)
)
_areas = st.one_of(
    references().map(lambda text: [(K.REFERENCE, text)]), _piece(K.NAME, NAMES), _piece(K.STRUCTURED, STRUCTURED)
)


@st.composite
def _arrays(draw: st.DrawFn) -> list[Piece]:
    rows = draw(st.lists(st.lists(_constants, min_size=1, max_size=3), min_size=1, max_size=3))
    pieces: list[Piece] = [(K.ARRAY_OPEN, "{")]
    for number, row in enumerate(rows):
        pieces += [(K.ARRAY_ROW, ";")] if number else []
        for index, constant in enumerate(row):
            pieces += [(K.SEPARATOR, ",")] if index else []
            pieces += constant
    return [*pieces, (K.ARRAY_CLOSE, "}")]


def _larger(inner: st.SearchStrategy[list[Piece]]) -> st.SearchStrategy[list[Piece]]:
    @st.composite
    def call(draw: st.DrawFn) -> list[Piece]:
        pieces: list[Piece] = [(K.FUNCTION, draw(st.sampled_from(FUNCTIONS)))]
        for number, argument in enumerate(draw(st.lists(st.one_of(inner, st.just([])), max_size=3))):
            pieces += [(K.SEPARATOR, ",")] if number else []
            pieces += argument
        return [*pieces, (K.CLOSE, ")")]

    @st.composite
    def infix(draw: st.DrawFn) -> list[Piece]:
        space: list[Piece] = draw(st.sampled_from([[], [(K.SPACE, " ")], [(K.SPACE, "\r\n  ")]]))
        return [*draw(inner), *space, (K.OPERATOR, draw(st.sampled_from(INFIX))), *space, *draw(inner)]

    @st.composite
    def area(draw: st.DrawFn) -> list[Piece]:
        operator = draw(st.sampled_from([" ", ","]))
        return [(K.OPEN, "("), *draw(_areas), (K.OPERATOR, operator), *draw(_areas), (K.CLOSE, ")")]

    return st.one_of(
        call(),
        infix(),
        area(),
        inner.map(lambda pieces: [(K.OPEN, "("), *pieces, (K.CLOSE, ")")]),
        inner.map(lambda pieces: [(K.OPERATOR, "-"), *pieces]),
        inner.map(lambda pieces: [(K.OPEN, "("), *pieces, (K.CLOSE, ")"), (K.OPERATOR, "%")]),
        call().map(lambda pieces: [(K.REFERENCE, "A1"), (K.OPERATOR, ":"), *pieces]),
    )


#: Lists of (kind, text).
formulas = st.recursive(st.one_of(_constants, _areas, _arrays()), _larger, max_leaves=8)


def joined(pieces: list[Piece]) -> str:
    """The formula that the pieces make."""
    return "".join(text for _, text in pieces)
