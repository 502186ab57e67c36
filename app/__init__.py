"""The page: what a visitor chooses, what the engine makes of it, and how it reaches the browser."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.viewer import EMStepper

__all__ = ["EMStepper"]


def __getattr__(name: str) -> Any:
    """Import the viewer when it is asked for: the rest of the package does without Panel."""
    if name == "EMStepper":
        from app.viewer import EMStepper

        return EMStepper
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
