"""What an operator can set, declared once: every environment variable that the page knows.

`docs/OPERATING.md` shows the same table; a test keeps the two alike.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "EM_STEPPER_"
# Kubernetes tells every container of a service named em-stepper where it is, by these.
_OF_A_SERVICE = re.compile(PREFIX + r"(SERVICE|PORT)(_\w+)?")


class ConfigurationError(ValueError):
    """Raised for a variable whose value is not possible; the message says what it may be."""


@dataclass(frozen=True)
class Number:
    """A whole number within limits."""

    name: str
    default: int
    low: int
    high: int
    meaning: str

    @property
    def range(self) -> str:
        """What it may be, in words."""
        return f"{self.low:,} to {self.high:,}"

    def read(self, text: str) -> int:
        """Return the number that a text says, if it is possible."""
        if not re.fullmatch(r"[0-9]{1,12}", text) or not self.low <= int(text) <= self.high:
            raise ConfigurationError(
                f"{PREFIX}{self.name} cannot be {text!r}: the value must be {self.range}."
            )
        return int(text)


@dataclass(frozen=True)
class Words:
    """A text of a certain form."""

    name: str
    default: str
    form: str
    range: str
    meaning: str

    def read(self, text: str) -> str:
        """Return the text, if it has the form."""
        if not re.fullmatch(self.form, text):
            raise ConfigurationError(
                f"{PREFIX}{self.name} cannot be {text!r}: the value must be {self.range}."
            )
        return text


NUMBERS = (
    Number("SESSIONS", 500, 1, 100_000, "pages open at the same time, in all"),
    Number(
        "SESSIONS_PER_CLIENT",
        400,
        1,
        100_000,
        "the same for one address; a whole class often shares one",
    ),
    Number("STEPS_PER_SECOND", 40, 1, 10_000, "messages a second that one page is answered"),
    Number("POINTS", 100_000, 50, 100_000, "points of a data set"),
    Number("COMPONENTS", 20, 1, 20, "components of a mixture; EM has 10 at most"),
    Number("MESSAGE_KB", 1_024, 16, 1_048_576, "size of one message from a browser, in kB"),
    Number("UPLOAD_KB", 10_240, 1, 10_240, "size of a file that a visitor opens, in kB"),
    Number("ITERATIONS", 1_000, 1, 100_000, "iterations of one run"),
    Number("IDLE_MINUTES", 120, 1, 10_000, "minutes without a message until a page is let go"),
    Number(
        "LINGER_SECONDS",
        30,
        1,
        3_600,
        "seconds that a session waits for a page that lost its connection",
    ),
    Number("WORK_QUEUE", 100, 1, 100_000, "pieces of long work that may wait or be under way"),
)

WORDS = (
    Words(
        "FRAME_ANCESTORS",
        "'self'",
        r"'none'|(?:'self'|\*|https?://[\w.*:-]+)(?: (?:'self'|https?://[\w.*:-]+))*",
        "`'none'`, or `'self'` and addresses, with spaces between",
        "pages that may show this one in a frame",
    ),
    Words("LOG", "text", "text|json", "`text` or `json`", "the form of the log"),
    Words(
        "METRICS",
        "local",
        "local|all|off",
        "`local`, `all` or `off`",
        "who is answered at `/metrics`: this machine alone, everybody, or nobody",
    ),
)

VARIABLES: tuple[Number | Words, ...] = (*NUMBERS, *WORDS)


@dataclass(frozen=True)
class Limits:
    """What holds on this server."""

    sessions: int
    sessions_per_client: int
    steps_per_second: int
    points: int
    components: int
    message_kb: int
    upload_kb: int
    iterations: int
    idle_minutes: int
    linger_seconds: int
    work_queue: int
    frame_ancestors: str
    log: str
    metrics: str


def read(environment: Mapping[str, str]) -> Limits:
    """Return what an environment says, and the defaults where it says nothing.

    Raises
    ------
    ConfigurationError
        If a variable's value is not possible, or one begins like ours and is none of them.
    """
    known = {PREFIX + each.name for each in VARIABLES}
    unknown = sorted(
        name
        for name in environment
        if name.startswith(PREFIX) and name not in known and not _OF_A_SERVICE.fullmatch(name)
    )
    if unknown:
        raise ConfigurationError(
            f"There is no variable {unknown[0]}: there are {', '.join(sorted(known))}."
        )
    values: dict[str, int | str] = {}
    for each in VARIABLES:
        text = environment.get(PREFIX + each.name, "")
        values[each.name.lower()] = each.read(text) if text else each.default
    return Limits(**values)  # type: ignore[arg-type]


def table() -> str:
    """Return the table of the documentation."""
    rows = ["| variable | default | may be | what |", "|---|---|---|---|"]
    for each in VARIABLES:
        default = f"{each.default:,}" if isinstance(each, Number) else f"`{each.default}`"
        rows.append(f"| `{PREFIX}{each.name}` | {default} | {each.range} | {each.meaning} |")
    return "\n".join(rows)


LIMITS = read(os.environ)
"""Those of this process."""
