"""Whatever goes wrong with one workbook, as the one sentence that a person reads."""

from __future__ import annotations

import traceback
from pathlib import Path

import service_kpi
from service_kpi.errors import WorkbookError
from service_kpi.xlsx.files import file_error

_PACKAGE = str(Path(service_kpi.__file__).parent)


def workbook_error(problem: Exception, path: str | Path) -> WorkbookError:
    """Return what an exception means for the workbook at hand; one that nobody foresaw is a fault of ours."""
    if isinstance(problem, WorkbookError):
        return problem
    if isinstance(problem, OSError):
        return file_error(problem, Path(path))
    ours = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename.startswith(_PACKAGE)]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in ours[-1:]]
    return WorkbookError("INTERNAL", str(path), fault=", ".join([type(problem).__name__, *places]))
