"""Every example of the rules' texts, served and audited: the documentation shows what the rules find."""

from __future__ import annotations

from pathlib import Path

import pytest

from seo_audit.report.examples import load_examples
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.rules.weights import UNSCORED_RULES
from seo_audit.scoring.audit_result import RegionAudit
from tests.unit.seo_audit.example_site import ExampleSite

IDS = [rule.id for rule in AUDIT_RULES]


def found(audited: RegionAudit) -> set[str]:
    """The rules with findings, those of the region included."""
    return {rule.rule for rule in (*audited.sites[0].rules, *audited.shared)}


def test_every_rule_has_an_example() -> None:
    """The examples have one table a rule, and none is left over."""
    assert set(IDS) == set(load_examples())


@pytest.mark.parametrize("rule", IDS)
def test_the_faulty_site_is_found(tmp_path: Path, rule: str) -> None:
    """The rule finds the site that its example says fails; what it costs explains the score, repairing it pays."""
    audited = ExampleSite.of(load_examples()[rule].fails).audit(tmp_path)
    assert rule in found(audited)
    site = audited.sites[0]
    assert sum(site.lost.values()) + site.score == pytest.approx(100)
    if rule not in UNSCORED_RULES:
        item = next(item for item in site.rules if item.rule == rule)
        assert item.scored
        assert site.score < 100
        assert item.gain >= 0


@pytest.mark.parametrize("rule", IDS)
def test_the_clean_twin_is_clean(tmp_path: Path, rule: str) -> None:
    """Nothing at all is found on the twin, by this rule or by another."""
    audited = ExampleSite.of(load_examples()[rule].passes).audit(tmp_path)
    details = [(item.rule, item.url, item.message) for item in audited.sites[0].findings]
    assert ([], set()) == (details, found(audited))


def test_the_sound_site_is_clean(tmp_path: Path) -> None:
    """What the examples change has no fault of its own, and scores 100."""
    audited = ExampleSite().audit(tmp_path)
    assert ([], 100.0) == (list(audited.sites[0].findings), audited.sites[0].score)
