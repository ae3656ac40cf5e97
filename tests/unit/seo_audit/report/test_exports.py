"""An audit for other programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from seo_audit.report.exports import export_audit
from seo_audit.report.formats import ExportFormat
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.scoring.history import AuditHistory

ROOT = "https://www.kuurne.be"


def test_every_format_has_every_finding(sound: Any) -> None:
    """The same findings, by rule and address, in each of the four."""
    sound.change("/afval", titles=(), viewport=None)
    sound.change("/agenda", viewport=None)
    audit = sound.audit()
    expected = {(finding.rule, finding.url) for finding in audit.sites[0].findings}
    data = json.loads(export_audit(audit, ExportFormat.JSON))
    assert expected == {(item["rule"], item["url"]) for item in data["findings"]}
    rows = csv.DictReader(io.StringIO(export_audit(audit, ExportFormat.CSV), newline=""))
    assert expected == {(row["rule"], row["url"]) for row in rows}
    run = json.loads(export_audit(audit, ExportFormat.SARIF))["runs"][0]
    places = [item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for item in run["results"]]
    assert expected == set(zip([item["ruleId"] for item in run["results"]], places, strict=True))
    suite = ET.fromstring(export_audit(audit, ExportFormat.JUNIT))[0]  # noqa: S314 -- our own text
    failures = {
        (case.get("name"), line.split("  ")[0])
        for case in suite
        for line in (case.findtext("failure") or "").splitlines()
    }
    assert expected == failures


def test_sarif_refers_to_its_rules(sound: Any) -> None:
    """Version, levels and indexes are those of SARIF 2.1.0; each result's rule is described in the tool."""
    sound.change("/afval", titles=())
    log = json.loads(export_audit(sound.audit(), ExportFormat.SARIF))
    driver = log["runs"][0]["tool"]["driver"]
    assert ("2.1.0", len(AUDIT_RULES)) == (log["version"], len(driver["rules"]))
    for result in log["runs"][0]["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}


def test_junit_counts_what_it_lists(sound: Any) -> None:
    """A case for each rule; broken ones fail, unmeasured ones are skipped."""
    sound.change("/afval", titles=())
    suite = ET.fromstring(export_audit(sound.audit(), ExportFormat.JUNIT))[0]  # noqa: S314 -- our own text
    assert len(suite.findall("testcase")) == int(suite.get("tests", "")) == len(AUDIT_RULES)
    assert len(suite.findall("testcase/failure")) == int(suite.get("failures", "")) == 1
    skipped = {case.get("name") for case in suite.findall("testcase") if case.find("skipped") is not None}
    assert {"cwv", "log-waste", "js-dependent"} <= skipped


def test_new_findings_are_marked(sound: Any, tmp_path: Path) -> None:
    """Beside an earlier audit each finding is new or known."""
    history = AuditHistory(tmp_path / "audits")
    sound.change("/afval", viewport=None)
    history.save(sound.audit())
    sound.change("/agenda", viewport=None)
    audit = replace(sound.audit(), created_at=sound.audit().created_at + timedelta(days=1))
    past = history.compare(audit)
    states = {
        item["url"]: item["state"] for item in json.loads(export_audit(audit, ExportFormat.JSON, past))["findings"]
    }
    assert {f"{ROOT}/afval": "known", f"{ROOT}/agenda": "new"} == states
    results = json.loads(export_audit(audit, ExportFormat.SARIF, past))["runs"][0]["results"]
    assert ["new", "unchanged"] == sorted(result["baselineState"] for result in results)


def test_no_cell_becomes_a_formula(sound: Any) -> None:
    """A title that a spreadsheet would run as a formula becomes text."""
    sound.change("/afval", titles=("=CMD()",))
    rows = csv.DictReader(io.StringIO(export_audit(sound.audit(), ExportFormat.CSV), newline=""))
    assert {"'"} == {row["evidence"][0] for row in rows}


def test_control_characters_do_not_break_xml(sound: Any) -> None:
    """A page's own characters cannot make the file unreadable."""
    sound.change("/afval", canonicals=())
    sound.change("/afval", links=(*sound.pages[f"{ROOT}/afval"].links,), titles=("a\x0b\x00<b>",))
    assert ET.fromstring(export_audit(sound.audit(), ExportFormat.JUNIT)).tag == "testsuites"  # noqa: S314 -- our own text
