"""Which model the mixture's pane shows; the settings hold the choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.models import MODELS
from app.tools._tool import Message, Tool
from app.view import View


def show(view: View, _options: Mapping[str, Any]) -> Message:
    """Return the models that there are, and what is chosen."""
    return {
        "models": [[name, model.title] for name, model in MODELS.items()],
        "model": view.settings.model,
    }


MODEL = Tool({}, show)
