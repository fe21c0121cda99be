"""COUNTIF and its family, D-functions."""

from service_kpi.errors import DIV0, NA, NUM, VALUE

from ..case import case, columns

_FRUIT = columns(A=["apples", "oranges", "peaches", "apples"], B=[32, 54, 75, 86])
_MIXED = columns(
    A=[1, 2, 3], B=["apple", "Apple", "a*b", '=""'], C=[True, "5", 5, "x~y"], D=["what?", "whats"], E=[43831, 43862]
)
_SALES = columns(
    A=[5, 4, 15, 3, 22, 12, 10, 33],
    B=["Apples", "Apples", "Artichokes", "Artichokes", "Bananas", "Bananas", "Carrots", "Carrots"],
    C=["Tom", "Sarah", "Tom", "Sarah", "Tom", "Sarah", "Tom", "Sarah"],
)
_TREES = columns(
    A=["Tree", '="=Apple"', '="=Pear"', "Tree", "Apple", "Pear", "Cherry", "Apple", "Pear", "Apple"],
    B=["Height", ">10", None, "Height", 18, 12, 13, 14, 9, 8],
    C=["Age", None, None, "Age", 20, 12, 14, 15, 8, 9],
    D=["Yield", None, None, "Yield", 14, 10, 9, 10, 8, 6],
    E=["Profit", None, None, "Profit", 105, 96, 105, 75, 76.8, 45],
    F=["Height", "<16"],
)

CASES = [
    case(
        "countif",
        "Microsoft Support, COUNTIF: 2 apples, A3 once, 3 apples and oranges, 2 over 55, 3 not 75, 2 between 32 and "
        "85 …, wildcards 4 and 4",
        {
            '=COUNTIF(A1:A4,"apples")': 2,
            "=COUNTIF(A1:A4,A3)": 1,
            "=COUNTIF(A1:A4,A2)+COUNTIF(A1:A4,A1)": 3,
            '=COUNTIF(B1:B4,">55")': 2,
            '=COUNTIF(B1:B4,"<>"&B3)': 3,
            '=COUNTIF(B1:B4,">=32")-COUNTIF(B1:B4,">85")': 3,
            '=COUNTIF(A1:A4,"*")': 4,
            '=COUNTIF(A1:A4,"?????es")': 2,
            '=COUNTIF(A:A,"apples")': 2,
        },
        cells=_FRUIT,
    ),
    case(
        "criteria-forms",
        "By hand, from Microsoft Support, COUNTIF and 'Use wildcards': text is matched without case, a number also "
        'as text, "" counts blanks and'
        " empty strings, <> what is not blank, ~ escapes",
        {
            '=COUNTIF(B1:B3,"apple")': 2,
            '=COUNTIF(B1:B3,"a*")': 3,
            '=COUNTIF(B1:B3,"a~*b")': 1,
            '=COUNTIF(D1:D2,"what?")': 2,
            '=COUNTIF(D1:D2,"what~?")': 1,
            '=COUNTIF(B1:B5,"")': 2,
            '=COUNTIF(B1:B5,"<>")': 4,
            '=COUNTIF(B1:B5,"=")': 1,
            "=COUNTIF(C1:C3,5)": 2,
            '=COUNTIF(C1:C3,"5")': 2,
            "=COUNTIF(C1:C3,TRUE)": 1,
            '=COUNTIF(C1:C3,">4")': 1,
            '=COUNTIF(A1:A3,"<>2")': 2,
            '=COUNTIF(A1:A3,"=2")': 1,
            '=COUNTIF(B1:B3,"<>apple")': 1,
            '=COUNTIF(B1:B3,">apple")': 0,
            '=COUNTIF(E1:E2,">=1/15/2020")': 1,
            '=COUNTIF(E1:E2,">"&DATE(2020,1,1))': 1,
            '=COUNTIF(A1:A3,">1.5")': 2,
            "=COUNTIF(A1:A3,Z99)": 0,
        },
        cells=_MIXED,
    ),
    case(
        "tilde-escapes-itself",
        "Microsoft Support, 'Using wildcard characters in searches': ~ followed by ~ finds a tilde",
        {'=COUNTIF(C4,"x~~y")': 1, '=SUMIF(C4,"x~~y",A1)': 1},
        cells=_MIXED,
    ),
    case(
        "criterion-that-spells-an-error",
        "COUNTIF.xlsx of IronCalc, cached by Excel: Rows V9 and V10; the text #N/A as a criterion counts the error "
        "cells, not the text",
        {'=COUNTIF(A1:A4,"#N/A")': 2, '=COUNTIF(A1:A4,"#DIV/0!")': 1},
        cells=columns(A=[NA, "#N/A", NA, DIV0]),
    ),
    case(
        "criterion-that-is-an-error",
        "COUNTIF.xlsx of IronCalc, cached by Excel: Rows V7 and V8",
        {"=COUNTIF(A1:A3,NA())": 1, "=COUNTIF(A1:A3,1/0)": 1},
        cells=columns(A=[NA, DIV0, 1]),
    ),
    case(
        "sumif",
        "Microsoft Support, SUMIF: property values 100000 … 400000, commissions 7000 … 28000: 63000, 900000, 21000, "
        "49000",
        {
            '=SUMIF(A1:A4,">160000",B1:B4)': 63000,
            '=SUMIF(A1:A4,">160000")': 900000,
            "=SUMIF(A1:A4,300000,B1:B4)": 21000,
            '=SUMIF(A1:A4,">"&C1,B1:B4)': 49000,
            '=SUMIF(A1:A4,">160000",B1)': 63000,
            '=SUMIF(A:A,">160000",B:B)': 63000,
            '=AVERAGEIF(B1:B4,"<23000")': 14000,
            '=AVERAGEIF(A1:A4,"<95000")': DIV0,
            '=AVERAGEIF(A1:A4,">250000",B1:B4)': 24500,
        },
        cells=columns(A=[100000, 200000, 300000, 400000], B=[7000, 14000, 21000, 28000], C=[250000]),
    ),
    case(
        "sumifs-countifs-averageifs",
        "Microsoft Support, SUMIFS: 20 for products in A sold by Tom, 30 not bananas by Tom; rest by hand from the "
        "same table",
        {
            '=SUMIFS(A1:A8,B1:B8,"=A*",C1:C8,"Tom")': 20,
            '=SUMIFS(A1:A8,B1:B8,"<>Bananas",C1:C8,"Tom")': 30,
            '=COUNTIFS(B1:B8,"A*",A1:A8,">4")': 2,
            '=AVERAGEIFS(A1:A8,C1:C8,"Sarah",A1:A8,"<20")': (4 + 3 + 12) / 3,
            '=SUMIFS(A:A,C:C,"tom")': 52,
            '=_xlfn.MAXIFS(A1:A8,C1:C8,"Tom")': 22,
            '=_xlfn.MINIFS(A1:A8,B1:B8,"*o*")': 3,
            '=SUMIFS(A1:A8,B1:B7,"x")': VALUE,
            '=AVERAGEIFS(A1:A8,C1:C8,"Bob")': DIV0,
            '=_xlfn.MAXIFS(A1:A8,C1:C8,"Bob")': 0,
            '=COUNTIFS(A1:A8,">=5",A1:A8,"<=15")': 4,
            '=SUMIFS(A1:A8,B1:B8,"?????",C1:C8,"<>Tom")': 0,
        },
        cells=_SALES,
    ),
    case(
        "d-functions",
        "Microsoft Support, DSUM and the other database functions on the orchard table: DSUM 225, DCOUNT 1, DMAX "
        "105, DMIN 75, DAVERAGE 12,"
        " DGET #NUM!, DPRODUCT 800",
        {
            '=DSUM(A4:E10,"Profit",A1:A2)': 225,
            '=DSUM(A4:E10,"Profit",A1:F2)': 75,
            '=DCOUNT(A4:E10,"Age",A1:F2)': 1,
            '=DCOUNTA(A4:E10,"Profit",A1:F2)': 1,
            '=DMAX(A4:E10,"Profit",A1:A3)': 105,
            '=DMIN(A4:E10,"Profit",A1:B2)': 75,
            '=DAVERAGE(A4:E10,"Yield",A1:B2)': 12,
            "=DAVERAGE(A4:E10,3,A4:E10)": 13,
            '=DGET(A4:E10,"Yield",A1:A3)': NUM,
            '=DPRODUCT(A4:E10,"Yield",A1:F3)': 800,
        },
        cells=_TREES,
    ),
    case(
        "d-functions-match-beginnings",
        "Microsoft Support, 'Filter by using advanced criteria': text finds what begins with it, =\"=text\" what is it",
        {'=DCOUNTA(A1:B4,"Kind",D1:D2)': 3, '=DSUM(A1:B4,"N",E1:E2)': 1},
        cells=columns(
            A=["Kind", "Dav", "Davolio", "David"],
            B=["N", 1, 2, 4],
            D=["Kind", "Dav"],
            E=["Kind", '="=Dav"'],
        ),
    ),
    case(
        "array-constant-as-criterion",
        "LibreOffice 7.4 and by hand: an array constant is an array without Ctrl+Shift+Enter",
        {
            '=SUM(COUNTIF(A1:A4,{"apples","peaches"}))': 3,
            '=SUM(SUMIF(A1:A4,{"apples","peaches"},B1:B4))': 193,
            '=SUM(SUMIFS(B1:B4,A1:A4,{"apples","peaches"}))': 193,
            '=SUM(COUNTIFS(A1:A4,{"apples";"peaches"},B1:B4,">40"))': 2,
            '=IF(SUM(COUNTIF(A3,{"apples","peaches"}))>0,"hit","miss")': "hit",
        },
        cells=_FRUIT,
    ),
]
