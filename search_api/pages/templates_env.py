"""Jinja environment of the HTML pages, with autoescaping."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_STATIC = Path(__file__).with_name("static")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("search_api.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset_url
    return environment


def render_template(template: str, **values: Any) -> str:
    """Render a template with `values`."""
    return _environment().get_template(template).render(**values)


@cache
def asset_url(name: str) -> str:
    """Return the URL of a static file, with its content hash, so that a new version has a new URL."""
    digest = hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
