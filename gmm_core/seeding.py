"""K of the points to start from, drawn for several starts at once."""

from collections.abc import Sequence

import numpy as np

from gmm_core._validation import FloatArray

# Numbers in one temporary array.
_AT_ONCE = 500_000


def random_points(
    points: FloatArray, n_components: int, generators: Sequence[np.random.Generator]
) -> FloatArray:
    """Return K different points for each generator (S, K, D)."""
    return np.stack([_different(points, n_components, generator) for generator in generators])


def _different(points: FloatArray, n_components: int, generator: np.random.Generator) -> FloatArray:
    chosen: dict[bytes, int] = {}
    for index in generator.permutation(len(points)):
        # Adding zero makes -0.0 and 0.0 the same bytes.
        chosen.setdefault((points[index] + 0.0).tobytes(), int(index))
        if len(chosen) == n_components:
            return points[list(chosen.values())]
    raise _too_few_different(n_components, len(chosen))


def plus_plus(
    points: FloatArray, n_components: int, generators: Sequence[np.random.Generator]
) -> FloatArray:
    """Return K points drawn by k-means++ for each generator (S, K, D)."""
    together = max(_AT_ONCE // points.size, 1)
    columns = np.ascontiguousarray(points.T)
    parts = [generators[i : i + together] for i in range(0, len(generators), together)]
    return np.concatenate([_plus_plus(points, columns, n_components, part) for part in parts])


def _plus_plus(
    points: FloatArray,
    columns: FloatArray,
    n_components: int,
    generators: Sequence[np.random.Generator],
) -> FloatArray:
    chosen = np.empty((len(generators), n_components), dtype=np.int64)
    chosen[:, 0] = [generator.integers(len(points)) for generator in generators]
    draws = np.array([generator.random(n_components - 1) for generator in generators])
    nearest = _squared_distances(columns, points[chosen[:, 0]])
    for k in range(1, n_components):
        largest = nearest.max(axis=1, keepdims=True)
        if not largest.min() > 0:
            raise _too_few_different(n_components, k)
        levels = np.cumsum(nearest / largest, axis=1)
        wanted = draws[:, k - 1] * levels[:, -1]
        chosen[:, k] = [
            row.searchsorted(level, side="right") for row, level in zip(levels, wanted, strict=True)
        ]
        np.minimum(nearest, _squared_distances(columns, points[chosen[:, k]]), out=nearest)
    return points[chosen]


def _squared_distances(columns: FloatArray, places: FloatArray) -> FloatArray:
    """Return those of points, given as columns (D, N), from each of S places (S, N)."""
    differences = columns - places[:, :, np.newaxis]
    distances: FloatArray = np.einsum("sdn,sdn->sn", differences, differences)
    return distances


def _too_few_different(n_components: int, n_different: int) -> ValueError:
    return ValueError(
        f"n_components must be at most the number of different points, {n_different}; "
        f"it was {n_components}. Decrease n_components or choose another method."
    )
