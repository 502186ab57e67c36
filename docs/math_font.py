"""Cuts the page's mathematics font: `python docs/math_font.py texgyrepagella-math.otf`.

The font is in Debian's package fonts-texgyre-math and in TeX distributions. It needs
fontTools with brotli (the extra `test`). What it writes is `static/fonts/math.woff2`.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WRITTEN = Path(__file__).parents[1] / "static" / "fonts" / "math.woff2"
NAME = "EM Stepper Math"
CHANGES = "A subset of TeX Gyre Pagella Math, renamed, without hints and layout features."
LICENCE = "GUST Font License, see LICENCE.txt beside it in the sources"
# Browsers write the letters of variables as characters of their own, italic or bold.
RANGES = [
    *(range(0x20, 0x7F), range(0x391, 0x3AA)),  # upright: ASCII, capital Greek
    *(range(0x1D434, 0x1D468), range(0x1D6FC, 0x1D71C)),  # italic
    *(range(0x1D400, 0x1D434), range(0x1D6A8, 0x1D6C1), range(0x1D736, 0x1D756)),  # bold
]
OTHERS = (
    "ℎ" + "𝒟ℋℱℒ𝒩𝒪𝒫𝒯𝒳𝒵ℓ" + "𝔼𝕀𝕃ℕℙℝ𝟙"  # italic h, script, double-struck
    "\u00a0\u2006\u2009¬±·×‖…′−∓∗∘√∝∞∣∥∧∨∩∪∫∼≈≔≠≡≤≥≪≫⊂⊆⊕⊗⊤⊥⋅⋮⋯⟨⟩"
    "←↑→↦⇒∀∂∃∅∇∈∉∏∑⏟\u2061"
    "\u0302\u0303\u0304\u0305\u0307ˆ˜¯\u20d7"  # accents
)


def main(source: str) -> None:
    """Keep the glyphs above, in all sizes that formulas stretch them to."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(flavor="woff2", hinting=False, desubroutinize=True, layout_features=[])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes={c for each in RANGES for c in each} | set(map(ord, OTHERS)))
    subsetter.subset(font)
    names = font["name"]
    for kind in (16, 17):
        names.removeNames(nameID=kind)
    for kind, text in {
        1: NAME,
        3: NAME,
        4: NAME,
        6: NAME.replace(" ", ""),
        10: CHANGES,
        13: LICENCE,
    }.items():
        names.setName(text, kind, 3, 1, 0x409)
    names.names = [each for each in names.names if each.platformID == 3]
    cff = font["CFF "].cff
    cff.fontNames = [NAME.replace(" ", "")]
    cff.topDictIndex[0].FamilyName = cff.topDictIndex[0].FullName = NAME
    font.flavor = "woff2"
    font.save(WRITTEN)


if __name__ == "__main__":
    main(sys.argv[1])
