"""The lesson's text: every statement has its scenario, and every link leads somewhere."""

import re

import pytest

import datasets
from app import lesson_text
from app.address import NAMES
from app.scenarios import MISSIONS, SCENARIOS, level_of
from app.session import Session
from app.settings import changed, defaults

LATER = {f"level{n}" for n in (2, 3) if not level_of(n)}
FILES = sorted({path.stem for path in lesson_text.LESSON.glob("*.md")} - LATER)
PARTS = {"idea", "watch", "mathematics", "reach", "skip"}
WORDS = 60


def links():
    for name in FILES:
        for section, html in lesson_text.sections(name).items():
            yield from ((name, section, target) for target in re.findall(r'href="([^"]*)"', html))


@pytest.mark.parametrize("level", lesson_text.levels(), ids=lambda level: level.title)
def test_each_level_has_its_parts_and_every_statement_a_text(level):
    assert set(level.parts) >= PARTS
    assert set(level.parts) <= PARTS | {"up", "down"}
    assert [one.name for one in level.statements] == [one.name for one in level_of(level.number)]
    for statement in level.statements:
        assert 5 < len(statement.text.split()) < WORDS, statement.name


def test_every_link_opens_what_it_names():
    found = list(links())
    assert len(found) > 20
    for name, section, target in found:
        key, _, value = target.removeprefix("?").partition("=")
        assert key in NAMES, (name, section, target)
        assert value in {"scenario": SCENARIOS, "data": datasets.names()}[key], (name, target)


def test_what_to_reach_for_and_to_skip_is_linked_to_what_shows_it():
    for level in lesson_text.levels():
        for part in ("reach", "skip"):
            entries = level.parts[part].split("<li>")[1:]
            linked = [entry for entry in entries if "?scenario=" in entry]
            assert len(entries) >= 3
            assert len(linked) >= len(entries) - 1, (level.title, part)


def test_every_question_and_mission_belongs_to_something():
    assert set(lesson_text.sections("questions")) <= set(SCENARIOS)
    assert set(lesson_text.sections("missions")) == {mission.name for mission in MISSIONS}
    assert set(lesson_text.sections("data")) == set(datasets.names())


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_can_be_opened(name):
    scenario = SCENARIOS[name]
    session = Session()
    session.open(name)
    assert session.scenario is scenario
    data = defaults(scenario.settings["data"])
    assert session.settings == changed(data, scenario.settings)
