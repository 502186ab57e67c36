"""What the server answers to everybody: headers, health, measurements, origins, signatures."""

import base64
import hashlib
import json
import re
import zlib
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from app.headers import policy
from app.metrics import BOUNDS, COUNTERS, DURATIONS

from ..browser.serving import serve
from .client import connected, opened, run, visit


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    log = tmp_path_factory.mktemp("server") / "output.txt"
    with serve(
        log, EM_STEPPER_LOG="json", EM_STEPPER_FRAME_ANCESTORS="https://school.example"
    ) as one:
        yield one


def get(url, **headers):
    try:
        with urlopen(Request(url, headers=headers)) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers), refused.read().decode()


@pytest.mark.parametrize("path", ["/app", "/", "/assets/page.js", "/healthz", "/readyz", "/nope"])
def test_every_answer_carries_the_headers(server, path):
    _, headers, _ = get(server.url + path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    rules = headers["Content-Security-Policy"]
    assert "frame-ancestors https://school.example" in rules
    assert "unsafe-eval" not in rules
    assert "unsafe-inline" not in re.search("script-src[^;]*", rules)[0]
    assert "Server" not in headers


def test_the_only_script_that_may_stand_in_the_page_is_the_last(server):
    _, headers, page = get(f"{server.url}/app")
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(scripts[-1].encode()).digest()).decode()
    assert len(scripts) == 1
    assert f"'sha256-{digest}'" in headers["Content-Security-Policy"]
    injected = page.replace("<h1>", "<script>alert(1)</script><h1>")
    assert policy(injected.encode()) == policy(page.encode())


def test_what_is_measured_is_in_prometheus_form(server):
    async def step():
        visitor = await visit(server.url)
        assert await visitor.answered(await visitor.do({"do": "new start"}))
        await visitor.leave()

    run(step())
    status, headers, text = get(f"{server.url}/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    line = re.compile(
        r"# (HELP|TYPE) \w+ .+|\w+(\{\w+=\"[^\"]*\"(,\w+=\"[^\"]*\")*\})? (\d+(\.\d+)?(e[+-]\d+)?)"
    )
    assert all(line.fullmatch(each) for each in text.splitlines())
    for name in [*COUNTERS, *DURATIONS]:
        assert text.count(f"# TYPE {name} ") == 1
    assert 'em_stepper_messages_total{do="new start"} 1' in text
    for name in DURATIONS:
        counts = [int(n) for n in re.findall(rf"^{name}_bucket.* (\d+)$", text, re.MULTILINE)]
        assert counts == sorted(counts)
        assert len(counts) == len(BOUNDS) + 1
        assert f"{name}_count {counts[-1]}" in text


def test_the_log_is_json_and_names_nobody(server):
    get(f"{server.url}/app?data=moons&secret=hush", **{"User-Agent": "a browser of mine"})
    lines = server.output.read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert any(each.get("path") == "/app" and each["status"] == 200 for each in told)
    said = "\n".join(lines)
    assert "hush" not in said
    assert "a browser of mine" not in said
    assert "127.0.0.1" not in said
    assert "::1" not in said


def test_a_page_of_another_host_cannot_connect(server):
    token, _ = opened(f"{server.url}/app")

    async def connect():
        address = f"{server.url.replace('http', 'ws')}/app/ws"
        request = HTTPRequest(address, headers={"Origin": "https://elsewhere.example"})
        await websocket_connect(request, subprotocols=["bokeh", token])

    with pytest.raises(HTTPClientError, match="403"):
        run(connect())


def test_a_star_among_the_origins_lets_in_the_page_s_own_host_alone(tmp_path):
    with serve(tmp_path / "output.txt", BOKEH_ALLOW_WS_ORIGIN="*") as server:
        token, _ = opened(f"{server.url}/app")

        async def connect(origin):
            address = f"{server.url.replace('http', 'ws')}/app/ws"
            request = HTTPRequest(address, headers={"Origin": origin})
            socket = await websocket_connect(request, subprotocols=["bokeh", token])
            socket.close()
            while await socket.read_message() is not None:
                pass

        run(connect(server.url))
        with pytest.raises(HTTPClientError, match="403"):
            run(connect("https://elsewhere.example"))


def test_nobody_makes_a_session_of_their_own_naming(server):
    status, _, page = get(f"{server.url}/app?bokeh-session-id=mine")
    assert status == 403
    assert "Traceback" not in page

    token, component = opened(f"{server.url}/app")
    content, signature = token.split(".")[:2]
    padded = content + "=" * (-len(content) % 4)
    named = json.loads(base64.urlsafe_b64decode(padded)) | {"session_id": "mine"}
    forged = base64.urlsafe_b64encode(json.dumps(named).encode()).decode().rstrip("=")

    async def connect():
        visitor = await connected(server.url, f"{forged}.{signature}", component)
        return visitor.closed.is_set()

    assert run(connect())


def test_the_token_holds_nothing_of_the_visitor(server):
    token, _ = opened(f"{server.url}/app", **{"User-Agent": "a browser of mine", "Cookie": "a=b"})
    content = token.split(".")[0]
    told = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    assert set(told) <= {"session_id", "session_expiry", "__bk__zlib_"}
    hidden = zlib.decompress(base64.urlsafe_b64decode(told["__bk__zlib_"] + "=="))
    assert b"a browser of mine" not in hidden
    assert json.loads(hidden)["cookies"] == {}


@pytest.mark.parametrize("path", ["/app/metadata", "/app/autoload.js", "/app/../etc/passwd"])
def test_there_is_no_other_way_in(server, path):
    assert get(server.url + path)[0] == 404
