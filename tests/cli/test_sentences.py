from __future__ import annotations

from typing import Any

import pytest

from service_kpi.catalogue import catalogue
from service_kpi.cli.sentences import percent, sentence
from service_kpi.errors import NA
from service_kpi.functions import functions
from service_kpi.text import LANGUAGES, Text


@pytest.mark.parametrize(
    ("function", "value", "en", "es"),
    [
        (
            "KPI_GAP",
            -0.8,
            "Customers perceive 0.8 points less than they expected.",
            "Los clientes perciben 0,8 puntos menos de lo que esperaban.",
        ),
        (
            "KPI_GAP",
            1.0,
            "Customers perceive 1 point more than they expected.",
            "Los clientes perciben 1 punto más de lo que esperaban.",
        ),
        (
            "KPI_GAP",
            0.0,
            "Customers perceive just what they expected.",
            "Los clientes perciben justo lo que esperaban.",
        ),
        (
            "KPI_PROMISE_RATE",
            0.8333,
            "We kept 83.33 % of the promises due.",
            "Cumplimos el 83,33 % de las promesas vencidas.",
        ),
        (
            "KPI_QUALITY_RATIO",
            95.5,
            "Customers rate our quality 4.5 % below the competitors'.",
            "Los clientes valoran nuestra calidad un 4,5 % por debajo de la competencia.",
        ),
        (
            "KPI_ERLANG_C",
            0.25,
            "With so many agents, what service level can we expect? 0.25 (a share from 0 to 1; asa in seconds).",
            None,
        ),
    ],
)  # fmt: skip
def test_sentences(function: str, value: float, en: str, es: str | None) -> None:
    spec = catalogue().find(function).spec
    assert sentence(spec, value, None, "en") == en
    if es is not None:
        assert sentence(spec, value, None, "es") == es


def test_no_number() -> None:
    spec = catalogue().find("KPI_GAP").spec
    reason = Text("no answers", "no hay respuestas")
    assert sentence(spec, NA, reason, "en") == "There is no number (#N/A): no answers."
    assert sentence(spec, NA, reason, "es") == "No hay un número (#N/D): no hay respuestas."


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "100 %"), (0.5, "50 %"), (0.99999, "99.999 %"), (0.000001, "0.0001 %"), (0.0, "0 %")]
)
def test_almost_all_is_not_all(share: float, text: str) -> None:
    assert percent(share, "en") == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec", catalogue().specs, ids=lambda spec: spec.name)
def test_every_example_has_a_sentence(spec: Any, language: str) -> None:
    for example in spec.examples:
        said = sentence(spec, functions[spec.name](*example.arguments), None, language)
        assert said.endswith(".")
        assert "{" not in said
        assert "\n" not in said
