"""The browser's painter beside the engine: the same colours, the same shapes."""

import numpy as np
import pytest

import datasets
from app import models, trajectory
from app.models import MODELS
from app.packing import packed
from app.runs import runs
from app.settings import changed, defaults
from gmm_core import COVARIANCE_TYPES, Phase, assign, e_step, ellipse

from .expecting import Expected, apart, mixed
from .reading import unpacked

RESPONSIBILITIES = """async ([points, runs, palette]) => {
  const { responsibilities } = await import('/assets/responsibilities.js')
  const { mix } = await import('/assets/colour.js')
  const floats = (values) => Float64Array.from(values.flat())
  return runs.map(({ weights, means, covariances, offsets, degrees }) => {
    const mixture = {
      weights: floats(weights), means: floats(means), covariances: floats(covariances),
      offsets: offsets ?? undefined, degrees: degrees ?? undefined,
    }
    const shares = responsibilities(floats(points), mixture)
    return { shares: [...shares], colours: [...mix(shares, palette, weights.length)] }
  })
}"""


@pytest.fixture(scope="module")
def painter(browser, server):
    """A bare document of the server, from which its modules can be imported."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/assets/icon.svg")
    yield page
    context.close()


def sent(mixture):
    rows, columns = np.triu_indices(2)
    return {
        "weights": mixture.weights.tolist(),
        "means": mixture.means.tolist(),
        "covariances": mixture.covariances[:, rows, columns].tolist(),
    }


@pytest.mark.parametrize("name", datasets.names())
@pytest.mark.parametrize("covariance", COVARIANCE_TYPES)
def test_colours_are_those_of_the_engines_shares(painter, palettes, name, covariance):
    expected = Expected(data=name, covariance=covariance, k=5, start="k-means++")
    points = expected.points
    chosen = [expected.mixture.seek(2 * iteration).mixture for iteration in (0, 1, 5, 50)]
    for palette in palettes.values():
        painted = painter.evaluate(
            RESPONSIBILITIES, [points.tolist(), [*map(sent, chosen)], palette]
        )
        for mixture, found in zip(chosen, painted, strict=True):
            shares, _ = e_step(points, mixture)
            assert np.allclose(found["shares"], shares.ravel(), rtol=0, atol=1e-9)
            assert apart(unpacked(found["colours"]), mixed(shares, palette)) <= 1


@pytest.mark.parametrize("name", [name for name in MODELS if name != "EM"])
@pytest.mark.parametrize("data", ["overlap", "tilted"])
def test_colours_are_those_of_the_shares_of_every_model(painter, palettes, data, name):
    run = runs(changed(defaults(data), {"model": name, "k": 5, "start": "k-means++"}))
    run.extend_to(80)
    points, palette = run.dataset.points, palettes["light"]
    # A state after an E half holds the parameters that made its shares.
    chosen = [run.mixture.states[: t + 1][-1] for t in (1, 3, 21, 79)]
    chosen = [state for state in chosen if state.phase is Phase.E]
    asked = [
        sent(models.drawn(state))
        | {
            "offsets": models.scores(state).offsets.tolist(),
            "degrees": None
            if models.scores(state).degrees is None
            else models.scores(state).degrees.tolist(),
        }
        for state in chosen
    ]
    painted = painter.evaluate(RESPONSIBILITIES, [points.tolist(), asked, palette])
    assert len(painted) >= 2
    for state, found in zip(chosen, painted, strict=True):
        shares = state.responsibilities
        assert np.allclose(found["shares"], shares.ravel(), rtol=0, atol=1e-9)
        assert apart(unpacked(found["colours"]), mixed(shares, palette)) <= 1


def test_a_point_far_from_every_component_has_a_colour(painter, palettes):
    mixture = Expected().mixture.state.mixture
    points = np.array([[1e6, 1e6], [-1e6, 3.0], [1e150, 0.0]])
    (found,) = painter.evaluate(
        RESPONSIBILITIES, [points.tolist(), [sent(mixture)], palettes["light"]]
    )
    shares = np.reshape(found["shares"], (len(points), -1))
    assert np.allclose(shares.sum(axis=1), 1.0)


def test_a_pure_share_is_its_components_colour(painter, palettes):
    colours = painter.evaluate(
        """async ([shares, palette]) => {
          const { mix, pick } = await import('/assets/colour.js')
          return [[...mix(Float64Array.from(shares), palette, 10)],
                  [...pick(palette.map((_, k) => k), palette)]]
        }""",
        [np.eye(10).ravel().tolist(), palettes["light"]],
    )
    expected = np.array([list(bytes.fromhex(c[1:])) for c in palettes["light"]], np.uint8)
    for found in colours:
        assert apart(unpacked(found), expected) == 0


def test_k_means_labels_are_the_engines(painter):
    for seed in range(3):
        expected = Expected(data="overlap", k=7, start="random points", seed=seed)
        points = expected.points
        for iteration in range(3):
            centroids = expected.kmeans.seek(2 * iteration).centroids
            labels = painter.evaluate(
                """async ([points, centroids]) => {
                  const { nearest } = await import('/assets/responsibilities.js')
                  return [...nearest(Float64Array.from(points), Float64Array.from(centroids))]
                }""",
                [points.ravel().tolist(), centroids.ravel().tolist()],
            )
            assert np.array_equal(labels, assign(points, centroids))


def borders(painter, centroids, reach):
    found = painter.evaluate(
        """async ([centroids, reach]) => {
          const { borders } = await import('/assets/voronoi.js')
          return borders(Float64Array.from(centroids), reach)
        }""",
        [centroids.ravel().tolist(), reach],
    )
    return np.array([found[key] for key in ("x0", "y0", "x1", "y1")]).T.reshape(-1, 2, 2)


@pytest.mark.parametrize("seed", range(4))
def test_either_side_of_a_border_another_centre_is_nearest(painter, seed):
    centroids = np.random.default_rng(seed).normal(size=(2 + 2 * seed, 2))
    segments = borders(painter, centroids, 100.0)
    assert len(segments) >= len(centroids) - 1
    for start, end in segments:
        along = end - start
        across = np.array([-along[1], along[0]]) / np.hypot(*along)
        step = 1e-4 * min(1.0, np.hypot(*along))
        for share in (0.01, 0.5, 0.99):
            place = start + share * along
            sides = np.array([place - step * across, place + step * across])
            first, second = assign(sides, centroids)
            assert first != second
            distances = np.linalg.norm(centroids - place, axis=1)
            assert distances[first] == pytest.approx(distances[second], abs=1e-9)


def test_borders_are_drawn_wherever_the_nearest_centre_changes(painter):
    centroids = np.random.default_rng(1).normal(size=(8, 2))
    segments = borders(painter, centroids, 100.0)
    line = np.column_stack([np.linspace(-3, 3, 4001), np.full(4001, 0.137)])
    changes = np.count_nonzero(np.diff(assign(line, centroids)))
    (x0, y0), (x1, y1) = segments[:, 0].T, segments[:, 1].T
    crosses = (y0 - 0.137) * (y1 - 0.137) < 0
    where = x0 + (0.137 - y0) / np.where(y1 == y0, 1, y1 - y0) * (x1 - x0)
    assert np.count_nonzero(crosses & (abs(where) < 3)) == changes > 2


@pytest.mark.parametrize(
    ("centroids", "expected"),
    [([[0, 0]], 0), ([[0, 0], [0, 0]], 0), ([[0, 0], [1, 0], [2, 0]], 2), ([[0, 0], [1, 1]], 1)],
)
def test_borders_of_centres_in_a_row_or_in_one_place(painter, centroids, expected):
    assert len(borders(painter, np.array(centroids, float), 10.0)) == expected


GAUSSIANS = [
    ([1.0, -2.0], [[2.0, 0.5], [0.5, 1.0]]),
    ([0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]),
    ([3.0, 3.0], [[9.1, 9.0], [9.0, 9.1]]),
    ([-5.0, 1.0], [[1e-4, 0.0], [0.0, 4.0]]),
    ([50.0, 70.0], [[0.02, -0.3], [-0.3, 36.0]]),
]


@pytest.mark.parametrize(("mean", "covariance"), GAUSSIANS)
@pytest.mark.parametrize("level", [0.5, 0.95])
def test_an_ellipse_is_the_engines(painter, mean, covariance, level):
    (xx, xy), (_, yy) = covariance
    found = painter.evaluate(
        """async ([mean, covariance, level]) => {
          const { ellipse } = await import('/assets/ellipse.js')
          const { x, y } = ellipse(mean, covariance, level)
          return [[...x], [...y]]
        }""",
        [mean, [xx, xy, yy], level],
    )
    for outline in (np.array(found).T, ellipse(mean, covariance, level)):
        away = outline - mean
        squared = np.einsum("nd,dn->n", away, np.linalg.solve(covariance, away.T))
        assert squared == pytest.approx(-2 * np.log(1 - level), rel=1e-6)
    # Seen from the circle that it is the image of, the outline goes all the way round once.
    round_ = np.linalg.solve(np.linalg.cholesky(covariance), (np.array(found).T - mean).T)
    angles = np.unwrap(np.arctan2(round_[1], round_[0]))
    assert 1.9 * np.pi < abs(angles[-1] - angles[0]) < 2 * np.pi


@pytest.mark.parametrize("one", range(len(GAUSSIANS)))
@pytest.mark.parametrize("other", range(len(GAUSSIANS)))
def test_the_way_from_one_ellipse_to_another_is_made_of_ellipses(painter, one, other):
    ends = [
        {"mean": mean, "covariance": [xx, xy, yy]}
        for mean, ((xx, xy), (_, yy)) in (GAUSSIANS[one], GAUSSIANS[other])
    ]
    shares = np.linspace(0, 1, 11)
    path = painter.evaluate(
        """async ([from, to, shares]) => {
          const { between } = await import('/assets/ellipse.js')
          return shares.map((share) => between(from, to, share))
        }""",
        [*ends, shares.tolist()],
    )
    xx, xy, yy = np.array([gaussian["covariance"] for gaussian in path]).T
    determinants = xx * yy - xy * xy
    smallest = min(determinants[0], determinants[-1])
    assert (xx > 0).all()
    assert (determinants >= smallest * (1 - 1e-6)).all()
    for gaussian, end in zip((path[0], path[-1]), ends, strict=True):
        assert gaussian["mean"] == pytest.approx(end["mean"])
        assert gaussian["covariance"] == pytest.approx(end["covariance"], rel=1e-6, abs=1e-9)
    means = np.array([gaussian["mean"] for gaussian in path])
    straight = np.outer(1 - shares, ends[0]["mean"]) + np.outer(shares, ends[1]["mean"])
    assert means == pytest.approx(straight)


UNPACKED = """async (bytes) => {
  const { unpacked } = await import('/assets/packing.js')
  const { chunk, odd } = unpacked(Uint8Array.from(bytes).buffer)
  const { weights, means, covariances, objective } = chunk.mixture
  const parameters = [weights, means, covariances].map((each) => [...each])
  return { parameters, objective: [...objective], odd: odd.map(String) }
}"""


@pytest.mark.parametrize("data", ["overlap", "faithful"])
def test_parameters_that_travelled_as_differences_are_the_engines(painter, data):
    begun = runs(changed(defaults(), {"data": data}))
    begun.extend_to(100)
    chunk = trajectory.chunk(begun, 0, range(101))
    block = packed({"chunk": chunk, "odd": [np.nan, -np.inf]})
    found = painter.evaluate(UNPACKED, list(block))
    assert found["odd"] == ["NaN", "-Infinity"]
    assert found["objective"] == chunk["mixture"]["objective"].tolist()
    for name, values in zip(("weights", "means", "covariances"), found["parameters"], strict=True):
        exact = chunk["mixture"][name]
        assert np.allclose(values, exact.ravel(), rtol=0, atol=1e-6 * np.abs(exact).max())
