"""Formulas: LaTeX in, MathML out, and every symbol explained."""

import pytest
from markdown_it import MarkdownIt

from app import symbols
from app.formulas import formula, keep_together
from tests.app.formula_samples import ALL, SPELLINGS, TABLE, leaves, reader, tree

HEAD = "| symbol | name | meaning |\n|---|---|---|\n"


def explained(latex):
    return tree(latex).findall(".//mrow[@data-symbol]")


# Words and explanations.


@pytest.mark.parametrize("block", [False, True])
@pytest.mark.parametrize("latex", ALL)
def test_a_formula_is_well_formed_and_one_stop_for_the_tab_key(latex, block):
    found = tree(latex, block)
    stops = [each.get("tabindex") for each in found.iter() if "tabindex" in each.attrib]
    assert stops == ["0"] + ["-1"] * (len(stops) - 1)
    assert "\\" not in formula(latex, block=block)


@pytest.mark.parametrize("latex", ALL)
def test_no_letter_and_no_word_goes_unexplained(latex):
    unknown = [
        leaf.text
        for leaf, inside in leaves(tree(latex))
        if leaf.tag == "mi" and leaf.text and not inside
    ]
    assert unknown == [], "a row in app/lesson/symbols.md explains it"


@pytest.mark.parametrize("latex", SPELLINGS)
def test_every_symbol_of_the_table_is_explained_as_a_whole(latex):
    (symbol,) = tree(latex)
    known = TABLE[symbols.shape(symbol[0])]
    assert symbol.get("data-symbol") == known.key
    assert symbol.get("aria-label") == known.name
    assert symbol.get("aria-description") == known.meaning
    assert symbol.get("role") == "img"
    assert ("of-component" in symbol.get("class")) == latex.endswith(("_k", "{ik}"))


def test_a_number_stands_for_a_component():
    first, tenth, share = explained(r"\pi_1 \Sigma_{10}^{-1} \gamma_{i3}")
    assert first.get("class") == "symbol of-component c0"
    assert first.get("aria-label") == "pi 1"
    assert "component 1:" in first.get("aria-description")
    assert tenth.get("class") == "symbol of-component c9"
    assert share.get("class") == "symbol of-component c2"
    assert share.get("data-symbol") == "gamma-i-3"


@pytest.mark.parametrize("latex", [r"\pi_0", r"\pi_{11}", r"x_1", r"p_E", r"\hat\mu", r"\mu_{12}"])
def test_what_has_another_index_or_an_accent_is_another_symbol(latex):
    assert explained(latex) == []


def test_an_exponent_changes_no_meaning():
    keys = [each.get("data-symbol") for each in explained(r"\Sigma_k^{-1} \sigma^2 w_k^\top")]
    assert keys == ["capital-sigma-k", "sigma", "w-k"]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("| `x` | x |", "needs a `symbol`, a name and a meaning"),
        ("| x | x | a point |", "needs a `symbol`, a name and a meaning"),
        ("| `x y` | x | a point |", "more than one symbol"),
        ("| `x` | x | a point |\n| `x` | ex | a place |", "has two rows"),
        ("| `x` | x | a point |\n| `y` | X | a place |", "has this name"),
        (r"| `\foo` | foo | a thing |", r"\\foo is not known"),
    ],
)
def test_a_row_that_cannot_be_understood_is_named(rows, complaint):
    with pytest.raises(ValueError, match=complaint):
        symbols.read(HEAD + rows)


# LaTeX.


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        (r"\foo x", r"\\foo is not known"),
        (r"\frac{1}{2", "braces"),
        (r"a}{b", "braces"),
        (r"a_b_c", "DoubleSubscripts"),
        (r"\left( x", "ExtraLeft"),
        (r"a & b", "outside"),
        (r"a \\ b", "outside"),
        (r"\mathcal{\mu}", "there is no script μ"),
        (r"\mathsf{\mu}", "alphabet"),
        (r"\begin{cases} 1", "MissingEnd"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_formula(latex, why):
    with pytest.raises(ValueError, match=why) as caught:
        formula(latex)
    assert f"The formula ${latex}$ cannot be read" in str(caught.value)


@pytest.mark.parametrize(
    ("latex", "signs"),
    [
        (r"\mathcal{N} \mathcal N \mathcal{L}", "𝒩𝒩ℒ"),
        (r"\mathbf{x} \boldsymbol\mu \boldsymbol{\Sigma}", "𝐱𝝁𝚺"),
        (r"\mathbb{E} \mathbb R \mathbb{1}", "𝔼ℝ𝟙"),
        (r"a \mid b", "a∣b"),
        (r"v \sim t", "v∼t"),
        (r"\operatorname{KL} \mathrm{KL}", "KLKL"),
        (r"x^\top", "x⊤"),
    ],
)
def test_alphabets_are_characters(latex, signs):
    assert "".join(tree(latex).itertext()) == signs


def spaces(latex):
    """Return a formula's signs, with `_` for a space that was put in."""
    return "".join(
        "_" if leaf.tag == "mspace" else leaf.text or "" for leaf, _ in leaves(tree(latex))
    )


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"2\log x", "2_log_x"),
        (r"\log(x)", "log(x)"),
        (r"\log\left(x\right)", "log(x)"),
        (r"\sum\log\sum x", "∑log_∑x"),
        (r"-\log|\Sigma|", "−log_|Σ|"),
        (r"m \, \log N", "m_log_N"),
        (r"\operatorname{tr}\Sigma^{-1}", "tr_Σ−1"),
    ],
)
def test_words_stand_apart_from_their_neighbours(latex, expected):
    assert spaces(latex) == expected


def forms(latex, sign):
    return [each.get("form") for each in tree(latex).iter("mo") if each.text == sign]


def test_signs_and_bars_know_their_side():
    assert forms(r"-a - b = -c, -d", "−") == ["prefix", None, "prefix", "prefix"]
    assert forms(r"(a)-b", "−") == [None]
    assert forms(r"\log|\Sigma| - |x|", "|") == ["prefix", "postfix"] * 2
    assert forms(r"\log|\Sigma| - |x|", "−") == [None]
    assert forms(r"\lvert\Sigma\rvert^{1/2}", "|") == ["prefix", "postfix"]


def test_limits_stand_below_and_above():
    assert tree(r"\sum_{k=1}^K").find("munderover") is not None
    assert tree(r"\lim_{\sigma \to 0}").find("munder") is not None
    assert tree(r"\argmax_k").find("munder") is not None


# Lines.


def pieces(latex):
    """Return a formula's pieces as text, by the statements that they belong to."""
    statements = tree(latex, block=True)
    return [["".join(piece.itertext()) for piece in statement] for statement in statements]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"p(x) = a + b", [["p(x)", "=a", "+b"]]),
        (r"p = (a + b) - c", [["p", "=(a+b)", "−c"]]),
        (r"x = -y", [["x", "=−y"]]),
        (r"a = b, \qquad c = d", [["a", "=b,"], ["c", "=d"]]),
        (r"\sum_{k=1}^{K} \pi_k", [["∑k=1Kπk"]]),
        (r"\frac{1}{2} \exp\left(x\right)", [["12", "exp(x)"]]),
        (r"\frac{1}{2} \left(x\right)^2 y", [["12", "(x)2y"]]),
        (r"\exp\left(x\right) \Gamma\left(x\right)", [["exp(x)Γ(x)"]]),
    ],
)
def test_a_line_ends_before_signs_and_never_inside_of_brackets(latex, expected):
    assert pieces(latex) == expected


@pytest.mark.parametrize("latex", ALL)
def test_nothing_is_lost_between_lines(latex):
    whole = "".join(tree(latex).itertext())
    assert "".join(tree(latex, block=True).itertext()) == whole


def test_a_sign_at_the_beginning_of_a_line_still_stands_between():
    found = tree("a = b + c - d", block=True)
    assert [each.get("form") for each in found.iter("mo")] == ["infix"] * 3


# Markdown.


def test_the_lesson_may_hold_formulas():
    html = reader().render("The share $\\gamma_{ik}$ is\n\n$$\n\\gamma_{ik} = 1\n$$\n\nand on.")
    assert html.count("<math") == 3
    assert html.count('class="formula"') == 1
    assert "and on." in html
    assert reader().render("The share $$x$$ is").count('class="formula"') == 1


@pytest.mark.parametrize(
    "text",
    [
        "From $5 to $6.",
        "The code `$x$` and `$$y$$`.",
        "    $x$",
        r"A \$x\$.",
        "# A *title*\n\nand **words**, a < b & c, [a link](?data=overlap) | `code`",
    ],
)
def test_all_else_is_left_as_it_is(text):
    assert keep_together(reader().render(text)) == MarkdownIt().render(text)


def test_less_than_is_no_markup():
    html = reader().render("$a < b$ and a < b & $\\text{a < b}$")
    assert "<mo>&lt;</mo>" in html
    assert "a < b" not in html


def test_a_line_does_not_end_before_a_comma():
    html = keep_together("<p>of (<math>x</math>), and <math>y</math> too</p>")
    assert '<span class="unbroken">(<math>x</math>),</span> and' in html
    assert '<span class="unbroken"><math>y</math></span> too' in html


def test_a_formula_is_made_once():
    assert formula("x + y") is formula("x + y")
