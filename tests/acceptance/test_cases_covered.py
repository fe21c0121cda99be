"""Every shared case has a test."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.cases import cases


def test_every_case_is_named_in_a_test() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_cases*.py"))
    assert [case for case in cases() if f'"{case}"' not in tests] == []
