"""Trend section of the report: changes since the previous audit, and a chart of comparable scores."""

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
"""Audits in a chart: two months of nightly audits."""

MAX_CHANGED_URLS_SHOWN = 50
"""URLs listed per changed rule; the JSON has all of them."""

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _MARGIN = 280.0, 140.0, 30.0, 22.0, 8.0
"""Size of the chart, its label areas and its margin, in SVG units (about the pixels of a phone)."""

SCORE_TICK = 5
"""The scale starts and ends at a multiple of this and spans at least two, so that 0.1 points look small."""


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """URLs of one rule that are new, fixed or worse, at most `MAX_CHANGED_URLS_SHOWN`, and their number."""

    rule: str
    title: str
    urls: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ChangesSection:
    """Changes on a site: of its score (None when profiles differ), its number of URLs, and its findings."""

    since: datetime
    delta: float | None
    scope: int
    new: tuple[ChangedRule, ...]
    fixed: tuple[ChangedRule, ...]
    worse: tuple[ChangedRule, ...]


@dataclass(frozen=True, slots=True)
class TrendDot:
    """One audit in the chart."""

    x: float
    y: float
    at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Chart of scores over time: `dots` from old to new, `ticks` of the scale as (height, score)."""

    dots: tuple[TrendDot, ...]
    ticks: tuple[tuple[float, int], ...]

    @property
    def line(self) -> str:
        """Points of an SVG polyline through the dots."""
        return " ".join(f"{dot.x:.1f},{dot.y:.1f}" for dot in self.dots)


def changes_section(site: SiteAudit, earlier: EarlierAudits, language: ReportLanguage) -> ChangesSection | None:
    """Return the changes on a site, None for its first audit."""
    changes = earlier.changes.get(site.site)
    if changes is None:
        return None
    return ChangesSection(
        since=changes.since,
        delta=site.score - changes.before if changes.comparable else None,
        scope=site.addresses - changes.addresses,
        new=_by_rule(changes.new, language),
        fixed=_by_rule(changes.fixed, language),
        worse=_by_rule(changes.worse, language),
    )


def site_trend(site: str, audit: RegionAudit, earlier: EarlierAudits) -> TrendChart | None:
    """Return the chart of a site's comparable scores, None when there is only one."""
    return _trend([(point.at, point.scores[site]) for point in _comparable(audit, earlier) if site in point.scores])


def region_trend(audit: RegionAudit, earlier: EarlierAudits) -> TrendChart | None:
    """Return the chart of mean scores in comparable audits of the same sites, None when there is only one."""
    sites = {site.site for site in audit.sites}
    complete = [point for point in _comparable(audit, earlier) if set(point.scores) == sites]
    return _trend([(point.at, statistics.fmean(point.scores.values())) for point in complete])


def _comparable(audit: RegionAudit, earlier: EarlierAudits) -> list[TrendPoint]:
    return [point for point in earlier.trend if point.profile_hash == audit.profile_hash]


def _trend(scores: list[tuple[datetime, float]]) -> TrendChart | None:
    drawn = scores[-MAX_TREND_POINTS:]
    if len(drawn) < 2:
        return None
    low, high = _scale([score for _, score in drawn])
    begin, span = drawn[0][0], (drawn[-1][0] - drawn[0][0]).total_seconds()

    def height(score: float) -> float:
        return _MARGIN + (_HEIGHT - _BOTTOM - _MARGIN) * (high - score) / (high - low)

    dots = tuple(
        TrendDot(
            _LEFT + _MARGIN + (_WIDTH - _LEFT - 2 * _MARGIN) * ((at - begin).total_seconds() / span if span else 1),
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


def _by_rule(changes: tuple[FindingChange, ...], language: ReportLanguage) -> tuple[ChangedRule, ...]:
    by_rule: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        by_rule[change.rule].append(change.url)
    return tuple(
        ChangedRule(rule, language.rule(rule).title, tuple(urls[:MAX_CHANGED_URLS_SHOWN]), len(urls))
        for rule, urls in by_rule.items()
    )
