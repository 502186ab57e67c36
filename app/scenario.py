"""What a scenario of the lesson is: a named state of the page, and the numbers it claims."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Options = Mapping[str, object]

# A half-step beyond the end of any run, which has at most 1,000 iterations.
TO_THE_END: Final = 2_002


@dataclass(frozen=True)
class Claim:
    """A number that the lesson states, and the range in which it has to lie.

    Attributes
    ----------
    measure : str
        The key of the number in `app.measures.MEASURES`.
    says : str
        What the number is, in a few words.
    at_least, at_most : float
        The range; a claim without one only shows its number.
    form : str
        The key of how the number is written, in `app.claims.FORMS`.
    at_end : bool
        Whether the claim is about the end of both runs, not about the state that is shown.
    """

    measure: str
    says: str
    at_least: float = -math.inf
    at_most: float = math.inf
    form: str = "index"
    at_end: bool = False


@dataclass(frozen=True)
class Scenario:
    """A named state of the page.

    Attributes
    ----------
    name : str
        As it stands in addresses.
    level : int
        Of the lesson, from 1.
    title : str
    settings : mapping
        What differs from the defaults; see `app.settings`.
    half_step : int
        Where the run is opened.
    tools : mapping of str to mapping
        The tools that are open beside the picture, each with the options that it begins with.
    points_at : str
        The `data-ref` of the part of the page to look at first.
    claims : tuple of Claim
    """

    name: str
    level: int
    title: str
    settings: Options
    half_step: int = 0
    tools: Mapping[str, Options] = field(default_factory=dict)
    points_at: str = "mixture-plot"
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Mission:
    """Something for the reader to bring about, which the page recognizes.

    Attributes
    ----------
    name : str
        Its text is the section of this name in `lesson/missions.md`.
    level : int
    settings : mapping
        The settings that have to be as they are here.
    claims : tuple of Claim
        Done when all of them hold.
    """

    name: str
    level: int
    settings: Options
    claims: tuple[Claim, ...]
