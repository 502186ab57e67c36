"""The scenarios and missions of level 3: beyond EM."""

from __future__ import annotations

from app.scenario import Claim, Mission, Scenario

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
)

MISSIONS: tuple[Mission, ...] = ()
