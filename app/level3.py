"""The scenarios and missions of level 3: beyond EM."""

from __future__ import annotations

from app.scenario import TO_THE_END, Claim, Mission, Scenario

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "elbo",
        3,
        "A bound, and the gap above it",
        {"data": "overlap"},
        half_step=6,
        tools={"bound": {}},
        points_at="tools",
        claims=(
            Claim("gap_after_e", "gap after the E step, relative", 0.0, 1e-9, form="exact"),
            Claim("bound_and_gap_error", "sum off by, relative", 0.0, 1e-9, form="exact"),
            Claim("bound_rise", "nats that the M step raised the bound", 0.0, form="nats"),
        ),
    ),
    Scenario(
        "labels",
        3,
        "Components have no order",
        {"data": "blobs"},
        half_step=TO_THE_END,
        tools={"permute": {"started": True}},
        claims=(
            Claim("permuted_difference", "permuted, off by, relative", 0.0, 1e-12, form="exact"),
            Claim("equally_high", "restarts as high as the best", 2, form="count"),
            Claim("apart_by_number", "apart, component by number", form="index"),
            Claim("apart_when_matched", "apart, when matched", 0.0, 1e-6, form="exact"),
        ),
    ),
    Scenario(
        "collapse",
        3,
        "A component without end",
        {"data": "lonely", "start": "wide on one point"},
        tools={"shrink": {}},
        claims=(
            Claim(
                "iterations_to_collapse", "iterations, then collapse", 4, form="count", at_end=True
            ),
            Claim("collapse_gain", "nats gained by then", 10.0, form="rough", at_end=True),
            Claim("ridge_width", "with a ridge it ends at σ =", 0.01, form="fine"),
            Claim("prior_width", "with a prior at σ =", 0.01, form="fine"),
        ),
    ),
    Scenario(
        "dirichlet",
        3,
        "How many will stay?",
        {"data": "blobs", "model": "process", "k": 20, "strength": 0.05, "start": "k-means"},
        tools={
            "foretell": {"about": "staying"},
            "model": {},
            "weights": {},
            "concentration": {},
        },
        claims=(
            Claim("active", "of 20 in use at the end", 3, 3, form="count", at_end=True),
            Claim("finite_low", "Dirichlet prior at 0.001", 3, 3, form="count"),
            Claim("finite_high", "and at 1,000", 15, form="count"),
            Claim("process_spread", "process, most less fewest", 0, 0, form="count"),
            Claim("skewed_falls", "skewed groups: fewer at 0.1, 10 or 1,000", 0, 0, form="count"),
            Claim("skewed_rises", "and more", 1, form="count"),
        ),
    ),
    Scenario(
        "concentration",
        3,
        "More of it, more of them",
        {"data": "skewed", "model": "process", "k": 20, "strength": 1.0, "start": "k-means"},
        half_step=TO_THE_END,
        tools={"model": {}, "weights": {}, "concentration": {}},
        points_at="tools",
        claims=(
            Claim("active", "of 20 in use", form="count"),
            Claim("skewed_falls", "fewer at 0.1, 10 or 1,000", 0, 0, form="count"),
            Claim("skewed_rises", "and more", 1, form="count"),
        ),
    ),
    Scenario(
        "limit",
        3,
        "k-means as a limit",
        {"data": "overlap", "model": "limit", "strength": 1e-4},
        half_step=TO_THE_END,
        tools={"model": {}, "harden": {}},
        points_at="tools",
        claims=(
            Claim("labels_unlike_kmeans", "points elsewhere, at any iteration", 0, 0, form="count"),
            Claim("centres_off_kmeans", "centres apart, at any iteration", 0.0, 1e-6, form="exact"),
        ),
    ),
    Scenario(
        "heavy",
        3,
        "Heavy tails",
        {"data": "heavy", "model": "student, ν free"},
        half_step=TO_THE_END,
        tools={"held_out": {"started": True}},
        claims=(
            Claim("held_out_above_same", "a new point, nats above 3 Gaussians", 0.0),
            Claim("held_out_above_bic", "and above as many as BIC wants", 0.0, form="nats"),
            Claim("degrees_of_freedom", "ν, where the truth is 3", 1.5, 6.0, form="index"),
        ),
    ),
    Scenario(
        "skew",
        3,
        "A group that is no Gaussian",
        {"data": "skewed", "start": "spread"},
        half_step=TO_THE_END,
        tools={"held_out": {"started": True}},
        points_at="kmeans-plot",
        claims=(
            Claim("wanted_components", "Gaussians that BIC wants, for 2 groups", 3, form="count"),
            Claim("wanted_on_first_group", "of them on the lopsided group", 2, form="count"),
            Claim("agreement", "agreement of two Gaussians with the groups"),
            Claim("wanted_agreement", "of those that BIC wants"),
        ),
    ),
    Scenario(
        "regression",
        3,
        "To foretell y from x",
        {"data": "bent"},
        half_step=TO_THE_END,
        tools={"regression": {"x": -0.4}},
        claims=(Claim("experts_lead", "the experts ahead, nats per new y", 0.0, form="fine"),),
    ),
    Scenario(
        "wave",
        3,
        "And the other way round",
        {"data": "sine"},
        half_step=TO_THE_END,
        tools={"regression": {}},
        claims=(Claim("joint_lead", "the joint mixture ahead, nats per new y", 0.0, form="fine"),),
    ),
    Scenario(
        "criteria",
        3,
        "Three ways to count",
        {"data": "blobs"},
        half_step=TO_THE_END,
        tools={"criteria": {}},
        points_at="tools",
        claims=(
            Claim("bic_says", "components by BIC", 3, 3, form="count"),
            Claim("dic_says", "by DIC", 3, 3, form="count"),
            Claim("process_says", "of 20, the process keeps", 3, 3, form="count"),
            Claim("effective_numbers", "of 17 numbers DIC finds settled", 16.0, 17.5, form="rough"),
        ),
    ),
    Scenario(
        "graph",
        3,
        "The model as a graph",
        {"data": "overlap"},
        half_step=3,
        tools={"graph": {}},
        points_at="tools",
        claims=(
            Claim("changed_by_e", "of four, the E step changed", 1, 1, form="count"),
            Claim("changed_by_m", "of four, the M step changed", 3, 3, form="count"),
            Claim(
                "wrongly_lit", "nodes lit without a change, or dark with one", 0, 0, form="count"
            ),
        ),
    ),
    Scenario(
        "snippet3",
        3,
        "Twenty components in scikit-learn",
        {
            "data": "blobs",
            "model": "process",
            "k": 20,
            "strength": 0.05,
            "start": "random points",
        },
        half_step=TO_THE_END,
        tools={"snippet": {}},
        points_at="tools",
        claims=(Claim("active", "components in use, to be printed", 3, 3, form="count"),),
    ),
)

MISSIONS: tuple[Mission, ...] = (
    Mission(
        "make-it-collapse",
        3,
        {"data": "blobs", "model": "EM"},
        (Claim("collapsed", "collapsed", 1, 1, form="count"),),
    ),
    Mission(
        "keep-five",
        3,
        {"data": "skewed", "model": "process", "k": 20},
        (Claim("active", "in use", 5, 5, form="count", at_end=True),),
    ),
)
