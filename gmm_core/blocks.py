"""Points that come in blocks of rows: from a file, from an iterable, or from a Dask array.

All that is ever asked of them is what a function says of each block, in the order of the blocks.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from gmm_core._validation import FloatArray, as_floats

Result = TypeVar("Result")

# Numbers in a block of a memory-mapped file: enough to read in one go, few enough for any machine.
_AT_ONCE = 1 << 20


class Blocks(Protocol):
    """Points in blocks, which may lie anywhere."""

    def each(
        self,
        function: Callable[..., Result],
        *common: Any,
        own: Sequence[Any] | None = None,
    ) -> Iterable[Result]:
        """Return what a function says of each block (n, D), in order.

        It is given the block, its own argument if there are any, and the common arguments; all
        of these can be pickled.
        """
        ...


def as_blocks(points: Any) -> Blocks | None:
    """Return points as blocks, or None if they are an array or can be made one.

    Raises
    ------
    ValueError
        If they can be passed over only once.
    """
    if _is_dask_array(points):
        return DaskBlocks.of(points)
    if isinstance(points, np.memmap):
        return Walked(lambda: _parts(points))
    if isinstance(points, Sequence):
        arrays = len(points) > 0 and all(getattr(one, "ndim", 0) == 2 for one in points)
        return Walked(lambda: iter(points)) if arrays else None
    if hasattr(points, "__array__") or hasattr(points, "__array_interface__"):
        return None
    if callable(points):
        return Walked(lambda: iter(points()))
    if isinstance(points, Iterable) and not isinstance(points, (set, frozenset, dict, memoryview)):
        if isinstance(points, Iterator):
            raise ValueError(
                "points must be there for many passes, and an iterator ends after one. Give a "
                "list of arrays, an object whose __iter__ starts anew, or a function that returns "
                f"a new iterator; it was a {type(points).__name__}"
            )
        return Walked(lambda: iter(points))
    return None


def _parts(points: np.ndarray[Any, Any]) -> Iterator[ArrayLike]:
    """Return views of consecutive rows; what has no rows to cut is one part, to be refused."""
    if points.ndim != 2 or points.size == 0:
        return iter([np.asarray(points)])
    n_rows = max(_AT_ONCE // points.shape[1], 1)
    return (np.asarray(points[i : i + n_rows]) for i in range(0, len(points), n_rows))


@dataclass(frozen=True)
class Walked:
    """Blocks that are read in this process, one after the other, on every pass anew."""

    start: Callable[[], Iterator[ArrayLike]]

    def each(
        self,
        function: Callable[..., Result],
        *common: Any,
        own: Sequence[Any] | None = None,
    ) -> Iterator[Result]:
        """Return what a function says of each block, when it is asked for."""
        for number, block in enumerate(self.start()):
            given = () if own is None else (own[number],)
            yield function(block, *given, *common)


@dataclass(frozen=True)
class DaskBlocks:
    """The chunks of a Dask array, on whatever scheduler is in force. They stay where they are."""

    chunks: tuple[Any, ...]

    @classmethod
    def of(cls, array: Any) -> "DaskBlocks":
        """Return the chunks of rows of a Dask array (N, D)."""
        if array.ndim == 2 and array.numblocks[1] > 1:
            array = array.rechunk({1: -1})
        return cls(tuple(array.to_delayed().ravel()))

    def each(
        self,
        function: Callable[..., Result],
        *common: Any,
        own: Sequence[Any] | None = None,
    ) -> Sequence[Result]:
        """Return what a function says of each chunk, where the chunk is."""
        dask: Any = import_module("dask")
        # One value in the graph, which goes to each worker once.
        task = dask.delayed(partial(_call, function, common), pure=False, traverse=False)
        given = [()] * len(self.chunks) if own is None else [(each,) for each in own]
        tasks = [task(chunk, *one) for chunk, one in zip(self.chunks, given, strict=True)]
        results: Sequence[Result] = dask.compute(*tasks)
        return results


def _call(
    function: Callable[..., Result], common: tuple[Any, ...], block: ArrayLike, *own: Any
) -> Result:
    return function(block, *own, *common)


def _is_dask_array(points: Any) -> bool:
    """Return whether this is one, without importing Dask: who holds one has imported it."""
    module = sys.modules.get("dask.array")
    return module is not None and isinstance(points, module.Array)


def block_of(value: ArrayLike) -> FloatArray:
    """Return a block as a float64 array (n, D), of which n may be zero."""
    block = as_floats(value, "points")
    if block.ndim != 2 or block.shape[1] == 0:
        raise ValueError(
            "points must come in blocks of two dimensions, one row per point and one column per "
            f"coordinate; the shape of one was {block.shape}. A single column is reshape(-1, 1)."
        )
    return block
