"""The parts that an address hides."""

import re

import pytest

from app.bundle import style_sheet
from app.parts import PARTS, hidden

STYLE = style_sheet()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ()),
        ("lesson", ("lesson",)),
        ("story,lesson", ("lesson", "story")),
        (" lesson , ,lesson", ("lesson",)),
        (",".join(PARTS), tuple(PARTS)),
    ],
)
def test_parts_are_hidden_by_name(asked, found):
    assert hidden(asked) == (found, "")


def test_an_unknown_part_is_named_and_the_others_are_hidden():
    found, said = hidden("lesson,<img>,story")
    assert found == ("lesson", "story")
    assert "'<img>'" in said
    assert all(name in said for name in PARTS)


def test_every_part_has_a_rule():
    assert set(re.findall(r'\[data-hide~="(\w+)"\]', STYLE)) == set(PARTS)
