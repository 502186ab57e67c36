"""What can be opened beside the picture: one module a tool, and the table of them all."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from app.tools._tool import Message, Tool
from app.tools.beside import BESIDE
from app.tools.halves import HALVES
from app.tools.parameters import PARAMETERS
from app.tools.prediction import PREDICTION
from app.tools.sweep import SWEEP

__all__ = ["TOOLS", "Message", "Tool"]

TOOLS: Final = MappingProxyType[str, Tool](
    {
        "beside": BESIDE,
        "halves": HALVES,
        "parameters": PARAMETERS,
        "prediction": PREDICTION,
        "sweep": SWEEP,
    }
)
"""Every tool by the name that addresses and messages know it by."""
