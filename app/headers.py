"""What every answer carries: where a page may take things from, and who may frame it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

from app.limits import LIMITS

# Bokeh puts one script into the page, after everything else; the rest are files of this server.
_INLINE = re.compile(rb"<script(?: type=\"text/javascript\")?>(.*?)</script>", re.DOTALL)

# Panel imports a component's code from a blob. Bokeh writes style elements and attributes. Both
# are the libraries' own; scripts within the page have to have the hash that is named here.
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
}

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def policy(page: bytes = b"", frame_ancestors: str = LIMITS.frame_ancestors) -> str:
    """Return the Content-Security-Policy of a page.

    Only its last inline script is allowed, which is Bokeh's own: a script that came in by some
    other way stands before it, and is not run.
    """
    rules = {**_POLICY, "frame-ancestors": frame_ancestors}
    scripts = _INLINE.findall(page)
    if scripts:
        rules["script-src"] += f" 'sha256-{b64encode(sha256(scripts[-1]).digest()).decode()}'"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Headers(OutputTransform):
    """Adds the headers to whatever is answered; it has to come before the compression."""

    def __init__(self, _request: HTTPServerRequest) -> None:
        pass

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, _finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Add the headers to the first piece of an answer; pages are sent in one."""
        headers.pop("Server", None)
        for name, value in ALWAYS.items():
            headers[name] = value
        is_page = headers.get("Content-Type", "").startswith("text/html")
        headers["Content-Security-Policy"] = policy(chunk if is_page else b"")
        return status_code, headers, chunk
