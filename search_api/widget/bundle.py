"""The built search box (widget.js): its bytes, compressed once, and the hashes to pin a version."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WIDGET_FILE = Path(__file__).parents[1] / "pages" / "static" / "widget.js"


@dataclass(frozen=True, slots=True)
class WidgetBundle:
    """One build. `integrity` is the value of an `integrity` attribute (SRI); `version` identifies the build in URLs."""

    plain: bytes
    packed: bytes
    integrity: str
    version: str

    @property
    def address(self) -> str:
        """URL of this exact build, which browsers may cache forever, unlike /widget.js."""
        return f"/widget.js?v={self.version}"


@cache
def widget_bundle() -> WidgetBundle:
    """Return the build of this installation."""
    plain = WIDGET_FILE.read_bytes()
    integrity = base64.b64encode(hashlib.sha384(plain).digest()).decode()
    version = hashlib.sha256(plain).hexdigest()[:12]
    return WidgetBundle(plain, gzip.compress(plain, 9, mtime=0), f"sha384-{integrity}", version)
