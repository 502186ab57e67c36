"""The font of formulas: it has every sign, is small, and says what it is."""

import unicodedata

import pytest
from fontTools.ttLib import TTFont

from app import bundle
from tests.app.formula_samples import ALL, SPELLINGS, leaves, tree

FONT = bundle.FONTS / "math.woff2"


@pytest.fixture(scope="module")
def font():
    return TTFont(FONT)


def painted(latex):
    """Return the characters that browsers look up: letters of variables are italic ones."""
    for leaf, _ in leaves(tree(latex)):
        text = leaf.text or ""
        plain = leaf.tag == "mi" and len(text) == 1 and "mathvariant" not in leaf.attrib
        yield from [italic(text)] if plain else text


def italic(letter):
    if letter == "h":
        return "ℎ"
    kind, _, name = unicodedata.name(letter).partition(" ")
    if kind not in {"LATIN", "GREEK"}:
        return letter
    return unicodedata.lookup(f"MATHEMATICAL ITALIC {name.replace('LETTER ', '')}")


@pytest.mark.parametrize("latex", [*ALL, *SPELLINGS])
def test_the_font_has_every_sign(font, latex):
    missing = {sign for sign in painted(latex) if ord(sign) not in font.getBestCmap()}
    assert missing == set(), "static/fonts/README.md says how a sign is let in"


def test_the_font_is_small_and_knows_mathematics(font):
    content = FONT.read_bytes()
    assert content[:4] == b"wOF2"
    assert len(content) <= 60_000
    assert bundle.assets()["math.woff2"].media_type == "font/woff2"
    variants = font["MATH"].table.MathVariants
    grows = set(variants.VertGlyphCoverage.glyphs)
    assert {font.getBestCmap()[ord(sign)] for sign in "()[]{}|‖√∑∏⟨⟩"} <= grows


def test_the_font_says_what_it_is_and_its_licence_lies_beside_it(font):
    said = {name.nameID: name.toUnicode() for name in font["name"].names}
    assert said[1] == "EM Stepper Math"
    assert "TeX Gyre Pagella Math" in said[10]
    licence = (bundle.FONTS / "LICENCE.txt").read_text(encoding="utf-8")
    assert "GUST Font License" in licence
    assert "LPPL Version 1.3c" in licence
    assert not {"LICENCE.txt", "README.md"} & set(bundle.assets())
