"""The values that an address can say, read from their text and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from app import parts
from app.checking import one_of, refusal
from app.lesson_text import LEVELS
from app.limits import LIMITS
from app.tools import TOOLS

THEMES = ("light", "dark")

_MOST_HALF_STEPS = 2 * LIMITS.iterations + 2
_PANE = re.compile(r"(\w+)(?:\(([^()]*)\))?")


class PartlyError(ValueError):
    """Raised for a part of which some is possible, which is in `value`."""

    def __init__(self, sentence: str, value: Any) -> None:
        super().__init__(sentence)
        self.value = value


def as_it_is(value: str) -> str:
    """Return a text as it is."""
    return value


def whole(text: str) -> int | str:
    """Return a whole number, or the text if it is none."""
    is_number = text.isascii() and text.isdigit() and len(text) < 12
    return int(text) if is_number else text


def number(text: str) -> float | str:
    """Return a number, or the text if it is none."""
    try:
        return float(text)
    except ValueError:
        return text


def digits(value: float) -> str:
    """Return a number with all its digits; a sign after `e` would be a space in an address."""
    return repr(value).replace("e+", "e")


def columns(text: str) -> list[str]:
    """Return names of columns, with commas between them."""
    return [unquote(name) for name in text.split(",")]


def columns_text(names: Sequence[str]) -> str:
    """Return the text of names of columns."""
    return ",".join(quote(name, safe=" ()") for name in names)


def row(text: str) -> Any:
    """Return numbers with commas between them."""
    return tuple(number(each) for each in text.split(","))


def row_text(row: Sequence[float]) -> str:
    """Return the text of numbers, in all digits."""
    return ",".join(map(digits, row))


def rows(text: str) -> Any:
    """Return rows of numbers, with `_` between them."""
    return tuple(row(each) for each in text.split("_"))


def rows_text(rows: Sequence[Sequence[float]]) -> str:
    """Return the text of rows of numbers."""
    return "_".join(map(row_text, rows))


def half_steps(text: str) -> int:
    """Return half-steps from iterations, of which the last may be a half one."""
    if not re.fullmatch(r"[0-9]{1,7}(\.[05])?", text) or 2 * float(text) > _MOST_HALF_STEPS:
        wanted = f"a number from 0 to {_MOST_HALF_STEPS // 2:,}, in steps of a half"
        raise ValueError(refusal("Iteration", text, wanted))
    return int(2 * float(text))


def iterations(half_steps: int) -> str:
    """Return the text of half-steps, as iterations."""
    return f"{half_steps // 2}.5" if half_steps % 2 else str(half_steps // 2)


def point(text: str) -> int:
    """Return a point's index, from its number on the page."""
    number = whole(text)
    if not isinstance(number, int) or number < 1:
        raise ValueError(refusal("Point", text, "a whole number from 1"))
    return number - 1


def level(text: str) -> int:
    """Return a level of the lesson."""
    known = [str(i + 1) for i in range(len(LEVELS))]
    if text not in known:
        raise ValueError(refusal("Level", text, one_of(known)))
    return int(text)


def theme(text: str) -> str:
    """Return a theme."""
    if text not in THEMES:
        raise ValueError(refusal("Theme", text, one_of(THEMES)))
    return text


def panes(text: str) -> dict[str, dict[str, Any]]:
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
    yield whole(text)
    yield number(text)
    if "_" in text:
        yield [number(each) for each in text.split("_")]


_WORDS: Mapping[str, object] = {"none": None, "yes": True, "no": False}


def panes_text(panes: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text of open tools with their options."""
    written = []
    for name, options in panes.items():
        said = ";".join(f"{key}:{_option_text(value)}" for key, value in options.items())
        written.append(f"{name}({said})" if said else name)
    return ",".join(written)


def _option_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return next(word for word, meaning in _WORDS.items() if meaning is value)
    if isinstance(value, list | tuple):
        return "_".join(map(digits, value))
    return digits(value) if isinstance(value, int | float) else quote(value, safe=" ")


def hidden(text: str) -> tuple[str, ...]:
    """Return the parts of the page that are hidden."""
    names, unknown = parts.hidden(text)
    if unknown:
        raise PartlyError(unknown, names)
    return names
