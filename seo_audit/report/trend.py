"""What the report shows of time: what changed since the audit before, and the scores of all that are comparable."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from seo_audit.findings import RegionAudit, SiteAudit
from seo_audit.history import Change, Past, Point
from seo_audit.wording import words_of

MAX_POINTS = 60
"""Audits shown in a trend: two months of nights."""

MAX_LISTED = 50
"""Addresses listed of one rule that changed; the JSON has them all."""

WIDTH, HEIGHT = 300.0, 60.0
"""The picture's own units; it scales with the page."""


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """The addresses of one rule that are new, repaired or worse, cut to `MAX_LISTED`, and how many there are."""

    rule: str
    title: str
    urls: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed on a site: its score's change (None when profiles differ) and addresses come or gone."""

    since: datetime
    delta: float | None
    scope: int
    new: tuple[ChangedRule, ...]
    fixed: tuple[ChangedRule, ...]
    worse: tuple[ChangedRule, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores over time as a line to draw: `points` for an SVG polyline, with the first and last in words."""

    points: str
    first: float
    last: float
    since: datetime
    count: int


def changes_of(site: SiteAudit, past: Past) -> Changes | None:
    """Return what changed on a site, None on its first audit."""
    found = past.changes.get(site.site)
    if found is None:
        return None
    return Changes(
        since=found.since,
        delta=site.score - found.before if found.comparable else None,
        scope=site.addresses - found.addresses,
        new=_by_rule(found.new),
        fixed=_by_rule(found.fixed),
        worse=_by_rule(found.worse),
    )


def trend_of(site: str, audit: RegionAudit, past: Past) -> Trend | None:
    """Return a site's scores of comparable audits, None while there is only one."""
    return _trend([(point.at, point.scores[site]) for point in _comparable(audit, past) if site in point.scores])


def region_trend(audit: RegionAudit, past: Past) -> Trend | None:
    """Return the mean scores of comparable audits of the same sites, None while there is only one."""
    sites = {site.site for site in audit.sites}
    whole = [point for point in _comparable(audit, past) if set(point.scores) == sites]
    return _trend([(point.at, statistics.fmean(point.scores.values())) for point in whole])


def audit_score(audit: RegionAudit, site: str) -> float:
    """Return the score of one site of an audit."""
    return next(item.score for item in audit.sites if item.site == site)


def _comparable(audit: RegionAudit, past: Past) -> list[Point]:
    return [point for point in past.trend if point.profile_hash == audit.profile_hash]


def _trend(scores: list[tuple[datetime, float]]) -> Trend | None:
    shown = scores[-MAX_POINTS:]
    if len(shown) < 2:
        return None
    step = WIDTH / (len(shown) - 1)
    points = " ".join(
        f"{number * step:.1f},{HEIGHT * (1 - value / 100):.1f}" for number, (_, value) in enumerate(shown)
    )
    return Trend(points, shown[0][1], shown[-1][1], shown[0][0], len(shown))


def _by_rule(changes: tuple[Change, ...]) -> tuple[ChangedRule, ...]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        found[change.rule].append(change.url)
    words = words_of()
    return tuple(
        ChangedRule(rule, words[rule].title, tuple(urls[:MAX_LISTED]), len(urls)) for rule, urls in found.items()
    )
