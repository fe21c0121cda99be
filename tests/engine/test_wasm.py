"""The compiled module is machine code: kept in the user's cache, taken from nobody else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import wasmtime

from service_kpi.engine import wasm

POSIX = pytest.mark.skipif(os.name == "nt", reason="modes of files mean nothing on Windows")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each compilation, and give the module that this process has already instead of taking seconds."""
    wasm.prepare()
    runtime = wasm._runtime
    assert runtime is not None
    calls: list[str] = []

    def from_file(_: Any, path: str) -> Any:
        calls.append(path)
        return runtime.module

    monkeypatch.setattr(wasmtime.Module, "from_file", from_file)
    return calls


def test_the_module_is_compiled_once_and_again_when_its_copy_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.setattr(wasm, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    wasm._Runtime()
    assert len(compiled) == 1
    (cached,) = (tmp_path / "cache").iterdir()
    whole = cached.read_bytes()
    wasm._Runtime()
    assert len(compiled) == 1
    cached.write_bytes(whole[:1000])
    wasm._Runtime()
    assert len(compiled) == 2
    assert cached.read_bytes() == whole
    assert list((tmp_path / "cache").iterdir()) == [cached]


@POSIX
def test_a_copy_that_others_can_write_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.setattr(wasm, "user_cache_path", lambda *_, **__: tmp_path)
    wasm._Runtime()
    (cached,) = tmp_path.iterdir()
    cached.chmod(0o666)
    wasm._Runtime()
    assert len(compiled) == 2
    assert cached.stat().st_mode & 0o022 == 0


def test_a_cache_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(wasm, "user_cache_path", lambda *_, **__: tmp_path / "file" / "cache")
    assert wasm._Runtime().module is not None
    assert len(compiled) == 1
