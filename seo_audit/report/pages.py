"""The report: an audit as web pages for webmasters and as JSON for programs.

    folder/index.html, region.json             the region
    folder/<site>/index.html, audit.json       one site

Each page is one file: style and the little script are in it, nothing is loaded from elsewhere, and
it is complete without the script. Files appear whole or not at all.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from seo_audit.errors import ReportError
from seo_audit.findings import RegionAudit, SiteAudit
from seo_audit.history import Past
from seo_audit.report import view

TEMPLATES = Path(__file__).parent / "templates"

PRINT_ALL = 'addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => d.open = true));'
"""The one script: what is folded away on screen is printed."""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    f"script-src 'sha256-{base64.b64encode(hashlib.sha256(PRINT_ALL.encode()).digest()).decode()}'"
)
"""Each page carries its own Content-Security-Policy: no other script runs in it, from wherever it is opened."""


def write(audit: RegionAudit, folder: Path, past: Past | None = None) -> Path:
    """Write the whole report into `folder` and return the path of its overview.

    `past` is what earlier audits found; without it nothing is said of changes.

    Raises:
        ReportError: a file cannot be written.
    """
    pages = _environment()
    overview = folder / "index.html"
    past = past or Past()
    try:
        for site in audit.sites:
            place = folder / site.site
            _write(place / "audit.json", _json(_site_data(site, audit, past)))
            _write(
                place / "index.html", pages.get_template("site.html").render(view.site_page(site, audit, past)).encode()
            )
        _write(folder / "region.json", _json(_region_data(audit)))
        _write(overview, pages.get_template("region.html").render(view.region_page(audit, past)).encode())
    except OSError as error:
        raise ReportError(f"the report {folder} cannot be written ({error.strerror}); choose another folder") from error
    except TemplateError as error:
        raise ReportError(f"the report's template is broken: {error}") from error
    return overview


def _environment() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(policy=POLICY, script=PRINT_ALL)
    pages.filters.update(
        points=view.points, gained=view.gained, day=view.day, count=view.count, web_address=view.web_address
    )
    return pages


def _site_data(site: SiteAudit, audit: RegionAudit, past: Past) -> dict[str, Any]:
    """One site as JSON: every finding, and what its score may be compared with."""
    data: dict[str, Any] = msgspec.to_builtins(replace(site, fixes=()))
    data["fixes"] = [rule.rule for rule in site.fixes]
    data["profile_hash"] = audit.profile_hash
    data["created_at"] = audit.created_at.isoformat()
    data["changes"] = msgspec.to_builtins(past.changes.get(site.site))
    return data


def _region_data(audit: RegionAudit) -> dict[str, Any]:
    """The region as JSON; each site's findings are in its own file."""
    bare = [replace(site, rules=(), fixes=()) for site in audit.sites]
    data: dict[str, Any] = msgspec.to_builtins(replace(audit, sites=tuple(bare)))
    for entry, site in zip(data["sites"], audit.sites, strict=True):
        entry["rules"] = {rule.rule: {"count": rule.count, "lost": rule.lost, "gain": rule.gain} for rule in site.rules}
        entry["fixes"] = [rule.rule for rule in site.fixes]
    return data


def _json(data: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(data), indent=1)


def _write(path: Path, content: bytes) -> None:
    """Write beside, then rename: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
