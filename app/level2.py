"""The scenarios and missions of level 2: EM and the mathematics."""

from __future__ import annotations

from app.scenario import Mission, Scenario

SCENARIOS: tuple[Scenario, ...] = ()

MISSIONS: tuple[Mission, ...] = ()
