"""How many components stay, beside scikit-learn's variational mixtures."""

import numpy as np
import pytest
from sklearn.mixture import BayesianGaussianMixture
from threadpoolctl import threadpool_limits

from app.messages import handle
from app.session import Session
from app.settings import changed, defaults
from app.tools.concentration import (
    CONCENTRATIONS,
    N_STARTS,
    SKEWED,
    count,
    ended,
    falls,
    in_use,
    rises,
    skewed_settings,
)
from gmm_core import active_components, variational_start

from .asking import result_of

OTHER_SEEDS = range(20, 30)
ENOUGH = 8


def silent():
    """Tell nobody how far it is."""


def opened(seed=None, name="dirichlet"):
    session = Session()
    session.open(name)
    if seed is not None:
        session.change({"data_seed": seed})
    while session.move_to(session.sent):
        pass
    return session


def looked(session, options=None):
    tools = {"weights": options or {}, "concentration": {"started": True}}
    message = {"do": "look", "run": session.run, "cursor": session.sent, "tools": tools}
    [answer] = handle(session, message)
    return answer


def judged(seed=None, name="dirichlet"):
    """The scenario's claims once everything in it has been worked out."""
    session = opened(seed, name)
    result_of(session, "concentration")
    told = looked(session)["claims"]
    session.close()
    return [(claim["says"], claim["value"], claim["verdict"]) for claim in told]


def test_the_claims_hold():
    told = judged()
    assert len(told) == 6
    assert {verdict for *_, verdict in told} == {"holds"}, told


def test_the_claims_about_skewed_groups_hold_with_them_on_the_screen():
    told = judged(name="concentration")
    assert [verdict for *_, verdict in told] == ["shown", "holds", "holds"]


def test_the_claims_hold_on_most_other_draws():
    told = [judged(seed) for seed in OTHER_SEEDS]
    held = [all(verdict == "holds" for *_, verdict in claims) for claims in told]
    assert sum(held) >= ENOUGH, told


class FromShares(BayesianGaussianMixture):
    """scikit-learn's, from given responsibilities."""

    def _initialize_parameters(self, X, *_arguments, **_options):  # noqa: N803
        self._initialize(X, self.shares)


def test_weights_are_scikit_learns_from_the_same_shares():
    session = opened()
    run, points = session.runs.mixture, session.runs.dataset.points
    last = run.states[-1]
    theirs = FromShares(
        n_components=20,
        weight_concentration_prior_type="dirichlet_process",
        weight_concentration_prior=0.05,
        reg_covar=0.0,
        tol=0.0,
        max_iter=last.iteration,
    )
    # The page's first posterior was made of these: the clusters of its start.
    theirs.shares = variational_start(points, 20, "k-means", session.settings.seed)
    with threadpool_limits(1), pytest.warns(UserWarning, match="did not converge"):
        theirs.fit(points)
    np.testing.assert_allclose(last.mixture.weights, theirs.weights_, atol=1e-4)
    shown = looked(session)["tools"]["weights"]
    assert shown["active"] == len(active_components(theirs.weights_)) == 3


def test_bars_are_the_weights_by_number_or_by_size():
    session = opened()
    weights = session.runs.mixture.states[-1].mixture.weights
    told = looked(session)["tools"]["weights"]
    assert [bar["component"] for bar in told["weights"]] == list(range(20))
    assert [bar["weight"] for bar in told["weights"]] == weights.tolist()
    told = looked(session, {"sorted": True})["tools"]["weights"]
    assert [bar["weight"] for bar in told["weights"]] == sorted(weights, reverse=True)
    assert {bar["component"] for bar in told["weights"]} == set(range(20))


def test_what_is_counted_is_where_the_pages_own_run_ends():
    session = opened()
    found = result_of(session, "concentration")
    assert found["concentrations"] == list(CONCENTRATIONS)
    for strength, model in ((0.001, "process"), (1000.0, "dirichlet")):
        session.change({"model": model, "strength": strength})
        # Another strength is about the same question.
        assert looked(session)["tools"]["concentration"]["found"] == found
        assert looked(session)["tools"]["concentration"]["at"] == strength
        while session.move_to(session.sent):
            pass
        end = session.runs.mixture.states[-1].mixture.weights
        at = CONCENTRATIONS.index(strength)
        assert found[model][at] == len(active_components(end))
    session.change({"data_seed": 5})
    assert looked(session)["tools"]["concentration"]["found"] is None
    session.close()


def test_progress_is_true_and_it_can_be_given_up():
    shares = []

    def tell(share):
        shares.append(share)
        if share > 0.1:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        count(changed(defaults("blobs"), {"n": 60, "model": "process"}), tell)
    assert shares == sorted(shares)


def test_the_skewed_start_is_the_one_of_the_highest_bound():
    found = count(changed(defaults("blobs"), {"n": 60}), lambda _share: None)
    settings = skewed_settings(defaults("blobs").data_seed)
    lowest = CONCENTRATIONS[0]
    states = {
        seed: ended(changed(settings, {"seed": seed}), lowest, silent) for seed in range(N_STARTS)
    }
    best = max(states, key=lambda seed: states[seed].objective)
    from_it = changed(settings, {"seed": best})
    counts = [in_use(ended(from_it, each, silent)) for each in CONCENTRATIONS]
    assert found["skewed"] == counts
    # On the page's own data it never falls, not even in between.
    assert (np.diff(counts) >= 0).all()
    assert counts[-1] > counts[0]


def test_falls_and_rises_are_counted_at_every_second_concentration():
    assert (falls([3, 9, 3, 2, 4, 3, 4]), rises([3, 9, 3, 2, 4, 3, 4])) == (0, 1)
    assert (falls([5, 5, 4, 4, 4, 4, 6]), rises([5, 5, 4, 4, 4, 4, 6])) == (1, 1)


def test_a_reader_can_keep_five():
    session = Session()
    session.open("dirichlet")
    [at] = [
        each
        for each in CONCENTRATIONS
        if in_use(ended(skewed_settings(session.settings.data_seed), each, silent)) == 5
    ]
    session.change({**SKEWED, "strength": at})
    while session.move_to(session.sent):
        pass
    assert "keep-five" in looked(session)["missions"]
    session.change({"strength": CONCENTRATIONS[0]})
    while session.move_to(session.sent):
        pass
    assert "keep-five" not in looked(session)["missions"]


@pytest.mark.parametrize("options", [{"sorted": 1}, {"sorted": "yes"}, {"order": True}])
def test_impossible_options_are_refused_with_a_sentence(options):
    session = Session()
    message = {"do": "look", "run": session.run, "cursor": 0, "tools": {"weights": options}}
    [answer] = handle(session, message)
    assert answer["kind"] == "refusal"
    assert answer["notice"].endswith(".")
