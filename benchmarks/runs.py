"""Whole runs: many starts, the sweep over K, a trajectory with all states kept, k-means."""

from sklearn.cluster import KMeans as TheirKMeans
from sklearn.mixture import GaussianMixture

from benchmarks.em_step import problem
from benchmarks.timing import cells, ratios
from gmm_core import EM, KMeans, Timeline, em_step, restarts, select_components


def many_starts():
    points, _ = problem(300, 3, 4.0)
    theirs = GaussianMixture(3, n_init=100, random_state=0)
    return lambda: restarts(points, 3, 100, tolerance=theirs.tol), lambda: theirs.fit(points)


def sweep():
    points, _ = problem(500, 5, 4.0)

    def theirs():
        for k in range(1, 11):
            GaussianMixture(k, n_init=5, random_state=0).fit(points).bic(points)

    return lambda: select_components(points, range(1, 11), tolerance=1e-3), theirs


def trajectory():
    points, start = problem(300, 3, 2.0)

    def bare():
        mixture = start
        for _ in range(100):
            mixture = em_step(points, mixture)

    def kept():
        Timeline(EM(points, start, tolerance=0.0)).extend(200)

    return bare, kept


def k_means(n_points, n_clusters):
    points, _ = problem(n_points, n_clusters, 3.0)
    centroids = points[:n_clusters].copy()

    def ours():
        Timeline(KMeans(points, centroids)).extend(2000)

    def theirs():
        TheirKMeans(n_clusters, init=centroids, n_init=1, tol=0.0).fit(points)

    return ours, theirs


CASES = {
    "100 starts of 300 x 3 beside n_init=100": (many_starts(), 5),
    "K = 1..10 x 5 starts at N = 500": (sweep(), 3),
    "trajectory of 100 iterations: times the bare steps": (trajectory(), 20),
    "k-means 300 x 3": (k_means(300, 3), 20),
    "k-means 10,000 x 5": (k_means(10_000, 5), 7),
    "k-means 100,000 x 8": (k_means(100_000, 8), 5),
}


def main():
    print("Whole runs, times as fast as scikit-learn:   median (10 % to 90 % of rounds)")
    for label, (functions, n_rounds) in CASES.items():
        print(f"{label:>52}  {cells(ratios(functions, n_rounds))[0]:>22}", flush=True)
