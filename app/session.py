"""What one visitor has chosen, and how much of the runs that follow has been sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import param
from numpy.typing import NDArray
from param.parameters import NoNone

from app.by_hand import BY_HAND
from app.checking import one_of, refusal
from app.own_data import MissingError, Shelf
from app.restoring import Restoring
from app.runs import Runs, runs
from app.scenario import Scenario
from app.scenarios import SCENARIOS
from app.settings import MAX_SEED, Settings, changed, defaults
from app.starts import GIVEN
from app.uploads import Upload
from app.work import Jobs
from datasets import Dataset

# The browser is kept this many half-steps ahead of where it shows, or this many pieces if that is
# less; what is missing is sent once it is worth a message. A piece has at most so many half-steps
# times points times components, so that no piece keeps other visitors waiting.
AHEAD = 80
PIECES_AHEAD = 20
WORTH_SENDING = 52
WORK = 600_000

# With these, another seed would show the same start again.
WITHOUT_CHANCE = ("spread", BY_HAND, *GIVEN)

WELL_ON_ITS_WAY = 11


class Session(param.Parameterized):
    """One visitor's settings and runs; it knows nothing of Panel.

    The browser owns the cursor, so that stepping waits for nobody. `cursor` is the copy that the
    browser last told of; the runs are computed and sent ahead of it.
    """

    settings = param.ClassSelector(class_=Settings, allow_None=NoNone, instantiate=False)
    runs = param.ClassSelector(class_=Runs, allow_None=NoNone, instantiate=False)
    run = param.Integer(default=0, doc="Counts the runs, so that late messages can be told apart.")
    sent = param.Integer(default=0, bounds=(0, None), doc="Half-steps that the browser has.")
    cursor = param.Integer(default=0, bounds=(0, None), doc="Half-steps, as the browser told.")
    selected = param.Integer(default=0, bounds=(0, None), doc="The ringed point.")
    scenario = param.ClassSelector(class_=Scenario, doc="What the lesson opened, if it did.")

    def __init__(self, changes: Mapping[str, object] | None = None) -> None:
        settings = changed(defaults(), changes or {})
        begun = runs(settings)
        sent = begun.extend_to(_piece(settings))
        super().__init__(settings=settings, runs=begun, sent=sent, selected=_undecided(begun))
        self.jobs = Jobs()
        self.shelf = Shelf()
        if settings.own is not None:
            self.shelf.put(settings.own)
        self.upload: Upload | None = None
        self.restoring: Restoring | None = None

    def change(self, changes: Mapping[str, object]) -> bool:
        """Apply some settings and begin their run; if they are refused, nothing changes.

        Another data set ends what the lesson had opened.

        Returns
        -------
        bool
            Whether the data are others than before.

        Raises
        ------
        ValueError
            With a sentence for the visitor.
        """
        changes = self._with_own(changes)
        settings = changed(self.settings, changes)
        other_data = (settings.data, settings.own) != (self.settings.data, self.settings.own)
        return self.begin(settings, None if other_data else self.scenario)

    def is_as(self, values: Mapping[str, object]) -> bool:
        """Whether these settings are the session's, and changing them would change nothing.

        Raises
        ------
        ValueError
            If one of them is not possible.
        """
        try:
            return changed(self.settings, self._with_own(values)) == self.settings
        except MissingError:
            return False

    def open(self, name: object) -> bool:
        """Begin a scenario of the lesson, whatever was chosen before; see `change`.

        Raises
        ------
        ValueError
            If there is no such scenario; the message lists those that there are.
        """
        scenario = scenario_named(name)
        other_data = self.begin(settings_of(scenario), scenario)
        self.selected = _undecided(self.runs, scenario)
        return other_data

    def _with_own(self, changes: Mapping[str, object]) -> Mapping[str, object]:
        """Return changes with the visitor's own points in the place of their key."""
        key = changes.get("own")
        return {**changes, "own": self.shelf.named(key)} if isinstance(key, str) else changes

    def begin(self, settings: Settings, scenario: Scenario | None) -> bool:
        """Begin the run of these settings, and of what the lesson opened there; see `change`.

        Raises
        ------
        ValueError
            If the data do not allow such a start.
        """
        begun = runs(settings)
        if settings.own is not None:
            self.shelf.put(settings.own)
        sent = begun.extend_to(_piece(settings))
        same = _same(begun.dataset, self.runs.dataset)
        # The same data: whoever was following a point goes on following it, wherever an outlier is.
        same_data = np.array_equal(
            _without_outlier(begun, settings), _without_outlier(self.runs, self.settings)
        )
        following = same_data and self.selected < len(begun.dataset.points)
        self.param.update(
            settings=settings,
            runs=begun,
            run=self.run + 1,
            sent=sent,
            cursor=0,
            selected=self.selected if following else _undecided(begun, scenario),
            scenario=scenario,
        )
        self.jobs.keep_fitting(settings)
        return not same

    def close(self) -> None:
        """Give up whatever is being worked out for this visitor alone, who has gone."""
        self.jobs.close()

    def new_start(self) -> str:
        """Take the next seed; return a sentence if more than the seed had to change."""
        if self.settings.start in WITHOUT_CHANCE:
            self.change({"start": "random points"})
            return "That start has no chance in it, so the new one is drawn at random."
        self.change({"seed": (self.settings.seed + 1) % (MAX_SEED + 1)})
        return ""

    def move_to(self, cursor: int) -> range:
        """Note where the browser is; return the half-steps to be sent to it, computed."""
        self.cursor = min(cursor, self.sent)
        piece = _piece(self.settings)
        missing = self.cursor + min(AHEAD, PIECES_AHEAD * piece) - self.sent
        if missing < min(piece, WORTH_SENDING) or self.runs.ended_by(self.sent):
            return range(0)
        first, self.sent = self.sent + 1, self.runs.extend_to(self.sent + min(piece, missing))
        return range(first, self.sent + 1)

    def piece_from(self, first: int) -> range:
        """Return the half-steps of a piece that begins here, computed; empty past the end."""
        return range(first, self.runs.extend_to(first + _piece(self.settings) - 1) + 1)


def scenario_named(name: object) -> Scenario:
    """Return a scenario of the lesson.

    Raises
    ------
    ValueError
        If there is no such scenario; the message lists those that there are.
    """
    if not isinstance(name, str) or name not in SCENARIOS:
        raise ValueError(refusal("Scenario", name, one_of(SCENARIOS)))
    return SCENARIOS[name]


def settings_of(scenario: Scenario) -> Settings:
    """Return the settings that a scenario begins with."""
    other = {key: value for key, value in scenario.settings.items() if key != "data"}
    return changed(defaults(str(scenario.settings["data"])), other)


def _same(one: Dataset, other: Dataset) -> bool:
    if one is other:
        return True
    told = [
        (each.name, each.title, each.source, each.column_names, each.groups is None)
        for each in (one, other)
    ]
    arrays: list[list[Any]] = [[one.points, other.points], [one.groups, other.groups]]
    return told[0] == told[1] and all(np.array_equal(mine, theirs) for mine, theirs in arrays)


def _without_outlier(begun: Runs, settings: Settings) -> NDArray[np.float64]:
    points = begun.dataset.points
    return points if settings.outlier is None else points[:-1]


def _piece(settings: Settings) -> int:
    """Return an even number of half-steps, fewer for more points and components."""
    affordable = WORK // (settings.n * settings.k)
    return min(max(affordable // 2 * 2, 2), AHEAD)


def _undecided(begun: Runs, scenario: Scenario | None = None) -> int:
    """Return the point closest to "80 % one, 20 % another" where a run is opened, or soon after."""
    half_step = max(WELL_ON_ITS_WAY, 0 if scenario is None else scenario.half_step)
    begun.extend_to(half_step)
    responsibilities = begun.mixture.states[: half_step + 1][-1].responsibilities
    if responsibilities is None:
        return 0
    largest = np.sort(responsibilities, axis=1)[:, ::-1][:, :2]
    return int(np.abs(largest - [0.8, 0.2][: largest.shape[1]]).sum(axis=1).argmin())
