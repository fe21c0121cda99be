"""Functions applied to every element of an array: SUMPRODUCT and what people put inside it."""

from ..case import GateCase, case, columns

_DATA = columns(A=[1, 2, 3], B=["aa", "ab", "ba"], C=[43831, 43890, 44000], D=[-1.5, 2.25, -3.7])
_SOURCE = (
    "By hand, element by element: A 1 2 3; B aa ab ba; D -1.5 2.25 -3.7;"
    " C 1 January, 29 February, 18 June 2020 (Wednesday, Saturday, Thursday)"
)


def _lifted(name: str, formulas: dict[str, float]) -> GateCase:
    return case(f"lifted-{name}", _SOURCE, dict(formulas), cells=_DATA)


CASES = [
    _lifted(
        "isnumber",
        {"=SUMPRODUCT(--ISNUMBER(A1:A3))": 3, "=SUMPRODUCT(--ISTEXT(A1:B3))": 3, "=SUMPRODUCT(--ISBLANK(A1:A5))": 2},
    ),
    _lifted(
        "left-right-mid",
        {
            '=SUMPRODUCT(--(LEFT(B1:B3,1)="a"))': 2,
            "=SUMPRODUCT(VALUE(RIGHT(C1:C3,1)))": 1,
            '=SUMPRODUCT(--(MID(B1:B3,2,1)="a"))': 2,
        },
    ),
    _lifted(
        "len", {'=SUMPRODUCT(LEN(B1:B3&""))': 6, "=SUMPRODUCT(LEN(B1:B3))": 6, '=SUMPRODUCT(LEN(TRIM(" "&B1:B3)))': 6}
    ),
    _lifted("text", {'=SUMPRODUCT(--(TEXT(C1:C3,"mm")="02"))': 1, '=SUMPRODUCT(--(TEXT(C1:C3,"yyyymm")="202006"))': 1}),
    _lifted(
        "find-search", {'=SUMPRODUCT(--ISNUMBER(FIND("b",B1:B3)))': 2, '=SUMPRODUCT(--ISNUMBER(SEARCH("B",B1:B3)))': 2}
    ),
    _lifted(
        "substitute-replace",
        {'=SUMPRODUCT(LEN(SUBSTITUTE(B1:B3,"a","")))': 2, '=SUMPRODUCT(REPLACE(A1:A3,1,1,"7")*1)': 21},
    ),
    _lifted(
        "criteria",
        {
            '=SUMPRODUCT(COUNTIF(B1:B3,{"aa","ba"}))': 2,
            '=SUMPRODUCT(SUMIF(B1:B3,{"aa","ba"},A1:A3))': 4,
            '=SUMPRODUCT(SUMIFS(A1:A3,B1:B3,{"aa","ab"}))': 3,
            '=SUMPRODUCT(COUNTIFS(B1:B3,{"aa";"ba"},A1:A3,">1"))': 1,
            "=SUMPRODUCT(1/COUNTIF(B1:B3,B1:B3))": 3,
            "=SUMPRODUCT(AVERAGEIF(B1:B3,B1:B3,A1:A3))": 6,
            "=SUMPRODUCT(_xlfn.MAXIFS(A1:A3,B1:B3,B1:B3))": 6,
            '=SUMPRODUCT((COUNTIF(A1:A3,">"&A1:A3)+1)*1)': 6,
        },
    ),
    _lifted(
        "switch-ifs-choose",
        {
            '=SUMPRODUCT(_xlfn.SWITCH(B1:B3,"aa",1,"ab",10,100))': 111,
            "=SUMPRODUCT(_xlfn.IFS(A1:A3>2,100,A1:A3>1,10,TRUE,1))": 111,
            "=SUMPRODUCT(CHOOSE(A1:A3,10,20,30))": 60,
            "=SUMPRODUCT(CHOOSE({1,2},A1:A3,D1:D3))": 3.05,
        },
    ),
    _lifted(
        "round-int-mod",
        {
            "=SUMPRODUCT(ROUND(D1:D3,0))": -4,
            "=SUMPRODUCT(ABS(D1:D3))": 7.45,
            "=SUMPRODUCT(MOD(A1:A3,2))": 2,
            "=SUMPRODUCT(INT(D1:D3))": -4,
            "=SUMPRODUCT(TRUNC(D1:D3))": -2,
            "=SUMPRODUCT(ROUNDUP(D1:D3,0))": -3,
            "=SUMPRODUCT(SIGN(D1:D3))": -1,
            "=SUMPRODUCT(CEILING(A1:A3,2))": 8,
            "=SUMPRODUCT(FLOOR(A1:A3,2))": 4,
            "=SUMPRODUCT(QUOTIENT(A1:A3,2))": 2,
            "=SUMPRODUCT(POWER(A1:A3,2))": 14,
            "=SUMPRODUCT(SQRT(A1:A3^2))": 6,
        },
    ),
    _lifted(
        "dates",
        {
            "=SUMPRODUCT(--(YEAR(C1:C3)=2020))": 3,
            "=SUMPRODUCT(--(MONTH(C1:C3)=2))": 1,
            "=SUMPRODUCT(DAY(C1:C3))": 48,
            "=SUMPRODUCT(WEEKDAY(C1:C3))": 16,
            "=SUMPRODUCT(--(WEEKDAY(C1:C3,2)>5))": 1,
            "=SUMPRODUCT(DATE(YEAR(C1:C3),1,1)-43831)": 0,
            "=SUMPRODUCT(EOMONTH(+C1:C3,0)-C1:C3)": 42,
            "=SUMPRODUCT(_xlfn.DAYS(C2:C3,C1:C2))": 169,
            '=SUMPRODUCT(DATEDIF(C1:C2,C2:C3,"d"))': 169,
            "=SUMPRODUCT(_xlfn.ISOWEEKNUM(C1:C3))": 35,
            '=SUMPRODUCT(DATEVALUE("2020-0"&A1:A3&"-01"))': 131584,
            "=SUMPRODUCT(HOUR(A1:A3/24))": 6,
        },
    ),
    _lifted(
        "match-and-lookups",
        {
            "=SUMPRODUCT(MATCH(B1:B3,B1:B3,0))": 6,
            "=SUMPRODUCT(VLOOKUP(A1:A3,A1:C3,3,FALSE))": 131721,
            "=SUMPRODUCT(_xlfn.XLOOKUP(A1:A3,A1:A3,D1:D3))": -2.95,
            "=SUMPRODUCT(ISNA(MATCH(A1:A3,{1,2},0))*A1:A3)": 3,
            "=SUMPRODUCT(_xlfn.IFNA(MATCH(A1:A3,{1,2},0),9))": 12,
            "=SUMPRODUCT(INDEX(D1:D3,A1:A3))": -2.95,
            '=SUMPRODUCT(ISNUMBER(MATCH(B1:B3,{"aa","ba"},0))*A1:A3)': 4,
            "=SUMPRODUCT(INDEX(A1:A3,N(IF(1,{1,3}))))": 4,
        },
    ),
    _lifted(
        "errors",
        {
            "=SUMPRODUCT(--ISERROR(1/(A1:A3-1)))": 1,
            "=SUMPRODUCT(IFERROR(1/(A1:A3-1),0))": 1.5,
            "=SUMPRODUCT(ERROR.TYPE(1/(A1:A3*0)))": 6,
        },
    ),
    _lifted(
        "case-and-joining",
        {
            '=SUMPRODUCT(--(UPPER(B1:B3)="AA"))': 1,
            '=SUMPRODUCT(--EXACT(B1:B3,"aa"))': 1,
            '=SUMPRODUCT(--(B1:B3&"x"="aax"))': 1,
            '=SUMPRODUCT(--(CONCATENATE(B1:B3,"x")="aax"))': 1,
            '=SUMPRODUCT(LEN(REPT("x",A1:A3)))': 6,
            '=SUMPRODUCT(--(CHAR(A1:A3+64)="B"))': 1,
        },
    ),
    _lifted(
        "large-small-rank-by-count",
        {
            "=SUMPRODUCT(LARGE(A1:A3,{1,2}))": 5,
            "=SUMPRODUCT(SMALL(A1:A3,ROW(A1:A2)))": 3,
            "=SUMPRODUCT(--(A1:A3>2))+1": 2,
            '=SUMPRODUCT(LARGE((B1:B3<>"ba")*A1:A3,{1,2}))': 3,
            "=SUMPRODUCT(MAX((A1:A3<3)*A1:A3))": 2,
        },
    ),
    _lifted(
        "shapes",
        {
            "=SUMPRODUCT(MMULT(TRANSPOSE(A1:A3),A1:A3))": 14,
            "=SUMPRODUCT((A1:A3=TRANSPOSE(A1:A3))*1)": 3,
            "=SUMPRODUCT(A1:A3,D1:D3)": -8.1,
            '=SUMPRODUCT((A1:A3>1)*(B1:B3<>"ba")*D1:D3)': 2.25,
            "=SUMPRODUCT((A1:A3={1,3})*A1:A3)": 4,
            "=SUMPRODUCT(COLUMN(A1:C1))": 6,
            '=SUMPRODUCT(ROW(INDIRECT("1:3")))': 6,
            "=SUMPRODUCT(B1:B3,A1:A3)": 0,
            "=SUMPRODUCT(A1:A3*1,--(D1:D3<0))": 4,
        },
    ),
    _lifted(
        "whole-columns",
        {'=SUMPRODUCT((B:B="aa")*1)': 1, "=SUMPRODUCT(A:A,D:D)": -8.1, "=SUMPRODUCT(--(LEN(B:B)>0))": 3},
    ),
    _lifted(
        "distributions-and-finance",
        {
            "=SUMPRODUCT(COMBIN(3,A1:A3))": 7,
            "=SUMPRODUCT(FACT(A1:A3))": 9,
            "=SUMPRODUCT(NPV(0,A1:A3))": 6,
            "=SUMPRODUCT(PMT(0,A1:A3,-6))": 11,
        },
    ),
    _lifted("weeknum", {"=SUMPRODUCT(WEEKNUM(+C1:C3))": 35}),
    _lifted("rank", {"=SUMPRODUCT(RANK(A1:A3,A1:A3))": 6, "=SUMPRODUCT(_xlfn.RANK.EQ(A1:A3,A1:A3))": 6}),
    _lifted("code", {"=SUMPRODUCT(CODE(B1:B3))": 292}),
    _lifted("lookup", {"=SUMPRODUCT(LOOKUP(A1:A3,A1:A3,A1:A3))": 6}),
    _lifted(
        "networkdays-workday", {"=SUMPRODUCT(NETWORKDAYS(+C1:C2,+C1:C2))": 1, "=SUMPRODUCT(WORKDAY(+C1:C3,1)-C1:C3)": 4}
    ),
    _lifted("isformula", {"=SUMPRODUCT(--_xlfn.ISFORMULA(A1:A3))": 0}),
    _lifted(
        "subtotal-over-offset",
        {
            "=SUMPRODUCT(SUBTOTAL(9,OFFSET(A1,ROW(A1:A3)-ROW(A1),0)))": 6,
            "=SUMPRODUCT(SUBTOTAL(103,OFFSET(A1,ROW(A1:A5)-ROW(A1),0)))": 3,
            "=SUMPRODUCT(SUBTOTAL(3,OFFSET(A1,ROW(A1:A5)-ROW(A1),0)))": 3,
        },
    ),
    _lifted("sumif-over-offset", {'=SUMPRODUCT(SUMIF(OFFSET(A1,{0,1,2},0),">1"))': 5}),
]
