"""A plain Panel page with the content of ours: 14 classic widgets, two figures, a trace, a text.

Served by `benchmarks.page`, which compares what opening it costs.
"""

import panel as pn
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from app import lesson_text
from datasets import load
from gmm_core import EM, Timeline, initialize

pn.extension()
arguments = {name: int(values[-1]) for name, values in pn.state.session_args.items()}
points = load("overlap", 300).points
timeline = Timeline(EM(points, initialize(points, 3, seed=arguments.get("seed", 0))))
timeline.extend(20)
x, y = points.T


def pane():
    plot = figure(width=500, height=400)
    colours = ColumnDataSource({"x": x, "y": y, "colour": ["#777777"] * len(points)})
    plot.scatter("x", "y", size=7, fill_color="colour", source=colours)
    mixture = timeline.states[0].mixture
    plot.patches(xs=[[0.0, 1.0, 1.0]] * 6, ys=[[0.0, 0.0, 1.0]] * 6, fill_alpha=0.1)
    plot.scatter(*mixture.means.T, marker="cross", size=13)
    return pn.pane.Bokeh(plot)


trace = figure(width=1000, height=150)
trace.line(list(range(11)), [state.log_likelihood for state in timeline.states[::2]])
names = ("Reset", "Back", "Step", "E step", "M step", "Run", "New start")
buttons = [pn.widgets.Button(name=name) for name in names]
settings = [
    pn.widgets.Select(name="Data set", options=["blobs", "tilted", "overlap", "uneven"]),
    pn.widgets.IntInput(name="Points", value=300),
    pn.widgets.IntInput(name="Components", value=3),
    pn.widgets.Select(name="Covariance", options=["full", "tied", "diag", "spherical"]),
    pn.widgets.Select(name="Start", options=["spread", "random points"]),
    pn.widgets.Select(name="Speed", options=["1 / s", "2 / s", "5 / s", "20 / s"]),
    pn.widgets.IntSlider(name="Iteration", start=0, end=100),
]
pn.Row(
    pn.Column(
        pn.Row(*settings[:5]),
        pn.Row(pane(), pane()),
        pn.Row(*buttons, *settings[5:]),
        pn.pane.Bokeh(trace),
    ),
    pn.pane.Markdown(lesson_text.level("idea")),
).servable()
