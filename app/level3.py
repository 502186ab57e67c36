"""The scenarios and missions of level 3: beyond EM."""

from __future__ import annotations

from app.scenario import Mission, Scenario

SCENARIOS: tuple[Scenario, ...] = ()

MISSIONS: tuple[Mission, ...] = ()
