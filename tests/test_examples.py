"""Every example beside every function, through both of its names, and every example in a docstring."""

import doctest
import importlib
import math
import pkgutil
from typing import Any

import pytest

from service_kpi import binding, kpis
from service_kpi.catalogue import catalogue
from service_kpi.errors import NA, CellError
from service_kpi.functions import functions
from service_kpi.spec import Example, FunctionSpec

EXAMPLES = [
    pytest.param(spec, example, id=f"{spec.name}-{number}")
    for spec in catalogue().specs
    for number, example in enumerate(spec.examples, start=1)
]
MODULES = [
    f"{package.__name__}.{module.name}"
    for package in (kpis, binding)
    for module in pkgutil.iter_modules(package.__path__)
] + ["service_kpi.functions"]


def assert_same(found: Any, expected: Any, *, words: bool = True) -> None:
    if isinstance(expected, list):
        assert isinstance(found, list), f"{found!r} is no list of rows"
        assert [len(row) for row in found] == [len(row) for row in expected]
        for found_row, expected_row in zip(found, expected, strict=True):
            for one, other in zip(found_row, expected_row, strict=True):
                assert_same(one, other, words=words)
    elif expected is None or isinstance(expected, CellError):
        assert found == (expected or NA)
    elif isinstance(expected, (bool, str)):
        assert type(found) is type(expected)
        assert found == expected or (isinstance(expected, str) and not words)
    else:
        assert isinstance(found, float), f"{found!r} is no number"
        assert math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-15), f"{found!r} is not {expected!r}"


@pytest.mark.parametrize(("spec", "example"), EXAMPLES)
def test_example_by_its_english_name(spec: FunctionSpec, example: Example) -> None:
    assert_same(functions[spec.name](*example.arguments), example.result)


@pytest.mark.parametrize(("spec", "example"), EXAMPLES)
def test_example_by_its_spanish_name(spec: FunctionSpec, example: Example) -> None:
    assert_same(functions[spec.alias](*example.arguments, language="en"), example.result)
    assert_same(functions[spec.alias](*example.arguments), example.result, words=False)


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
