"""Service KPIs straight from the sheets that managers already keep."""
