"""The documentation's examples run, in order, and print what the page says they print."""

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ["gmm_core.md"]
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?")


class RoundedNumbers(doctest.OutputChecker):
    """Numbers may differ by one in the last digit shown, and spaces by how many."""

    def check_output(self, want, got, optionflags):
        if super().check_output(want, got, optionflags | doctest.NORMALIZE_WHITESPACE):
            return True
        if "".join(NUMBER.sub("#", want).split()) != "".join(NUMBER.sub("#", got).split()):
            return False
        pairs = zip(NUMBER.findall(want), NUMBER.findall(got), strict=True)
        return all(abs(float(a) - float(b)) <= 1.001 * last_digit(a) for a, b in pairs)


def last_digit(number):
    """Return the worth of the last digit that is shown."""
    mantissa, _, exponent = number.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 10.0 ** (int(exponent or 0) - decimals)


def examples(text):
    """Return one doctest of all the page's Python blocks; other lines count as blank."""
    inside, lines = False, []
    for line in text.splitlines():
        fence = line.startswith("```")
        lines.append(line if inside and not fence else "")
        inside = line == "```pycon" if fence else inside
    return doctest.DocTestParser().get_doctest("\n".join(lines), {}, "page", None, 0)


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_print_what_the_page_says(page):
    test = examples((DOCS / page).read_text(encoding="utf-8"))
    assert len(test.examples) > 20
    report = []
    runner = doctest.DocTestRunner(checker=RoundedNumbers(), verbose=False)
    result = runner.run(test, out=report.append)
    assert result.failed == 0, "".join(report)


@pytest.mark.parametrize(
    ("want", "got", "same"),
    [
        ("-1130.26", "-1130.27", True),
        ("-1130.26", "-1130.28", False),
        ("[0.356 0.644]", "[0.357  0.644]", True),
        ("[0.356 0.644]", "[0.356 0.644 0.0]", False),
        ("3 components", "4 components", False),
        ("1.5e-10", "1.6e-10", True),
        ("1.5e-10", "1.5e-9", False),
    ],
)
def test_numbers_are_compared_to_the_digits_shown(want, got, same):
    assert RoundedNumbers().check_output(want, got, 0) is same
