import numpy as np
import pytest

from service_kpi.binding import bind
from service_kpi.cells import Cells
from service_kpi.errors import DIV0, NA, NUM, REF, BadArgument, ErrorInInput, NoData, OutOfDomain
from service_kpi.spec import Kind
from service_kpi.text import Text
from tests.binding.toys import argument, received, toy


def test_a_blank_argument_means_the_default() -> None:
    spec = toy(
        argument("scores", Kind.COLUMN),
        argument("scale", Kind.SCALE, optional=True),
        argument("weights", Kind.MATRIX, optional=True),
        argument("confidence", Kind.NUMBER, optional=True),
    )
    bind(spec, [[[1]], None, [[None]], 0.9])
    assert received(spec).keys() == {"scores", "confidence"}
    bind(spec, [[[1]], "", None])
    assert received(spec).keys() == {"scores"}


def test_an_optional_range_of_blanks_is_still_a_range() -> None:
    spec = toy(argument("weights", Kind.COLUMN, optional=True))
    bind(spec, [[[None], [None]]])
    assert received(spec)["weights"].tolist() == pytest.approx([np.nan, np.nan], nan_ok=True)


def test_a_required_argument() -> None:
    spec = toy(argument("scores", Kind.COLUMN), argument("as_of", Kind.DATE))
    with pytest.raises(BadArgument) as error:
        bind(spec, [[[1]]])
    assert error.value.message.en == "KPI_TOY needs as_of"
    assert error.value.message.es == "KPI_JUGUETE necesita as_of"
    with pytest.raises(BadArgument, match="KPI_TOY needs scores"):
        bind(spec, [None, 1])


def test_a_required_range_may_be_blank() -> None:
    spec = toy(argument("scores", Kind.COLUMN))
    bind(spec, [[[None]]])
    assert np.isnan(received(spec)["scores"]).all()


def test_too_many_arguments() -> None:
    with pytest.raises(BadArgument, match="takes 1 arguments, but got 2"):
        bind(toy(argument("scores", Kind.COLUMN)), [1, 2])


def test_rows_of_different_lengths() -> None:
    with pytest.raises(BadArgument, match="scores: rows of different lengths"):
        bind(toy(argument("scores", Kind.MATRIX)), [[[1, 2], [3]]])


@pytest.mark.parametrize("kind", [Kind.MATRIX, Kind.LABELS, Kind.DATES, Kind.FLAGS])
def test_an_error_cell_propagates(kind: Kind) -> None:
    with pytest.raises(ErrorInInput) as error:
        bind(toy(argument("range", kind)), [[[1], [DIV0], [REF]]])
    assert error.value.cell_error == DIV0


def test_an_error_in_a_scalar_argument_propagates() -> None:
    with pytest.raises(ErrorInInput) as error:
        bind(toy(argument("scores", Kind.COLUMN), argument("as_of", Kind.DATE)), [[[1]], NA])
    assert error.value.cell_error == NA


def test_the_audit_sees_error_cells() -> None:
    spec = toy(argument("range", Kind.CELLS))
    bind(spec, [[[1], [DIV0]]])
    assert received(spec)["range"].outcomes.shape == (2, 1)


def test_missing_codes_reach_every_range() -> None:
    spec = toy(argument("scores", Kind.COLUMN), argument("by", Kind.LABELS))
    bind(spec, [[[1], [99]], [["a"], ["Refused"]]], missing_codes=[99, "refused"])
    np.testing.assert_array_equal(received(spec)["scores"], [1, np.nan])
    assert received(spec)["by"].tolist() == ["a", ""]
    bind(spec, [[[1], [99]], [["a"], ["Refused"]]])
    assert received(spec)["scores"].tolist() == [1, 99]


def test_codes_are_no_part_of_what_a_block_remembers() -> None:
    spec = toy(argument("scores", Kind.COLUMN))
    cells = Cells.from_values([[1], [99]])
    bind(spec, [cells], missing_codes=[99])
    bind(spec, [cells])
    assert received(spec)["scores"].tolist() == [1, 99]


def test_what_the_function_raises() -> None:
    with pytest.raises(NoData):
        bind(toy(argument("n", Kind.NUMBER), result=NoData("none", "nada")), [1])


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError("division by zero"), OverflowError(), np.linalg.LinAlgError("singular")]
)
def test_arithmetic_without_result_is_out_of_domain(fault: Exception) -> None:
    with pytest.raises(OutOfDomain) as error:
        bind(toy(argument("n", Kind.NUMBER), result=fault), [1])
    assert error.value.cell_error == NUM


def test_a_programming_error_is_not_hidden() -> None:
    with pytest.raises(TypeError):
        bind(toy(argument("n", Kind.NUMBER), result=TypeError("bug")), [1])


def test_language() -> None:
    spec = toy(argument("n", Kind.NUMBER), result=Text("yes", "sí"))
    assert bind(spec, [1], "es") == "sí"
    assert bind(spec, [1]) == "yes"
