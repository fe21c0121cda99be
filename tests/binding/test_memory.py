import gc
import weakref

from service_kpi.binding.memory import remembered
from service_kpi.cells import Cells


def test_a_block_is_read_once_for_each_key() -> None:
    cells, reads = Cells.from_values(1), []

    def read() -> int:
        reads.append(1)
        return len(reads)

    assert [remembered(cells, "a", read), remembered(cells, "a", read), remembered(cells, "b", read)] == [1, 1, 2]
    assert remembered(Cells.from_values(1), "a", read) == 3


def test_what_was_read_goes_with_its_block() -> None:
    class Read:
        pass

    cells = Cells.from_values(1)
    read = weakref.ref(remembered(cells, "a", Read))
    assert read() is not None
    del cells
    gc.collect()
    assert read() is None
