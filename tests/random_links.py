"""Settings and places drawn at random, from the table of what an address can say."""

from __future__ import annotations

from typing import Any

import numpy as np

import datasets
from app.address import SETTINGS, TABLE
from app.drawing import STEPS, begun, drawn
from app.models import MODELS
from app.own_data import Own
from app.points_text import MOST
from app.settings import BEGINNINGS, MAX_SEED, STARTS, Settings, changed, defaults, most_components
from gmm_core import COVARIANCE_TYPES

FEW = 400
VIEW = [-10.0, 10.0, -7.0, 7.0]


def random_drawing(chance: np.random.Generator, most: int = MOST) -> Own:
    """Return some points on a sheet, in up to three groups."""
    count = int(chance.integers(20, most + 1))
    empty = begun(np.empty((0, 2)), None, (chance.uniform(0.1, 30) * np.array(VIEW)).tolist())
    steps = {axis: chance.integers(0, STEPS + 1, count).tolist() for axis in ("across", "up")}
    groups = chance.integers(0, chance.integers(1, 4), count).tolist()
    columns = ("x", "y") if chance.random() < 0.7 else ("Höhe, in m", "<b>&_</b>")
    return drawn(
        {"sheet": empty["sheet"], **steps, "groups": groups},
        columns=columns,
        equal_aspect=bool(chance.random() < 0.5),
    )


def random_settings(chance: np.random.Generator) -> Settings:
    """Return settings with every part of an address that has to do with them, or not."""
    base = defaults(str(chance.choice(datasets.names())))
    if chance.random() < 0.25:
        base = changed(base, {"own": random_drawing(chance)})
    entry = datasets.describe(base.data) if base.own is None else base.own.entry
    name = str(chance.choice(list(MODELS)))
    base = changed(base, {"model": name})
    number: dict[str, Any] = {
        "n": lambda: (
            int(chance.integers(entry.min_points, min(entry.max_points, FEW) + 1))
            if entry.n_points_may_be_chosen
            else entry.default_points
        ),
        "columns": lambda: chance.permutation(entry.columns)[:2].tolist(),
        "data_seed": lambda: int(chance.integers(MAX_SEED + 1)),
        "k": lambda: int(chance.integers(1, min(6, most_components(name)) + 1)),
        "covariance": lambda: str(chance.choice(list(COVARIANCE_TYPES))),
        "start": lambda: str(chance.choice(STARTS)),
        "seed": lambda: int(chance.integers(MAX_SEED + 1)),
        "outlier": lambda: (chance.standard_normal(2) * 10).tolist(),
        "begin": lambda: str(chance.choice(BEGINNINGS)),
        "means": lambda: (chance.standard_normal((3, 2)) * 5).tolist(),
    }
    strength = MODELS[name].strength
    if strength is not None:
        number["strength"] = lambda: float(chance.uniform(strength.low, strength.high))
    parts = [part.name for part in TABLE if part.of == SETTINGS and part.name in number]
    rarely = ("means", "begin", "outlier", "columns")
    wanted = [each for each in parts if chance.random() < (0.2 if each in rarely else 0.6)]
    changes = {name: number[name]() for name in wanted}
    if "means" in changes and chance.random() < 0.7:
        shapes = [[a, c * np.sqrt(a * b), b] for a, b, c in chance.uniform(0.1, 0.9, (3, 3))]
        changes |= {"covariances": shapes, "weights": chance.dirichlet([3, 3, 3]).tolist()}
    return changed(base, changes)
