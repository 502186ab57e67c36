"""What an address can say: one table of every part, how it becomes a value, and how it is written.

A value that was read still goes through the gate that all values go through: settings through
`app.settings`, options of tools through `app.options`, a drawing through `app.drawing`. What is
unknown or not possible is left out, and a sentence says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode

from app import parts, points_text
from app.by_hand import BY_HAND
from app.checking import one_of, refusal
from app.lesson_text import LEVELS
from app.limits import LIMITS
from app.own_data import OWN
from app.scenario import Scenario
from app.session import scenario_named, settings_of
from app.settings import Settings, changed, defaults, entry_of
from app.tools import TOOLS

SETTINGS, PLACE, PAGE = "settings", "place", "page"
THEMES = ("light", "dark")
NOT_FOLLOWED = "The address was not followed in every part."
LONGEST: Final = 8_000
"""Characters of one part, at most."""

_MOST_HALF_STEPS = 2 * LIMITS.iterations + 2
_PANE = re.compile(r"(\w+)(?:\(([^()]*)\))?")
# Left as they are in a link: they mean nothing there, and are read more easily.
_PLAIN = ",()._:;"


class PartlyError(ValueError):
    """Raised for a part of which some is possible, which is in `value`."""

    def __init__(self, sentence: str, value: Any) -> None:
        super().__init__(sentence)
        self.value = value


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


def _as_it_is(value: str) -> str:
    return value


def _whole(text: str) -> int | str:
    is_number = text.isascii() and text.isdigit() and len(text) < 12
    return int(text) if is_number else text


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _digits(value: float) -> str:
    """Return a number with all its digits; a sign after `e` would be a space in an address."""
    return repr(value).replace("e+", "e")


def _columns(text: str) -> list[str]:
    return [unquote(name) for name in text.split(",")]


def _columns_text(names: Sequence[str]) -> str:
    return ",".join(quote(name, safe=" ()") for name in names)


def _row(text: str) -> Any:
    """Return numbers with commas between them."""
    return tuple(_number(each) for each in text.split(","))


def _row_text(row: Sequence[float]) -> str:
    return ",".join(map(_digits, row))


def _rows(text: str) -> Any:
    """Return rows of numbers, with `_` between them."""
    return tuple(_row(each) for each in text.split("_"))


def _rows_text(rows: Sequence[Sequence[float]]) -> str:
    return "_".join(map(_row_text, rows))


def _half_steps(text: str) -> int:
    """Return half-steps from iterations, of which the last may be a half one."""
    if not re.fullmatch(r"[0-9]{1,7}(\.[05])?", text) or 2 * float(text) > _MOST_HALF_STEPS:
        wanted = f"a number from 0 to {_MOST_HALF_STEPS // 2:,}, in steps of a half"
        raise ValueError(refusal("Iteration", text, wanted))
    return int(2 * float(text))


def _iterations(half_steps: int) -> str:
    return f"{half_steps // 2}.5" if half_steps % 2 else str(half_steps // 2)


def _point(text: str) -> int:
    """Return a point's index, from its number on the page."""
    number = _whole(text)
    if not isinstance(number, int) or number < 1:
        raise ValueError(refusal("Point", text, "a whole number from 1"))
    return number - 1


def _level(text: str) -> int:
    known = [str(i + 1) for i in range(len(LEVELS))]
    if text not in known:
        raise ValueError(refusal("Level", text, one_of(known)))
    return int(text)


def _theme(text: str) -> str:
    if text not in THEMES:
        raise ValueError(refusal("Theme", text, one_of(THEMES)))
    return text


def _panes(text: str) -> dict[str, dict[str, Any]]:
    """Return the open tools with the options that are said, each checked."""
    panes, left_out = {}, []
    for each in filter(None, text.split(",")):
        found = _PANE.fullmatch(each)
        name, said = (found[1], found[2] or "") if found else (each, "")
        try:
            panes[name] = _options(name, said)
        except ValueError as error:
            left_out.append(str(error))
    if left_out:
        raise PartlyError(left_out[0], panes)
    return panes


def _options(name: str, said: str) -> dict[str, Any]:
    if name not in TOOLS:
        raise ValueError(refusal("Tool", name, one_of(TOOLS)))
    options = (option.partition(":") for option in said.split(";") if option)
    return {key: _option(name, key, value) for key, _, value in options}


def _option(tool: str, name: str, text: str) -> Any:
    """Return an option: of the values that a text may mean, the one that the option takes."""
    options = TOOLS[tool].options
    if name not in options:
        raise ValueError(refusal("Option", name, one_of(options) if options else "left out"))
    meanings = [*_meanings(text), unquote(text)]
    for value in meanings[:-1]:
        try:
            return options[name].check(name, value)
        except ValueError:
            continue
    return options[name].check(name, meanings[-1])


def _meanings(text: str) -> Iterator[Any]:
    if text in _WORDS:
        yield _WORDS[text]
    yield _whole(text)
    yield _number(text)
    if "_" in text:
        yield [_number(each) for each in text.split("_")]


_WORDS: Mapping[str, object] = {"none": None, "yes": True, "no": False}


def _panes_text(panes: Mapping[str, Mapping[str, Any]]) -> str:
    written = []
    for name, options in panes.items():
        said = ";".join(f"{key}:{_option_text(value)}" for key, value in options.items())
        written.append(f"{name}({said})" if said else name)
    return ",".join(written)


def _option_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return next(word for word, meaning in _WORDS.items() if meaning is value)
    if isinstance(value, list | tuple):
        return "_".join(map(_digits, value))
    return _digits(value) if isinstance(value, int | float) else quote(value, safe=" ")


def _hidden(text: str) -> tuple[str, ...]:
    names, unknown = parts.hidden(text)
    if unknown:
        raise PartlyError(unknown, names)
    return names


TABLE: Final = (
    Part("scenario", SETTINGS, scenario_named, lambda scenario: str(scenario.name)),
    Part("data", SETTINGS, _as_it_is, _as_it_is),
    Part("points", SETTINGS, points_text.read, points_text.written, "own"),
    Part("model", SETTINGS, _as_it_is, _as_it_is),
    Part("strength", SETTINGS, _number, _digits),
    Part("n", SETTINGS, _whole, str),
    Part("columns", SETTINGS, _columns, _columns_text),
    Part("data_seed", SETTINGS, _whole, str),
    Part("k", SETTINGS, _whole, str),
    Part("covariance", SETTINGS, _as_it_is, _as_it_is),
    Part("start", SETTINGS, _as_it_is, _as_it_is),
    Part("seed", SETTINGS, _whole, str),
    Part("means", SETTINGS, _rows, _rows_text),
    Part("covariances", SETTINGS, _rows, _rows_text),
    Part("weights", SETTINGS, _row, _row_text),
    Part("outlier", SETTINGS, _row, _row_text),
    Part("begin", SETTINGS, _as_it_is, _as_it_is),
    Part("iter", PLACE, _half_steps, _iterations),
    Part("point", PLACE, _point, lambda index: str(index + 1)),
    Part("level", PLACE, _level, str),
    Part("panes", PLACE, _panes, _panes_text),
    Part("theme", PAGE, _theme, _as_it_is),
    Part("hide", PAGE, _hidden, ",".join),
    Part("present", PAGE, _as_it_is, lambda _value: "1"),
    Part("shapes", PAGE, _as_it_is, lambda _value: "1"),
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
