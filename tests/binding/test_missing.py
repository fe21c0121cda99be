import pytest

from service_kpi.binding.missing import MissingCodes


@pytest.mark.parametrize(
    "text",
    ["", "  ", "NS/NC", "ns/nc", "NS / NC", "NS", "nc", "N/A", "n/a", "NA", "n/d", "No aplica", "NO APLICA",
     "no  aplica", "Not applicable", "not\u00a0applicable", "-", "–", "—", " - "],
)  # fmt: skip
def test_words_for_no_answer(text: str) -> None:
    assert MissingCodes().covers(text)


@pytest.mark.parametrize("text", ["0", "none", "no", "N", "--", "nsnc", "good", "-1", "north"])
def test_other_words_are_answers(text: str) -> None:
    assert not MissingCodes().covers(text)


def test_declared_codes_are_numbers_and_words() -> None:
    codes = MissingCodes.of([99, "Refused", "98"])
    assert codes.numbers == {99.0, 98.0}
    assert codes.covers("refused ")
    assert codes.covers("98")
    assert codes.covers("NS/NC")
    assert not codes.covers("97")
