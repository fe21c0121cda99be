"""The installed command, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).with_name("service-kpi.exe" if os.name == "nt" else "service-kpi")


def command(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    if not SCRIPT.exists():
        pytest.skip("the package is not installed with its command")
    return subprocess.run(
        [SCRIPT, *words],
        capture_output=True,
        check=False,
        env=os.environ | {"SERVICE_KPI_LANGUAGE": "en"} | environment,
    )


def test_version() -> None:
    done = command("--version")
    assert done.returncode == 0
    assert done.stdout.startswith(b"service-kpi ")


def test_refresh_and_check(book: Path) -> None:
    assert command("refresh", "--check", book).returncode == 1
    assert command("refresh", book).returncode == 0
    assert command("refresh", "--check", book).returncode == 0
    assert command("refresh", book.parent / "nope.xlsx").returncode == 3
    assert command("refresh").returncode == 2


def test_json_through_a_pipe_is_utf_8(book: Path) -> None:
    done = command("refresh", "--json", book, PYTHONIOENCODING="cp1252", SERVICE_KPI_LANGUAGE="es")
    (facts,) = json.loads(done.stdout.decode("utf-8"))
    assert "respondió" in facts["kpis"][1]["reason"]


def test_an_ascii_pipe(book: Path) -> None:
    done = command("refresh", book, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"-99 ? -1" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise on Windows")
def test_a_reader_that_goes_away_leaves_no_traceback() -> None:
    if not SCRIPT.exists():
        pytest.skip("the package is not installed with its command")
    process = subprocess.Popen([SCRIPT, "functions"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 130


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_output_to_a_full_disk_leaves_no_traceback(book: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([SCRIPT, "refresh", book], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
