"""One workbook, refreshed: open, prepare, evaluate, patch, replace."""
