"""Every formula of the shared corpus of real workbooks."""

from __future__ import annotations

import html
import re
import time
import zipfile
from contextlib import suppress
from functools import lru_cache

import pytest
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator

from service_kpi.formulas.lexer import TokenKind, tokenize, too_complex
from service_kpi.formulas.shared import shift
from service_kpi.formulas.usage import usage
from tests.shared import shared

pytestmark = pytest.mark.corpus

_FORMULA = re.compile(r"<(?:\w+:)?f(?: [^>]*)?>([^<]+)</(?:\w+:)?f>")
_SHEET = re.compile(r"worksheets/[^/]+\.xml$")
_AREAS = {TokenKind.REFERENCE, TokenKind.NAME, TokenKind.STRUCTURED}

# openpyxl 3.1 takes `A1:INDEX(` for one function and `):B3`, `S!A1:S!B2` for one operand.
_RANGE_OPERATOR = re.compile(r":[A-Za-z]+\(|\):|![$A-Z0-9]+:[^,;()]*!")


@lru_cache(maxsize=1)
def corpus_formulas() -> tuple[str, ...]:
    found = set()
    for path in shared("corpus").iterdir():
        # Broken packages are part of the corpus.
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as package:
            for name in filter(_SHEET.search, package.namelist()):
                found.update(_FORMULA.findall(package.read(name).decode("utf-8", "replace")))
    return tuple(sorted({html.unescape(text) for text in found}))


def loses_a_prefix(formula: str) -> bool:
    """openpyxl's Translator makes ``rate`` of ``[1]!rate`` and nothing of ``Sheet1!#REF!``."""
    return any(
        "!" in token.text and (token.kind is TokenKind.NAME or token.text.endswith("!#REF!"))
        for token in tokenize(formula)
    )


def test_all_of_them_are_read() -> None:
    formulas = corpus_formulas()
    assert len(formulas) > 10_000
    for formula in formulas:
        assert "".join(token.text for token in tokenize(formula)) == formula
        assert too_complex(formula) is None
        assert usage(formula).functions is not None


def test_functions_and_operands_are_those_that_openpyxl_finds() -> None:
    compared = 0
    for formula in corpus_formulas():
        if _RANGE_OPERATOR.search(formula):
            continue
        theirs = Tokenizer("=" + formula).items
        assert [t.text for t in tokenize(formula) if t.kind is TokenKind.FUNCTION] == [
            t.value for t in theirs if t.type == Token.FUNC and t.subtype == Token.OPEN
        ]
        assert [t.text for t in tokenize(formula) if t.kind in _AREAS] == [
            t.value for t in theirs if t.type == Token.OPERAND and t.subtype == Token.RANGE
        ]
        compared += 1
    assert compared > 0.99 * len(corpus_formulas())


def test_they_shift_as_openpyxl_translates_them() -> None:
    def unspaced(text: str) -> str:  # openpyxl turns runs of spaces into one
        return re.sub(r"\s+", " ", text)

    compared = 0
    for formula in corpus_formulas():
        if _RANGE_OPERATOR.search(formula) or loses_a_prefix(formula):
            continue
        theirs = Translator("=" + formula, "J50").translate_formula("N61")[1:]
        assert unspaced(shift(formula, 11, 4)) == unspaced(theirs)
        compared += 1
    assert compared > 0.99 * len(corpus_formulas())


def test_they_are_read_fast() -> None:
    formulas = corpus_formulas()
    tokenize.cache_clear()
    start = time.process_time()
    for formula in formulas:
        tokenize(formula)
    assert (time.process_time() - start) / len(formulas) < 60e-6  # 20,000 formulas in 0.3 s take 15e-6 each
