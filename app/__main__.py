"""``python -m app``: the page, on this machine or, with ``--room``, for a whole room."""

import sys

try:
    from app.room import main
except ModuleNotFoundError as missing:
    if missing.name != "segno":
        raise
    sys.exit("The address as a code needs segno: pip install -e '.[room]'")

main(sys.argv[1:])
