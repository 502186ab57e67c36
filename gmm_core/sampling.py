"""New points from a mixture."""

import numpy as np

from gmm_core._models import check_model
from gmm_core._validation import FloatArray, check_count
from gmm_core.mixture import Mixture
from gmm_core.nearest import Labels


def sample_components(mixture: Mixture, n: int, seed: int = 0) -> Labels:
    """Draw which component each of `n` new points comes from, by weight.

    Parameters
    ----------
    mixture : Mixture
    n : int
        Zero or more.
    seed : int

    Returns
    -------
    array (n,) of int64
        Those from which `sample` with the same `n` and `seed` then draws its points.
    """
    check_model(mixture, Mixture, "mixture")
    count = check_count(n, "n", low=0)
    generator = np.random.default_rng(check_count(seed, "seed", low=0))
    weights = mixture.weights / mixture.weights.sum()
    return generator.choice(mixture.n_components, size=count, p=weights)


def sample(mixture: Mixture, n: int, seed: int = 0) -> FloatArray:
    """Draw `n` new points: pick a component by weight, then draw from its Gaussian.

    Parameters
    ----------
    mixture : Mixture
    n : int
        Zero or more.
    seed : int
        Same seed, same points.

    Returns
    -------
    array (n, D)
    """
    components = sample_components(mixture, n, seed)
    # A second stream, so that the draws do not depend on the picks.
    generator = np.random.default_rng([seed, 1])
    normals = generator.standard_normal((len(components), mixture.n_dimensions))
    roots = np.linalg.inv(mixture.whitening)
    spread: FloatArray = np.einsum("nij,nj->ni", roots[components], normals)
    return mixture.means[components] + spread
