"""Results are kept by number and by weight, so that large ones are not kept by the dozen."""

from hypothesis import given
from hypothesis import strategies as st

from app.kept import kept
from app.runs import runs
from app.session import Session

MOST, TOTAL = 4, 10


@given(st.lists(st.integers(1, 12), max_size=40))
def test_only_the_last_few_are_kept_and_only_so_much(asked):
    worked_out = []

    @kept(MOST, lambda weight: weight, TOTAL)
    def work_out(weight):
        worked_out.append(weight)
        return [weight]

    expected = []  # by the same rule, written plainly
    for weight in asked:
        before = len(worked_out)
        assert work_out(weight) == [weight]
        assert (len(worked_out) == before) == (weight in expected)
        expected = [each for each in expected if each != weight] + [weight]
        while len(expected) > 1 and (len(expected) > MOST or sum(expected) > TOTAL):
            expected.pop(0)


def test_what_is_kept_is_the_same_thing_until_it_is_cleared():
    @kept(MOST, lambda _name: 1)
    def make(_name):
        return object()

    one = make("a")
    assert make("a") is one
    make.cache_clear()
    assert make("a") is not one


def test_visitors_share_small_runs_and_few_large_ones():
    small = Session().settings
    assert runs(small) is runs(small)
    session = Session({"data": "blobs"})
    session.change({"n": 100_000, "k": 10})
    first = session.settings
    before = runs(first)
    assert runs(first) is before
    assert before.weight == 1_000_000
    for _ in range(3):
        session.new_start()
    assert runs(first) is not before
