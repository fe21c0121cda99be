"""Which layer may know which: an arrow points down and never up."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "service_kpi"

GROUND = {"text", "messages", "errors", "cells", "addresses", "spec", "readings"}
#: What each part of the package may import of the package, itself aside.
MAY_KNOW = {
    **dict.fromkeys(GROUND, GROUND),
    "kpis": {"text", "errors", "spec", "readings"},
    "binding": GROUND,
    "catalogue": {"text", "spec", "kpis"},
    "functions": GROUND | {"binding", "catalogue"},
    "formulas": GROUND,
    "xlsx": GROUND,
    "engine": GROUND | {"formulas", "xlsx"},
    "refresh": GROUND | {"functions", "catalogue", "formulas", "xlsx", "engine"},
}
#: What each part may import from outside the standard library.
MAY_USE = {
    "text": set(),
    "errors": set(),
    "addresses": set(),
    "spec": set(),
    "cells": {"numpy"},
    "readings": {"numpy"},
    "kpis": {"numpy", "mpmath"},
    "binding": {"numpy"},
    "catalogue": set(),
    "functions": set(),
    "formulas": set(),
    "xlsx": {"numpy", "openpyxl"},
    "refresh": {"numpy", "openpyxl"},
}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports when it runs, those inside functions too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            module = node.module or ""
            found.update(f"{module}.{alias.name}" if module == "service_kpi" else module for alias in node.names)
    return found


def files(part: str) -> list[Path]:
    folder = PACKAGE / part
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{part}.py"]


@pytest.mark.parametrize("part", sorted(MAY_KNOW))
def test_a_layer_knows_only_what_lies_below(part: str) -> None:
    above = {
        (path.relative_to(PACKAGE).as_posix(), known)
        for path in files(part)
        for module in imports(path)
        if module.startswith("service_kpi.") and (known := module.split(".")[1]) != part
        if known not in MAY_KNOW[part]
    }
    assert not above


@pytest.mark.parametrize("part", sorted(MAY_USE))
def test_a_layer_uses_only_these_packages(part: str) -> None:
    allowed = MAY_USE[part] | {"service_kpi"}
    used = {
        (path.relative_to(PACKAGE).as_posix(), top)
        for path in files(part)
        for module in imports(path)
        if (top := module.split(".")[0]) not in sys.stdlib_module_names
    }
    assert {use for use in used if use[1] not in allowed} == set()


def test_only_the_engine_knows_the_engine() -> None:
    elsewhere = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if part_of(path) != "engine"
        and any(module.split(".")[0] in ("formulon", "wasmtime") for module in imports(path))
    ]
    assert elsewhere == []


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import service_kpi.functions", {"openpyxl", "mpmath", "xlwings", "formulon", "rich", "service_kpi.xlsx"}),
        ("from service_kpi.catalogue import catalogue; catalogue()", {"openpyxl", "mpmath", "xlwings", "formulon"}),
        ("import service_kpi.xlsx.workbook", {"service_kpi.kpis.servqual", "service_kpi.engine", "formulon"}),
        ("import service_kpi.formulas.calls", {"openpyxl", "service_kpi.kpis.servqual", "service_kpi.xlsx"}),
    ],
)
def test_what_an_import_does_not_load(statement: str, absent: set[str]) -> None:
    program = f"{statement}\nimport sys\nprint(*sorted(set({sorted(absent)!r}) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []
