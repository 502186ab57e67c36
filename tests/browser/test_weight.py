"""What a visit moves: few requests, compressed, and nothing twice."""

import re
from urllib.request import Request, urlopen

import pytest

# Kilobytes and counts that the page is held to, a little above what it weighs.
COLD_BYTES, COLD_REQUESTS = 850_000, 15
WARM_BYTES = 40_000
OPENING_BYTES = 60_000
STEPS, BYTES_A_STEP = 50, 300


class Weighed:
    """Counts what one page moves."""

    def __init__(self, page):
        self.http, self.addresses, self.socket = {}, {}, []
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.on("Network.requestWillBeSent", self._asked)
        client.on("Network.loadingFinished", self._came)
        page.on("websocket", self._opened)

    def _asked(self, event):
        if event["request"]["url"].startswith("http"):
            self.addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event):
        if event["requestId"] in self.addresses:
            self.http[event["requestId"]] = event["encodedDataLength"]

    def _opened(self, socket):
        for event in ("framesent", "framereceived"):
            socket.on(event, lambda payload: self.socket.append(len(payload)))


def visit(context, server, address=""):
    page = context.new_page()
    weighed = Weighed(page)
    page.goto(f"{server.url}/app{address}")
    page.wait_for_selector("[data-state=ready]")
    page.wait_for_load_state("networkidle")
    return page, weighed


def test_a_first_visit_is_light_and_a_second_one_lighter(browser, server):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    _, cold = visit(context, server)
    _, warm = visit(context, server)
    context.close()
    assert 0 < sum(cold.http.values()) <= COLD_BYTES
    assert len(cold.addresses) <= COLD_REQUESTS
    assert 0 < sum(warm.http.values()) <= WARM_BYTES
    assert 0 < sum(cold.socket) <= OPENING_BYTES


def test_panning_and_zooming_move_nothing(browser, server):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, weighed = visit(context, server)
    box = page.get_by_role("img", name="Points and ellipses").bounding_box()
    weighed.socket.clear()
    page.mouse.move(box["x"] + 90, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 120, steps=8)
    page.mouse.up()
    page.wait_for_timeout(400)
    context.close()
    assert weighed.socket == []


def test_a_step_moves_few_bytes_trajectory_included(browser, server):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page, weighed = visit(context, server, "?data=overlap&k=3&n=300&start=k-means%2B%2B")
    weighed.socket.clear()
    page.get_by_role("button", name="New start", exact=True).click()
    page.wait_for_timeout(500)
    for step in range(1, STEPS + 1):
        page.get_by_role("button", name="Step", exact=True).click()
        page.wait_for_selector(f"[data-cursor='{2 * step}']")
    page.wait_for_timeout(500)
    context.close()
    assert sum(weighed.socket) <= STEPS * BYTES_A_STEP


@pytest.mark.parametrize("name", ["page.js", "libraries.js", "style.css"])
def test_files_are_compressed_and_kept_until_they_change(server, name):
    html = urlopen(f"{server.url}/app").read().decode()
    versioned = re.search(r"assets/[0-9a-f]{16}", html)[0]
    asked = Request(f"{server.url}/{versioned}/{name}", headers={"Accept-Encoding": "gzip"})
    with urlopen(asked) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]
    with urlopen(f"{server.url}/assets/{name}") as answer:
        assert answer.headers["Content-Encoding"] is None
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_data_are_seen_before_any_script_has_come(browser, server):
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{server.url}/app")
    paths = page.locator("svg.first path")
    assert paths.count() == 2
    assert paths.first.get_attribute("d").count("M") == 300
    assert paths.first.bounding_box()["width"] > 200
    context.close()
