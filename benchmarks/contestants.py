"""Who is measured: this program, LibreOffice, the package ``formulas``, and openpyxl as the floor."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent

#: Without it LibreOffice keeps the values that it finds in the file.
_ALWAYS_RECALCULATE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True)
class Contestant:
    """One way to recompute books. ``command`` takes the books and the folder for results."""

    name: str
    title: str
    command: Callable[[Sequence[Path], Path], list[str]]
    #: Our functions exist in our program only: the others get the same book without those calls.
    with_kpis: bool = False
    #: Results stand in the books themselves, not in the output folder.
    in_place: bool = False
    computes: bool = True
    #: A process for each book, of the first few books only.
    one_by_one: bool = False
    #: The command prints its own seconds last; its start does not count.
    times_itself: bool = False
    small_books_only: bool = False
    environment: dict[str, str] = field(default_factory=dict)


OURS: Final = "ours"


def contestants(folder: Path, warm_up: Path, formulas_python: str) -> tuple[list[Contestant], dict[str, str]]:
    """Return who is present on this machine, and for each one who is not, why.

    ``folder`` is for caches and profiles, so that nobody finds anything that an earlier run left behind.
    """
    # An installed program has its bytecode on disk, whatever the environment of the benchmark says.
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    present = [*_ours(bytecode | {"XDG_CACHE_HOME": str(folder / "cache")}, warm_up)]
    absent = {}
    office = shutil.which("soffice")
    if office is None:
        absent["libreoffice"] = "not installed"
    else:
        present.append(_libreoffice(office, folder / "libreoffice"))
    if _has_formulas(formulas_python):
        script = str(_HERE / "run_formulas.py")
        command = [formulas_python, script]
        present.append(
            Contestant(
                "formulas",
                "formulas (Python package)",
                lambda books, out: [*command, str(out), *_texts(books)],
                environment=bytecode,
            )
        )
    else:
        absent["formulas"] = f"not installed for {formulas_python}"
    floor = [sys.executable, str(_HERE / "run_openpyxl.py")]
    present.append(
        Contestant(
            "openpyxl",
            "openpyxl load + save, computes nothing",
            lambda books, out: [*floor, str(out), *_texts(books)],
            computes=False,
            environment=bytecode,
        )
    )
    return present, absent


def _ours(environment: dict[str, str], warm_up: Path) -> list[Contestant]:
    refresh = [sys.executable, "-m", "service_kpi", "refresh", "--quiet"]
    in_process = [sys.executable, str(_HERE / "run_in_process.py"), str(warm_up)]

    def command(books: Sequence[Path], _out: Path) -> list[str]:
        return [*refresh, *_texts(books)]

    return [
        Contestant(OURS, "service-kpi refresh", command, with_kpis=True, in_place=True, environment=environment),
        Contestant(
            "ours-without-kpis",
            "service-kpi refresh, without KPI calls",
            command,
            in_place=True,
            environment=environment,
        ),
        Contestant(
            "ours-in-process",
            "service_kpi.recalculate, warm process",
            lambda books, _out: [*in_process, *_texts(books)],
            with_kpis=True,
            in_place=True,
            times_itself=True,
            small_books_only=True,
            environment=environment,
        ),
        Contestant(
            "ours-one-by-one",
            "service-kpi refresh, one start per book",
            command,
            with_kpis=True,
            in_place=True,
            one_by_one=True,
            small_books_only=True,
            environment=environment,
        ),
    ]


def _libreoffice(office: str, profile: Path) -> Contestant:
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    start = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    return Contestant(
        "libreoffice",
        "LibreOffice headless",
        lambda books, out: [*start, "--convert-to", "xlsx", "--outdir", str(out), *_texts(books)],
    )


def _has_formulas(python: str) -> bool:
    probe = "import importlib.util, sys; sys.exit(importlib.util.find_spec('formulas') is None)"
    try:
        return subprocess.run([python, "-c", probe], check=False).returncode == 0
    except OSError:
        return False


def _texts(books: Sequence[Path]) -> list[str]:
    return [str(book) for book in books]
