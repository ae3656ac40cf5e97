"""What a site answers at one address: its bytes, made once and only when asked for."""

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
    """One address of a site."""

    content_type: str
    make: Callable[[], bytes]
    modified: date | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers beyond those that every answer has."""
    pause: float = 0.0
    """Seconds before the answer starts, for a slow page."""
    damage: str = ""
    """`gzip` for a broken gzip stream, `truncated` for a body shorter than announced."""

    @cached_property
    def body(self) -> bytes:
        """The bytes as they are without a content encoding."""
        return self.make()

    @cached_property
    def gzipped(self) -> bytes:
        """The bytes in gzip, the same in every process."""
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    @cached_property
    def etag(self) -> str:
        """A strong validator of `body`."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @property
    def compressible(self) -> bool:
        """Whether the content type is one of text."""
        return self.content_type.startswith(("text/", "application/xml", "image/svg"))


def text_resource(content_type: str, make: Callable[[], str], modified: date | None = None) -> Resource:
    """A resource of text in UTF-8."""
    return Resource(content_type, lambda: make().encode(), modified)


def redirect_resource(target: str) -> Resource:
    """A permanent redirect."""
    return Resource(HTML_TYPE, lambda: b"", status=301, headers={"Location": target})
