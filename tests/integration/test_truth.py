"""The audit against the truth file of the miniature region."""

import tomllib
from collections import defaultdict
from pathlib import Path

from regiozoek.commands.demo import PreparedRegion
from seo_audit.rules.catalogue import AUDIT_RULES

ROOT = Path(__file__).resolve().parents[2]
CLEAN = {"kuurne", "zwevegem"}


def found(prepared_region: PreparedRegion) -> dict[str, set[tuple[str, str]]]:
    """Return what the audit found: for each site, (rule, path) pairs."""
    bases = prepared_region.region.sites
    return {
        site.site: {(finding.rule, "/" + finding.url.removeprefix(bases[site.site])) for finding in site.findings}
        for site in prepared_region.audited.sites
    }


def listed(table: str) -> dict[str, set[tuple[str, str]]]:
    """Return the entries of a table of the truth file, for the rules there are: fault, or arguable."""
    known = {rule.id for rule in AUDIT_RULES}
    faults: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for fault in tomllib.loads((ROOT / "regiozoek/demo/faults.toml").read_text())[table]:
        if fault["rule"] in known:
            faults[fault["site"]].add((fault["rule"], fault["path"]))
    return faults


def test_every_planted_fault_is_found(prepared_region: PreparedRegion) -> None:
    """The audit misses nothing that it has a rule for."""
    seen = found(prepared_region)
    missed = sorted((site, *fault) for site, faults in listed("fault").items() for fault in faults - seen[site])
    assert [] == missed


def test_nothing_is_found_on_the_clean_sites(prepared_region: PreparedRegion) -> None:
    """Two sites have no fault, and none is invented; their score says so."""
    invented = {site: sorted(faults) for site, faults in found(prepared_region).items() if site in CLEAN and faults}
    assert {} == invented
    assert {100.0} == {site.score for site in prepared_region.audited.sites if site.site in CLEAN}


def test_nothing_is_found_that_was_not_planted(prepared_region: PreparedRegion) -> None:
    """On the faulty sites too, each finding is a fault of the truth file, or one of its arguable side effects."""
    truth, arguable = listed("fault"), listed("arguable")
    seen = found(prepared_region).items()
    extra = sorted((site, *fault) for site, faults in seen for fault in faults - truth[site] - arguable[site])
    assert [] == extra
