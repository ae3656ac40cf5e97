"""The report: an audit as web pages for webmasters, and as JSON and CSV for programs.

    folder/index.html, index.fr.html, index.en.html, region.json             the region
    folder/<site>/index.html, index.fr.html, index.en.html                   one site
    folder/<site>/audit.json, findings.csv                                   every finding of it

Each page is one file: style and the little script are in it, nothing is loaded from elsewhere, and
it is complete without the script. Files appear whole or not at all.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from seo_audit.records.errors import ReportError
from seo_audit.report import view
from seo_audit.report.exports import export_audit
from seo_audit.report.formats import ExportFormat
from seo_audit.report.numbers import safe_link
from seo_audit.report.rule_texts import LANGUAGES, rule_texts
from seo_audit.report.translations import ReportLanguage, report_language
from seo_audit.scoring.audit_result import RegionAudit, SiteAudit
from seo_audit.scoring.history import EarlierAudits

TEMPLATE_FOLDER = Path(__file__).parent / "templates"

REPORT_SCRIPT = (TEMPLATE_FOLDER / "report.js").read_text(encoding="utf-8")
"""The one script: sorts, filters, unfolds."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    f"script-src 'sha256-{base64.b64encode(hashlib.sha256(REPORT_SCRIPT.encode()).digest()).decode()}'"
)
"""Each page carries its own Content-Security-Policy: no other script runs in it, from wherever it is opened."""


def page_filename(code: str) -> str:
    """Return the name of a page's file in a language: index.html in the first, index.fr.html in another."""
    return "index.html" if code == LANGUAGES[0] else f"index.{code}.html"


def write_report(audit: RegionAudit, folder: Path, past: EarlierAudits | None = None) -> Path:
    """Write the whole report into `folder` and return the path of its overview.

    `past` is what earlier audits found; without it nothing is said of changes.

    Raises:
        ReportError: a file cannot be written.
    """
    past = past or EarlierAudits()
    pages = _environment()
    languages = [report_language(code) for code in LANGUAGES]
    try:
        for site in audit.sites:
            place = folder / site.site
            _write(place / "audit.json", _json(_site_data(site, audit, past)))
            alone = export_audit(replace(audit, sites=(site,)), ExportFormat.CSV, past)
            _write(place / "findings.csv", alone.encode("utf-8-sig"))  # so that spreadsheets know what it is
            for say in languages:
                _render(pages, "site.html", view.site_page(site, audit, past, say), say, place)
        _write(folder / "region.json", _json(_region_data(audit)))
        for say in languages:
            _render(pages, "region.html", view.region_page(audit, past, say), say, folder)
    except OSError as error:
        raise ReportError(f"the report {folder} cannot be written ({error.strerror}); choose another folder") from error
    except TemplateError as error:
        raise ReportError(f"the report's template is broken: {error}") from error
    return folder / page_filename(LANGUAGES[0])


def _environment() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals.update(
        policy=CONTENT_SECURITY_POLICY, script=REPORT_SCRIPT, languages=[report_language(code) for code in LANGUAGES]
    )
    pages.filters.update(web_address=safe_link, file_of=page_filename)
    return pages


def _render(pages: Environment, template: str, shown: Mapping[str, Any], say: ReportLanguage, place: Path) -> None:
    """Write a page in a language; templates know it as `say`, its texts as `t` and its counts as `n`."""
    page = pages.get_template(template).render(shown, say=say, t=say.text, n=say.counted)
    _write(place / page_filename(say.code), page.encode())


def _site_data(site: SiteAudit, audit: RegionAudit, past: EarlierAudits) -> dict[str, Any]:
    """One site as JSON: every finding, in Dutch and by its key, and what its score may be compared with."""
    data: dict[str, Any] = msgspec.to_builtins(replace(site, fixes=()))
    for rule, found in zip(data["rules"], site.rules, strict=True):
        words = rule_texts()[found.rule]
        rule |= {"title": words.title, "what": words.what, "why": words.why, "fix": words.fix}
        rule |= {"places": found.work.places, "effort": found.work.hours}
        for cluster, kept in zip(rule["clusters"], found.clusters, strict=True):
            for item, finding in zip(cluster["findings"], kept.findings, strict=True):
                item["key"], item["message"] = item["message"], words.sentence(finding)
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
    for problem in data["common"]:
        words = rule_texts()[problem["rule"]]
        problem |= {"title": words.title, "fix": words.fix}
    for item in data["unmeasured"]:
        item["title"] = rule_texts()[item["rule"]].title
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
