"""What a repair is said to gain, against an audit of the repaired site."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest

from seo_audit.report.examples import load_examples
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.rules.weights import UNSCORED_RULES
from seo_audit.scoring.audit_result import SiteAudit
from tests.unit.seo_audit.example_site import ExampleSite

SCORED = [rule.id for rule in AUDIT_RULES if rule.id not in UNSCORED_RULES]


def audited(folder: Path, name: str, *parts: ExampleSite) -> SiteAudit:
    """Audit a site that has the differences of several examples."""
    whole = ExampleSite()
    for part in parts:
        whole.resources |= part.resources
    place = folder / name
    place.mkdir()
    return whole.audit(place).sites[0]


def plain(rule: str) -> bool:
    """Whether the examples of a rule consist of resources only, so that two of them fit on one site."""
    sites = (ExampleSite.of(load_examples()[rule].fails), ExampleSite.of(load_examples()[rule].passes))
    bare = ExampleSite()
    return all(
        (site.root, site.nis, site.external_data, site.elapsed, site.crawls, site.neighbour)
        == (bare.root, bare.nis, bare.external_data, bare.elapsed, bare.crawls, bare.neighbour)
        for site in sites
    )


def partner(rule: str, others: list[str]) -> str:
    """Return the next rule whose examples change other addresses."""
    mine = {path for text in twins(rule) for path in ExampleSite.of(text).resources}
    following = islice(cycle(others), others.index(rule) + 1, others.index(rule) + len(others))
    return next(
        other for other in following if not any(mine & ExampleSite.of(text).resources.keys() for text in twins(other))
    )


def twins(rule: str) -> tuple[str, str]:
    """Return both examples of a rule."""
    example = load_examples()[rule]
    return example.fails, example.passes


def test_a_repaired_site_scores_what_was_promised(tmp_path: Path) -> None:
    """One of two defects is repaired, the site audited again: its score has risen by the gain, to the last digit.

    Compared are defects that bring no finding of another rule along, and whose repair adds and removes no address:
    where it does, the other rules are measured over another site.
    """
    rules = [rule for rule in SCORED if plain(rule)]
    promised: dict[str, float] = {}
    measured: dict[str, float] = {}
    for rule in rules:
        fails, passes = (ExampleSite.of(text) for text in twins(rule))
        other = partner(rule, rules)
        other_site = ExampleSite.of(load_examples()[other].fails)
        alone = audited(tmp_path, f"{rule}-alone", fails)
        before = audited(tmp_path, f"{rule}-before", fails, other_site)
        after = audited(tmp_path, f"{rule}-after", passes, other_site)
        lost = {name for name, points in alone.lost.items() if points > 0}
        if lost != {rule} or before.addresses != after.addresses:
            continue
        item = next(item for item in before.rules if item.rule == rule)
        promised[rule], measured[rule] = before.score + item.gain, after.score
    assert len(promised) > len(rules) / 2
    assert promised == pytest.approx(measured, abs=1e-9)
