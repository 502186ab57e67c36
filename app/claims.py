"""Claims held against what is on the screen: the number, as it is written, and whether it holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any, Final

from app.measures import MEASURES
from app.scenario import Claim, Mission
from app.view import View

FORMS: Final = MappingProxyType[str, Callable[[float], str]](
    {
        "index": lambda value: f"{value + 0.0:.2f}",
        "share": lambda value: f"{100 * value:.0f} %",
        "degrees": lambda value: f"{value:.0f}°",
        "count": lambda value: f"{value:,.0f}",
        "exact": lambda value: "0" if value == 0 else _power(value, 1),
        "rough": lambda value: f"{value:.1f}",
        "fine": lambda value: f"{value:.4f}",
        "nats": lambda value: _small(value),
        "total": lambda value: f"{value:,.1f}",
    }
)
"""How numbers are written, by what kind of number they are."""

UNKNOWN = "–"
_RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _small(value: float) -> str:
    """Return three digits, whatever the size; as `small` in static/format.js."""
    size = abs(value)
    if size != 0 and not 1e-4 <= size < 1e5:
        return _power(value, 2)
    return f"{value:.3g}" if size < 999.5 else f"{value:,.0f}"


def _power(value: float, digits: int) -> str:
    """Return a number as so many decimals times a power of ten, as the page writes it."""
    factor, exponent = f"{value:.{digits}e}".split("e")
    return f"{factor} × 10{str(int(exponent)).translate(_RAISED)}"


def judged(claims: Iterable[Claim], view: View) -> list[dict[str, Any]]:
    """Return each claim with its number: `says`, `value`, `wanted` and `verdict`.

    The verdict is `holds`, `fails`, `open` while the number does not exist or the run has not
    come so far as the claim means, or `shown` if the claim has no range.
    """
    return [_judged(claim, view) for claim in claims]


def done(mission: Mission, view: View) -> bool:
    """Return whether the reader has brought about what a mission asks for."""
    settings = vars(view.settings)
    as_asked = all(settings[name] == value for name, value in mission.settings.items())
    return as_asked and all(row["verdict"] == "holds" for row in judged(mission.claims, view))


def _judged(claim: Claim, view: View) -> dict[str, Any]:
    value = MEASURES[claim.measure](view)
    return {
        "says": claim.says,
        "value": UNKNOWN if value is None else written(value, claim.form),
        "wanted": _wanted(claim),
        "verdict": _verdict(claim, value, view),
    }


def _verdict(claim: Claim, value: float | None, view: View) -> str:
    if math.isinf(claim.at_least) and math.isinf(claim.at_most):
        return "shown"
    if value is None:
        return "open"
    if claim.at_least <= value <= claim.at_most:
        return "open" if claim.at_end and not view.ended else "holds"
    return "open" if claim.at_end and not view.ended else "fails"


def _wanted(claim: Claim) -> str:
    # Nothing is nothing, whatever the digits of the number beside it.
    bounds = (claim.at_least, claim.at_most)
    low, high = ("0" if bound == 0 else written(bound, claim.form) for bound in bounds)
    if math.isinf(claim.at_least) and math.isinf(claim.at_most):
        return ""
    if low == high:
        return low
    if math.isinf(claim.at_most):
        return f"at least {low}"
    return f"at most {high}" if math.isinf(claim.at_least) else f"{low} to {high}"


def written(value: float, form: str) -> str:
    """Return a number as it is written on the page, with a true minus sign."""
    return "" if math.isinf(value) else FORMS[form](value).replace("-", "−")
