"""Lines around highest-density regions, beside closed forms."""

import numpy as np
import pytest

from app.contours import contours

SHARES = (0.1, 0.5, 0.9, 0.99)


def on_a_grid(log_density, low=-6.0, high=6.0, size=201):
    x, y = np.linspace(low, high, size), np.linspace(low, high, size + 20)
    return x, y, log_density(*np.meshgrid(x, y))


def area(line):
    """The shoelace formula."""
    (x, y), (x1, y1) = line.T, np.roll(line, -1, axis=0).T
    return abs((x * y1 - x1 * y).sum()) / 2


def test_of_one_gaussian_they_are_its_ellipses():
    precision = np.array([[2.0, 0.6], [0.6, 0.5]])

    def log_density(x, y):
        place = np.stack([x, y])
        return 3.0 - 0.5 * np.einsum("i...,ij,j...", place, precision, place)

    lines = contours(*on_a_grid(log_density), SHARES)
    for share, [line] in zip(SHARES, lines, strict=True):
        assert (line[0] == line[-1]).all()
        squared = np.einsum("ni,ij,nj->n", line, precision, line)
        # A Gaussian in the plane holds 1 − exp(−r²/2) within r standard deviations.
        assert squared == pytest.approx(-2 * np.log(1 - share), rel=0.03)


def test_larger_shares_have_larger_regions_and_one_region_may_be_two():
    def log_density(x, y):
        return np.logaddexp(-2 * ((x - 2) ** 2 + y**2), -2 * ((x + 2) ** 2 + y**2))

    lines = contours(*on_a_grid(log_density), SHARES)
    assert [len(found) for found in lines] == [2, 2, 2, 2]
    areas = [sum(map(area, found)) for found in lines]
    assert np.diff(areas).min() > 0


def test_a_ring_has_a_line_outside_and_one_inside():
    [found] = contours(*on_a_grid(lambda x, y: -20 * (np.hypot(x, y) - 3) ** 2), [0.9])
    radii = sorted(float(np.hypot(*line.T).mean()) for line in found)
    assert len(radii) == 2
    assert radii[0] < 3 < radii[1]


def test_they_do_not_hang_on_the_height():
    def log_density(x, y):
        return -(x**2) - y**2

    x, y, heights = on_a_grid(log_density)
    for shift in (-1e6, 1e6):
        moved = contours(x, y, heights + shift, SHARES)
        for found, same in zip(moved, contours(x, y, heights, SHARES), strict=True):
            for line, twin in zip(found, same, strict=True):
                np.testing.assert_allclose(line, twin, atol=1e-6)


def test_nothing_at_all_far_out_is_no_trouble():
    with np.errstate(divide="ignore"):
        x, y, heights = on_a_grid(lambda x, y: np.log(np.clip(1 - np.hypot(x, y) / 3, 0, None)))
    assert np.isneginf(heights).any()
    for found in contours(x, y, heights, SHARES):
        assert found
        assert all(np.isfinite(line).all() for line in found)
