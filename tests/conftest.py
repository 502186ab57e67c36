"""How the tests are shared out when several processes run them (`pytest -n 2`)."""

from __future__ import annotations

from typing import Any

import pytest

# Those that start servers and browsers, which want a core for themselves: one after the other.
WITH_SERVERS = ("tests/browser/", "tests/server/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep tests with servers together, so that one process runs all of them."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "servers" if nodeid.startswith(WITH_SERVERS) else nodeid

    return Together(config, log)
