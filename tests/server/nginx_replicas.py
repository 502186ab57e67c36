"""Two replicas behind a real nginx, with the configuration of `deploy/`.

`pytest tests/server/nginx_replicas.py`; it needs nginx, so it is a part of `.ci/run full` alone.
"""

import asyncio
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from getpass import getuser
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from ..browser.serving import free_port, serve, wait_until_it_answers
from .client import TOKEN, run

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
WHOLE = (
    "user {user}; daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
    "http {{\n{server}\n}}\n"
)
PLACES = {
    "/etc/nginx/replicas.conf": "replicas.conf",
    "/var/cache/nginx/assets": "cache",
    "/var/log/nginx/access.log": "access.log",
}

pytestmark = pytest.mark.usefixtures("nginx")


@contextmanager
def behind_nginx(folder):
    """Start two replicas and an nginx before them; tell its address and the replicas."""
    assert NGINX is not None, "install nginx to run this test (apt-get install nginx-light)"
    port = free_port()
    common = {
        "mortal": True,
        "BOKEH_ALLOW_WS_ORIGIN": f"localhost:{port}",
        "BOKEH_SIGN_SESSIONS": "true",
        "BOKEH_SECRET_KEY": "one for both of them, and long enough to be one",
        "EM_STEPPER_METRICS": "all",
    }
    with serve(folder / "1.txt", **common) as one, serve(folder / "2.txt", **common) as other:
        replicas = [each.url.removeprefix("http://") for each in (one, other)]
        (folder / "replicas.conf").write_text("".join(f"server {each};\n" for each in replicas))
        text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        text = text.replace("listen 8080", f"listen {port}")
        for place, name in PLACES.items():
            assert place in text
            text = text.replace(place, f"{folder}/{name}")
        whole = WHOLE.format(user=getuser(), folder=folder, server=text)
        (folder / "nginx.conf").write_text(whole)
        command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        with subprocess.Popen(command) as process:
            try:
                wait_until_it_answers(
                    f"http://localhost:{port}/healthz", process, folder / "error.log"
                )
                yield f"http://localhost:{port}", [one, other]
            finally:
                process.terminate()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """The address of an nginx before two replicas that are told apart by what they are."""
    folder = tmp_path_factory.mktemp("nginx")
    with behind_nginx(folder) as (url, replicas):
        yield url, replicas, folder


def opened(url, cookie=None):
    headers = {} if cookie is None else {"Cookie": f"em_stepper={cookie}"}
    with urlopen(Request(f"{url}/app", headers=headers)) as answer:
        page = answer.read().decode()
        return page, SimpleCookie(answer.headers["Set-Cookie"])["em_stepper"].value


def sessions(replica):
    with urlopen(f"{replica.url}/metrics") as answer:
        return int(re.search(r"^em_stepper_sessions (\d+)$", answer.read().decode(), re.M)[1])


def test_visitors_are_spread_and_each_stays_where_they_came(nginx):
    url, replicas, _ = nginx
    before = [sessions(each) for each in replicas]
    cookies = [opened(url)[1] for _ in range(20)]
    spread = [sessions(each) - n for each, n in zip(replicas, before, strict=True)]
    assert sum(spread) == 20
    assert min(spread) > 0
    middle = [sessions(each) for each in replicas]
    for _ in range(6):
        assert opened(url, cookies[0])[1] == cookies[0]
    assert sorted(sessions(each) - n for each, n in zip(replicas, middle, strict=True)) == [0, 6]


def test_the_websocket_comes_through_to_the_replica_that_has_the_session(nginx):
    url, _, _ = nginx

    async def connect():
        for _ in range(8):
            page, cookie = await asyncio.to_thread(opened, url)
            request = HTTPRequest(
                f"{url.replace('http', 'ws')}/app/ws",
                headers={"Origin": url, "Cookie": f"em_stepper={cookie}"},
            )
            token = TOKEN.search(page)[1]
            socket = await websocket_connect(
                request, subprotocols=["bokeh", token], max_message_size=1 << 28
            )
            assert '"ACK"' in await socket.read_message()
            socket.close()
            while await socket.read_message() is not None:
                pass

    before = opened_in_all(nginx)
    run(connect())
    # A page and its websocket are one session; at another replica there would have been two.
    assert opened_in_all(nginx) - before == 8


def opened_in_all(nginx):
    total = 0
    for replica in nginx[1]:
        with urlopen(f"{replica.url}/metrics") as answer:
            text = answer.read().decode()
        total += int(re.search(r"^em_stepper_sessions_opened_total (\d+)$", text, re.M)[1])
    return total


def test_assets_come_compressed_and_operators_addresses_do_not_come_at_all(nginx):
    url, _, folder = nginx
    asset = re.search(r'"(assets/[^"]+page\.js)"', opened(url)[0])[1]
    for _ in range(2):
        request = Request(f"{url}/{asset}", headers={"Accept-Encoding": "gzip"})
        with urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert "immutable" in answer.headers["Cache-Control"]
            assert "script-src" in answer.headers["Content-Security-Policy"]
    for path in ("/metrics", "/readyz"):
        with pytest.raises(OSError, match="404") as refused:
            urlopen(url + path)
        refused.value.close()
    assert "127.0.0.1" not in (folder / "access.log").read_text()
