"""What opening a session costs the server, beside a plain Panel page of the same content."""

import asyncio
import json
import re
import time
from urllib.request import urlopen

import numpy as np
from tornado.websocket import websocket_connect

WARM_UP = 3
REQUEST = [json.dumps({"msgid": "1", "msgtype": "PULL-DOC-REQ"}), "{}", "{}"]


async def visit(server, query):
    """Open a session as a browser does: the page, the websocket, the document; keep it open."""
    with urlopen(server.url + query) as answer:
        token = re.search(r'"token":"([^"]+)"', answer.read().decode())[1]
    address = f"{server.url.replace('http', 'ws', 1)}/ws"
    socket = await websocket_connect(
        address, subprotocols=["bokeh", token], max_message_size=1 << 28
    )
    await _heard(socket, '"ACK"')
    for frame in REQUEST:
        await socket.write_message(frame)
    await _heard(socket, '"PULL-DOC-REPLY"')
    return socket


async def _heard(socket, what):
    frame = ""
    while what not in str(frame):
        frame = await socket.read_message()
        if frame is None or '"ERROR"' in str(frame):
            raise RuntimeError(f"The server did not answer {what}: {socket.close_reason}")


async def measured(servers, count, rounds, query):
    """Return CPU seconds a session for each round and server, and megabytes a session."""
    kept = []
    for server in servers:
        kept.extend([await visit(server, query(i)) for i in range(WARM_UP)])
    begun = [server.megabytes() for server in servers]
    used = np.zeros((rounds, len(servers)))
    for r in range(rounds):
        for i in range(count):
            for j, server in enumerate(servers):
                before = server.seconds()
                kept.append(await visit(server, query(WARM_UP + r * count + i)))
                await asyncio.sleep(0.05)  # what a session does after it has answered
                used[r, j] += (server.seconds() - before) / count
    grown = [
        (server.megabytes() - before) / (rounds * count)
        for server, before in zip(servers, begun, strict=True)
    ]
    for socket in kept:
        socket.close()
    return used, grown


def sessions(servers, count, rounds):
    """Print both pages' cost of a session, opened in turn, and its ratio."""
    print(f"\nOpening a session, {rounds} x {count} of each in turn: ours, plain page, ratio")
    for label, query in {
        "the same settings for all": lambda _: "",
        "a start of one's own each": lambda i: f"?seed={100 + i}",
    }.items():
        used, grown = asyncio.run(measured(servers, count, rounds, query))
        ratios = used[:, 0] / used[:, 1]
        cpu = 1000 * used.mean(axis=0)
        print(
            f"  {label}: CPU {cpu[0]:.0f} ms, {cpu[1]:.0f} ms, ratio {cpu[0] / cpu[1]:.2f}"
            f" ({ratios.min():.2f} to {ratios.max():.2f});"
            f" memory {grown[0]:.2f} MB, {grown[1]:.2f} MB",
            flush=True,
        )
        time.sleep(0.5)  # what the closed ones cost is not the next ones'
