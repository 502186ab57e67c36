"""What a teacher is told of each scenario, on the page and in the documentation."""

import runpy
from pathlib import Path

from app.scenarios import SCENARIOS
from app.teaching import plans, written

DOCS = Path(__file__).parents[2] / "docs"


def test_every_scenario_has_a_plan_and_every_plan_a_scenario():
    told = [plan.name for _, scenarios in plans() for plan in scenarios]
    assert told == list(SCENARIOS)
    assert set(written()) == set(SCENARIOS)


def test_a_plan_asks_says_what_to_watch_for_and_takes_minutes():
    for _, scenarios in plans():
        for plan in scenarios:
            assert "?" in plan.ask
            assert len(plan.watch.split()) >= 5
            assert 2 <= plan.minutes <= 15


def test_the_page_of_documentation_is_what_the_page_shows():
    written_now = runpy.run_path(str(DOCS / "teaching.py"))["text"]()
    assert (DOCS / "TEACHING.md").read_text(encoding="utf-8") == written_now
