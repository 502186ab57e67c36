"""What a visitor can choose, declared once: every value is checked here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import datasets
from app import by_hand
from app.by_hand import BY_HAND
from app.checking import LARGEST_COORDINATE, checked_whole, is_number, is_row, one_of, refusal
from app.limits import LIMITS
from app.models import MODELS
from app.own_data import OWN, Own
from app.starts import GIVEN, starts_of
from datasets import Entry
from gmm_core import COVARIANCE_TYPES
from gmm_core.initialization import METHODS

MIN_COMPONENTS = 1
MAX_COMPONENTS = min(10, LIMITS.components)
MAX_SEED = 2**31 - 1
STARTS = tuple(METHODS)
BEGINNINGS = ("start", "maximum")


@dataclass(frozen=True)
class Settings:
    """One choice of everything; equal settings give equal runs on every machine."""

    data: str
    n: int
    columns: tuple[str, str]
    data_seed: int
    k: int
    covariance: str
    start: str
    seed: int
    model: str = "EM"
    strength: float | None = None
    """What the model adds; None for one that adds nothing."""
    means: tuple[tuple[float, float], ...] | None = None
    """Where a person put the means; only with the start BY_HAND, and None otherwise."""
    covariances: tuple[tuple[float, float, float], ...] | None = None
    """xx, xy and yy of each component put by hand; None for those of all points together."""
    weights: tuple[float, ...] | None = None
    """Those of components put by hand; None for equal ones."""
    outlier: tuple[float, float] | None = None
    """Where a person put one point more than the data have; None for none."""
    begin: str = "start"
    """Whether runs begin at that start, or at the maximum that plain EM reaches from it."""
    own: Own | None = None
    """A visitor's own points, if `data` says so."""


POINTS = ("data", "n", "data_seed", "columns", "outlier", "own")
"""The settings that say which points there are."""


def defaults(data: str = "tilted") -> Settings:
    """Return the settings that a data set is first shown with.

    Raises
    ------
    ValueError
        If there is no such data set.
    """
    if not isinstance(data, str) or data not in datasets.names():
        raise ValueError(refusal("Data set", data, one_of(datasets.names())))
    return _defaults_of(datasets.describe(data))


def entry_of(settings: Settings) -> Entry:
    """Return what is known of the data without making them: shipped ones, or a visitor's own."""
    return datasets.describe(settings.data) if settings.own is None else settings.own.entry


def loading(settings: Settings) -> str:
    """Return the Python that loads the points of a shipped or generated set, by its name."""
    entry = datasets.describe(settings.data)
    arguments = [repr(settings.data)]
    if entry.n_points_may_be_chosen:
        arguments += [str(settings.n), f"seed={settings.data_seed}"]
    if settings.columns != entry.default_columns:
        arguments.append(f"columns={list(settings.columns)}")
    return f"load({', '.join(arguments)}).points"


def _defaults_of(entry: Entry, own: Own | None = None) -> Settings:
    return Settings(
        data=entry.name,
        n=min(entry.default_points, most_points(entry)),
        columns=entry.default_columns,
        data_seed=entry.default_seed,
        k=min(entry.default_components, MAX_COMPONENTS),
        covariance="full",
        start=entry.default_start,
        seed=0,
        own=own,
    )


def changed(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """Return the settings with some of them changed, every value checked.

    Another data set brings its own defaults, because the number of components that suits one
    seldom suits the next; whatever else is named in the same change is kept.

    Raises
    ------
    ValueError
        If a name or value is not possible; the message says which, and what it may be.
    """
    unknown = [name for name in changes if name not in _CHECKS]
    if unknown:
        raise ValueError(refusal("Setting", unknown[0], one_of(_CHECKS)))
    others = _other_data(changes, settings)
    if others is not None:
        settings = replace(
            others,
            covariance=settings.covariance,
            model=settings.model,
            strength=settings.strength,
        )
    if "model" in changes:
        settings = _with_model(settings, changes["model"])
    checked = {name: _CHECKS[name](value, settings) for name, value in changes.items()}
    if {"start", *by_hand.PARTS} & set(checked):
        # A maximum belongs to the start that it was reached from.
        checked = {"begin": "start"} | checked
    if checked.get("means") is not None:
        # Means say how many there are and that they were put by hand, whatever else is named;
        # shapes and weights that are not named with them are the usual ones.
        hand = {"k": len(checked["means"]), "start": BY_HAND}
        return _together(replace(settings, **_WITHOUT_HAND | checked | hand))
    if settings.means is not None and {"k", "start", "n", "columns", "means"} & set(checked):
        # What was put by hand belongs to this start, on these points.
        usual = entry_of(settings).default_start
        checked = {"start": usual} | _WITHOUT_HAND | checked
    given = GIVEN.get(checked.get("start", settings.start))
    if given is not None and "start" in checked:
        # A start given by its parameters says how many components there are.
        checked = checked | {"k": given.n_components}
    elif given is not None and checked.get("k", settings.k) != given.n_components:
        checked = {"start": datasets.describe(settings.data).default_start} | checked
    if "columns" in checked:
        checked = {"outlier": None} | checked
    return _together(replace(settings, **checked))


_WITHOUT_HAND: dict[str, Any] = dict.fromkeys(by_hand.PARTS)


def _together(settings: Settings) -> Settings:
    """Return the settings, if what was put by hand fits together."""
    by_hand.check_together(settings.means, settings.covariances, settings.weights)
    return settings


def _other_data(changes: Mapping[str, object], settings: Settings) -> Settings | None:
    """Return the defaults of the data that a change brings, or None if it brings no others."""
    own, data = changes.get("own"), changes.get("data", settings.data)
    if isinstance(own, Own) and own != settings.own:
        return _defaults_of(own.entry, own)
    if data == settings.data or (data == OWN and settings.own is not None):
        return None
    return defaults(data)  # type: ignore[arg-type]


def _with_model(settings: Settings, value: object) -> Settings:
    """Another model brings its own default strength, and may bear fewer components."""
    name = _choice("Model", tuple(MODELS))(value, settings)
    if name == settings.model:
        return settings
    model = MODELS[name]
    strength = None if model.strength is None else model.strength.default
    k = min(settings.k, most_components(name))
    if k < settings.k and settings.means is not None:
        usual = entry_of(settings).default_start
        settings = replace(settings, start=usual, **_WITHOUT_HAND)
    return replace(settings, model=name, strength=strength, k=k)


def _components(value: object, settings: Settings) -> int:
    most = most_components(settings.model)
    return checked_whole("Components", value, MIN_COMPONENTS, most)


def _strength(value: object, settings: Settings) -> float | None:
    strength = MODELS[settings.model].strength
    if strength is None:
        if value is not None:
            raise ValueError(refusal("Strength", value, f"left out for {settings.model}"))
        return None
    if not is_number(value) or not strength.low <= value <= strength.high:  # type: ignore[operator]
        wanted = f"a number from {strength.low:g} to {strength.high:g}"
        raise ValueError(refusal(strength.label, value, wanted))
    return float(value)  # type: ignore[arg-type]


def _whole(label: str, low: int, high: int) -> Callable[[object, Settings], Any]:
    def check(value: object, _settings: Settings) -> int:
        return checked_whole(label, value, low, high)

    return check


def _choice(label: str, choices: tuple[str, ...]) -> Callable[[object, Settings], Any]:
    def check(value: object, _settings: Settings) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(refusal(label, value, one_of(choices)))
        return value

    return check


def _start(value: object, settings: Settings) -> str:
    start: str = _choice("Start", STARTS + starts_of(settings.data))(value, settings)
    return start


def _data(value: object, settings: Settings) -> str:
    # Other data have been looked up already.
    if value != settings.data:
        raise ValueError(refusal("Data set", value, settings.data))
    return settings.data


def _own(value: object, settings: Settings) -> Own | None:
    if value != settings.own:
        raise ValueError(refusal("Own data", value, "what was read or drawn in this visit"))
    return settings.own


def _points(value: object, settings: Settings) -> int:
    entry = entry_of(settings)
    return checked_whole("Points", value, entry.min_points, most_points(entry))


def most_components(model: str) -> int:
    """Return how many components a model may have here."""
    return min(MODELS[model].max_components, LIMITS.components)


def most_points(entry: Entry) -> int:
    """Return how many points a data set may have here; real ones have as many as they have."""
    return max(entry.min_points, min(entry.max_points, LIMITS.points))


def _columns(value: object, settings: Settings) -> tuple[str, str]:
    known = entry_of(settings).columns
    chosen = tuple(value) if isinstance(value, list | tuple) else ()
    both = len(chosen) == 2 and all(isinstance(name, str) and name in known for name in chosen)
    if not both or chosen[0] == chosen[1]:
        raise ValueError(refusal("Columns", value, f"two different ones of {', '.join(known)}"))
    return chosen


def _means(value: object, settings: Settings) -> tuple[tuple[float, float], ...] | None:
    return by_hand.checked_means(value, MIN_COMPONENTS, most_components(settings.model))


def _covariances(value: object, _settings: Settings) -> object:
    return by_hand.checked_covariances(value)


def _weights(value: object, _settings: Settings) -> object:
    return by_hand.checked_weights(value)


def _outlier(value: object, _settings: Settings) -> tuple[float, float] | None:
    if value is None:
        return None
    if not is_row(value, 2):
        wanted = f"a pair of numbers no larger than {LARGEST_COORDINATE:g}"
        raise ValueError(refusal("Outlier", value, wanted))
    pair: Any = value
    return float(pair[0]), float(pair[1])


_CHECKS: dict[str, Callable[[object, Settings], Any]] = {
    "data": _data,
    "n": _points,
    "columns": _columns,
    "data_seed": _whole("Data seed", 0, MAX_SEED),
    "k": _components,
    "covariance": _choice("Covariance", tuple(COVARIANCE_TYPES)),
    "start": _start,
    "seed": _whole("Seed", 0, MAX_SEED),
    "model": _choice("Model", tuple(MODELS)),
    "strength": _strength,
    "means": _means,
    "covariances": _covariances,
    "weights": _weights,
    "outlier": _outlier,
    "begin": _choice("Beginning", BEGINNINGS),
    "own": _own,
}
