"""The sample workbooks that ``service-kpi demo`` lays out: made-up data, in English and in Spanish."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from service_kpi.text import Language

#: The file name of each book, by language.
NAMES: Final[dict[Language, str]] = {"en": "service-kpi-demo.xlsx", "es": "service-kpi-demo-es.xlsx"}


def demo_workbook(language: Language = "en") -> Traversable:
    """Return the sample workbook in a language; ``read_bytes`` it, or ``importlib.resources.as_file`` for a path."""
    return files(__name__) / NAMES[language]
