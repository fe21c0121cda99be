"""A text in the two languages of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["en", "es"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and in Spanish."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        """Return the Spanish words for ``"es"``, the English ones otherwise."""
        return self.es if language == "es" else self.en

    def __str__(self) -> str:
        return self.en
