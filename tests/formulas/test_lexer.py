"""Formula text into tokens."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from service_kpi.formulas.lexer import FormulaError, TokenKind, tokenize, too_complex
from tests.formulas.grammar import NO_DEADLINE, Piece, formulas, joined


def kinds(formula: str) -> str:
    return " ".join(token.kind.name for token in tokenize(formula))


def texts(formula: str) -> list[str]:
    return [token.text for token in tokenize(formula)]


@NO_DEADLINE
@given(formulas)
def test_what_was_put_together_is_taken_apart(pieces: list[Piece]) -> None:
    assert [tuple(token) for token in tokenize(joined(pieces))] == pieces


@NO_DEADLINE
@given(formulas)
def test_a_token_reads_the_same_alone(pieces: list[Piece]) -> None:
    for kind, text in pieces:
        if kind in (TokenKind.REFERENCE, TokenKind.NAME, TokenKind.STRUCTURED, TokenKind.NUMBER, TokenKind.TEXT):
            assert [tuple(token) for token in tokenize(text)] == [(kind, text)]


@pytest.mark.parametrize(
    "reference",
    [
        "A1", "$A$1", "a1", "XFD1048576", "A1:B2", "$A1:B$2", "A:A", "$A:XFD", "1:3", "$1:1048576", "A1#",
        "Sheet1!A1", "Sheet1!A1:B2", "Sheet1!A:B", "Sheet1!1:2", "Sheet1!A1#", "'My ''Sheet'!A1", "'a (b), c'!A1:B2",
        "2026!A1", "Año!A1", "データ!A1", "Jan:Dec!A1", "'Jan 1:Dec 1'!A1", "[1]Sheet1!A1", "[Book.xlsx]Sheet1!$A$1",
        "'C:\\path\\[x.xlsx]S'!A1", "'https://host/a/[x.xlsx]S'!A1", "Sheet1!#REF!", "#REF!A1", "'[1]#REF'!A1", "!A1",
    ],
)  # fmt: skip
def test_references(reference: str) -> None:
    assert kinds(reference) == "REFERENCE"


@pytest.mark.parametrize(
    "name",
    [
        "A1B", "R1C1", "XFE1", "A1048577", "A0", "A01", "ABCD1", "TRUEST", "Tax_Rate", "Tax.2026", "\\_Prime.1",
        "is_it?", "Año", "テーブル", "हिन्दी", "Sheet1!Rate", "'My sheet'!Rate", "[1]!Rate", "[0]!Rate",
        "[1]Sheet1!Rate", "[2]!'EURUSD Curncy,[PX_LAST]'", "_xlpm.x", "A1.5", "A1_x",
    ],
)  # fmt: skip
def test_names(name: str) -> None:
    assert kinds(name) == "NAME"


@pytest.mark.parametrize(
    "reference",
    [
        "T[c]", "T[]", "T[@c]", "T[@]", "T[@[c d]]", "[@c]", "[c]", "[@[c d]]", "T[#Headers]", "T[[#This Row],[a]]",
        "T[[a]:[b]]", "T[[#Headers],[#Data],[a]:[b]]", "T[ [#Headers], [a] ]", "T[a'[b']]", "T['#'']", "T[a]",
        "\\_Prime.1[calc='#*'#]", "テーブル15[Column1]", "[1]!T[c]", "Book.xlsx!T[c]", "'My book.xlsx'!T[c]", "T[a']!]",
        "T[Sales Amount]", "T[% of\ntotal]",
    ],
)  # fmt: skip
def test_structured_references(reference: str) -> None:
    assert kinds(reference) == "STRUCTURED"


@pytest.mark.parametrize(
    "function",
    [
        "SUM(", "LOG10(", "ATAN2(", "BIN2DEC(", "A1(", "TRUE(", "_xlfn.STDEV.S(", "_xlfn._xlws.SORT(", "_xll.KPI_GAP(",
        "[1]!KPI_GAP(", "'C:\\a b\\x.xlam'!KPI_GAP(", "Book.xlam!KPI_GAP(", "Sheet1!name(", "_xldudf_NS_KPI_GAP(",
        "ORG.X.KPIGAP(", "Größe(",
    ],
)  # fmt: skip
def test_functions(function: str) -> None:
    assert kinds(function + ")") == "FUNCTION CLOSE"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(A1:INDEX(B:B,3))", ["SUM(", "A1", ":", "INDEX(", "B:B", ",", "3", ")", ")"]),
        ("Sheet1!A1:Sheet1!B2", ["Sheet1!A1", ":", "Sheet1!B2"]),
        ("A1:B2:C3", ["A1:B2", ":", "C3"]),
        ("A1:Data!B2", ["A1", ":", "Data!B2"]),
        ("A1:B2#", ["A1", ":", "B2#"]),
        ("A1#:B3#", ["A1#", ":", "B3#"]),
        ("LOG10+LOG10(1)", ["LOG10", "+", "LOG10(", "1", ")"]),
        ("1E+5+1E5", ["1E+5", "+", "1E5"]),
        ("-.5%", ["-", ".5", "%"]),
        ("A1<>-B1", ["A1", "<>", "-", "B1"]),
        ('"{"&A1&"}"', ['"{"', "&", "A1", "&", '"}"']),
        ("@A1:A3", ["@", "A1:A3"]),
        ("INDEX(A:A,1)#", ["INDEX(", "A:A", ",", "1", ")", "#"]),
        ("_xlfn.ANCHORARRAY(A1)", ["_xlfn.ANCHORARRAY(", "A1", ")"]),
        ("#REF!+#REF!A1", ["#REF!", "+", "#REF!A1"]),
        ("T[@a]:T[@b]", ["T[@a]", ":", "T[@b]"]),
        ("IF(A1,\r\n  B1)", ["IF(", "A1", ",", "\r\n  ", "B1", ")"]),
    ],
)
def test_where_one_token_ends_and_the_next_begins(formula: str, expected: list[str]) -> None:
    assert texts(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1:B2 C1:D2", "REFERENCE OPERATOR REFERENCE"),
        ("A1 + B1", "REFERENCE SPACE OPERATOR SPACE REFERENCE"),
        ("SUM( A1 , B1 )", "FUNCTION SPACE REFERENCE SPACE SEPARATOR SPACE REFERENCE SPACE CLOSE"),
        ("SUM((A1,B1),C1)", "FUNCTION OPEN REFERENCE OPERATOR REFERENCE CLOSE SEPARATOR REFERENCE CLOSE"),
        ("{1,2;3,4}", "ARRAY_OPEN NUMBER SEPARATOR NUMBER ARRAY_ROW NUMBER SEPARATOR NUMBER ARRAY_CLOSE"),
        (
            "_xlfn.LAMBDA(_xlpm.x,_xlpm.x)(1,2)",
            "FUNCTION NAME SEPARATOR NAME CLOSE OPEN NUMBER SEPARATOR NUMBER CLOSE",
        ),
    ],
)
def test_commas_and_spaces_that_are_operators(formula: str, expected: str) -> None:
    assert kinds(formula) == expected


@pytest.mark.parametrize(
    "garbage",
    [
        "", " ", "SUM(A1", "A1)", "(A1]", "{1,2", "1}", "{{1}}", "{(1)}", "SUM(A1))", '"open', "'open!A1", "A1 B1 2",
        "1 2", "A1B!", "1+", "*2", "SUM(1+)", "1;2", "()", "SUM(1,*2)", '"a"A1', 'A1"a"', "$XFE$1", "1abc", "A1~B1",
        "=A1", "T[c", "T[c]]", "A1\u00a0+1", "Excel.Sheet|'C:\\x'!A1", "&", "{1,}", "{}",
    ],
)  # fmt: skip
def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(FormulaError):
        tokenize(garbage)


def test_an_error_says_where() -> None:
    with pytest.raises(FormulaError, match="at character 4 of the formula 'A1\\+~B1'") as caught:
        tokenize("A1+~B1")
    assert caught.value.position == 3
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    "hostile",
    [
        "'" * 100_000, "[" * 100_000, "(" * 100_000, "a" * 100_000 + "~", "a:" * 50_000, '"' * 100_001,
        "T[" + "'" * 99_999, "A1:" * 30_000, "~" * 100_000, "A1+'" * 30_000, "[a+" * 30_000,
    ],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_hostile_text_is_refused_in_linear_time(hostile: str) -> None:
    start = time.process_time()
    with pytest.raises(FormulaError):
        tokenize(hostile)
    assert time.process_time() - start < 2


class TestLimits:
    """The limits that Microsoft publishes: 8,192 characters, 64 levels, 255 arguments."""

    @pytest.mark.parametrize(
        ("formula", "reason"),
        [
            ('"' + "a" * 8190 + '"', None),
            ('"' + "a" * 8191 + '"', "FORMULA_TOO_LONG"),
            ("ABS(" * 64 + "1" + ")" * 64, None),
            ("ABS(" * 65 + "1" + ")" * 65, "FORMULA_TOO_COMPLEX"),
            ("(" * 65 + "1" + ")" * 65, "FORMULA_TOO_COMPLEX"),
            ("SUM(" + ",".join("1" * 255) + ")", None),
            ("SUM(" + ",".join("1" * 256) + ")", "FORMULA_TOO_COMPLEX"),
            ("SUM(" + ",".join(["SUM(1,2)"] * 255) + ")", None),
            ("(A1,B1)", None),
        ],
        ids=range(9),
    )
    def test_too_complex(self, formula: str, reason: str | None) -> None:
        assert too_complex(formula) == reason

    def test_a_long_array_constant_is_no_long_argument_list(self) -> None:
        assert too_complex("SUM({" + ",".join("1" * 300) + "})") is None
