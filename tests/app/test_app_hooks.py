"""What Bokeh's server is told before it starts, however often it loads the hooks."""

import runpy
from pathlib import Path

import pytest
from bokeh.server import tornado, urls
from tornado.web import Application

from app.serving import ADDRESS, AssetHandler

HOOKS = Path(__file__).resolve().parents[2] / "app" / "app_hooks.py"


@pytest.fixture
def patterns(monkeypatch):
    """The server's addresses as they are before any hook."""
    before = [pattern for pattern in urls.toplevel_patterns if pattern[0] != ADDRESS]
    monkeypatch.setattr(urls, "toplevel_patterns", before)
    monkeypatch.setattr(tornado.BokehTornado, "__init__", Application.__init__)
    return before


def test_serves_the_assets_once(patterns):
    others = list(patterns)
    for _ in range(3):
        runpy.run_path(str(HOOKS))
    assert patterns == [(ADDRESS, AssetHandler), *others]


@pytest.mark.usefixtures("patterns")
def test_compresses_once():
    for _ in range(3):
        runpy.run_path(str(HOOKS))
    application = tornado.BokehTornado([])
    assert len(application.transforms) == len(Application([]).transforms) + 1
