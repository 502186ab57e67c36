"""Named data sets in the plane, seeded generators and shipped real data; and a person's own file.

>>> from datasets import load
>>> load("faithful").points.shape
(272, 2)
"""

from datasets._types import Dataset, Entry
from datasets.loading import describe, load, names, take, thumbnail
from datasets.reading import read_table
from datasets.refusals import DataError
from datasets.registry import MAX_POINTS, MIN_POINTS, REGISTRY
from datasets.table import Table
from datasets.writing import written

__all__ = [
    "MAX_POINTS",
    "MIN_POINTS",
    "REGISTRY",
    "DataError",
    "Dataset",
    "Entry",
    "Table",
    "describe",
    "load",
    "names",
    "read_table",
    "take",
    "thumbnail",
    "written",
]
