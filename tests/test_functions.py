import subprocess
import sys

import pytest

from service_kpi.errors import DIV0, NA, VALUE, BadArgument
from service_kpi.functions import functions

WAIT, ANSWERED = [[30], [10], [20], [8]], [["yes"], ["yes"], ["no"], ["sí"]]


def test_by_name_and_alias_in_either_case() -> None:
    assert functions["KPI_ASA"](WAIT, ANSWERED) == 16
    assert functions["kpi_tmr"](WAIT, ANSWERED) == 16


def test_by_argument_name() -> None:
    service_level = functions["KPI_SERVICE_LEVEL"]
    assert service_level(WAIT, 20, base="answered", answered=ANSWERED) == 2 / 3
    assert service_level(threshold=20, wait=WAIT) == 3 / 4


def test_bad_data_is_a_cell_error_and_no_exception() -> None:
    service_level = functions["KPI_SERVICE_LEVEL"]
    assert service_level([[None]], 20) == NA
    assert service_level([[1], [DIV0]], 20) == DIV0
    assert service_level(WAIT, 20, [[1]]) == VALUE
    assert service_level() == VALUE
    assert service_level(WAIT, "soon") == VALUE
    assert service_level(WAIT, 20, ANSWERED, "offered", 1) == VALUE


def test_the_reason_is_there_for_who_asks() -> None:
    outcome = functions["KPI_SERVICE_LEVEL"].evaluate(WAIT, 20, base="all")
    assert outcome.value == VALUE
    assert isinstance(outcome.error, BadArgument)
    assert outcome.error.message.es == (
        'base debe ser uno de ofrecidas, atendidas, ofrecidas_sin_cortas, pero recibió "all"'
    )
    assert functions["KPI_ASA"].evaluate(WAIT).error is None


def test_missing_codes_of_the_caller() -> None:
    assert functions["KPI_ASA"]([[10], [999], ["lost"]], missing_codes=[999, "Lost"]) == 10


def test_headings_follow_the_name_or_the_wish() -> None:
    assert functions["KPI_AUDIT"]([[1]])[0][0] == "Cells"  # type: ignore[index]
    assert functions["KPI_AUDITORIA"]([[1]])[0][0] == "Celdas"  # type: ignore[index]
    assert functions["KPI_AUDITORIA"]([[1]], language="en")[0][0] == "Cells"  # type: ignore[index]


def test_a_wrong_name_is_the_programmers_mistake() -> None:
    with pytest.raises(KeyError, match="did you mean KPI_ASA"):
        functions["KPI_ASAP"]
    with pytest.raises(TypeError, match="KPI_ASA has no argument waits; it has wait, answered"):
        functions["KPI_ASA"](waits=WAIT)
    with pytest.raises(TypeError, match="got wait twice"):
        functions["KPI_ASA"](WAIT, wait=WAIT)


def test_it_is_a_mapping_of_every_name() -> None:
    assert "kpi_tmr" in functions
    assert "SUM" not in functions
    assert {"KPI_ASA", "KPI_TMR"} <= set(functions)
    assert len(functions) == len(list(functions))
    assert repr(functions["KPI_ASA"]) == "KPI_ASA(wait, [answered])"


@pytest.mark.parametrize("first", ["import service_kpi", "import service_kpi.functions"])
def test_the_package_offers_the_mapping_whatever_was_imported_first(first: str) -> None:
    program = f"{first}\nimport service_kpi\nfor _ in 'ab': print(service_kpi.functions['KPI_ASA'](7))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["7.0", "7.0"], run.stderr
