"""What the report shows of time: what changed since the audit before, and the scores of all that are comparable."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from seo_audit.report.translations import ReportLanguage
from seo_audit.scoring.audit_result import RegionAudit, SiteAudit
from seo_audit.scoring.history import EarlierAudits, FindingChange, TrendPoint

MAX_TREND_POINTS = 60
"""Audits shown in a trend: two months of nights."""

MAX_CHANGED_URLS_SHOWN = 50
"""Addresses listed of one rule that changed; the JSON has them all."""

WIDTH, HEIGHT, LEFT, BOTTOM, EDGE = 280.0, 140.0, 30.0, 22.0, 8.0
"""The picture in its own units, which are about a phone's pixels: the whole, room for labels, a rim."""

SCORE_TICK = 5
"""The scale begins and ends at a multiple of this, and spans at least two: a tenth of a point is no mountain."""


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """The addresses of one rule that are new, repaired or worse, cut to `MAX_CHANGED_URLS_SHOWN`, and how many there are."""

    rule: str
    title: str
    urls: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ChangesSection:
    """What changed on a site: its score's change (None when profiles differ) and addresses come or gone."""

    since: datetime
    delta: float | None
    scope: int
    new: tuple[ChangedRule, ...]
    fixed: tuple[ChangedRule, ...]
    worse: tuple[ChangedRule, ...]


@dataclass(frozen=True, slots=True)
class TrendDot:
    """One audit in the picture."""

    x: float
    y: float
    at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Scores over time as a picture: `dots` from old to new, `ticks` of the scale as (height, score)."""

    dots: tuple[TrendDot, ...]
    ticks: tuple[tuple[float, int], ...]

    @property
    def line(self) -> str:
        """The dots as points of an SVG polyline."""
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


def changes_section(site: SiteAudit, past: EarlierAudits, say: ReportLanguage) -> ChangesSection | None:
    """Return what changed on a site, None on its first audit."""
    found = past.changes.get(site.site)
    if found is None:
        return None
    return ChangesSection(
        since=found.since,
        delta=site.score - found.before if found.comparable else None,
        scope=site.addresses - found.addresses,
        new=_by_rule(found.new, say),
        fixed=_by_rule(found.fixed, say),
        worse=_by_rule(found.worse, say),
    )


def site_trend(site: str, audit: RegionAudit, past: EarlierAudits) -> TrendChart | None:
    """Return a site's scores of comparable audits, None while there is only one."""
    return _trend([(point.at, point.scores[site]) for point in _comparable(audit, past) if site in point.scores])


def region_trend(audit: RegionAudit, past: EarlierAudits) -> TrendChart | None:
    """Return the mean scores of comparable audits of the same sites, None while there is only one."""
    sites = {site.site for site in audit.sites}
    whole = [point for point in _comparable(audit, past) if set(point.scores) == sites]
    return _trend([(point.at, statistics.fmean(point.scores.values())) for point in whole])


def _comparable(audit: RegionAudit, past: EarlierAudits) -> list[TrendPoint]:
    return [point for point in past.trend if point.profile_hash == audit.profile_hash]


def _trend(scores: list[tuple[datetime, float]]) -> TrendChart | None:
    drawn = scores[-MAX_TREND_POINTS:]
    if len(drawn) < 2:
        return None
    low, high = _scale([score for _, score in drawn])
    begin, span = drawn[0][0], (drawn[-1][0] - drawn[0][0]).total_seconds()

    def height(score: float) -> float:
        return EDGE + (HEIGHT - BOTTOM - EDGE) * (high - score) / (high - low)

    dots = tuple(
        TrendDot(
            LEFT + EDGE + (WIDTH - LEFT - 2 * EDGE) * ((at - begin).total_seconds() / span if span else 1),
            height(score),
            at,
            score,
        )
        for at, score in drawn
    )
    return TrendChart(
        dots, tuple((height(tick), tick) for tick in range(low, high + 1, SCORE_TICK * max(1, (high - low) // 20)))
    )


def _scale(scores: list[float]) -> tuple[int, int]:
    low = max(0, SCORE_TICK * math.floor((min(scores) - 1) / SCORE_TICK))
    high = min(100, SCORE_TICK * math.ceil((max(scores) + 1) / SCORE_TICK))
    return (min(low, high - 2 * SCORE_TICK), high) if high - low < 2 * SCORE_TICK else (low, high)


def _by_rule(changes: tuple[FindingChange, ...], say: ReportLanguage) -> tuple[ChangedRule, ...]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        found[change.rule].append(change.url)
    return tuple(
        ChangedRule(rule, say.rule(rule).title, tuple(urls[:MAX_CHANGED_URLS_SHOWN]), len(urls))
        for rule, urls in found.items()
    )
