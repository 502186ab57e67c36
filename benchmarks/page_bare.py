"""The plainest Panel page that does the same: a scatter, ellipses, and a button.

Served by `benchmarks.page` as the baseline. It sends as little as such a page can: colours as
numbers, one column of one source, and everything of a step in one message.
"""

import numpy as np
import panel as pn
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from datasets import load
from gmm_core import e_step, em_step, initialize

COLOURS = np.array([[204, 84, 0], [0, 120, 200], [0, 150, 90]], float)
RADII = np.sqrt(-2.0 * np.log([[0.05], [0.5]]))
ANGLES = np.linspace(0.0, 2.0 * np.pi, 60)
CIRCLE = np.stack([np.cos(ANGLES), np.sin(ANGLES)])

pn.extension()
arguments = {name: int(values[-1]) for name, values in pn.state.session_args.items()}
points = load("overlap", arguments.get("n", 300)).points
mixture = initialize(points, 3)


def colours():
    rgba = np.full((len(points), 4), 255, np.uint8)
    rgba[:, :3] = np.rint(e_step(points, mixture)[0] @ COLOURS)
    return rgba


def ellipses():
    roots = np.linalg.cholesky(mixture.covariances)
    return [
        [
            (mean[axis] + radius * (root @ CIRCLE)[axis])
            for radius in RADII
            for mean, root in zip(mixture.means, roots, strict=True)
        ]
        for axis in (0, 1)
    ]


x, y = points.T
dots = ColumnDataSource({"x": x, "y": y, "colour": colours()})
xs, ys = ellipses()
outlines = ColumnDataSource({"xs": xs, "ys": ys})
plot = figure(width=600, height=450)
plot.scatter("x", "y", size=7, fill_color="colour", line_color="white", source=dots)
plot.patches("xs", "ys", fill_alpha=0.1, line_color="black", source=outlines)
button = pn.widgets.Button(name="Step")


@pn.io.hold()
def step(_event):
    global mixture
    mixture = em_step(points, mixture)
    dots.data["colour"] = colours()
    xs, ys = ellipses()
    outlines.data = {"xs": xs, "ys": ys}


button.on_click(step)
pn.Column(button, pn.pane.Bokeh(plot)).servable()
