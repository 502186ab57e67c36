"""What an address can say: one table of every part, how it becomes a value, and how it is written.

A value that was read still goes through the gate that all values go through: settings through
`app.settings`, options of tools through `app.options`, a drawing through `app.drawing`. What is
unknown or not possible is left out, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final
from urllib.parse import urlencode

from app import address_text as texts
from app import points_text
from app.address_text import PartlyError
from app.by_hand import BY_HAND
from app.checking import refusal
from app.own_data import OWN
from app.scenario import Scenario
from app.session import scenario_named, settings_of
from app.settings import Settings, changed, defaults, entry_of

SETTINGS, PLACE, PAGE = "settings", "place", "page"
NOT_FOLLOWED = "The address was not followed in every part."
LONGEST: Final = 8_000
"""Characters of one part, at most."""

# Left as they are in a link: they mean nothing there, and are read more easily.
_PLAIN = ",()._:;"


@dataclass(frozen=True)
class Part:
    """One thing that an address can say.

    Attributes
    ----------
    name : str
    of : str
        What it belongs to: the session's settings, the place where a run is shown, or the page.
    read : callable
        A value from its text; one that is no such value is returned as it is, or refused by a
        ValueError.
    write : callable
        Its text.
    setting : str
        The attribute of `Settings`, where it is called otherwise.
    """

    name: str
    of: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    setting: str = ""


TABLE: Final = (
    Part("scenario", SETTINGS, scenario_named, lambda scenario: str(scenario.name)),
    Part("data", SETTINGS, texts.as_it_is, texts.as_it_is),
    Part("points", SETTINGS, points_text.read, points_text.written, "own"),
    Part("model", SETTINGS, texts.as_it_is, texts.as_it_is),
    Part("strength", SETTINGS, texts.number, texts.digits),
    Part("n", SETTINGS, texts.whole, str),
    Part("columns", SETTINGS, texts.columns, texts.columns_text),
    Part("data_seed", SETTINGS, texts.whole, str),
    Part("k", SETTINGS, texts.whole, str),
    Part("covariance", SETTINGS, texts.as_it_is, texts.as_it_is),
    Part("start", SETTINGS, texts.as_it_is, texts.as_it_is),
    Part("seed", SETTINGS, texts.whole, str),
    Part("means", SETTINGS, texts.rows, texts.rows_text),
    Part("covariances", SETTINGS, texts.rows, texts.rows_text),
    Part("weights", SETTINGS, texts.row, texts.row_text),
    Part("outlier", SETTINGS, texts.row, texts.row_text),
    Part("begin", SETTINGS, texts.as_it_is, texts.as_it_is),
    Part("iter", PLACE, texts.half_steps, texts.iterations),
    Part("point", PLACE, texts.point, lambda index: str(index + 1)),
    Part("level", PLACE, texts.level, str),
    Part("panes", PLACE, texts.panes, texts.panes_text),
    Part("theme", PAGE, texts.theme, texts.as_it_is),
    Part("hide", PAGE, texts.hidden, ",".join),
    Part("present", PAGE, texts.as_it_is, lambda _value: "1"),
    Part("shapes", PAGE, texts.as_it_is, lambda _value: "1"),
)
"""Every part of an address; settings in the order in which they are followed one by one."""

NAMES: Final = tuple(part.name for part in TABLE)


def names(of: str) -> tuple[str, ...]:
    """Return the names of the parts that belong to settings, place or page."""
    return tuple(part.name for part in TABLE if part.of == of)


@dataclass
class Asked:
    """The settings that an address asks for.

    Attributes
    ----------
    settings : Settings
    scenario : Scenario or None
        What the lesson opens there.
    changes : dict
        What makes these settings of the scenario's, or of the defaults, in order.
    left_out : list of str
        A sentence about each part that is not possible.
    """

    settings: Settings
    scenario: Scenario | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def settings_in(arguments: Mapping[str, str]) -> Asked:
    """Return the settings that an address asks for; parts that are not possible are left out."""
    read, left_out = values_in(arguments, SETTINGS)
    scenario = read.pop("scenario", None)
    base = defaults() if scenario is None else settings_of(scenario)
    changes = {part.setting or part.name: read[part.name] for part in TABLE if part.name in read}
    try:
        # What belongs together, such as means and their weights, is looked at together.
        asked = Asked(changed(base, changes), scenario, changes, left_out)
    except ValueError:
        asked = Asked(base, scenario, {}, left_out)
        for name, value in changes.items():
            try:
                asked.settings = changed(asked.settings, {name: value})
                asked.changes[name] = value
            except ValueError as error:
                left_out.append(str(error))
    if (asked.settings.data, asked.settings.own) != (base.data, base.own):
        asked.scenario = None
    return asked


def values_in(arguments: Mapping[str, str], of: str) -> tuple[dict[str, Any], list[str]]:
    """Return what an address says of settings, place or page, and a sentence on each refusal."""
    read, left_out = {}, []
    for part in TABLE:
        text = arguments.get(part.name)
        if part.of != of or text is None:
            continue
        try:
            if len(text) > LONGEST:
                raise ValueError(refusal(part.name.capitalize(), text, "shorter"))
            read[part.name] = part.read(text)
        except PartlyError as error:
            read[part.name] = error.value
            left_out.append(str(error))
        except ValueError as error:
            left_out.append(str(error))
    return read, left_out


def written(settings: Settings) -> dict[str, str]:
    """Return the parts that say these settings, in every digit.

    What is as it is for everybody who says nothing is left out.

    Raises
    ------
    ValueError
        If the points are a visitor's own and no link can hold them; the message says why.
    """
    entry = entry_of(settings)
    usual = {
        each.name: each.default for each in fields(Settings) if each.default is not MISSING
    } | {"columns": entry.default_columns, "data": OWN}
    if not entry.n_points_may_be_chosen:
        usual["n"] = entry.default_points
    if settings.start == BY_HAND:
        usual["start"] = BY_HAND
    said = {}
    for part in TABLE:
        name = part.setting or part.name
        value = getattr(settings, name, None) if part.of == SETTINGS else None
        if value is not None and value != usual.get(name):
            said[part.name] = part.write(value)
    return said


def link(
    settings: Settings,
    scenario: Scenario | None,
    place: Mapping[str, Any],
    page: Mapping[str, Any],
) -> str:
    """Return the part of an address from the `?` on that shows all this again.

    Parameters
    ----------
    settings : Settings
    scenario : Scenario or None
    place, page : mapping
        Values by the names of the table; what is not there is not said.

    Raises
    ------
    ValueError
        If the points cannot be in a link.
    """
    said = {} if scenario is None else {"scenario": scenario.name}
    said |= written(settings)
    for part in TABLE:
        of = {PLACE: place, PAGE: page}.get(part.of, {})
        if part.name in of:
            said[part.name] = part.write(of[part.name])
    return "?" + urlencode(said, safe=_PLAIN)
