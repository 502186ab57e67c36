"""What may take long is done in threads, in turn for each session; the event loop goes on."""

import asyncio
import threading
from types import SimpleNamespace

import pytest

from app.desk import SMALL, Desk, awaited, size
from app.messages import handle
from app.session import Session

from ..threads import aside, run

LARGE = {"n": 20_000, "k": 5}


def desk(session, do=handle):
    """Return a desk, and what is sent from it."""
    sent = []

    async def send_later(answers):
        sent.extend(answers)

    return Desk(session, do, sent.extend, send_later), sent


def noting(threads):
    """Return a handler that notes the threads it is called in, and answers with the message."""

    def handled(_session, message):
        threads.append(threading.current_thread())
        yield message

    return handled


def of_size(n, k, begin="start"):
    settings = SimpleNamespace(n=n, k=k, begin=begin)
    return SimpleNamespace(settings=settings, close=lambda: None)


async def take(one, *messages):
    with awaited() as begun:
        for message in messages:
            one.take(message)
    await asyncio.gather(*begun)
    return len(begun)


@pytest.mark.parametrize(
    ("shown", "message", "is_aside"),
    [
        ((300, 3), {"do": "at"}, False),
        ((300, 3), {"do": "new start"}, False),
        ((300, 3), {"do": "set", "values": {"k": 4}}, False),
        ((300, 3), {"do": "set", "values": {"begin": "maximum"}}, True),
        ((300, 3, "maximum"), {"do": "new start"}, True),
        ((300, 3), {"do": "set", "values": {"n": 100_000}}, True),
        ((300, 3), {"do": "set", "values": {"own": "another"}}, True),
        ((300, 3), {"do": "look"}, True),
        ((300, 3), {"do": "open"}, True),
        ((300, 3), {"do": "nope"}, True),
        ((300, 3), 7, True),
        ((100_000, 10), {"do": "at"}, True),
        ((100_000, 10), {"do": "select"}, True),
    ],
)
def test_only_what_is_over_at_once_is_done_in_the_event_loop(shown, message, is_aside):
    threads, loops = [], []

    async def ask():
        loops.append(threading.current_thread())
        return await take(one, message)

    one, sent = desk(of_size(*shown), noting(threads))
    assert run(ask()) == is_aside
    assert (threads[0] is not loops[0]) == is_aside
    assert sent == [message]


def test_messages_are_done_one_after_the_other_in_their_order():
    session = Session()
    one, sent = desk(session)
    asked = [
        {"do": "set", "values": LARGE},
        {"do": "at", "run": 1, "cursor": 0},
        {"do": "new start"},
        {"do": "select", "run": 2, "point": 1},
    ]
    assert run(take(one, *asked)) == 4
    assert [answer["kind"] for answer in sent] == ["run", "more", "run", "story"]
    plain = Session()
    expected = [answer for message in asked for answer in handle(plain, message)]
    assert [answer["run"] for answer in sent] == [answer["run"] for answer in expected]
    assert plain.settings == session.settings


def test_small_matters_do_not_wait_for_large_ones():
    hold, begun = threading.Event(), threading.Semaphore(0)

    def held(_session, message):
        begun.release()
        hold.wait()
        yield message

    async def crowd():
        large = [desk(of_size(100_000, 10), held) for _ in range(6)]
        small, sent = desk(of_size(300, 3), noting([]))
        with awaited() as waiting:
            for one, _ in large:
                one.take({"do": "look"})
        await asyncio.to_thread(begun.acquire)
        await take(small, {"do": "look"})
        assert sent == [{"do": "look"}]
        assert all(not done for _, done in large)
        hold.set()
        await asyncio.gather(*waiting)
        assert all(len(done) == 1 for _, done in large)

    run(crowd())


def test_a_session_holds_one_thread_at_most():
    at_once, most = 0, 0
    lock = threading.Lock()

    def counted(_session, message):
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        threading.Event().wait(0.01)
        with lock:
            at_once -= 1
        yield message

    one, sent = desk(of_size(100_000, 10), counted)
    run(take(one, *[{"do": "look", "i": i} for i in range(8)]))
    assert most == 1
    assert [message["i"] for message in sent] == [*range(8)]


def test_a_session_that_is_closed_while_a_thread_is_at_work_is_closed_after_it_too():
    closed = []
    session = of_size(100_000, 10)
    session.close = lambda: closed.append(len(sent))

    async def leave():
        with awaited() as begun:
            one.take({"do": "look"})
        one.close()
        await asyncio.gather(*begun)

    one, sent = desk(session, noting([]))
    run(leave())
    assert closed == [0, 1]


def test_without_an_event_loop_messages_are_done_at_once():
    one, sent = desk(Session())
    aside(lambda: one.take({"do": "set", "values": LARGE}))
    assert [answer["kind"] for answer in sent] == ["run"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, 900),
        ({"n": 1000}, 3_000),
        ({"n": "1000", "k": "20"}, 20_000),
        ({"n": 10}, 900),
        ({"n": "x", "k": None}, 900),
        ({"n": True}, 900),
    ],
)
def test_the_size_is_told_from_what_is_asked_for(asked, expected):
    assert size(SimpleNamespace(n=300, k=3), asked) == expected
    assert expected <= SMALL
