"""The page on a laptop, for everybody in the room: ``python -m app --room``.

Bokeh's server with the options that a room needs, and the address in the terminal, in letters and
as a code for phones. Nothing is fetched from anywhere, so that no internet is needed.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import segno

PORT = 5006
# In each of the private networks of RFC 1918, and one that is nobody's (RFC 5737). Nothing is
# sent there: the system is only asked from which of its addresses it would.
_FAR_ENDS = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254")
# Black on white whatever the terminal's own colours are, because cameras expect that.
_COLOURS, _PLAIN = "\x1b[30;107m", "\x1b[0m"
_HALVES = {(0, 0): " ", (0, 1): "▄", (1, 0): "▀", (1, 1): "█"}
_MARGIN = 4

NOBODY = "This machine is in no network: connect it to the room's, or name its address."


def addresses() -> tuple[str, ...]:
    """Return the addresses at which others in the same network reach this machine."""
    found: dict[str, None] = {}
    for far in _FAR_ENDS:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect((far, 9))
            found[asked.getsockname()[0]] = None
    with suppress(OSError):
        for *_, (address, *_) in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found[str(address)] = None
    return tuple(
        each
        for each in found
        if not ip_address(each).is_loopback and not ip_address(each).is_unspecified
    )


def code(text: str) -> str:
    """Return a QR code as lines of characters, each two modules high."""
    rows = [[*row] for row in segno.make(text, micro=False).matrix_iter(border=_MARGIN)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    lines = ("".join(_HALVES[int(a), int(b)] for a, b in zip(*pair, strict=True)) for pair in pairs)
    return "\n".join(f"{_COLOURS}{line}{_PLAIN}" for line in lines)


def invitation(urls: Sequence[str]) -> str:
    """Return what is printed at the start."""
    first, *others = urls
    also = f"\n(or, in another network: {', '.join(others)})" if others else ""
    return f"\n{code(first)}\n\nEverybody in this network opens {first}{also}\n"


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser("python -m app", description="EM Stepper")
    parser.add_argument(
        "--room", action="store_true", help="serve everybody in the network, and print the address"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"usually {PORT}")
    parser.add_argument("--address", help="the address to print, if the one found is not right")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> None:
    """Print where the page is and serve it; without ``--room`` for this machine alone."""
    from panel.command import main as panel

    chosen = options(arguments)
    if chosen.room:
        found = (chosen.address,) if chosen.address else addresses()
        if not found:
            sys.exit(NOBODY)
        print(invitation([f"http://{each}:{chosen.port}/app" for each in found]), flush=True)
        # The page may be opened under any name of this machine, and connects to that name alone;
        # see `app.wire`.
        os.environ.setdefault("BOKEH_ALLOW_WS_ORIGIN", "*")
    where = ["--address", "0.0.0.0"] if chosen.room else []
    serve = ["serve", str(Path(__file__).parent), "--port", str(chosen.port), *where]
    sys.argv = ["panel", *serve]
    panel()
