"""Write the report: an audit as web pages for webmasters, and as JSON and CSV for programs.

    folder/index.html, index.fr.html, index.en.html, region.json             the region
    folder/<site>/index.html, index.fr.html, index.en.html                   one site
    folder/<site>/audit.json, findings.csv                                   all findings of the site

Each page is one file with its own style and script. It loads nothing else and works without the script. Files are
replaced atomically.
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

from indexer.language.translations import DEFAULT_LANGUAGE, TEXT_LANGUAGES
from seo_audit.records.errors import ReportError
from seo_audit.report import sections
from seo_audit.report.exports import export_audit
from seo_audit.report.formats import ExportFormat
from seo_audit.report.numbers import safe_link
from seo_audit.report.rule_texts import rule_texts
from seo_audit.report.translations import ReportLanguage, report_language
from seo_audit.scoring.audit_result import RegionAudit, SiteAudit
from seo_audit.scoring.history import EarlierAudits

TEMPLATE_FOLDER = Path(__file__).parent / "templates"

REPORT_SCRIPT = (TEMPLATE_FOLDER / "report.js").read_text(encoding="utf-8")
"""The only script: it sorts, filters and expands."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    f"script-src 'sha256-{base64.b64encode(hashlib.sha256(REPORT_SCRIPT.encode()).digest()).decode()}'"
)
"""Content-Security-Policy in each page: no other script can run, also when the file is opened from disk."""


def page_filename(code: str) -> str:
    """Return the file name of a page in a language: index.html for the default language, else index.fr.html."""
    return "index.html" if code == DEFAULT_LANGUAGE else f"index.{code}.html"


def write_report(audit: RegionAudit, folder: Path, earlier: EarlierAudits | None = None) -> Path:
    """Write the report into `folder` and return the path of its overview page.

    Without `earlier`, the report does not show changes.

    Raises:
        ReportError: a file cannot be written.
    """
    earlier = earlier or EarlierAudits()
    environment = _environment()
    languages = [report_language(code) for code in TEXT_LANGUAGES]
    try:
        for site in audit.sites:
            place = folder / site.site
            _write(place / "audit.json", _json(_site_data(site, audit, earlier)))
            table = export_audit(replace(audit, sites=(site,)), ExportFormat.CSV, earlier)
            _write(place / "findings.csv", table.encode("utf-8-sig"))
            for language in languages:
                _render(environment, "site.html", sections.site_page(site, audit, earlier, language), language, place)
        _write(folder / "region.json", _json(_region_data(audit)))
        for language in languages:
            _render(environment, "region.html", sections.region_page(audit, earlier, language), language, folder)
    except OSError as error:
        raise ReportError(f"cannot write the report to {folder} ({error.strerror}): choose another folder") from error
    except TemplateError as error:
        raise ReportError(f"a template of the report is invalid: {error}") from error
    return folder / page_filename(DEFAULT_LANGUAGE)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        policy=CONTENT_SECURITY_POLICY,
        script=REPORT_SCRIPT,
        languages=[report_language(code) for code in TEXT_LANGUAGES],
    )
    environment.filters.update(safe_link=safe_link, page_filename=page_filename)
    return environment


def _render(
    environment: Environment, template: str, context: Mapping[str, Any], language: ReportLanguage, place: Path
) -> None:
    """Write a page in a language. Templates get the language as `lang`, its texts as `t` and its counts as `n`."""
    page = environment.get_template(template).render(context, lang=language, t=language.text, n=language.counted)
    _write(place / page_filename(language.code), page.encode())


def _site_data(site: SiteAudit, audit: RegionAudit, earlier: EarlierAudits) -> dict[str, Any]:
    """Return one site as JSON types: every finding with its Dutch message and its message key."""
    data: dict[str, Any] = msgspec.to_builtins(replace(site, fixes=()))
    for rule, findings in zip(data["rules"], site.rules, strict=True):
        texts = rule_texts()[findings.rule]
        rule |= {"title": texts.title, "what": texts.what, "why": texts.why, "fix": texts.fix}
        rule |= {"places": findings.work.places, "effort": findings.work.hours}
        for cluster, original in zip(rule["clusters"], findings.clusters, strict=True):
            for item, finding in zip(cluster["findings"], original.findings, strict=True):
                item["key"], item["message"] = item["message"], texts.sentence(finding)
    data["fixes"] = [rule.rule for rule in site.fixes]
    data["profile_hash"] = audit.profile_hash
    data["created_at"] = audit.created_at.isoformat()
    data["changes"] = msgspec.to_builtins(earlier.changes.get(site.site))
    return data


def _region_data(audit: RegionAudit) -> dict[str, Any]:
    """Return the region as JSON types. The findings of each site are in its own file."""
    without_rules = [replace(site, rules=(), fixes=()) for site in audit.sites]
    data: dict[str, Any] = msgspec.to_builtins(replace(audit, sites=tuple(without_rules)))
    for entry, site in zip(data["sites"], audit.sites, strict=True):
        entry["rules"] = {rule.rule: {"count": rule.count, "lost": rule.lost, "gain": rule.gain} for rule in site.rules}
        entry["fixes"] = [rule.rule for rule in site.fixes]
    for problem in data["common"]:
        texts = rule_texts()[problem["rule"]]
        problem |= {"title": texts.title, "fix": texts.fix}
    for item in data["unmeasured"]:
        item["title"] = rule_texts()[item["rule"]].title
    return data


def _json(data: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(data), indent=1)


def _write(path: Path, content: bytes) -> None:
    """Write a temporary file and rename it, so that a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
