"""What `panel serve app` runs for each visitor: wiring only."""

import logging
from html import escape

import panel as pn
from jinja2 import Template

try:
    from app.page import page
except ImportError as missing:
    # Panel would answer with an empty page; say what to do instead.
    what = f"no package named <code>{escape(missing.name or 'that')}</code>"
    if not isinstance(missing, ModuleNotFoundError):
        what = f"a package that is too old (<code>{escape(str(missing.name))}</code>)"
    pn.pane.HTML(
        "<h1>EM Stepper is not installed</h1>"
        f"<p>Python finds {what}. In the folder that holds "
        "<code>pyproject.toml</code>, run <code>pip install -e .</code> with the Python that "
        "runs Panel, then start <code>panel serve app</code> again.</p>",
        styles={"font": "16px/1.5 system-ui, sans-serif", "max-width": "40rem", "margin": "3rem"},
    ).servable(title="EM Stepper is not installed")
else:
    try:
        page().servable(title="EM Stepper", location=False)
    except Exception:
        # Panel would show the error, and with it what the server is made of.
        logging.getLogger("app.page").exception("a page could not be made")
        if pn.state.curdoc is not None:
            pn.state.curdoc.template = Template(
                "<!doctype html><title>EM Stepper</title>"
                "<p>This page could not be opened. Load it again in a moment.</p>"
            )
