"""Everyone can use the tools beside the picture: rules of WCAG 2.2, by axe."""

import pytest

from .opening import opened
from .test_accessibility import axe, violations

__all__ = ["axe"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scenario", ["density", "anomaly", "sample"])
def test_axe_finds_nothing_in_a_tool(open_page, axe, scheme, scenario):
    stepper = opened(lambda path: open_page(path, color_scheme=scheme), scenario, "address")
    assert violations(axe, stepper) == []
