"""Files for the browser: joined, compressed, and named by what is in them."""

import gzip
import re
from functools import partial

import pytest

from app import bundle


@pytest.mark.parametrize("name", sorted(bundle.assets()))
def test_what_is_sent_compressed_is_what_there_is(name):
    asset = bundle.assets()[name]
    assert gzip.decompress(asset.compressed) == asset.content
    assert asset.media_type


SCRIPTS = [
    (bundle.page_script, bundle.STATIC, "export const { mount } = modules.stepper"),
    *(
        (
            partial(bundle.fetched_script, name),
            bundle.STATIC / name,
            f"export const {{ {exported} }} = modules.{name}",
        )
        for name, exported in bundle.FETCHED.items()
    ),
]


@pytest.mark.parametrize(("made", "folder", "_exported"), SCRIPTS)
def test_every_module_is_in_its_script_before_those_that_import_it(made, folder, _exported):
    script = made()
    modules = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.js")}
    places = {name: script.index(f"\nmodules.{name} = ") for name in modules}
    # A folder may take modules from beside it; no two modules of a script share a name.
    imported = re.compile(r'from "\.{1,2}/(?:\w+/)?(\w+)\.js"')
    pairs = [(other, name) for name in modules for other in imported.findall(modules[name])]
    assert len(pairs) >= len(modules) - 1
    assert all(script.index(f"\nmodules.{other} = ") < places[name] for other, name in pairs)
    named = re.findall(r"^modules\.(\w+) = ", script, re.MULTILINE)
    assert len(named) == len(set(named))


@pytest.mark.parametrize(("made", "_folder", "exported"), SCRIPTS)
def test_nothing_is_left_to_import_and_only_the_entry_is_exported(made, _folder, exported):
    lines = made().splitlines()
    assert not [line for line in lines if line.startswith("import ")]
    assert [line for line in lines if line.startswith("export ")] == [exported]


@pytest.mark.parametrize(("made", "folder", "_exported"), SCRIPTS)
def test_comments_stay_at_home_and_code_does_not(made, folder, _exported):
    sent = {line.strip() for line in made().splitlines()}
    written = [
        line.strip()
        for path in folder.glob("*.js")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    remarks = [line for line in written if re.match(r"/[/*]|\*(?:[ /]|$)", line)]
    assert remarks
    assert not sent & {line for line in remarks if len(line) > 3}
    code = [line for line in written if line not in remarks]
    assert all(line in sent for line in code if not line.startswith(("import ", "export ")))


def test_every_style_sheet_is_a_part_of_the_one_that_is_sent():
    files = {path.stem for path in (bundle.STATIC / "style").iterdir()}
    assert sorted(bundle.STYLES) == sorted(files)


def test_the_version_is_of_the_contents(monkeypatch):
    changed = dict(bundle.assets())
    changed["style.css"] = bundle.Asset(changed["style.css"].content + b" ", "text/css")
    before = bundle.version()
    monkeypatch.setattr(bundle, "assets", lambda: changed)
    bundle.version.cache_clear()
    assert bundle.version() != before
    bundle.version.cache_clear()
