"""Where things stand: rows and columns, counted from zero, that more than one sheet refers to."""

from __future__ import annotations

from typing import Final

from workbooks.demo.words import ATTRIBUTES, DIMENSIONS, KINDS

#: On every input sheet: title, explanation, then the table.
TITLE_ROW: Final = 0
TEXT_ROW: Final = 1
GROUP_ROW: Final = 3  #: names of the dimensions above the survey's items
HEADER_ROW: Final = 4
FIRST_ROW: Final = 5

#: Survey: respondent, date, channel, then the expected items, the perceived ones, and the recommendation.
EXPECTED_COLUMN: Final = 3

#: Competitors: the weights of the attributes on top; below, two rows of labels above the ratings.
RATINGS_HEADER: Final = 15

#: Settings: the value column of the first block; the figures of last period start here.
SETTING_COLUMN: Final = 1
LAST_PERIOD_HEADER: Final = 13

#: Calculations: the spilled tables from column A, the sorted copies that charts read from ``SORTED_COLUMN``.
GAP_ROW: Final = 5
GAP_GROUPS: Final = len(DIMENSIONS)
PROMISE_ROW: Final = 16
PROMISE_GROUPS: Final = len(KINDS)
RIVAL_ROW: Final = 26
RIVAL_GROUPS: Final = len(ATTRIBUTES)
WEIGHT_COLUMN: Final = 13
RANK_COLUMN: Final = 14
SORTED_COLUMN: Final = 15
TILE_ROW: Final = 38
STATUS_COLUMN: Final = 12
SMALL_ROW: Final = 48
AUDIT_ROW: Final = SMALL_ROW + 9

#: Columns of the spilled tables.
GAP: Final = {"name": 0, "n": 1, "value": 4, "low": 5, "high": 6}
PROMISE: Final = {"name": 0, "n": 1, "kept": 2, "value": 3, "low": 4, "high": 5, "overdue": 11}
RIVAL: Final = {"name": 0, "n": 1, "ours": 2, "best": 3, "who": 4, "value": 5, "low": 6, "high": 7, "verdict": 10}

#: Dashboard: column A is a margin; twelve equal columns follow, two to a tile and four to a chart.
FIRST_COLUMN: Final = 1
LAST_COLUMN: Final = 12
SENTENCE_ROW: Final = 4
DASHBOARD_TILE_ROW: Final = 8
CHART_ROW: Final = 15
CHART_ROWS: Final = 22
TABLE_ROW: Final = 38
#: Where the six tiles have their figures.
TILE_CELLS: Final = tuple((DASHBOARD_TILE_ROW + 1, FIRST_COLUMN + 2 * k) for k in range(6))
