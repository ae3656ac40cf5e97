"""What the report's pages show, section by section.

A section of a site's page is a function here, its name in `SECTIONS`, and a template `site/<name>.html` that sees what
the function returns as `it`. A function that returns None leaves its section out.
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
"""Fixes on the first screen: what fits into a Monday."""

MAX_SITE_FIXES = 5
"""Fixes of single sites on the region's first screen."""

MIN_SITE_GAIN = 0.5
"""Points that such a fix gains at least: less is no news to the region."""

CAP_KEY = "cap"
"""Key of the loss that a cap brings, beside the categories'."""

HEAT_LEVELS = (0.005, 0.05, 0.15, 0.3)
"""Shares of a category's points, lost, from which its cell is one shade darker."""


@dataclass(frozen=True, slots=True)
class SectionContext:
    """What a section of a site's page draws on."""

    site: SiteAudit
    audit: RegionAudit
    past: EarlierAudits
    say: ReportLanguage
    rules: tuple[RuleSection, ...]
    platform: frozenset[str]


def site_page(site: SiteAudit, audit: RegionAudit, past: EarlierAudits, say: ReportLanguage) -> dict[str, Any]:
    """Return what the page of one site shows."""
    by_rule = round_to_total(site.lost, _total(site))
    ordered = [*site.fixes, *(rule for rule in site.rules if not rule.scored)]
    subject = SectionContext(
        site=site,
        audit=audit,
        past=past,
        say=say,
        rules=tuple(rule_section(rule, by_rule, say) for rule in ordered),
        platform=frozenset(problem.rule for problem in audit.common if problem.platform),
    )
    made = ((name, section(subject)) for name, section in SECTIONS.items())
    return {
        "site": site,
        "audit": audit,
        "platform": subject.platform,
        "sections": [(name, it) for name, it in made if it is not None],
    }


def _start(subject: SectionContext) -> dict[str, Any]:
    """The score with its change and its losses, and what to do first."""
    site, changes = subject.site, changes_section(subject.site, subject.past, subject.say)
    gaining = [rule for rule in subject.rules if rule.rule.scored and rule.rule.gain > 0]
    largest = max(gaining[MAX_FIRST_FIXES:], key=lambda rule: rule.rule.gain, default=None)
    if largest and largest.rule.gain <= max(rule.rule.gain for rule in gaining[:MAX_FIRST_FIXES]):
        largest = None
    return {
        "grade": score_rating(site.score),
        "delta": changes.delta if changes else None,
        "fixes": gaining[:MAX_FIRST_FIXES],
        "largest": largest,
        "kinds": len(subject.rules),
        "losses": _losses(subject),
    }


def _changes(subject: SectionContext) -> dict[str, Any] | None:
    changes = changes_section(subject.site, subject.past, subject.say)
    trend = site_trend(subject.site.site, subject.audit, subject.past)
    return {"changes": changes, "trend": trend} if changes else None


def _losses(subject: SectionContext) -> dict[str, Any]:
    """Where the points went: by category, to the tenth."""
    site = subject.site
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


def _found(subject: SectionContext) -> dict[str, Any]:
    return {"rules": subject.rules}


def _structure(subject: SectionContext) -> dict[str, Any] | None:
    depths = depth_rows(subject.site, subject.say)
    return {"depths": depths, "map": map_rows(subject.site, subject.say)} if depths else None


def _google(subject: SectionContext) -> dict[str, Any] | None:
    """What logs and Search Console say, where they were given."""
    figures = subject.audit.figures.get(subject.site.site)
    if figures is None or not (figures.logs or figures.shown):
        return None
    hits = sorted(figures.logs.hits.items()) if figures.logs else []
    return {"figures": figures, "logs": figures.logs, "hits": hits, "useful": SUCCESSFUL_STATUSES}


def _measured(subject: SectionContext) -> dict[str, Any]:
    return {"statuses": subject.site.statuses}


SECTIONS: dict[str, Callable[[SectionContext], dict[str, Any] | None]] = {
    "start": _start,
    "changes": _changes,
    "found": _found,
    "structure": _structure,
    "google": _google,
    "measured": _measured,
}
"""The sections of a site's page, in their order."""


def region_page(audit: RegionAudit, past: EarlierAudits, say: ReportLanguage) -> dict[str, Any]:
    """Return what the overview of the region shows."""
    platform = [problem for problem in audit.common if problem.platform]
    ranked = sorted(audit.sites, key=lambda site: (-site.score, site.name))
    return {
        "audit": audit,
        "sites": [_beside(site, past) for site in ranked],
        "points_of": CATEGORY_POINTS,
        "trend": region_trend(audit, past),
        "changed": any(item.comparable for item in past.changes.values()),
        "platform": platform[:MAX_FIRST_FIXES],
        "platform_more": platform[MAX_FIRST_FIXES:],
        "alone": _alone(audit, {problem.rule for problem in platform}, say),
        "own": [problem for problem in audit.common if not problem.platform],
        "names": {site.site: site.name for site in audit.sites},
        "repairs": {problem.rule: _work(problem, audit, say) for problem in audit.common},
        "shared": [rule_section(rule, {}, say) for rule in audit.shared],
    }


def _beside(site: SiteAudit, past: EarlierAudits) -> dict[str, Any]:
    """One site among the others."""
    changes = past.changes.get(site.site)
    tenths = round_to_total({part.category: part.lost for part in site.categories}, round(100 - round(site.mean, 1), 1))
    return {
        "site": site,
        "grade": score_rating(site.score),
        "delta": site.score - changes.before if changes and changes.comparable else None,
        "errors": sum(rule.count for rule in site.rules if rule.severity is Severity.ERROR),
        "losses": [(lost, _heat(lost / CATEGORY_POINTS[category])) for category, lost in tenths.items()],
    }


def _alone(audit: RegionAudit, platform: Collection[str], say: ReportLanguage) -> list[dict[str, Any]]:
    """The fixes by which single sites gain most, what the platform repairs left out."""
    fixes = [(site, rule) for site in audit.sites for rule in site.fixes if rule.rule not in platform]
    best = sorted(fixes, key=lambda fix: -fix[1].gain)[:MAX_SITE_FIXES]
    return [
        {
            "site": site,
            "rule": rule.rule,
            "title": say.rule(rule.rule).title,
            "where": location_text(rule, say),
            "gain": rule.gain,
        }
        for site, rule in best
        if rule.gain >= MIN_SITE_GAIN
    ]


def _work(problem: CommonProblem, audit: RegionAudit, say: ReportLanguage) -> RuleSection:
    """The problem as the site that it costs most shows it: what is to be done, and what kind of work that is."""
    rules = [rule for site in audit.sites for rule in site.rules if rule.rule == problem.rule]
    return rule_section(max(rules, key=lambda rule: rule.lost), {}, say)


def _heat(share: float) -> int:
    return sum(share >= least for least in HEAT_LEVELS)


def _total(site: SiteAudit) -> float:
    """The points lost as shown: from the score as shown, so that the two add up."""
    return round(100 - round(site.score, 1), 1)
