"""Settings for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is slow at times; a slow example is no wrong one. A check that guards a change tries the same examples
# each time; everybody's own runs look for new ones.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")
