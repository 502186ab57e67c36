"""The page: what a visitor chooses, what the engine makes of it, and how it reaches the browser."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.viewer import EMStepper

__all__ = ["EMStepper"]


def __getattr__(name: str) -> Any:
    """Import the viewer when it is asked for: the rest of the package does without Panel."""
    if name == "EMStepper":
        _refuse_other_datasets()
        from app.viewer import EMStepper

        return EMStepper
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _refuse_other_datasets() -> None:
    """Say so where Python finds another package of that name, which many people have."""
    found = find_spec("datasets")
    where = Path(found.origin).parent if found is not None and found.origin else None
    ours = Path(__file__).parent.parent
    if where is not None and where.parent != ours:
        raise ImportError(
            f"EM Stepper has a package named datasets, and Python finds another one first, in "
            f"{where}. Use an environment without it, or put {ours} first on the path before "
            f"either is imported: sys.path.insert(0, {str(ours)!r})."
        )
