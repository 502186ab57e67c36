"""Which points are flagged, beside scikit-learn's densities and scores."""

import math

import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score

from app.measures import precision, recall
from app.messages import handle
from app.options import checked
from app.session import Session
from app.tools import TOOLS
from app.tools.anomaly import ANOMALY, PLANTED_SHARE
from app.view import View
from gmm_core import to_sklearn


@pytest.fixture(scope="module")
def session():
    session = Session({"data": "anomalies"})
    while session.move_to(session.sent):
        pass
    return session


def seen(session, half_step=None, **given):
    """A view with the tool open, and what the tool shows in it."""
    options = checked(ANOMALY.options, given)
    half_step = session.sent if half_step is None else half_step
    view = View(session.settings, session.runs, half_step, 0, {"anomaly": options})
    return view, ANOMALY.show(view, options)


def densities(view):
    return to_sklearn(view.mixture.mixture).score_samples(view.runs.dataset.points)


@pytest.mark.parametrize("half_step", [0, 1, 2, 9, None])
@pytest.mark.parametrize("share", [None, 0.001, 0.1, 0.5])
def test_the_least_likely_share_is_flagged(session, half_step, share):
    given = {} if share is None else {"share": share}
    view, answer = seen(session, half_step, **given)
    values = densities(view)
    count = math.floor((PLANTED_SHARE if share is None else share) * 450 + 0.5)
    assert answer["flagged"].dtype == np.uint32
    assert {*answer["flagged"].tolist()} == {*np.argsort(values)[:count].tolist()}
    assert (answer["n"], answer["share"]) == (450, count / 450)
    if count:
        assert answer["threshold"] == pytest.approx(np.sort(values)[count - 1], abs=1e-9)


@pytest.mark.parametrize("threshold", [-1e300, -30.0, -9.5, -7.0, -4.0, 1e300])
def test_a_threshold_flags_what_is_at_or_below_it(session, threshold):
    view, answer = seen(session, by="density", threshold=threshold)
    flagged = np.flatnonzero(densities(view) <= threshold)
    assert answer["flagged"].tolist() == flagged.tolist()
    assert answer["threshold"] == threshold
    assert answer["share"] == len(flagged) / 450


def test_either_slider_says_what_the_other_would(session):
    for share in np.linspace(0.002, 0.5, 12):
        _, by_share = seen(session, share=float(share))
        _, by_density = seen(session, by="density", threshold=by_share["threshold"])
        assert by_share["flagged"].tolist() == by_density["flagged"].tolist()
        assert by_share["share"] == by_density["share"]
        low, high = by_share["range"]
        assert low <= by_share["threshold"] <= high


@pytest.mark.parametrize("given", [{}, {"share": 0.2}, {"by": "density", "threshold": -8.0}])
def test_precision_and_recall_are_scikit_learns(session, given):
    view, answer = seen(session, **given)
    flagged = np.isin(np.arange(450), answer["flagged"])
    truth = session.runs.dataset.groups == 3
    assert answer["planted"] == {
        "total": 15,
        "caught": int((flagged & truth).sum()),
        "precision": pytest.approx(precision_score(truth, flagged)),
        "recall": pytest.approx(recall_score(truth, flagged)),
    }
    assert precision(view) == answer["planted"]["precision"]
    assert recall(view) == answer["planted"]["recall"]


def test_with_nothing_flagged_there_is_no_precision(session):
    view, answer = seen(session, share=0.0)
    assert (answer["flagged"].size, answer["threshold"]) == (0, None)
    assert (answer["planted"]["precision"], answer["planted"]["recall"]) == (None, 0.0)
    assert precision(view) is None


def test_where_nothing_was_planted_nothing_is_said_of_it():
    session = Session({"data": "faithful"})
    view, answer = seen(session, 0, share=0.1)
    assert answer["planted"] is None
    assert len(answer["flagged"]) == 27
    assert precision(view) is None
    assert recall(view) is None


def test_there_is_no_number_while_the_tool_is_closed(session):
    view = View(session.settings, session.runs, session.sent, 0)
    assert precision(view) is None
    assert recall(view) is None


def test_many_points_travel_as_indices():
    session = Session({"data": "uneven", "n": 100_000})
    view, answer = seen(session, 0, share=0.5)
    assert answer["flagged"].nbytes == 4 * 50_000
    assert (densities(view)[answer["flagged"]] <= answer["threshold"] + 1e-9).all()


@pytest.mark.parametrize(
    "given",
    [
        *({"share": value} for value in (-0.01, 0.51, math.nan, "0.1", True, None, [0.1], 10**400)),
        *({"threshold": value} for value in (math.nan, math.inf, -math.inf, "-8", None, False)),
        *({"by": value} for value in ("Share", "", None, 1, ["share"], "x" * 10**6)),
        {"colour": "red"},
    ],
    ids=lambda given: repr(given)[:40],
)
def test_impossible_options_are_refused_with_a_sentence(session, given):
    assert TOOLS["anomaly"] is ANOMALY
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"anomaly": given}}
    (answer,) = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
    assert len(answer["notice"]) < 200
