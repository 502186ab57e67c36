"""Ratios of times that hold on a busy machine."""

import time

import numpy as np


def ratios(functions, n_rounds, shortest=4e-3):
    """Return how many times as long as the first each other function takes, (rounds, others).

    All are timed in turn, again and again, so that a busy moment hits all of them; what is over
    quickly is repeated within its turn, as a loop would call it.
    """
    repeats = []
    for function in functions:
        function()  # warms up
        repeats.append(max(1, int(shortest / max(_seconds(function, 1), 1e-7))))
    times = np.array(
        [
            [_seconds(function, n) for function, n in zip(functions, repeats, strict=True)]
            for _ in range(n_rounds)
        ]
    )
    return times[:, 1:] / times[:, :1]


def cells(table):
    """Return each column's median and its 10 % to 90 % spread, as text."""
    return [
        f"{np.median(r):.1f} ({np.quantile(r, 0.1):.1f} to {np.quantile(r, 0.9):.1f})"
        for r in table.T
    ]


def _seconds(function, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        function()
    return (time.perf_counter() - start) / repeats
