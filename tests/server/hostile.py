"""What someone curious, or a broken program, may send through the websocket."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from app.messages import _ACTIONS as ACTIONS
from app.settings import _CHECKS as SETTINGS
from app.tools import TOOLS

from .client import Fragment, event

VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    7,
    10**9,
    -(10**30),
    1e308,
    -0.0,
    float("nan"),
    float("inf"),
    "",
    "EM",
    "moons",
    "full",
    "spread",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "\x00\ud7ff￿",
    "x" * 100_000,
    [],
    [[]],
    [0, 0],
    ["x", "x"],
    [[1e300, 0], [0, 1]],
    [[0.0, 0.0], [1.0, 1.0]],
    [[0, 0]] * 1_000,
    [None] * 50_000,
    {},
    {"do": "set"},
    {"": {"": {"": {}}}},
    {"__class__": "x", "constructor": "y"},
]
ABOUT = ["run", "cursor", "point", "name", "x", "y", "options", "tools", "values", "level", "page"]
ABOUT_POINTS = [
    "at",
    "size",
    "part",
    "drawn",
    "columns",
    "title",
    "source",
    "equal_aspect",
    "grouped",
]
MODELS = ["p1001", "p1002", "p1011", "p1017", "p1029", "p1200", "", "x", 0, None]
PROPERTIES = ["opening", "esm", "data", "name", "css_classes", "tags", "__class__", "visible", ""]
KINDS = [
    "ModelChanged",
    "ColumnDataChanged",
    "ColumnsStreamed",
    "ColumnsPatched",
    "TitleChanged",
    "RootAdded",
    "RootRemoved",
    "MessageSent",
    "",
    7,
]


def message(chance: random.Random) -> dict[str, Any]:
    """Return a message of ours with values of all kinds in it."""
    told: dict[str, Any] = {"do": chance.choice([*ACTIONS, "", None, "__init__", ["set"]])}
    for name in ABOUT_POINTS if told["do"] == "restore" else ABOUT:
        if chance.random() < 0.6:
            told[name] = chance.choice(VALUES)
    if chance.random() < 0.5:
        told["run"] = chance.randrange(4)
    if chance.random() < 0.5:
        told["cursor"] = chance.randrange(40)
    if told["do"] == "set" or chance.random() < 0.2:
        names = chance.sample([*SETTINGS, "nope", "__dict__"], chance.randrange(1, 4))
        told["values"] = {name: chance.choice(VALUES) for name in names}
    if told["do"] in ("work", "stop work"):
        told["name"] = chance.choice([*TOOLS, "nope"])
    if told["do"] == "look":
        names = chance.sample([*TOOLS, "nope"], chance.randrange(4))
        told["tools"] = {name: {"level": chance.choice(VALUES)} for name in names}
    return told


def our_message(chance: random.Random, component: str) -> list[Fragment]:
    return _patch([event(component, message(chance))])


def no_dict(chance: random.Random, component: str) -> list[Fragment]:
    return _patch([event(component, chance.choice(VALUES))])


def a_patch(chance: random.Random, component: str) -> list[Fragment]:
    """Some change of the document, as Bokeh's own pages send it."""
    reference = chance.choice([component, *MODELS])
    attribute, value = chance.choice(PROPERTIES), chance.choice(VALUES[:10])
    change: dict[str, Any] = {
        "kind": chance.choice(KINDS),
        "model": {"id": reference},
        "attr": attribute,
        "new": value,
        "title": "x" * chance.choice([1, 1_000]),
        "hint": None,
        "column_source": {"id": reference},
        "data": {"type": "map", "entries": [["x", [1, 2]]]},
        "patches": {},
    }
    return _patch([change] * chance.randrange(1, 4))


def an_event(chance: random.Random, _component: str) -> list[Fragment]:
    """An event of Bokeh's that is none of ours, or at another model."""
    name = chance.choice(["data_event", "esm_event", "button_click", "server_event", "tap", "x"])
    values = {
        "type": "map",
        "entries": [["model", {"id": chance.choice(MODELS)}], ["data", chance.choice([1, "x"])]],
    }
    data = {"type": "event", "name": name, "values": chance.choice([values, {}, 3, None])}
    return _patch([{"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": data}])


def an_object(chance: random.Random, component: str) -> list[Fragment]:
    """Data that would have Bokeh make objects, arrays, or copies of other models."""
    data = chance.choice(
        [
            {"type": "object", "name": "Figure", "id": "p9"},
            {"type": "object", "name": "builtins.eval", "attributes": {}},
            {
                "type": "ndarray",
                "array": "AAAA",
                "shape": [10**9],
                "dtype": "float64",
                "order": "little",
            },
            {
                "type": "ndarray",
                "array": {"type": "bytes", "data": "AA"},
                "shape": [1],
                "dtype": "object",
            },
            {"type": "bytes", "data": {"id": "b1"}},
            {"type": "slice", "start": 0, "stop": 10**9, "step": 1},
            {"type": "map", "entries": [[{"type": "map", "entries": []}, 1]]},
            {"type": "set", "entries": [[1]]},
            {"type": "symbol", "name": "x"},
            {"id": component},
        ]
    )
    made = event(component, None)
    made["msg_data"]["values"]["entries"][1][1] = data
    return _patch([made])


def other_kind(chance: random.Random, _component: str) -> list[Fragment]:
    """A message that Bokeh's protocol knows, or does not."""
    kinds = [
        "SERVER-INFO-REQ",
        "PUSH-DOC",
        "ACK",
        "OK",
        "ERROR",
        "PULL-DOC-REPLY",
        "nope",
        "",
        None,
        3,
    ]
    content = chance.choice(
        ["{}", '{"doc": {"roots": [], "title": "x", "version": "0"}}', "[]", "7"]
    )
    return [json.dumps({"msgid": "h", "msgtype": chance.choice(kinds)}), "{}", content]


def not_in_order(chance: random.Random, _component: str) -> list[Fragment]:
    """Fragments that are no message at all."""
    header = '{"msgid": "h", "msgtype": "PATCH-DOC"%s}'
    return chance.choice(
        [
            [b"\x00" * 100],
            ["{"],
            ["null", "{}", "{}"],
            ["[" * 100_000, "{}", "{}"],
            [header % "", "{}", "[" * 100_000],
            [header % "", '{"x": 1}', '{"events": []}'],
            [header % ', "num_buffers": 1000000000', "{}", '{"events": []}'],
            [header % ', "num_buffers": -1', "{}", '{"events": []}'],
            [header % ', "num_buffers": 1', "{}", '{"events": []}', '{"id": 7}', b"x"],
            [header % ', "num_buffers": 1', "{}", '{"events": []}', "{}", "x"],
            [header % "", "{}", json.dumps({"events": [{}] * 1_000})],
            [header % "", "{}", '{"events": [1%s]}' % ("0" * 5_000)],
            [header % "", "{}", '{"events": NaN}'],
            ['{"msgid": "%s", "msgtype": "PATCH-DOC"}' % ("m" * 10_000), "{}", "{}"],
        ]
    )


def ten_megabytes(_chance: random.Random, component: str) -> list[Fragment]:
    return _patch([event(component, {"do": "set", "values": {"data": "x" * 10_000_000}})])


Make = Callable[[random.Random, str], list[Fragment]]

# How often each comes, in a hundred or so.
WAYS: dict[Make, float] = {
    our_message: 50,
    no_dict: 8,
    a_patch: 15,
    an_event: 8,
    an_object: 8,
    other_kind: 5,
    not_in_order: 5,
    ten_megabytes: 0.3,
}


def fragments(chance: random.Random, component: str) -> list[Fragment]:
    """Return one hostile message."""
    (make,) = chance.choices([*WAYS], [*WAYS.values()])
    return make(chance, component)


def _patch(events: list[Any]) -> list[Fragment]:
    header = {"msgid": "h", "msgtype": "PATCH-DOC"}
    return [json.dumps(header), "{}", json.dumps({"events": events})]
