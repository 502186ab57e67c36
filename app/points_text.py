"""A drawing as text that fits into a link, and back: what was drawn, exactly.

The bytes are the first step and size of each axis, the names of the axes and whether one unit is
equally long on both, as JSON; then a zero byte; then for every point its step across, its step up
(each as a low and a high byte, first all low ones) and its group. They are compressed and written
in the alphabet of URLs (RFC 4648, section 5): 300 points take some 1,300 characters.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any, Final

import numpy as np

from app.drawing import drawn
from app.own_data import Own, column_names

MOST: Final = 300
# Bytes of one point, and of what is said of all.
_POINT, _HEAD = 5, 2_000
_LONGEST = 8_000
_BROKEN = "The points of the address are broken: copy the whole link."


def written(own: Own) -> str:
    """Return a drawing as text.

    Raises
    ------
    ValueError
        If the points were not drawn, or are too many; the message says so.
    """
    count = own.entry.default_points
    if count > MOST:
        raise ValueError(f"A link can hold up to {MOST} points, and not these {count:,}.")
    if own.drawn is None:
        raise ValueError(
            f"A link holds points only as they are drawn. To have these {count:,} in one, press "
            "Your data, Edit these points and Done."
        )
    sheet = own.drawn["sheet"]
    about = [sheet["across"], sheet["up"], list(own.entry.columns), own.entry.equal_aspect]
    head = json.dumps(about, separators=(",", ":")).encode()
    steps = np.array([own.drawn["across"], own.drawn["up"]], dtype="<u2").ravel()
    planes = steps.view(np.uint8).reshape(-1, 2).T.tobytes()
    groups = np.array(own.drawn["groups"], dtype=np.uint8).tobytes()
    compressed = zlib.compress(head + b"\0" + planes + groups, 9)
    return base64.urlsafe_b64encode(compressed).decode().rstrip("=")


def read(text: str) -> Own:
    """Return the drawing that a text says, every value checked.

    Raises
    ------
    ValueError
        If it says none, or more points than a link may have.
    """
    head, points = _opened(text)
    count = len(points) // _POINT
    steps = np.frombuffer(points, np.uint8, 4 * count).reshape(2, 2 * count).astype(np.int64)
    whole = (steps[0] + 256 * steps[1]).tolist()
    message = {
        "sheet": {"across": head[0], "up": head[1]},
        "across": whole[:count],
        "up": whole[count:],
        "groups": list(points[4 * count :]),
    }
    return drawn(message, columns=column_names(head[2]), equal_aspect=head[3])


def _opened(text: str) -> tuple[list[Any], bytes]:
    """Return what is said of all points, and their bytes; nothing large is ever unpacked."""
    most = _HEAD + _POINT * MOST
    try:
        if len(text) > _LONGEST:
            raise ValueError(_BROKEN)
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, most + 1)
        before, _, points = content.partition(b"\0")
        head = json.loads(before)
    except (ValueError, RecursionError, binascii.Error, zlib.error) as error:
        raise ValueError(_BROKEN) from error
    if not unpacking.eof or len(content) > most or len(points) % _POINT:
        raise ValueError(_BROKEN)
    if not isinstance(head, list) or len(head) != 4 or not isinstance(head[3], bool):
        raise ValueError(_BROKEN)
    if len(points) > _POINT * MOST:
        raise ValueError(f"A link can hold up to {MOST} points.")
    return head, points
