"""One entry for each data set; everything else is derived from this table."""

from __future__ import annotations

from types import MappingProxyType

from datasets import generators, shipped
from datasets._types import Entry, Maker

MIN_POINTS = 50
MAX_POINTS = 100_000
DEFAULT_POINTS = 300
DEFAULT_SEED = 9  # of the first thirty, the one on which every first run shows its point well


def _generated(
    name: str,
    source: str,
    make: Maker,
    components: int,
    start: str,
    n_points: int = DEFAULT_POINTS,
    listed: bool = True,
) -> Entry:
    return Entry(
        name=name,
        title=name.capitalize(),
        source=source,
        default_components=components,
        default_start=start,
        default_points=n_points,
        min_points=MIN_POINTS,
        max_points=MAX_POINTS,
        columns=("x", "y"),
        default_columns=("x", "y"),
        equal_aspect=True,
        has_groups=True,
        default_seed=DEFAULT_SEED,
        listed=listed,
        make=make,
    )


_ENTRIES = (
    _generated(
        "blobs",
        "Generated: three round Gaussian groups of standard deviation 1 and equal size, 6 apart.",
        generators.blobs,
        components=3,
        start="k-means++",
    ),
    _generated(
        "tilted",
        "Generated: three parallel Gaussian groups of equal size at 45°, standard deviation 3 "
        "along and 0.35 across, 2.5 apart.",
        generators.tilted,
        components=3,
        start="spread",
    ),
    _generated(
        "overlap",
        "Generated: three round Gaussian groups of standard deviation 1 and equal size, only "
        "2.5 apart.",
        generators.overlap,
        components=3,
        start="spread",
    ),
    _generated(
        "uneven",
        "Generated: three round Gaussian groups with 60, 30 and 10 % of the points and standard "
        "deviations 2, 0.6 and 0.3.",
        generators.uneven,
        components=3,
        start="k-means++",
    ),
    _generated(
        "moons",
        "Generated: two interleaved half circles of radius 1 with noise of standard deviation "
        "0.05.",
        generators.moons,
        components=2,
        start="spread",
    ),
    _generated(
        "spirals",
        "Generated: two spiral arms, half a turn apart, with noise of standard deviation 0.08.",
        generators.spirals,
        components=2,
        start="spread",
    ),
    Entry(
        name="faithful",
        title="Old Faithful",
        source="272 eruptions of the Old Faithful geyser, Yellowstone: how long each lasted and "
        "how long until the next; Azzalini and Bowman (1990).",
        default_components=2,
        default_start="spread",
        default_points=272,
        min_points=272,
        max_points=272,
        columns=shipped.columns("faithful.csv"),
        default_columns=("eruptions (min)", "waiting (min)"),
        # Both are minutes, but one spans 3.5 of them and the other 53.
        equal_aspect=False,
        has_groups=False,
        default_seed=DEFAULT_SEED,
        listed=True,
        make=lambda _n_points, _seed: shipped.faithful(),
    ),
    Entry(
        name="iris",
        title="Iris",
        source="150 iris flowers of three species, collected by Edgar Anderson (1935) and "
        "published by R. A. Fisher (1936).",
        default_components=3,
        default_start="spread",
        default_points=150,
        min_points=150,
        max_points=150,
        columns=shipped.columns("iris.csv"),
        default_columns=("petal length (cm)", "petal width (cm)"),
        equal_aspect=True,
        has_groups=True,
        default_seed=DEFAULT_SEED,
        listed=True,
        make=lambda _n_points, _seed: shipped.iris(),
    ),
    _generated(
        "anomalies",
        "Generated: three round Gaussian groups of standard deviation 1, 6 apart, and among every "
        "thirty points one stranger, strewn at least 5 standard deviations from every group.",
        generators.anomalies,
        components=3,
        start="k-means++",
        n_points=450,
        listed=False,
    ),
    _generated(
        "lonely",
        "Generated: three round Gaussian groups of standard deviation 1 and equal size, 6 apart, "
        "and one point 8 standard deviations beyond the lower left one.",
        generators.lonely,
        components=4,
        start="spread",
        listed=False,
    ),
    _generated(
        "skewed",
        "Generated: two groups of equal size, one exponential along both axes with scale 1.5, one "
        "round at (−4, 4) with standard deviation 0.8.",
        generators.skewed,
        components=2,
        start="k-means++",
        n_points=400,
        listed=False,
    ),
    _generated(
        "five",
        "Generated: five round Gaussian groups of standard deviation 1 and equal size on the "
        "corners of a regular pentagon of side 6.",
        generators.five,
        components=5,
        start="random points",
        listed=False,
    ),
    _generated(
        "heavy",
        "Generated: three round groups of equal size, 8 apart, of Student-t points with 3 degrees "
        "of freedom.",
        generators.heavy,
        components=3,
        start="spread",
        n_points=400,
        listed=False,
    ),
    _generated(
        "bent",
        "Generated: x even from −3 to 3; y = −0.8 x with noise of standard deviation 0.15 on the "
        "left, 0.5 x with 0.8 on the right.",
        generators.bent,
        components=2,
        start="spread",
        n_points=400,
        listed=False,
    ),
    _generated(
        "sine",
        "Generated: x Gaussian with standard deviation 1.5, y = sin x with noise of standard "
        "deviation 0.2. It has no true groups: those named are the points left and right of the "
        "middle.",
        generators.sine,
        components=2,
        start="random responsibilities",
        n_points=400,
        listed=False,
    ),
)

REGISTRY = MappingProxyType({entry.name: entry for entry in _ENTRIES})
