"""Functions whose cells keep the value that Excel computed, and why.

An engine may know a name and still not be able to give Excel's answer without Excel: no pivot cache, no server,
no random seed. A function that the gate proves wrong is listed here too, until an engine upgrade proves it right.
"""

from __future__ import annotations

from typing import Final

#: Function → warning code. ``UNSUPPORTED_FUNCTION`` is for what no engine without Excel can answer.
FROZEN: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            "GETPIVOTDATA",
            "CUBEKPIMEMBER",
            "CUBEMEMBER",
            "CUBEMEMBERPROPERTY",
            "CUBERANKEDMEMBER",
            "CUBESET",
            "CUBESETCOUNT",
            "CUBEVALUE",
            "WEBSERVICE",
            "RTD",
            "STOCKHISTORY",
            "IMAGE",
            "PY",
            "COPILOT",
            "TRANSLATE",
            "DETECTLANGUAGE",
            "CELL",
            "INFO",
            "PHONETIC",
        ),
        "UNSUPPORTED_FUNCTION",
    ),
    # A refresh is repeatable: drawing new numbers would change a file that nobody changed.
    **dict.fromkeys(("RAND", "RANDBETWEEN", "RANDARRAY"), "RANDOM_KEPT"),
}
