"""How many numbers a mixture has, against the number of dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.options import Whole
from app.tools._tool import Message, Tool
from app.view import View
from gmm_core import COVARIANCE_TYPES, n_parameters

MOST_DIMENSIONS, MOST_COMPONENTS = 200, 20


def show(_view: View, options: Mapping[str, Any]) -> Message:
    """Return the counts of each covariance type for 1 to `MOST_DIMENSIONS` dimensions."""
    dimensions = range(1, MOST_DIMENSIONS + 1)
    return {
        "d": options["d"],
        "k": options["k"],
        "counts": {
            kind: [n_parameters(options["k"], d, kind) for d in dimensions]
            for kind in COVARIANCE_TYPES
        },
    }


PARAMETERS = Tool(
    {"d": Whole(2, 1, MOST_DIMENSIONS), "k": Whole(3, 1, MOST_COMPONENTS)},
    show,
)
