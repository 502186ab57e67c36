"""The scenarios and missions of level 2: EM and the mathematics."""

from __future__ import annotations

from app.by_hand import BY_HAND
from app.scenario import TO_THE_END, Claim, Mission, Scenario

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "model",
        2,
        "Pick, then draw",
        {"data": "uneven"},
        half_step=TO_THE_END,
        tools={"generate": {"many": 1}},
        points_at="tools",
        claims=(
            Claim("pick_error", "picks off by, in standard errors", at_most=4.0, form="rough"),
        ),
    ),
    Scenario(
        "monotone",
        2,
        "It never falls, unless…",
        {"data": "tilted", "begin": "maximum", "model": "ridge"},
        half_step=TO_THE_END,
        tools={"climb": {}},
        points_at="tools",
        claims=(
            Claim("em_drop", "EM's largest drop, relative", 0.0, 1e-9, form="exact"),
            Claim("ridge_drop", "with a ridge it drops by, in nats", 1e-3, form="nats"),
            Claim("prior_plain_drop", "with a prior the plain one drops by", 1e-3, form="nats"),
            Claim("prior_drop", "and the penalized one, relative", 0.0, 1e-9, form="exact"),
        ),
    ),
    Scenario(
        "restarts",
        2,
        "Many tops",
        {"data": "five", "start": "random points", "seed": 90, "begin": "maximum"},
        half_step=TO_THE_END,
        tools={"foretell": {"about": "reaching"}, "restarts": {}},
        points_at="tools",
        claims=(
            Claim("final_heights", "final heights, over 0.01 nats apart", 3, form="count"),
            Claim("at_the_best", "of a hundred ended at the best", form="count"),
            Claim("below_the_best", "the one on the screen lies below it by", form="rough"),
        ),
    ),
    Scenario(
        "covariance",
        2,
        "Four kinds of ellipse",
        {"data": "tilted"},
        half_step=8,
        tools={"types": {}},
        points_at="kmeans-plot",
        claims=(
            Claim("numbers_full", "numbers, full", 17, 17, form="count"),
            Claim("numbers_spherical", "numbers, spherical", 11, 11, form="count"),
            Claim("full_above_tied", "best full above tied, in nats", 0.0, form="nats"),
            Claim("full_above_diag", "best full above diag", 0.0, form="nats"),
            Claim("diag_above_spherical", "best diag above spherical", 0.0, form="nats"),
        ),
    ),
    Scenario(
        "bic",
        2,
        "How many components?",
        {"data": "blobs"},
        half_step=TO_THE_END,
        tools={"sweep": {"started": True}},
        points_at="tools",
        claims=(Claim("bic_components", "components that BIC wants", 3, 3, form="count"),),
    ),
    Scenario(
        "outlier",
        2,
        "One point far out",
        # Thirty standard deviations above the topmost group's mean.
        {"data": "blobs", "n": 60, "start": "k-means", "outlier": (0.0, 33.5)},
        half_step=TO_THE_END,
        tools={"outlier": {}},
        claims=(
            Claim("gaussian_moved", "the Gaussian's mean is moved by"),
            Claim("student_moved", "the t's centre by", form="fine"),
            Claim("times_as_far", "times as far", 5.0, form="rough"),
        ),
    ),
    Scenario(
        "snippet2",
        2,
        "The choice in scikit-learn",
        {"data": "blobs"},
        half_step=TO_THE_END,
        tools={"sweep": {"started": True}, "snippet": {"about": "selection"}},
        points_at="tools",
        claims=(Claim("bic_components", "K to be printed", 3, 3, form="count"),),
    ),
)

MISSIONS: tuple[Mission, ...] = (
    Mission(
        "worse-maximum",
        2,
        {"data": "five", "k": 5, "start": BY_HAND, "model": "EM"},
        (Claim("below_the_best", "below the best by", 40.0, form="rough", at_end=True),),
    ),
)
