"""Past a limit a visitor is told so and when to try again; others notice nothing."""

import asyncio
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from ..browser.serving import serve
from .client import READY, connected, opened, run, visit


def get(url):
    try:
        with urlopen(url) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), refused.read().decode()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    log = tmp_path_factory.mktemp("small") / "output.txt"
    # `serve` itself opens one page, to see that it can.
    with serve(
        log,
        EM_STEPPER_SESSIONS="3",
        EM_STEPPER_LINGER_SECONDS="1",
        EM_STEPPER_STEPS_PER_SECOND="10",
    ) as one:
        yield one


async def emptied(server):
    """Wait until a session can be opened again."""
    while (await asyncio.to_thread(get, f"{server.url}/readyz"))[0] != 200:
        await asyncio.sleep(0.2)


def test_a_full_house_says_so_and_takes_visitors_again_once_one_has_left(small):
    async def fill():
        await emptied(small)
        visitors = []
        while (await asyncio.to_thread(get, f"{small.url}/readyz"))[0] == 200:
            visitors.append(await visit(small.url))
        status, headers, page = await asyncio.to_thread(get, f"{small.url}/app")
        assert status == 503
        assert int(headers["Retry-After"]) > 0
        assert "All places are taken" in page
        assert "tries again by itself" in page
        assert (await asyncio.to_thread(get, f"{small.url}/healthz"))[0] == 200
        # Who is in notices nothing.
        for visitor in visitors:
            assert await visitor.answered(await visitor.do({"do": "new start"}))
        await visitors.pop().leave()
        await emptied(small)
        assert (await asyncio.to_thread(get, f"{small.url}/metrics"))[2].count('"no room"') == 1

    run(fill())


def test_who_asks_too_fast_is_answered_in_turn_and_another_at_once(small):
    async def race():
        await emptied(small)
        hasty, calm = await visit(small.url), await visit(small.url)
        names = [await hasty.do({"do": "at", "run": 0, "cursor": 1}) for _ in range(40)]
        begun = time.monotonic()
        assert await calm.answered(await calm.do({"do": "new start"}))
        waited = time.monotonic() - begun
        for name in names:
            assert await hasty.answered(name)
        # Which it is told.
        assert await hasty.hears("asks for more than 10 things a second")
        assert "asks for more" not in calm.said()
        # Twenty at once, and ten a second from then on.
        assert time.monotonic() - begun > 1.5 > waited

    run(race())


def test_a_session_takes_few_connections(small):
    async def crowd():
        await emptied(small)
        token, component = await asyncio.to_thread(opened, f"{small.url}/app")
        visitors = [await connected(small.url, token, component) for _ in range(3)]
        assert not any(visitor.closed.is_set() for visitor in visitors)
        last = await connected(small.url, token, component)
        assert last.ending == (4503, "This page is open too often.")

    run(crowd())


def test_work_is_given_up_as_soon_as_its_page_has_gone(small):
    async def leave():
        await emptied(small)
        visitor = await visit(small.url)
        values = {"data": "overlap", "n": 100_000}
        assert await visitor.answered(await visitor.do({"do": "set", "values": values}))
        assert await visitor.answered(
            await visitor.do({"do": "work", "run": 1, "name": "sweep", "options": {}})
        )
        assert working() > 0
        await visitor.leave()
        until = time.monotonic() + 1.0
        while working() and time.monotonic() < until:
            await asyncio.sleep(0.05)
        assert working() == 0

    def working():
        lines = get(f"{small.url}/metrics")[2].splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith("em_stepper_work "))

    run(leave())


def test_a_page_that_returns_finds_its_session_as_it_left_it(small):
    async def come_back():
        await emptied(small)
        token, component = await asyncio.to_thread(opened, f"{small.url}/app")
        first = await connected(small.url, token, component)
        await first.answered(await first.say("PULL-DOC-REQ", {}))
        await first.answered(await first.say("PATCH-DOC", {"events": [READY]}))
        await first.answered(await first.do({"do": "new start"}))
        await first.leave()
        second = await connected(small.url, token, component)
        # The run that was begun before is the one that is known.
        await second.answered(await second.do({"do": "select", "run": 1, "point": 3}))
        assert await second.hears('"story"')
        await second.leave()

    run(come_back())
