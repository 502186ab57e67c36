"""Files for the browser: few, compressed once, and cached for as long as they stay the same.

The scripts in `static/` are plain modules that import each other; each would be a request of its
own. Here they become one module, the style sheets one, and Bokeh's and Panel's scripts one script,
in memory.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

import bokeh
import panel
from packaging.version import Version

STATIC = Path(__file__).resolve().parent.parent / "static"
FONTS = STATIC / "fonts"
ENTRY = "stepper"
# The files of `static/style/`, in their order: of rules that weigh the same the later one holds.
STYLES = (
    "tokens",
    "controls",
    "picture",
    "words",
    "tools",
    "sizes",
    "formulas",
    "further_tools",
    "menu",
    "class",
    "own_data",
    "crowded",
    "hand",
    "taking",
    "frame",
    "devices",
    "contrast",
    "low_window",
)
# Folders in `static/` that are fetched when a visitor first wants them, and what each exports.
# They may hold copies of the painter: `alone` becomes part of a file that plays without a server.
FETCHED = {
    "alone": "play",
    "hand": "Hand",
    "kept": "Kept",
    "own": "OwnData",
    "shapes": "Shapes",
    "share": "Share",
    "takeaway": "TakeAway",
    "telling": "Telling",
    "undo": "Undo",
}

_BOKEH = Path(bokeh.__file__).parent / "server" / "static" / "js"
_PANEL = Path(panel.__file__).parent / "dist"
# Panel's script wants Bokeh's widgets, and until 1.9 its tables too, though the page has neither.
LIBRARIES = [
    _BOKEH / "bokeh.min.js",
    _BOKEH / "bokeh-widgets.min.js",
    *([_BOKEH / "bokeh-tables.min.js"] if Version(panel.__version__) < Version("1.10") else []),
    _PANEL / "panel.min.js",
]

# Every browser that this page supports imports modules by itself, so Panel's shim is not loaded.
SHIM = b"""
window.importShim = (url) => import(url)
window.importShim.addImportMap = () => {}
"""

_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

_IMPORT = re.compile(r'^import \{ (.+) \} from "(\.{1,2}/[\w/]+\.js)"$', re.MULTILINE)
# A comment that has its lines to itself: browsers do without, and so does the way to them.
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*?\s(?:.|\n)*?\*/|//.*)\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    media_type: str

    @cached_property
    def compressed(self) -> bytes:
        """The content, compressed by gzip."""
        return gzip.compress(self.content, compresslevel=9, mtime=0)


@cache
def assets() -> dict[str, Asset]:
    """Return every file by its name: those in `static/`, fonts, and those that are joined here."""
    files = [path for path in sorted(STATIC.iterdir()) if path.is_file()]
    named = {path.name: path.read_bytes() for path in [*files, *sorted(FONTS.glob("*.woff2"))]}
    named["style.css"] = _COMMENT.sub("", style_sheet()).encode()
    named["page.js"] = page_script().encode()
    for name in FETCHED:
        named[f"{name}.js"] = fetched_script(name).encode()
    named["libraries.js"] = b"\n;\n".join([SHIM, *(path.read_bytes() for path in LIBRARIES)])
    return {
        name: Asset(content, _MEDIA_TYPES[Path(name).suffix]) for name, content in named.items()
    }


@cache
def version() -> str:
    """Return what changes when any file does; addresses carry it, so that caches may keep them."""
    digest = sha256()
    for name, asset in sorted(assets().items()):
        digest.update(name.encode() + b"\0" + asset.content)
    return digest.hexdigest()[:16]


def style_sheet() -> str:
    """Return the files in `static/style/` as one, with their comments."""
    folder = STATIC / "style"
    return "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


def page_script() -> str:
    """Return the modules in `static/` as one."""
    return _joined(STATIC, ENTRY, "mount")


def fetched_script(name: str) -> str:
    """Return the modules of a folder in `static/` as one."""
    return _joined(STATIC / name, name, FETCHED[name])


def _joined(folder: Path, entry: str, exported: str) -> str:
    """Return a module and those that it needs as one, each in a scope of its own."""
    ordered: dict[Path, str] = {}

    def visit(path: Path) -> None:
        if path in ordered:
            return
        source = path.read_text(encoding="utf-8")
        for _, imported in _IMPORT.findall(source):
            visit((path.parent / imported).resolve())
        ordered[path] = source

    visit((folder / f"{entry}.js").resolve())
    scopes = "\n".join(_scope(path.stem, source) for path, source in ordered.items())
    return f"const modules = {{}}\n{scopes}\nexport const {{ {exported} }} = modules.{entry}\n"


def _scope(name: str, source: str) -> str:
    exported = ", ".join(match[1] for match in _EXPORT.findall(source))
    bare = _COMMENT.sub("", source)
    imported = _IMPORT.sub(
        lambda m: f"const {{ {_renamed(m[1])} }} = modules.{Path(m[2]).stem}", bare
    )
    body = _EXPORT.sub(r"\1", imported)
    return f"{{\n{body}\nmodules.{name} = {{ {exported} }}\n}}"


def _renamed(names: str) -> str:
    return names.replace(" as ", ": ")
