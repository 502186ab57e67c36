"""An app such as anyone may write with Panel, with two steppers in it; test_boxed.py serves it."""

import panel as pn

from app import EMStepper
from datasets import load

pn.extension()

faithful = EMStepper(load("faithful").points, n_components=2, seed=3)
iris = EMStepper(load("iris").points, hide=(), height=800)


def told(_cursor: int) -> str:
    """Say what Python knows of the first one."""
    return f"{faithful.cursor} half-steps: {faithful.log_likelihood!r}"


pn.Column(
    "# Waiting times",
    faithful,
    pn.pane.Str(pn.bind(told, faithful.param.cursor), name="told"),
    iris,
    sizing_mode="stretch_width",
).servable(title="Another page")
