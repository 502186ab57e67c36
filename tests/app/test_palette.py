"""Component colours can be told apart, by everyone, on their pane."""

import re
from itertools import combinations

import numpy as np
import pytest

from app.bundle import STATIC, style_sheet

PANES = {"LIGHT": "#ffffff", "DARK": "#15191f"}
# Machado, Oliveira and Fernandes (2009), severity 1, in linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)

# Pairs of L*, a*, b*, and how far they lie apart.
PUBLISHED = [
    (50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425),
    (50, 3.1571, -77.2803, 50, 0, -82.7485, 2.8615),
    (50, 2.8361, -74.0200, 50, 0, -82.7485, 3.4412),
    (50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0000),
    (50, -1.1848, -84.8006, 50, 0, -82.7485, 1.0000),
    (50, -0.9009, -85.5211, 50, 0, -82.7485, 1.0000),
    (50, 0, 0, 50, -1, 2, 2.3669),
    (50, -1, 2, 50, 0, 0, 2.3669),
    (50, 2.4900, -0.0010, 50, -2.4900, 0.0009, 7.1792),
    (50, 2.4900, -0.0010, 50, -2.4900, 0.0010, 7.1792),
    (50, 2.4900, -0.0010, 50, -2.4900, 0.0011, 7.2195),
    (50, 2.4900, -0.0010, 50, -2.4900, 0.0012, 7.2195),
    (50, -0.0010, 2.4900, 50, 0.0009, -2.4900, 4.8045),
    (50, -0.0010, 2.4900, 50, 0.0010, -2.4900, 4.8045),
    (50, -0.0010, 2.4900, 50, 0.0011, -2.4900, 4.7461),
    (50, 2.5, 0, 50, 0, -2.5, 4.3065),
    (50, 2.5, 0, 73, 25, -18, 27.1492),
    (50, 2.5, 0, 61, -5, 29, 22.8977),
    (50, 2.5, 0, 56, -27, -3, 31.9030),
    (50, 2.5, 0, 58, 24, 15, 19.4535),
    (50, 2.5, 0, 50, 3.1736, 0.5854, 1.0000),
    (50, 2.5, 0, 50, 3.2972, 0, 1.0000),
    (50, 2.5, 0, 50, 1.8634, 0.5757, 1.0000),
    (50, 2.5, 0, 50, 3.2592, 0.3350, 1.0000),
    (60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644),
    (63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630),
    (61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731),
    (35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645),
    (22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373),
    (36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146),
    (90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441),
    (90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381),
    (6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377),
    (2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082),
]


def linear(colour):
    rgb = np.array(list(bytes.fromhex(colour[1:]))) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    t = TO_XYZ @ np.clip(rgb, 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(one, other):
    """Sharma, Wu and Dalal (2005)."""
    mean_chroma = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    g = 0.5 * (1 - np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7)))
    (l1, a1, b1), (l2, a2, b2) = one, other
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2([b1, b2], [a1, a2])) % 360
    # The short way round; where both are equally long, as it is, whatever rounding says.
    turn = h2 - h1 - 360 * np.sign(h2 - h1) * (abs(h2 - h1) > 180 + 1e-9)
    lightness, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    by_l = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2))
    by_c = (c2 - c1) / (1 + 0.045 * chroma)
    by_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    rotation = -np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    rotation *= 2 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    return np.sqrt(by_l**2 + by_c**2 + by_h**2 + rotation * by_c * by_h)


def luminance(colour):
    return TO_XYZ[1] @ linear(colour)


@pytest.fixture(scope="module")
def palettes():
    source = (STATIC / "colour.js").read_text(encoding="utf-8")
    rows = {name: re.search(rf"{name} = \[(.*)\]", source)[1] for name in PANES}
    return {name: re.findall("#[0-9a-f]{6}", row) for name, row in rows.items()}


def test_the_measure_is_the_published_one():
    """The test data of Sharma, Wu and Dalal (2005), table 1."""
    for *labs, wanted in PUBLISHED:
        one, other = np.array(labs[:3]), np.array(labs[3:])
        assert ciede2000(one, other) == pytest.approx(wanted, abs=1e-4)
        assert ciede2000(other, one) == pytest.approx(wanted, abs=1e-4)


def test_names_are_told_apart():
    source = (STATIC / "colour.js").read_text(encoding="utf-8")
    for theme in ("light", "dark"):
        names = re.findall(r'"(\w+)"', re.search(rf"{theme}: \[(.*)\]", source)[1])
        assert len(names) == len(set(names)) == 10


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", PANES)
def test_any_two_can_be_told_apart(palettes, palette, vision):
    seen = [lab(np.asarray(VISIONS[vision]) @ linear(colour)) for colour in palettes[palette]]
    assert len(seen) == 10
    assert min(ciede2000(*pair) for pair in combinations(seen, 2)) >= 10


@pytest.mark.parametrize("palette", PANES)
def test_every_one_stands_out_from_its_pane(palettes, palette):
    pane = luminance(PANES[palette])
    for colour in palettes[palette]:
        dark, light = sorted([luminance(colour), pane])
        assert (light + 0.05) / (dark + 0.05) >= 3, colour


def test_the_style_sheet_has_the_same_colours(palettes):
    declared = re.findall(r"--c\d: (#[0-9a-f]{6})", style_sheet())
    rows = [declared[at : at + 10] for at in range(0, len(declared), 10)]
    # Dark is there twice: as the system has it, and as it is chosen.
    assert rows[0] == palettes["LIGHT"]
    assert all(row in palettes.values() for row in rows)
    assert palettes["DARK"] in rows
