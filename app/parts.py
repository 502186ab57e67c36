"""The parts of the page that an address can hide: `?hide=lesson,story`."""

from __future__ import annotations

from app.checking import one_of, refusal

# What each name hides; the style sheet has a rule for each.
PARTS = {
    "header": "the title and the levels",
    "data": "the data sets",
    "settings": "components, covariance, start and the others",
    "lesson": "the text",
    "tools": "the switches of the tools",
    "story": "the ringed point's shares",
    "kmeans": "the second picture",
    "trace": "the log-likelihood by iteration, and the timeline",
    "bar": "the buttons under the picture",
    "chrome": "all but the pictures, the timeline and the buttons, which fill what room there is",
}

CHROME = ("header", "data", "settings", "lesson", "tools", "story")
"""What is hidden as `chrome`: all that a small frame has no room for."""


def hidden(asked: str) -> tuple[tuple[str, ...], str]:
    """Return the parts that an address hides, and a sentence about what else it named."""
    names = [name.strip() for name in asked.split(",") if name.strip()]
    unknown = [name for name in names if name not in PARTS]
    said = refusal("Hidden part", unknown[0], one_of(PARTS)) if unknown else ""
    if "chrome" in names or set(CHROME) <= set(names):
        names += ["chrome", *CHROME]
    return tuple(name for name in PARTS if name in names), said
