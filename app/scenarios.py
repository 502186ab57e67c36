"""All that the lesson claims, in one table.

A scenario is opened by a "Try it" in the lesson, by an address (`?scenario=NAME`) and by a test.
Its text is the section of the same name in `lesson/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app import level1, level2, level3
from app.scenario import Scenario

_LEVELS = (level1, level2, level3)

SCENARIOS: Final[Mapping[str, Scenario]] = MappingProxyType(
    {scenario.name: scenario for level in _LEVELS for scenario in level.SCENARIOS}
)
"""Every scenario by its name."""

MISSIONS: Final = tuple(mission for level in _LEVELS for mission in level.MISSIONS)


def level_of(number: int) -> tuple[Scenario, ...]:
    """Return the scenarios of a level, in the order of the lesson."""
    return tuple(one for one in SCENARIOS.values() if one.level == number)
