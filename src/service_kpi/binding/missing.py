"""Which cells mean "no answer"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_DASHES: Final = str.maketrans("–—−‐‑", "-----")


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a text without spaces, in lower case, with plain dashes: ``"NS / NC"`` is ``"ns/nc"``."""
    return "".join(text.split()).casefold().translate(_DASHES)


#: The words of the shared rule, folded.
MISSING_WORDS: Final = frozenset(
    folded(word) for word in ("", "NS/NC", "NS", "NC", "N/A", "NA", "n/d", "No aplica", "Not applicable", "-")
)


@dataclass(frozen=True)
class MissingCodes:
    """Further values that a caller declares missing: numbers such as 99, words such as "refused"."""

    numbers: frozenset[float] = frozenset()
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, codes: Iterable[float | str]) -> MissingCodes:
        """Sort the codes into numbers and words. A word also covers the number that it spells, and the reverse."""
        numbers: set[float] = set()
        words: set[str] = set()
        for code in codes:
            words.add(folded(code if isinstance(code, str) else f"{code:.15g}"))
            try:
                numbers.add(float(code))
            except ValueError:
                continue
        return cls(frozenset(numbers), frozenset(words))

    def covers(self, text: str) -> bool:
        """Return whether a text means "no answer"."""
        word = folded(text)
        return word in MISSING_WORDS or word in self.words


NO_CODES: Final = MissingCodes()
