"""The audit compared with the truth file of the miniature region."""

import tomllib
from collections import defaultdict
from pathlib import Path

from regiozoek.commands.demo import PreparedRegion
from seo_audit.rules.catalogue import AUDIT_RULES

ROOT = Path(__file__).resolve().parents[2]
CLEAN_SITES = {"kuurne", "zwevegem"}


def audit_findings(prepared_region: PreparedRegion) -> dict[str, set[tuple[str, str]]]:
    """Return the findings of the audit: (rule, path) pairs by site."""
    bases = prepared_region.region.sites
    return {
        site.site: {(finding.rule, "/" + finding.url.removeprefix(bases[site.site])) for finding in site.findings}
        for site in prepared_region.audited.sites
    }


def truth_entries(table: str) -> dict[str, set[tuple[str, str]]]:
    """Return the entries of a table of the truth file ("fault" or "arguable"), for implemented rules."""
    known = {rule.id for rule in AUDIT_RULES}
    faults: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for fault in tomllib.loads((ROOT / "regiozoek/demo/faults.toml").read_text())[table]:
        if fault["rule"] in known:
            faults[fault["site"]].add((fault["rule"], fault["path"]))
    return faults


def test_every_planted_fault_is_found(prepared_region: PreparedRegion) -> None:
    seen = audit_findings(prepared_region)
    missed = sorted((site, *fault) for site, faults in truth_entries("fault").items() for fault in faults - seen[site])
    assert [] == missed


def test_clean_sites_have_no_findings(prepared_region: PreparedRegion) -> None:
    """Their scores agree."""
    invented = {
        site: sorted(faults)
        for site, faults in audit_findings(prepared_region).items()
        if site in CLEAN_SITES and faults
    }
    assert {} == invented
    assert {100.0} == {site.score for site in prepared_region.audited.sites if site.site in CLEAN_SITES}


def test_every_finding_was_planted(prepared_region: PreparedRegion) -> None:
    """Each finding is a fault of the truth file, or one of its arguable side effects."""
    truth, arguable = truth_entries("fault"), truth_entries("arguable")
    seen = audit_findings(prepared_region).items()
    extra = sorted((site, *fault) for site, faults in seen for fault in faults - truth[site] - arguable[site])
    assert [] == extra
