from __future__ import annotations

import pytest

from service_kpi.catalogue import catalogue
from tests.cli.conftest import Run, lines


def test_the_list_has_every_function_with_its_question(run: Run) -> None:
    outcome = run("functions")
    assert outcome.code == 0
    rows = {line.split()[0]: line.split()[1] for line in outcome.out.splitlines() if line.startswith("KPI_")}
    assert rows == {spec.name: spec.alias for spec in catalogue().specs}


def test_one_function(run: Run) -> None:
    outcome = run("functions", "KPI_GAP")
    assert outcome.code == 0
    assert outcome.out.startswith("KPI_GAP(expected, perceived, [weights])    (also KPI_BRECHA)\n")
    assert '=KPI_GAP({7,6;6,6;5,7},{6,6;5,6;6,""})\n  0\n' in outcome.out


@pytest.mark.parametrize("name", ["kpi_brecha", "KPI_BRECHA", "Kpi_Gap"])
def test_one_function_in_spanish_by_any_of_its_names(run: Run, name: str) -> None:
    outcome = run("functions", name, "--language", "es")
    assert outcome.code == 0
    assert outcome.out.startswith("KPI_BRECHA(expected, perceived, [weights])    (también KPI_GAP)\n")


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("KPI_GAPP", "en", "There is no function KPI_GAPP; did you mean KPI_GAP?"),
        ("kpi_brech", "es", "No existe la función kpi_brech; ¿quiso decir KPI_BRECHA?"),
        ("zzz", "en", "There is no function zzz."),
        ("\x1b[31m[red]", "en", "There is no function ·[31m[red]."),
    ],
)
def test_an_unknown_function(run: Run, name: str, language: str, expected: str) -> None:
    outcome = run("functions", name, "--language", language)
    assert (outcome.code, outcome.out, outcome.err) == (2, "", lines(expected))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", catalogue().names)
def test_every_page_prints_as_it_is(run: Run, name: str, language: str) -> None:
    outcome = run("functions", name, "--language", language)
    assert outcome.code == 0
    assert "\\[" not in outcome.out
