"""Whatever comes through the websocket, sessions work or are closed with a reason.

FUZZ_MESSAGES says how many are tried; `.ci/run full` tries 10,000.
"""

import asyncio
import os
import random
import re
from urllib.request import urlopen

import pytest

from app.gate import Gate, RefusedError

from ..browser.serving import serve
from .client import event, run, visit
from .hostile import WAYS, fragments

MESSAGES = int(os.environ.get("FUZZ_MESSAGES", "300"))
VISITORS = 4
REASONS = {1002, 1007, 1008, 1009, 1011}
TELLING = re.compile(
    r"Traceback|File \"|site-packages|\.py\b|/(home|tmp|usr|root|srv|opt)/|[Tt]ornado|[Pp]ython"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(
        tmp_path_factory.mktemp("hostile") / "output.txt",
        EM_STEPPER_POINTS="1000",
        EM_STEPPER_ITERATIONS="50",
        EM_STEPPER_STEPS_PER_SECOND="10000",
    ) as one:
        yield one


def measured(server, name):
    with urlopen(f"{server.url}/metrics") as answer:
        text = answer.read().decode()
    return sum(float(n) for n in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))


async def still_works(server):
    """Open a page, step in it and leave."""
    visitor = await visit(server.url)
    assert await visitor.answered(await visitor.do({"do": "new start"}))
    assert await visitor.hears("esm_event")
    await visitor.leave()


async def attack(server, count, seed):
    """Send hostile messages from several visitors in turn; return what they were told."""
    chance, told, endings = random.Random(seed), [], []
    visitors = [await visit(server.url) for _ in range(VISITORS)]
    for i in range(count):
        j = i % VISITORS
        if visitors[j].closed.is_set():
            endings.append(visitors[j].ending)
            told.append(visitors[j].said())
            visitors[j] = await visit(server.url)
        visitor = visitors[j]
        visitor.names += 1
        sent = fragments(chance, visitor.component)
        if isinstance(sent[0], str):
            sent[0] = sent[0].replace('"h"', f'"h{visitor.names}"')
        try:
            await visitor.send(*sent)
        except Exception:  # closed while we were sending
            await asyncio.wait_for(visitor.closed.wait(), 30)
        await asyncio.sleep(0)
    for visitor in visitors:
        # Whoever has not been closed is still answered.
        if not visitor.closed.is_set():
            await still_answered(visitor)
        if visitor.closed.is_set():
            endings.append(visitor.ending)
        else:
            await visitor.leave()
        told.append(visitor.said())
    return told, endings


async def still_answered(visitor):
    try:
        await visitor.answered(await visitor.do({"do": "open", "name": "soft"}))
    except Exception:
        await asyncio.wait_for(visitor.closed.wait(), 30)


def test_hostile_messages_do_no_harm(server):
    run(still_works(server))
    run(attack(server, 200, seed=1))  # what is kept for all visitors has come to be
    before = measured(server, "process_resident_memory_bytes")
    told, endings = run(attack(server, MESSAGES, seed=2))
    run(still_works(server))
    for said in told:
        found = TELLING.search(said)
        assert found is None, said[max(0, found.start() - 200) : found.end() + 200]
    assert endings
    assert all(code in REASONS and reason for code, reason in endings), endings
    assert measured(server, "em_stepper_errors_total") == 0
    assert measured(server, "process_resident_memory_bytes") <= 1.5 * before
    assert "Traceback" not in server.output.read_text(encoding="utf-8")


@pytest.mark.parametrize("make", WAYS, ids=lambda make: make.__name__)
def test_each_way_is_answered_or_closed_with_a_reason(server, make):
    async def try_it():
        visitor = await visit(server.url)
        try:
            await visitor.send(*make(random.Random(3), visitor.component))
            await visitor.do({"do": "new start"})
            await visitor.hears("esm_event")
        except Exception:
            await asyncio.wait_for(visitor.closed.wait(), 30)
        if visitor.closed.is_set():
            code, reason = visitor.ending
            assert code in REASONS
            assert reason
        else:
            await visitor.leave()

    run(try_it())


def test_no_property_of_any_model_can_be_set(server):
    async def try_it():
        visitor = await visit(server.url)
        change = {
            "kind": "ModelChanged",
            "model": {"id": visitor.component},
            "attr": "esm",
            "new": "x",
        }
        title = {"kind": "TitleChanged", "title": "taken over"}
        ours = event(visitor.component, {"do": "new start"})
        assert await visitor.answered(
            await visitor.say("PATCH-DOC", {"events": [change, title, ours]})
        )
        # What was ours among them was done.
        assert await visitor.hears("esm_event")
        visitor.heard.clear()
        assert await visitor.answered(await visitor.say("PULL-DOC-REQ", {}))
        assert await visitor.hears("page.mount")
        assert "taken over" not in visitor.said()
        await visitor.leave()

    run(try_it())


def test_one_visitor_cannot_speak_for_another(server):
    async def try_it():
        one, other = await visit(server.url), await visit(server.url)
        answered = await one.say(
            "PATCH-DOC", {"events": [event(other.component, {"do": "new start"})]}
        )
        assert await one.answered(answered)
        assert await other.answered(await other.say("PULL-DOC-REQ", {}))
        assert "esm_event" not in one.said() + other.said()
        await one.leave()
        await other.leave()

    run(try_it())


def test_the_gate_lets_the_page_s_own_messages_through_unchanged():
    gate = Gate(1_000)
    content = '{"events": [%s]}'
    ready = (
        '{"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": {"type": "event", '
        '"name": "document_ready", "values": {"type": "map"}}}'
    )
    header = '{"msgid": "a", "msgtype": "PATCH-DOC"}'
    for _ in range(2):
        assert gate.take(header, {"p1"}) is None
        assert gate.take("{}", {"p1"}) is None
        assert gate.take(content % ready, {"p1"}) == [header, "{}", content % ready]
    with pytest.raises(RefusedError, match="too large"):
        gate.take(header + " " * 1_000, {"p1"})
