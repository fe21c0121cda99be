from pathlib import Path

import pytest

from service_kpi.catalogue import catalogue
from service_kpi.cli.functions_page import UNITS_ES, render_markdown, render_terminal
from service_kpi.spec import FunctionSpec
from service_kpi.text import Language

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize(("page", "language"), [("functions.md", "en"), ("funciones.md", "es")])
def test_the_page_is_current(page: str, language: Language) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == render_markdown(catalogue(), language), (
        f"run: python -m service_kpi.cli.functions_page {language} > docs/{page}"
    )


def test_one_function_in_the_terminal() -> None:
    spec = catalogue().find("KPI_ASA").spec
    english, spanish = render_terminal(spec, "en"), render_terminal(spec, "es")
    assert english.startswith("KPI_ASA(wait, [answered])    (also KPI_TMR)\nHow long does a customer wait")
    assert "Example: =KPI_ASA({30;10;20;8;95;3},{1;1;1;0;0;0})\n  20" in english
    assert spanish.startswith("KPI_TMR(wait, [answered])    (también KPI_ASA)\n¿Cuánto espera")


@pytest.mark.parametrize("spec", catalogue().specs, ids=lambda spec: spec.name)
def test_every_function_is_told_in_both_languages(spec: FunctionSpec) -> None:
    texts = [spec.question, spec.summary, spec.returns, spec.rules, *(argument.help for argument in spec.arguments)]
    for text in texts:
        assert text.en.strip()
        assert text.es.strip()
        assert text.en != text.es or not any(letter.isalpha() for letter in text.en)
    for argument in spec.arguments:
        assert not argument.unit or argument.unit in UNITS_ES
    assert spec.formula
    assert spec.source
