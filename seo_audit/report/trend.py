"""What the report shows of time: what changed since the audit before, and the scores of all that are comparable."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from seo_audit.report.translations import Language
from seo_audit.scoring.audit_result import RegionAudit, SiteAudit
from seo_audit.scoring.history import Change, Past, Point

MAX_POINTS = 60
"""Audits shown in a trend: two months of nights."""

MAX_LISTED = 50
"""Addresses listed of one rule that changed; the JSON has them all."""

WIDTH, HEIGHT, LEFT, BOTTOM, EDGE = 280.0, 140.0, 30.0, 22.0, 8.0
"""The picture in its own units, which are about a phone's pixels: the whole, room for labels, a rim."""

STEP = 5
"""The scale begins and ends at a multiple of this, and spans at least two: a tenth of a point is no mountain."""


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
class Dot:
    """One audit in the picture."""

    x: float
    y: float
    at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores over time as a picture: `dots` from old to new, `ticks` of the scale as (height, score)."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, int], ...]

    @property
    def line(self) -> str:
        """The dots as points of an SVG polyline."""
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


def changes_of(site: SiteAudit, past: Past, say: Language) -> Changes | None:
    """Return what changed on a site, None on its first audit."""
    found = past.changes.get(site.site)
    if found is None:
        return None
    return Changes(
        since=found.since,
        delta=site.score - found.before if found.comparable else None,
        scope=site.addresses - found.addresses,
        new=_by_rule(found.new, say),
        fixed=_by_rule(found.fixed, say),
        worse=_by_rule(found.worse, say),
    )


def trend_of(site: str, audit: RegionAudit, past: Past) -> Trend | None:
    """Return a site's scores of comparable audits, None while there is only one."""
    return _trend([(point.at, point.scores[site]) for point in _comparable(audit, past) if site in point.scores])


def region_trend(audit: RegionAudit, past: Past) -> Trend | None:
    """Return the mean scores of comparable audits of the same sites, None while there is only one."""
    sites = {site.site for site in audit.sites}
    whole = [point for point in _comparable(audit, past) if set(point.scores) == sites]
    return _trend([(point.at, statistics.fmean(point.scores.values())) for point in whole])


def _comparable(audit: RegionAudit, past: Past) -> list[Point]:
    return [point for point in past.trend if point.profile_hash == audit.profile_hash]


def _trend(scores: list[tuple[datetime, float]]) -> Trend | None:
    drawn = scores[-MAX_POINTS:]
    if len(drawn) < 2:
        return None
    low, high = _scale([score for _, score in drawn])
    begin, span = drawn[0][0], (drawn[-1][0] - drawn[0][0]).total_seconds()

    def height(score: float) -> float:
        return EDGE + (HEIGHT - BOTTOM - EDGE) * (high - score) / (high - low)

    dots = tuple(
        Dot(
            LEFT + EDGE + (WIDTH - LEFT - 2 * EDGE) * ((at - begin).total_seconds() / span if span else 1),
            height(score),
            at,
            score,
        )
        for at, score in drawn
    )
    return Trend(dots, tuple((height(tick), tick) for tick in range(low, high + 1, STEP * max(1, (high - low) // 20))))


def _scale(scores: list[float]) -> tuple[int, int]:
    low = max(0, STEP * math.floor((min(scores) - 1) / STEP))
    high = min(100, STEP * math.ceil((max(scores) + 1) / STEP))
    return (min(low, high - 2 * STEP), high) if high - low < 2 * STEP else (low, high)


def _by_rule(changes: tuple[Change, ...], say: Language) -> tuple[ChangedRule, ...]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        found[change.rule].append(change.url)
    return tuple(
        ChangedRule(rule, say.rule(rule).title, tuple(urls[:MAX_LISTED]), len(urls)) for rule, urls in found.items()
    )
