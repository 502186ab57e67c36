"""LaTeX as MathML that browsers set well.

`latex2mathml` does the reading. What it writes follows MathML 3, of which browsers kept a part
(MathML Core): alphabets become characters here, and operators get the spaces that TeX gives them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html import unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

# Browsers know one alphabet by its attribute, the upright; the others are characters of their own.
ALPHABETS = {
    "bold": "BOLD",
    "bold-italic": "BOLD ITALIC",
    "script": "SCRIPT",
    "double-struck": "DOUBLE-STRUCK",
}
CAPITAL_GREEK = re.compile("[Α-Ω]")
WORD = re.compile(r"[^\W\d_]{2,}(?:\s[^\W\d_]+)*")
CLOSING, BARS, SIGNS, LARGE = set(")]}⟩!"), set("|‖"), set("+−±"), set("∑∏∫")
LIMITS = {"lim", "max", "min", "sup", "inf"}
# Limits stand below and above in a formula of its own, and browsers move them beside in a line.
BESIDE = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
SCRIPTED = {*BESIDE, *BESIDE.values()}
THIN = "0.167em"


def parse(latex: str) -> Element:
    """Return a formula as an `mrow` of MathML.

    Raises
    ------
    ValueError
        If it cannot be read; the message names the formula.
    """
    try:
        _check_braces(latex)
        math = convert_to_element(latex.replace("{aligned}", "{split}"), display="block")
        row = math[0]
        _tidy(row)
    except ValueError as error:
        raise ValueError(f"The formula ${latex}$ cannot be read: {error}") from error
    except Exception as error:  # The reader's own errors have no kind in common.
        kind = type(error).__name__
        raise ValueError(f"The formula ${latex}$ cannot be read: {kind}") from error
    return row


def core(element: Element) -> Element:
    """Return the letter or operator that indices, exponents and limits stand at."""
    return core(element[0]) if element.tag in SCRIPTED and len(element) else element


def says(element: Element | None, signs: set[str]) -> bool:
    """Return whether an element is one of these operators."""
    return element is not None and element.tag == "mo" and element.text in signs


def is_word(element: Element) -> bool:
    """Return whether an element is a name of several letters, as a function has."""
    return element.tag == "mi" and WORD.fullmatch(element.text or "") is not None


def _check_braces(latex: str) -> None:
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", latex.replace(r"\\", "")):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            break
    if depth:
        raise ValueError("braces do not pair up")


def _tidy(element: Element) -> None:
    for place, child in enumerate(element):
        _tidy(child)
        if child.tag == "mrow" and len(child) == 1:
            element[place] = child[0]
    if element.text:
        _tidy_leaf(element)
    if element.tag == "mtable":
        # An alignment is set as large as a formula on its own, the cases of one are not.
        lines = element.findall("./mtr/mtd[@columnalign='right']")
        element.set("displaystyle", "true" if lines else "false")
    if element.tag in BESIDE and (says(element[0], LARGE) or "movablelimits" in element[0].attrib):
        element.tag = BESIDE[element.tag]
    for script in element[1:] if element.tag in SCRIPTED else ():
        for sign in script.iter("mo"):
            # As in TeX, indices, exponents and limits are set tight.
            sign.attrib.update(lspace="0em", rspace="0em")
    if element.get("linebreak"):
        raise ValueError(r"\\ stands outside of an environment")
    if element.tag in {"mrow", "mtd", "mstyle", "msqrt"}:
        _join_letters(element)
        _space(element)


def _tidy_leaf(leaf: Element) -> None:
    text = unescape(leaf.text or "")
    if "\\" in text:
        raise ValueError(f"{text} is not known")
    if leaf.tag == "mi" and text == "&":
        raise ValueError("& stands outside of an environment")
    variant = leaf.attrib.pop("mathvariant", None)
    if variant in ALPHABETS:
        text = "".join(_styled(letter, variant) for letter in text)
    elif variant not in {None, "normal", "italic"}:
        raise ValueError(f"the alphabet {variant} is not in the page's font")
    if WORD.fullmatch(text) and leaf.tag == "mo":
        # \max and its like take limits, and are operators; all other words are names.
        if text in LIMITS or "movablelimits" in leaf.attrib:
            leaf.attrib.update(movablelimits="true", lspace="0em", rspace=THIN)
        else:
            leaf.tag = "mi"
    if leaf.tag == "mi" and text == "~":
        leaf.tag, text = "mo", "∼"
    if leaf.tag == "mo" and text == "/":
        leaf.attrib.update(lspace="0em", rspace="0em")
    upright = variant == "normal" or CAPITAL_GREEK.fullmatch(text)
    if leaf.tag == "mi" and len(text) == 1 and upright:
        leaf.set("mathvariant", "normal")
    leaf.text = text


def _styled(letter: str, variant: str) -> str:
    # As in TeX, capital Greek letters stand upright, bold ones too.
    style = "BOLD" if CAPITAL_GREEK.match(letter) and "bold" in variant else ALPHABETS[variant]
    name = re.sub(r"^(LATIN|GREEK) (\w+) LETTER ", r"\2 ", unicodedata.name(letter))
    for candidate in (f"MATHEMATICAL {style} {name}", f"{style} {name}"):
        try:
            return unicodedata.lookup(candidate)
        except KeyError:
            continue
    raise ValueError(f"there is no {style.lower()} {letter}")


def _join_letters(row: Element) -> None:
    """Make upright letters that stand side by side one word."""
    for before, letter in zip(list(row), list(row)[1:], strict=False):
        if all(each.tag == "mi" and each.get("mathvariant") for each in (before, letter)):
            letter.text = f"{before.text}{letter.text}"
            row.remove(before)
    for word in row:
        if word.tag == "mi" and len(word.text or "") > 1:
            word.attrib.pop("mathvariant", None)


def _space(row: Element) -> None:
    """Say of bars and signs which side they belong to, and set words apart from the rest."""
    spaced: list[Element] = []
    children = list(row)
    inside_bars = False
    for place, child in enumerate(children):
        middle = core(child)
        before = next((core(each) for each in reversed(spaced) if each.tag != "mspace"), None)
        starts = before is None or is_word(before) or (before.tag == "mo" and not _closes(before))
        if says(middle, BARS) and "form" not in middle.attrib:
            inside_bars = starts or not inside_bars
            middle.attrib.update(form="prefix" if inside_bars else "postfix", stretchy="false")
        elif says(middle, SIGNS) and starts:
            middle.set("form", "prefix")
        if is_word(middle) and not starts and spaced[-1].tag not in {"mspace", "mtext"}:
            spaced.append(Element("mspace", width=THIN))
        spaced.append(child)
        if is_word(middle) and _runs_on(children[place + 1 :]):
            spaced.append(Element("mspace", width=THIN))
    row[:] = spaced


def _closes(operator: Element) -> bool:
    return says(operator, CLOSING) or operator.get("form") == "postfix"


def _runs_on(rest: Sequence[Element]) -> bool:
    """Return whether what follows a word would touch it."""
    if not rest or rest[0].tag in {"mspace", "mtext"}:
        return False
    first = core(rest[0])
    first = first[0] if first.tag == "mrow" and len(first) else first
    return first.tag != "mo" or says(first, BARS | LARGE)
