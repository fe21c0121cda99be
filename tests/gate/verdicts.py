"""What is not plain sailing: the cases that the engine gets wrong, and those that the program leaves to Excel.

A case that is not listed is right in the engine alone and in the whole program. Listed, it says what the engine alone
does: ``right``, ``loud`` (an error where Excel has a value) or ``silent`` (a wrong value). And what the program must
do: ``computes`` (it prepares the workbook so that the engine is right) or ``keeps`` (Excel's saved value stands).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one case, and why."""

    engine: Literal["right", "loud", "silent"]
    program: Literal["computes", "keeps"]
    reason: str


def _computes(engine: Literal["loud", "silent"], reason: str) -> Verdict:
    return Verdict(engine, "computes", reason)


def _keeps(engine: Literal["right", "loud", "silent"], reason: str) -> Verdict:
    return Verdict(engine, "keeps", reason)


_INTERSECTED: Final = "a plain formula is intersected where Excel takes an array: "

VERDICTS: Final[dict[str, Verdict]] = {
    # Plain formulas that the engine intersects on loading. An array formula of one cell is right in every one of them.
    "array-constant-in-a-plain-formula": _computes("silent", _INTERSECTED + "before an array constant"),
    "array-constant-as-criterion": _computes("silent", _INTERSECTED + "before an array constant"),
    "lookup-of-the-last-match": _computes("silent", _INTERSECTED + "LOOKUP, arguments 2 and 3"),
    "index-of-a-computed-array": _computes("silent", _INTERSECTED + "INDEX, argument 1"),
    "aggregate-over-a-computed-array": _computes("silent", _INTERSECTED + "AGGREGATE 14 to 19, argument 3"),
    "frequency-inside-an-operator": _computes(
        "silent", _INTERSECTED + "the value of FREQUENCY and other array functions"
    ),
    "range-of-one-cell": _computes(
        "silent", "a range of one cell is intersected too: #VALUE! in another row, ISBLANK FALSE"
    ),
    # Functions that are not applied to every element of an array.
    "lifted-weeknum": _keeps("loud", "WEEKNUM over an array"),
    "lifted-rank": _keeps("loud", "RANK and RANK.EQ of an array"),
    "lifted-code": _keeps("loud", "CODE over an array"),
    "lifted-lookup": _keeps("loud", "LOOKUP of an array"),
    "lifted-networkdays-workday": _keeps("loud", "NETWORKDAYS and WORKDAY over arrays"),
    "lifted-isformula": _keeps("loud", "ISFORMULA over a range"),
    "rank-lookup-weeknum-code-spilled": _keeps("loud", "the same, spilled"),
    "vlookup-of-several-columns": _keeps("loud", "VLOOKUP and HLOOKUP with several columns or rows"),
    "lifted-sumif-over-offset": _keeps("loud", "OFFSET with an array, under SUMIF"),
    "lifted-subtotal-over-offset": _keeps("silent", "OFFSET with an array, under SUBTOTAL: 1 for the whole"),
    "visible-rows-that-match": _keeps("silent", "OFFSET with an array, under SUBTOTAL: 1 for each row, visible or not"),
    # Criteria.
    "tilde-escapes-itself": _keeps("silent", "~~ in a criterion does not find a tilde"),
    "criterion-that-spells-an-error": _keeps("silent", 'the criterion "#N/A" counts texts and no errors'),
    # Dates.
    "date-in-1900": _keeps("right", "DATE in 1900 is left to Excel whole: see the next"),
    "day-overflow-in-early-1900": _keeps("silent", "one day too many past 28 February 1900"),
    "date-system-1904-text-made-a-number": _keeps("silent", "1904: a date text becomes a serial of the 1900 system"),
    # Text.
    "text-formats-that-are-right-yet-not-proven": _keeps("right", "few samples of a wide field with known errors"),
    "text-one-condition-that-fails": _keeps("silent", "the only section's condition is not looked at"),
    "text-elapsed-then-plain": _keeps("silent", "the second h or s is a clock's"),
    "text-odd-number-formats": _keeps("silent", "leading comma, %%, literals before a fraction, lower-case e"),
    "text-format-of-a-spanish-excel": _keeps("silent", "aaaa is a weekday to an English engine"),
    "textsplit-empty-delimiter": _keeps("silent", "the text where Excel has #VALUE!"),
    # Names and references.
    "relative-names": _keeps("silent", "a name's relative reference does not move with the cell"),
    "union-as-a-name": _keeps("loud", "a union behind a name is #NAME?"),
    "name-through-indirect": _keeps("loud", "INDIRECT finds no names"),
    "table-through-indirect": _keeps("loud", "INDIRECT finds no tables"),
    "three-dimensional-in-new-functions-and-names": _keeps("loud", "TEXTJOIN, VSTACK and names with 3-D references"),
    "rank-in-a-union": _keeps("loud", "RANK in a union"),
    "references-that-lead-nowhere": _keeps(
        "right", "the name or sheet may be known to Excel alone: no error over a number"
    ),
    "structured-references": _computes("silent", "[#Totals] is 0; the program rewrites structured references"),
    "table-by-its-bare-name": _computes("loud", "a bare table name is #NAME?; the program rewrites it"),
    "table-of-one-row": _computes("loud", "its column is one cell, see range-of-one-cell; the program rewrites it"),
    "spill-reference-to-a-kept-array": _computes("silent", "A1# finds no array where the program keeps values: #REF!"),
    # Functions.
    "getpivotdata": _keeps("loud", "no pivot cache"),
    "cube-functions": _keeps("loud", "no server"),
    "unknown-function-hidden-by-iferror": _keeps("right", "the name may be a macro's: the engine's 7 hides that"),
    "sequence-with-an-omitted-argument": _keeps("loud", "SEQUENCE with an argument left out is #CALC!"),
    "lambda-with-an-optional-parameter": _keeps("loud", "ISOMITTED and _xlop parameters"),
    "wraprows": _keeps("right", "WRAPROWS and WRAPCOLS are wrong with errors to pad with and with one value"),
    "lifted-shapes": _keeps("right", "MMULT of a matrix straight from the sheet, which may hold logical values"),
    "mmult-of-booleans": _keeps("silent", "MMULT counts logical values where Excel has #VALUE!"),
    "formulas-as-text": _keeps("right", "the engine's copy of a workbook has other formulas than the workbook"),
    "address-on-a-sheet": _keeps("silent", "ADDRESS with a sheet's name quotes a workbook's name"),
    "functions-that-are-wrong-in-some-forms": _keeps(
        "right", "MODE, DEVSQ, SUMX2MY2, SUMX2PY2, SUMXMY2: see the next two"
    ),
    "nothing-to-square": _keeps("silent", "DEVSQ without a number is 0 where Excel has #NUM!"),
    "sums-of-pairs-of-single-numbers": _keeps("loud", "SUMXMY2 and its kin of single numbers"),
    # The rest.
    "numbers-at-the-edge": _keeps("loud", "a constant from 1E308 on, or below 2.2E-308, is #NAME?"),
    "iteration-from-a-saved-value": _keeps(
        "silent", "a circle goes on from what Excel saved, which the engine has not"
    ),
}
