"""Files for the browser: joined, compressed, and named by what is in them."""

import gzip
import re

import pytest

from app import bundle


@pytest.mark.parametrize("name", sorted(bundle.assets()))
def test_what_is_sent_compressed_is_what_there_is(name):
    asset = bundle.assets()[name]
    assert gzip.decompress(asset.compressed) == asset.content
    assert asset.media_type


def test_every_module_is_in_the_page_script_before_those_that_import_it():
    script = bundle.page_script()
    modules = {path.stem: path.read_text(encoding="utf-8") for path in bundle.STATIC.glob("*.js")}
    places = {name: script.index(f"\nmodules.{name} = ") for name in modules}
    imported = re.compile(r'from "\./(\w+)\.js"')
    pairs = [(other, name) for name in modules for other in imported.findall(modules[name])]
    assert len(pairs) > len(modules)
    assert all(places[other] < places[name] for other, name in pairs)


def test_nothing_is_left_to_import_and_only_the_page_is_exported():
    lines = bundle.page_script().splitlines()
    assert not [line for line in lines if line.startswith("import ")]
    assert [line for line in lines if line.startswith("export ")] == [
        "export const { mount } = modules.stepper"
    ]


def test_the_version_is_of_the_contents(monkeypatch):
    changed = dict(bundle.assets())
    changed["style.css"] = bundle.Asset(changed["style.css"].content + b" ", "text/css")
    before = bundle.version()
    monkeypatch.setattr(bundle, "assets", lambda: changed)
    bundle.version.cache_clear()
    assert bundle.version() != before
    bundle.version.cache_clear()
