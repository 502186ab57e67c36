"""Soft k-means held against k-means: the same at every iteration once σ is small enough."""

import numpy as np
import pytest
from sklearn.cluster import KMeans

from app.messages import handle
from app.session import Session

from .asking import take_to_the_end


@pytest.fixture
def session():
    opened = Session()
    opened.open("limit")
    take_to_the_end(opened)
    return opened


def looked(session, cursor=None, **options):
    at = session.sent if cursor is None else cursor
    asked = {"do": "look", "run": session.run, "cursor": at, "tools": {"harden": options}}
    [answer] = handle(session, asked)
    return answer["tools"]["harden"], answer["claims"]


def test_every_iteration_is_one_of_scikit_learns_k_means(session):
    points, start = session.runs.dataset.points, session.runs.kmeans.states[0].centroids
    states = session.runs.mixture.states
    assert len(states) > 9
    for iteration in range(1, len(states) // 2 + 1):
        theirs = KMeans(len(start), init=start, n_init=1, tol=0, max_iter=iteration).fit(points)
        np.testing.assert_allclose(states[2 * iteration].centroids, theirs.cluster_centers_)
        if 2 * iteration + 1 < len(states):
            shares = states[2 * iteration + 1].responsibilities
            np.testing.assert_array_equal(shares.argmax(axis=1), theirs.labels_)


def test_nothing_is_elsewhere_at_any_iteration(session):
    shown, claims = looked(session)
    assert (shown["certainty"], shown["elsewhere"]) == (1.0, 0)
    assert shown["off"] <= 1e-6
    assert [claim["verdict"] for claim in claims] == ["holds", "holds"]
    assert shown["mixture"]["centre"] == pytest.approx(shown["kmeans"]["centre"])
    assert shown["mixture"]["held"] == shown["kmeans"]["held"]


def test_one_iteration_apart_is_not_forgotten(session):
    session.change({"strength": 0.5})
    take_to_the_end(session)
    soft, hard = session.runs.mixture.states, session.runs.kmeans.states
    far = [
        np.count_nonzero(
            soft[min(e, len(soft) - 1)].responsibilities.argmax(axis=1)
            != hard[min(e, len(hard) - 1)].labels
        )
        for e in range(1, session.sent + 1, 2)
    ]
    shown, claims = looked(session)
    assert shown["elsewhere"] == max(far) > far[-1]
    assert [claim["verdict"] for claim in claims] == ["fails", "fails"]
    assert shown["certainty"] < 0.95


def test_the_updates_are_averages(session):
    session.change({"strength": 0.3})
    take_to_the_end(session)
    shown, _ = looked(session, 4, component=1)
    points = session.runs.dataset.points
    shares = session.runs.mixture.states[3].responsibilities[:, 1]
    labels = session.runs.kmeans.states[3].labels
    assert shown["mixture"]["centre"] == pytest.approx(np.average(points, axis=0, weights=shares))
    assert shown["mixture"]["held"] == pytest.approx(shares.sum())
    assert shown["kmeans"]["centre"] == pytest.approx(points[labels == 1].mean(axis=0))
    assert shown["kmeans"]["held"] == np.count_nonzero(labels == 1)


def test_before_the_first_halves_there_is_nothing_to_compare(session):
    start, after_e = looked(session, 0)[0], looked(session, 1)[0]
    assert start == {
        "component": 0,
        "certainty": None,
        "elsewhere": None,
        "off": None,
        "mixture": None,
        "kmeans": None,
    }
    assert (after_e["elsewhere"], after_e["off"], after_e["mixture"]) == (0, None, None)


def test_very_many_points_are_not_compared(session):
    session.change({"n": 2001})
    assert looked(session, 1)[0]["elsewhere"] is None
