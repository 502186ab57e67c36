"""What is run for each visitor, and what a visitor sees if it fails."""

import runpy
from pathlib import Path

from bokeh.document import Document
from panel.io import server as panel_server
from panel.io.state import set_curdoc

from app.page import page

MAIN = Path(__file__).parents[2] / "app" / "main.py"


def test_a_page_that_cannot_be_made_says_so_and_nothing_of_the_server(monkeypatch, caplog):
    def broken():
        raise RuntimeError("what the server is made of")

    monkeypatch.setattr("app.page.page", broken)
    document = Document()
    with set_curdoc(document):
        runpy.run_path(str(MAIN))
    shown = document.template.render()
    assert "could not be opened" in shown
    assert "made of" in caplog.text
    assert "made of" not in shown


def test_a_page_is_one_component_without_style_sheets_or_what_tells_of_the_browser():
    document = Document()
    with set_curdoc(document):
        page().server_doc(document, location=False)
    (root,) = document.roots
    assert root.stylesheets == []
    assert root.children == []


def test_panel_gathers_scripts_by_the_name_that_is_replaced():
    # Where a newer Panel has another, pages open more slowly, and no test would tell.
    assert "bundle_resources" in panel_server.server_html_page_for_session.__code__.co_names
