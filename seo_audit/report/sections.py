"""View model of the report: what each section of a page shows.

A section of a site's page is a function here, its name in `SECTIONS`, and a template `site/<name>.html` that gets the
result as `it`. A function that returns None leaves its section out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from crawler.records.http_status import SUCCESSFUL_STATUSES
from seo_audit.report.findings_section import RuleSection, location_text, rule_section
from seo_audit.report.numbers import round_to_total, score_rating
from seo_audit.report.structure_section import depth_rows, map_rows
from seo_audit.report.translations import ReportLanguage
from seo_audit.report.trend import changes_section, region_trend, site_trend
from seo_audit.rules.rule import Severity
from seo_audit.rules.weights import CATEGORY_POINTS
from seo_audit.scoring.audit_result import CommonProblem, RegionAudit, SiteAudit
from seo_audit.scoring.history import EarlierAudits

MAX_FIRST_FIXES = 3
"""Number of fixes on the first screen: what fits in a Monday."""

MAX_SITE_FIXES = 5
"""Number of fixes of single sites on the first screen of the region."""

MIN_SITE_GAIN = 0.5
"""Minimum gain in points of such a fix."""

CAP_KEY = "cap"
"""Key of the points lost to a cap, next to those of the categories."""

HEAT_LEVELS = (0.005, 0.05, 0.15, 0.3)
"""Shares of a category's points lost from which its cell is one shade darker."""


@dataclass(frozen=True, slots=True)
class SectionContext:
    """Data for the sections of a site's page."""

    site: SiteAudit
    audit: RegionAudit
    earlier: EarlierAudits
    language: ReportLanguage
    rules: tuple[RuleSection, ...]
    platform: frozenset[str]


def site_page(site: SiteAudit, audit: RegionAudit, earlier: EarlierAudits, language: ReportLanguage) -> dict[str, Any]:
    """Return the template context of the page of one site."""
    by_rule = round_to_total(site.lost, _total(site))
    ordered = [*site.fixes, *(rule for rule in site.rules if not rule.scored)]
    context = SectionContext(
        site=site,
        audit=audit,
        earlier=earlier,
        language=language,
        rules=tuple(rule_section(rule, by_rule, language) for rule in ordered),
        platform=frozenset(problem.rule for problem in audit.common if problem.platform),
    )
    sections = ((name, section(context)) for name, section in SECTIONS.items())
    return {
        "site": site,
        "audit": audit,
        "platform": context.platform,
        "sections": [(name, it) for name, it in sections if it is not None],
    }


def _first_fixes(context: SectionContext) -> dict[str, Any]:
    """Return the score with its change and its losses, and what to fix first."""
    site, changes = context.site, changes_section(context.site, context.earlier, context.language)
    gaining = [rule for rule in context.rules if rule.rule.scored and rule.rule.gain > 0]
    largest = max(gaining[MAX_FIRST_FIXES:], key=lambda rule: rule.rule.gain, default=None)
    if largest and largest.rule.gain <= max(rule.rule.gain for rule in gaining[:MAX_FIRST_FIXES]):
        largest = None
    return {
        "rating": score_rating(site.score),
        "delta": changes.delta if changes else None,
        "fixes": gaining[:MAX_FIRST_FIXES],
        "largest": largest,
        "rule_count": len(context.rules),
        "losses": _losses(context),
    }


def _changes(context: SectionContext) -> dict[str, Any] | None:
    changes = changes_section(context.site, context.earlier, context.language)
    trend = site_trend(context.site.site, context.audit, context.earlier)
    return {"changes": changes, "trend": trend} if changes else None


def _losses(context: SectionContext) -> dict[str, Any]:
    """Return the points lost by category, rounded to tenths."""
    site = context.site
    losses: dict[str, float] = {part.category: part.lost for part in site.categories}
    losses[CAP_KEY] = site.mean - site.score
    tenths = round_to_total(losses, _total(site))
    largest = max(CATEGORY_POINTS.values())
    return {
        "total": _total(site),
        "cap": tenths[CAP_KEY],
        "categories": [
            {
                "category": category,
                "points": points,
                "lost": tenths[category],
                "full": 100 * points / largest,
                "share": 100 * tenths[category] / largest,
            }
            for category, points in CATEGORY_POINTS.items()
        ],
    }


def _findings(context: SectionContext) -> dict[str, Any]:
    return {"rules": context.rules}


def _structure(context: SectionContext) -> dict[str, Any] | None:
    depths = depth_rows(context.site, context.language)
    return {"depths": depths, "map": map_rows(context.site, context.language)} if depths else None


def _traffic(context: SectionContext) -> dict[str, Any] | None:
    """Return the figures of logs and Search Console, None without any."""
    figures = context.audit.figures.get(context.site.site)
    if figures is None or not (figures.logs or figures.shown):
        return None
    hits = sorted(figures.logs.hits.items()) if figures.logs else []
    return {"figures": figures, "logs": figures.logs, "hits": hits, "successful": SUCCESSFUL_STATUSES}


def _measurement(context: SectionContext) -> dict[str, Any]:
    return {"statuses": context.site.statuses}


SECTIONS: dict[str, Callable[[SectionContext], dict[str, Any] | None]] = {
    "first_fixes": _first_fixes,
    "changes": _changes,
    "findings": _findings,
    "structure": _structure,
    "traffic": _traffic,
    "measurement": _measurement,
}
"""Sections of a site's page, in order."""


def region_page(audit: RegionAudit, earlier: EarlierAudits, language: ReportLanguage) -> dict[str, Any]:
    """Return the template context of the overview of the region."""
    platform = [problem for problem in audit.common if problem.platform]
    ranked = sorted(audit.sites, key=lambda site: (-site.score, site.name))
    return {
        "audit": audit,
        "sites": [_site_row(site, earlier) for site in ranked],
        "points_of": CATEGORY_POINTS,
        "trend": region_trend(audit, earlier),
        "changed": any(item.comparable for item in earlier.changes.values()),
        "platform": platform[:MAX_FIRST_FIXES],
        "platform_more": platform[MAX_FIRST_FIXES:],
        "single_site_fixes": _single_site_fixes(audit, {problem.rule for problem in platform}, language),
        "site_problems": [problem for problem in audit.common if not problem.platform],
        "names": {site.site: site.name for site in audit.sites},
        "repairs": {problem.rule: _problem_section(problem, audit, language) for problem in audit.common},
        "shared": [rule_section(rule, {}, language) for rule in audit.shared],
    }


def _site_row(site: SiteAudit, earlier: EarlierAudits) -> dict[str, Any]:
    """Return the row of one site in the table of sites."""
    changes = earlier.changes.get(site.site)
    tenths = round_to_total({part.category: part.lost for part in site.categories}, round(100 - round(site.mean, 1), 1))
    return {
        "site": site,
        "rating": score_rating(site.score),
        "delta": site.score - changes.before if changes and changes.comparable else None,
        "errors": sum(rule.count for rule in site.rules if rule.severity is Severity.ERROR),
        "losses": [(lost, _heat(lost / CATEGORY_POINTS[category])) for category, lost in tenths.items()],
    }


def _single_site_fixes(audit: RegionAudit, platform: Collection[str], language: ReportLanguage) -> list[dict[str, Any]]:
    """Return the fixes with the highest gain for single sites, without problems of the platform."""
    fixes = [(site, rule) for site in audit.sites for rule in site.fixes if rule.rule not in platform]
    best = sorted(fixes, key=lambda fix: -fix[1].gain)[:MAX_SITE_FIXES]
    return [
        {
            "site": site,
            "rule": rule.rule,
            "title": language.rule(rule.rule).title,
            "where": location_text(rule, language),
            "gain": rule.gain,
        }
        for site, rule in best
        if rule.gain >= MIN_SITE_GAIN
    ]


def _problem_section(problem: CommonProblem, audit: RegionAudit, language: ReportLanguage) -> RuleSection:
    """Return a common problem as shown by the site that loses most points to it, for the work to do."""
    rules = [rule for site in audit.sites for rule in site.rules if rule.rule == problem.rule]
    return rule_section(max(rules, key=lambda rule: rule.lost), {}, language)


def _heat(share: float) -> int:
    return sum(share >= level for level in HEAT_LEVELS)


def _total(site: SiteAudit) -> float:
    """Return the points lost, computed from the rounded score so that the two add up."""
    return round(100 - round(site.score, 1), 1)
