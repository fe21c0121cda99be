"""Settings for every test."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is slow at times; a slow example is no wrong one.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
