"""Statistics functions."""

from service_kpi.errors import DIV0, NA, NUM

from ..case import Near, case, columns

CASES = [
    case(
        "median-mode-and-means",
        "Microsoft Support: MEDIAN(1..5) 3, (1..6) 3.5; MODE 4; GEOMEAN 5.476987; HARMEAN 5.028376; TRIMMEAN 3.778; "
        "AVEDEV 1.020408",
        {
            "=MEDIAN(A1:A5)": 3,
            "=MEDIAN(A1:A6)": 3.5,
            "=_xlfn.MODE.SNGL(B1:B6)": 4,
            "=_xlfn.MODE.SNGL({2,1,1,2})": 2,
            "=AVERAGEA({1,3})": 2,
            "=_xlfn.MODE.SNGL(A1:A3)": NA,
            "=GEOMEAN(C1:C7)": Near(5.476987, 5e-7),
            "=HARMEAN(C1:C7)": Near(5.028376, 5e-7),
            "=TRIMMEAN(D1:D11,0.2)": Near(3.778, 5e-4),
            "=AVEDEV(E1:E7)": Near(1.020408, 5e-7),
        },
        cells=columns(
            A=[1, 2, 3, 4, 5, 6],
            B=[5.6, 4, 4, 3, 2, 4],
            C=[4, 5, 8, 7, 11, 4, 3],
            D=[4, 5, 6, 7, 2, 3, 4, 5, 1, 2, 3],
            E=[4, 5, 6, 7, 5, 4, 3],
        ),
    ),
    case(
        "spread",
        "Microsoft Support, STDEV.S, STDEV.P, VAR.S, VAR.P on ten strengths: 27.46391572, 26.05455814, 754.27, "
        "678.84; SKEW 0.359543, KURT -0.151799637",
        {
            "=STDEV(A1:A10)": Near(27.46391572, 5e-9),
            "=_xlfn.STDEV.S(A1:A10)": Near(27.46391572, 5e-9),
            "=STDEVP(A1:A10)": Near(26.05455814, 5e-9),
            "=VAR(A1:A10)": Near(754.27, 5e-3),
            "=_xlfn.VAR.P(A1:A10)": Near(678.84, 5e-3),
            "=SKEW(B1:B10)": Near(0.359543, 5e-7),
            "=KURT(B1:B10)": Near(-0.151799637, 5e-10),
            "=STDEV(C1:C1)": DIV0,
            "=STDEVP(B1:B1)": 0,
            "=STDEVA(B1:B2,TRUE)": (7 / 3) ** 0.5,
        },
        cells=columns(
            A=[1345, 1301, 1368, 1322, 1310, 1370, 1318, 1350, 1303, 1299], B=[3, 4, 5, 2, 3, 4, 5, 6, 4, 7], C=[1]
        ),
    ),
    case(
        "quantiles",
        "Microsoft Support: PERCENTILE(1 2 3 4, .3) 1.9, QUARTILE(1 2 4 7 8 9 10 12, 1) 3.5, PERCENTRANK on 13 … 1: "
        "0.333 0.555 0.666 0.583, .EXC forms by"
        " hand from (n+1)p",
        {
            "=PERCENTILE(A1:A4,0.3)": 1.9,
            "=_xlfn.PERCENTILE.INC(A1:A4,0.3)": 1.9,
            "=_xlfn.PERCENTILE.EXC(A1:A4,0.5)": 2.5,
            "=_xlfn.PERCENTILE.EXC(A1:A4,0.01)": NUM,
            "=QUARTILE(B1:B8,1)": 3.5,
            "=_xlfn.QUARTILE.EXC(B1:B8,1)": 2.5,
            "=PERCENTRANK(C1:C10,2)": 0.333,
            "=PERCENTRANK(C1:C10,4)": 0.555,
            "=PERCENTRANK(C1:C10,8)": 0.666,
            "=PERCENTRANK(C1:C10,5)": 0.583,
            "=LARGE(C1:C10,3)": 11,
            "=SMALL(C1:C10,4)": 2,
            "=LARGE(A1:A4,9)": NUM,
            "=PERCENTILE(A1:A4,2)": NUM,
        },
        cells=columns(A=[1, 2, 3, 4], B=[1, 2, 4, 7, 8, 9, 10, 12], C=[13, 12, 11, 8, 4, 3, 2, 1, 1, 1]),
    ),
    case(
        "rank-ties",
        "Microsoft Support: RANK on 7 3.5 3.5 1 2: 3 for A2 ascending, 5 for A1; RANK.AVG on 89 … 81: 4; ties by hand",
        {
            "=RANK(A2,A1:A5,1)": 3,
            "=RANK(A1,A1:A5,1)": 5,
            "=RANK(A2,A1:A5)": 2,
            "=_xlfn.RANK.EQ(A3,A1:A5,0)": 2,
            "=_xlfn.RANK.AVG(A2,A1:A5)": 2.5,
            "=RANK(9,A1:A5)": NA,
            "=_xlfn.RANK.AVG(94,B1:B7)": 4,
        },
        cells=columns(A=[7, 3.5, 3.5, 1, 2], B=[89, 88, 92, 101, 94, 97, 95]),
    ),
    case(
        "correlation-and-regression",
        "Microsoft Support: CORREL 0.997054, SLOPE 0.305556, INTERCEPT 0.0483871, RSQ 0.05795, STEYX 3.305719, "
        "FORECAST 10.607253, COVARIANCE.P 5.2, PEARSON 0.699379",
        {
            "=CORREL(A1:A5,B1:B5)": Near(0.997054, 5e-7),
            "=COVAR(A1:A5,B1:B5)": 5.2,
            "=SLOPE(C1:C7,D1:D7)": Near(0.305556, 5e-7),
            "=RSQ(C1:C7,D1:D7)": Near(0.05795, 5e-6),
            "=STEYX(C1:C7,D1:D7)": Near(3.305719, 5e-7),
            "=INTERCEPT(E1:E5,F1:F5)": Near(0.0483871, 5e-8),
            "=FORECAST(30,G1:G5,H1:H5)": Near(10.607253, 5e-7),
            "=PEARSON(I1:I5,J1:J5)": Near(0.699379, 5e-7),
            "=CORREL(A1:A5,A1:A4)": NA,
            "=SUMPRODUCT(A1:A5,B1:B5)": 266,
        },
        cells=columns(
            A=[3, 2, 4, 5, 6],
            B=[9, 7, 12, 15, 17],
            C=[2, 3, 9, 1, 8, 7, 5],
            D=[6, 5, 11, 7, 5, 4, 4],
            E=[2, 3, 9, 1, 8],
            F=[6, 5, 11, 7, 5],
            G=[6, 7, 9, 15, 21],
            H=[20, 28, 31, 38, 40],
            I=[9, 7, 5, 3, 1],
            J=[10, 6, 1, 5, 3],
        ),
    ),
    case(
        "distributions",
        "Microsoft Support: NORM.DIST(42,40,1.5,TRUE) 0.9087888, NORM.S.INV(0.9088) 1.3334, "
        "BINOM.DIST(6,10,.5,FALSE) 0.2050781, POISSON.DIST(2,5,TRUE) 0.124652,"
        " T.DIST.2T(1.959999998,60) 0.054644930, CHISQ.DIST.RT(18.307,10) 0.0500006, F.DIST.RT(15.20686486,6,4) "
        "0.01, T.INV.2T(.546449,60) 0.606533,"
        " CONFIDENCE.NORM(.05,2.5,50) 0.692952, EXPON.DIST(.2,10,TRUE) 0.86466472, WEIBULL.DIST(105,20,100,TRUE) "
        "0.929581, HYPGEOM.DIST(1,4,8,20,TRUE) 0.4654",
        {
            "=_xlfn.NORM.DIST(42,40,1.5,TRUE)": Near(0.9087888, 5e-8),
            "=_xlfn.NORM.S.INV(0.9088)": Near(1.3334, 5e-5),
            "=_xlfn.BINOM.DIST(6,10,0.5,FALSE)": Near(0.2050781, 5e-8),
            "=_xlfn.POISSON.DIST(2,5,TRUE)": Near(0.124652, 5e-7),
            "=_xlfn.T.DIST.2T(1.959999998,60)": Near(0.05464493, 5e-9),
            "=_xlfn.CHISQ.DIST.RT(18.307,10)": Near(0.0500006, 5e-8),
            "=_xlfn.F.DIST.RT(15.20686486,6,4)": Near(0.01, 5e-9),
            "=_xlfn.T.INV.2T(0.546449,60)": Near(0.606533, 5e-7),
            "=_xlfn.CONFIDENCE.NORM(0.05,2.5,50)": Near(0.692952, 5e-7),
            "=_xlfn.EXPON.DIST(0.2,10,TRUE)": Near(0.86466472, 5e-9),
            "=_xlfn.WEIBULL.DIST(105,20,100,TRUE)": Near(0.929581, 5e-7),
            "=_xlfn.HYPGEOM.DIST(1,4,8,20,TRUE)": Near(0.4654, 5e-5),
            "=NORMSDIST(1.333333)": Near(0.908788726, 5e-10),
            "=_xlfn.BINOM.DIST(10,10,1,TRUE)": 1,
            "=_xlfn.CONFIDENCE.T(0.05,1,50)": Near(0.284196855, 5e-10),
            "=CRITBINOM(6,0.5,0.75)": 4,
        },
    ),
    case(
        "tests-of-hypotheses",
        "Microsoft Support: T.TEST(…,2,1) 0.196016, F.TEST 0.64831785, CHISQ.TEST 0.000308, Z.TEST(…,4) 0.090574",
        {
            "=_xlfn.T.TEST(A1:A9,B1:B9,2,1)": Near(0.196016, 5e-7),
            "=_xlfn.F.TEST(C1:C5,D1:D5)": Near(0.64831785, 5e-9),
            "=_xlfn.CHISQ.TEST(E1:F3,G1:H3)": Near(0.000308, 5e-7),
            "=_xlfn.Z.TEST(I1:I10,4)": Near(0.090574, 5e-7),
        },
        cells=columns(
            A=[3, 4, 5, 8, 9, 1, 2, 4, 5],
            B=[6, 19, 3, 2, 14, 4, 5, 17, 1],
            C=[6, 7, 9, 15, 21],
            D=[20, 28, 31, 38, 40],
            E=[58, 11, 10],
            F=[35, 25, 23],
            G=[45.35, 17.56, 16.09],
            H=[47.65, 18.44, 16.91],
            I=[3, 6, 7, 8, 6, 5, 4, 2, 1, 9],
        ),
    ),
    case(
        "linest-trend-growth",
        "Microsoft Support: LINEST on 1 9 5 7 against 0 4 2 3 is 2 and 1, on six months' sales the prediction for "
        "month 9 is 11000; exponents by hand",
        {
            "=INDEX(LINEST(A1:A4,B1:B4),1)": 2,
            "=INDEX(LINEST(A1:A4,B1:B4),2)": 1,
            "=SUM(LINEST(C1:C6,D1:D6)*{9,1})": 11000,
            "=INDEX(LOGEST({1,2,4,8},{0,1,2,3}),1)": 2,
            "=INDEX(GROWTH({1,2,4},{0,1,2},{3,4}),2)": 16,
            "=INDEX(TREND(A1:A4,B1:B4,{5,6}),1)": 11,
        },
        cells=columns(A=[1, 9, 5, 7], B=[0, 4, 2, 3], C=[3100, 4500, 4400, 5400, 7500, 8100], D=[1, 2, 3, 4, 5, 6]),
        spill=True,
    ),
    case(
        "functions-that-are-wrong-in-some-forms",
        "Microsoft Support: MODE 4, DEVSQ 48, SUMX2MY2 -55, SUMX2PY2 521, SUMXMY2 79",
        {
            "=MODE(B1:B6)": 4,
            "=DEVSQ(C1:C7)": 48,
            "=SUMX2MY2(D1:D7,E1:E7)": -55,
            "=SUMX2PY2(D1:D7,E1:E7)": 521,
            "=SUMXMY2(D1:D7,E1:E7)": 79,
        },
        cells=columns(
            B=[5.6, 4, 4, 3, 2, 4], C=[4, 5, 8, 7, 11, 4, 3], D=[2, 3, 9, 1, 8, 7, 5], E=[6, 5, 11, 7, 5, 4, 4]
        ),
    ),
    case(
        "nothing-to-square",
        "FormulaEvalTestData_Copy.xlsx of Apache POI, cached by Excel: H392 DEVSQ of cells without a number is #NUM!",
        {"=DEVSQ(A1:A3)": NUM},
        cells={"A1": "x"},
    ),
    case(
        "sums-of-pairs-of-single-numbers",
        "FormulaEvalTestData_Copy.xlsx of Apache POI, cached by Excel: F1344 SUMXMY2(2,4) is 4",
        {"=SUMXMY2(2,4)": 4},
    ),
]
