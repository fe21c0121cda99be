"""Where a formula works on arrays: which ranges stay whole, and which Excel narrows down to one cell.

In a plain formula (not spilling, not entered as an array) Excel narrows a range to the cell in the formula's own
row or column wherever one value is wanted: ``=A1:A9*2``. It does not where a function takes the whole range,
``=SUM(A1:A9)``, nor within an argument that is worked out as an array, ``=LOOKUP(2,1/(A1:A9="x"),B1:B9)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from service_kpi.formulas.lexer import FormulaError, TokenKind, tokenize
from service_kpi.formulas.references import parse_reference
from service_kpi.formulas.usage import builtin_name

_ALL: Final = range(256)
_FROM_SECOND: Final = range(1, 256)
_FROM_THIRD: Final = range(2, 256)
_EVEN: Final = range(0, 256, 2)


def _each(names: str, places: range | tuple[int, ...]) -> dict[str, range | tuple[int, ...]]:
    return dict.fromkeys(names.split(), places)


#: Function → zero-based arguments that take a range whole.
_TAKES_RANGE: Final[dict[str, range | tuple[int, ...]]] = {
    **_each(
        "SUM AVERAGE AVERAGEA COUNT COUNTA COUNTBLANK MIN MINA MAX MAXA PRODUCT MEDIAN MODE.SNGL MODE.MULT STDEV "
        "STDEV.S STDEV.P STDEVA STDEVP STDEVPA VAR VAR.S VAR.P VARA VARP VARPA SUMSQ DEVSQ AVEDEV GEOMEAN HARMEAN "
        "SKEW SKEW.P KURT AND OR XOR CONCAT SUMPRODUCT ROW ROWS COLUMN COLUMNS AREAS TRANSPOSE MMULT MINVERSE "
        "MDETERM FREQUENCY CORREL PEARSON RSQ SLOPE INTERCEPT STEYX COVAR COVARIANCE.P COVARIANCE.S SUMXMY2 SUMX2MY2 "
        "SUMX2PY2 LINEST LOGEST TREND GROWTH IRR MIRR XIRR UNIQUE FILTER SORT SORTBY TAKE DROP HSTACK VSTACK TOCOL "
        "TOROW CHOOSECOLS CHOOSEROWS EXPAND GCD LCM MULTINOMIAL F.TEST T.TEST TTEST FTEST CHISQ.TEST CHITEST PROB "
        "DSUM DAVERAGE DCOUNT DCOUNTA DGET DMAX DMIN DPRODUCT DSTDEV DSTDEVP DVAR DVARP",
        _ALL,
    ),
    **_each(
        "LARGE SMALL PERCENTILE PERCENTILE.INC PERCENTILE.EXC QUARTILE QUARTILE.INC QUARTILE.EXC PERCENTRANK "
        "PERCENTRANK.INC PERCENTRANK.EXC TRIMMEAN COUNTIF INDEX OFFSET Z.TEST ZTEST",
        (0,),
    ),
    **_each("SUMIF AVERAGEIF", (0, 2)),
    **_each("COUNTIFS", _EVEN),
    **_each("SUMIFS AVERAGEIFS MAXIFS MINIFS", (0, *range(1, 256, 2))),
    **_each("VLOOKUP HLOOKUP MATCH XMATCH RANK RANK.EQ RANK.AVG", (1,)),
    **_each("LOOKUP XLOOKUP FORECAST FORECAST.LINEAR XNPV", (1, 2)),
    **_each("NPV SUBTOTAL", _FROM_SECOND),
    **_each("AGGREGATE TEXTJOIN NETWORKDAYS WORKDAY", _FROM_THIRD),
}

#: Function → arguments that Excel works out as arrays even in a plain formula.
_WORKS_ON_ARRAYS: Final[dict[str, range | tuple[int, ...]]] = {
    **_each("SUMPRODUCT MMULT FREQUENCY LINEST LOGEST TREND GROWTH SUMXMY2 SUMX2MY2 SUMX2PY2 CORREL SLOPE", _ALL),
    **_each("LOOKUP", (1, 2)),
    **_each("INDEX IRR MIRR", (0,)),
    **_each("AGGREGATE", _FROM_THIRD),
}
#: Of those, the ones that the engine narrows down all the same when it loads a plain formula.
_ENGINE_NARROWS: Final = frozenset(
    {"LOOKUP", "INDEX", "AGGREGATE", "FREQUENCY", "LINEST", "LOGEST", "TREND", "GROWTH", "IRR", "MIRR"}
)
#: Functions whose value is an array, which an operator around it works on as a whole.
_GIVES_ARRAY: Final = frozenset(
    {"FREQUENCY", "MMULT", "TRANSPOSE", "LINEST", "LOGEST", "TREND", "GROWTH", "MINVERSE", "MODE.MULT"}
    | {"UNIQUE", "FILTER", "SORT", "SORTBY", "SEQUENCE", "TAKE", "DROP", "HSTACK", "VSTACK"}
)
#: Inside these Excel narrows ranges down even where arrays are worked on, unless an array constant chooses.
_CHOOSES: Final = frozenset({"IF", "CHOOSE"})


class Entry(Enum):
    """How a plain formula must be handed to the engine to mean what it means to Excel."""

    PLAIN = "plain"
    ARRAY = "array"  #: as an array formula of one cell
    UNSURE = "unsure"  #: partly narrowed down, partly not: neither way is right


@dataclass(frozen=True, slots=True)
class _Operand:
    """A range, array constant or array-valued call, and the arguments that it stands in, innermost first."""

    is_range: bool
    alone: bool  #: it is all of its argument
    inside: tuple[tuple[str, int], ...]

    @property
    def is_taken_whole(self) -> bool:
        """True where a function takes it as it is."""
        if not self.alone or not self.inside:
            return False
        function, place = self.inside[0]
        return place in _TAKES_RANGE.get(function, ())

    @property
    def array_argument(self) -> int | None:
        """Number of the nearest argument around it that Excel works out as an array."""
        return next((i for i, (f, place) in enumerate(self.inside) if place in _WORKS_ON_ARRAYS.get(f, ())), None)


@lru_cache(maxsize=8192)
def entry_of(formula: str, single_names: frozenset[str] = frozenset()) -> Entry:
    """Return how a plain formula must be entered for an engine that narrows down too much.

    ``single_names``, in upper case, are the defined names that stand for one cell or value.

    >>> entry_of("SUM(A1:A9)"), entry_of("SUM(COUNTIF(A1:A9,{1,2}))"), entry_of("A1:A9*SUM({1,2})")
    (<Entry.PLAIN: 'plain'>, <Entry.ARRAY: 'array'>, <Entry.UNSURE: 'unsure'>)
    """
    operands = list(_operands(formula, single_names))
    if not any(_is_narrowed_wrongly(operand) for operand in operands):
        return Entry.PLAIN
    chosen = {where for operand in operands if not operand.is_range for where in operand.inside[:1]}
    whole = all(not operand.is_range or _stays_whole(operand, chosen) for operand in operands)
    return Entry.ARRAY if whole else Entry.UNSURE


def may_be_array(argument: str, single_names: frozenset[str] = frozenset()) -> bool:
    """True where the value of an expression may be more than one cell: some range or array in it is not used up."""
    return any(not operand.is_taken_whole for operand in _operands(argument, single_names))


def _is_narrowed_wrongly(operand: _Operand) -> bool:
    if not operand.is_range:
        return True
    at = operand.array_argument
    return at is not None and operand.inside[at][0] in _ENGINE_NARROWS and not (at == 0 and operand.alone)


def _stays_whole(operand: _Operand, chosen: set[tuple[str, int]]) -> bool:
    if operand.is_taken_whole:
        return True
    if operand.alone and operand.inside and operand.inside[0][0] in _CHOOSES:
        return (operand.inside[0][0], 0) in chosen
    at = operand.array_argument
    return at is not None and not any(function in _CHOOSES for function, _ in operand.inside[:at])


def _operands(formula: str, single_names: frozenset[str]) -> Iterator[_Operand]:
    tokens = [token for token in tokenize(formula) if token.kind is not TokenKind.SPACE]
    around: list[tuple[str, int]] = []  # function (or "" for a parenthesis) and number of the argument
    after_operator: list[bool] = []
    for index, (kind, text) in enumerate(tokens):
        if kind is TokenKind.FUNCTION:
            around.append((builtin_name(text), 0))
            after_operator.append(index > 0 and tokens[index - 1].kind is TokenKind.OPERATOR)
        elif kind is TokenKind.OPEN:
            around.append(("", 0))
            after_operator.append(False)
        elif kind is TokenKind.CLOSE:
            name, _ = around.pop()
            before_operator = index + 1 < len(tokens) and tokens[index + 1].kind is TokenKind.OPERATOR
            is_operand = after_operator.pop() or before_operator
            if name in _GIVES_ARRAY and is_operand:
                yield _Operand(False, False, _functions(around))
        elif kind is TokenKind.SEPARATOR and around:
            around[-1] = (around[-1][0], around[-1][1] + 1)
        elif kind is TokenKind.ARRAY_OPEN:
            yield _Operand(False, index == 0 or _ends_argument(tokens[index - 1].kind), _functions(around))
            around.append(("", 0))
            after_operator.append(False)
        elif kind is TokenKind.ARRAY_CLOSE:
            around.pop()
            after_operator.pop()
        elif _is_many_cells(text) if kind is TokenKind.REFERENCE else _is_many_named(kind, text, single_names):
            starts = index == 0 or _ends_argument(tokens[index - 1].kind)
            ends = index + 1 == len(tokens) or _ends_argument(tokens[index + 1].kind)
            yield _Operand(True, starts and ends, _functions(around))


def _functions(around: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(level for level in reversed(around) if level[0])


def _ends_argument(kind: TokenKind) -> bool:
    return kind in (TokenKind.FUNCTION, TokenKind.OPEN, TokenKind.CLOSE, TokenKind.SEPARATOR)


def _is_many_cells(text: str) -> bool:
    try:
        area = parse_reference(text).range
    except FormulaError:
        return False
    return area.rows * area.columns > 1


def _is_many_named(kind: TokenKind, text: str, single_names: frozenset[str]) -> bool:
    upper = text.upper()
    return kind is TokenKind.NAME and upper not in single_names and not upper.startswith("_XLPM.")


def single_cells(formula: str) -> str:
    """Write every range of one cell (``D7:D7``) as that cell, which it means everywhere.

    >>> single_cells("ISBLANK(D7:D7)+SUM($A$1:$A$2)")
    'ISBLANK(D7)+SUM($A$1:$A$2)'
    """
    if ":" not in formula:
        return formula
    return "".join(
        text.rpartition(":")[0] if kind is TokenKind.REFERENCE and _is_range_of_one(text) else text
        for kind, text in tokenize(formula)
    )


def _is_range_of_one(text: str) -> bool:
    address = text.rpartition("!")[2]
    return ":" in address and "!" not in text.rpartition(":")[2] and not _is_many_cells(text) and "#" not in text
