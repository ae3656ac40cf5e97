"""Export an audit to JSON, CSV, SARIF 2.1.0 or JUnit XML.

When there is an earlier audit, each finding has a state: new, worse or known. Texts from pages are data in every
format. In CSV, a cell that a spreadsheet would take for a formula gets a leading apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from seo_audit.report.formats import ExportFormat
from seo_audit.report.rule_texts import rule_texts
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.rules.rule import Severity
from seo_audit.scoring.audit_result import RegionAudit, SiteAudit
from seo_audit.scoring.findings import Finding, RuleFindings
from seo_audit.scoring.history import EarlierAudits, FindingChange

SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
"""SARIF levels of the severities."""

CSV_COLUMNS = (
    "site",
    "rule",
    "severity",
    "category",
    "url",
    "rung",
    "message",
    "evidence",
    "template",
    "state",
    "gain",
)

FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r")
"""Prefixes of a cell that spreadsheets take for a formula (OWASP, "CSV Injection")."""


@dataclass(frozen=True, slots=True)
class _Row:
    site: SiteAudit
    rule: RuleFindings
    pattern: str
    finding: Finding
    state: str


def export_audit(audit: RegionAudit, format_: ExportFormat, earlier: EarlierAudits | None = None) -> str:
    """Return an audit as text in the given format."""
    writers: dict[ExportFormat, Callable[[RegionAudit, EarlierAudits], str]] = {
        ExportFormat.JSON: _json,
        ExportFormat.CSV: _csv,
        ExportFormat.SARIF: _sarif,
        ExportFormat.JUNIT: _junit,
    }
    return writers[format_](audit, earlier or EarlierAudits())


def _rows(audit: RegionAudit, earlier: EarlierAudits) -> Iterator[_Row]:
    for site in audit.sites:
        changes = earlier.changes.get(site.site)
        new, worse = (set(changes.new), set(changes.worse)) if changes else (set(), set())
        for rule in site.rules:
            for cluster in rule.clusters:
                for finding in cluster.findings:
                    keys = [FindingChange(finding.rule, url) for url in finding.pages or (finding.url,)]
                    state = "new" if not new.isdisjoint(keys) else "worse" if not worse.isdisjoint(keys) else "known"
                    yield _Row(site, rule, cluster.pattern, finding, state if changes else "")


def _record(row: _Row) -> dict[str, Any]:
    return {
        "site": row.site.site,
        "rule": row.rule.rule,
        "severity": str(row.rule.severity),
        "category": str(row.rule.category),
        "url": row.finding.url,
        "rung": str(row.finding.grade),
        "message": rule_texts()[row.rule.rule].sentence(row.finding),
        "evidence": row.finding.evidence,
        "template": row.pattern,
        "state": row.state,
        "gain": round(row.rule.gain, 2),
    }


def _json(audit: RegionAudit, earlier: EarlierAudits) -> str:
    sites = {
        site.site: {"score": round(site.score, 2), "addresses": site.addresses, **_counts(earlier, site.site)}
        for site in audit.sites
    }
    findings = [_record(row) | {"pages": list(row.finding.pages)} for row in _rows(audit, earlier)]
    data = {"created_at": audit.created_at.isoformat(), "profile_hash": audit.profile_hash, "sites": sites}
    return json.dumps({**data, "findings": findings}, ensure_ascii=False, indent=1)


def _counts(earlier: EarlierAudits, site: str) -> dict[str, Any]:
    changes = earlier.changes.get(site)
    if changes is None:
        return {}
    return {"new": len(changes.new), "fixed": len(changes.fixed), "worse": len(changes.worse), "before": changes.before}


def _csv(audit: RegionAudit, earlier: EarlierAudits) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(audit, earlier):
        writer.writerow({name: _cell(value) for name, value in _record(row).items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_PREFIXES) else value


def _sarif(audit: RegionAudit, earlier: EarlierAudits) -> str:
    numbers = {rule.id: number for number, rule in enumerate(AUDIT_RULES)}
    states = {"new": "new", "worse": "updated", "known": "unchanged"}
    results = []
    for row in _rows(audit, earlier):
        result: dict[str, Any] = {
            "ruleId": row.rule.rule,
            "ruleIndex": numbers[row.rule.rule],
            "level": SARIF_LEVELS[row.rule.severity],
            "message": {"text": rule_texts()[row.rule.rule].sentence(row.finding)},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": row.finding.url}}}],
            "partialFingerprints": {"ruleAndAddress/v1": f"{row.rule.rule} {row.finding.url}"},
            "properties": {"site": row.site.site, "rung": str(row.finding.grade), "template": row.pattern},
        }
        if row.state:
            result["baselineState"] = states[row.state]
        if row.finding.evidence:
            result["properties"]["evidence"] = row.finding.evidence
        results.append(result)
    run = {"tool": {"driver": _driver()}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _driver() -> dict[str, Any]:
    texts = rule_texts()
    rules = [
        {
            "id": rule.id,
            "shortDescription": {"text": texts[rule.id].title},
            "fullDescription": {"text": texts[rule.id].why},
            "help": {"text": texts[rule.id].fix},
            "helpUri": rule.source.url,
            "defaultConfiguration": {"level": SARIF_LEVELS[rule.severity]},
            "properties": {"category": str(rule.category)},
        }
        for rule in AUDIT_RULES
    ]
    return {"name": "Regiozoek", "language": "nl", "rules": rules}


def _junit(audit: RegionAudit, earlier: EarlierAudits) -> str:
    """Return a JUnit report: one suite per site and one test case per rule. A rule with findings is a failed test."""
    root = ET.Element("testsuites", name="Regiozoek")
    unmeasured = {item.rule for item in audit.unmeasured}
    for site in audit.sites:
        failed = {rule.rule: rule for rule in site.rules}
        suite = ET.SubElement(root, "testsuite", name=site.name, tests=str(len(AUDIT_RULES)), failures=str(len(failed)))
        skipped = 0
        for rule in AUDIT_RULES:
            case = ET.SubElement(suite, "testcase", classname=f"{site.site}.{rule.category}", name=rule.id)
            if found := failed.get(rule.id):
                texts = rule_texts()[rule.id]
                text = "\n".join(f"{item.url}  {texts.sentence(item)}" for item in found.findings)
                message = f"{texts.title} ({found.count})"
                ET.SubElement(case, "failure", message=_xml_text(message), type=str(rule.severity)).text = _xml_text(
                    text
                )
            elif rule.id in unmeasured:
                skipped += 1
                ET.SubElement(case, "skipped", message="not measured")
        suite.set("skipped", str(skipped))
        suite.set("timestamp", audit.created_at.replace(microsecond=0, tzinfo=None).isoformat())
        if changes := _counts(earlier, site.site):
            properties = ET.Element("properties")
            suite.insert(0, properties)  # the schema requires it before the cases
            for name, value in changes.items():
                ET.SubElement(properties, "property", name=name, value=str(value))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _xml_text(text: str) -> str:
    """Remove the control characters that XML does not allow."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
