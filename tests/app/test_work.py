"""Long work: true progress, soon given up, shared where equal, and nobody in another's way."""

import logging
import math
from concurrent.futures import wait
from threading import Event

import numpy as np
import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from app.messages import handle
from app.page import page
from app.session import Session
from app.settings import defaults
from app.whole_run import whole_run
from app.work import GivenUpError, Jobs, Task, Workshop


@pytest.fixture
def workshop():
    workshop = Workshop(n_threads=2, kept=2)
    yield workshop
    workshop.close()


def task(do, name="count", **options):
    return Task(name, (("data", "moons"),), tuple(options.items()), do)


def endless(begun):
    """Work that goes on until it is given up, and says when it has begun."""

    def do(tell):
        while True:
            tell(0.25)
            begun.set()

    return do


def finished(job):
    wait([job.future])
    return job


def ask(session, name, **options):
    asked = {"do": "work", "run": session.run, "name": name, "options": options}
    [answer] = handle(session, asked)
    return answer


def worked_out(session, name, **options):
    """Ask as a browser does until there is a result; return every answer."""
    answers = [ask(session, name, **options)]
    while answers[-1]["result"] is None:
        wait([session.jobs._jobs[name].future], timeout=0.01)
        answers.append(ask(session, name, **options))
    return answers


def test_what_is_told_is_a_share_that_never_falls(workshop):
    seen, told = [], [0.1, 0.5, 0.2, 7.0, 0.3]
    go_on = [Event() for _ in told]
    there = [Event() for _ in told]

    def do(tell):
        for share, reached, further in zip(told, there, go_on, strict=True):
            tell(share)
            reached.set()
            further.wait()
        return {"all": "done"}

    job = workshop.join(task(do))
    for reached, further in zip(there, go_on, strict=True):
        reached.wait()
        seen.append(job.share)
        assert not job.done
        further.set()
    finished(job)
    assert seen == [0.1, 0.5, 0.5, 1.0, 1.0]
    assert (job.share, job.result, job.error) == (1.0, {"all": "done"}, None)


def test_what_nobody_wants_ends_and_leaves_its_thread_free():
    workshop, begun = Workshop(n_threads=1), Event()
    jobs = Jobs(workshop)
    job = jobs.ask(task(endless(begun)))
    waiting = jobs.ask(task(lambda _tell: {}, name="other"))
    begun.wait()
    jobs.stop("count")
    finished(job)
    assert (job.result, job.error, jobs.names) == (None, None, ("other",))
    # The only thread for such work takes the next.
    assert finished(jobs.ask(task(lambda _tell: {"n": 1}))).result == {"n": 1}
    assert finished(waiting).result == {}
    workshop.close()


def test_what_waits_for_a_thread_can_be_given_up(workshop):
    begun = [Event(), Event()]
    owners = [Jobs(workshop) for _ in range(3)]
    busy = [owners[i].ask(task(endless(begun[i]), n=i)) for i in range(2)]
    for each in begun:
        each.wait()
    queued = owners[2].ask(task(lambda _tell: {}, n=9))
    owners[2].close()
    assert queued.future.cancelled()
    for owner in owners:
        owner.close()
    wait([job.future for job in busy])


def test_equal_tasks_are_done_once_and_go_on_while_anybody_wants_them(workshop):
    begun, one, other = Event(), Jobs(workshop), Jobs(workshop)
    job = one.ask(task(endless(begun)))
    assert other.ask(task(endless(begun))) is job
    begun.wait()
    one.close()
    assert not job.future.done()
    assert other.ask(task(endless(begun))) is job
    other.close()
    finished(job)
    assert one.ask(task(lambda _tell: {"fresh": True})) is not job


def test_sessions_do_not_disturb_each_other(workshop):
    begun, one, other = Event(), Jobs(workshop), Jobs(workshop)
    job = one.ask(task(endless(begun), k=1))
    begun.wait()
    theirs = finished(other.ask(task(lambda _tell: {"k": 2}, k=2)))
    other.stop("count")
    other.close()
    assert not job.future.done()
    assert (one.results, theirs.result) == ({}, {"k": 2})
    one.close()
    finished(job)


def test_other_options_end_what_was_asked_before(workshop):
    begun, jobs = Event(), Jobs(workshop)
    job = jobs.ask(task(endless(begun), radius=1.0))
    begun.wait()
    jobs.ask(task(lambda _tell: {"radius": 2.0}, radius=2.0))
    finished(job)
    finished(jobs.ask(task(None, radius=2.0)))
    assert jobs.results == {"count": {"radius": 2.0}}


def test_who_asks_for_much_keeps_nobody_waiting():
    """One session asks again and again, each time for something else; another asks once."""
    workshop, release = Workshop(n_threads=2), Event()

    def stubborn(tell):
        while not release.is_set():
            tell(0.5)
        return {}

    greedy, modest = Jobs(workshop), Jobs(workshop)
    for number in range(50):
        greedy.ask(Task("long", (), (("number", number),), stubborn))
        assert workshop.unfinished == 1
    mine = modest.ask(Task("long", (), (("number", "mine"),), lambda _tell: {"done": True}))
    finished(mine)
    assert mine.result == {"done": True}
    assert not release.is_set()
    greedy.close()
    assert workshop.unfinished == 0
    release.set()
    workshop.close()


def test_a_few_results_are_kept_for_whoever_asks_next(workshop):
    done = []

    def ask_for(k):
        jobs = Jobs(workshop)
        finished(jobs.ask(task(lambda _tell: done.append(k) or {"k": k}, k=k)))
        jobs.close()

    for k in (1, 2, 1, 2, 3, 4, 1):
        ask_for(k)
    assert done == [1, 2, 3, 4, 1]


def test_only_what_is_about_other_settings_ends(workshop):
    jobs, settings = Jobs(workshop), defaults("moons")
    job = jobs.ask(task(lambda _tell: {}))
    jobs.keep_fitting(settings)
    assert jobs.ask(task(None)) is job
    jobs.keep_fitting(defaults("blobs"))
    assert jobs.names == ()


def test_what_fails_says_so(workshop, caplog):
    def refuse(_tell):
        raise ValueError("There are too few points.")

    def break_down(_tell):
        raise KeyError("no such thing")

    assert finished(workshop.join(task(refuse, k=1))).error == "There are too few points."
    with caplog.at_level(logging.ERROR, logger="app.work"):
        job = finished(workshop.join(task(break_down, k=2)))
    assert (job.done, job.result) == (True, None)
    assert job.error == "This could not be worked out."
    assert "no such thing" in caplog.text


def test_a_closed_workshop_gives_up_everything():
    workshop, begun = Workshop(), Event()
    job = Jobs(workshop).ask(task(endless(begun)))
    begun.wait()
    workshop.close()
    finished(job)
    with pytest.raises(GivenUpError):
        job._tell(0.5)


def test_a_browser_is_told_how_far_its_work_is_and_what_came_out():
    session = Session({"data": "moons", "n": 90})
    answers = worked_out(session, "sweep")
    assert {answer["kind"] for answer in answers} == {"work"}
    assert {answer["run"] for answer in answers} == {session.run}
    assert np.diff([answer["share"] for answer in answers]).min(initial=0.0) >= 0.0
    assert answers[-1]["share"] == 1.0
    assert answers[-1]["result"] is session.jobs.results["sweep"]
    assert not answers[-1]["stopped"]
    session.close()


def test_a_browser_can_stop_its_work():
    session = Session({"data": "moons", "n": 20_000})
    assert ask(session, "sweep")["result"] is None
    job = session.jobs._jobs["sweep"]
    [answer] = handle(session, {"do": "stop work", "run": session.run, "name": "sweep"})
    assert (answer["kind"], answer["name"], answer["stopped"]) == ("work", "sweep", True)
    assert (answer["result"], session.jobs.names) == (None, ())
    finished(job)
    assert job.result is None


@pytest.mark.parametrize(
    ("changes", "stays"),
    [({"k": 5}, True), ({"seed": 3}, True), ({"covariance": "tied"}, False), ({"n": 80}, False)],
)
def test_another_run_keeps_the_work_that_is_about_the_same(changes, stays):
    session = Session({"data": "moons", "n": 90})
    worked_out(session, "sweep")
    session.change(changes)
    assert ("sweep" in session.jobs.results) is stays
    assert whole_run(session)["work"] == (["sweep"] if stays else [])
    session.close()


@pytest.mark.parametrize("rest", [{"do": "work"}, {"do": "stop work"}])
@pytest.mark.parametrize("run", [1, -1, None, False, "0", [], math.nan])
def test_work_for_another_run_is_not_answered(rest, run):
    session = Session()
    assert list(handle(session, {"run": run, "name": "sweep", **rest})) == []
    assert session.jobs.names == ()


@pytest.mark.parametrize("do", ["work", "stop work"])
@pytest.mark.parametrize("name", [None, 3, "halves", "x" * 10**6, [], {}, ["sweep"], "__class__"])
def test_work_that_there_is_not_is_refused(do, name):
    session = Session()
    [answer] = handle(session, {"do": do, "run": 0, "name": name})
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
    assert len(answer["notice"]) < 400
    assert session.jobs.names == ()


@pytest.mark.parametrize(
    "options",
    [
        None,
        [],
        "radius",
        {"radius": 0.0},
        {"radius": -1.0},
        {"radius": math.nan},
        {"radius": math.inf},
        {"radius": 10**400},
        {"radius": "0.2"},
        {"radius": True},
        {"bandwidth": 0.0},
        {"bandwidth": 1e9},
        {"min_points": 0},
        {"min_points": 10**9},
        {"min_points": 2.5},
        {"method": "dbscan"},
        {"method": None},
        {"colour": "red"},
        {"method": ["DBSCAN"]},
    ],
    ids=repr,
)
def test_options_that_cannot_be_are_refused(options):
    session = Session()
    asked = {"do": "work", "run": 0, "name": "beside", "options": options}
    [answer] = handle(session, asked)
    assert answer["kind"] == "refusal"
    assert len(answer["notice"]) < 400
    assert session.jobs.names == ()


def test_the_end_of_a_session_ends_its_work(monkeypatch):
    session, document, begun = Session(), Document(), Event()
    monkeypatch.setattr("app.arrival.session_from", lambda _asked: (session, ""))
    with set_curdoc(document):
        page()
    job = session.jobs.ask(task(endless(begun)))
    begun.wait()
    for callback in document.callbacks.session_destroyed_callbacks:
        callback(None)
    finished(job)
    assert session.jobs.names == ()
