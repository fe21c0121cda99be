"""Dates and times, in both date systems."""

from service_kpi.errors import NA, NUM, VALUE

from ..case import Near, case, columns

CASES = [
    case(
        "date-parts",
        "Microsoft Support: DATE, YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, TIME; 1 January 2008 is serial 39448",
        {
            "=DATE(2008,1,1)": 39448,
            "=DATE(2008,14,2)": 39846,
            "=DATE(2008,-3,2)": 39327,
            "=DATE(2008,1,35)": 39482,
            "=DATE(108,1,2)": 39449,
            "=YEAR(39448)": 2008,
            "=MONTH(39448)": 1,
            "=DAY(39448.9)": 1,
            "=HOUR(0.75)": 18,
            "=MINUTE(0.53125)": 45,
            "=SECOND(0.2)": 0,
            "=TIME(12,0,0)": 0.5,
            "=TIME(16,48,10)": Near(0.7001157, 5e-8),
            "=TIME(27,0,0)": 0.125,
            '=HOUR("6:30")': 6,
            '=YEAR("2020-03-05")': 2020,
            "=DATE(10000,1,1)": NUM,
            "=TIME(0,750,0)": 0.5208333333333334,
        },
    ),
    case(
        "leap-year-1900",
        "Microsoft Learn, 'Excel incorrectly assumes that the year 1900 is a leap year': serial 60 is 29 February 1900",
        {
            "=DAY(60)": 29,
            "=MONTH(60)": 2,
            "=DAY(61)": 1,
            "=WEEKDAY(1)": 1,
            "=YEAR(0)": 1900,
            "=DAY(0)": 0,
        },
    ),
    case(
        "date-in-1900",
        "Microsoft Learn, 'Excel incorrectly assumes that the year 1900 is a leap year'",
        {"=DATE(1900,1,1)": 1, "=DATE(1900,2,28)": 59, "=DATE(1900,2,29)": 60, "=DATE(1900,3,1)-DATE(1900,2,28)": 2},
    ),
    case(
        "day-overflow-in-early-1900",
        "FormulaEvalTestData_Copy.xlsx of Apache POI, cached by Excel: I320 DATE(1900,1,22222) is 22222",
        {"=DATE(1900,1,22222)": 22222, "=DATE(1900,1,61)": 61},
    ),
    case(
        "date-system-1904",
        "Microsoft Learn, 'Differences between the 1900 and the 1904 date system': 1,462 days apart; serial 0 is 1 "
        "January 1904",
        {
            "=DATE(1904,1,1)": 0,
            "=DATE(1904,1,2)": 1,
            "=DATE(2008,1,1)": 39448 - 1462,
            "=YEAR(0)": 1904,
            "=DAY(1)": 2,
            '=TEXT(0,"yyyy-mm-dd")': "1904-01-01",
            "=WEEKDAY(0)": 6,
            '=DATEVALUE("2008-01-01")': 39448 - 1462,
            "=EOMONTH(0,0)": 30,
            "=A1-1": -1,
            "=ISNUMBER(-1)": True,
        },
        cells={"A1": 0},
        date1904=True,
    ),
    case(
        "date-system-1904-text-made-a-number",
        "By hand: a text that reads as a date becomes a serial of the workbook's own date system, 1,462 less than in "
        "the 1900 one",
        {
            '="2020-01-01"+0': 42369,
            '=VALUE("2020-01-01")': 42369,
            '=EDATE("2020-01-01",1)': 42400,
            '=COUNTIF(A1:A2,">=1/15/2020")': 1,
            '=SUMIFS(A1:A2,A1:A2,"<=2020-01-01")': 42369,
        },
        cells={"A1": 42369, "A2": 42400},
        date1904=True,
    ),
    case(
        "date-text",
        "Microsoft Support, DATEVALUE and TIMEVALUE: 8/22/2011 is 40777, 22-MAY-2011 is 40685, 2011/02/23 is 40597",
        {
            '=DATEVALUE("8/22/2011")': 40777,
            '=DATEVALUE("22-MAY-2011")': 40685,
            '=DATEVALUE("2011/02/23")': 40597,
            '=TIMEVALUE("2:24 AM")': 0.1,
            '=TIMEVALUE("22-Aug-2011 6:35 AM")': Near(0.2743, 5e-5),
            '=DATEVALUE("x")': VALUE,
            '=DATEVALUE("2020-02-30")': VALUE,
            '="2020-01-31"+1': 43862,
            '=EDATE("2020-01-31",1)': 43890,
            '=DATEVALUE("1/1/29")': 47119,
            '=DATEVALUE("1/1/30")': 10959,
        },
    ),
    case(
        "months",
        "Microsoft Support: EDATE and EOMONTH; by hand on DATE(2011,1,15) = 40558, DATE(2011,1,31) = 40574",
        {
            "=EDATE(40558,1)": 40589,
            "=EDATE(40558,-1)": 40527,
            "=EDATE(40574,1)": 40602,
            "=EOMONTH(40544,1)": 40602,
            "=EOMONTH(40544,-3)": 40482,
            "=EOMONTH(43831,1)": 43890,
            "=EDATE(43890,12)": 44255,
        },
    ),
    case(
        "weekday-weeknum",
        "Microsoft Support: WEEKDAY(14 February 2008) is 5, 4, 3 for types 1, 2, 3; WEEKNUM(9 March 2012) is 10 and "
        "11; ISO week by hand",
        {
            "=WEEKDAY(39492)": 5,
            "=WEEKDAY(39492,2)": 4,
            "=WEEKDAY(39492,3)": 3,
            "=WEEKDAY(39492,11)": 4,
            "=WEEKDAY(39492,16)": 6,
            "=WEEKDAY(39492,9)": NUM,
            "=WEEKNUM(40977)": 10,
            "=WEEKNUM(40977,2)": 11,
            "=WEEKNUM(40977,21)": 10,
            "=_xlfn.ISOWEEKNUM(40977)": 10,
            "=_xlfn.ISOWEEKNUM(44197)": 53,
            "=WEEKNUM(44197)": 1,
            "=WEEKNUM(44198,21)": 53,
        },
    ),
    case(
        "networkdays-workday",
        "Microsoft Support: NETWORKDAYS (10/1/2012 to 3/1/2013 is 110, 109, 107), WORKDAY (10/1/2008 + 151 is "
        "4/30/2009, 5/5/2009)",
        {
            "=NETWORKDAYS(A1,A2)": 110,
            "=NETWORKDAYS(A1,A2,A3)": 109,
            "=NETWORKDAYS(A1,A2,A3:A5)": 107,
            "=WORKDAY(39722,151)": 39933,
            "=WORKDAY(39722,151,B1:B3)": 39938,
            "=NETWORKDAYS.INTL(38718,38748)": 22,
            "=NETWORKDAYS.INTL(38776,38748)": -21,
            "=NETWORKDAYS.INTL(38718,38749,7,{38719,38733})": 22,
            '=NETWORKDAYS.INTL(38718,38749,"0010001",{38719,38733})': 20,
            "=WORKDAY.INTL(40909,90,11)": 41013,
            "=NETWORKDAYS(A2,A1)": -110,
        },
        cells=columns(A=[41183, 41334, 41235, 41247, 41295], B=[39778, 39786, 39834]),
    ),
    case(
        "datedif",
        "Microsoft Support, DATEDIF: 1/1/2001 to 1/1/2003 is 2 y; 6/1/2001 to 8/15/2002 is 440 d, 75 yd",
        {
            '=DATEDIF(36892,37622,"Y")': 2,
            '=DATEDIF(37043,37483,"D")': 440,
            '=DATEDIF(37043,37483,"YD")': 75,
            '=DATEDIF(37043,37483,"YM")': 2,
            '=DATEDIF(37043,37483,"M")': 14,
            '=DATEDIF(37043,37483,"MD")': 14,
            '=DATEDIF(37483,37043,"D")': NUM,
            '=DATEDIF(43861,43890,"M")': 0,
        },
    ),
    case(
        "days-days360-yearfrac",
        "Microsoft Support: DAYS(3/15/2021,2/1/2021) is 42; DAYS360(1/1/2011,12/31/2011) is 360; "
        "YEARFRAC(1/1/2012,7/30/2012) is"
        " 0.58055556, basis 1 0.57650273, basis 3 0.57808219",
        {
            "=_xlfn.DAYS(44270,44228)": 42,
            "=DAYS360(40573,40575)": 1,
            "=DAYS360(40544,40908)": 360,
            "=DAYS360(40544,40575)": 30,
            "=YEARFRAC(40909,41120)": Near(0.58055556, 5e-9),
            "=YEARFRAC(40909,41120,1)": Near(0.57650273, 5e-9),
            "=YEARFRAC(40909,41120,3)": Near(0.57808219, 5e-9),
            "=YEARFRAC(41120,40909)": Near(0.58055556, 5e-9),
            "=DAYS360(43890,43921,TRUE)": 31,
        },
    ),
    case(
        "omitted-date-argument",
        "PhpSpreadsheet's unit tests hold 0 and 107.002777… (from Excel); Excel's own add-in functions answer #N/A: "
        "the argument must be"
        " given",
        {"=YEARFRAC(43831,)": NA},
    ),
]
