"""What `panel serve app` answers, and that visitors do not meet."""

from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from .expecting import Expected, assert_shows
from .waiting import until


def test_the_root_leads_to_the_page_and_nothing_comes_from_elsewhere(open_page, server):
    stepper = open_page("/")
    assert stepper.page.url.rstrip("/") == f"{server.url}/app"
    assert stepper.page.title() == "EM Stepper"
    stepper.press("Step")
    requests = map(urlsplit, stepper.watch.requests)
    served = [url for url in requests if url.scheme == "http"]
    assert {url.netloc for url in served} == {urlsplit(server.url).netloc}
    assert any(url.path.startswith("/assets/") for url in served)


@pytest.mark.parametrize(
    "path", ["nope.js", "../app/main.py", "%2e%2e/pyproject.toml", "/etc/passwd"]
)
def test_assets_are_nothing_but_assets(server, path):
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{server.url}/assets/{path}")
    with refused.value as answer:
        assert answer.code == 404


def test_an_address_brings_its_settings(open_page, palette):
    stepper = open_page("/app?data=moons&k=4&covariance=diag&start=k-means%2B%2B&seed=7&n=120")
    stepper.press("Step")
    settings = {
        "data": "moons",
        "k": 4,
        "covariance": "diag",
        "start": "k-means++",
        "seed": 7,
        "n": 120,
    }
    assert_shows(stepper, Expected(**settings), palette)
    assert stepper.notice.count() == 0


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("data=nope&k=99", ["Data set", "Components"]),
        ("n=1e9&seed=-1", ["Points", "Seed"]),
        ("columns=x,x&covariance=%3Cscript%3E", ["Columns", "Covariance", "<script>"]),
    ],
)
def test_an_impossible_address_is_answered_by_a_sentence_and_a_page(open_page, query, named):
    stepper = open_page(f"/app?{query}")
    said = stepper.notice.inner_text()
    assert all(label in said for label in named)
    stepper.press("Step")
    assert stepper.counter == "iter 1"


def test_an_unknown_parameter_does_no_harm(open_page, stepper):
    assert open_page("/app?utm_source=letter").plots() == stepper.plots()


def test_two_tabs_do_not_disturb_each_other(open_page, stepper, palette):
    one, other = stepper, open_page()
    one.press("Step", "Step")
    shown = one.picture()
    other.changes(other.field("radio", "Moons").check)
    other.press("Step")
    assert_shows(other, Expected(data="moons"), palette)
    assert one.picture() == shown
    one.press("Step")
    assert_shows(one, Expected(), palette)
    assert_shows(other, Expected(data="moons"), palette)


def test_a_run_of_many_pieces_is_the_engines(open_page, palette):
    settings = {"data": "spirals", "n": 1_500, "k": 10}
    stepper = open_page("/app?data=spirals&n=1500&k=10")
    expected = Expected(**settings)
    before = 0
    for iteration in (20, 60, 100):
        # More is sent as the reader comes near the end of what has been.
        for known in range(before + 10, iteration + 1, 10):
            until(
                stepper.page,
                "(wanted) => Number(document.querySelector('#iteration').max) >= wanted",
                arg=known,
            )
            stepper.seek(known)
        before = iteration
        assert_shows(stepper, expected, palette)
