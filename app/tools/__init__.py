"""What can be opened beside the picture: one module a tool, and the table of them all."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from app.tools._tool import Message, Tool
from app.tools.anomaly import ANOMALY
from app.tools.beside import BESIDE
from app.tools.bound import BOUND
from app.tools.climb import CLIMB
from app.tools.concentration import CONCENTRATION
from app.tools.criteria import CRITERIA
from app.tools.density import DENSITY
from app.tools.foretell import FORETELL
from app.tools.generate import GENERATE
from app.tools.graph import GRAPH
from app.tools.halves import HALVES
from app.tools.harden import HARDEN
from app.tools.held_out import HELD_OUT
from app.tools.model import MODEL
from app.tools.outlier import OUTLIER
from app.tools.parameters import PARAMETERS
from app.tools.permute import PERMUTE
from app.tools.prediction import PREDICTION
from app.tools.regression import REGRESSION
from app.tools.restarts import RESTARTS
from app.tools.sample import SAMPLE
from app.tools.shrink import SHRINK
from app.tools.snippet import SNIPPET
from app.tools.sweep import SWEEP
from app.tools.types import TYPES
from app.tools.weights import WEIGHTS

__all__ = ["TOOLS", "Message", "Tool"]

TOOLS: Final = MappingProxyType[str, Tool](
    {
        "anomaly": ANOMALY,
        "beside": BESIDE,
        "bound": BOUND,
        "climb": CLIMB,
        "concentration": CONCENTRATION,
        "criteria": CRITERIA,
        "density": DENSITY,
        "foretell": FORETELL,
        "generate": GENERATE,
        "graph": GRAPH,
        "halves": HALVES,
        "harden": HARDEN,
        "held_out": HELD_OUT,
        "model": MODEL,
        "outlier": OUTLIER,
        "parameters": PARAMETERS,
        "permute": PERMUTE,
        "prediction": PREDICTION,
        "restarts": RESTARTS,
        "regression": REGRESSION,
        "sample": SAMPLE,
        "shrink": SHRINK,
        "snippet": SNIPPET,
        "sweep": SWEEP,
        "types": TYPES,
        "weights": WEIGHTS,
    }
)
"""Every tool by the name that addresses and messages know it by."""
