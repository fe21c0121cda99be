"""Hidden rows: SUBTOTAL and AGGREGATE."""

from service_kpi.errors import DIV0

from ..case import case, columns
from ..workbook import Input

_DATA: dict[str, Input] = columns(A=[1, 2, 3, None, 5], B=["aa", "ab", "ba"])

CASES = [
    case(
        "subtotal-hidden-rows",
        "Microsoft Support, SUBTOTAL: 1 to 11 include rows hidden by hand, 101 to 111 leave them out; row 2 is hidden",
        {
            "=SUBTOTAL(9,A1:A5)": 11,
            "=SUBTOTAL(109,A1:A5)": 9,
            "=SUBTOTAL(1,A1:A5)": 2.75,
            "=SUBTOTAL(101,A1:A5)": 3,
            "=SUBTOTAL(102,A1:A5)": 3,
            "=SUBTOTAL(103,B1:B5)": 2,
            "=SUBTOTAL(3,B1:B5)": 3,
            "=SUBTOTAL(104,A1:A3)": 3,
            "=SUBTOTAL(105,A1:A5)": 1,
            "=SUBTOTAL(106,A1:A5)": 15,
            "=SUBTOTAL(4,A1:A2)": 2,
            "=SUM(A1:A5)": 11,
        },
        cells=_DATA,
        hidden_rows=[2],
    ),
    case(
        "aggregate-hidden-rows-and-errors",
        "Microsoft Support, AGGREGATE: option 5 leaves out hidden rows, 6 errors, 7 both, 4 nothing; row 2 is hidden",
        {
            "=_xlfn.AGGREGATE(9,5,A1:A5)": 9,
            "=_xlfn.AGGREGATE(9,4,A1:A5)": 11,
            "=_xlfn.AGGREGATE(9,6,A1:C5)": 11,
            "=_xlfn.AGGREGATE(9,7,A1:C5)": 9,
            "=_xlfn.AGGREGATE(14,5,A1:A5,2)": 3,
            "=_xlfn.AGGREGATE(12,5,A1:A5)": 3,
            "=_xlfn.AGGREGATE(9,4,A1:C5)": DIV0,
            "=_xlfn.AGGREGATE(4,6,A1:C5)": 5,
            "=_xlfn.AGGREGATE(16,6,A1:A5,0.5)": 2.5,
            "=_xlfn.AGGREGATE(2,6,A1:C5)": 4,
            "=_xlfn.AGGREGATE(19,6,A1:A5,2)": 2.5,
        },
        cells=_DATA | {"C1": DIV0},
        hidden_rows=[2],
    ),
    case(
        "subtotal-leaves-out-subtotals",
        "Microsoft Support, SUBTOTAL: nested subtotals are ignored to avoid double counting",
        {"=SUBTOTAL(9,A1:A7)": 14, "=SUM(A1:A7)": 28, "=_xlfn.AGGREGATE(9,0,A1:A7)": 14, "=AGGREGATE(9,4,A1:A7)": 28},
        cells=columns(A=[1, 3, "=SUBTOTAL(9,A1:A2)", 4, 6, "=SUBTOTAL(9,A4:A5)"]),
    ),
    case(
        "visible-rows-that-match",
        "By hand: rows 1, 3 and 5 are visible and filled; 1 for each of them, weighted by A it is 9",
        {
            "=SUMPRODUCT(SUBTOTAL(103,OFFSET(A1,ROW(A1:A5)-ROW(A1),0)))": 3,
            "=SUMPRODUCT(SUBTOTAL(103,OFFSET(A1,ROW(A1:A5)-ROW(A1),0))*(A1:A5>1))": 2,
            "=SUMPRODUCT(SUBTOTAL(109,OFFSET(A1,ROW(A1:A5)-ROW(A1),0)))": 9,
        },
        cells=_DATA,
        hidden_rows=[2],
    ),
]
