"""What an EM iteration of many points takes beyond the points themselves."""

import tracemalloc

import numpy as np

from gmm_core import e_step, em_step, initialize


def peak(function):
    """Return the most bytes that NumPy and Python held while this ran."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def main(n_points=1_000_000, n_components=20):
    points = np.random.default_rng(0).normal(size=(n_points, 2))
    mixture = initialize(points[:1000], n_components, method="k-means++")
    shares = n_points * n_components * points.itemsize
    print(f"Memory at {n_points:,} x {n_components}")
    kept = (points.nbytes + peak(lambda: e_step(points, mixture))) / (points.nbytes + shares)
    print(f"{'e_step: times the points and their responsibilities':>52}  {kept:>22.2f}")
    passing = (points.nbytes + peak(lambda: em_step(points, mixture))) / points.nbytes
    print(f"{'em_step, which keeps no responsibilities: times the points':>52}  {passing:>16.2f}")
