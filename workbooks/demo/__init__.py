"""The sample workbooks of ``service-kpi demo``: made-up data, one book in English and its twin in Spanish."""
