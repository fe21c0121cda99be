"""Seconds and peak memory of one command, as a whole process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_CHILD = Path(__file__).with_name("measured_child.py")


@dataclass(frozen=True)
class Measurement:
    """What one process took, children of its own included."""

    seconds: float
    processor_seconds: float
    peak_bytes: int
    exit_code: int
    late: bool
    output: str

    @property
    def failed(self) -> bool:
        """True when the command gave up of its own accord."""
        return self.exit_code != 0 and not self.late


def measure(command: Sequence[str], *, limit: float, environment: Mapping[str, str] | None = None) -> Measurement:
    """Run a command and say what it took; after ``limit`` seconds it is ended and marked late."""
    with tempfile.TemporaryDirectory() as folder:
        result, output = Path(folder) / "result.json", Path(folder) / "output.txt"
        with output.open("wb") as sink:
            subprocess.run(
                [sys.executable, "-I", "-S", str(_CHILD), str(limit), str(result), *command],
                stdout=sink,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(environment or {})},
                check=True,
            )
        facts = json.loads(result.read_text(encoding="utf-8"))
        return Measurement(**facts, output=output.read_text(encoding="utf-8", errors="replace"))
