"""How the tests are shared out when several processes run them (`pytest -n 2 --dist loadgroup`)."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Those that start servers and browsers, which want a core for themselves: one after the other.
WITH_SERVERS = (HERE / "browser", HERE / "server")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests with servers together, so that one process runs all of them."""
    for item in items:
        if any(folder in item.path.parents for folder in WITH_SERVERS):
            item.add_marker(pytest.mark.xdist_group("servers"))
