from __future__ import annotations

import pytest

from service_kpi.cli.language import chosen_language

VARIABLES = ("SERVICE_KPI_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("environment", "words", "expected"),
    [
        ({}, ["refresh"], "en"),
        ({"LANG": "es_MX.UTF-8"}, ["refresh"], "es"),
        ({"LANG": "en_GB.UTF-8"}, ["refresh"], "en"),
        ({"LANG": "C.UTF-8", "LC_ALL": "es_ES"}, ["refresh"], "es"),
        ({"LANG": "es_ES", "SERVICE_KPI_LANGUAGE": "en"}, ["refresh"], "en"),
        ({"LANG": "de_DE"}, ["refresh"], "en"),
        ({"LANG": "en_US"}, ["refresh", "--language", "es"], "es"),
        ({"LANG": "es_ES"}, ["--language=en", "refresh"], "en"),
        ({"LANG": "es_ES"}, ["refresh", "--language"], "es"),
        ({"LANG": "es_ES"}, ["refresh", "--language", "fr"], "es"),
    ],
)
def test_who_decides(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], words: list[str], expected: str
) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert chosen_language(words) == expected


def test_windows_names_its_language_in_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: ("Spanish_Mexico", "1252"))
    assert chosen_language([]) == "es"
