"""What Bokeh's server is told before it starts, however often it loads the hooks."""

import runpy
from pathlib import Path

import pytest
from bokeh.server import tornado, urls
from tornado.web import GZipContentEncoding

from app import hosting
from app.doors import DOORS, PageDoor
from app.headers import Headers
from app.hosting import options
from app.serving import ADDRESS, AssetHandler
from app.wire import Wire

BEFORE = getattr(tornado.BokehTornado.__init__, "__wrapped__", tornado.BokehTornado.__init__)
HOOKS = Path(__file__).resolve().parents[2] / "app" / "app_hooks.py"


OURS = [(ADDRESS, AssetHandler), *DOORS]


@pytest.fixture
def patterns(monkeypatch):
    """The server's addresses as they are before any hook."""
    before = [pattern for pattern in urls.toplevel_patterns if pattern not in OURS]
    monkeypatch.setattr(urls, "toplevel_patterns", before)
    monkeypatch.setattr(hosting, "toplevel_patterns", before)
    monkeypatch.setattr(tornado.BokehTornado, "__init__", BEFORE)
    return before


def test_opens_our_addresses_once(patterns):
    others = list(patterns)
    for _ in range(3):
        runpy.run_path(str(HOOKS))
    assert patterns == [*OURS, *others]
    assert urls.per_app_patterns == [("/ws", Wire), ("/?", PageDoor)]


@pytest.mark.usefixtures("patterns")
def test_adds_headers_before_it_compresses_and_each_once():
    for _ in range(3):
        runpy.run_path(str(HOOKS))
    application = tornado.BokehTornado([])
    assert application.transforms == [Headers, GZipContentEncoding]


def test_what_an_operator_chose_is_kept():
    chosen = {
        "unused_session_lifetime_milliseconds": 1_234,
        "sign_sessions": True,
        "secret_key": b"shared",
        "exclude_headers": ["Cookie"],
    }
    made = options(chosen)
    assert {name: made[name] for name in chosen} == chosen
    assert made["include_headers"] is None


def test_sessions_are_signed_whatever_was_said():
    one, other = options({}), options({})
    assert one["sign_sessions"] is True
    assert one["secret_key"] != other["secret_key"]
    assert options({"secret_key": b"shared"})["secret_key"] == b"shared"
