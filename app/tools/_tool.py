"""What every tool beside the picture is: options, and what it shows of a view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.options import Option
from app.session import Session
from app.view import View
from app.work import Task

Message = dict[str, Any]


@dataclass(frozen=True)
class Tool:
    """Something that can be opened beside the picture.

    Attributes
    ----------
    options : mapping of str to Option
        What the reader can set.
    show : callable
        ``show(view, options)`` returns what the browser needs to draw it: plain values and
        arrays. The options have been checked, and all of them are there.
    work : callable, optional
        ``work(session, options)`` returns what has to be worked out for it, if it takes long.
    """

    options: Mapping[str, Option]
    show: Callable[[View, Mapping[str, Any]], Message]
    work: Callable[[Session, Mapping[str, Any]], Task] | None = None
