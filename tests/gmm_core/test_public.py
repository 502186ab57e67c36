"""The public list is what the package offers, and every entry says what it is."""

import inspect
import re

import pytest

import gmm_core


def test_all_is_the_public_list():
    offered = {
        name
        for name, value in vars(gmm_core).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert set(gmm_core.__all__) == offered
    assert len(gmm_core.__all__) == len(set(gmm_core.__all__))


@pytest.mark.parametrize(
    "name", [name for name in gmm_core.__all__ if callable(getattr(gmm_core, name))]
)
def test_is_documented(name):
    value = getattr(gmm_core, name)
    assert inspect.getdoc(value)
    assert not inspect.getdoc(value).startswith(f"{name}(")  # what a dataclass writes by itself


FUNCTIONS = [name for name in gmm_core.__all__ if inspect.isfunction(getattr(gmm_core, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_says_what_goes_in_what_comes_out_and_what_is_refused(name):
    function = getattr(gmm_core, name)
    text = inspect.getdoc(function)
    sections = re.findall(r"^(\w+)\n-+$", text, flags=re.MULTILINE)
    assert "Returns" in sections
    if "Parameters and errors are those of" in text:
        return
    assert "Parameters" in sections
    assert "Raises" in sections or name == "aic"  # which takes any two numbers
    described = text.partition("Parameters\n")[2].partition("Returns\n")[0]
    for parameter in inspect.signature(function).parameters:
        assert re.search(rf"\b{parameter}\b", described), parameter


@pytest.mark.parametrize("reason", gmm_core.StopReason)
def test_stop_reasons_are_sentences(reason):
    assert reason.value[0].isupper()
    assert reason.value.endswith(".")
