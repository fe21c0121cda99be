import pkgutil
import sys
import types
from typing import Any

import pytest

from service_kpi import kpis
from service_kpi.catalogue import Catalogue, CatalogueError, catalogue
from service_kpi.spec import Example, FunctionSpec, Kind
from tests.binding.toys import argument, toy

NUMBER = argument("n", Kind.NUMBER)


def named(name: str, alias: str) -> FunctionSpec:
    return toy(NUMBER, name=name, alias=alias, result=1)


def test_name_answers_in_english_and_alias_in_spanish() -> None:
    found = Catalogue([named("KPI_GAIN", "KPI_GANANCIA")])
    assert found.find("kpi_gain").language == "en"
    assert found.find("Kpi_Ganancia").language == "es"
    assert found.find("KPI_GANANCIA").spec.name == "KPI_GAIN"
    assert "kpi_ganancia" in found
    assert "KPI_LOSS" not in found


def test_a_name_that_is_its_own_alias_answers_in_english() -> None:
    assert Catalogue([named("KPI_OMEGA", "KPI_OMEGA")]).find("KPI_OMEGA").language == "en"


def test_an_unknown_name_comes_with_a_hint() -> None:
    found = Catalogue([named("KPI_GAP", "KPI_BRECHA")])
    with pytest.raises(KeyError, match="there is no function KPI_GAPP; did you mean KPI_GAP"):
        found.find("KPI_GAPP")
    with pytest.raises(KeyError, match="there is no function SUM'"):
        found.find("SUM")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("KPI_A", "KPI_B"), ("KPI_A", "KPI_C")),
        (("KPI_A", "KPI_B"), ("KPI_C", "KPI_B")),
        (("KPI_A", "KPI_B"), ("KPI_B", "KPI_C")),
        (("KPI_A", "KPI_A"), ("KPI_B", "KPI_A")),
    ],
)
def test_a_name_given_twice_is_refused(one: tuple[str, str], other: tuple[str, str]) -> None:
    with pytest.raises(CatalogueError, match="is the name of both"):
        Catalogue([named(*one), named(*other)])


@pytest.mark.parametrize("name", ["GAP", "kpi_gap", "KPI.GAP", "KPI_", "KPI_AÑO", "KPI_GAP ", "KPI_GAP\n", "KPI-GAP"])
def test_a_name_that_some_host_refuses(name: str) -> None:
    with pytest.raises(CatalogueError, match="capital letters"):
        Catalogue([named(name, "KPI_B")])
    with pytest.raises(CatalogueError, match="capital letters"):
        Catalogue([named("KPI_B", name)])


@pytest.mark.parametrize("arguments", [(), (1,), (1, 2, 3, 4)])
def test_an_example_that_does_not_fit(arguments: tuple[Any, ...]) -> None:
    spec = toy(NUMBER, argument("m", Kind.NUMBER), argument("k", Kind.NUMBER, optional=True))
    wrong = FunctionSpec(**{**vars(spec), "examples": (Example(arguments, 1),)})
    with pytest.raises(CatalogueError, match=f"takes 2 to 3 arguments, but an example has {len(arguments)}"):
        Catalogue([wrong])


def test_a_function_without_example() -> None:
    with pytest.raises(CatalogueError, match="no example"):
        Catalogue([FunctionSpec(**{**vars(toy(NUMBER)), "examples": ()})])


def test_headings_of_an_unknown_argument() -> None:
    with pytest.raises(CatalogueError, match="takes the headings of 'm', unknown"):
        Catalogue([toy(argument("labels", Kind.LABELS, optional=True, labels_of="m"))])


def test_an_argument_that_would_hide_a_keyword() -> None:
    with pytest.raises(CatalogueError, match="no argument may be called language"):
        Catalogue([toy(argument("language", Kind.TEXT))])


def test_a_new_module_of_kpis_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = named("KPI_NEW", "KPI_NUEVO")
    module = types.ModuleType("service_kpi.kpis.new")
    module.new = spec.function  # type: ignore[attr-defined]
    spec.function.__module__ = module.__name__
    elsewhere = types.ModuleType("service_kpi.kpis.elsewhere")
    elsewhere.borrowed = spec.function  # type: ignore[attr-defined]
    infos = [pkgutil.ModuleInfo(None, name, False) for name in ("_private", "new", "elsewhere")]  # type: ignore[arg-type]
    monkeypatch.setattr(pkgutil, "iter_modules", lambda _: infos)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(sys.modules, elsewhere.__name__, elsewhere)
    assert catalogue.__wrapped__().specs == (spec,)


def test_every_public_family_is_there() -> None:
    public = {module.name for module in pkgutil.iter_modules(kpis.__path__) if not module.name.startswith("_")}
    assert {spec.family for spec in catalogue().specs} <= public
    assert catalogue().find("KPI_NIVEL_SERVICIO").spec.name == "KPI_SERVICE_LEVEL"
    assert catalogue() is catalogue()
