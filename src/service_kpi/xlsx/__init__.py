"""Workbook files: reading, checking, patching and replacing them. Knows files and no KPI."""
