"""The scenarios and missions of level 1: the idea."""

from __future__ import annotations

from app.scenario import TO_THE_END, Claim, Mission, Scenario

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "soft",
        1,
        "Shares, not labels",
        {"data": "overlap"},
        half_step=TO_THE_END,
        points_at="story",
        claims=(
            Claim("largest_share", "its largest share", 0.75, 0.85, form="share"),
            Claim("second_share", "the next", 0.15, 0.25, form="share"),
            Claim("sum_of_shares", "all shares together", 1 - 1e-9, 1 + 1e-9, form="share"),
        ),
    ),
    Scenario(
        "step",
        1,
        "Two halves make a step",
        {"data": "tilted"},
        tools={"halves": {"component": 1}, "prediction": {"kind": "axis", "component": 1}},
        points_at="halves",
        claims=(
            Claim(
                "difference_from_halves",
                "one Step against E then M, off by",
                0.0,
                0.0,
                form="exact",
            ),
            Claim("turn", "most that an ellipse has turned", 20.0, form="degrees", at_end=True),
        ),
    ),
    Scenario(
        "tilted",
        1,
        "Along the diagonal",
        {"data": "tilted"},
        tools={"prediction": {"kind": "border"}},
        claims=(
            Claim("agreement", "agreement of the mixture", 0.95, at_end=True),
            Claim("kmeans_agreement", "agreement of k-means", at_most=0.6, at_end=True),
        ),
    ),
    Scenario(
        "blobs",
        1,
        "Where both do well",
        {"data": "blobs", "start": "k-means++"},
        points_at="kmeans-plot",
        claims=(
            Claim("agreement", "agreement of the mixture", 0.95, at_end=True),
            Claim("kmeans_agreement", "agreement of k-means", 0.95, at_end=True),
            Claim("iterations_saved", "iterations fewer by k-means", 1, form="count", at_end=True),
        ),
    ),
    Scenario(
        "overlap",
        1,
        "Unsure, and rightly so",
        {"data": "overlap", "n": 3000},
        half_step=TO_THE_END,
        claims=(
            Claim("mean_certainty", "largest share, on average", form="share"),
            Claim("calibration", "of those said 70–90 %, right", 0.7, 0.9, form="share"),
        ),
    ),
    Scenario(
        "density",
        1,
        "How likely is this place?",
        {"data": "uneven"},
        half_step=TO_THE_END,
        tools={"density": {}},
        claims=(Claim("integral", "probability over the plane", 0.999, 1.001, form="fine"),),
    ),
    Scenario(
        "anomaly",
        1,
        "The unlikely ones",
        {"data": "anomalies"},
        half_step=TO_THE_END,
        tools={"anomaly": {}},
        claims=(
            Claim("precision", "of those marked, planted", 0.9, form="share"),
            Claim("recall", "of those planted, marked", 0.9, form="share"),
        ),
    ),
    Scenario(
        "sample",
        1,
        "New points from the model",
        {"data": "tilted"},
        half_step=TO_THE_END,
        tools={"sample": {}},
        claims=(
            Claim(
                "sample_error",
                "worst of them off by, in standard errors",
                at_most=4.0,
                form="rough",
            ),
        ),
    ),
    Scenario(
        "moons",
        1,
        "Where ellipses fail",
        {"data": "moons"},
        half_step=TO_THE_END,
        tools={"beside": {"method": "DBSCAN"}, "sweep": {"started": True}},
        points_at="kmeans-plot",
        claims=(
            Claim("agreement", "agreement of the mixture", at_most=0.75),
            Claim("dbscan_agreement", "agreement of DBSCAN", 0.95),
            Claim("bic_components", "components that BIC wants", 3, form="count"),
        ),
    ),
    Scenario(
        "dimensions",
        1,
        "Many dimensions",
        {"data": "blobs"},
        tools={"parameters": {"d": 100, "k": 10}},
        points_at="tools",
        claims=(Claim("full_parameters", "d = 100, K = 10, full", 51_509, 51_509, form="count"),),
    ),
    Scenario(
        "snippet1",
        1,
        "The same in scikit-learn",
        {"data": "tilted"},
        half_step=20,
        tools={"snippet": {}},
        points_at="tools",
        claims=(Claim("log_likelihood", "log-likelihood to be printed", form="total"),),
    ),
)

MISSIONS: tuple[Mission, ...] = (
    Mission(
        "break-em",
        1,
        {"data": "blobs", "k": 3},
        (Claim("agreement", "agreement of the mixture", at_most=0.8, at_end=True),),
    ),
    Mission(
        "k-means-wins",
        1,
        {},
        (Claim("kmeans_lead", "lead of k-means", 0.05, at_end=True),),
    ),
)
