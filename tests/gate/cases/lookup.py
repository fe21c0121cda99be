"""Looking things up."""

from service_kpi.errors import NA, REF, VALUE

from ..case import case, columns

_GRID = columns(A=[1, 2, 3, 4, 5], B=["apple", "banana", "Apple", "cherry", "a*b"], C=[10, 20, 30, 40, 50])
_DENSITY = columns(
    A=[0.457, 0.525, 0.616, 0.675, 0.746, 0.835, 0.946, 1.09, 1.29],
    B=[3.55, 3.25, 2.93, 2.75, 2.57, 2.38, 2.17, 1.95, 1.71],
    C=[500, 400, 300, 250, 200, 150, 100, 50, 0],
)

CASES = [
    case(
        "vlookup-approximate",
        "Microsoft Support, VLOOKUP (density, viscosity, temperature table): 1 gives 2.17, 100 in column 3; 0.1 is "
        "#N/A; 2 gives 1.71",
        {
            "=VLOOKUP(1,A1:C9,2)": 2.17,
            "=VLOOKUP(1,A1:C9,3,TRUE)": 100,
            "=VLOOKUP(0.7,A1:C9,3,FALSE)": NA,
            "=VLOOKUP(0.1,A1:C9,2,TRUE)": NA,
            "=VLOOKUP(2,A1:C9,2,TRUE)": 1.71,
            "=VLOOKUP(1.09,A:C,3,FALSE)": 50,
            "=VLOOKUP(1,A1:C9,4)": REF,
            "=VLOOKUP(1,A1:C9,0)": VALUE,
        },
        cells=_DENSITY,
    ),
    case(
        "vlookup-exact-and-wildcards",
        "Microsoft Support, VLOOKUP: case does not matter, ? and * are wildcards, ~ escapes; the first match wins",
        {
            '=VLOOKUP("ban*",B1:C5,2,FALSE)': 20,
            '=VLOOKUP("APPLE",B1:C5,2,FALSE)': 10,
            '=VLOOKUP("a~*b",B1:C5,2,FALSE)': 50,
            '=VLOOKUP("?herry",B1:C5,2,0)': 40,
            '=VLOOKUP("kiwi",B1:C5,2,FALSE)': NA,
            "=VLOOKUP(A3,A1:C5,3,FALSE)": 30,
            '=VLOOKUP("3",A1:C5,3,FALSE)': NA,
            '=VLOOKUP("a"&"*",B1:C5,2,FALSE)': 10,
            "=VLOOKUP(D9,A1:C5,2,FALSE)": NA,
        },
        cells=_GRID,
    ),
    case(
        "hlookup",
        "Microsoft Support, HLOOKUP: Axles 4 9 10 / Bearings 4 7 9.. examples; the constant's example gives c",
        {
            '=HLOOKUP("Axles",A1:C4,2,TRUE)': 4,
            '=HLOOKUP("Bearings",A1:C4,3,FALSE)': 7,
            '=HLOOKUP("B",A1:C4,3,TRUE)': 5,
            '=HLOOKUP("Bolts",A1:C4,4)': 11,
            '=HLOOKUP(3,{1,2,3;"a","b","c";"d","e","f"},2,TRUE)': "c",
            '=HLOOKUP("Nuts",A1:C4,2,FALSE)': NA,
        },
        cells=columns(A=["Axles", 4, 5, 6], B=["Bearings", 4, 7, 8], C=["Bolts", 9, 10, 11]),
    ),
    case(
        "match",
        "Microsoft Support, MATCH: on 25, 38, 40, 41: 39 approximate is 2, 41 exact is 4, 40 descending is #N/A; "
        "rest by hand",
        {
            "=MATCH(39,A1:A4,1)": 2,
            "=MATCH(41,A1:A4,0)": 4,
            "=MATCH(40,A1:A4,-1)": NA,
            "=MATCH(39,A1:A4)": 2,
            "=MATCH(1,A1:A4)": NA,
            '=MATCH("b*",B1:B4,0)': 2,
            '=MATCH("BETA",B1:B4,0)': 2,
            '=MATCH("~?x",B1:B4,0)': 4,
            "=MATCH(5,{9,7,5,1},-1)": 3,
            "=MATCH(6,{9,7,5,1},-1)": 2,
            "=MATCH(TRUE,{FALSE,TRUE},0)": 2,
            '=MATCH("38",A1:A4,0)': NA,
            "=MATCH(38,A:A,0)": 2,
        },
        cells=columns(A=[25, 38, 40, 41], B=["alpha", "beta", "gamma", "?x"]),
    ),
    case(
        "index",
        "Microsoft Support, INDEX: array and reference form, a zero takes the whole row or column",
        {
            "=INDEX(A1:C5,2,3)": 20,
            "=INDEX(C1:C5,MATCH(3,A1:A5,0))": 30,
            "=SUM(INDEX(A1:C5,0,3))": 150,
            "=SUM(INDEX(A1:C5,2,0))": 22,
            "=INDEX(A1:A5,6)": REF,
            "=SUM(A1:INDEX(A1:A5,3))": 6,
            "=INDEX({1,2;3,4},2,2)": 4,
            "=INDEX((A1:A2,C1:C2),2,1,2)": 20,
            "=ROW(INDEX(A1:A5,3))": 3,
            "=INDEX(A1:C1,3)": 10,
            "=SUM(INDEX(A1:A5,2):INDEX(A1:A5,4))": 9,
            "=INDEX(C:C,4)": 40,
        },
        cells=_GRID,
    ),
    case(
        "lookup-vector-form",
        "Microsoft Support, LOOKUP: 4.19 orange, 5.75 yellow, 7.66 blue, 0 is #N/A",
        {
            "=LOOKUP(4.19,A2:A6,B2:B6)": "orange",
            "=LOOKUP(5.75,A2:A6,B2:B6)": "yellow",
            "=LOOKUP(7.66,A2:A6,B2:B6)": "blue",
            "=LOOKUP(0,A2:A6,B2:B6)": NA,
            "=LOOKUP(9.99E+307,A:A)": 6.39,
            '=LOOKUP("zzz",B1:B6)': "blue",
            '=LOOKUP("C",{"a","b","c","d";1,2,3,4})': 3,
            "=LOOKUP(25,{0,20,40},{1,2,3})": 2,
        },
        cells=columns(A=[None, 4.14, 4.19, 5.17, 5.77, 6.39], B=[None, "red", "orange", "yellow", "green", "blue"]),
    ),
    case(
        "xlookup-xmatch",
        "Microsoft Support, XLOOKUP and XMATCH: match modes 0, -1, 1, 2, search from the last, if_not_found",
        {
            '=_xlfn.XLOOKUP("zz",B1:B5,C1:C5,"none")': "none",
            "=_xlfn.XLOOKUP(2.5,A1:A5,C1:C5,,-1)": 20,
            "=_xlfn.XLOOKUP(2.5,A1:A5,C1:C5,,1)": 30,
            '=_xlfn.XLOOKUP("ap?le",B1:B5,C1:C5,,2,-1)': 30,
            '=_xlfn.XLOOKUP("apple",B1:B5,C1:C5,,0,-1)': 30,
            "=_xlfn.XLOOKUP(9,A1:A5,C1:C5)": NA,
            "=_xlfn.XMATCH(3.5,A1:A5,-1)": 3,
            '=_xlfn.XMATCH("b*",B1:B5,2)': 2,
            "=_xlfn.XLOOKUP(4,A1:A5,A1:A5)": 4,
            "=SUM(_xlfn.XLOOKUP(2,A1:A5,A1:A5):_xlfn.XLOOKUP(4,A1:A5,A1:A5))": 9,
        },
        cells=_GRID,
    ),
    case(
        "duplicates-in-approximate-lookup",
        "By hand: a binary search over sorted duplicates ends on the last of them, as Microsoft Support, LOOKUP "
        "('largest value less than or"
        " equal') has it",
        {"=MATCH(2,A1:A5)": 4, "=VLOOKUP(2,A1:B5,2)": 40, "=LOOKUP(2,A1:A5,B1:B5)": 40, "=MATCH(2,A1:A5,0)": 2},
        cells=columns(A=[1, 2, 2, 2, 3], B=[10, 20, 30, 40, 50]),
    ),
    case(
        "offset-indirect-address",
        "Microsoft Support: OFFSET, INDIRECT, ADDRESS, ROW, COLUMN, ROWS, COLUMNS, AREAS; sums by hand",
        {
            "=SUM(OFFSET(A1,1,0,3,1))": 9,
            "=OFFSET(A1,2,2)": 30,
            "=OFFSET(A1,-1,0)": REF,
            "=AVERAGE(OFFSET(A5,0,0,-2,1))": 4.5,
            "=SUM(OFFSET($A$1,0,0,COUNT(A:A),1))": 15,
            '=SUM(INDIRECT("A1:A3"))': 6,
            '=INDIRECT("R2C1",FALSE)': 2,
            '=SUM(INDIRECT("A1:A"&3))': 6,
            "=INDIRECT(ADDRESS(2,1))": 2,
            "=ADDRESS(2,3)": "$C$2",
            "=ADDRESS(3,7,1,0)": "R3C7",
            "=ADDRESS(2,3,2)": "C$2",
            "=ADDRESS(2,3,2,FALSE)": "R2C[3]",
            "=ROWS(A1:C4)": 4,
            "=COLUMNS(A1:C4)": 3,
            "=AREAS((A1:B2,C3))": 2,
            "=COLUMN(D10)": 4,
            "=ROWS({1,2,3;4,5,6})": 2,
            "=SUM(A1:OFFSET(A1,2,0))": 6,
        },
        cells=_GRID,
    ),
    case(
        "address-on-a-sheet",
        "Microsoft Support, ADDRESS; FormulaEvalTestData_Copy.xlsx of Apache POI, cached by Excel: F128 (no quotes "
        "there)",
        {'=ADDRESS(2,3,1,FALSE,"Sheet1")': "Sheet1!R2C3", '=ADDRESS(2,3,3,TRUE,"[Book1]Sheet1")': "[Book1]Sheet1!$C2"},
    ),
    case(
        "lookup-of-the-last-match",
        "LibreOffice 7.4 (30, 50, 30, 50, yes) and by hand: LOOKUP's second argument takes an array without "
        "Ctrl+Shift+Enter",
        {
            '=LOOKUP(2,1/(B1:B5="x"),A1:A5)': 30,
            '=LOOKUP(1,0/(B1:B5="y"),A1:A5)': 50,
            '=LOOKUP(2,1/((A1:A5>10)*(B1:B5="x")),A1:A5)': 30,
            '=IFERROR(LOOKUP(2,1/(B1:B5="y"),A1:A5),"none")': 50,
            '=LOOKUP(2^15,SEARCH({"q","x"},B1),{"no","yes"})': "yes",
        },
        cells=columns(A=[10, 20, 30, 40, 50], B=["x", "y", "x", "z", "y"]),
    ),
    case(
        "index-of-a-computed-array",
        "LibreOffice 7.4 (the first: 3) and by hand: INDEX takes an array without Ctrl+Shift+Enter",
        {
            '=MATCH(1,INDEX((A1:A5>10)*(B1:B5="x"),0),0)': 3,
            '=INDEX(A1:A5,MATCH(1,INDEX((A1:A5>10)*(B1:B5="x"),0,1),0))': 30,
            "=SUM(INDEX(A1:A5*2,0))": 300,
            '=MAX(INDEX((B1:B5="x")*A1:A5,0))': 30,
        },
        cells=columns(A=[10, 20, 30, 40, 50], B=["x", "y", "x", "z", "y"]),
    ),
    case(
        "vlookup-of-several-columns",
        "By hand: VLOOKUP with the columns {2,3} gives both values of the row, 2 + 20",
        {'=SUM(VLOOKUP("b",A1:C2,{2,3},FALSE))': 22, '=SUMPRODUCT(VLOOKUP("b",A1:C2,{2,3},FALSE))': 22},
        cells=columns(A=["a", "b"], B=[1, 2], C=[10, 20]),
    ),
    case(
        "getpivotdata",
        "54436.xlsx of Apache POI, cached by Excel: A14 GETPIVOTDATA is 3; the engine has no pivot cache",
        {'=GETPIVOTDATA("Sum of Score",A1,"Category","Category 1")': 3},
        cells=columns(A=["Row Labels", "Category 1"], B=[None, 3]),
    ),
    case(
        "cube-functions",
        "SheetData.xlsx of the Open XML SDK, cached by Excel: B2 CUBEMEMBER is Profit, B3 CUBEVALUE 339610.89640000137",
        {'=CUBEMEMBER("Sales","[Measures].[Profit]")': "Profit"},
    ),
]
