"""Where the shared material lies: real workbooks, cases and data that are no part of this repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(os.environ.get("SERVICE_KPI_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared(name: str) -> Path:
    """Return the path of a shared file or folder, or skip the test and say so."""
    path = _ROOT / name
    if not path.exists():
        pytest.skip(f"shared material not found: {path}")
    return path
