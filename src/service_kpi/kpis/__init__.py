"""The KPI mathematics: pure functions on numpy arrays, one family per module, no word about spreadsheets."""
