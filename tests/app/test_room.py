"""The address for a room: found, printed, and read back by a program that we did not write."""

import re
import socket

import numpy as np
import pytest
import zxingcpp

from app import room

HALVES = {" ": (0, 0), "▄": (0, 1), "▀": (1, 0), "█": (1, 1)}
SCALE = 5


def pixels(text):
    """Return what a camera sees of lines of half blocks, black on white."""
    rows = []
    for line in text.splitlines():
        pairs = [HALVES[each] for each in re.sub(r"\x1b\[[\d;]*m", "", line)]
        rows += [[above for above, _ in pairs], [below for _, below in pairs]]
    return np.kron(255 - 255 * np.array(rows), np.ones((SCALE, SCALE))).astype(np.uint8)


@pytest.mark.parametrize(
    "url", ["http://192.168.0.7:5006/app", "http://10.123.234.245:65535/app", "http://a:1/app"]
)
def test_the_code_says_the_address(url):
    [found] = zxingcpp.read_barcodes(pixels(room.code(url)))
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    assert found.text == url


def test_every_line_is_black_on_white_whatever_the_terminal_is():
    lines = room.code("http://192.168.0.7:5006/app").splitlines()
    assert all(line.startswith("\x1b[30;107m") and line.endswith("\x1b[0m") for line in lines)
    assert len({len(line) for line in lines}) == 1


def test_the_invitation_names_every_address_and_codes_the_first():
    urls = ["http://192.168.0.7:5006/app", "http://10.0.0.7:5006/app"]
    said = room.invitation(urls)
    assert all(url in said for url in urls)
    blocks = "\n".join(line for line in said.splitlines() if line.startswith("\x1b"))
    assert zxingcpp.read_barcodes(pixels(blocks))[0].text == urls[0]


def test_the_addresses_are_ones_that_this_machine_listens_at():
    for address in room.addresses():
        with socket.socket() as listening:
            listening.bind((address, 0))


def test_without_a_network_it_says_so_instead_of_serving(monkeypatch):
    monkeypatch.setattr(room, "addresses", tuple)
    with pytest.raises(SystemExit, match="in no network"):
        room.main(["--room"])
