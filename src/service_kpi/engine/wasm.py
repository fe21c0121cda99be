"""The WebAssembly instance that formulon runs in: compiled once, fenced by a memory limit and a deadline.

formulon compiles its module at first use (seconds) and sets no limits. Here the compiled module is kept in the
user's cache folder, and an instance that trapped or grew large is replaced, so that one workbook cannot spoil
or starve the next.
"""

from __future__ import annotations

import ctypes
import os
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import wasmtime
from formulon import _c as formulon_c
from platformdirs import user_cache_path
from wasmtime import _ffi as ffi

from service_kpi.engine.interface import EngineError

#: Linear memory of one instance. The large book (1M cells, 20k formulas) needs 340 MB.
MEMORY_LIMIT: Final = 1536 * 1024 * 1024
#: An instance above this is replaced before the next workbook, since WebAssembly memory never shrinks.
_REUSE_LIMIT: Final = 96 * 1024 * 1024
#: Seconds that one call into the engine may take.
DEADLINE: Final = 300.0

_VALUE_SIZE: Final = formulon_c.fm_value_t_size
_lib: Final = formulon_c.LIB


class _Runtime:
    """The compiled module, and the instance that formulon's bindings use."""

    def __init__(self) -> None:
        config = wasmtime.Config()
        config.epoch_interruption = True
        self.engine = wasmtime.Engine(config)
        self.module = self._compiled()

    def _compiled(self) -> wasmtime.Module:
        wasm = formulon_c._locate_wasm()
        folder = user_cache_path("service-kpi", appauthor=False)
        cached = folder / f"formulon-{version('formulon')}-wasmtime-{version('wasmtime')}-{wasm.stat().st_size}.cwasm"
        if _is_ours(cached):
            try:
                return wasmtime.Module.deserialize_file(self.engine, str(cached))
            except wasmtime.WasmtimeError:
                pass  # made on another processor, or cut short: compile again
        module = wasmtime.Module.from_file(self.engine, str(wasm))
        _keep(cached, bytes(module.serialize()))
        return module

    def start(self) -> None:
        """Give formulon a fresh instance."""
        store = wasmtime.Store(self.engine)
        store.set_limits(memory_size=MEMORY_LIMIT)
        store.set_epoch_deadline(1)
        store.set_wasi(wasmtime.WasiConfig())  # no files, no arguments, no environment, no output
        linker = wasmtime.Linker(self.engine)
        linker.define_wasi()
        grown = wasmtime.FuncType([wasmtime.ValType.i32()], [])
        linker.define(
            store,
            "env",
            "emscripten_notify_memory_growth",
            wasmtime.Func(store, grown, lambda _index: None),
        )
        instance = linker.instantiate(store, self.module)
        exports = dict(instance.exports(store).items())
        exports["_initialize"](store)
        _lib._engine, _lib._store, _lib._instance = self.engine, store, instance
        _lib._memory, _lib._exports, _lib._export_wrappers = exports["memory"], exports, {}
        _lib._poison_message = None


_runtime: _Runtime | None = None


def prepare() -> None:
    """Make sure that a sound, small instance stands ready for the next workbook."""
    global _runtime  # noqa: PLW0603 - one engine per process, as formulon has it
    if _runtime is None:
        _runtime = _Runtime()
        _runtime.start()
    elif _lib._poison_message is not None or _lib._memory.data_len(_lib._store) > _REUSE_LIMIT:
        _runtime.start()


@contextmanager
def fenced() -> Iterator[None]:
    """Turn whatever calls into the engine raise into :class:`EngineError`."""
    try:
        yield
    except (formulon_c.FormulonError, wasmtime.WasmtimeError, wasmtime.Trap, MemoryError) as problem:
        raise EngineError(_reason(problem)) from problem


def _reason(problem: BaseException) -> str:
    """Return the words of a failure without codes, context and backtrace; the cause of a trap comes last."""
    text = getattr(problem, "message", "") or str(problem)
    if "wasm trap: interrupt" in text:
        return "it took too long"
    return (text.strip().splitlines() or [type(problem).__name__])[-1].strip()


@contextmanager
def deadline(seconds: float = DEADLINE) -> Iterator[None]:
    """Run a call that evaluates under a deadline, and fenced: past it the instance traps."""
    _lib._store.set_epoch_deadline(1)
    timer = threading.Timer(seconds, _lib._engine.increment_epoch)
    timer.daemon = True
    timer.start()
    try:
        with fenced():
            yield
    finally:
        timer.cancel()


class ValueReader:
    """Reads cell values at 5 µs each, where the public ``get_value`` takes 125 µs."""

    def __init__(self, handle: int) -> None:
        self._function = _lib._exports["fm_workbook_get_value"]
        self._context = _lib._store._context()
        self._pointer = _lib.alloc(_VALUE_SIZE)
        self._parameters = (ffi.wasmtime_val_t * 5)()
        self._results = (ffi.wasmtime_val_t * 1)()
        for parameter in self._parameters:
            parameter.kind = ffi.WASMTIME_I32.value
        self._parameters[0].of.i32 = handle
        self._parameters[4].of.i32 = self._pointer

    def read(self, sheet: int, row: int, column: int) -> tuple[int, Any]:
        """Return formulon's kind of value and its payload (a float, or an int that is a code or a pointer)."""
        parameters = self._parameters
        parameters[1].of.i32 = sheet
        parameters[2].of.i32 = row
        parameters[3].of.i32 = column
        trap = ctypes.POINTER(ffi.wasm_trap_t)()
        error = ffi.wasmtime_func_call(
            self._context, ctypes.byref(self._function._func), parameters, 5, self._results, 1, ctypes.byref(trap)
        )
        if error or trap or self._results[0].of.i32:
            raise EngineError("the engine could not give a cell's value")
        base = ctypes.addressof(_lib._memory.data_ptr(_lib._store).contents)
        raw = ctypes.string_at(base + self._pointer, _VALUE_SIZE)
        kind = struct.unpack_from("<i", raw)[0]
        if kind == formulon_c.ValueKind.NUMBER:
            return kind, struct.unpack_from("<d", raw, 8)[0]
        return kind, struct.unpack_from("<I", raw, 8)[0]

    def text(self, pointer: int) -> str:
        """Return the text that a pointer names."""
        text: str = _lib.read_cstr(pointer)
        return text


def _is_ours(path: Path) -> bool:
    """A compiled module is machine code: take it only from a file that nobody else can write."""
    try:
        status = path.stat()
    except OSError:
        return False
    if os.name == "nt":
        return True  # the cache folder lies in the user's own profile
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _keep(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        pass  # a read-only home only means that the next start compiles again
