"""HTTP resources of a demo site: body, headers and status of one path, created on the first request."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

HTML_TYPE = "text/html; charset=utf-8"
XML_TYPE = "application/xml; charset=utf-8"
TEXT_TYPE = "text/plain; charset=utf-8"
SVG_TYPE = "image/svg+xml; charset=utf-8"
CSS_TYPE = "text/css; charset=utf-8"
PDF_TYPE = "application/pdf"


@dataclass
class Resource:
    """Resource at one path of a site."""

    content_type: str
    make: Callable[[], bytes]
    modified: date | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers in addition to those of every response."""
    pause: float = 0.0
    """Delay before the response, in seconds, for a slow page."""
    damage: str = ""
    """`gzip` for a broken gzip stream, `truncated` for a body shorter than its Content-Length."""

    @cached_property
    def body(self) -> bytes:
        """The body without content encoding."""
        return self.make()

    @cached_property
    def gzipped(self) -> bytes:
        """The body compressed with gzip, identical in every process."""
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    @cached_property
    def etag(self) -> str:
        """Strong ETag of `body`."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @property
    def compressible(self) -> bool:
        """Whether the content type is text, so that the body can be compressed."""
        return self.content_type.startswith(("text/", "application/xml", "image/svg"))


def text_resource(content_type: str, make: Callable[[], str], modified: date | None = None) -> Resource:
    """Return a text resource in UTF-8."""
    return Resource(content_type, lambda: make().encode(), modified)


def redirect_resource(target: str) -> Resource:
    """Return a permanent redirect to `target`."""
    return Resource(HTML_TYPE, lambda: b"", status=301, headers={"Location": target})
