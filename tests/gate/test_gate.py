"""The gate: every feature case, in the engine alone and through the whole program.

An upgrade of the engine runs this first. A verdict that no longer holds fails, for better as for worse.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from service_kpi.errors import CellError

from .case import GateCase, agrees
from .cases import CASES
from .evaluators import careful_engine_alone, whole_program
from .verdicts import VERDICTS
from .workbook import write_workbook

#: Saved in every formula cell: a cell that shows it afterwards was left to Excel.
KEPT: Final = 987654.25


def _id(case: GateCase) -> str:
    return case.id


def test_every_case_has_its_own_name_and_every_verdict_a_case() -> None:
    names = [case.id for case in CASES]
    assert len(names) == len(set(names))
    assert set(names) >= VERDICTS.keys()


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_engine_alone(case: GateCase) -> None:
    found = careful_engine_alone(write_workbook(case.book), case.expected.keys())
    wrong = {place: (found[place], value) for place, value in case.expected.items() if not agrees(found[place], value)}
    verdict = VERDICTS.get(case.id)
    if verdict is None or verdict.engine == "right":
        assert not wrong, case.source
    else:
        assert wrong, f"the engine is right now: take back its verdict ({verdict.reason})"
        loud = all(isinstance(value, CellError) for value, _ in wrong.values())
        assert verdict.engine == ("loud" if loud else "silent"), wrong


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_whole_program(case: GateCase, tmp_path: Path) -> None:
    path = tmp_path / "gate.xlsx"
    path.write_bytes(write_workbook(case.book, KEPT))
    found = whole_program(path, case.expected.keys(), KEPT)
    wrong = {place: (found[place], value) for place, value in case.expected.items() if not agrees(found[place], value)}
    verdict = VERDICTS.get(case.id)
    if verdict is None or verdict.program == "computes":
        assert not wrong, case.source
    else:
        assert wrong, f"the program computes this now: take back its verdict ({verdict.reason})"
        assert all(value == KEPT for value, _ in wrong.values()), wrong
