"""A check that a model is of the kind that a function is for."""

from typing import Any


def check_model(value: Any, kind: type, name: str) -> None:
    """Refuse what is not a `kind`; a fit or a state is told to give what it holds."""
    if isinstance(value, kind):
        return
    held = [
        each
        for each in ("mixture", "experts", "posterior")
        if isinstance(getattr(value, each, None), kind)
    ]
    hint = f" Give its `.{held[0]}`." if held else ""
    raise TypeError(
        f"{name} must be of type {kind.__name__}; it was a {type(value).__name__}.{hint}"
    )
