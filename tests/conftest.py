"""How the tests are shared out when several processes run them (`pytest -n 2`)."""

from __future__ import annotations

from typing import Any

import pytest

# Those whose files share servers and pages, which cost seconds to start.
WITH_SERVERS = ("tests/browser/", "tests/server/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the tests of a file together where they share servers; the longest files come first."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid.partition("::")[0] if nodeid.startswith(WITH_SERVERS) else nodeid

    return Together(config, log)
