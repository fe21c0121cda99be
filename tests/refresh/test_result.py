from __future__ import annotations

import json

from service_kpi.errors import NA
from service_kpi.refresh.result import Change, KpiResult, Notice, Recalculation
from service_kpi.text import Text


def test_facts_as_json() -> None:
    result = Recalculation(
        path="a.xlsx",
        changes=[Change("S", "A1", None, NA), Change("S", "A2", True, "text")],
        recomputed=5,
        kept=1,
        kpis=[KpiResult("S", "B1", "KPI_X", [["head", 1.0], ["row", NA]], Text("because", "porque"))],
        notices=[Notice("UNSUPPORTED_FUNCTION", "S", "C1", {"function": "NOSUCH"}), Notice("PRECISION_AS_DISPLAYED")],
    )
    facts = json.loads(json.dumps(result.to_json("es"), allow_nan=False))
    assert facts == {
        "workbook": "a.xlsx",
        "recomputed": 5,
        "changed": 2,
        "kept": 1,
        "changes": [
            {"sheet": "S", "cell": "A1", "before": None, "after": "#N/A"},
            {"sheet": "S", "cell": "A2", "before": True, "after": "text"},
        ],
        "kpis": [
            {
                "sheet": "S",
                "cell": "B1",
                "function": "KPI_X",
                "value": [["head", 1.0], ["row", "#N/A"]],
                "reason": "porque",
            }
        ],
        "warnings": [
            {
                "code": "UNSUPPORTED_FUNCTION",
                "sheet": "S",
                "cell": "C1",
                "message": "S!C1 usa NOSUCH, que solo Excel calcula; conserva su último valor.",
            },
            {
                "code": "PRECISION_AS_DISPLAYED",
                "sheet": "",
                "cell": "",
                "message": "Las fórmulas corrientes conservan sus últimos valores, porque este libro calcula con la "
                "precisión mostrada.",
            },
        ],
    }


def test_a_notice_names_its_place() -> None:
    assert Notice("ROW_ORDER", "Sheet 1").message.en.startswith("Sheet 1: ")
    assert Notice("CIRCULAR", "S", "B2").place == "S!B2"
    assert Notice("XLM_MACRO", "Macro1").message.en.startswith("Macro1 is an Excel 4.0 macro sheet")
