"""The built search box as it is served: its bytes, packed once, and what a page needs to pin them."""

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
    """One build: `integrity` is what a page's `integrity` attribute says, `version` names the build in an address."""

    plain: bytes
    packed: bytes
    integrity: str
    version: str

    @property
    def address(self) -> str:
        """Where exactly this build is; unlike /widget.js a browser may keep it for good."""
        return f"/widget.js?v={self.version}"


@cache
def widget_bundle() -> WidgetBundle:
    """Return the build that this installation has."""
    plain = WIDGET_FILE.read_bytes()
    integrity = base64.b64encode(hashlib.sha384(plain).digest()).decode()
    version = hashlib.sha256(plain).hexdigest()[:12]
    return WidgetBundle(plain, gzip.compress(plain, 9, mtime=0), f"sha384-{integrity}", version)
