"""Named data sets in the plane: seeded generators and shipped real data.

>>> from datasets import load
>>> load("faithful").points.shape
(272, 2)
"""

from datasets._types import Dataset, Entry
from datasets.loading import describe, load, names, thumbnail
from datasets.registry import MAX_POINTS, MIN_POINTS, REGISTRY

__all__ = [
    "MAX_POINTS",
    "MIN_POINTS",
    "REGISTRY",
    "Dataset",
    "Entry",
    "describe",
    "load",
    "names",
    "thumbnail",
]
