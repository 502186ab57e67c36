"""What an operator can set: one table, read and checked once."""

import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from threading import Event

import pytest

import app.runs
from app.limits import (
    LIMITS,
    NUMBERS,
    PREFIX,
    VARIABLES,
    WORDS,
    ConfigurationError,
    Limits,
    read,
    table,
)
from app.pace import BURST, SAID_AFTER, Pace
from app.settings import changed, defaults
from app.visitors import ENDING, Visitors
from app.work import BusyError, Task, Workshop
from gmm_core import StopReason

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_said_gives_the_defaults():
    assert {each.name.lower() for each in VARIABLES} == {field.name for field in fields(Limits)}
    assert vars(read({})) == {each.name.lower(): each.default for each in VARIABLES}
    assert read({PREFIX + "SESSIONS": ""}) == read({})


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.name)
def test_both_ends_of_a_range_are_in_it_and_what_lies_beyond_is_named(number):
    name = PREFIX + number.name
    for value in (number.low, number.default, number.high):
        assert getattr(read({name: str(value)}), number.name.lower()) == value
    for text in (number.low - 1, number.high + 1, "many", "1e3", "٣", " 7"):
        with pytest.raises(ConfigurationError, match=name):
            read({name: str(text)})


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name)
def test_words_have_a_form(word):
    assert word.read(word.default) == word.default
    with pytest.raises(ConfigurationError, match=word.name):
        read({PREFIX + word.name: "; script-src *"})


def test_a_variable_that_does_not_exist_is_named():
    with pytest.raises(ConfigurationError, match="EM_STEPPER_SESION"):
        read({"EM_STEPPER_SESION": "7"})
    told_by_kubernetes = {"EM_STEPPER_SERVICE_HOST": "x", "EM_STEPPER_PORT_80_TCP": "tcp://x:80"}
    assert read(told_by_kubernetes) == read({})


def test_a_server_with_an_impossible_limit_says_so_and_ends():
    command = [sys.executable, "-c", "import app.app_hooks"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "EM_STEPPER_SESSIONS": "-5", "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("em-stepper: EM_STEPPER_SESSIONS")


def test_the_documentation_has_the_table():
    page = (ROOT / "docs" / "OPERATING.md").read_text(encoding="utf-8")
    assert table() in page


def test_visitors_are_counted_in_all_and_by_address():
    visitors = Visitors(replace(LIMITS, sessions=3, sessions_per_client=2))
    for name, address in (("a", "here"), ("b", "here"), ("a", "here")):
        visitors.came(name, address)
    assert len(visitors) == 2
    assert "2" in visitors.no_room("here")
    assert visitors.no_room("there") is None
    visitors.came("c", "there")
    assert "3" in visitors.no_room("elsewhere")
    visitors.left("a")
    visitors.left("a")
    assert visitors.no_room("here") is None
    visitors.ending = True
    assert visitors.no_room() == ENDING


def test_who_asks_faster_waits_for_a_turn_and_loses_none():
    pace = Pace(per_second=10, now=0.0)
    at_once = [pace.wait(0.0) for _ in range(int(10 * BURST))]
    assert at_once == [0.0] * len(at_once)
    waits = [pace.wait(0.0) for _ in range(5)]
    assert waits == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])
    assert pace.wait(100.0) == 0.0


def test_who_has_waited_for_a_while_is_told_so_now_and_then():
    pace = Pace(per_second=10, now=0.0)
    for _ in range(int(10 * BURST)):
        pace.wait(0.0)
        assert not pace.worth_saying(5.0)
    times = [0.1 * i for i in range(40)]
    told = []
    for now in times:
        pace.wait(now)
        told += [now] if pace.worth_saying(now) else []
    assert told == pytest.approx([SAID_AFTER, 2 * SAID_AFTER, 3 * SAID_AFTER])
    pace.wait(100.0)
    assert not pace.worth_saying(105.0)


def test_more_work_than_the_queue_holds_is_refused_with_a_time_to_try_again():
    begun = Event()
    workshop = Workshop(n_threads=1, most=2)

    def wait(tell):
        begun.wait()
        tell(1.0)
        return {}

    tasks = [Task("long", (), (("number", i),), wait) for i in range(3)]
    jobs = [workshop.join(task) for task in tasks[:2]]
    with pytest.raises(BusyError, match="try again"):
        workshop.join(tasks[2])
    assert workshop.join(tasks[1]) is jobs[1]
    begun.set()
    for job in jobs:
        job.future.result()
    assert workshop.unfinished == 0
    assert workshop.join(tasks[2]).future.result() is None
    workshop.close()


def test_points_and_components_end_where_the_operator_says():
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from app.settings import changed, defaults\n"
            "for name in ('tilted', 'faithful'):\n"
            "    print(defaults(name).n, defaults(name).k)\n"
            "for change in ({'n': 201}, {'k': 3}):\n"
            "    try:\n"
            "        changed(defaults(), change)\n"
            "    except ValueError as error:\n"
            "        print(error)\n",
        ],
        cwd=ROOT,
        env={
            "PYTHONPATH": str(ROOT),
            "EM_STEPPER_POINTS": "200",
            "EM_STEPPER_COMPONENTS": "2",
            "PATH": "",
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert said == [
        "200 2",
        "272 2",
        "Points cannot be 201: the value must be a whole number from 50 to 200.",
        "Components cannot be 3: the value must be a whole number from 1 to 2.",
    ]


def test_a_run_ends_after_the_iterations_that_it_may_have(monkeypatch):
    monkeypatch.setattr(app.runs, "LIMITS", replace(LIMITS, iterations=3))
    app.runs._shared.cache_clear()
    begun = app.runs.runs(changed(defaults(), {"seed": 1, "start": "random points"}))
    app.runs._shared.cache_clear()
    begun.extend_to(100)
    assert begun.mixture.states[-1].iteration == 3
    assert begun.mixture.stop_reason is StopReason.ITERATION_LIMIT
