"""How files reach the browser: compressed, and kept by caches until they change."""

from __future__ import annotations

from tornado.web import RequestHandler

from app.bundle import assets, version

ADDRESS = r"/assets/(?:([0-9a-f]{16})/)?([\w.-]+)"
A_YEAR = 31_536_000


class AssetHandler(RequestHandler):
    """Serves `app.bundle.assets`, at an address with their version or without."""

    def get(self, asked: str | None, name: str) -> None:
        """Answer with one file; with the right version in its address it may be kept for ever."""
        asset = assets().get(name)
        if asset is None:
            self.send_error(404)
            return
        forever = asked == version()
        self.set_header("Content-Type", asset.media_type)
        self.set_header("Vary", "Accept-Encoding")
        self.set_header(
            "Cache-Control", f"public, max-age={A_YEAR}, immutable" if forever else "no-cache"
        )
        self.set_header("X-Content-Type-Options", "nosniff")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.write(asset.compressed)
        else:
            self.write(asset.content)

    head = get
