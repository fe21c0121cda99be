"""Words compared as people type them."""

from __future__ import annotations

import unicodedata


def plain_word(text: str) -> str:
    """Return a word without accents, case, spaces, hyphens and underscores."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter not in " _-" and not unicodedata.combining(letter))
