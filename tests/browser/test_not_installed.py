"""A page whose packages cannot be imported says which, instead of being empty."""

from playwright.sync_api import expect

from .serving import serve
from .watching import Watch

# Python runs a module of this name first; here it hides a package, as if it were not installed.
HIDE = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Hidden())
"""


def test_says_what_is_missing_and_how_to_install_it(browser, tmp_path):
    missing = "gmm_core"
    (tmp_path / "sitecustomize.py").write_text(HIDE.format(name=missing))
    with serve(tmp_path / "output.txt", PYTHONPATH=str(tmp_path)) as server:
        page = browser.new_page()
        watch = Watch(page, server.url)
        page.goto(f"{server.url}/app")
        expect(page.get_by_role("heading")).to_have_text("EM Stepper is not installed")
        expect(page.get_by_text(missing)).to_be_visible()
        expect(page.get_by_text("pip install -e .")).to_be_visible()
        page.close()
    assert watch.complaints == []
    assert server.troubles() == []
