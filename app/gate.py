"""What a browser may say to Bokeh's server: three kinds of message, and nothing else.

Bokeh lets a browser set any property of any model in its document, replace the document, and ask
for the versions of the server. Our page needs none of this: it asks for its document once, says
that it is ready, and then sends messages of ours to its one component. Everything else stops here,
before Bokeh makes objects of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NoReturn

PULL, PATCH = "PULL-DOC-REQ", "PATCH-DOC"
DEPTH = 12
ITEMS = 40_000
MOST_BUFFERS = 4
MOST_EVENTS = 16
# Characters and bytes that are looked through at once.
MUCH = 60_000
SPECIAL = ("nan", "+inf", "-inf")


class RefusedError(Exception):
    """Raised for what is no message of ours; the message says why, in a few words."""


class Gate:
    """Puts the fragments of a message together, and lets through what the page sends.

    Parameters
    ----------
    largest : int
        Characters and bytes of a whole message, at most.
    """

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._fragments: list[str | bytes] = []
        self._buffers = 0
        self._size = 0

    def waits_for_much(self, fragment: str | bytes) -> bool:
        """Whether it would take long to look through a message, with this fragment."""
        return self._size + len(fragment) > MUCH

    def take(self, fragment: str | bytes, components: Collection[str]) -> list[str | bytes] | None:
        """Take in a fragment; return those of a whole message, once there is one.

        Events that are not ours are left out of it; it may have none left.

        Raises
        ------
        RefusedError
            If it cannot be what a page of ours sends.
        """
        position = len(self._fragments)
        is_bytes = position >= 3 and position % 2 == 0
        if isinstance(fragment, bytes) is not is_bytes:
            raise RefusedError("not in the order of the protocol")
        self._size += len(fragment)
        if self._size > self._largest:
            raise RefusedError("the message is too large")
        self._fragments.append(fragment)
        if position == 0:
            self._buffers = _number_of_buffers(_parsed(fragment))
        if len(self._fragments) < 3 + 2 * self._buffers:
            return None
        whole, self._fragments, self._size = self._fragments, [], 0
        if _parsed(whole[1]) != {}:
            raise RefusedError("not in the order of the protocol")
        buffers = {_name_of_buffer(_parsed(each)) for each in whole[3::2]}
        content = _parsed(whole[2])
        checked = _checked_content(_parsed(whole[0]), content, components, buffers)
        if checked != content:
            whole[2] = json.dumps(checked)
        return whole


def _number_of_buffers(header: Any) -> int:
    if not isinstance(header, dict) or not set(header) <= {"msgid", "msgtype", "num_buffers"}:
        raise RefusedError("no message of this page")
    name, kind, buffers = (header.get(key) for key in ("msgid", "msgtype", "num_buffers"))
    if not isinstance(name, str) or len(name) > 64 or kind not in (PULL, PATCH):
        raise RefusedError("no message of this page")
    if buffers is None:
        return 0
    if type(buffers) is not int or not 0 <= buffers <= MOST_BUFFERS:
        raise RefusedError("no message of this page")
    return buffers


def _name_of_buffer(header: Any) -> str:
    match header:
        case {"id": str(name), **rest} if not rest:
            return name
    raise RefusedError("no message of this page")


def _checked_content(
    header: Any, content: Any, components: Collection[str], buffers: Collection[str]
) -> dict[str, Any]:
    if header["msgtype"] == PULL:
        if content != {}:
            raise RefusedError("no message of this page")
        return {}
    events = content.get("events") if isinstance(content, dict) else None
    if not isinstance(events, list) or len(events) > MOST_EVENTS:
        raise RefusedError("no message of this page")
    return {"events": [event for event in events if _is_ours(event, components, buffers)]}


def _is_ours(event: Any, components: Collection[str], buffers: Collection[str]) -> bool:
    """Whether an event says that the page is ready, or brings a message to a component."""
    match event:
        case {
            "kind": "MessageSent",
            "msg_type": "bokeh_event",
            "msg_data": {
                "type": "event",
                "name": "document_ready",
                "values": {"type": "map", **rest},
            },
        }:
            return not rest or rest == {"entries": []}
        case {
            "kind": "MessageSent",
            "msg_type": "bokeh_event",
            "msg_data": {
                "type": "event",
                "name": "data_event",
                "values": {
                    "type": "map",
                    "entries": [["model", {"id": str(component), **more}], ["data", data]],
                },
            },
        }:
            return not more and component in components and _is_plain(data, buffers)
    return False


def _is_plain(data: Any, buffers: Collection[str]) -> bool:
    """Whether data are texts, numbers, truths, lists and dicts by text, in Bokeh's encoding."""
    waiting, seen = [(data, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if seen > ITEMS or depth > DEPTH:
            return False
        if value is None or isinstance(value, str | int | float):
            continue
        if isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]
            continue
        match value:
            case {"type": "map", "entries": list(entries), **rest} if not rest:
                if not all(isinstance(e, list) and len(e) == 2 for e in entries):
                    return False
                if not all(isinstance(name, str) for name, _ in entries):
                    return False
                waiting += [(each, depth + 1) for _, each in entries]
            case {"type": "map", **rest} if not rest:
                continue
            case {"type": "number", "value": special, **rest} if special in SPECIAL and not rest:
                continue
            case {"type": "bytes", "data": {"id": str(name)}, **rest} if not rest:
                if name not in buffers:
                    return False
            case _:
                return False
    return True


def _parsed(text: str | bytes) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RefusedError("no message of this page") from None


def _no_constant(_name: str) -> NoReturn:
    raise ValueError
